"""What steps record of how far a case ever came: dashboards count it, and no later step takes it back.

None of these facts stands in a case before it happens, so that a case on an older version replays as it was.
"""

from states.deeds.deed import deed
from states.facts import protected_at
from states.position import Facts, Step, moment


@deed
def keep_first_service(_: Facts, own: Facts, __: Step) -> None:
    """Record when the respondent was first told of the order; each new sealed order is served anew."""
    if own.get("first_served_at") is None:
        own["first_served_at"] = own["served_at"]


@deed
def keep_first_protection(_: Facts, own: Facts, step: Step) -> None:
    """Record when she was first protected by the order: made, served and known to the police."""
    if own.get("first_protected_at") is None and protected_at(own, step.at) is not None:
        own["first_protected_at"] = moment(step.at)


@deed
def keep_refusal(_: Facts, own: Facts, step: Step) -> None:
    """Record why the firm declined, as one of a few words."""
    own["declined_for"] = step.payload["reason"]
