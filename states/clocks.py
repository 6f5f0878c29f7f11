"""What must happen by when: each clock, what starts it, when it is due, what stops it.

A clock is worked out once, by the step that starts it, and what came out is recorded with the
step: a replay never asks the calendar again, and new bank holidays change no past.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from states import due
from states.facts import IN_FORCE
from states.position import Facts, Position, Step, moment, parsed
from states.vocabulary import (
    Chart,
    Clock,
    CopyEvent,
    Event,
    OfferEvent,
    OfferState,
    OrderEvent,
    OrderState,
    Role,
    ServiceEvent,
    State,
)

Moves = frozenset[tuple[Chart, str]]

UNCLOSED = frozenset(State) - {State.CLOSED}
OPEN = UNCLOSED - {State.OUTCOME}
#: Opening a case is no event of its chart; intake records it under this name.
RECEIVE = "receive_referral"


def moves(chart: Chart, *events: str) -> Moves:
    """Name events of one chart."""
    return frozenset((chart, event) for event in events)


def case(*events: str) -> Moves:
    """Name events of the case."""
    return moves(Chart.CASE, *events)


def order(*events: str) -> Moves:
    """Name events of an order."""
    return moves(Chart.ORDER, *events)


NEVER: Moves = frozenset()
SEALING = order(OrderEvent.MAKE_ORDER, OrderEvent.TAKE_UNDERTAKING, OrderEvent.VARY, OrderEvent.EXTEND)
RESOLVING = order(
    OrderEvent.MAKE_ORDER,
    OrderEvent.TAKE_UNDERTAKING,
    OrderEvent.REFUSE,
    OrderEvent.WITHDRAW,
    OrderEvent.DISCHARGE,
    OrderEvent.END,
)
EXITS = case(
    Event.MARK_DUPLICATE,
    Event.GIVE_UP_CONTACT,
    Event.LOSE_CONTACT,
    Event.DECLINE,
    Event.FIND_INELIGIBLE,
    Event.REFER_ELSEWHERE,
    Event.SEND_WARNING_LETTER,
    Event.GIVE_ADVICE_ONLY,
    Event.RECORD_OUTCOME,
    Event.WITHDRAW_CONSENT,
    Event.RECORD_DEATH,
)
RISKS = case(RECEIVE, Event.ASSESS_RISK, Event.JOIN_REFERRAL)
UNPROTECTED = IN_FORCE - {OrderState.UNDERTAKING}


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock. It runs only in these states of its case, and of its order where it has one.

    `stopped_by` names whose step stops it, where not anybody's. `escalates` says who hears
    of it when it escalates.
    """

    clock: Clock
    starts: Moves
    due: due.Due
    stops: Moves
    runs_in: frozenset[State]
    escalates: tuple[str, ...]
    says: str
    order_states: frozenset[OrderState] = frozenset()
    stopped_by: Role | None = None
    needs: Callable[[Facts], bool] = field(default=lambda _: True)


LEAD, FIRM, FORCE, OWNER = "lead", "firm", "force", "caseworker"

CLOCKS: tuple[ClockRule, ...] = (
    ClockRule(
        Clock.FIRST_CONTACT,
        case(RECEIVE, Event.REOPEN, Event.RETRACT_CONTACT, Event.ASSESS_RISK, Event.JOIN_REFERRAL),
        due.first_contact,
        NEVER,
        frozenset({State.RECEIVED}),
        (LEAD,),
        "24 hours round the clock from the referral; a lead hears at 4 hours if high risk",
    ),
    ClockRule(
        Clock.INFORMATION_ASKED,
        case(Event.REQUEST_INFORMATION),
        due.after(due.INFORMATION),
        case(Event.SUPPLY_INFORMATION),
        OPEN,
        (OWNER,),
        "4 hours from a question to the referrer",
    ),
    ClockRule(
        Clock.DECISION,
        case(Event.MAKE_CONTACT, Event.REOPEN),
        due.working_days(5),
        NEVER,
        frozenset({State.CONTACTED}),
        (LEAD,),
        "5 working days from contact to her decision",
    ),
    ClockRule(
        Clock.PREPARATION,
        case(Event.GIVE_CONSENT, Event.RELEASE_FIRM)
        | moves(Chart.OFFER, OfferEvent.DECLINE, OfferEvent.LAPSE, OfferEvent.WITHDRAW),
        due.last_offer_ended,
        case(Event.MAKE_OFFER),
        frozenset({State.CONSENTED}),
        (LEAD,),
        "3 working days from consent, or from the last offer's end, to the next offer",
    ),
    ClockRule(
        Clock.OFFER,
        case(Event.MAKE_OFFER),
        due.offer,
        NEVER,
        frozenset({State.CONSENTED}),
        (LEAD,),
        "4 hours if urgent, else 1 working day, for a firm to answer; then the next firm, after three the lead",
    ),
    ClockRule(
        Clock.FIRM_CALLS_HER,
        case(Event.ASSIGN_SOLICITOR),
        due.working_days(1),
        case(Event.LOG_ATTEMPT, Event.ADD_NOTE),
        frozenset({State.SOLICITOR_ASSIGNED, State.ORDER_SOUGHT}),
        (LEAD,),
        "1 working day for the firm to call her",
        stopped_by=Role.SOLICITOR,
    ),
    ClockRule(
        Clock.FILING,
        case(Event.ASSIGN_SOLICITOR),
        due.working_days(5, urgent=1),
        NEVER,
        frozenset({State.SOLICITOR_ASSIGNED}),
        (LEAD,),
        "1 working day if urgent, else 5, for the firm to file",
    ),
    ClockRule(
        Clock.RETURNED_BY_COURT,
        order(OrderEvent.SEND_BACK),
        due.working_days(1),
        NEVER,
        UNCLOSED,
        (FIRM, LEAD),
        "1 working day to mend what the court sent back",
        frozenset({OrderState.RETURNED}),
    ),
    ClockRule(
        Clock.COURT_ANSWER,
        order(OrderEvent.APPLY, OrderEvent.RESUBMIT),
        due.court_answer,
        NEVER,
        UNCLOSED,
        (FIRM, LEAD),
        "1 working day without notice, else 5, for the court to answer",
        frozenset({OrderState.APPLIED}),
    ),
    ClockRule(
        Clock.OUTCOME_TO_RECORD,
        RESOLVING,
        due.last_resolved,
        case(Event.SEEK_ORDER),
        OPEN,
        (LEAD,),
        "1 working day to record the outcome once the last order is resolved",
    ),
    ClockRule(
        Clock.HEARING,
        order(OrderEvent.LIST_HEARING, OrderEvent.GRANT_INTERIM),
        due.hearing,
        NEVER,
        UNCLOSED,
        (FIRM,),
        "2 days before a hearing or return day",
        frozenset({OrderState.LISTED, OrderState.INTERIM}),
    ),
    ClockRule(
        Clock.SERVICE,
        moves(Chart.SERVICE, ServiceEvent.FALL_DUE),
        due.after(due.SERVICE_DUE, due.SERVICE_ESCALATES),
        moves(Chart.SERVICE, ServiceEvent.SERVE, ServiceEvent.DISPENSE),
        UNCLOSED,
        (FIRM, LEAD, FORCE),
        "24 hours to serve a sealed order; lead and force hear at 48",
        UNPROTECTED,
    ),
    ClockRule(
        Clock.POLICE_COPY,
        moves(Chart.POLICE_COPY, CopyEvent.FALL_DUE, CopyEvent.BOUNCE),
        due.police_copy,
        moves(Chart.POLICE_COPY, CopyEvent.SEND),
        UNCLOSED,
        (FIRM, LEAD),
        "the same day, for the police to hold the order and its proof of service",
        UNPROTECTED | {OrderState.DISCHARGED},
    ),
    ClockRule(
        Clock.EXPIRY,
        SEALING | order(OrderEvent.REVIEW),
        due.expiry,
        order(OrderEvent.REVIEW),
        UNCLOSED,
        (FIRM, OWNER),
        "42 and 14 days before an order expires; an order without expiry is reviewed after 12 months",
        IN_FORCE - {OrderState.INTERIM},
    ),
    ClockRule(
        Clock.SURVEY,
        EXITS,
        due.survey,
        NEVER,
        frozenset({State.OUTCOME}),
        (),
        "5 weeks after the outcome, where it is safe and she agreed",
        needs=due.may_survey,
    ),
    ClockRule(
        Clock.CLOSING,
        EXITS,
        due.after(due.CLOSING_AFTER),
        NEVER,
        frozenset({State.OUTCOME}),
        (OWNER,),
        "90 days after the outcome, then monthly",
    ),
    ClockRule(
        Clock.THREAT_TO_LIFE,
        RISKS,
        due.threat,
        case(Event.ADD_NOTE, Event.LOG_ATTEMPT),
        UNCLOSED,
        (LEAD,),
        "1 hour for a lead to act on a risk flag or a high grade; no state of the case can block it",
        stopped_by=Role.LEAD,
    ),
)

RULES = {rule.clock: rule for rule in CLOCKS}


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What the clocks of a case are set to by a step: all of them, or None where none changed."""

    running: dict[str, Any] | None


def key(clock: str, subject: str | None = None) -> str:
    """Name one running clock of a case: the clock, and the order or offer that it belongs to."""
    return clock if subject is None else f"{clock}:{subject}"


def wind(before: Position, after: Position, steps: Iterable[Step]) -> ClockChange:
    """Work out which clocks run after these steps. `after` still holds the clocks from before."""
    old: dict[str, Any] = before.facts["clocks"]
    running = dict(old)
    for step in steps:
        for rule in CLOCKS:
            _turn(rule, step, after.facts, running)
        _pause_or_resume(step, before.facts["paused"], after.facts["paused"], running)
    kept = {name: clock for name, clock in running.items() if _belongs(name, after)}
    return ClockChange(None if kept == old else kept)


def _turn(rule: ClockRule, step: Step, facts: Facts, running: dict[str, Any]) -> None:
    move = (step.chart, step.event)
    subject = (
        step.found.get("offer") if rule.clock == Clock.OFFER else step.subject if rule.order_states else None
    )
    name = key(rule.clock.value, subject)
    if move in rule.stops and rule.stopped_by in (None, step.by):
        running.pop(name, None)
    if move in rule.starts and (times := rule.due(facts, step)) is not None:
        since = running.get(name, {}).get("since") if step.event == Event.ASSESS_RISK else None
        due_at, escalates_at = times
        running[name] = {
            "due": moment(due_at),
            "escalates": moment(escalates_at),
            "since": since or moment(step.at),
        }


def _pause_or_resume(step: Step, before: Facts | None, after: Facts | None, running: dict[str, Any]) -> None:
    """Move the named clock on by the pause, or back by what is left of it."""
    if before == after:
        return
    if step.event == Event.PAUSE and after is not None:
        _shift(running, after["clock"], parsed(after["until"]) - step.at)
    elif (
        before is not None
        and step.chart == Chart.CASE
        and after is None
        and step.at < parsed(before["until"])
    ):
        _shift(running, before["clock"], step.at - parsed(before["until"]))


def _shift(running: dict[str, Any], name: str, span: Any) -> None:
    if name in running:
        clock = running[name]
        running[name] = clock | {part: moment(parsed(clock[part]) + span) for part in ("due", "escalates")}


def _belongs(name: str, after: Position) -> bool:
    """Say whether a clock may run where the case, and its order or offer, now stand."""
    clock, _, subject = name.partition(":")
    rule = RULES[Clock(clock)]
    if after.state not in rule.runs_in or not rule.needs(after.facts):
        return False
    if rule.clock == Clock.OFFER:
        return bool(after.facts["offers"][subject]["state"] == OfferState.OFFERED)
    return not rule.order_states or after.facts["orders"][subject]["state"] in rule.order_states
