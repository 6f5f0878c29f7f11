"""Days and moments as people type them, and the two nights on which the London clock is moved."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.event_forms.moments import (
    GONE,
    TWICE,
    Typed,
    Unfit,
    asks_turn,
    day_of,
    moment_of,
    parts_of_moment,
    time_of,
)
from api.web.forms import Form


def typed(said: str, at: str = "", turn: str = "") -> Typed:
    day, month, year = said.split()
    return Typed(day, month, year, at, turn)


@pytest.mark.parametrize("said", ["27 3 2026", "27 03 2026", "27 March 2026", "27 mar 2026", "27 Mar. 2026"])
def test_a_day_is_read_however_its_month_is_written(said):
    assert day_of(typed(said)) == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (("", "", ""), "must include a day and a month and a year"),
        (("3", "", "2026"), "must include a month"),
        (("31", "2", "2026"), "must be a real date, like 27 3 2026"),
        (("x", "2", "2026"), "must be a real date, like 27 3 2026"),
        (("3", "2", "26"), "must have a year of 4 numbers, like 2026"),
        (("3", "2", "1899"), "must be between 1900 and 2200"),
    ],
)
def test_what_is_no_day_says_what_to_do(said, wrong):
    day, month, year = said
    with pytest.raises(Unfit, match=wrong):
        day_of(Typed(day, month, year, "", ""))


@pytest.mark.parametrize(
    ("said", "hour", "minute"),
    [
        ("14:30", 14, 30),
        ("14.30", 14, 30),
        ("1430", 14, 30),
        ("2:30pm", 14, 30),
        ("2.30 p.m.", 14, 30),
        ("2pm", 14, 0),
        ("12am", 0, 0),
        ("12pm", 12, 0),
        ("9:05", 9, 5),
    ],
)
def test_a_time_is_read_however_it_is_written(said, hour, minute):
    assert (time_of(said).hour, time_of(said).minute) == (hour, minute)


@pytest.mark.parametrize("said", ["", "9", "25:00", "14:60", "13pm", "0am", "noon", "2:3"])
def test_what_may_be_two_times_or_none_is_asked_again(said):
    with pytest.raises(Unfit):
        time_of(said)


def test_a_moment_is_kept_in_utc():
    assert moment_of(typed("1 7 2026", "14:30")) == datetime(2026, 7, 1, 13, 30, tzinfo=UTC)
    assert moment_of(typed("1 12 2026", "14:30")) == datetime(2026, 12, 1, 14, 30, tzinfo=UTC)
    with pytest.raises(Unfit, match="must have a time"):
        moment_of(typed("1 7 2026"))


def test_an_hour_that_never_was_is_refused():
    with pytest.raises(Unfit) as wrong:
        moment_of(typed("29 3 2026", "1:30"))
    assert str(wrong.value) == GONE
    assert moment_of(typed("29 3 2026", "2:00")) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_an_hour_that_was_twice_is_asked():
    day = "25 10 2026"
    with pytest.raises(Unfit) as wrong:
        moment_of(typed(day, "1:30"))
    assert str(wrong.value) == TWICE
    assert asks_turn(typed(day, "1:30"))
    assert moment_of(typed(day, "1:30", "first")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment_of(typed(day, "1:30", "second")) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert not asks_turn(typed(day, "2:00"))
    assert not asks_turn(typed(day, "soon"))


@given(st.integers(16_000_000, 35_000_000))
def test_every_minute_is_typed_and_read_back(minute):
    at = datetime.fromtimestamp(minute * 60, UTC)
    assert moment_of(Typed.of(Form(parts_of_moment("at", at)), "at")) == at
