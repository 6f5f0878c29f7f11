"""The charts of one court order: the order itself, its service, and the copy that the police hold.

Each runs on its own; `coupling.py` says how a sealed order makes service fall due, and a
served order its police copy.
"""

from statemachine import State, StateMachine

from states.guarding import CASEWORKERS, by
from states.guards import (
    a_person_ends_an_interim,
    arrest_goes_with_occupation,
    bar_was_shown,
    expired_if_system,
    expiry_and_return_are_given,
    expiry_is_near,
    lead_releases,
    proof_is_of_this_order,
    proof_is_stored,
    release_is_for_orders_without_expiry,
    sealed_order_is_stored,
    server_is_not_the_applicant,
    service_has_happened,
)
from states.vocabulary import CopyState, OrderState, Role, ServiceState
from states.within import within

FIRM, SYSTEM, PROVIDER = Role.SOLICITOR, Role.SYSTEM, Role.PROVIDER
PEOPLE = by(CASEWORKERS, FIRM)


class OrderChart(StateMachine):
    """One court order, from the application to its end."""

    drafted = State(initial=True, value=OrderState.DRAFTED.value)
    applied = State(value=OrderState.APPLIED.value)
    returned = State(value=OrderState.RETURNED.value)
    listed = State(value=OrderState.LISTED.value)
    interim = State(value=OrderState.INTERIM.value)
    made = State(value=OrderState.MADE.value)
    expiring = State(value=OrderState.EXPIRING.value)
    undertaking = State(value=OrderState.UNDERTAKING.value)
    refused = State(final=True, value=OrderState.REFUSED.value)
    withdrawn = State(final=True, value=OrderState.WITHDRAWN.value)
    discharged = State(final=True, value=OrderState.DISCHARGED.value)
    ended = State(final=True, value=OrderState.ENDED.value)

    before_the_court = (applied, listed, interim)

    # Only inside the case's `seek_order`
    apply = drafted.to(applied, cond=[by()])

    send_back = applied.to(returned, cond=[PEOPLE])
    resubmit = returned.to(applied, cond=[PEOPLE])
    list_hearing = applied.to(listed, cond=[PEOPLE]) | interim.to.itself(cond=[PEOPLE])
    grant_interim = interim.from_(
        applied, listed, cond=[PEOPLE, expiry_and_return_are_given, arrest_goes_with_occupation]
    ) | interim.to.itself(cond=[PEOPLE, expiry_and_return_are_given, arrest_goes_with_occupation])
    make_order = made.from_(*before_the_court, cond=[PEOPLE, arrest_goes_with_occupation])
    take_undertaking = undertaking.from_(*before_the_court, cond=[PEOPLE, bar_was_shown])
    refuse = refused.from_(*before_the_court, cond=[PEOPLE])
    withdraw = withdrawn.from_(returned, *before_the_court, cond=[PEOPLE])

    vary = within(made, expiring, cond=[PEOPLE, arrest_goes_with_occupation])
    extend = made.to.itself(cond=[PEOPLE, arrest_goes_with_occupation]) | expiring.to(
        made, cond=[PEOPLE, arrest_goes_with_occupation]
    )
    review = within(
        made, expiring, undertaking, cond=[PEOPLE, lead_releases, release_is_for_orders_without_expiry]
    )
    warn = made.to(expiring, cond=[by(CASEWORKERS, FIRM, SYSTEM), expiry_is_near])
    discharge = discharged.from_(interim, made, expiring, undertaking, cond=[PEOPLE])
    end = ended.from_(
        made, expiring, undertaking, cond=[by(CASEWORKERS, FIRM, SYSTEM), expired_if_system]
    ) | interim.to(ended, cond=[by(CASEWORKERS, FIRM, SYSTEM), a_person_ends_an_interim])


class ServiceChart(StateMachine):
    """Whether the respondent has been given the order: protection begins only when he knows of it."""

    not_due = State(initial=True, value=ServiceState.NOT_DUE.value)
    due = State(value=ServiceState.DUE.value)
    served = State(value=ServiceState.SERVED.value)
    failed = State(value=ServiceState.FAILED.value)
    dispensed = State(value=ServiceState.DISPENSED.value)

    # With each newly sealed order; by a person only to try again
    fall_due = due.from_(not_due, due, served, dispensed, cond=[by()]) | failed.to(due, cond=[PEOPLE])
    serve = due.to(
        served, cond=[PEOPLE, server_is_not_the_applicant, service_has_happened, proof_is_of_this_order]
    )
    fail = due.to(failed, cond=[PEOPLE])
    dispense = due.to(dispensed, cond=[PEOPLE])


class PoliceCopyChart(StateMachine):
    """Whether the police hold the order and its proof of service: a legal duty."""

    not_due = State(initial=True, value=CopyState.NOT_DUE.value)
    due = State(value=CopyState.DUE.value)
    sent = State(value=CopyState.SENT.value)
    acknowledged = State(value=CopyState.ACKNOWLEDGED.value)

    # Only with service, or when an order that the police know of changes
    fall_due = due.from_(not_due, due, sent, acknowledged, cond=[by()])
    # It hides the machine's own `send()`, which nothing calls: decisions come from the table.
    send = due.to(sent, cond=[PEOPLE, sealed_order_is_stored, proof_is_stored])
    bounce = sent.to(due, cond=[by(CASEWORKERS, FIRM, SYSTEM, PROVIDER)])
    acknowledge = sent.to(acknowledged, cond=[by(CASEWORKERS, FIRM, SYSTEM, PROVIDER)])
