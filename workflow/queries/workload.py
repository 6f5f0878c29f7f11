"""Workload: who works on cases, and how much each of them has to do. A case that its reader may not see is in no number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select, tuple_

from workflow.access import WORKS_AS, case_filter
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.looking import leading
from workflow.queries.paging import MOST, Page, checked, page, place_of
from workflow.queries.queues import OVER
from workflow.tables import CaseRow, PersonRow, TaskRow, to_micros

CASES, PEOPLE, TASKS = CaseRow.__table__, PersonRow.__table__, TaskRow.__table__


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works on cases."""

    reference: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class LoadView:
    """How much one person has to do: open cases, those overdue, and tasks due by a moment."""

    reference: str
    name: str
    role: str
    force: str | None
    open: int
    overdue: int
    tasks: int


def workload(
    db: Database, actor: Actor, at: datetime, by: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[LoadView]:
    """List who works on cases, with what each of them has to do `by` a moment. Raises NotPermitted and Malformed."""
    after, most = place_of(cursor, str, int), checked(limit)
    with leading(db, actor, "workload", at) as tx:
        rows = _people(tx, actor, after, most + 1)
        cut = page(rows, most, lambda row: (row.role, row.id))
        ids = [row.id for row in cut.items]
        cases = _cases_of(tx, ids, actor, at)
        tasks = _tasks_of(tx, ids, actor, at, by)
    return Page(tuple(_load(row, cases.get(row.id), tasks.get(row.id)) for row in cut.items), cut.next_cursor)


def colleagues(db: Database, actor: Actor, at: datetime) -> tuple[Colleague, ...]:
    """Name those who may be given work by this lead, in the order of their names. Raises NotPermitted."""
    with leading(db, actor, "colleagues", at) as tx:
        rows = _people(tx, actor, None, MOST)
    people = (Colleague(row.reference, row.name, row.role) for row in rows)
    return tuple(sorted(people, key=lambda person: (person.name, person.reference)))


def _people(tx: Tx, actor: Actor, after: Sequence[Any] | None, most: int) -> list[Row[Any]]:
    """Read those who work on cases, caseworkers first, each role from its own stretch of the index."""
    columns = (PEOPLE.c[name] for name in ("id", "reference", "name", "role", "force"))
    query = select(*columns).where(
        PEOPLE.c.role.in_(sorted(role.value for role in WORKS_AS)), PEOPLE.c.active.is_(True)
    )
    if actor.force is not None:
        # Who works for every force works for this one too.
        query = query.where(or_(PEOPLE.c.force == actor.force, PEOPLE.c.force.is_(None)))
    if after is not None:
        query = query.where(tuple_(PEOPLE.c.role, PEOPLE.c.id) > tuple(after))
    return [*tx.connection.execute(query.order_by(PEOPLE.c.role, PEOPLE.c.id).limit(most))]


def _cases_of(tx: Tx, ids: list[int], actor: Actor, at: datetime) -> dict[int, Row[Any]]:
    late = func.count().filter(CASES.c.due_at <= to_micros(at)).label("overdue")
    query = (
        select(CASES.c.owner_id, func.count().label("open"), late)
        .where(CASES.c.owner_id.in_(ids), CASES.c.due_at.is_not(None), CASES.c.state.not_in(OVER))
        .where(case_filter(actor, at))
        .group_by(CASES.c.owner_id)
    )
    if actor.force is not None:
        query = query.where(CASES.c.queue == actor.force)
    return {row.owner_id: row for row in tx.connection.execute(query)}


def _tasks_of(tx: Tx, ids: list[int], actor: Actor, at: datetime, by: datetime) -> dict[int, int]:
    seen = TASKS.c.case_id.is_(None) | TASKS.c.case_id.in_(select(CASES.c.id).where(case_filter(actor, at)))
    query = (
        select(TASKS.c.owner_id, func.count().label("tasks"))
        .where(TASKS.c.owner_id.in_(ids), TASKS.c.done_at.is_(None), TASKS.c.due_at < to_micros(by))
        .group_by(TASKS.c.owner_id)
    )
    if actor.force is not None:
        query = query.where(or_(TASKS.c.queue == actor.force, TASKS.c.case_id.is_(None)))
    if actor.watched:
        query = query.where(seen)
    return {row.owner_id: row.tasks for row in tx.connection.execute(query)}


def _load(row: Row[Any], cases: Row[Any] | None, tasks: int | None) -> LoadView:
    opened, overdue = (0, 0) if cases is None else (cases.open, cases.overdue)
    return LoadView(row.reference, row.name, row.role, row.force, opened, overdue, tasks or 0)
