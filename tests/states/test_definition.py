from typing import Any

import pytest
from statemachine import State, StateMachine

from states.case import CaseChart
from states.definition import compiled
from states.definitions import CURRENT, DEFINITIONS
from states.errors import NotFound, NotPermitted, Refused
from states.guarding import CHOOSERS
from states.moves import Ask
from states.position import Position
from states.vocabulary import Chart, Event, OrderEvent, Role
from states.vocabulary import State as Stand
from tests.states.building import (
    APPROVED,
    AT,
    CASE,
    CONSENT,
    DAY,
    FIRM,
    LEAD,
    OFFER,
    OFFICER,
    ORDER,
    WORKER,
    Walk,
    asked,
    clear,
    facts,
    offer,
    order,
)

DEFINITION = DEFINITIONS["1"]
TABLE = DEFINITION.charts[CASE]


def test_a_refusal_lists_every_failing_guard_once():
    nothing = clear(CASE, "give_consent", privacy_notice_given=False, has_capacity=False, scope=[])
    with pytest.raises(Refused) as refused:
        TABLE.decide("give_consent", asked("contacted", payload=nothing))
    assert [refusal.guard for refusal in refused.value.refusals] == [
        "privacy_notice_is_given",
        "she_has_capacity",
        "covers_a_firm",
    ]
    assert refused.value.event == "give_consent"
    assert str(refused.value).startswith("she has not been given the privacy notice; ")


def test_whoever_may_not_ask_is_told_so_before_any_guard():
    with pytest.raises(NotPermitted):
        TABLE.decide("give_consent", asked("contacted", by=OFFICER, payload=CONSENT))


def test_an_event_that_the_state_does_not_know_says_where_it_is_possible():
    with pytest.raises(Refused) as refused:
        TABLE.decide("lose_contact", asked("received"))
    (refusal,) = refused.value.refusals
    assert refusal.guard == "state_allows_it"
    assert refusal.reason == (
        "it is received, and lose contact is only for contacted, consented, solicitor assigned"
    )


def test_whoever_may_ask_it_nowhere_is_not_told_the_state_by_a_refusal():
    for state in ("contacted", "order_sought", "closed"):
        with pytest.raises(NotPermitted):
            TABLE.decide("give_consent", asked(state, by=OFFICER, payload=CONSENT))


def test_an_event_of_no_chart_is_refused_without_being_repeated():
    with pytest.raises(Refused) as refused:
        TABLE.decide("Mary Smith", asked())
    (refusal,) = refused.value.refusals
    assert refusal.guard == "event_is_known"
    assert "Mary" not in str(refused.value)


def test_a_step_that_another_chart_brings_was_permitted_with_it():
    held = asked(
        "consented",
        coupled=True,
        by=OFFICER,
        found={"firm_conflict": False},
        offers={"F-1": offer("accepted")},
        consent={"scope": ["instruct_firm"], "at": "2026-11-23T09:00:00Z"},
    )
    assert TABLE.decide("assign_solicitor", held) == "solicitor_assigned"


@pytest.mark.parametrize(("contacted", "goal"), [("2026-11-01T09:00:00Z", "contacted"), (None, "received")])
def test_a_chooser_chooses_and_is_never_shown(contacted, goal):
    held = {"contacted_at": contacted, "outcome_at": "2026-11-20T09:00:00Z", "deceased": True}
    assert TABLE.decide("reopen", asked("outcome", by=LEAD, found=APPROVED, **held)) == goal
    with pytest.raises(Refused) as refused:
        TABLE.decide("reopen", asked("outcome", by=LEAD, **held))
    assert [refusal.guard for refusal in refused.value.refusals] == ["death_was_an_error"]
    assert set(CHOOSERS) == {"was_contacted"}


def test_only_flat_charts_are_compiled():
    class Nested(StateMachine):
        class outer(State.Compound):  # noqa: N801 - the library's way to write it
            inner = State(initial=True)
            done = State(final=True)
            go = inner.to(done)

    with pytest.raises(ValueError, match="case is not flat at outer"):
        compiled(Chart.CASE, Nested)


def test_a_table_knows_its_states():
    assert TABLE.knows("received")
    assert not TABLE.knows("limbo")
    assert compiled(Chart.CASE, CaseChart) == DEFINITIONS[CURRENT].charts[CASE]


# What is possible


def possible(state, by=WORKER, chart=CASE, subject=None, **changes: Any):
    position = Position(state, facts(**changes))
    return DEFINITION.possible(position, Ask("", by, AT, chart=chart, subject=subject))


def test_an_event_is_possible_until_something_certain_speaks_against_it():
    answers = possible("contacted", orders={"O-1": order("applied")})
    assert answers["give_consent"] == ()
    assert [refusal.guard for refusal in answers["refer_elsewhere"]] == ["no_order_binds"]
    assert [refusal.guard for refusal in answers["make_contact"]] == ["state_allows_it"]


def test_guards_of_what_a_command_says_are_not_judged_before_it_speaks():
    assert possible("contacted")["decline"] == ()
    assert possible("received", grade="high", attempts=None)["give_up_contact"][0].guard == "tried_enough"


def test_events_that_are_never_for_a_role_are_not_told_to_it():
    assert "reassign" not in possible("received")
    assert "assign_solicitor" not in possible("consented", LEAD)
    assert set(possible("received", Role.AUDITOR)) == set()


def test_an_event_that_is_for_a_role_elsewhere_only_is_not_told_here():
    assert possible("received", OFFICER)["withdraw_consent"] == ()
    assert "withdraw_consent" not in possible("contacted", OFFICER)


def test_the_way_that_a_chooser_leaves_out_is_not_judged():
    assert possible("outcome", LEAD, outcome_at="2026-11-20T09:00:00Z")["reopen"] == ()


def test_an_order_answers_for_itself():
    answers = possible("order_sought", FIRM, ORDER, "O-1", orders={"O-1": order("returned")})
    assert {event for event, refusals in answers.items() if not refusals} == {"resubmit", "withdraw"}
    with pytest.raises(NotFound, match="there is no such order"):
        possible("order_sought", FIRM, ORDER, "O-2")


def test_whatever_is_possible_can_be_judged_in_every_state():
    walk = Walk().to("outcome")
    for state in Stand:
        for role in Role:
            asks = Ask("", role, AT + DAY)
            answers = DEFINITION.possible(Position(state.value, walk.facts), asks)
            assert set(answers) <= {event.value for event in Event}
    answers = DEFINITION.possible(walk.position, Ask("", FIRM, AT, chart=ORDER, subject="O-00000001"))
    assert set(answers) <= {event.value for event in OrderEvent}


def test_what_the_case_has_not_is_not_found():
    ask = Ask("accept", FIRM, AT, chart=OFFER, subject="F-00000009")
    with pytest.raises(NotFound, match="there is no such offer"):
        DEFINITION.decide(Walk().position, ask)
