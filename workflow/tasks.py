"""Tasks: work for a person that a step raises, and that a later step completes by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update

from states.clocks import RECEIVE, key
from states.contact import is_within_rules
from states.moves import Move
from states.position import Facts, Step, parsed
from states.vocabulary import AttemptResult, Chart, Clock, Event, OfferEvent, Role
from workflow import references
from workflow.db import Tx
from workflow.finding import Case
from workflow.prepared import Prepared, insertion
from workflow.tables import TaskRow, to_micros

TASKS = TaskRow.__table__

#: Time that a lead has to act where somebody may be in danger (I). Source: docs/sources.md#design.
AT_ONCE = timedelta(hours=1)
SOON = timedelta(hours=4)
#: Offers that end unaccepted before a lead takes over. Source: docs/sources.md#design.
TOO_MANY_DECLINES = 3


@dataclass(frozen=True, slots=True)
class Scene:
    """One step with the facts around it."""

    step: Step
    before: Facts
    after: Facts


@dataclass(frozen=True, slots=True)
class TaskRule:
    """What a step asks somebody to do, and by when. `completes_on` is the event that shows it done."""

    kind: str
    moves: frozenset[tuple[Chart, str]]
    role: Role
    due: Callable[[Scene], datetime | None]
    says: str
    completes_on: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One task to write: for whom, by when, about which notice or order, done by which event."""

    kind: str
    role: Role
    due: datetime
    subject: str | None = None
    completes_on: str | None = None


def on(chart: Chart, *events: str) -> frozenset[tuple[Chart, str]]:
    """Name the moves that raise a task."""
    return frozenset((chart, event) for event in events)


def _pressed(scene: Scene) -> datetime | None:
    return scene.step.at + SOON if scene.after["pressed"] else None


def _against_rules(scene: Scene) -> datetime | None:
    payload = scene.step.payload
    kept = is_within_rules(scene.before, payload["channel"], parsed(payload["at"]))
    return None if kept else scene.step.at + AT_ONCE


def _call_back(scene: Scene) -> datetime | None:
    agreed = scene.step.payload["result"] == AttemptResult.CALL_BACK_AGREED
    at = scene.step.payload.get("call_back_at")
    return parsed(at) if agreed and at else None


def _declined_often(scene: Scene) -> datetime | None:
    return scene.step.at + SOON if scene.after["declines"] == TOO_MANY_DECLINES else None


def _threatened(scene: Scene) -> datetime | None:
    name = key(Clock.THREAT_TO_LIFE)
    clock = scene.after["clocks"].get(name)
    return parsed(clock["due"]) if clock and scene.before["clocks"].get(name) != clock else None


def _breached(scene: Scene) -> datetime | None:
    return scene.step.at + AT_ONCE


TASK_RULES: tuple[TaskRule, ...] = (
    TaskRule(
        "safe_call",
        on(Chart.CASE, Event.WITHDRAW_CONSENT),
        Role.LEAD,
        _pressed,
        "Find out safely whether she withdrew freely",
    ),
    TaskRule(
        "against_safety",
        on(Chart.CASE, Event.LOG_ATTEMPT),
        Role.LEAD,
        _against_rules,
        "An attempt did not keep to her rules: see whether she is safe",
        Event.SET_SAFETY.value,
    ),
    TaskRule(
        "call_back",
        on(Chart.CASE, Event.LOG_ATTEMPT),
        Role.CASEWORKER,
        _call_back,
        "Call her at the time she agreed to",
        Event.MAKE_CONTACT.value,
    ),
    TaskRule(
        "offers_declined",
        on(Chart.OFFER, OfferEvent.DECLINE, OfferEvent.LAPSE),
        Role.LEAD,
        _declined_often,
        "Three firms have not taken the case: find one",
        Event.ASSIGN_SOLICITOR.value,
    ),
    TaskRule(
        "breach",
        on(Chart.CASE, Event.REPORT_BREACH),
        Role.LEAD,
        _breached,
        "An order was broken: see that the police act",
        Event.ADD_NOTE.value,
    ),
    TaskRule(
        "threat_to_life",
        on(Chart.CASE, RECEIVE, Event.ASSESS_RISK, Event.JOIN_REFERRAL),
        Role.LEAD,
        _threatened,
        "Her life may be in danger: act within the hour",
        Event.ADD_NOTE.value,
    ),
)

_BY_MOVE: dict[tuple[Chart, str], tuple[TaskRule, ...]] = {
    move: tuple(rule for rule in TASK_RULES if move in rule.moves)
    for rule in TASK_RULES
    for move in rule.moves
}
#: Events that complete a task by themselves, intake's among them; for any other no statement is run.
COMPLETING = frozenset(rule.completes_on for rule in TASK_RULES if rule.completes_on) | {
    Event.ASSESS_RISK.value,
    Event.MARK_DUPLICATE.value,
}

INSERT_TASK = insertion(TASKS)
COMPLETE_TASKS = Prepared(
    update(TASKS)
    .where(
        TASKS.c.case_id == bindparam("of_case"),
        TASKS.c.completes_on == bindparam("event"),
        TASKS.c.done_at.is_(None),
    )
    .values(done_at=bindparam("at"))
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
    """Complete the tasks that these steps show done, then raise those that they ask for."""
    for number, step in enumerate(move.steps):
        if step.chart is Chart.CASE and step.event in COMPLETING:
            tx.write(COMPLETE_TASKS, of_case=case.id, event=step.event, at=to_micros(step.at))
        rules = _BY_MOVE.get((step.chart, step.event), ())
        scene = Scene(step, move.path[number].facts, move.after.facts)
        for rule in rules:
            if (due := rule.due(scene)) is not None:
                work = Work(rule.kind, rule.role, due, completes_on=rule.completes_on)
                raise_task(tx, case, work, at=step.at)


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
        owner_id=case.owner_id if work.role is Role.CASEWORKER else None,
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
