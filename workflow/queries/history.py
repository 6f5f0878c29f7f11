"""The history of a case for people: its entries, and the case as it stood at a moment.

What an entry says about persons stays sealed: it is named by its digest, never opened here.
"""

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Row, and_, select

from states.errors import Malformed, NotPermitted, Problem
from states.vocabulary import Chart, Event, Role
from workflow.actors import Actor
from workflow.approvals import APPROVE
from workflow.db import Database, Tx
from workflow.documents import OPEN_COPY, OPEN_DOCUMENT
from workflow.finding import Case
from workflow.looking import WHOLE, cut, found, looking, shown
from workflow.order_cards import SHOW_ORDERS
from workflow.queries.masking import masked_facts, order_views
from workflow.queries.paging import MOST, Page, checked, page, place_of
from workflow.queries.views import OrderView
from workflow.replay import fold
from workflow.reveals import REVEAL
from workflow.tables import EntryRow, from_micros

ENTRIES = EntryRow.__table__

#: The charts, and of the case the events, of which a firm reads: never what others were offered or answered.
FIRM_READS = [chart.value for chart in (Chart.CASE, Chart.ORDER, Chart.SERVICE, Chart.POLICE_COPY)]
FIRM_NEVER_READS = [Event.MAKE_OFFER.value, APPROVE, REVEAL, SHOW_ORDERS, OPEN_DOCUMENT, OPEN_COPY]
#: What is said of a step without its payload.
STEP = ("chart", "subject", "event", "source", "target")


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One entry. `payload` holds what was said clearly; `sealed` that something was said about persons.

    `digest` and `hash`, in hexadecimal, are for who verifies the trail.
    """

    seq: int
    at: datetime
    actor: str
    role: str
    chart: str
    subject: str | None
    event: str
    version: int
    steps: tuple[Mapping[str, Any], ...]
    payload: Mapping[str, Any]
    refused: tuple[Mapping[str, str], ...]
    notices: tuple[str, ...]
    sealed: bool
    digest: str | None = None
    hash: str | None = None


@dataclass(frozen=True, slots=True)
class AsAt:
    """A case as it stood at a moment, rebuilt from its trail."""

    reference: str
    at: datetime
    seq: int
    version: int
    state: str
    facts: Mapping[str, Any]
    clocks: Mapping[str, Any]
    orders: tuple[OrderView, ...]


def history(  # noqa: PLR0913 - one word for each way to narrow the list.
    db: Database,
    reference: str,
    actor: Actor,
    at: datetime,
    *,
    charts: Collection[str] = (),
    events: Collection[str] = (),
    newest: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[HistoryItem]:
    """List the entries of a case, the first one first, or the `newest`; of some `charts` or `events` alone where any
    are named.

    Raises NotFound, NotPermitted and Malformed.
    """
    after, most = place_of(cursor, int), checked(limit)
    with looking(db, actor, "history", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        query = select(ENTRIES).where(_of(case, actor))
        if charts:
            query = query.where(ENTRIES.c.chart.in_(sorted(charts)))
        if events:
            query = query.where(ENTRIES.c.event.in_(sorted(events)))
        if after is not None:
            query = query.where(ENTRIES.c.seq < after[0] if newest else ENTRIES.c.seq > after[0])
        order = ENTRIES.c.seq.desc() if newest else ENTRIES.c.seq
        rows = [*tx.connection.execute(query.order_by(order).limit(most + 1))]
        listed = page(rows, most, lambda row: (row.seq,))
        return Page(tuple(_item(tx, row, actor, at) for row in listed.items), listed.next_cursor)


def changes(
    db: Database, reference: str, version: int, actor: Actor, at: datetime
) -> tuple[HistoryItem, ...]:
    """Return the steps since a version, for who acted on a stale screen; nothing, where the actor sees no history."""
    with looking(db, actor, "changes", reference, at) as tx:
        case = found(tx, reference, actor, at)
        if case.sight not in WHOLE:
            return ()
        query = select(ENTRIES).where(_of(case, actor), ENTRIES.c.version > version)
        rows = [*tx.connection.execute(query.order_by(ENTRIES.c.seq).limit(MOST))]
        items = [_item(tx, row, actor, at) for row in rows]
    return tuple(item for item in items if item.steps)


def as_at(db: Database, reference: str, actor: Actor, moment: datetime, at: datetime) -> AsAt:
    """Show a case as it stood at a moment. Raises NotFound, Malformed, and NotPermitted for a firm.

    What a firm saw then is not what it may see now, and what it may see now it may not have seen then.
    """
    with looking(db, actor, "as_at", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        if actor.role is Role.SOLICITOR:
            message = "the past of a case is not shown to a firm"
            raise NotPermitted(message)
        folded = deque(fold(tx, case.head.stream, until=moment), maxlen=1)
        if not folded or (position := folded[0].after) is None:
            raise Malformed("the case was not there yet", [Problem("at", "is before the case was opened")])
        last, then = folded[0].recorded, replace(case, position=position)
        return AsAt(
            reference=case.reference,
            at=moment,
            seq=last.seq,
            version=last.entry.version,
            state=position.state,
            facts=cut(tx, masked_facts(then, actor, moment), actor, at),
            clocks=position.facts["clocks"],
            orders=tuple(replace(order, events={}) for order in order_views(then, actor, moment)),
        )


def _of(case: Case, actor: Actor) -> ColumnElement[bool]:
    own = ENTRIES.c.stream == case.head.stream
    if actor.role is not Role.SOLICITOR:
        return own
    return and_(own, ENTRIES.c.chart.in_(FIRM_READS), ENTRIES.c.event.not_in(FIRM_NEVER_READS))


def _item(tx: Tx, row: Row[Any], actor: Actor, at: datetime) -> HistoryItem:
    body = orjson.loads(row.body)
    firm, auditor = actor.role is Role.SOLICITOR, actor.role is Role.AUDITOR
    steps = body.get("steps", ())
    if firm:
        steps = [{name: step[name] for name in STEP} for step in steps if step["chart"] in FIRM_READS]
    return HistoryItem(
        seq=row.seq,
        at=from_micros(row.at),
        actor=row.actor,
        role=row.role,
        chart=row.chart,
        subject=row.subject,
        event=row.event,
        version=row.version,
        steps=tuple(steps),
        payload={} if firm else cut(tx, _said(body), actor, at),
        refused=tuple(body.get("refused", ())),
        notices=() if firm else tuple(body.get("notices", ())),
        sealed=row.digest is not None,
        digest=row.digest.hex() if auditor and row.digest is not None else None,
        hash=row.hash.hex() if auditor else None,
    )


def _said(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry says besides its steps: the payload of a command, or the body of another entry."""
    rest = {"steps", "clocks", "refused", "notices", "found"}
    said: dict[str, Any] = body.get("payload", {})
    return said or {name: value for name, value in body.items() if name not in rest | {"payload"}}
