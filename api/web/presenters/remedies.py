"""Why an event is not possible, in a sentence, with a link to where that is mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from states.errors import Refusal
from states.vocabulary import Event
from workflow import queries

#: What mends what a guard found: an event of the case, where one does.
MENDED_BY: Mapping[str, str] = {
    "an_order_is_sought": Event.SEEK_ORDER,
    "consent_is_in_force": Event.GIVE_CONSENT,
    "grade_is_not_lowered": Event.CORRECT,
    "keeps_a_firm": Event.WITHDRAW_CONSENT,
    "no_clock_is_paused": Event.RESUME,
    "no_hearing_near": Event.RELEASE_FIRM,
    "no_threat_waits": Event.ADD_NOTE,
    "offer_is_accepted": Event.MAKE_OFFER,
    "she_may_talk": Event.LOG_ATTEMPT,
    "tried_again_enough": Event.LOG_ATTEMPT,
    "tried_enough": Event.LOG_ATTEMPT,
    "she_may_be_surveyed": Event.CHANGE_CONSENT,
    "unowned": Event.REASSIGN,
}
#: What is mended on another page of the case.
MENDED_AT: Mapping[str, str] = {
    "an_order_was_sought": "/orders",
    "every_order_is_resolved": "/orders",
    "no_notice_moves": "/notices",
    "no_offer_waits": "/orders",
    "no_order_binds": "/orders",
    "offers_leave_room": "/orders",
    "orders_are_settled": "/orders",
    "proof_is_of_this_order": "/documents",
    "proof_is_stored": "/documents?kind=proof_of_service#upload",
    "sealed_order_is_stored": "/documents?kind=order#upload",
}
#: What no page mends: it takes time, somebody outside, or another person than who asks.
MENDED_NOWHERE: frozenset[str] = frozenset(
    {
        "a_clock_is_paused",
        "a_person_decides_for_her",
        "a_person_ends_an_interim",
        "a_survey_is_due",
        "a_survey_waits",
        "no_survey_waits",
        "expired_if_system",
        "expiry_is_near",
        "may_still_reopen",
        "offer_has_run_out",
        "taker_has_no_conflict",
        "time_has_passed",
    }
)
#: Guards that a lead's approval mends.
BY_APPROVAL = frozenset(
    {
        "another_lead_approves",
        "approved_if_high_risk",
        "approved_if_never_tried",
        "death_was_an_error",
        "receiving_lead_approves",
    }
)
WHO: Mapping[str, str] = {
    "caseworker": "A caseworker can do this.",
    "lead": "A lead can do this.",
    "solicitor": "The firm can do this.",
    "officer": "The officer can do this.",
    "system": "Nobody has to do anything.",
    "anyone": "",
}
#: The refusal of a chart that does not know the event where the case stands; its own words name states.
ELSEWHERE = "state_allows_it"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands against an event: why, what mends it, where, and who can."""

    guard: str
    text: str
    remedy: str
    href: str | None
    who: str


def reasons(
    refusals: Iterable[Refusal], view: queries.CaseView | None, event: str, case: str | None
) -> tuple[Reason, ...]:
    """Explain refusals to who asked, with links to what they may do about them on the pages of that case."""
    return tuple(_reason(refusal, view, event, case) for refusal in refusals)


def _reason(refusal: Refusal, view: queries.CaseView | None, event: str, case: str | None) -> Reason:
    if refusal.guard == ELSEWHERE:
        href = None if case is None else f"/cases/{case}"
        text = "This is not possible where things stand now."
        return Reason(refusal.guard, text, "See what is possible now", href, "")
    href = None if case is None else _href(refusal.guard, view, event, case)
    return Reason(refusal.guard, _sentence(refusal.reason), refusal.remedy, href, WHO[refusal.who])


def _href(guard: str, view: queries.CaseView | None, event: str, case: str) -> str | None:
    if guard in MENDED_AT:
        return f"/cases/{case}{MENDED_AT[guard]}"
    if guard in BY_APPROVAL:
        return f"/cases/{case}/approve/{event}"
    mends = MENDED_BY.get(guard)
    if mends is None or mends == event or view is None or view.events.get(mends) != []:
        return None
    return f"/cases/{case}/events/{mends}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
