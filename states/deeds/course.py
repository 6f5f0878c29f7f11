"""What steps record about the course of a case: its firm, pauses, corrections and outcome."""

from states.cascade import CHOSEN
from states.deeds.deed import deed
from states.facts import IN_FORCE, PENDING, is_pending
from states.guarding import CASEWORKERS
from states.position import Facts, Step, moment
from states.surveys import asked
from states.vocabulary import Disposition, OfferState, OrderState, State

#: Which disposition an order that a court has resolved counts as, best first.
#: A lapsed or discharged order was made; an undertaking stays one when it ends.
RANKED = (
    Disposition.ORDER_MADE,
    Disposition.UNDERTAKING_GIVEN,
    Disposition.ORDER_REFUSED,
    Disposition.APPLICATION_WITHDRAWN,
)
_COUNTS_AS = {
    OrderState.REFUSED: Disposition.ORDER_REFUSED,
    OrderState.WITHDRAWN: Disposition.APPLICATION_WITHDRAWN,
}


@deed
def record_means(facts: Facts, _: Facts, step: Step) -> None:
    """Record the day of her means, and whether legal aid is needed; the amounts are sealed."""
    facts["means_on"] = moment(step.at)[:10]
    # A fact only once it was said: what was recorded before anybody could say it is replayed exactly.
    if step.payload.get("legal_aid_needed") is not None:
        facts["legal_aid_needed"] = step.payload["legal_aid_needed"]


@deed
def list_evidence(facts: Facts, _: Facts, step: Step) -> None:
    """Record which kinds of evidence there are, where somebody said; what they are is sealed."""
    if step.payload.get("evidence") is not None:
        facts["evidence"] = step.payload["evidence"]


@deed
def record_application(facts: Facts, _: Facts, step: Step) -> None:
    """Record the day of the application; what it says is sealed."""
    facts["application_on"] = moment(step.at)[:10]


@deed
def open_offer(facts: Facts, _: Facts, step: Step) -> None:
    """Add a live offer to the firm."""
    made = {"firm": step.payload["firm"], "state": OfferState.OFFERED.value, "made_at": moment(step.at)}
    facts["offers"] = {**facts["offers"], step.found["offer"]: made}


@deed
def follow_ranking(facts: Facts, _: Facts, step: Step) -> None:
    """Mark the offer as one after which the next firm of the ranking is offered the case by itself."""
    if step.payload.get(CHOSEN):
        marked = {**facts["offers"][step.found["offer"]], CHOSEN: True}
        facts["offers"] = {**facts["offers"], step.found["offer"]: marked}


@deed
def exclude_firm(facts: Facts, own: Facts, _: Step) -> None:
    """Keep the case from being offered to that firm again, and count what ended unaccepted."""
    facts["excluded_firms"] = sorted({*facts["excluded_firms"], own["firm"]})
    facts["declines"] += 1


@deed
def instruct_firm(facts: Facts, _: Facts, step: Step) -> None:
    """Give the case to the firm, which takes over every order that is pending or in force."""
    facts["firm"] = step.payload["firm"]
    facts["orders"] = {
        reference: {**order, "firm": facts["firm"]} if order["state"] in PENDING | IN_FORCE else order
        for reference, order in facts["orders"].items()
    }


@deed
def release_firm(facts: Facts, _: Facts, __: Step) -> None:
    """Part from the firm; pending orders and their hearing days stay, and make the case urgent."""
    facts["excluded_firms"] = sorted({*facts["excluded_firms"], facts["firm"]})
    facts["urgent"] = facts["urgent"] or any(map(is_pending, facts["orders"].values()))


@deed
def leave_note(facts: Facts, _: Facts, step: Step) -> None:
    """Record when a worker left a note for whoever carries on; any other note is only sealed."""
    if step.payload["hand_over"] and step.by in CASEWORKERS:
        facts["handed_over_at"] = moment(step.at)


@deed
def correct(facts: Facts, _: Facts, step: Step) -> None:
    """Correct facts forward; the past stays as it was recorded."""
    facts.update({name: value for name, value in step.payload["facts"].items() if value is not None})


@deed
def pause(facts: Facts, _: Facts, step: Step) -> None:
    """Record which clock is paused, and until when."""
    facts["paused"] = {"clock": step.payload["clock"], "until": step.payload["until"], "at": moment(step.at)}


@deed
def reach_outcome(facts: Facts, _: Facts, step: Step) -> None:
    """Record when the case came to its outcome; what happens to it there moves that no more."""
    if step.source != State.OUTCOME:
        facts["outcome_at"] = moment(step.at)


@deed
def reopen(facts: Facts, _: Facts, step: Step) -> None:
    """Clear consent and what it let the force hear, firm and disposition; the orders stay."""
    if facts["consent"] is not None:
        facts["tell_force"] = False
    facts["consent"] = facts["exit"] = facts["disposition"] = facts["outcome_at"] = None
    facts["duplicate_of"] = facts["attempts"] = facts["asks"] = None
    facts["deceased"] = facts["pressed"] = False
    if asked(facts):
        facts["surveys"] = {}
    if step.target == State.RECEIVED:
        facts["first_contact_since"] = moment(step.at)


@deed
def settle_disposition(facts: Facts, _: Facts, __: Step) -> None:
    """Death wins, else the best order that a court has resolved, else the exit; none before the outcome."""
    if facts["outcome_at"] is None:
        return
    held = {_counts_as(order) for order in facts["orders"].values() if not is_pending(order)}
    best = next((disposition.value for disposition in RANKED if disposition in held), None)
    facts["disposition"] = Disposition.DECEASED.value if facts["deceased"] else best or facts["exit"]


def _counts_as(order: Facts) -> Disposition:
    if order["undertaking"]:
        return Disposition.UNDERTAKING_GIVEN
    return _COUNTS_AS.get(order["state"], Disposition.ORDER_MADE)
