import re

import pytest

from states import show
from states.payloads import PAYLOADS
from states.proof.coverage import rights
from states.vocabulary import Chart
from tests.states.planting import DEFINITION, with_table


def rows(chart: Chart) -> dict[str, list[show.Row]]:
    found: dict[str, list[show.Row]] = {}
    for row in show.rows(DEFINITION, chart):
        found.setdefault(row.event, []).append(row)
    return found


@pytest.mark.parametrize("chart", Chart)
def test_the_rows_tell_every_line_of_the_chart_once(chart):
    table = DEFINITION.charts[chart]
    told = [
        (source, row.event, source if row.target == show.SAME else row.target)
        for row in show.rows(DEFINITION, chart)
        for source in row.sources
    ]
    lines = [(state, event, b.target) for (state, event), found in table.branches.items() for b in found]
    assert sorted(told) == sorted(lines)


@pytest.mark.parametrize("chart", Chart)
def test_the_rows_tell_who_may_ask(chart):
    told = {(row.event, role) for row in show.rows(DEFINITION, chart) for role in row.by}
    assert {pair for pair in told if pair[1] != show.COUPLED} == rights(DEFINITION.charts[chart])


def test_states_that_go_the_same_way_share_a_row():
    (take,) = rows(Chart.CASE)["take"]
    assert take.sources == tuple(state for state in DEFINITION.charts[Chart.CASE].states if state != "closed")
    assert take.target == show.SAME
    assert take.by == ("caseworker", "lead")


def test_an_event_that_goes_two_ways_has_a_row_for_each_with_what_chooses():
    contacted, received = rows(Chart.CASE)["reopen"]
    assert (contacted.target, contacted.choosers) == ("contacted", ("was_contacted",))
    assert (received.target, received.choosers) == ("received", ("not was_contacted",))
    assert contacted.conditions()[0] == "was_contacted"
    assert contacted.conditions()[1:] == tuple(guard.name for guard in contacted.guards)


def test_a_step_that_only_another_chart_brings_says_so():
    (apply,) = rows(Chart.ORDER)["apply"]
    assert apply.by == (show.COUPLED,)


def test_the_rows_part_what_is_clear_from_what_is_sealed():
    (serve,) = rows(Chart.SERVICE)["serve"]
    assert serve.clear == ("document", "served_by", "served_on")
    assert serve.sealed == ("proof",)


def test_an_event_that_has_no_payload_carries_nothing():
    table = DEFINITION.charts[Chart.OFFER]
    branches = {**table.branches, ("ended", "linger"): table.branches[("offered", "withdraw")]}
    effects = {**table.effects, "linger": ()}
    definition = with_table(Chart.OFFER, events=(*table.events, "linger"), branches=branches, effects=effects)
    assert "linger" not in PAYLOADS[Chart.OFFER]
    (*_, linger) = show.rows(definition, Chart.OFFER)
    assert (linger.event, linger.clear, linger.sealed) == ("linger", (), ())


@pytest.mark.parametrize("chart", Chart)
def test_the_table_for_a_terminal_names_everything_and_keeps_to_the_line(chart):
    told = show.text(DEFINITION, chart)
    assert all(len(line) <= show.WIDTH for line in told.splitlines())
    words = set(re.findall(r"[\w]+", told))
    for row in show.rows(DEFINITION, chart):
        assert row.event in words
        assert {row.sources[0], row.sources[-1], *(guard.name for guard in row.guards)} <= words
        assert {*row.clear, *row.sealed} <= words
    assert told.startswith(f"{chart}, version {DEFINITION.version}\n")


@pytest.mark.parametrize("chart", Chart)
def test_every_guard_is_explained_once(chart):
    told, marked = show.text(DEFINITION, chart), show.markdown(DEFINITION, chart)
    names = [guard.name for guard in show.guards(DEFINITION, chart)]
    assert names == sorted(set(names))
    for guard in show.guards(DEFINITION, chart):
        assert len(re.findall(rf"^{guard.name}: ", told, re.MULTILINE)) == 1
        assert f"| `{guard.name}` | {guard.reason} | {guard.remedy} | {guard.who} |" in marked


@pytest.mark.parametrize("chart", Chart)
def test_the_markdown_has_a_line_for_each_row_and_whole_columns(chart):
    first, second = show.markdown(DEFINITION, chart).split("\n\n")
    assert len(first.splitlines()) == len(show.rows(DEFINITION, chart)) + 2
    assert {line.count(" | ") for line in first.splitlines()} == {len(show.MARKDOWN) - 1}
    assert len(second.splitlines()) == len(show.guards(DEFINITION, chart)) + 2


def test_the_table_for_a_terminal_says_what_an_event_does_and_carries():
    told = show.text(DEFINITION, Chart.SERVICE)
    done, carried = "do serve_order, do name_proof, do keep_first_service", "document, served_by, served_on"
    assert f"\nserve: {done}; carries {carried}; sealed proof.\n" in told
    assert "\nacknowledge: nothing.\n" in show.text(DEFINITION, Chart.POLICE_COPY)


def test_states_that_follow_each_other_are_told_as_a_range():
    told = show.markdown(DEFINITION, Chart.CASE)
    assert "| `take` | caseworker, lead | received to outcome | same |" in told
    assert "| contacted, consented | outcome |" in told
