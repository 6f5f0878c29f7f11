from collections import defaultdict

import pytest

from states.definitions import CHARTS, CURRENT, DEFINITIONS
from states.effects import EFFECTS
from states.facts import FACTS
from states.payloads import PAYLOADS
from states.vocabulary import (
    Chart,
    CopyEvent,
    CopyState,
    Event,
    NoticeEvent,
    NoticeState,
    OfferEvent,
    OfferState,
    OrderEvent,
    OrderState,
    Role,
    ServiceEvent,
    ServiceState,
    State,
)

WORDS = {
    Chart.CASE: (State, Event),
    Chart.ORDER: (OrderState, OrderEvent),
    Chart.SERVICE: (ServiceState, ServiceEvent),
    Chart.POLICE_COPY: (CopyState, CopyEvent),
    Chart.OFFER: (OfferState, OfferEvent),
    Chart.NOTICE: (NoticeState, NoticeEvent),
}
#: Events that only come with another chart's step.
COUPLED = {
    (Chart.CASE, "assign_solicitor"),
    (Chart.ORDER, "apply"),
    (Chart.OFFER, "end"),
    (Chart.POLICE_COPY, "fall_due"),
}
TABLES = DEFINITIONS[CURRENT].charts

C, L, F, OF, S, P = ["caseworker", "lead", "solicitor", "officer", "system", "provider"]
OPEN = "received contacted consented solicitor_assigned order_sought"
UNCLOSED = f"{OPEN} outcome"
PREPARING = "consented solicitor_assigned order_sought"
#: The case chart as design and documentation tell it: by whom, from where, and where to.
CASE_ROWS = {
    "take": ({C, L}, UNCLOSED, "same"),
    "reassign": ({L}, UNCLOSED, "same"),
    "transfer": ({L}, UNCLOSED, "same"),
    "join_referral": ({S}, OPEN, "same"),
    "log_attempt": ({C, L, F}, UNCLOSED, "same"),
    "request_information": ({C, L}, OPEN, "same"),
    "supply_information": ({OF}, OPEN, "same"),
    "make_contact": ({C, L}, "received", "contacted"),
    "retract_contact": ({L}, "contacted", "received"),
    "mark_duplicate": ({C, L}, "received", "outcome"),
    "give_up_contact": ({C, L}, "received", "outcome"),
    "give_consent": ({C, L}, "contacted", "consented"),
    "change_consent": ({C, L, F}, f"{PREPARING} outcome", "same"),
    "decline": ({C, L}, "contacted", "outcome"),
    "find_ineligible": ({C, L}, "received contacted consented", "outcome"),
    "refer_elsewhere": ({C, L}, "contacted consented", "outcome"),
    "record_means": ({C, L}, PREPARING, "same"),
    "record_statement": ({C, L}, PREPARING, "same"),
    "record_application": ({C, L, F}, PREPARING, "same"),
    "send_warning_letter": ({C, L}, "contacted consented", "outcome"),
    "give_advice_only": ({C, L}, "contacted consented", "outcome"),
    "lose_contact": ({C, L}, "contacted consented solicitor_assigned", "outcome"),
    "make_offer": ({C, L, S}, "consented", "same"),
    "assign_solicitor": (set(), "consented", "solicitor_assigned"),
    "release_firm": ({F, L}, "solicitor_assigned order_sought", "consented"),
    "seek_order": ({F}, "solicitor_assigned order_sought", "order_sought"),
    "record_outcome": ({C, L, F}, f"contacted {PREPARING}", "outcome"),
    "record_death": ({L}, UNCLOSED, "outcome"),
    "invite_to_survey": ({C, L, S}, "outcome", "same"),
    "record_survey": ({C, L, Role.SURVIVOR}, "outcome", "same"),
    "set_safety": ({C, L, OF, F}, UNCLOSED, "same"),
    "stop_messages": ({C, L, S, P}, UNCLOSED, "same"),
    "update_details": ({C, L, OF, F}, UNCLOSED, "same"),
    "assess_risk": ({C, L, OF, F}, UNCLOSED, "same"),
    "add_incident": ({C, L, OF, F}, UNCLOSED, "same"),
    "report_breach": ({C, L, OF, F}, UNCLOSED, "same"),
    "mark_sensitive": ({L}, UNCLOSED, "same"),
    "add_note": ({C, L, F}, UNCLOSED, "same"),
    "pause": ({C, L}, OPEN, "same"),
    "resume": ({C, L, S}, OPEN, "same"),
    "reopen": ({L}, "outcome", "contacted received"),
    "close": ({C, L, S}, "outcome", "closed"),
    "correct": ({L}, UNCLOSED, "same"),
}
ORDER_ROWS = {
    "drafted": {"apply": "applied"},
    "applied": {
        "send_back": "returned",
        "grant_interim": "interim",
        "list_hearing": "listed",
        "make_order": "made",
        "take_undertaking": "undertaking",
        "refuse": "refused",
        "withdraw": "withdrawn",
    },
    "returned": {"resubmit": "applied", "withdraw": "withdrawn"},
    "listed": {
        "grant_interim": "interim",
        "make_order": "made",
        "take_undertaking": "undertaking",
        "refuse": "refused",
        "withdraw": "withdrawn",
    },
    "interim": {
        "grant_interim": "interim",
        "list_hearing": "interim",
        "make_order": "made",
        "take_undertaking": "undertaking",
        "refuse": "refused",
        "withdraw": "withdrawn",
        "discharge": "discharged",
        "end": "ended",
    },
    "made": {
        "vary": "made",
        "extend": "made",
        "review": "made",
        "warn": "expiring",
        "discharge": "discharged",
        "end": "ended",
    },
    "expiring": {
        "extend": "made",
        "vary": "expiring",
        "review": "expiring",
        "discharge": "discharged",
        "end": "ended",
    },
    "undertaking": {"review": "undertaking", "discharge": "discharged", "end": "ended"},
}
ROWS = {
    Chart.ORDER: ORDER_ROWS,
    Chart.SERVICE: {
        "not_due": {"fall_due": "due"},
        "due": {"serve": "served", "fail": "failed", "dispense": "dispensed", "fall_due": "due"},
        "failed": {"fall_due": "due"},
        "served": {"fall_due": "due"},
        "dispensed": {"fall_due": "due"},
    },
    Chart.POLICE_COPY: {
        "not_due": {"fall_due": "due"},
        "due": {"send": "sent", "fall_due": "due"},
        "sent": {"bounce": "due", "acknowledge": "acknowledged", "fall_due": "due"},
        "acknowledged": {"fall_due": "due"},
    },
    Chart.OFFER: {
        "offered": {
            "accept": "accepted",
            "decline": "declined",
            "lapse": "lapsed",
            "withdraw": "withdrawn",
        },
        "accepted": {"end": "ended"},
    },
    Chart.NOTICE: {
        "planned": {"claim": "sending", "cancel": "cancelled", "hold": "held"},
        "sending": {"accept": "accepted", "fail": "failed", "doubt": "in_doubt", "retry": "planned"},
        "in_doubt": {
            "accept": "accepted",
            "deliver": "delivered",
            "fail": "failed",
            "cancel": "cancelled",
            "retry": "planned",
        },
        "held": {"release": "planned", "cancel": "cancelled"},
        "failed": {"retry": "planned", "cancel": "cancelled"},
        "accepted": {"deliver": "delivered", "fail": "failed", "expire_receipt": "unconfirmed"},
    },
}


@pytest.mark.parametrize("chart", Chart)
def test_charts_and_vocabulary_say_the_same_states_and_events(chart):
    states, events = WORDS[chart]
    assert set(TABLES[chart].states) == {state.value for state in states}
    assert set(TABLES[chart].events) == {event.value for event in events}
    assert TABLES[chart].initial == next(iter(states)).value


@pytest.mark.parametrize("chart", Chart)
def test_every_event_has_a_way_to_go_a_payload_effects_and_somebody_who_asks(chart):
    events = {event.value for event in WORDS[chart][1]}
    ways: dict[str, set[Role]] = defaultdict(set)
    for (_, event), branches in TABLES[chart].branches.items():
        for branch in branches:
            ways[event] |= branch.asks
    assert set(ways) == set(PAYLOADS[chart]) == events
    assert chart is Chart.NOTICE or set(EFFECTS[chart]) == events
    assert {(chart, event) for event, asks in ways.items() if not asks} == {
        pair for pair in COUPLED if pair[0] is chart
    }


@pytest.mark.parametrize("chart", Chart)
def test_every_state_can_be_left_unless_it_is_an_end(chart):
    left = {state for state, _ in TABLES[chart].branches}
    assert set(TABLES[chart].states) - left == TABLES[chart].final


@pytest.mark.parametrize("event", CASE_ROWS)
def test_a_row_of_the_case_chart_is_as_the_design_tells_it(event):
    asks, origins, goal = CASE_ROWS[event]
    ways = {
        origin: branches for (origin, name), branches in TABLES[Chart.CASE].branches.items() if name == event
    }
    assert set(ways) == set(origins.split())
    for origin, branches in ways.items():
        assert {branch.target for branch in branches} == ({origin} if goal == "same" else set(goal.split()))
        assert all(branch.asks == asks for branch in branches)


def test_a_withdrawal_is_never_refused():
    for state in UNCLOSED.split():
        (branch,) = TABLES[Chart.CASE].branches[state, "withdraw_consent"]
        assert branch.guards == ()
        assert branch.target == "outcome"
        assert branch.asks == ({C, L, F, OF} if state == "received" else {C, L, F})


def test_the_rows_of_the_case_chart_are_all_told():
    assert set(CASE_ROWS) | {"withdraw_consent"} == {event.value for event in Event}


@pytest.mark.parametrize("chart", ROWS)
def test_the_other_charts_go_where_the_design_says(chart):
    told = {(state, event): goal for state, ways in ROWS[chart].items() for event, goal in ways.items()}
    assert {spot: branches[0].target for spot, branches in TABLES[chart].branches.items()} == told
    assert all(len(branches) == 1 for branches in TABLES[chart].branches.values())


@pytest.mark.parametrize(
    ("chart", "event", "asks"),
    [
        *(
            (Chart.ORDER, event.value, {C, L, F})
            for event in OrderEvent
            if event not in ("apply", "warn", "end")
        ),
        (Chart.ORDER, "warn", {C, L, F, S}),
        (Chart.ORDER, "end", {C, L, F, S}),
        *((Chart.SERVICE, event, {C, L, F}) for event in ("serve", "fail", "dispense")),
        (Chart.POLICE_COPY, "send", {C, L, F}),
        *((Chart.POLICE_COPY, event, {C, L, F, S, P}) for event in ("bounce", "acknowledge")),
        (Chart.OFFER, "accept", {F}),
        (Chart.OFFER, "decline", {F}),
        (Chart.OFFER, "lapse", {S}),
        (Chart.OFFER, "withdraw", {C, L}),
        (Chart.NOTICE, "claim", {S}),
        (Chart.NOTICE, "doubt", {S}),
        (Chart.NOTICE, "expire_receipt", {S}),
        (Chart.NOTICE, "hold", {C, L, S}),
        (Chart.NOTICE, "release", {C, L}),
        *((Chart.NOTICE, event, {C, L, S, P}) for event in ("accept", "deliver", "fail")),
    ],
)
def test_the_other_charts_are_asked_by_whom_the_design_says(chart, event, asks):
    ways = [
        branch
        for (_, name), branches in TABLES[chart].branches.items()
        if name == event
        for branch in branches
    ]
    assert ways
    assert all(branch.asks == asks for branch in ways)


def test_what_is_in_doubt_is_cancelled_by_a_person_alone():
    (branch,) = TABLES[Chart.NOTICE].branches["in_doubt", "cancel"]
    assert branch.asks == {C, L}


def test_only_a_reopening_chooses_its_way():
    choosing = {
        (chart, event)
        for chart, table in TABLES.items()
        for (_, event), branches in table.branches.items()
        if any(branch.choosers for branch in branches)
    }
    assert choosing == {(Chart.CASE, "reopen")}


def test_every_chart_has_a_class_and_every_fact_a_sentence():
    assert set(CHARTS) == set(Chart)
    assert all(sentence and sentence[-1] != "." for _, sentence in FACTS.values())
    assert {Role(role) for role in (C, L, F, OF, S, P)} < set(Role)
