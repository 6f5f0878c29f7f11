"""Who may see what of a case, and ask for what: tables and pure functions. Deny by default.

`workflow/access.py` says the same as row filters; a test holds the two equal. Whoever may not
see a case is told that there is none.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from states.facts import PROTECTING, SERVED, is_in_force, is_pending, may_instruct
from states.position import Facts
from states.vocabulary import Chart, OfferState, Role


class Place(StrEnum):
    """A part of the pages. Who may enter one sees no more in it than `sight()` says."""

    #: Sign-in, help, and whatever says nothing of anybody.
    ANYONE = "anyone"
    ACCOUNT = "account"
    REFERRING = "referring"
    ORDER_CARD = "order_card"
    CASES = "cases"
    QUEUE = "queue"
    LEADING = "leading"
    FIRM = "firm"
    AUDIT = "audit"
    ADMINISTRATION = "administration"
    ANALYSIS = "analysis"
    #: What is behind her link. Nobody signs in there, and nobody who is signed in is known there.
    SURVEY = "survey"


#: Roles that a person signs in with. She herself answers a survey, without signing in.
OF_PEOPLE = frozenset(Role) - {Role.SYSTEM, Role.PROVIDER, Role.SURVIVOR}
#: Who may enter each place.
ENTERS: dict[Place, frozenset[Role]] = {
    Place.ANYONE: OF_PEOPLE,
    Place.ACCOUNT: OF_PEOPLE,
    Place.REFERRING: frozenset({Role.OFFICER, Role.CASEWORKER, Role.LEAD}),
    Place.ORDER_CARD: frozenset({Role.OFFICER}),
    Place.CASES: frozenset({Role.CASEWORKER, Role.LEAD, Role.SOLICITOR}),
    Place.QUEUE: frozenset({Role.CASEWORKER, Role.LEAD}),
    Place.LEADING: frozenset({Role.LEAD}),
    Place.FIRM: frozenset({Role.SOLICITOR}),
    Place.AUDIT: frozenset({Role.AUDITOR}),
    Place.ADMINISTRATION: frozenset({Role.ADMINISTRATOR}),
    Place.ANALYSIS: frozenset({Role.ANALYST}),
    Place.SURVEY: frozenset(),
}


def may_enter(viewer: "Viewer", place: Place) -> bool:
    """Say whether somebody who is signed in may open this part of the pages at all."""
    return viewer.role in ENTERS[place]


class Sight(StrEnum):
    """How much of one case a person sees."""

    NOTHING = "nothing"
    #: What became of the referral, in plain words; no case notes.
    STATUS = "status"
    #: An anonymous summary of what is offered.
    SUMMARY = "summary"
    #: Reference, court, court number, hearing, unserved orders: what a firm still owes the court.
    DUTIES = "duties"
    #: The case, with contact details masked.
    CASE = "case"
    #: Its history and nothing to change.
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: a person by reference, in one role, for one force or firm where the role has one."""

    reference: str
    role: Role
    force: str | None = None
    firm: str | None = None


#: What each role may ask of charts beside the case, by what it sees.
ASKS_OF: dict[Sight, frozenset[Chart]] = {
    Sight.NOTHING: frozenset(),
    Sight.STATUS: frozenset({Chart.CASE}),
    Sight.SUMMARY: frozenset({Chart.OFFER}),
    Sight.DUTIES: frozenset({Chart.ORDER, Chart.SERVICE, Chart.POLICE_COPY, Chart.OFFER}),
    Sight.CASE: frozenset(Chart),
    Sight.HISTORY: frozenset(),
}


def sight(viewer: Viewer, facts: Facts, *, conflict: bool, at: datetime) -> Sight:
    """Say how much of a case somebody sees. A conflict of interest hides it from everybody."""
    match viewer.role:
        case Role.LEAD | Role.SYSTEM | Role.PROVIDER:
            seen = Sight.CASE
        case Role.CASEWORKER if not facts["sensitive"] or facts["owner"] == viewer.reference:
            seen = Sight.CASE
        case Role.OFFICER if viewer.reference in facts["referrers"]:
            seen = Sight.STATUS
        case Role.SOLICITOR:
            seen = _firm_sight(viewer.firm, facts, at)
        case Role.AUDITOR:
            seen = Sight.HISTORY
        case _:
            seen = Sight.NOTHING
    return Sight.NOTHING if conflict else seen


def _firm_sight(firm: str | None, facts: Facts, at: datetime) -> Sight:
    """Tell a firm who she is only while it acts with her consent, then only what it owes the court."""
    if firm is None:
        return Sight.NOTHING
    if facts["firm"] == firm and may_instruct(facts):
        return Sight.CASE
    if any(owes(order, firm, at) for order in facts["orders"].values()):
        return Sight.DUTIES
    live = (
        offer["firm"] == firm and offer["state"] == OfferState.OFFERED for offer in facts["offers"].values()
    )
    return Sight.SUMMARY if any(live) else Sight.NOTHING


def owes(order: Facts, firm: str, at: datetime) -> bool:
    """Say whether the firm that sought the order still owes something: an answer, or its service."""
    # An undertaking is given in court by the respondent himself: there is nothing to serve.
    binds = order["state"] in PROTECTING and is_in_force(order, at)
    unserved = binds and order["service"] not in SERVED
    return order["firm"] == firm and (is_pending(order) or unserved)


def may_ask(viewer: Viewer, seen: Sight, chart: Chart, subject: str | None, facts: Facts) -> bool:
    """Say whether somebody who sees that much may ask it of this chart at all.

    Which events their role may ask for, the charts say. A firm moves only the offers made to
    it and the orders that it sought.
    """
    if chart not in ASKS_OF[seen]:
        return False
    if viewer.role != Role.SOLICITOR or chart is Chart.CASE:
        return True
    place = "offers" if chart is Chart.OFFER else "orders"
    thing = facts[place].get(subject)
    return thing is not None and thing["firm"] == viewer.firm


def masks_contact(viewer: Viewer, facts: Facts) -> bool:
    """Say whether contact details stay closed to them, whatever purpose they give.

    Only the owner of the case, and the firm while it acts with her consent, may open them.
    """
    if viewer.role in (Role.CASEWORKER, Role.LEAD):
        return bool(facts["owner"] != viewer.reference)
    return viewer.role != Role.SOLICITOR or facts["firm"] != viewer.firm or not may_instruct(facts)
