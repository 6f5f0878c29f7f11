"""What steps ask of people: each task, what raises it, for whom and by when, and what shows it done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from states.clocks import RECEIVE
from states.vocabulary import Chart, Event, OfferEvent, Role
from workflow.task_scenes import (
    Call,
    Scene,
    against_rules,
    always,
    answered_or_void,
    asks_for_contact,
    at_once,
    by_a_lead,
    by_a_lead_or_the_owner,
    call_back,
    changes_her_number,
    could_not_talk,
    declined_often,
    found_out_elsewhere,
    kept_by_attempt,
    may_be_sent_to,
    needs_interpreter,
    needs_none_now,
    newly_stopped,
    not_an_attempt_of_a_firm,
    pressed,
    stranger_answered,
    threatened,
    to_be_asked_by_phone,
)


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
    shown: Callable[[Scene], bool] = always
    by_hand: bool = False
    call: Call | None = None
    due_by: Callable[[Scene], datetime | None] = lambda _: None


def on(chart: Chart, *events: str) -> frozenset[tuple[Chart, str]]:
    """Name the moves that raise a task."""
    return frozenset((chart, event) for event in events)


TASK_RULES: tuple[TaskRule, ...] = (
    TaskRule(
        "safe_call",
        on(Chart.CASE, Event.WITHDRAW_CONSENT),
        Role.LEAD,
        pressed,
        "Find out safely whether she withdrew freely",
        (Event.ADD_NOTE.value,),
        shown=by_a_lead,
    ),
    TaskRule(
        "against_safety",
        on(Chart.CASE, Event.LOG_ATTEMPT),
        Role.LEAD,
        against_rules,
        "An attempt did not keep to her rules: see whether she is safe",
        (Event.SET_SAFETY.value,),
        shown=by_a_lead_or_the_owner,
    ),
    TaskRule(
        "call_back",
        on(Chart.CASE, Event.LOG_ATTEMPT),
        Role.CASEWORKER,
        call_back,
        "Call her at the time she agreed to",
        # The last two: nobody is to be sent to a woman who died or withdrew.
        (
            Event.LOG_ATTEMPT.value,
            Event.MAKE_CONTACT.value,
            Event.WITHDRAW_CONSENT.value,
            Event.RECORD_DEATH.value,
        ),
        shown=not_an_attempt_of_a_firm,
        call=Call.BACK,
        due_by=kept_by_attempt,
    ),
    TaskRule(
        "find_her_number",
        on(Chart.CASE, Event.LOG_ATTEMPT),
        Role.CASEWORKER,
        stranger_answered,
        "Her number leads to somebody else: find the right one before anybody calls it again",
        (Event.UPDATE_DETAILS.value, Event.MAKE_CONTACT.value, Event.RECORD_DEATH.value),
        shown=changes_her_number,
        by_hand=True,
    ),
    TaskRule(
        "ask_when_to_call",
        on(Chart.CASE, Event.LOG_ATTEMPT),
        Role.CASEWORKER,
        could_not_talk,
        "She could not talk: see whether the hours or ways in which she may be called must change",
        (Event.SET_SAFETY.value, Event.MAKE_CONTACT.value, Event.RECORD_DEATH.value),
        by_hand=True,
    ),
    TaskRule(
        "find_another_way",
        on(Chart.CASE, Event.STOP_MESSAGES),
        Role.CASEWORKER,
        newly_stopped,
        "Messages no longer reach her: agree with her on another way",
        (Event.SET_SAFETY.value, Event.UPDATE_DETAILS.value, Event.RECORD_DEATH.value),
        shown=may_be_sent_to,
        call=Call.ANYHOW,
    ),
    TaskRule(
        "ask_survey",
        on(Chart.CASE, Event.INVITE_TO_SURVEY),
        Role.CASEWORKER,
        to_be_asked_by_phone,
        "Ask her by phone how it went, if it is safe",
        (
            Event.RECORD_SURVEY.value,
            Event.INVITE_TO_SURVEY.value,
            Event.CHANGE_CONSENT.value,
            Event.WITHDRAW_CONSENT.value,
            Event.SET_SAFETY.value,
            Event.RECORD_DEATH.value,
            Event.REOPEN.value,
        ),
        shown=answered_or_void,
        by_hand=True,
        call=Call.ANYHOW,
    ),
    TaskRule(
        "she_wants_contact",
        on(Chart.CASE, Event.RECORD_SURVEY),
        Role.CASEWORKER,
        asks_for_contact,
        "She asked us to contact her: call her",
        (Event.LOG_ATTEMPT.value, Event.WITHDRAW_CONSENT.value, Event.RECORD_DEATH.value),
        shown=not_an_attempt_of_a_firm,
        by_hand=True,
        call=Call.ANYHOW,
    ),
    TaskRule(
        "book_interpreter",
        on(Chart.CASE, RECEIVE, Event.JOIN_REFERRAL, Event.UPDATE_DETAILS, Event.CORRECT),
        Role.CASEWORKER,
        needs_interpreter,
        "Book a professional interpreter before she is called: never family, never a child",
        (Event.UPDATE_DETAILS.value, Event.CORRECT.value, Event.RECORD_DEATH.value),
        shown=needs_none_now,
        by_hand=True,
    ),
    TaskRule(
        "offers_declined",
        on(Chart.OFFER, OfferEvent.DECLINE, OfferEvent.LAPSE),
        Role.LEAD,
        declined_often,
        "Three firms have not taken the case: find one",
        (Event.ASSIGN_SOLICITOR.value,),
    ),
    TaskRule(
        "no_firm_left",
        on(Chart.OFFER, OfferEvent.DECLINE, OfferEvent.LAPSE),
        Role.LEAD,
        found_out_elsewhere,
        "No firm of the panel is left to offer the case to: find one",
        (Event.MAKE_OFFER.value, Event.ASSIGN_SOLICITOR.value),
    ),
    TaskRule(
        "breach",
        on(Chart.CASE, Event.REPORT_BREACH),
        Role.LEAD,
        at_once,
        "An order was broken: see that the police act",
        (Event.ADD_NOTE.value,),
        shown=by_a_lead,
    ),
    TaskRule(
        "threat_to_life",
        on(Chart.CASE, RECEIVE, Event.ASSESS_RISK, Event.JOIN_REFERRAL, Event.CORRECT),
        Role.LEAD,
        threatened,
        "Her life may be in danger: act within the hour",
        (Event.ADD_NOTE.value, Event.LOG_ATTEMPT.value),
        shown=by_a_lead,
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
