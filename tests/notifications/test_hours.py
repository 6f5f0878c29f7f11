from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.hours import Hours, every_day, is_open, next_open, read
from states.contact import DAYS, is_calling_time
from states.position import LONDON
from tests.notifications.builders import facts, london

MINUTE = timedelta(minutes=1)

#: The days on which London's clock goes forward and back. Source: Summer Time Order 2002: the last Sundays
#: of March and October, at 01:00 UTC.
FORWARD = ["2026-03-29", "2027-03-28", "2028-03-26", "2029-03-25", "2030-03-31"]
BACK = ["2026-10-25", "2027-10-31", "2028-10-29", "2029-10-28", "2030-10-27"]

spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1])
hours = st.builds(
    lambda days, span: Hours(days, *span), st.frozensets(st.sampled_from(DAYS), min_size=1), spans
)
near_changes = st.sampled_from(FORWARD + BACK).flatmap(
    lambda day: st.integers(-300, 2000).map(
        lambda minute: datetime.fromisoformat(day).replace(tzinfo=UTC) + minute * MINUTE
    )
)
moments = st.one_of(
    near_changes,
    st.integers(0, 5 * 525_600).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + minute * MINUTE),
)


def minute_by_minute(window: Hours, at: datetime) -> datetime:
    while not window.include(at):
        at += MINUTE
    return at


@given(hours, near_changes)
def test_the_next_opening_is_the_first_minute_that_is_open(window, at):
    found = next_open([window], at)
    assert found is not None
    if found - at <= timedelta(days=2):
        assert found == minute_by_minute(window, at)
    assert window.include(found)


@given(hours, moments)
def test_some_opening_comes_within_a_fortnight(window, at):
    found = next_open([window], at)
    assert found is not None
    assert at <= found <= at + timedelta(days=14)


@given(st.lists(hours, min_size=1, max_size=3), moments)
def test_hours_agree_with_the_rule_that_guards_read(windows, at):
    named = [
        {"days": sorted(each.days), "from": clock(each.begins), "to": clock(each.ends)} for each in windows
    ]
    assert read(named) == tuple(windows)
    assert is_open(read(named), at) == is_calling_time(facts(windows=named), at)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@pytest.mark.parametrize("day", FORWARD)
def test_a_window_in_the_hour_that_the_clock_skips_opens_a_week_later(day):
    window = read([{"days": ["sun"], "from": "01:15", "to": "01:45"}])
    before = london(f"{day}T00:59")
    assert next_open(window, before) == london(f"{day}T01:15") + timedelta(days=7) - timedelta(hours=1)


@pytest.mark.parametrize("day", FORWARD)
def test_a_window_that_begins_in_the_skipped_hour_opens_as_soon_as_it_is_over(day):
    window = read([{"days": ["sun"], "from": "01:30", "to": "03:00"}])
    opens = next_open(window, london(f"{day}T00:30"))
    assert opens is not None
    assert opens == datetime.fromisoformat(f"{day}T01:00Z")
    assert opens.astimezone(LONDON).hour == 2


@pytest.mark.parametrize("day", BACK)
def test_a_window_in_the_hour_that_the_clock_repeats_is_open_both_times(day):
    window = read([{"days": ["sun"], "from": "01:15", "to": "01:45"}])
    first, second = datetime.fromisoformat(f"{day}T00:15Z"), datetime.fromisoformat(f"{day}T01:15Z")
    assert is_open(window, first)
    assert is_open(window, second)
    assert next_open(window, first - MINUTE) == first
    assert next_open(window, first + timedelta(minutes=30)) == second


@pytest.mark.parametrize("day", FORWARD + BACK)
def test_eight_in_the_morning_is_hers_whatever_the_clock_did_that_night(day):
    opens = next_open(every_day((8 * 60, 21 * 60)), london(f"{day}T00:10"))
    assert opens == london(f"{day}T08:00")
    assert opens.tzinfo is UTC


@pytest.mark.parametrize(
    "window",
    [
        {},
        None,
        "mon 10-12",
        {"days": ["mon"], "from": "10:00"},
        {"days": ["mon"], "from": "ten", "to": "12:00"},
        {"days": ["mon"], "from": None, "to": "12:00"},
        {"days": ["someday"], "from": "10:00", "to": "12:00"},
        {"days": "mon", "from": "10:00", "to": "12:00"},
        {"days": None, "from": "10:00", "to": "12:00"},
        {"days": ["mon"], "from": "22:00", "to": "02:00"},
        {"days": ["mon"], "from": "10:00", "to": "10:00"},
        {"days": ["mon"], "from": "10:00", "to": "25:00"},
        {"days": ["mon"], "from": "-1:00", "to": "02:00"},
    ],
)
def test_a_window_that_cannot_be_read_opens_nothing(window):
    assert read([window]) == ()


def test_a_window_without_days_never_opens():
    assert next_open(read([{"days": [], "from": "10:00", "to": "12:00"}]), london("2026-11-24T09:00")) is None


def test_one_unreadable_window_takes_nothing_from_the_others():
    readable = {"days": ["tue"], "from": "10:00", "to": "12:00"}
    assert next_open(read([{}, readable]), london("2026-11-24T09:00")) == london("2026-11-24T10:00")
