"""What pages call tasks beside their own words: which event does each, where several would."""

from collections.abc import Mapping

from api.web.words.facts import SEALED_FIELDS
from states.vocabulary import Clock, Event, OrderEvent

#: What people nearly always do about a clock or a kind of task, where the first event that shows it done is not that.
BEST: Mapping[str, str] = {
    Clock.FIRST_CONTACT: Event.LOG_ATTEMPT,
    Clock.INFORMATION_ASKED: Event.REQUEST_INFORMATION,
    Clock.DECISION: Event.GIVE_CONSENT,
    Clock.PREPARATION: Event.MAKE_OFFER,
    Clock.FIRM_CALLS_HER: Event.LOG_ATTEMPT,
    Clock.FILING: Event.SEEK_ORDER,
    Clock.OUTCOME_TO_RECORD: Event.RECORD_OUTCOME,
    Clock.CLOSING: Event.CLOSE,
    Clock.THREAT_TO_LIFE: Event.ADD_NOTE,
    Clock.EXPIRY: OrderEvent.REVIEW,
    "call_back": Event.LOG_ATTEMPT,
    "find_another_way": Event.SET_SAFETY,
    "find_her_number": Event.UPDATE_DETAILS,
    "ask_when_to_call": Event.SET_SAFETY,
    "offers_declined": Event.MAKE_OFFER,
    "no_firm_left": Event.MAKE_OFFER,
}
#: What is to be looked at on a page of the case, rather than done by one event: a clock or a kind, and the page.
SEEN_AT: Mapping[str, str] = {
    Clock.OFFER: "/orders",
    Clock.SURVEY: "/survey",
    "ask_survey": "/survey",
    "she_wants_contact": "/contact",
    Clock.COURT_ANSWER: "/orders",
    Clock.HEARING: "/orders",
    Clock.SERVICE: "/orders",
    Clock.POLICE_COPY: "/orders",
    Clock.RETURNED_BY_COURT: "/orders",
    "order_end": "/orders",
    "she_replied": "/contact",
    "check_duplicate": "/events/mark_duplicate",
}
#: What is to be asked for where a referral did not say it: a field of it, or several that go together.
MISSING: Mapping[str, str] = {
    "safe_contact": "how she may be reached safely",
    "risk": "the risk",
    "survivor.name": "her name",
    "survivor.date_of_birth": "her date of birth",
    "survivor.phone": "a number that can be dialled",
    "respondent.name": "his name",
    "respondent.date_of_birth": "his date of birth",
    "respondent.relationship": "what he is to her",
    "incident.occurred_at": "when it happened",
    "children": "the children",
    "existing_orders": "orders that there are",
}


def missing(field: str) -> str:
    """Say what is to be asked for; of a field that hardly ever is, as the case page calls it."""
    return MISSING.get(field) or SEALED_FIELDS.get(field, field.replace("_", " ")).lower()
