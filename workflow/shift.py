"""A shift: what somebody has to do until it ends, which of their cases press, and what was left for them to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Row, Select, exists, func, literal_column, select

from states.due import is_urgent
from states.errors import Malformed, NotPermitted, Problem
from states.position import Facts, parsed
from states.timers import timers
from states.vocabulary import Role
from workflow.access import WORKS_AS, case_filter, of_case
from workflow.actors import Actor
from workflow.cover import covered
from workflow.db import Database, Tx
from workflow.details import HAND_OVER
from workflow.looking import looking
from workflow.queries.overdue import count_overdue
from workflow.queries.paging import checked
from workflow.queries.task_lists import listed
from workflow.queries.views import TaskView
from workflow.stuck import MOST_COUNTED
from workflow.stuck import count as count_stuck
from workflow.tables import CaseRow, DetailRow, TaskRow, from_micros, to_micros

CASES, DETAILS, TASKS = CaseRow.__table__, DetailRow.__table__, TaskRow.__table__

#: Longest shift that may be asked for, in days (I).
LONGEST = timedelta(days=14)
#: How long a note for whoever carries on is shown as something new (I); it can be opened after that too.
NEWS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ShiftCase:
    """One case of a shift. `clocks` are those that run out before it ends; `handed_over_at` is when a note was left."""

    reference: str
    state: str
    owner: str
    urgent: bool
    due_at: datetime | None
    clocks: Mapping[str, Facts]
    handed_over_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShiftView:
    """What one shift brings: the first tasks and cases due before it ends, and whether there are more of each.

    `covers_for` names those whose tasks are done too. For leads `stuck` counts notices that wait for a person,
    `overdue` clocks that have run out, and `late` tasks past their time in their queue, whoever has them: each up to
    a thousand, None for others.
    """

    until: datetime
    tasks: tuple[TaskView, ...]
    more_tasks: str | None
    cases: tuple[ShiftCase, ...]
    more_cases: bool
    handed_over: tuple[ShiftCase, ...]
    covers_for: tuple[str, ...]
    stuck: int | None
    overdue: int | None
    late: int | None


def shift(db: Database, actor: Actor, at: datetime, until: datetime, *, limit: int = 50) -> ShiftView:
    """Return what somebody's shift brings until then, due first; of what is late too. Reads at most `limit` of each.

    Raises NotPermitted for who has no tasks, and Malformed where it ends too late, or has ended.
    """
    most = checked(limit)
    if not at < until <= at + LONGEST:
        problem = Problem("until", f"must lie in the next {LONGEST.days} days")
        raise Malformed("there is no such shift", [problem])
    with looking(db, actor, "shift", None, at) as tx:
        if actor.role not in WORKS_AS or actor.person_id is None:
            message = "this role has no shifts"
            raise NotPermitted(message)
        others = covered(tx, actor.person_id, at)
        tasks = listed(tx, actor, at, most=most, due_before=until)
        mine = _of([actor.person_id, *others], actor, at)
        due = mine.where(CASES.c.due_at < to_micros(until)).order_by(CASES.c.due_at, CASES.c.id)
        cases = [*tx.connection.execute(due.limit(most + 1))]
        leads = actor.role is Role.LEAD
        return ShiftView(
            until=until,
            tasks=tasks.items,
            more_tasks=tasks.next_cursor,
            cases=tuple(_case(row, until) for row in cases[:most]),
            more_cases=len(cases) > most,
            handed_over=_handed_over(tx, mine, at, until),
            covers_for=tuple(others.values()),
            stuck=count_stuck(tx, actor, at) if leads else None,
            overdue=count_overdue(tx, actor, at) if leads else None,
            late=_late(tx, actor, at) if leads else None,
        )


def _of(owners: list[int], actor: Actor, at: datetime) -> Select[Any]:
    """The cases of these owners that somebody sees."""
    columns = (CASES.c[name] for name in ("id", "reference", "state", "due_at", "facts"))
    return select(*columns).where(CASES.c.owner_id.in_(owners), case_filter(actor, at, offered=False))


def _case(row: Row[Any], until: datetime) -> ShiftCase:
    facts: Facts = orjson.loads(row.facts)
    left = facts["handed_over_at"]
    return ShiftCase(
        reference=row.reference,
        state=row.state,
        owner=facts["owner"],
        urgent=is_urgent(facts),
        due_at=None if row.due_at is None else from_micros(row.due_at),
        clocks={
            name: {"due": timer.due, "escalates": timer.escalates}
            for name, timer in timers(facts).items()
            if min(parsed(timer.due), parsed(timer.escalates)) < until
        },
        handed_over_at=parsed(left) if left else None,
    )


def _handed_over(tx: Tx, mine: Select[Any], at: datetime, until: datetime) -> tuple[ShiftCase, ...]:
    """Return the cases in which a note was lately left for whoever carries on, the latest first."""
    noted = exists().where(DETAILS.c.case_id == CASES.c.id, DETAILS.c.field == HAND_OVER)
    # Every case that is not closed has a clock: without the first, each shift would read all that ever were theirs.
    lately = (CASES.c.due_at.is_not(None), CASES.c.updated_at >= to_micros(at - NEWS))
    rows = [*tx.connection.execute(mine.where(*lately, noted))]
    cases = [_case(row, until) for row in rows]
    fresh = [case for case in cases if case.handed_over_at is not None and at - case.handed_over_at <= NEWS]
    return tuple(sorted(fresh, key=lambda case: case.handed_over_at or at, reverse=True))


def _late(tx: Tx, actor: Actor, at: datetime) -> int:
    """Count the open tasks past their time in a lead's queue, whoever has them."""
    late = (TASKS.c.done_at.is_(None), TASKS.c.due_at < to_micros(at))
    here = (
        TASKS.c.role.in_([role.value for role in Role])
        if actor.force is None
        else TASKS.c.queue == actor.force
    )
    seen = of_case(TASKS.c.case_id, case_filter(actor, at))
    some: Select[Any] = (
        select(literal_column("1")).select_from(TASKS).where(*late, here, seen).limit(MOST_COUNTED)
    )
    return tx.connection.scalar(select(func.count()).select_from(some.subquery())) or 0
