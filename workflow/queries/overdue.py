"""Overdue work: the clocks of cases whose time has come and that nobody has stopped yet, the longest overdue first.

It is cut as the list of cases is: whoever may not see a case sees no deadline of it, and counts none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select, tuple_

from states.errors import NotPermitted
from states.timers import TIMERS
from workflow.access import WORKS_AS, case_filter
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.looking import looking
from workflow.queries.paging import Page, checked, page, place_of
from workflow.tables import CaseRow, DeadlineRow, PersonRow, from_micros, to_micros

CASES, DEADLINES, PEOPLE = CaseRow.__table__, DeadlineRow.__table__, PersonRow.__table__

#: Clocks that somebody above hears of; any other may wait.
ESCALATING = sorted(name for name, rule in TIMERS.items() if rule.escalates)
#: The most that are counted: whoever has as many needs no number.
MOST_COUNTED = 1000

_PLACE = (DEADLINES.c.due_at, DEADLINES.c.case_id, DEADLINES.c.key)
_SHOWN = (
    *_PLACE,
    *(DEADLINES.c[name] for name in ("clock", "subject", "escalates_at", "reached_at", "escalated_at")),
    CASES.c.reference.label("case"),
    CASES.c.state,
    CASES.c.queue,
    PEOPLE.c.reference.label("owner"),
    PEOPLE.c.name.label("owner_name"),
)


@dataclass(frozen=True, slots=True)
class OverdueView:
    """One clock that is overdue. `subject` is the order or offer it belongs to, `says` what is to be done.

    `reached_at` and `escalated_at` are when people were last told of it; None: not yet.
    """

    case: str
    state: str
    queue: str | None
    owner: str | None
    owner_name: str | None
    clock: str
    subject: str | None
    says: str
    due_at: datetime
    escalates_at: datetime
    reached_at: datetime | None
    escalated_at: datetime | None


def overdue(
    db: Database, actor: Actor, at: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[OverdueView]:
    """List what is overdue in the cases that the actor sees; of their force alone, if they have one.

    Raises NotPermitted for who works on no cases, and Malformed.
    """
    after, most = place_of(cursor, int, int, str), checked(limit)
    with looking(db, actor, "overdue", None, at) as tx:
        if actor.role not in WORKS_AS:
            message = "overdue work is for caseworkers and leads"
            raise NotPermitted(message)
        query = _of(actor, at, *_SHOWN).outerjoin(PEOPLE, PEOPLE.c.id == CASES.c.owner_id)
        if after is not None:
            query = query.where(tuple_(*_PLACE) > after)
        rows = [*tx.connection.execute(query.order_by(*_PLACE).limit(most + 1))]
    cut = page(rows, most, lambda row: (row.due_at, row.case_id, row.key))
    return Page(tuple(_views(cut.items)), cut.next_cursor)


def count_overdue(tx: Tx, actor: Actor, at: datetime) -> int:
    """Return how many clocks are overdue that the actor sees, up to `MOST_COUNTED`; none for who has no cases."""
    if actor.role not in WORKS_AS:
        return 0
    few = _of(actor, at, literal_column("1")).limit(MOST_COUNTED).subquery()
    return tx.connection.execute(select(func.count()).select_from(few)).scalar_one()


def _of(actor: Actor, at: datetime, *columns: ColumnElement[Any]) -> Select[Any]:
    query = (
        select(*columns)
        .select_from(DEADLINES)
        .join(CASES, CASES.c.id == DEADLINES.c.case_id)
        .where(
            DEADLINES.c.due_at <= to_micros(at),
            DEADLINES.c.clock.in_(ESCALATING),
            case_filter(actor, at),
        )
    )
    return query if actor.force is None else query.where(CASES.c.queue == actor.force)


def _views(rows: tuple[Row[Any], ...]) -> Iterator[OverdueView]:
    for row in rows:
        yield OverdueView(
            case=row.case,
            state=row.state,
            queue=row.queue,
            owner=row.owner,
            owner_name=row.owner_name,
            clock=row.clock,
            subject=row.subject,
            says=TIMERS[row.clock].asks,
            due_at=from_micros(row.due_at),
            escalates_at=from_micros(row.escalates_at),
            reached_at=_when(row.reached_at),
            escalated_at=_when(row.escalated_at),
        )


def _when(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
