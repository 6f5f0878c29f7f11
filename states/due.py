"""When each clock is due, and when somebody above hears of it.

Numbers without a source in the field are our own proposals, marked (I) in docs/sources.md#clocks.
A function returns both moments, or None where its clock does not start.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from states.calendar import end_of_day, working_days_after
from states.facts import is_high_risk, is_pending, live_offers
from states.position import LONDON, Facts, Step, local_day, parsed
from states.vocabulary import (
    CopyState,
    Event,
    Grade,
    OrderEvent,
    ReviewDecision,
    Safety,
    Scope,
    ServiceState,
    State,
    Wave,
)

#: Hours, round the clock, within which she is first contacted. Source: docs/sources.md#HPFT.
FIRST_CONTACT = timedelta(hours=24)
#: Hours after which a lead hears of a high-risk case that nobody has reached (I).
FIRST_CONTACT_HIGH_RISK = timedelta(hours=4)
INFORMATION = timedelta(hours=4)
OFFER_URGENT = timedelta(hours=4)
SERVICE_DUE, SERVICE_ESCALATES = timedelta(hours=24), timedelta(hours=48)
HEARING_BEFORE = timedelta(days=2)
EXPIRY_WARNED, EXPIRY_WARNED_AGAIN = timedelta(days=42), timedelta(days=14)
REVIEW_AFTER = timedelta(days=365)
#: Two surveys: five weeks and six months after the outcome. Source: docs/sources.md#design.
SURVEYED, SURVEYED_AGAIN = timedelta(weeks=5), timedelta(weeks=26)
#: The hour of the day in London at which she is asked (I): whatever hour the outcome was recorded, never at night.
SURVEYED_AT = time(11)
CLOSING_AFTER, CLOSING_AGAIN = timedelta(days=90), timedelta(days=30)
#: An hour for a lead to act, and again each hour until one has (I).
THREAT = timedelta(hours=1)
Times = tuple[datetime, datetime]
Due = Callable[[Facts, Step], Times | None]


def after(span: timedelta, escalates: timedelta | None = None) -> Due:
    """Count round the clock from the step."""
    return lambda _, step: (step.at + span, step.at + (escalates or span))


def working_days(usual: int, urgent: int | None = None) -> Due:
    """Count working days from the step; urgent cases may have fewer."""

    def due(facts: Facts, step: Step) -> Times:
        days = urgent if urgent is not None and is_urgent(facts) else usual
        at = working_days_after(step.at, days)
        return at, at

    return due


def is_urgent(facts: Facts) -> bool:
    """Say whether the short clocks apply."""
    return bool(facts["urgent"]) or is_high_risk(facts)


def _midnight(day: str, before: timedelta = timedelta()) -> datetime:
    """Return the start of that day in London, or of the day so many days before it."""
    return datetime.combine(date.fromisoformat(day) - before, time(), LONDON).astimezone(UTC)


def day_after(day: str) -> datetime:
    """Return the moment in London at which that day is over."""
    return _midnight(day, -timedelta(days=1))


def first_contact(facts: Facts, _: Step) -> Times:
    """Count from its first start, also after a contact that was retracted."""
    since = parsed(facts["first_contact_since"])
    soon = FIRST_CONTACT_HIGH_RISK if is_high_risk(facts) else FIRST_CONTACT
    return since + FIRST_CONTACT, since + soon


def offer(facts: Facts, step: Step) -> Times:
    """Give a firm hours where it is urgent, else a working day."""
    at = step.at + OFFER_URGENT if is_urgent(facts) else working_days_after(step.at, 1)
    return at, at


def court_answer(facts: Facts, step: Step) -> Times:
    """Give the court a working day where it is asked without notice, else five."""
    at = working_days_after(step.at, 1 if facts["orders"][step.subject]["without_notice"] else 5)
    return at, at


def hearing(_: Facts, step: Step) -> Times:
    """Remind before the hearing or return day; a hearing whose hour is known ends the wait at that hour."""
    when = step.payload.get("hearing_at") or step.payload["return_day"]
    if "T" in when:
        return parsed(when) - HEARING_BEFORE, parsed(when)
    return _midnight(when, HEARING_BEFORE), _midnight(when)


def service(facts: Facts, step: Step) -> Times | None:
    """Count from the sealed order; another try to serve the same order gains no time.

    A review that takes back a release from watch counts from the sealed order too.
    """
    order = facts["orders"][step.subject]
    sealed = parsed(order["made_at"])
    if step.event == OrderEvent.REVIEW:
        waits = order["service"] in (ServiceState.DUE, ServiceState.FAILED)
    else:
        waits = sealed == step.at
    return (sealed + SERVICE_DUE, sealed + SERVICE_ESCALATES) if waits else None


def expiry(facts: Facts, step: Step) -> Times | None:
    """Warn twice before the expiry; an order without one is reviewed after a year.

    A review stops it: for good where the order may end or is released from watch. Where it is to
    be extended the second warning stays, or an order that nobody then extends would lapse unseen.
    """
    order, decision = facts["orders"][step.subject], step.payload.get("decision")
    if decision == ReviewDecision.LET_END or order["released"]:
        return None
    if order["expires_on"] is None:
        return step.at + REVIEW_AFTER, step.at + REVIEW_AFTER
    again = _midnight(order["expires_on"], EXPIRY_WARNED_AGAIN)
    return again if decision else _midnight(order["expires_on"], EXPIRY_WARNED), again


def police_copy(facts: Facts, step: Step) -> Times | None:
    """Give until the end of the day on which it fell due, also where a review takes back a release."""
    order = facts["orders"][step.subject]
    if step.event == OrderEvent.REVIEW and order["copy"] != CopyState.DUE:
        return None
    since = parsed(order["copy_due_at"]) if step.event == OrderEvent.REVIEW else step.at
    return end_of_day(since), end_of_day(since)


def may_survey(facts: Facts) -> bool:
    """Ask only where it is safe and she agreed."""
    consent = facts["consent"]
    agreed = consent is not None and Scope.SURVEY in consent["scope"]
    return agreed and not facts["deceased"] and facts["safety"] in (Safety.SAFE, Safety.RESTRICTED)


def survey_times(outcome_at: datetime) -> Times:
    """Return when each survey after an outcome is due."""
    first, second = (
        datetime.combine(local_day(outcome_at) + span, SURVEYED_AT, LONDON).astimezone(UTC)
        for span in (SURVEYED, SURVEYED_AGAIN)
    )
    return first, second


def survey(facts: Facts, step: Step) -> Times | None:
    """Ask twice, counted from when the case came to its outcome; once asked the first time, there is one to come."""
    if not may_survey(facts):
        return None
    if step.event == Event.INVITE_TO_SURVEY:
        _, second = survey_times(parsed(facts["outcome_at"]))
        return None if Wave.SECOND in facts["surveys"] else (second, second)
    return None if step.source == State.OUTCOME else survey_times(step.at)


def closing(_: Facts, step: Step) -> Times | None:
    """Count from when the case came to its outcome; what happens to it there gains no time."""
    if step.source == State.OUTCOME:
        return None
    return step.at + CLOSING_AFTER, step.at + CLOSING_AFTER


def threat(_: Facts, step: Step) -> Times | None:
    """Give a lead an hour where this step names a flag or a high grade."""
    said = step.payload.get("facts") or step.payload
    if said.get("grade") != Grade.HIGH and not said.get("flags"):
        return None
    return step.at + THREAT, step.at + THREAT


def last_resolved(facts: Facts, step: Step) -> Times | None:
    """Start once no order is before the court any more."""
    if any(map(is_pending, facts["orders"].values())):
        return None
    return working_days(1)(facts, step)


def last_offer_ended(facts: Facts, step: Step) -> Times | None:
    """Start again once no offer is live.

    A firm that leaves an application before the court is followed the same day, and a lead hears at once.
    """
    if list(live_offers(facts)):
        return None
    if step.event == Event.RELEASE_FIRM and any(map(is_pending, facts["orders"].values())):
        return end_of_day(step.at), step.at
    return working_days(3)(facts, step)
