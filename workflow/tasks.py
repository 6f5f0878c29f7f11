"""Tasks: work for a person that a step raises, and that a later step completes by itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy import case as case_of

from states.moves import Move
from states.position import Step
from states.vocabulary import Channel, Chart, Event, Role
from workflow import references
from workflow.db import Tx
from workflow.finding import Case
from workflow.prepared import Prepared, insertion
from workflow.tables import CaseRow, PersonRow, TaskRow, to_micros
from workflow.task_rules import BY_MOVE, DONE_BY, LEADS_WORD, Scene

CASES, PEOPLE, TASKS = CaseRow.__table__, PersonRow.__table__, TaskRow.__table__

#: Events that show other tasks done, which name them; for any other no statement is run.
COMPLETING = frozenset({Event.SET_SAFETY.value, Event.ASSESS_RISK.value, Event.MARK_DUPLICATE.value})


@dataclass(frozen=True, slots=True)
class Work:
    """One task to write: for whom, by when, about which notice or order, done by which event.

    `firm` is whose task it is where `role` is a solicitor, `deadline` the key of the clock that raised it, `way`
    the channel by which she may be reached for it (None: none is known), `reason` why it is raised, in words
    without personal data.
    """

    kind: str
    role: Role
    due: datetime
    subject: str | None = None
    completes_on: str | None = None
    firm: str | None = None
    deadline: str | None = None
    way: Channel | None = None
    reason: str | None = None


INSERT_TASK = insertion(TASKS)
_DONE = {
    "done_at": bindparam("at"),
    "done_by": select(PEOPLE.c.id).where(PEOPLE.c.reference == bindparam("by")).scalar_subquery(),
}
_OPEN = (TASKS.c.case_id == bindparam("of_case"), TASKS.c.done_at.is_(None))
COMPLETE_NAMED = Prepared(
    update(TASKS).where(*_OPEN, TASKS.c.completes_on == bindparam("event")).values(_DONE)
)
COMPLETE_KIND = Prepared(update(TASKS).where(*_OPEN, TASKS.c.kind == bindparam("kind_done")).values(_DONE))
COMPLETE_ALL = Prepared(update(TASKS).where(*_OPEN).values(_DONE))
COMPLETE_ABOUT = Prepared(update(TASKS).where(*_OPEN, TASKS.c.subject == bindparam("about")).values(_DONE))
COMPLETE_CLOCK = Prepared(
    update(TASKS).where(*_OPEN, TASKS.c.deadline == bindparam("clock_key")).values(_DONE)
)
# What waits for the owner of a case waits for the next one too.
HAND_ON = Prepared(
    update(TASKS)
    .where(*_OPEN)
    .values(
        queue=select(CASES.c.queue).where(CASES.c.id == TASKS.c.case_id).scalar_subquery(),
        owner_id=case_of(
            (
                TASKS.c.role == Role.CASEWORKER.value,
                select(CASES.c.owner_id).where(CASES.c.id == TASKS.c.case_id).scalar_subquery(),
            ),
            else_=TASKS.c.owner_id,
        ),
    )
)
COUNT_OPEN = Prepared(
    select(func.count())
    .select_from(TASKS)
    .where(
        TASKS.c.case_id == bindparam("of_case"),
        TASKS.c.kind == bindparam("kind"),
        TASKS.c.subject == bindparam("about"),
        TASKS.c.done_at.is_(None),
    )
)


def follow(tx: Tx, case: Case, move: Move) -> None:
    """Complete the tasks that these steps show done, raise those that they ask for, and hand on the rest.

    The row of the case is already written.
    """
    for number, step in enumerate(move.steps):
        if step.chart is Chart.CASE:
            _complete(tx, case.id, step)
        rules = BY_MOVE.get((step.chart, step.event), ())
        scene = Scene(step, move.path[number].facts, move.after.facts)
        for rule in rules:
            if (due := rule.due(scene)) is not None:
                work = Work(rule.kind, rule.role, due, completes_on=rule.completes_on[0])
                raise_task(tx, case, work, at=step.at)
    before, after = move.before.facts, move.after.facts
    if (before["owner"], before["queue"]) != (after["owner"], after["queue"]):
        tx.write(HAND_ON, of_case=case.id)


def _complete(tx: Tx, case_id: int, step: Step) -> None:
    done = {"of_case": case_id, "at": to_micros(step.at), "by": step.actor}
    if step.event == Event.CLOSE:
        # Nothing can be done in a closed case any more: what stayed open would head every list for ever.
        tx.write(COMPLETE_ALL, **done)
        return
    if step.event in COMPLETING:
        tx.write(COMPLETE_NAMED, event=step.event, **done)
    for rule in DONE_BY.get(step.event, ()):
        if step.event not in LEADS_WORD or step.by is Role.LEAD or rule.role is not Role.LEAD:
            tx.write(COMPLETE_KIND, kind_done=rule.kind, **done)


def complete_about(tx: Tx, case_id: int, subject: str, *, by: str, at: datetime) -> None:
    """Complete what waits for a person about one notice, because it is settled."""
    tx.write(COMPLETE_ABOUT, of_case=case_id, about=subject, by=by, at=to_micros(at))


def complete_of_clock(tx: Tx, case_id: int, key: str, *, by: str, at: datetime) -> None:
    """Complete what one clock of a case raised, because it stopped or runs anew. `key` is as in the facts."""
    tx.write(COMPLETE_CLOCK, of_case=case_id, clock_key=key, by=by, at=to_micros(at))


def raise_task(tx: Tx, case: Case, work: Work, *, at: datetime) -> str:
    """Write one task for the owner of the case, or for a role in its queue; return its reference."""
    reference = references.new(references.TASK)
    tx.write(
        INSERT_TASK,
        reference=reference,
        case_id=case.id,
        kind=work.kind,
        subject=work.subject,
        role=work.role.value,
        queue=case.position.facts["queue"],
        firm=work.firm,
        owner_id=case.owner_id if work.role is Role.CASEWORKER else None,
        covers_for=None,
        deadline=work.deadline,
        way=None if work.way is None else work.way.value,
        reason=work.reason,
        due_at=to_micros(work.due),
        created_at=to_micros(at),
        done_at=None,
        done_by=None,
        completes_on=work.completes_on,
    )
    return reference


def has_open(tx: Tx, case_id: int, kind: str, subject: str) -> bool:
    """Say whether such a task is waiting already."""
    row = tx.one(COUNT_OPEN, of_case=case_id, kind=kind, about=subject)
    return bool(row and row[0])
