"""Handing the copy of an order to officers: once it was sent and while it is in force, to who says why, as its card."""

from collections.abc import Mapping
from datetime import datetime

import orjson

from states.errors import NotFound, NotPermitted
from states.facts import COPIED, is_in_force
from states.permissions import Place, may_enter
from states.position import Facts
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.documents.finding import Document, Opened, held, is_valid, opened
from workflow.finding import Case, has_conflict, load
from workflow.order_search import Why, check_why
from workflow.rows import Note, note
from workflow.vault import seal_payload

#: The entry's event.
OPEN_COPY = "open_copy"


def copy_of(order: Facts) -> Mapping[str, str | None]:
    """Return the documents of an order that the police were sent, by what they are; nothing before they were."""
    return order.get("copy_holds", {}) if order["copy"] in COPIED else {}


def still_held(tx: Tx, order: Facts) -> tuple[tuple[str, str], ...]:
    """Return those of them that are handed out: not what was marked as stored by mistake."""
    sent = ((part, document) for part, document in copy_of(order).items() if document)
    return tuple((part, document) for part, document in sent if is_valid(tx, document))


def open_copy(db: Database, document: str, why: Why, *, actor: Actor, at: datetime) -> Opened:
    """Open a document that the police were sent of an order.

    Whatever was not sent, was taken back, is over, or is hidden by a conflict of interest is answered as what is not
    there.
    Raises Malformed, NotFound, NotPermitted, and StorageUnavailable where the entry cannot be written.
    """
    check_why(why)
    with denials(db, actor, OPEN_COPY, document, at):
        if not may_enter(actor, Place.ORDER_CARD):
            message = "copies of orders are for officers"
            raise NotPermitted(message)
        with db.transaction() as tx:
            case, sent = _sent(tx, document, actor, at)
            found = opened(tx, db.keys, case, sent)
            hidden = seal_payload(
                case.key(db.keys), case.head.seq + 1, orjson.dumps({"why": why.words.strip()})
            )
            body = {"document": sent.reference, "order": sent.order, "purpose": why.purpose}
            note(tx, case, Note(OPEN_COPY, body), by=actor, at=at, hidden=hidden)
    return found


def _sent(tx: Tx, document: str, actor: Actor, at: datetime) -> tuple[Case, Document]:
    try:
        case, sent = load(tx, document, lock=True), held(tx, document)
    except NotFound:
        raise NotFound("document") from None
    order = case.position.facts["orders"].get(sent.order)
    hidden = actor.watched and has_conflict(tx, case.id, actor.person_id)
    if order is None or hidden or sent.voided_at is not None:
        raise NotFound("document")
    # No card shows an order that is over, and no copy of it is handed out either.
    if not is_in_force(order, at) or document not in copy_of(order).values():
        raise NotFound("document")
    return case, sent
