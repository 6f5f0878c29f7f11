"""Where things stand, in the words of people who work on them."""

from collections.abc import Mapping

from states.vocabulary import State

CASE_STATES: Mapping[str, str] = {
    State.RECEIVED: "Referred, not yet reached",
    State.CONTACTED: "Reached, not yet decided",
    State.CONSENTED: "Agreed to a solicitor",
    State.SOLICITOR_ASSIGNED: "With a solicitor",
    State.ORDER_SOUGHT: "Order sought",
    State.OUTCOME: "Ended",
    State.CLOSED: "Closed",
}
