"""Finding a document for who works on its case: what is no business of theirs is not there."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy import bindparam, select

from states.errors import NotFound, NotPermitted
from states.papers import leads_to_her, may_handle
from states.permissions import Sight, masks_contact
from workflow.actors import Actor
from workflow.db import Tx
from workflow.documents.checking import ENDINGS, Media
from workflow.faults import Unreadable
from workflow.finding import Case
from workflow.keys import Keys
from workflow.looking import found
from workflow.prepared import Prepared
from workflow.reveals import opens
from workflow.tables import DocumentContentRow, DocumentRow, EntryRow, SealedPayloadRow
from workflow.vault import SealedPayload, open_payload

DOCUMENTS, CONTENTS = DocumentRow.__table__, DocumentContentRow.__table__
ENTRIES, PAYLOADS = EntryRow.__table__, SealedPayloadRow.__table__

SELECT_DOCUMENT = Prepared(
    select(
        DOCUMENTS.c.reference,
        DOCUMENTS.c.kind,
        DOCUMENTS.c.of_order,
        DOCUMENTS.c.media,
        DOCUMENTS.c.seq,
        DOCUMENTS.c.voided_at,
    ).where(DOCUMENTS.c.reference == bindparam("reference"))
)
SELECT_CONTENT = Prepared(select(CONTENTS.c.sealed).where(CONTENTS.c.reference == bindparam("reference")))
SELECT_DIGEST = Prepared(
    select(ENTRIES.c.digest, PAYLOADS.c.sealed)
    .join(PAYLOADS, (PAYLOADS.c.stream == ENTRIES.c.stream) & (PAYLOADS.c.seq == ENTRIES.c.seq))
    .where(ENTRIES.c.stream == bindparam("stream"), ENTRIES.c.seq == bindparam("number"))
)


class Document(NamedTuple):
    """What is said clearly of a document."""

    reference: str
    kind: str
    order: str | None
    media: str
    seq: int
    voided_at: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A document that is handed out. Its name says nothing of anybody."""

    name: str
    media: Media
    content: bytes


def held(tx: Tx, document: str) -> Document:
    """Return what is said of a document. Raises NotFound."""
    row = tx.one(SELECT_DOCUMENT, reference=document)
    if row is None:
        raise NotFound("document")
    return Document(*row)


def is_valid(tx: Tx, document: str) -> bool:
    """Say whether a document is there and was not marked as stored by mistake."""
    row = tx.one(SELECT_DOCUMENT, reference=document)
    return row is not None and Document(*row).voided_at is None


def case_of(tx: Tx, reference: str, actor: Actor, at: datetime, *, lock: bool = False) -> Case:
    """Return the case of a document, to who sees anything of it. Raises NotFound in the same words for all others."""
    try:
        return found(tx, reference, actor, at, lock=lock)
    except NotFound:
        raise NotFound("document") from None


def find(tx: Tx, reference: str, actor: Actor, at: datetime, *, lock: bool = False) -> tuple[Case, Document]:
    """Return a document with its case to who may store and open such a one. Raises NotFound and NotPermitted.

    To who does not see the case, or of it only what they owe, a document that is none of theirs is not there.
    """
    case, document = case_of(tx, reference, actor, at, lock=lock), held(tx, reference)
    order = case.position.facts["orders"].get(document.order)
    if not may_handle(actor, case.sight, document.kind, order, at):
        if case.sight not in (Sight.CASE, Sight.HISTORY):
            raise NotFound("document")
        message = "documents are opened by those who work on the case"
        raise NotPermitted(message)
    return case, document


def opens_it(tx: Tx, case: Case, kind: str, actor: Actor, at: datetime) -> bool:
    """Say whether who works on the case may open a document of that kind: some say how she is reached."""
    if not leads_to_her(kind) or not masks_contact(actor, case.position.facts):
        return True
    return opens(tx, case, actor, at)


def opened(tx: Tx, keys: Keys, case: Case, document: Document) -> Opened:
    """Unseal a document, and hold it to what the trail says was stored. Raises NotFound once erased, and Unreadable."""
    content = tx.one(SELECT_CONTENT, reference=document.reference)
    entry = tx.one(SELECT_DIGEST, stream=case.head.stream, number=document.seq)
    if content is None or entry is None:
        raise NotFound("document")
    key, media = case.key(keys), Media(document.media)
    clear = key.open(f"document.{document.reference}", content[0])
    said = orjson.loads(open_payload(key, document.seq, SealedPayload(*entry)))
    if hashlib.sha256(clear).hexdigest() != said["sha256"]:
        raise Unreadable(f"document {document.reference} is not what was stored")
    return Opened(f"{document.reference}.{ENDINGS[media]}", media, clear)
