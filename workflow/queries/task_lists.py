"""Tasks for screens: those of somebody who asks, those of one case, each saying what to do and what shows it done."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, func, literal_column, select, tuple_

from states.errors import NotPermitted
from states.vocabulary import Role
from workflow.access import WORKS_AS, task_filter
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.finding import Case
from workflow.looking import hides, looking
from workflow.queries.paging import MOST, Page, checked, page, place_of
from workflow.queries.views import TaskView
from workflow.tables import CaseRow, PersonRow, TaskRow, from_micros, to_micros
from workflow.task_words import words_of

CASES, PEOPLE, TASKS = CaseRow.__table__, PersonRow.__table__, TaskRow.__table__

#: Tasks to compare a case with another: that there is one says that there is that other.
COMPARING = frozenset({"check_duplicate", "check_repeat"})
#: Who has a list of tasks.
HAVE_TASKS = frozenset(WORKS_AS) | {Role.SOLICITOR}
#: The most that are counted: whoever has as many is told that there are more than 99.
MOST_COUNTED = 100


class Part(StrEnum):
    """A part of somebody's tasks: those given to them or to their firm, and those that wait in a queue of theirs."""

    MINE = "mine"
    WAITING = "waiting"


def tasks(
    db: Database,
    actor: Actor,
    at: datetime,
    *,
    due_before: datetime | None = None,
    part: Part | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[TaskView]:
    """List the open tasks that are the actor's or their firm's, due first. Raises NotPermitted, Malformed."""
    after, most = place_of(cursor, int, str), checked(limit)
    with looking(db, actor, "tasks", None, at) as tx:
        return listed(tx, actor, at, after=after, most=most, due_before=due_before, part=part)


def count_tasks(
    db: Database,
    actor: Actor,
    at: datetime,
    *,
    part: Part | None = None,
    due_before: datetime | None = None,
) -> int:
    """Count somebody's open tasks, up to `MOST_COUNTED`: those of a part, else those that call for them.

    A lead is called by what waits for any lead, too; whoever has no tasks, by nothing.
    """
    if actor.role not in HAVE_TASKS:
        return 0
    ways = _ways(actor, part or Part.MINE)
    if part is None and actor.role is Role.LEAD:
        ways += _waiting(actor, (Role.LEAD,))
    with db.reading() as tx:
        found = sum(_count(tx, (*way, *_open(actor, at, due_before))) for way in ways)
    return min(found, MOST_COUNTED)


def _count(tx: Tx, clauses: tuple[Any, ...]) -> int:
    few: Select[Any] = select(literal_column("1")).select_from(TASKS).where(*clauses).limit(MOST_COUNTED)
    return tx.connection.execute(select(func.count()).select_from(few.subquery())).scalar_one()


def listed(
    tx: Tx,
    actor: Actor,
    at: datetime,
    *,
    after: tuple[Any, ...] | None = None,
    most: int = 50,
    due_before: datetime | None = None,
    part: Part | None = None,
) -> Page[TaskView]:
    """Read a page of somebody's tasks, of which only those due before a moment where one is given."""
    rows: list[Row[Any]] = []
    for clauses in _ways(actor, part):
        query = _TASKS.where(*clauses, *_open(actor, at, due_before)).order_by(
            TASKS.c.due_at, TASKS.c.reference
        )
        if after is not None:
            query = query.where(tuple_(TASKS.c.due_at, TASKS.c.reference) > after)
        rows += tx.connection.execute(query.limit(most + 1))
    rows.sort(key=lambda row: (row.due_at, row.reference))
    cut = page(rows[: most + 1], most, lambda row: (row.due_at, row.reference))
    return Page(tuple(_views(tx, cut.items, actor, at)), cut.next_cursor)


def _open(actor: Actor, at: datetime, due_before: datetime | None) -> list[Any]:
    early = [] if due_before is None else [TASKS.c.due_at < to_micros(due_before)]
    return [TASKS.c.done_at.is_(None), task_filter(actor, at), *early]


def _ways(actor: Actor, part: Part | None) -> list[tuple[Any, ...]]:
    """Part somebody's tasks so that each part is read from an index of its own, in order. Raises NotPermitted."""
    if actor.role is Role.SOLICITOR:
        return [] if part is Part.WAITING else [(TASKS.c.firm == actor.firm,)]
    if actor.role not in WORKS_AS:
        message = "this role has no tasks"
        raise NotPermitted(message)
    mine = [(TASKS.c.owner_id == actor.person_id,)]
    waiting = [] if part is Part.MINE else _waiting(actor, WORKS_AS[actor.role])
    return waiting if part is Part.WAITING else [*mine, *waiting]


def _waiting(actor: Actor, roles: tuple[Role, ...]) -> list[tuple[Any, ...]]:
    # Said again beside the filter, so that who works in one queue does not read those of all others.
    queues = [()] if actor.force is None else [(TASKS.c.queue == actor.force,), (TASKS.c.case_id.is_(None),)]
    return [
        (TASKS.c.owner_id.is_(None), TASKS.c.role == role.value, *queue) for role in roles for queue in queues
    ]


def tasks_of(tx: Tx, case: Case, actor: Actor, at: datetime) -> tuple[TaskView, ...]:
    """Return the open tasks of a case, due first, for those who do them and those who check; a firm's its own."""
    if actor.role not in HAVE_TASKS and actor.role is not Role.AUDITOR:
        return ()
    query = _TASKS.where(TASKS.c.case_id == case.id, TASKS.c.done_at.is_(None)).order_by(
        TASKS.c.due_at, TASKS.c.reference
    )
    if actor.role is Role.SOLICITOR:
        query = query.where(task_filter(actor, at))
    return tuple(_views(tx, [*tx.connection.execute(query.limit(MOST))], actor, at))


_AWAY = PEOPLE.alias("away")
_OWNER = PEOPLE.alias("owner")
_TASKS = (
    select(
        TASKS,
        CASES.c.reference.label("case"),
        _OWNER.c.reference.label("owner"),
        _AWAY.c.reference.label("away"),
    )
    .outerjoin(CASES, CASES.c.id == TASKS.c.case_id)
    .outerjoin(_OWNER, _OWNER.c.id == TASKS.c.owner_id)
    .outerjoin(_AWAY, _AWAY.c.id == TASKS.c.covers_for)
)


def _views(tx: Tx, rows: Sequence[Row[Any]], actor: Actor, at: datetime) -> Iterator[TaskView]:
    """Show tasks, none of which names a case that the actor may not know of."""
    for row in rows:
        if not hides(tx, row.subject, actor, at):
            yield _task(row, actor)
        elif row.kind not in COMPARING:
            yield replace(_task(row, actor), subject=None)


def _task(row: Row[Any], actor: Actor) -> TaskView:
    words = words_of(row.kind, row.deadline, row.completes_on)
    return TaskView(
        reference=row.reference,
        case=row.case,
        kind=row.kind,
        subject=row.subject,
        says=words.says,
        way=row.way,
        reason=row.reason,
        completes_on=words.completes_on,
        by_hand=words.by_hand,
        role=row.role,
        queue=row.queue,
        firm=row.firm,
        owner=None if actor.role is Role.SOLICITOR else row.owner,
        covers_for=None if actor.role is Role.SOLICITOR else row.away,
        mine=row.owner_id is not None and row.owner_id == actor.person_id,
        due_at=from_micros(row.due_at),
        created_at=from_micros(row.created_at),
    )
