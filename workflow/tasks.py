"""Tasks: work for a person that a step raises, and that a later step completes by itself."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, func, or_, select, update

from states.moves import Move
from states.payloads import TAKES_APPROVAL
from states.position import Facts
from states.vocabulary import Channel, Chart, Event, Role
from workflow import references
from workflow.cover import Place, follow_orders, hand_on, place
from workflow.db import Tx
from workflow.finding import Case
from workflow.prepared import Prepared, insertion
from workflow.reaching import OURS, call_back, is_otherwise, next_reach
from workflow.tables import CaseRow, PersonRow, TaskRow, from_micros, to_micros
from workflow.task_rules import BY_KIND, BY_MOVE, DONE_BY, TaskRule
from workflow.task_scenes import Call, Scene

CASES, PEOPLE, TASKS = CaseRow.__table__, PersonRow.__table__, TaskRow.__table__

#: Events that show other tasks done, which name them; for any other no statement is run.
COMPLETING = TAKES_APPROVAL | {Event.SET_SAFETY.value, Event.ASSESS_RISK.value, Event.MARK_DUPLICATE.value}
#: When every task is due at the latest.
LATEST = datetime.max.replace(tzinfo=UTC)
#: Facts that say whose the tasks of a case are.
WHOSE = ("owner", "queue", "sensitive")


@dataclass(frozen=True, slots=True)
class Work:
    """One task to write: for whom, by when, about which notice or order, done by which event.

    `firm` is whose task it is where `role` is a solicitor, `deadline` the key of the clock that raised it, `way`
    the channel by which she may be reached for it (None: none is known), `reason` why it is raised, in words
    without personal data. It is for whoever works on the case in its own queue, unless an `owner_id` or another
    `queue` is named.
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
    owner_id: int | None = None
    queue: str | None = None


INSERT_TASK = insertion(TASKS)
#: What a task holds once it is done; its statement is given `at` and, as a reference, `by`.
DONE = {
    "done_at": bindparam("at"),
    "done_by": select(PEOPLE.c.id).where(PEOPLE.c.reference == bindparam("by")).scalar_subquery(),
}
_OPEN = (TASKS.c.case_id == bindparam("of_case"), TASKS.c.done_at.is_(None))
# Those of the rules are left out: their rule says whose step shows them done.
COMPLETE_NAMED = Prepared(
    update(TASKS)
    .where(*_OPEN, TASKS.c.completes_on == bindparam("event"), TASKS.c.kind.not_in(sorted(BY_KIND)))
    .values(DONE)
)
COMPLETE_KIND = Prepared(
    update(TASKS)
    .where(*_OPEN, TASKS.c.kind == bindparam("kind_done"), TASKS.c.due_at <= bindparam("due_by"))
    .values(DONE)
)
# What a clock raised is completed when it stops: those of orders run on in a closed case.
COMPLETE_ALL = Prepared(update(TASKS).where(*_OPEN, TASKS.c.deadline.is_(None)).values(DONE))
COMPLETE_ABOUT = Prepared(update(TASKS).where(*_OPEN, TASKS.c.subject == bindparam("about")).values(DONE))
COMPLETE_ONE = Prepared(
    update(TASKS).where(TASKS.c.reference == bindparam("task"), TASKS.c.done_at.is_(None)).values(DONE)
)
COMPLETE_CLOCK = Prepared(
    update(TASKS).where(*_OPEN, TASKS.c.deadline == bindparam("clock_key")).values(DONE)
)
#: Tasks for which somebody is to reach her.
CALL_BACK = "call_back"
CALLS = (CALL_BACK, "call_her", "find_another_way")
SELECT_CALLS = Prepared(
    select(TASKS.c.reference, TASKS.c.kind, TASKS.c.due_at, TASKS.c.way, TASKS.c.reason).where(
        *_OPEN, or_(TASKS.c.kind.in_(CALLS), TASKS.c.way.is_not(None))
    )
)
RETIME = Prepared(
    update(TASKS)
    .where(TASKS.c.reference == bindparam("task"))
    .values({name: bindparam(name) for name in ("due_at", "way", "reason")})
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
    before, after = move.before.facts, move.after.facts
    for number, step in enumerate(move.steps):
        scene = Scene(step, move.path[number].facts, after)
        if step.chart is Chart.CASE:
            _complete(tx, case.id, scene)
        for rule in BY_MOVE.get((step.chart, step.event), ()):
            if (due := rule.due(scene)) is not None:
                raise_task(tx, case, _work(rule, after, due), at=step.at)
    if is_otherwise(before, after):
        _retime(tx, case.id, after, move.step.at)
    if before["firm"] != after["firm"]:
        follow_orders(tx, case.id, before, after)
    # A case that is opened has no tasks but those that were raised just now, for those whose they are.
    if move.before.state and any(before[name] != after[name] for name in WHOSE):
        hand_on(tx, case, before, after, at=move.step.at)


def _complete(tx: Tx, case_id: int, scene: Scene) -> None:
    step = scene.step
    done = {"of_case": case_id, "at": to_micros(step.at), "by": step.actor}
    if step.event == Event.CLOSE:
        # Nothing can be done in a closed case any more: what stayed open would head every list for ever.
        tx.write(COMPLETE_ALL, **done)
        return
    if step.event in COMPLETING:
        tx.write(COMPLETE_NAMED, event=step.event, **done)
    for rule in DONE_BY.get(step.event, ()):
        if rule.shown(scene):
            due_by = to_micros(rule.due_by(scene) or LATEST)
            tx.write(COMPLETE_KIND, kind_done=rule.kind, due_by=due_by, **done)


def _work(rule: TaskRule, facts: Facts, due: datetime) -> Work:
    """Return the task of a rule; one for which she is to be reached, inside her hours and by a way of hers."""
    completes_on = rule.completes_on[0] if rule.completes_on else None
    if rule.call is None:
        return Work(rule.kind, rule.role, due, completes_on=completes_on)
    reach = call_back(facts, due) if rule.call is Call.BACK else next_reach(facts, due)
    return Work(rule.kind, rule.role, reach.due, None, completes_on, way=reach.way, reason=reach.reason)


def _retime(tx: Tx, case_id: int, facts: Facts, at: datetime) -> None:
    """Have the open tasks for which she is to be reached say when and how that may be now.

    Never sooner than was agreed, and what is late stays late unless her hours forbid this one.
    """
    for reference, kind, due_at, way, reason in tx.rows(SELECT_CALLS, of_case=case_id):
        due = from_micros(due_at)
        wanted = max(due, at)
        if kind == CALL_BACK:
            reach = call_back(facts, wanted)
        else:
            reach = next_reach(facts, wanted, Channel(way) if way else Channel.PHONE)
        if reach.due == wanted:
            reach = reach._replace(due=due)
        kept = None if reason in OURS else reason
        columns = {"way": reach.way.value if reach.way else None, "reason": reach.reason or kept}
        tx.write(RETIME, task=reference, due_at=to_micros(reach.due), **columns)


def complete_one(tx: Tx, reference: str, *, by: str, at: datetime) -> None:
    """Complete one task, because what it asked for was said."""
    tx.write(COMPLETE_ONE, task=reference, by=by, at=to_micros(at))


def complete_about(tx: Tx, case_id: int, subject: str, *, by: str, at: datetime) -> None:
    """Complete what waits for a person about one notice, because it is settled."""
    tx.write(COMPLETE_ABOUT, of_case=case_id, about=subject, by=by, at=to_micros(at))


def complete_of_clock(tx: Tx, case_id: int, key: str, *, by: str, at: datetime) -> None:
    """Complete what one clock of a case raised, because it stopped or runs anew. `key` is as in the facts."""
    tx.write(COMPLETE_CLOCK, of_case=case_id, clock_key=key, by=by, at=to_micros(at))


def raise_task(tx: Tx, case: Case, work: Work, *, at: datetime) -> str:
    """Write one task for the owner of the case or who covers for them, or for a role in its queue; return its reference."""
    reference = references.new(references.TASK)
    facts, to = case.position.facts, Place(None, None)
    owner = case.owner_id if work.owner_id is None and work.role is Role.CASEWORKER else work.owner_id
    if owner is not None:
        to = place(tx, case.id, facts, work.role, owner, at)
    tx.write(
        INSERT_TASK,
        reference=reference,
        case_id=case.id,
        kind=work.kind,
        subject=work.subject,
        role=work.role.value,
        queue=work.queue or facts["queue"],
        firm=work.firm,
        owner_id=to.owner_id,
        covers_for=to.covers_for,
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
