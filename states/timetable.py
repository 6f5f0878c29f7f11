"""What must happen by when, as a table: each clock, what starts it, when it is due, what stops it.

Clocks of orders stand in `court_timetable.py`; what else runs out, such as a pause, in `timers.py`.
"""

from states import due
from states.clock_rule import LEAD, NEVER, OPEN, OWNER, UNCLOSED, ClockRule, case, moves
from states.court_timetable import COURT
from states.vocabulary import Chart, Clock, Event, OfferEvent, Role, State

#: Opening a case is no event of its chart; intake records it under this name.
RECEIVE = "receive_referral"

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

CLOCKS: tuple[ClockRule, ...] = (
    ClockRule(
        Clock.FIRST_CONTACT,
        "24 hours round the clock from the referral; a lead hears at 4 hours if high risk",
        starts=RISKS | case(Event.REOPEN, Event.RETRACT_CONTACT),
        due=due.first_contact,
        stops=NEVER,
        runs_in=frozenset({State.RECEIVED}),
        asks="Reach her: nobody has spoken to her yet",
        asks_of=Role.CASEWORKER,
        escalates=(LEAD,),
    ),
    ClockRule(
        Clock.INFORMATION_ASKED,
        "4 hours from a question to the referrer",
        starts=case(Event.REQUEST_INFORMATION),
        due=due.after(due.INFORMATION),
        stops=case(Event.SUPPLY_INFORMATION),
        runs_in=OPEN,
        asks="The referrer has not answered: ask again, and go on without the answer if you can",
        asks_of=Role.CASEWORKER,
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
        asks="Ask her what she has decided",
        asks_of=Role.CASEWORKER,
        escalates=(LEAD,),
    ),
    ClockRule(
        Clock.PREPARATION,
        "3 working days from consent, or from the last offer's end, to the next offer; the same day where a firm "
        "left an application before the court, and a lead hears at once",
        starts=case(Event.GIVE_CONSENT, Event.RELEASE_FIRM)
        | moves(Chart.OFFER, OfferEvent.DECLINE, OfferEvent.LAPSE, OfferEvent.WITHDRAW),
        due=due.last_offer_ended,
        stops=case(Event.MAKE_OFFER),
        runs_in=frozenset({State.CONSENTED}),
        asks="Offer her case to a firm",
        asks_of=Role.CASEWORKER,
        escalates=(LEAD,),
    ),
    ClockRule(
        Clock.OFFER,
        "4 hours if urgent, else 1 working day, for a firm to answer; then the next firm, after three the lead",
        starts=case(Event.MAKE_OFFER),
        due=due.offer,
        stops=NEVER,
        runs_in=frozenset({State.CONSENTED}),
        asks="The firm has not answered: withdraw the offer, or offer the case to another",
        asks_of=Role.CASEWORKER,
        escalates=(LEAD,),
        then=(Chart.OFFER, OfferEvent.LAPSE),
    ),
    ClockRule(
        Clock.FIRM_CALLS_HER,
        "1 working day for the firm to call her",
        starts=case(Event.ASSIGN_SOLICITOR),
        due=due.working_days(1),
        stops=case(Event.LOG_ATTEMPT, Event.ADD_NOTE),
        runs_in=frozenset({State.SOLICITOR_ASSIGNED, State.ORDER_SOUGHT}),
        asks="Call her, and log the attempt",
        asks_of=Role.SOLICITOR,
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
        asks="File the application",
        asks_of=Role.SOLICITOR,
        escalates=(LEAD,),
    ),
    *COURT,
    ClockRule(
        Clock.SURVEY,
        "5 weeks and 6 months after the outcome, where it is safe and she agreed; then she is asked",
        starts=EXITS | case(Event.INVITE_TO_SURVEY),
        due=due.survey,
        stops=case(Event.INVITE_TO_SURVEY),
        runs_in=frozenset({State.OUTCOME}),
        asks="Ask her the survey's questions by phone, if it is safe",
        asks_of=Role.CASEWORKER,
        escalates=(),
        then=(Chart.CASE, Event.INVITE_TO_SURVEY),
        needs=due.may_survey,
    ),
    ClockRule(
        Clock.CLOSING,
        "90 days after the outcome, then monthly",
        starts=EXITS,
        due=due.closing,
        stops=NEVER,
        runs_in=frozenset({State.OUTCOME}),
        asks="Close the case, or settle what keeps it open",
        asks_of=Role.CASEWORKER,
        escalates=(OWNER,),
        then=(Chart.CASE, Event.CLOSE),
        repeats=due.CLOSING_AGAIN,
    ),
    ClockRule(
        Clock.THREAT_TO_LIFE,
        "1 hour for a lead to act on a risk flag or a high grade, then hourly; no state of the case can block it",
        starts=RISKS,
        due=due.threat,
        stops=case(Event.ADD_NOTE, Event.LOG_ATTEMPT),
        runs_in=UNCLOSED,
        asks="Her life may be in danger: act now, and note what was done",
        asks_of=Role.LEAD,
        escalates=(LEAD,),
        stopped_by=Role.LEAD,
        repeats=due.THREAT,
        renews=False,
    ),
)
