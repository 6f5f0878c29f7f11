"""Bank holidays of England and Wales: as announced where they are, else by the rule of every year.

What is announced comes with the package govuk-bank-holidays, needs no network, and ends with a
year. Nobody may take the years after that for years without bank holidays: there the days that
law and custom give every year stand in. Only a day named once, such as for a coronation, is
missing then, so `announced_until()` says how far the announcements go, and `rowan doctor` warns
before they end.
"""

from datetime import date, timedelta
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays  # type: ignore[import-untyped] # the package has no types

MONDAY, SATURDAY = 0, 5
WEEK = timedelta(weeks=1)


@cache
def announced() -> frozenset[date]:
    """Return the bank holidays that the package knows."""
    known = BankHolidays(locale="en", use_cached_holidays=True)
    return frozenset(day["date"] for day in known.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


def announced_until() -> date:
    """Return the last day of the last year whose bank holidays are announced."""
    return date(max(announced()).year, 12, 31)


@cache
def of_year(year: int) -> frozenset[date]:
    """Return the bank holidays of a year, as announced; by rule where none of it are."""
    return frozenset(day for day in announced() if day.year == year) or by_rule(year)


def by_rule(year: int) -> frozenset[date]:
    """Return the bank holidays that every year has. Source: docs/sources.md#BankHolidays."""
    easter = easter_sunday(year)
    return frozenset(
        {
            *_weekdays_from(date(year, 1, 1), 1),
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            _first_monday(date(year, 5, 1)),
            _first_monday(date(year, 6, 1)) - WEEK,
            _first_monday(date(year, 9, 1)) - WEEK,
            *_weekdays_from(date(year, 12, 25), 2),
        }
    )


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, by the reckoning of Meeus, Jones and Butcher."""
    golden = year % 19
    century, rest = divmod(year, 100)
    moon = (century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 19 * golden + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _first_monday(day: date) -> date:
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)


def _weekdays_from(day: date, count: int) -> list[date]:
    """Return the first weekdays from a day on: a holiday on a weekend is given on the next free one."""
    ahead = (day + timedelta(days=days) for days in range(count + 3))
    return [later for later in ahead if later.weekday() < SATURDAY][:count]
