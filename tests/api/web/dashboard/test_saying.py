"""Numbers are said as people say them, and the lack of one always says why."""

import pytest

from api.web.dashboard.saying import (
    brief,
    brief_period,
    briefest_period,
    count,
    hours,
    number,
    of_figure,
    period,
)
from api.web.words.dashboard import BRIEFLY, OF_WITHHELD, WITHHELD
from workflow.dashboard.model import Cell, Figure, Unit, Why


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (0.25, "15 minutes"),
        (1, "1 hour"),
        (6.25, "6.2 hours"),
        (48, "48 hours"),
        (72, "3 days"),
        (2160, "90 days"),
        (84, "3.5 days"),
    ],
)
def test_hours_are_minutes_when_few_and_days_when_many(value, says):
    assert hours(value) == says


@pytest.mark.parametrize(
    ("text", "long", "short", "shortest"),
    [
        ("2026-11", "November 2026", "Nov", "N"),
        ("2026-Q4", "October to December 2026", "Q4 26", "Q4"),
        ("2026", "2026", "2026", "2026"),
    ],
)
def test_periods_are_said_by_their_names(text, long, short, shortest):
    assert (period(text), brief_period(text), briefest_period(text)) == (long, short, shortest)


def test_whatever_is_not_shown_says_why():
    assert set(WITHHELD) == set(BRIEFLY) == set(OF_WITHHELD) == set(Why)
    for why in Why:
        assert count(Cell(None, why)) == WITHHELD[why]
        assert brief(Cell(None, why)) == BRIEFLY[why]
        for unit in Unit:
            assert number(Figure("x", unit, None, why=why)) in {WITHHELD[why], OF_WITHHELD[why]}


def test_a_figure_is_said_in_its_unit_and_is_a_number_in_files():
    said = [Figure("x", Unit.COUNT, 1405), Figure("x", Unit.RATE, 0.625), Figure("x", Unit.HOURS, 6.0)]
    assert [of_figure(figure) for figure in said] == ["1,405", "62%", "within 6 hours"]
    assert [number(figure) for figure in said] == [1405, 62, 6.0]
