"""The stuck list: notices that wait for a person, since when and why.

Nothing waits unseen: what is in doubt, failed, held or late is here until somebody has moved it on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select, tuple_

from states.errors import NotPermitted
from states.position import Asked
from states.vocabulary import NoticeState, Role
from workflow.access import case_filter
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.looking import looking
from workflow.notices import CHART
from workflow.queries.paging import Page, checked, page, place_of
from workflow.queries.views import Events
from workflow.tables import CaseRow, NoticeRow, from_micros, to_micros

CASES, NOTICES = CaseRow.__table__, NoticeRow.__table__

#: What is shown of a notice as its row holds it; never its words.
SHOWN = (
    "reference",
    "reason",
    "rule",
    "recipient",
    "recipient_ref",
    "channel",
    "state",
    "version",
    "attempts",
)
#: How long a notice that is due, or on its way to a carrier, may stay so before a lead hears of it (I).
LATE_AFTER = timedelta(minutes=15)
#: The most that are counted: whoever has as many needs no number.
MOST_COUNTED = 1000


class Why(StrEnum):
    """Why a notice waits for a person."""

    IN_DOUBT = "in_doubt"
    FAILED = "failed"
    HELD = "held"
    LATE = "late"


class Pile(NamedTuple):
    """Notices of one state that wait, once they have done so for some time. Each has an index that holds them in order."""

    why: Why
    state: NoticeState
    since: ColumnElement[int]
    patience: timedelta = timedelta()


PILES = (
    Pile(Why.IN_DOUBT, NoticeState.IN_DOUBT, NOTICES.c.since),
    Pile(Why.FAILED, NoticeState.FAILED, NOTICES.c.since),
    Pile(Why.HELD, NoticeState.HELD, NOTICES.c.since),
    Pile(Why.LATE, NoticeState.SENDING, NOTICES.c.since, LATE_AFTER),
    Pile(Why.LATE, NoticeState.PLANNED, NOTICES.c.not_before, LATE_AFTER),
)


@dataclass(frozen=True, slots=True)
class StuckView:
    """One notice that waits for a person. `since` is when it began to; `reason` is what was last said of it."""

    reference: str
    case: str
    why: str
    since: datetime
    reason: str | None
    rule: str
    recipient: str
    recipient_ref: str
    channel: str
    state: str
    version: int
    attempts: int
    events: Events


def stuck(
    db: Database,
    actor: Actor,
    at: datetime,
    *,
    cursor: str | None = None,
    limit: int = 50,
    why: Why | None = None,
) -> Page[StuckView]:
    """List the notices that wait for a person, the longest waiting first, to a lead: those of their force, if they have one.

    Raises NotPermitted and Malformed.
    """
    after, most = place_of(cursor, int, str), checked(limit)
    with looking(db, actor, "stuck", None, at) as tx:
        if actor.role is not Role.LEAD:
            message = "the stuck list is for leads"
            raise NotPermitted(message)
        rows = [
            (pile, row)
            for pile in PILES
            if why in (None, pile.why)
            for row in _waiting(tx, pile, actor, at, after, most + 1)
        ]
    rows.sort(key=lambda found: _place(found[1]))
    cut = page(rows, most, lambda found: _place(found[1]))
    return Page(tuple(_view(pile, row, actor, at) for pile, row in cut.items), cut.next_cursor)


def count(tx: Tx, actor: Actor, at: datetime) -> int:
    """Return how many wait for this lead, up to `MOST_COUNTED`; none for anybody else."""
    if actor.role is not Role.LEAD:
        return 0
    found = 0
    for pile in PILES:
        few = _of(pile, actor, at, literal_column("1")).limit(MOST_COUNTED).subquery()
        found += tx.connection.execute(select(func.count()).select_from(few)).scalar_one()
    return min(found, MOST_COUNTED)


def _of(pile: Pile, actor: Actor, at: datetime, *columns: ColumnElement[Any]) -> Select[Any]:
    query = (
        select(*columns)
        .select_from(NOTICES)
        .join(CASES, CASES.c.id == NOTICES.c.case_id)
        .where(
            NOTICES.c.state == pile.state.value,
            pile.since <= to_micros(at - pile.patience),
            case_filter(actor, at),
        )
    )
    return query if actor.force is None else query.where(CASES.c.queue == actor.force)


def _waiting(
    tx: Tx, pile: Pile, actor: Actor, at: datetime, after: tuple[Any, ...] | None, most: int
) -> Iterator[Row[Any]]:
    shown = (NOTICES.c[name] for name in SHOWN)
    columns = (*shown, CASES.c.reference.label("case"), pile.since.label("waiting_since"))
    query = _of(pile, actor, at, *columns).order_by(pile.since, NOTICES.c.reference)
    if after is not None:
        query = query.where(tuple_(pile.since, NOTICES.c.reference) > after)
    yield from tx.connection.execute(query.limit(most))


def _place(row: Row[Any]) -> tuple[int, str]:
    return row.waiting_since, row.reference


def _view(pile: Pile, row: Row[Any], actor: Actor, at: datetime) -> StuckView:
    facts = {"recipient": row.recipient, "state": row.state}
    asked = Asked(row.state, facts, {}, at, actor.role, actor.reference, subject=row.reference)
    return StuckView(
        **{name: getattr(row, name) for name in SHOWN},
        case=row.case,
        why=pile.why.value,
        since=from_micros(row.waiting_since),
        events={event: [*refusals] for event, refusals in CHART.possible(asked).items()},
    )
