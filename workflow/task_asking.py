"""Asking something of a task: found for who asks, its case locked, answered once, with its entry on the trail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, select

from states.errors import NotFound, NotPermitted, Refusal, Refused
from states.vocabulary import Role
from workflow.access import WORKS_AS, task_filter
from workflow.access_log import denied
from workflow.actors import Actor
from workflow.answers import Outcome, recall, remember
from workflow.command import Command, Done
from workflow.db import Database, Tx
from workflow.finding import Case, load, seen
from workflow.looking import WHOLE
from workflow.prepared import Prepared
from workflow.rows import Note, note
from workflow.tables import TaskRow
from workflow.trail import SETTINGS, Entry, append_to
from workflow.vault import seal_payload

TASKS = TaskRow.__table__

DONE_ALREADY = Refusal("task_is_open", "it is done already", "Look at what is still open", "anyone")
_READ = (
    "reference",
    "case_id",
    "kind",
    "subject",
    "role",
    "firm",
    "owner_id",
    "deadline",
    "done_at",
    "completes_on",
)
SELECT_TASK = Prepared(
    select(*(TASKS.c[name] for name in _READ)).where(TASKS.c.reference == bindparam("task"))
)


@dataclass(frozen=True, slots=True)
class Task:
    """A task as its row holds it. `case` is locked; None where it is of no case. `theirs`: it is in the actor's list."""

    reference: str
    kind: str
    subject: str | None
    role: str
    firm: str | None
    owner_id: int | None
    deadline: str | None
    is_done: bool
    completes_on: str | None
    case: Case | None
    theirs: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Who does something with a task, when, and what they add to it."""

    tx: Tx
    db: Database
    task: Task
    actor: Actor
    at: datetime
    note: str | None = field(default=None, repr=False)


def performed(
    db: Database, command: Command, actor: Actor, at: datetime, act: Callable[[Said], Done]
) -> Done:
    """Do it once, in one transaction with its entry; a refusal leaves an entry too."""
    try:
        with db.transaction() as tx:
            outcome = _locked(tx, db, command, actor, at, act)
            tx.after_commit(db.wake)
    except (NotFound, NotPermitted) as refusal:
        denied(db, command, refusal, actor=actor, at=at)
        raise
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _locked(
    tx: Tx, db: Database, command: Command, actor: Actor, at: datetime, act: Callable[[Said], Done]
) -> Outcome:
    task = _find(tx, command.case, actor, at)
    outcome = recall(tx, db.keys, command, actor)
    if outcome is not None:
        return outcome
    said = Said(tx, db, task, actor, at, command.payload.get("note"))
    try:
        _open(task, command.event)
        outcome = act(said)
    except Refused as refusal:
        guards = [{"guard": found.guard, "reason": found.reason} for found in refusal.refusals]
        enter(said, command.event, {"refused": guards})
        outcome = refusal
    remember(tx, db.keys, command, actor, outcome, at)
    return outcome


def _open(task: Task, event: str) -> None:
    if task.is_done:
        raise Refused(event, [DONE_ALREADY])


def _find(tx: Tx, reference: str, actor: Actor, at: datetime) -> Task:
    """Return a task with its case, locked. Raises NotFound for who may not know of it, NotPermitted."""
    case = _case_of(tx, reference, actor, at)
    row = tx.one(SELECT_TASK, task=reference)
    if row is None:
        raise NotFound("task")
    held = dict(zip(_READ, row, strict=True))
    own = select(TASKS.c.reference).where(TASKS.c.reference == reference, task_filter(actor, at))
    theirs = tx.connection.scalar(own) is not None
    if not theirs and (actor.role is Role.SOLICITOR or (case is not None and case.sight not in WHOLE)):
        raise NotFound("task")
    if not theirs and actor.role not in WORKS_AS:
        message = "this role has no tasks"
        raise NotPermitted(message)
    case_id, done_at = held.pop("case_id"), held.pop("done_at")
    if case_id is None and not theirs and actor.role is not Role.LEAD:
        raise NotFound("task")
    return Task(**held, is_done=done_at is not None, case=case, theirs=theirs)


def _case_of(tx: Tx, reference: str, actor: Actor, at: datetime) -> Case | None:
    try:
        case = load(tx, reference, lock=True)
    except NotFound:
        return None
    try:
        return seen(tx, case, actor, at)
    except NotFound:
        raise NotFound("task") from None


def enter(said: Said, event: str, body: Mapping[str, Any]) -> tuple[Case | None, Done]:
    """Append an entry: to the trail of the case, or, of a task that is of no case, to the settings'."""
    task, actor = said.task, said.actor
    if task.case is None:
        entry = Entry(
            said.at, actor.reference, actor.role.value, SETTINGS, event, "", 0, body, task.reference
        )
        head = append_to(said.tx, SETTINGS, entry)
        return None, Done(task.reference, event, "", "", 0, head.seq, head.hash.hex())
    hidden = None
    if said.note:
        data_key = task.case.key(said.db.keys)
        hidden = seal_payload(data_key, task.case.head.seq + 1, orjson.dumps({"note": said.note}))
    told = Note(event, body, subject=task.reference)
    case = note(said.tx, task.case, told, by=actor, at=said.at, hidden=hidden)
    return case, answer(case, event)


def answer(case: Case, event: str) -> Done:
    """Answer with where the case stands."""
    state, head = case.position.state, case.head
    return Done(case.reference, event, state, state, case.version, head.seq, head.hash.hex())
