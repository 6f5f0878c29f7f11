"""Bank holidays are those that were announced, and never silently none."""

from datetime import date

import pytest

from states import bank_holidays
from states.bank_holidays import announced, announced_until, by_rule, easter_sunday, of_year
from states.calendar import is_working

#: Days that were moved or given once: jubilees, the end of a war, a funeral, a coronation.
GIVEN_ONCE = {
    "2012-06-04",
    "2012-06-05",
    "2020-05-08",
    "2022-06-02",
    "2022-06-03",
    "2022-09-19",
    "2023-05-08",
}
MOVED_ONCE = {"2012-05-28", "2020-05-04", "2022-05-30"}


def test_the_rule_of_every_year_is_what_was_announced_but_for_days_named_once():
    years = range(min(announced()).year, announced_until().year + 1)
    assert len(years) > 15
    ruled = {day.isoformat() for year in years for day in by_rule(year)}
    told = {day.isoformat() for day in announced()}
    assert told - ruled == GIVEN_ONCE
    assert ruled - told == MOVED_ONCE


def test_what_is_announced_goes_before_the_rule():
    assert not is_working(date(2020, 5, 8))
    assert is_working(date(2020, 5, 4))


def test_it_is_known_how_far_the_announcements_go():
    until = announced_until()
    assert (until.month, until.day) == (12, 31)
    assert max(announced()) <= until
    assert until.year == max(announced()).year


def test_a_year_that_nobody_has_announced_keeps_the_bank_holidays_of_every_year():
    year = announced_until().year + 1
    assert not [day for day in announced() if day.year == year]
    assert len(of_year(year)) == 8
    assert of_year(year) == by_rule(year)
    assert not any(is_working(day) for day in of_year(year))


def test_a_package_that_knows_nothing_leaves_no_year_without_bank_holidays(monkeypatch):
    monkeypatch.setattr(bank_holidays, "announced", frozenset)
    bank_holidays.of_year.cache_clear()
    try:
        assert of_year(2027) == by_rule(2027)
    finally:
        bank_holidays.of_year.cache_clear()


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),  # Boxing Day on a Saturday
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),  # Christmas on a Saturday
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),  # New Year on a Saturday
        (2033, "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27"),  # Christmas on a Sunday
        (2034, "01-02 04-07 04-10 05-01 05-29 08-28 12-25 12-26"),  # New Year on a Sunday
    ],
)
def test_a_holiday_on_a_weekend_is_given_on_the_next_free_weekday(year, days):
    assert sorted(by_rule(year)) == [date.fromisoformat(f"{year}-{day}") for day in days.split()]


@pytest.mark.parametrize(
    "day", ["1954-04-18", "1981-04-19", "2000-04-23", "2011-04-24", "2038-04-25", "2049-04-18"]
)
def test_easter_falls_where_the_church_has_it(day):
    assert easter_sunday(int(day[:4])).isoformat() == day
