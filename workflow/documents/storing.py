"""Storing a document with a case, and marking one as void. Nothing is ever deleted: what was stored may have been read.

Each is an entry of the case, not a step: no screen grows stale by it. What a file was called where it came from is
not kept, because people name files after people.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import bindparam, update

from states.errors import Malformed, NotPermitted, Problem
from states.papers import OF_AN_ORDER, may_handle
from states.vocabulary import DocumentKind
from workflow import references
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.answers import recall, remember
from workflow.command import Command, Done
from workflow.db import Database, Tx
from workflow.documents.checking import Media, check
from workflow.documents.finding import Document, find
from workflow.finding import Case
from workflow.keys import Keys
from workflow.looking import found
from workflow.prepared import Prepared, insertion
from workflow.rows import Note, note
from workflow.tables import DocumentContentRow, DocumentRow, to_micros
from workflow.vault import seal_payload

DOCUMENTS, CONTENTS = DocumentRow.__table__, DocumentContentRow.__table__

#: The entries' events.
STORE_DOCUMENT, VOID_DOCUMENT = "store_document", "void_document"
#: Longest reason, in characters.
LONGEST = 500

INSERT_DOCUMENT, INSERT_CONTENT = insertion(DOCUMENTS), insertion(CONTENTS)
VOID = Prepared(
    update(DOCUMENTS)
    .where(DOCUMENTS.c.reference == bindparam("document"), DOCUMENTS.c.voided_at.is_(None))
    .values(voided_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True, repr=False)
class Upload:
    """A file as it was sent: what somebody says that it is, of which order, and its bytes."""

    kind: str
    content: bytes
    order: str | None = None
    sent_as: str = ""


def store(
    db: Database, reference: str, upload: Upload, *, actor: Actor, at: datetime, key: str | None = None
) -> str:
    """Store a document with a case; return the document's reference. The same under the same key is stored once.

    Raises Malformed, TooBig, NotFound, NotPermitted, KeyReused, and StorageUnavailable.
    """
    _check_said(upload)
    with denials(db, actor, STORE_DOCUMENT, reference, at), db.reading() as tx:
        # Before the file is looked at, which takes a while for one that is made to.
        _permit(found(tx, reference, actor, at), actor, upload, at)
    media = check(upload.content, upload.sent_as)
    said = {"kind": upload.kind, "order": upload.order}
    asked = Command(reference, STORE_DOCUMENT, {**said, "sha256": _digest(upload)}, key=key)
    with denials(db, actor, STORE_DOCUMENT, reference, at), db.transaction() as tx:
        case = found(tx, reference, actor, at, lock=True)
        _permit(case, actor, upload, at)
        if isinstance(before := recall(tx, db.keys, asked, actor), Done):
            return before.created[0]
        document, case = _keep(tx, db.keys, case, upload, media, actor, at)
        remember(tx, db.keys, asked, actor, _done(case, document), at)
    return document


def void(db: Database, document: str, reason: str, *, actor: Actor, at: datetime) -> None:
    """Mark a document as one that was stored by mistake. It stays, and is handed to nobody any more.

    Raises Malformed, NotFound and NotPermitted. Done twice, it is done once.
    """
    if not reason.strip() or len(reason) > LONGEST:
        problem = Problem("reason", f"say why it is not valid, in at most {LONGEST} characters")
        raise Malformed("a document is not taken back without a reason", [problem])
    with denials(db, actor, VOID_DOCUMENT, document, at), db.transaction() as tx:
        case, held = find(tx, document, actor, at, lock=True)
        if tx.run(VOID, document=held.reference, at=to_micros(at)):
            why = orjson.dumps({"reason": reason.strip()})
            hidden = seal_payload(case.key(db.keys), case.head.seq + 1, why)
            note(tx, case, Note(VOID_DOCUMENT, _body(held)), by=actor, at=at, hidden=hidden)


def _check_said(upload: Upload) -> None:
    if upload.kind not in frozenset(DocumentKind):
        raise Malformed("this is no kind of document", [Problem("kind", "say what the document is")])
    if upload.order is None and upload.kind in OF_AN_ORDER:
        raise Malformed("this belongs to an order", [Problem("order", "say which order it belongs to")])


def _permit(case: Case, actor: Actor, upload: Upload, at: datetime) -> None:
    orders = case.position.facts["orders"]
    order = orders.get(upload.order) if upload.order is not None else None
    if not may_handle(actor, case.sight, upload.kind, order, at):
        message = "documents are stored by those who work on the case"
        raise NotPermitted(message)
    if upload.order is not None and order is None:
        raise Malformed("the case has no such order", [Problem("order", "is not an order of this case")])


def _keep(
    tx: Tx, keys: Keys, case: Case, upload: Upload, media: Media, actor: Actor, at: datetime
) -> tuple[str, Case]:
    document, key, seq = references.new(references.DOCUMENT), case.key(keys), case.head.seq + 1
    row = DocumentRow(
        reference=document,
        case_id=case.id,
        kind=upload.kind,
        of_order=upload.order,
        media=media.value,
        size=len(upload.content),
        seq=seq,
        stored_by=actor.reference,
        stored_at=to_micros(at),
        voided_at=None,
    )
    tx.run(INSERT_DOCUMENT, **row.model_dump())
    tx.run(INSERT_CONTENT, reference=document, sealed=key.seal(f"document.{document}", upload.content))
    # The chain holds a salted digest of this: what is handed out later is what was stored.
    hidden = seal_payload(key, seq, orjson.dumps({"sha256": _digest(upload)}))
    body = {"document": document, "kind": upload.kind, "order": upload.order, "media": media.value}
    said = Note(STORE_DOCUMENT, body | {"size": len(upload.content)})
    return document, note(tx, case, said, by=actor, at=at, hidden=hidden)


def _digest(upload: Upload) -> str:
    return hashlib.sha256(upload.content).hexdigest()


def _body(held: Document) -> dict[str, str | None]:
    return {"document": held.reference, "kind": held.kind, "order": held.order}


def _done(case: Case, document: str) -> Done:
    state, head = case.position.state, case.head
    return Done(
        case.reference,
        STORE_DOCUMENT,
        state,
        state,
        case.version,
        head.seq,
        head.hash.hex(),
        created=(document,),
    )
