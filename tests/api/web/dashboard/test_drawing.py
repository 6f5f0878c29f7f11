"""Charts stand where their numbers say, on any width, and a number that is not shown takes no room that tells it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.dashboard.drawing import ABOVE, LONGEST, STEP, TALL, Point, bars, columns, intervals, line, stack
from api.web.environment import ENVIRONMENT

VALUES = st.lists(st.one_of(st.none(), st.integers(0, 1_000_000), st.floats(0.25, 500)), max_size=14)


def points(values) -> list[Point]:
    return [
        Point(f"Month <{number}>", "withheld" if value is None else f"{value:g}", value, "Jan")
        for number, value in enumerate(values)
    ]


def drawn(kind: str, drawing) -> str:
    source = "{% from 'macros/charts.html' import " + kind + " %}{{ " + kind + "(drawing) }}"
    return ENVIRONMENT.from_string(source).render(drawing=drawing)


def test_bars_are_as_long_as_their_numbers():
    drawing = bars(points([10, 5, None, 0]), "Cases")
    assert [mark.width for mark in drawing.marks] == [LONGEST, LONGEST / 2, 0, 0]
    assert drawing.height == 4 * STEP


def test_an_interval_stands_around_its_share():
    (mark,) = intervals([Point("Safer", "80%", 80, low=60, high=90)], "Share").marks
    assert (mark.low, mark.x, mark.high) == (60, 80, 90)


def test_columns_are_read_against_round_numbers():
    drawing = columns(points([37, 12]), "Referrals")
    assert [level.text for level in drawing.levels] == ["10", "20", "30", "40"]
    assert [mark.height for mark in drawing.marks] == [round(TALL * 37 / 40, 1), round(TALL * 12 / 40, 1)]
    assert [mark.x for mark in drawing.marks] == [25, 75]


def test_a_line_breaks_where_a_number_is_not_shown():
    drawing = line(points([1, 2, None, 4, 3]), "Hours")
    assert len(drawing.links) == 2
    assert [(link.x1, link.x2) for link in drawing.links] == [(10, 30), (70, 90)]


def test_the_parts_of_a_whole_fill_it():
    drawing = stack(points([30, None, 10]), "Cases")
    assert [(mark.x, mark.width) for mark in drawing.marks] == [(0, 75), (75, 0), (75, 25)]


@pytest.mark.parametrize("kind", ["bars", "columns", "line", "stack"])
@given(values=VALUES)
def test_nothing_stands_outside_its_chart(kind, values):
    drawing = {"bars": bars, "columns": columns, "line": line, "stack": stack}[kind](points(values), "All")
    for mark in drawing.marks:
        assert 0 <= mark.x <= 100
        assert 0 <= mark.width <= 100
        assert mark.y >= 0
        if kind in ("columns", "line"):
            assert ABOVE - 1 <= mark.y <= ABOVE + TALL + 1
        if mark.point.value is None:
            assert mark.width == 0 or kind == "columns"
            assert mark.height == 0


@pytest.mark.parametrize(
    ("kind", "drawing"),
    [
        ("bars", bars(points([3, None]), "Two <bars>")),
        ("columns", columns(points([3, None]), "Two <columns>")),
        ("line", line(points([3, 4, None]), "A <line>")),
        ("stack", stack(points([3, 4]), "A <whole>")),
        (
            "intervals",
            intervals([Point("Safer", "80%", 80, low=60, high=90), *points([None])], "Shares"),
        ),
    ],
)
def test_a_chart_says_itself_writes_its_numbers_and_has_no_style_of_its_own(kind, drawing):
    html = drawn(kind, drawing)
    # Words beside a line say all that it shows.
    assert ('role="img" aria-label="' if kind != "intervals" else 'aria-hidden="true"') in html
    assert "style=" not in html
    assert "<bars>" not in html
    for mark in drawing.marks:
        if kind != "stack":
            assert re.search(rf">{re.escape(mark.point.text)}</(text|span)>", html)
    if any(mark.point.value is None for mark in drawing.marks) and kind != "line":
        assert "rowan-chart__withheld" in html
