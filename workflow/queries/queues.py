"""The queue: the cases that wait for somebody, due first, and how many there are in each view of it.

A view or a filter only narrows what its reader sees anyway. Closed cases wait for nobody: they are shown where they
are asked for by their state, and by no view.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import Boolean, Row, Select, func, literal_column, select, text, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from states.due import is_urgent
from states.errors import Malformed, NotPermitted, Problem
from states.position import Facts, parsed
from states.vocabulary import Grade, State
from workflow.access import WORKS_AS, case_filter
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.looking import looking
from workflow.queries.paging import Page, by_due, checked, page, place_of
from workflow.tables import CaseRow, PersonRow, from_micros, to_micros
from workflow.tables.cases import WAITING

CASES, PEOPLE = CaseRow.__table__, PersonRow.__table__

#: Where nothing more is to be done for her, or only what runs out by itself.
OVER = (State.OUTCOME.value, State.CLOSED.value)
#: The most that are counted: whoever has as many needs no number, and is told that there are more than 99.
MOST_COUNTED = 100

_DATED = CASES.c.due_at.is_not(None)
_SHOWN = (
    *(
        CASES.c[name]
        for name in (
            "id",
            "reference",
            "version",
            "state",
            "queue",
            "firm",
            "sensitive",
            "due_at",
            "created_at",
            "facts",
        )
    ),
    PEOPLE.c.reference.label("owner"),
    PEOPLE.c.name.label("owner_name"),
)


class Whose(StrEnum):
    """The views of the queue: one's own cases, those of one's force, those that nobody owns, and all."""

    MINE = "mine"
    QUEUE = "queue"
    UNOWNED = "unowned"
    ALL = "all"


class presses(FunctionElement[bool]):  # noqa: N801 - It stands in statements as a function does.
    """Whether the facts say that the short clocks apply, as `states.due.is_urgent()` does."""

    type = Boolean()
    inherit_cache = True


@compiles(presses, "sqlite")
def _on_sqlite(element: presses, compiler: SQLCompiler, **given: Any) -> str:
    facts = compiler.process(element.clauses, **given)
    said = f"json_extract({facts}, '$.urgent') = 1", f"json_extract({facts}, '$.grade') = '{Grade.HIGH}'"
    return f"COALESCE({' OR '.join(said)}, 0)"


@compiles(presses, "postgresql")
def _on_postgresql(element: presses, compiler: SQLCompiler, **given: Any) -> str:
    facts = compiler.process(element.clauses, **given)
    said = (
        f"CAST({facts} AS jsonb) @> '{part}'" for part in ('{"urgent": true}', f'{{"grade": "{Grade.HIGH}"}}')
    )
    return f"({' OR '.join(said)})"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases of the queue: a view, and what narrows it. Without a `state` those are meant that are not over."""

    whose: Whose = Whose.ALL
    state: str | None = None
    queue: str | None = None
    owner: str | None = None
    urgent: bool = False
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One case that waits. `clock` is what is due first in it, with the order or offer it belongs to left out."""

    reference: str
    version: int
    state: str
    queue: str
    owner: str | None
    owner_name: str | None
    firm: str | None
    sensitive: bool
    urgent: bool
    grade: str | None
    clock: str | None
    due_at: datetime | None
    created_at: datetime


def queue(
    db: Database,
    actor: Actor,
    at: datetime,
    wanted: Wanted,
    *,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[QueueItem]:
    """List the cases of a view, due first. Raises NotPermitted for who works on no cases, and Malformed."""
    if wanted.state is not None and wanted.state not in frozenset(State):
        raise Malformed("there is no such state", [Problem("state", "must be a state of the case chart")])
    after, most = place_of(cursor, int | None, int), checked(limit)
    with looking(db, actor, "queue", None, at) as tx:
        _check_role(actor)
        query = _of(wanted, actor, at, *_SHOWN).outerjoin(PEOPLE, PEOPLE.c.id == CASES.c.owner_id)
        rows = _due_first(tx, query, wanted, after, most + 1)
    cut = page(rows, most, lambda row: (row.due_at, row.id))
    return Page(tuple(_item(row) for row in cut.items), cut.next_cursor)


def queue_counts(db: Database, actor: Actor, at: datetime, wanted: Wanted) -> dict[Whose, int]:
    """Count each view under the same filters, up to `MOST_COUNTED`. Raises NotPermitted for who works on no cases."""
    with looking(db, actor, "queue", None, at) as tx:
        _check_role(actor)
        return {whose: _count(tx, replace(wanted, whose=whose), actor, at) for whose in views_of(actor)}


def views_of(actor: Actor) -> tuple[Whose, ...]:
    """Return the views that somebody has: who works for every force has no queue of their own."""
    return tuple(whose for whose in Whose if whose is not Whose.QUEUE or actor.force is not None)


def _due_first(
    tx: Tx, query: Select[Any], wanted: Wanted, after: tuple[Any, ...] | None, most: int
) -> list[Row[Any]]:
    if wanted.state == State.CLOSED:
        return by_due(tx, query, CASES.c.due_at, CASES.c.id, after=after, most=most)
    # Whatever is not closed has a clock. To look for more among those never due would read all that ever closed.
    query = query.where(_DATED)
    if after is not None and after[0] is not None:
        query = query.where(tuple_(CASES.c.due_at, CASES.c.id) > after)
    return [*tx.connection.execute(query.order_by(CASES.c.due_at, CASES.c.id).limit(most))]


def _check_role(actor: Actor) -> None:
    if actor.role not in WORKS_AS:
        message = "the queue is for caseworkers and leads"
        raise NotPermitted(message)


def _count(tx: Tx, wanted: Wanted, actor: Actor, at: datetime) -> int:
    few = _of(wanted, actor, at, literal_column("1"))
    if wanted.state != State.CLOSED:
        few = few.where(_DATED)
    # In the order of the list, whose index is then read as far as is counted.
    few = few.order_by(CASES.c.due_at, CASES.c.id).limit(MOST_COUNTED)
    return tx.connection.execute(select(func.count()).select_from(few.subquery())).scalar_one()


def _of(wanted: Wanted, actor: Actor, at: datetime, *columns: Any) -> Select[Any]:
    query = select(*columns).select_from(CASES).where(case_filter(actor, at), *_whose(wanted.whose, actor))
    if wanted.state is not None:
        query = query.where(CASES.c.state == wanted.state)
    else:
        # Not as a list of the others: those would be read state by state, and sorted.
        query = query.where(text(f"cases.{WAITING}"))
    if wanted.queue is not None:
        query = query.where(CASES.c.queue == wanted.queue)
    if wanted.owner is not None:
        person = select(PEOPLE.c.id).where(PEOPLE.c.reference == wanted.owner).scalar_subquery()
        query = query.where(CASES.c.owner_id == person)
    if wanted.urgent:
        query = query.where(presses(CASES.c.facts))
    if wanted.overdue:
        query = query.where(CASES.c.due_at <= to_micros(at))
    return query


def _whose(whose: Whose, actor: Actor) -> list[Any]:
    match whose:
        case Whose.MINE:
            return [CASES.c.owner_id == actor.person_id]
        case Whose.QUEUE:
            return [CASES.c.queue == (actor.force or "")]
        case Whose.UNOWNED:
            own = [] if actor.force is None else [CASES.c.queue == actor.force]
            return [CASES.c.owner_id.is_(None), *own]
        case _:
            return []


def _item(row: Row[Any]) -> QueueItem:
    facts: Facts = orjson.loads(row.facts)
    return QueueItem(
        reference=row.reference,
        version=row.version,
        state=row.state,
        queue=row.queue,
        owner=row.owner,
        owner_name=row.owner_name,
        firm=row.firm,
        sensitive=row.sensitive,
        urgent=is_urgent(facts),
        grade=facts["grade"],
        clock=_first(facts),
        due_at=None if row.due_at is None else from_micros(row.due_at),
        created_at=from_micros(row.created_at),
    )


def _first(facts: Facts) -> str | None:
    """Name the clock by which the case stands where it does in the queue."""
    first = min(
        facts["clocks"].items(),
        key=lambda named: min(parsed(named[1]["due"]), parsed(named[1]["escalates"])),
        default=None,
    )
    return None if first is None else first[0].partition(":")[0]
