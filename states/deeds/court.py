"""What steps record about the orders of a case."""

from collections.abc import Mapping
from typing import Any

from states.deeds.deed import deed
from states.position import Facts, Step, moment
from states.vocabulary import CopyState, OrderState, OrderType, ReviewDecision, ServiceState

#: Days that a sealed order states.
DAYS = ("made_on", "expires_on", "return_day")
#: What it says of him. An order has none of these facts before a court stated them, so that what was
#: recorded before they could be said is still replayed exactly.
TERMS = ("terms", "power_of_arrest")


@deed
def draft_orders(facts: Facts, _: Facts, step: Step) -> None:
    """Draft each order that is sought; one without notice makes the case urgent."""
    sought = zip(step.found["orders"], step.payload["orders"], strict=True)
    drafted = {reference: new_order(asked, facts["firm"]) for reference, asked in sought}
    facts["orders"] = {**facts["orders"], **drafted}
    facts["urgent"] = facts["urgent"] or any(order["without_notice"] for order in drafted.values())


def new_order(asked: Mapping[str, Any], firm: str | None) -> Facts:
    """Return the facts of an order that is drafted."""
    return {
        "type": OrderType(asked["type"]).value,
        "court": asked["court"],
        "applied_on": asked["applied_on"],
        "without_notice": asked["without_notice"],
        "firm": firm,
        "state": OrderState.DRAFTED.value,
        "service": ServiceState.NOT_DUE.value,
        "copy": CopyState.NOT_DUE.value,
        **dict.fromkeys((*DAYS, "hearing_at", "made_at", "served_at", "copied_at", "end_reason")),
        **dict.fromkeys(("service_due_at", "copy_due_at", "reviewed_at", "bar_shown")),
        "undertaking": False,
        "released": False,
    }


@deed
def copy_days(_: Facts, own: Facts, step: Step) -> None:
    """Take the days and terms that the sealed order states; what it does not state stays as it was."""
    for stated in (*DAYS, *TERMS):
        if step.payload.get(stated) is not None:
            own[stated] = step.payload[stated]


@deed
def state_days(_: Facts, own: Facts, step: Step) -> None:
    """Take the days and terms of a final order whole: those of an interim one before it bind no more."""
    for day in DAYS:
        own[day] = step.payload.get(day)
    for term in TERMS:
        if term in step.payload or term in own:
            own[term] = step.payload.get(term)
    own["hearing_at"] = None


@deed
def review_order(_: Facts, own: Facts, step: Step) -> None:
    """Record the review, and whether it released the order from watch."""
    own["reviewed_at"] = moment(step.at)
    own["released"] = step.payload["decision"] == ReviewDecision.RELEASE_FROM_WATCH


@deed
def serve_order(_: Facts, own: Facts, step: Step) -> None:
    """Record since when the law counts the respondent as told, to the day where no hour is known."""
    day = step.payload.get("served_on")
    own["served_at"] = f"{day}T00:00:00Z" if day else moment(step.at)
