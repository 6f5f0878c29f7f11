"""What steps ask of people: each task, what raises it, for whom and by when, and what shows it done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from notifications.rules.conditions import TOO_MANY_DECLINES
from states.clocks import RECEIVE, key
from states.contact import keeps_rules
from states.position import Facts, Step, parsed
from states.vocabulary import AttemptResult, Channel, Chart, Clock, Event, OfferEvent, Role

#: Time that a lead has to act where somebody may be in danger (I). Source: docs/sources.md#design.
AT_ONCE = timedelta(hours=1)
SOON = timedelta(hours=4)
#: How long before the time that she agreed to an attempt may be made and keep the promise (I).
EARLY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """One step with the facts around it."""

    step: Step
    before: Facts
    after: Facts


class Call(StrEnum):
    """How the way to her is found for a task: the phone at the time she agreed to, or the best way left open."""

    BACK = "back"
    ANYHOW = "anyhow"


def _always(_: Scene) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class TaskRule:
    """What a step asks somebody to do, and by when.

    Each of `completes_on` is an event that shows it done, where `shown` says so of the step; a task that is done
    `by_hand` needs none. For a `call` she is to be reached, inside her hours. Of several such tasks a step shows
    those done that were due by `due_by`, all of them where it gives no moment.
    """

    kind: str
    moves: frozenset[tuple[Chart, str]]
    role: Role
    due: Callable[[Scene], datetime | None]
    says: str
    completes_on: tuple[str, ...]
    shown: Callable[[Scene], bool] = _always
    by_hand: bool = False
    call: Call | None = None
    due_by: Callable[[Scene], datetime | None] = lambda _: None


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


def _stranger_answered(scene: Scene) -> datetime | None:
    wrong = scene.step.payload["result"] == AttemptResult.WRONG_NUMBER
    return scene.step.at + AT_ONCE if wrong else None


def _could_not_talk(scene: Scene) -> datetime | None:
    unsafe = scene.step.payload["result"] == AttemptResult.NOT_SAFE_TO_TALK
    return scene.step.at + SOON if unsafe else None


def _changes_her_number(scene: Scene) -> bool:
    # She was reached all the same, or has another number.
    changed = scene.step.found.get("routes", {})
    return scene.step.event != Event.UPDATE_DETAILS or Channel.PHONE.value in changed


def _declined_often(scene: Scene) -> datetime | None:
    return scene.step.at + SOON if scene.after["declines"] == TOO_MANY_DECLINES else None


def _threatened(scene: Scene) -> datetime | None:
    name = key(Clock.THREAT_TO_LIFE)
    clock = scene.after["clocks"].get(name)
    return parsed(clock["due"]) if clock and scene.before["clocks"].get(name) != clock else None


def _at_once(scene: Scene) -> datetime | None:
    return scene.step.at + AT_ONCE


def _newly_stopped(scene: Scene) -> datetime | None:
    # She may say it as often as she likes: one task is enough until somebody has found another way.
    return _at_once(scene) if scene.before["messages_stopped"] is None else None


def _needs_interpreter(scene: Scene) -> datetime | None:
    newly = scene.after["interpreter"] and not scene.before["interpreter"]
    return scene.step.at + SOON if newly else None


def _by_a_lead(scene: Scene) -> bool:
    # Anybody may write a note; what is asked of a lead is shown done by a lead's own word.
    return scene.step.by is Role.LEAD


def _by_a_lead_or_the_owner(scene: Scene) -> bool:
    return scene.step.by is Role.LEAD or scene.step.actor == scene.before["owner"]


def _not_an_attempt_of_a_firm(scene: Scene) -> bool:
    # She agreed to be called by us: that her firm tried meanwhile keeps no promise of ours.
    return scene.step.event != Event.LOG_ATTEMPT or scene.step.by is not Role.SOLICITOR


def _kept_by_attempt(scene: Scene) -> datetime | None:
    # An attempt of another hour that she did not answer, or one that is recorded late, keeps no promise.
    step = scene.step
    if step.event != Event.LOG_ATTEMPT or step.payload["result"] == AttemptResult.CALL_BACK_AGREED:
        return None
    return parsed(step.payload["at"]) + EARLY


def _may_be_sent_to(scene: Scene) -> bool:
    return scene.after["messages_stopped"] is None or bool(scene.after["deceased"])


def _needs_none_now(scene: Scene) -> bool:
    return not scene.after["interpreter"] or bool(scene.after["deceased"])


TASK_RULES: tuple[TaskRule, ...] = (
    TaskRule(
        "safe_call",
        on(Chart.CASE, Event.WITHDRAW_CONSENT),
        Role.LEAD,
        _pressed,
        "Find out safely whether she withdrew freely",
        (Event.ADD_NOTE.value,),
        shown=_by_a_lead,
    ),
    TaskRule(
        "against_safety",
        on(Chart.CASE, Event.LOG_ATTEMPT),
        Role.LEAD,
        _against_rules,
        "An attempt did not keep to her rules: see whether she is safe",
        (Event.SET_SAFETY.value,),
        shown=_by_a_lead_or_the_owner,
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
        shown=_not_an_attempt_of_a_firm,
        call=Call.BACK,
        due_by=_kept_by_attempt,
    ),
    TaskRule(
        "find_her_number",
        on(Chart.CASE, Event.LOG_ATTEMPT),
        Role.CASEWORKER,
        _stranger_answered,
        "Her number leads to somebody else: find the right one before anybody calls it again",
        (Event.UPDATE_DETAILS.value, Event.MAKE_CONTACT.value, Event.RECORD_DEATH.value),
        shown=_changes_her_number,
        by_hand=True,
    ),
    TaskRule(
        "ask_when_to_call",
        on(Chart.CASE, Event.LOG_ATTEMPT),
        Role.CASEWORKER,
        _could_not_talk,
        "She could not talk: see whether the hours or ways in which she may be called must change",
        (Event.SET_SAFETY.value, Event.MAKE_CONTACT.value, Event.RECORD_DEATH.value),
        by_hand=True,
    ),
    TaskRule(
        "find_another_way",
        on(Chart.CASE, Event.STOP_MESSAGES),
        Role.CASEWORKER,
        _newly_stopped,
        "Messages no longer reach her: agree with her on another way",
        (Event.SET_SAFETY.value, Event.UPDATE_DETAILS.value, Event.RECORD_DEATH.value),
        shown=_may_be_sent_to,
        call=Call.ANYHOW,
    ),
    TaskRule(
        "book_interpreter",
        on(Chart.CASE, RECEIVE, Event.JOIN_REFERRAL, Event.UPDATE_DETAILS, Event.CORRECT),
        Role.CASEWORKER,
        _needs_interpreter,
        "Book a professional interpreter before she is called: never family, never a child",
        (Event.UPDATE_DETAILS.value, Event.CORRECT.value, Event.RECORD_DEATH.value),
        shown=_needs_none_now,
        by_hand=True,
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
        _at_once,
        "An order was broken: see that the police act",
        (Event.ADD_NOTE.value,),
        shown=_by_a_lead,
    ),
    TaskRule(
        "threat_to_life",
        on(Chart.CASE, RECEIVE, Event.ASSESS_RISK, Event.JOIN_REFERRAL, Event.CORRECT),
        Role.LEAD,
        _threatened,
        "Her life may be in danger: act within the hour",
        (Event.ADD_NOTE.value, Event.LOG_ATTEMPT.value),
        shown=_by_a_lead,
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
BY_KIND: dict[str, TaskRule] = {rule.kind: rule for rule in TASK_RULES}
