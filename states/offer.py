"""The chart of one offer of a case to a firm."""

from statemachine import State, StateMachine

from states.guarding import CASEWORKERS, by
from states.guards import offer_has_run_out
from states.vocabulary import OfferState, Role


class OfferChart(StateMachine):
    """An offer waits for its firm's answer; only one offer of a case is ever accepted at a time."""

    offered = State(initial=True, value=OfferState.OFFERED.value)
    accepted = State(value=OfferState.ACCEPTED.value)
    declined = State(final=True, value=OfferState.DECLINED.value)
    lapsed = State(final=True, value=OfferState.LAPSED.value)
    withdrawn = State(final=True, value=OfferState.WITHDRAWN.value)
    ended = State(final=True, value=OfferState.ENDED.value)

    accept = offered.to(accepted, cond=[by(Role.SOLICITOR)])
    decline = offered.to(declined, cond=[by(Role.SOLICITOR)])
    lapse = offered.to(lapsed, cond=[by(Role.SYSTEM), offer_has_run_out])
    withdraw = offered.to(withdrawn, cond=[by(CASEWORKERS)])
    # Only with the step of the case that parts it from the firm
    end = accepted.to(ended, cond=[by()])
