"""Sign-offs for leads: what somebody asks them to approve, due first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, tuple_

from states.vocabulary import Role
from workflow.access import task_filter
from workflow.actors import Actor
from workflow.db import Database
from workflow.looking import leading
from workflow.queries.paging import Page, checked, page, place_of
from workflow.tables import CaseRow, PersonRow, TaskRow, from_micros
from workflow.task_words import APPROVAL_ASKED

CASES, PEOPLE, TASKS = CaseRow.__table__, PersonRow.__table__, TaskRow.__table__


@dataclass(frozen=True, slots=True)
class SignOffView:
    """One approval that somebody asks leads for. Nobody answers what is their `own`."""

    task: str
    case: str
    state: str
    version: int
    queue: str
    event: str
    because: str | None
    asked_by: str
    asker: str
    own: bool
    asked_at: datetime
    due_at: datetime


def sign_offs(
    db: Database, actor: Actor, at: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[SignOffView]:
    """List what leads are asked to approve, due first; of their queue alone, if they have one."""
    after, most = place_of(cursor, int, str), checked(limit)
    with leading(db, actor, "sign_offs", at) as tx:
        query = _asked(actor, at)
        if after is not None:
            query = query.where(tuple_(TASKS.c.due_at, TASKS.c.reference) > after)
        rows = [*tx.connection.execute(query.limit(most + 1))]
    cut = page(rows, most, lambda row: (row.due_at, row.task))
    return Page(tuple(_sign_off(row, actor) for row in cut.items), cut.next_cursor)


def _asked(actor: Actor, at: datetime) -> Select[Any]:
    query = (
        select(
            TASKS.c.reference.label("task"),
            TASKS.c.completes_on,
            TASKS.c.reason,
            TASKS.c.subject,
            TASKS.c.created_at,
            TASKS.c.due_at,
            TASKS.c.queue,
            CASES.c.reference.label("case"),
            CASES.c.state,
            CASES.c.version,
            PEOPLE.c.name,
        )
        .join(CASES, CASES.c.id == TASKS.c.case_id)
        .join(PEOPLE, PEOPLE.c.reference == TASKS.c.subject)
        .where(TASKS.c.role == Role.LEAD.value, TASKS.c.done_at.is_(None), TASKS.c.kind == APPROVAL_ASKED)
        .where(task_filter(actor, at))
    )
    if actor.force is not None:
        query = query.where(TASKS.c.queue == actor.force)
    return query.order_by(TASKS.c.due_at, TASKS.c.reference)


def _sign_off(row: Row[Any], actor: Actor) -> SignOffView:
    return SignOffView(
        task=row.task,
        case=row.case,
        state=row.state,
        version=row.version,
        queue=row.queue,
        event=row.completes_on,
        because=row.reason,
        asked_by=row.subject,
        asker=row.name,
        own=row.subject == actor.reference,
        asked_at=from_micros(row.created_at),
        due_at=from_micros(row.due_at),
    )
