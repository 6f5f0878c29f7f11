"""The documents of a case, newest first: what each is, and whether who asks may open it; never what stands in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, false, select

from states.errors import NotFound, NotPermitted, Refusal
from states.guarding import GUARDS
from states.papers import OF_AN_ORDER, may_handle, may_list
from states.permissions import Sight, owes
from states.position import Asked
from states.vocabulary import Chart, CopyEvent, DocumentKind
from workflow.access import Clause
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.documents.copies import carried
from workflow.documents.finding import case_of, opens_it
from workflow.finding import Case
from workflow.looking import found, looking
from workflow.queries.paging import Page, checked, page, place_of
from workflow.queries.views import OrderView
from workflow.tables import DocumentRow, from_micros

DOCUMENTS = DocumentRow.__table__

#: Guards of sending a copy that ask only what is stored, so that they can be judged before anybody asks.
ON_PAPER = ("sealed_order_is_stored", "proof_is_stored")


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document. `may_open` says whether who asks may have it handed out, for a purpose."""

    reference: str
    case: str
    kind: str
    order: str | None
    media: str
    size: int
    stored_at: datetime
    stored_by: str
    voided_at: datetime | None
    may_open: bool
    may_void: bool


def documents(
    db: Database, reference: str, actor: Actor, at: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[DocumentView]:
    """List the documents of a case as far as the actor is told of them.

    Raises NotFound, NotPermitted for who sees no more of it than what became of it or what is offered, and Malformed.
    """
    after, most = place_of(cursor, int), checked(limit)
    with looking(db, actor, "documents", reference, at) as tx:
        case = found(tx, reference, actor, at)
        if not may_list(case.sight):
            message = "documents are for those who work on the case"
            raise NotPermitted(message)
        query = select(DOCUMENTS).where(DOCUMENTS.c.case_id == case.id, _told(case, actor, at))
        if after is not None:
            query = query.where(DOCUMENTS.c.seq < after[0])
        rows = [*tx.connection.execute(query.order_by(DOCUMENTS.c.seq.desc()).limit(most + 1))]
        listed = page(rows, most, lambda row: (row.seq,))
        opens = {kind.value: opens_it(tx, case, kind, actor, at) for kind in DocumentKind}
        views = tuple(_view(row, case, actor, at, opens=opens[row.kind]) for row in listed.items)
        return Page(views, listed.next_cursor)


def document(db: Database, reference: str, actor: Actor, at: datetime) -> DocumentView:
    """Show one document as far as the actor is told of it. Raises NotFound."""
    with looking(db, actor, "document", reference, at) as tx:
        case = case_of(tx, reference, actor, at)
        told = select(DOCUMENTS).where(DOCUMENTS.c.reference == reference, _told(case, actor, at))
        row = tx.connection.execute(told).first() if may_list(case.sight) else None
        if row is None:
            raise NotFound("document")
        return _view(row, case, actor, at, opens=opens_it(tx, case, row.kind, actor, at))


def proofs(db: Database, order: str, actor: Actor, at: datetime) -> tuple[DocumentView, ...]:
    """List what is stored and valid as proof of service of an order, newest first, for who may handle it."""
    kept = documents(db, order, actor, at, limit=200).items
    return tuple(
        one
        for one in kept
        if (one.order, one.kind) == (order, DocumentKind.PROOF_OF_SERVICE) and one.may_open
    )


def foretold(
    tx: Tx, case: Case, orders: tuple[OrderView, ...], actor: Actor, at: datetime
) -> tuple[OrderView, ...]:
    """Say of each copy that could be sent what it still lacks: known before anybody asks, as what is stored is."""
    return tuple(_foretold(tx, case, order, actor, at) for order in orders)


def _foretold(tx: Tx, case: Case, order: OrderView, actor: Actor, at: datetime) -> OrderView:
    asked = order.events.get(Chart.POLICE_COPY.value, {})
    named = {
        guard.name
        for branch in case.rules.charts[Chart.POLICE_COPY].branches.get((order.copy, CopyEvent.SEND), ())
        for guard in branch.guards
    }
    if asked.get(CopyEvent.SEND.value) != [] or not named & {*ON_PAPER}:
        return order
    facts = case.position.facts
    stored = carried(tx, order.reference, facts["orders"][order.reference])
    known = Asked(order.copy, facts, {}, at, actor.role, found={"copy": stored}, subject=order.reference)
    lacks = [GUARDS[name].refusal() for name in ON_PAPER if name in named and not GUARDS[name].holds(known)]
    return replace(order, events={**order.events, Chart.POLICE_COPY.value: _with(asked, lacks)})


def _with(events: Any, lacks: list[Refusal]) -> dict[str, list[Refusal]]:
    return {**events, CopyEvent.SEND.value: lacks}


def _told(case: Case, actor: Actor, at: datetime) -> Clause:
    """Say which documents somebody is told of: a firm that only owes something, those of the orders it owes."""
    if case.sight is not Sight.DUTIES:
        return DOCUMENTS.c.case_id == case.id
    orders = case.position.facts["orders"].items()
    owed = [reference for reference, order in orders if actor.firm and owes(order, actor.firm, at)]
    kinds = sorted(kind.value for kind in OF_AN_ORDER)
    return and_(DOCUMENTS.c.of_order.in_(owed), DOCUMENTS.c.kind.in_(kinds)) if owed else false()


def _view(row: Row[Any], case: Case, actor: Actor, at: datetime, *, opens: bool) -> DocumentView:
    order = case.position.facts["orders"].get(row.of_order)
    handles = may_handle(actor, case.sight, row.kind, order, at) and row.voided_at is None
    return DocumentView(
        reference=row.reference,
        case=case.reference,
        kind=row.kind,
        order=row.of_order,
        media=row.media,
        size=row.size,
        stored_at=from_micros(row.stored_at),
        stored_by=row.stored_by,
        voided_at=None if row.voided_at is None else from_micros(row.voided_at),
        may_open=handles and opens,
        may_void=handles,
    )
