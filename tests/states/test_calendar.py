from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.calendar import end_of_day, is_working, working_days_after
from states.position import LONDON


def at(day, hour=9, minute=0):
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), LONDON).replace(
        hour=hour, minute=minute
    )


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-23", 5, "2026-11-30"),
        ("2026-11-27", 1, "2026-11-30"),  # over a weekend
        ("2026-11-28", 1, "2026-11-30"),  # from a Saturday
        ("2026-12-24", 1, "2026-12-29"),  # over Christmas: Boxing Day is a Saturday, taken on the Monday
        ("2027-03-25", 2, "2027-03-31"),  # over Easter
        ("2026-10-23", 1, "2026-10-26"),  # over the end of summer time
        ("2026-03-27", 1, "2026-03-30"),  # over the start of summer time
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(start, days, due):
    assert working_days_after(at(start), days) == at(due)


def test_a_working_day_is_the_same_hour_in_london_over_a_clock_change():
    due = working_days_after(datetime(2026, 10, 23, 8, 0, tzinfo=UTC), 1)
    assert due == datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
    assert due.tzinfo is UTC


def test_a_day_ends_in_london():
    assert end_of_day(datetime(2026, 7, 20, 23, 30, tzinfo=UTC)) == datetime(2026, 7, 21, 22, 59, tzinfo=UTC)


@given(
    st.datetimes(
        datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2028-06-01"), timezones=st.just(UTC)
    ),
    st.integers(1, 10),
)
def test_working_days_end_on_a_working_day_and_never_early(start, days):
    due = working_days_after(start, days)
    assert is_working(due.astimezone(LONDON).date())
    assert due - start >= timedelta(days=days) - timedelta(hours=1)
