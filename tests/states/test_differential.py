import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statemachine import StateMachine
from statemachine.exceptions import TransitionNotAllowed

from states.definitions import CHARTS, CURRENT, DEFINITIONS
from states.errors import NotPermitted, Refused
from states.position import Asked
from states.vocabulary import Chart, Role
from tests.states.building import order
from tests.states.generated import SOME_FOUND, TIMES, payloads, some_facts

TABLES = DEFINITIONS[CURRENT].charts
#: At least this many together, over charts, states, events, facts, payloads and roles.
EXAMPLES = 2200 if os.environ.get("ROWAN_PROFILE") == "full" else 600


def by_the_library(chart: Chart, event: str, asked: Asked) -> str | None:
    machine = CHARTS[chart](start_value=asked.state)
    try:
        # The police copy's own event `send` hides the method.
        StateMachine.send(machine, event, asked=asked)
    except TransitionNotAllowed:
        return None
    (value,) = machine.configuration_values
    return str(value)


def by_the_table(chart: Chart, event: str, asked: Asked) -> str | None:
    try:
        return TABLES[chart].decide(event, asked)
    except (Refused, NotPermitted):
        return None


@st.composite
def questions(draw: st.DrawFn, chart: Chart) -> tuple[str, Asked]:
    table = TABLES[chart]
    state = draw(st.sampled_from(table.states))
    # Two questions in three are about an event that the state knows.
    known = [event for origin, event in table.branches if origin == state] or list(table.events)
    event = draw(st.sampled_from(known) | st.sampled_from(known) | st.sampled_from(table.events))
    held = draw(some_facts())
    held["orders"].setdefault("O-00000001", order("made", expires_on="2026-12-01"))
    held["outcome_at"] = held["outcome_at"] or "2026-11-23T09:00:00Z"
    subject: Any = {Chart.CASE: None, Chart.OFFER: "F-00000001"}.get(chart, "O-00000001")
    asked = Asked(
        state=state,
        facts={"recipient": "survivor", **held},
        payload=draw(payloads(chart, event)),
        at=draw(TIMES),
        by=draw(st.sampled_from(Role)),
        actor="P-00000001",
        found=draw(SOME_FOUND),
        subject=subject,
        coupled=draw(st.integers(0, 5)) == 0,
    )
    return event, asked


@pytest.mark.no_cover
@pytest.mark.parametrize("chart", Chart)
def test_the_compiled_table_decides_as_the_library_does(chart):
    share = EXAMPLES // 2 if chart is Chart.CASE else EXAMPLES // 10
    seen: set[bool] = set()

    @settings(settings(), max_examples=max(share, settings().max_examples))
    @given(question=questions(chart))
    def holds(question: tuple[str, Asked]) -> None:
        event, asked = question
        wanted = by_the_library(chart, event, asked)
        seen.add(wanted is not None)
        assert by_the_table(chart, event, asked) == wanted

    holds()
    assert seen == {True, False}


@pytest.mark.parametrize("chart", Chart)
def test_every_chart_can_be_made(chart):
    # A misspelt condition passes until then.
    machine = CHARTS[chart]()
    assert set(machine.configuration_values) == {TABLES[chart].initial}
