"""The case chart: start here. Each line says who may ask for the event, from where to where, and when.

The side exits are the majority path: every one leads to `outcome` with a disposition.
What a step records stands in `effects.py`, what it carries in `payloads.py`, what must
happen by when in `clocks.py`, what other charts do with it in `coupling.py`.
"""

from statemachine import State, StateMachine

from states import vocabulary
from states.guarding import CASEWORKERS, by
from states.guards import (
    a_clock_is_paused,
    a_survey_is_due,
    a_survey_waits,
    address_is_protected,
    an_order_is_sought,
    an_order_was_sought,
    another_lead_approves,
    answers_are_kept,
    approved_if_high_risk,
    approved_if_never_tried,
    breached_order_is_known,
    clock_may_pause,
    consent_is_in_force,
    covers_a_firm,
    death_was_an_error,
    door_is_left_open,
    every_order_is_resolved,
    firm_has_no_conflict,
    firm_is_eligible,
    firm_is_not_waiting,
    grade_is_not_lowered,
    grounds_are_given,
    handed_over_if_high_risk,
    identity_is_confirmed,
    keeps_a_firm,
    may_still_reopen,
    names_an_open_case,
    no_clock_is_paused,
    no_hearing_near,
    no_notice_moves,
    no_offer_waits,
    no_order_binds,
    no_survey_waits,
    no_threat_waits,
    offer_is_accepted,
    offers_leave_room,
    orders_are_settled,
    owner_has_no_conflict,
    owner_is_active,
    pause_is_short,
    privacy_notice_is_given,
    receiving_lead_approves,
    route_is_hers,
    same_force_or_lead,
    service_accepts,
    she_agrees,
    she_has_capacity,
    she_may_be_surveyed,
    she_may_talk,
    taker_has_no_conflict,
    tightens_or_spoke,
    time_has_passed,
    tried_again_enough,
    tried_enough,
    unowned,
    was_contacted,
)
from states.vocabulary import Role
from states.within import within

FIRM, LEAD, OFFICER = Role.SOLICITOR, Role.LEAD, Role.OFFICER
SYSTEM, PROVIDER = Role.SYSTEM, Role.PROVIDER


class CaseChart(StateMachine):
    """From a referral at the doorstep to an order that is made, served and known."""

    received = State(initial=True, value=vocabulary.State.RECEIVED.value)
    contacted = State(value=vocabulary.State.CONTACTED.value)
    consented = State(value=vocabulary.State.CONSENTED.value)
    solicitor_assigned = State(value=vocabulary.State.SOLICITOR_ASSIGNED.value)
    order_sought = State(value=vocabulary.State.ORDER_SOUGHT.value)
    outcome = State(value=vocabulary.State.OUTCOME.value)
    closed = State(final=True, value=vocabulary.State.CLOSED.value)

    still_open = (received, contacted, consented, solicitor_assigned, order_sought)
    unclosed = (*still_open, outcome)
    preparing = (consented, solicitor_assigned, order_sought)

    # Whose case it is
    take = within(*unclosed, cond=[by(CASEWORKERS), unowned, taker_has_no_conflict])
    reassign = within(*unclosed, cond=[by(LEAD), owner_is_active, owner_has_no_conflict])
    transfer = within(*unclosed, cond=[by(LEAD), receiving_lead_approves])
    # Intake and `mark_duplicate` bring it; the referrer stands in its payload.
    join_referral = within(*still_open, cond=[by(SYSTEM)])

    # Reaching her
    log_attempt = within(*unclosed, cond=[by(CASEWORKERS, FIRM)])
    request_information = within(*still_open, cond=[by(CASEWORKERS)])
    supply_information = within(*still_open, cond=[by(OFFICER)])
    make_contact = received.to(contacted, cond=[by(CASEWORKERS), identity_is_confirmed, she_may_talk])
    retract_contact = contacted.to(received, cond=[by(LEAD)])
    mark_duplicate = received.to(outcome, cond=[by(CASEWORKERS), names_an_open_case, same_force_or_lead])
    give_up_contact = received.to(
        outcome, cond=[by(CASEWORKERS), tried_enough, approved_if_never_tried, approved_if_high_risk]
    )
    lose_contact = outcome.from_(
        contacted,
        consented,
        solicitor_assigned,
        cond=[by(CASEWORKERS), tried_again_enough, no_hearing_near, no_order_binds, approved_if_high_risk],
    )

    # Her decision
    give_consent = contacted.to(
        consented, cond=[by(CASEWORKERS), privacy_notice_is_given, she_has_capacity, covers_a_firm]
    )
    change_consent = within(*preparing, outcome, cond=[by(CASEWORKERS, FIRM), keeps_a_firm])
    decline = contacted.to(outcome, cond=[by(CASEWORKERS), door_is_left_open])
    # A withdrawal is never refused.
    withdraw_consent = (
        received.to(outcome, cond=[by(CASEWORKERS, FIRM, OFFICER)])
        | outcome.from_(contacted, *preparing, cond=[by(CASEWORKERS, FIRM)])
        | outcome.to.itself(cond=[by(CASEWORKERS, FIRM)])
    )

    # Other ways on
    find_ineligible = outcome.from_(
        received, contacted, consented, cond=[by(CASEWORKERS), handed_over_if_high_risk, no_order_binds]
    )
    refer_elsewhere = outcome.from_(
        contacted, consented, cond=[by(CASEWORKERS), service_accepts, no_order_binds]
    )
    send_warning_letter = outcome.from_(
        contacted, consented, cond=[by(CASEWORKERS), she_agrees, no_order_binds]
    )
    give_advice_only = outcome.from_(contacted, consented, cond=[by(CASEWORKERS), she_agrees, no_order_binds])

    # A firm and the court
    record_means = within(*preparing, cond=[by(CASEWORKERS)])
    record_statement = within(*preparing, cond=[by(CASEWORKERS)])
    record_application = within(*preparing, cond=[by(CASEWORKERS, FIRM)])
    make_offer = consented.to.itself(
        cond=[
            by(CASEWORKERS, SYSTEM),
            consent_is_in_force,
            firm_is_eligible,
            firm_has_no_conflict,
            firm_is_not_waiting,
            offers_leave_room,
        ]
    )
    assign_solicitor = consented.to(
        solicitor_assigned, cond=[by(), offer_is_accepted, firm_has_no_conflict, consent_is_in_force]
    )
    release_firm = consented.from_(solicitor_assigned, order_sought, cond=[by(FIRM, LEAD)])
    seek_order = order_sought.from_(
        solicitor_assigned,
        order_sought,
        cond=[by(FIRM), consent_is_in_force, an_order_is_sought, grounds_are_given, address_is_protected],
    )
    record_outcome = outcome.from_(
        contacted, *preparing, cond=[by(CASEWORKERS, FIRM), an_order_was_sought, every_order_is_resolved]
    )

    # Safety, details and what happens meanwhile
    set_safety = within(*unclosed, cond=[by(CASEWORKERS, OFFICER, FIRM), tightens_or_spoke])
    # A bounce or an opt-out: from then on only people reach her.
    stop_messages = within(*unclosed, cond=[by(CASEWORKERS, SYSTEM, PROVIDER)])
    update_details = within(*unclosed, cond=[by(CASEWORKERS, OFFICER, FIRM), route_is_hers])
    assess_risk = within(*unclosed, cond=[by(CASEWORKERS, OFFICER, FIRM), grade_is_not_lowered])
    add_incident = within(*unclosed, cond=[by(CASEWORKERS, OFFICER, FIRM)])
    report_breach = within(*unclosed, cond=[by(CASEWORKERS, OFFICER, FIRM), breached_order_is_known])
    mark_sensitive = within(*unclosed, cond=[by(LEAD)])
    add_note = within(*unclosed, cond=[by(CASEWORKERS, FIRM)])
    correct = within(*unclosed, cond=[by(LEAD)])
    pause = within(*still_open, cond=[by(CASEWORKERS), clock_may_pause, no_clock_is_paused, pause_is_short])
    resume = within(*still_open, cond=[by(CASEWORKERS, SYSTEM), a_clock_is_paused])

    # Whether it helped: her answers are kept apart from the case, which says only that she gave some.
    invite_to_survey = outcome.to.itself(cond=[by(CASEWORKERS, SYSTEM), she_may_be_surveyed, a_survey_is_due])
    record_survey = outcome.to.itself(
        cond=[by(CASEWORKERS, Role.SURVIVOR), she_may_be_surveyed, a_survey_waits, answers_are_kept]
    )

    # Endings
    record_death = outcome.from_(*still_open, cond=[by(LEAD), another_lead_approves]) | outcome.to.itself(
        cond=[by(LEAD), another_lead_approves]
    )
    reopen = outcome.to(
        contacted, cond=[by(LEAD), was_contacted, may_still_reopen, death_was_an_error]
    ) | outcome.to(received, cond=[by(LEAD), may_still_reopen, death_was_an_error], unless=[was_contacted])
    close = outcome.to(
        closed,
        cond=[
            by(CASEWORKERS, SYSTEM),
            time_has_passed,
            no_survey_waits,
            no_threat_waits,
            no_offer_waits,
            orders_are_settled,
            no_notice_moves,
        ],
    )
