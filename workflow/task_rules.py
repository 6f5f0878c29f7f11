"""What steps ask of people: each task, what raises it, for whom and by when, and what shows it done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.rules.conditions import TOO_MANY_DECLINES
from states.clocks import RECEIVE, key
from states.contact import keeps_rules
from states.position import Facts, Step, parsed
from states.vocabulary import AttemptResult, Chart, Clock, Event, OfferEvent, Role

#: Time that a lead has to act where somebody may be in danger (I). Source: docs/sources.md#design.
AT_ONCE = timedelta(hours=1)
SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Scene:
    """One step with the facts around it."""

    step: Step
    before: Facts
    after: Facts


@dataclass(frozen=True, slots=True)
class TaskRule:
    """What a step asks somebody to do, and by when. Each of `completes_on` is an event that shows it done."""

    kind: str
    moves: frozenset[tuple[Chart, str]]
    role: Role
    due: Callable[[Scene], datetime | None]
    says: str
    completes_on: tuple[str, ...]


def on(chart: Chart, *events: str) -> frozenset[tuple[Chart, str]]:
    """Name the moves that raise a task."""
    return frozenset((chart, event) for event in events)


def _pressed(scene: Scene) -> datetime | None:
    return scene.step.at + SOON if scene.after["pressed"] else None


def _against_rules(scene: Scene) -> datetime | None:
    return None if keeps_rules(scene.before, scene.step.payload) else scene.step.at + AT_ONCE


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
        (Event.ADD_NOTE.value,),
    ),
    TaskRule(
        "against_safety",
        on(Chart.CASE, Event.LOG_ATTEMPT),
        Role.LEAD,
        _against_rules,
        "An attempt did not keep to her rules: see whether she is safe",
        (Event.SET_SAFETY.value,),
    ),
    TaskRule(
        "call_back",
        on(Chart.CASE, Event.LOG_ATTEMPT),
        Role.CASEWORKER,
        _call_back,
        "Call her at the time she agreed to",
        # The last two: nobody is to be sent to a woman who died or withdrew.
        (
            Event.LOG_ATTEMPT.value,
            Event.MAKE_CONTACT.value,
            Event.WITHDRAW_CONSENT.value,
            Event.RECORD_DEATH.value,
        ),
    ),
    TaskRule(
        "offers_declined",
        on(Chart.OFFER, OfferEvent.DECLINE, OfferEvent.LAPSE),
        Role.LEAD,
        _declined_often,
        "Three firms have not taken the case: find one",
        (Event.ASSIGN_SOLICITOR.value,),
    ),
    TaskRule(
        "breach",
        on(Chart.CASE, Event.REPORT_BREACH),
        Role.LEAD,
        _breached,
        "An order was broken: see that the police act",
        (Event.ADD_NOTE.value,),
    ),
    TaskRule(
        "threat_to_life",
        on(Chart.CASE, RECEIVE, Event.ASSESS_RISK, Event.JOIN_REFERRAL, Event.CORRECT),
        Role.LEAD,
        _threatened,
        "Her life may be in danger: act within the hour",
        (Event.ADD_NOTE.value, Event.LOG_ATTEMPT.value),
    ),
)

BY_MOVE: dict[tuple[Chart, str], tuple[TaskRule, ...]] = {
    move: tuple(rule for rule in TASK_RULES if move in rule.moves)
    for rule in TASK_RULES
    for move in rule.moves
}
DONE_BY: dict[str, tuple[TaskRule, ...]] = {
    event: tuple(rule for rule in TASK_RULES if event in rule.completes_on)
    for rule in TASK_RULES
    for event in rule.completes_on
}
#: What is asked of a lead is shown done by these only where a lead did them: anybody may write a note.
LEADS_WORD = frozenset({Event.ADD_NOTE.value, Event.LOG_ATTEMPT.value})
