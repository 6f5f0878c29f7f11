"""What must happen by when, as a table: each clock, what starts it, when it is due, what stops it."""

from states import due
from states.clock_rule import ClockRule, Moves, case, moves, order
from states.facts import IN_FORCE, PROTECTING
from states.vocabulary import (
    Chart,
    Clock,
    CopyEvent,
    Event,
    OfferEvent,
    OrderEvent,
    OrderState,
    Role,
    ServiceEvent,
    State,
)

#: A clock of an order lives with its order, whatever becomes of the case.
ALWAYS = frozenset(State)
UNCLOSED = ALWAYS - {State.CLOSED}
OPEN = UNCLOSED - {State.OUTCOME}
#: Opening a case is no event of its chart; intake records it under this name.
RECEIVE = "receive_referral"

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
RISKS = case(RECEIVE, Event.ASSESS_RISK, Event.JOIN_REFERRAL, Event.CORRECT)

LEAD, FIRM, FORCE, OWNER = "lead", "firm", "force", "caseworker"

CLOCKS: tuple[ClockRule, ...] = (
    ClockRule(
        Clock.FIRST_CONTACT,
        "24 hours round the clock from the referral; a lead hears at 4 hours if high risk",
        starts=RISKS | case(Event.REOPEN, Event.RETRACT_CONTACT),
        due=due.first_contact,
        stops=NEVER,
        runs_in=frozenset({State.RECEIVED}),
        escalates=(LEAD,),
    ),
    ClockRule(
        Clock.INFORMATION_ASKED,
        "4 hours from a question to the referrer",
        starts=case(Event.REQUEST_INFORMATION),
        due=due.after(due.INFORMATION),
        stops=case(Event.SUPPLY_INFORMATION),
        runs_in=OPEN,
        escalates=(OWNER,),
        renews=False,
    ),
    ClockRule(
        Clock.DECISION,
        "5 working days from contact to her decision",
        starts=case(Event.MAKE_CONTACT, Event.REOPEN),
        due=due.working_days(5),
        stops=NEVER,
        runs_in=frozenset({State.CONTACTED}),
        escalates=(LEAD,),
    ),
    ClockRule(
        Clock.PREPARATION,
        "3 working days from consent, or from the last offer's end, to the next offer",
        starts=case(Event.GIVE_CONSENT, Event.RELEASE_FIRM)
        | moves(Chart.OFFER, OfferEvent.DECLINE, OfferEvent.LAPSE, OfferEvent.WITHDRAW),
        due=due.last_offer_ended,
        stops=case(Event.MAKE_OFFER),
        runs_in=frozenset({State.CONSENTED}),
        escalates=(LEAD,),
    ),
    ClockRule(
        Clock.OFFER,
        "4 hours if urgent, else 1 working day, for a firm to answer; then the next firm, after three the lead",
        starts=case(Event.MAKE_OFFER),
        due=due.offer,
        stops=NEVER,
        runs_in=frozenset({State.CONSENTED}),
        escalates=(LEAD,),
    ),
    ClockRule(
        Clock.FIRM_CALLS_HER,
        "1 working day for the firm to call her",
        starts=case(Event.ASSIGN_SOLICITOR),
        due=due.working_days(1),
        stops=case(Event.LOG_ATTEMPT, Event.ADD_NOTE),
        runs_in=frozenset({State.SOLICITOR_ASSIGNED, State.ORDER_SOUGHT}),
        escalates=(LEAD,),
        stopped_by=Role.SOLICITOR,
    ),
    ClockRule(
        Clock.FILING,
        "1 working day if urgent, else 5, for the firm to file",
        starts=case(Event.ASSIGN_SOLICITOR),
        due=due.working_days(5, urgent=1),
        stops=NEVER,
        runs_in=frozenset({State.SOLICITOR_ASSIGNED}),
        escalates=(LEAD,),
    ),
    ClockRule(
        Clock.RETURNED_BY_COURT,
        "1 working day to mend what the court sent back",
        starts=order(OrderEvent.SEND_BACK),
        due=due.working_days(1),
        stops=NEVER,
        runs_in=ALWAYS,
        escalates=(FIRM, LEAD),
        order_states=frozenset({OrderState.RETURNED}),
    ),
    ClockRule(
        Clock.COURT_ANSWER,
        "1 working day without notice, else 5, for the court to answer",
        starts=order(OrderEvent.APPLY, OrderEvent.RESUBMIT),
        due=due.court_answer,
        stops=NEVER,
        runs_in=ALWAYS,
        escalates=(FIRM, LEAD),
        order_states=frozenset({OrderState.APPLIED}),
    ),
    ClockRule(
        Clock.OUTCOME_TO_RECORD,
        "1 working day to record the outcome once the last order is resolved",
        starts=RESOLVING,
        due=due.last_resolved,
        stops=case(Event.SEEK_ORDER),
        runs_in=OPEN,
        escalates=(LEAD,),
        renews=False,
    ),
    ClockRule(
        Clock.HEARING,
        "2 days before a hearing or return day",
        starts=order(OrderEvent.LIST_HEARING, OrderEvent.GRANT_INTERIM),
        due=due.hearing,
        stops=NEVER,
        runs_in=ALWAYS,
        escalates=(FIRM,),
        order_states=frozenset({OrderState.LISTED, OrderState.INTERIM}),
    ),
    ClockRule(
        Clock.SERVICE,
        "24 hours to serve a sealed order; lead and force hear at 48",
        starts=moves(Chart.SERVICE, ServiceEvent.FALL_DUE) | order(OrderEvent.REVIEW),
        due=due.service,
        stops=moves(Chart.SERVICE, ServiceEvent.SERVE, ServiceEvent.DISPENSE),
        runs_in=ALWAYS,
        escalates=(FIRM, LEAD, FORCE),
        order_states=PROTECTING,
    ),
    ClockRule(
        Clock.POLICE_COPY,
        "the same day, for the police to hold the order and its proof of service",
        starts=moves(Chart.POLICE_COPY, CopyEvent.FALL_DUE, CopyEvent.BOUNCE) | order(OrderEvent.REVIEW),
        due=due.police_copy,
        stops=moves(Chart.POLICE_COPY, CopyEvent.SEND),
        runs_in=ALWAYS,
        escalates=(FIRM, LEAD),
        order_states=PROTECTING | {OrderState.DISCHARGED},
    ),
    ClockRule(
        Clock.EXPIRY,
        "42 and 14 days before an order expires; an order without expiry is reviewed after 12 months",
        starts=SEALING | order(OrderEvent.REVIEW),
        due=due.expiry,
        stops=order(OrderEvent.REVIEW),
        runs_in=ALWAYS,
        escalates=(FIRM, OWNER),
        order_states=IN_FORCE - {OrderState.INTERIM},
    ),
    ClockRule(
        Clock.SURVEY,
        "5 weeks and 6 months after the outcome, where it is safe and she agreed",
        starts=EXITS,
        due=due.survey,
        stops=NEVER,
        runs_in=frozenset({State.OUTCOME}),
        escalates=(),
        needs=due.may_survey,
    ),
    ClockRule(
        Clock.CLOSING,
        "90 days after the outcome, then monthly",
        starts=EXITS,
        due=due.closing,
        stops=NEVER,
        runs_in=frozenset({State.OUTCOME}),
        escalates=(OWNER,),
        repeats=due.CLOSING_AGAIN,
    ),
    ClockRule(
        Clock.THREAT_TO_LIFE,
        "1 hour for a lead to act on a risk flag or a high grade; no state of the case can block it",
        starts=RISKS,
        due=due.threat,
        stops=case(Event.ADD_NOTE, Event.LOG_ATTEMPT),
        runs_in=UNCLOSED,
        escalates=(LEAD,),
        stopped_by=Role.LEAD,
        renews=False,
    ),
)
