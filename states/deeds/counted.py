"""What steps record of how far a case ever came: dashboards count it, and no later step takes it back.

None of these facts stands in a case before it happens, so that a case on an older version replays as it was.
"""

from datetime import date, datetime, time, timedelta

from states.deeds.deed import deed
from states.facts import protected_at
from states.position import LONDON, Facts, Step, local_day, moment


@deed
def keep_first_service(_: Facts, own: Facts, step: Step) -> None:
    """Record when the respondent was first told of the order; each new sealed order is served anew.

    Where only a day is known it is the end of that day, or this moment if that is sooner: no span that is counted
    from it is ever too short.
    """
    if own.get("first_served_at") is None:
        day = step.payload.get("served_on") or local_day(step.at).isoformat()
        own["first_served_at"] = moment(min(step.at, _end_of(date.fromisoformat(day))))


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), LONDON)


@deed
def keep_first_protection(_: Facts, own: Facts, step: Step) -> None:
    """Record when she was first protected by the order: made, served and known to the police."""
    if own.get("first_protected_at") is None and protected_at(own, step.at) is not None:
        own["first_protected_at"] = moment(step.at)


@deed
def keep_refusal(_: Facts, own: Facts, step: Step) -> None:
    """Record why the firm declined, as one of a few words."""
    own["declined_for"] = step.payload["reason"]
