"""Working days in England and Wales, by the London clock.

Bank holidays come with the package govuk-bank-holidays and need no network.
"""

from datetime import date, datetime, timedelta
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays  # type: ignore[import-untyped] # the package has no types

from states.position import LONDON

SATURDAY = 5


@cache
def holidays() -> frozenset[date]:
    """Return the bank holidays of England and Wales that the package knows."""
    known = BankHolidays(locale="en", use_cached_holidays=True)
    return frozenset(day["date"] for day in known.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


def is_working(day: date) -> bool:
    """Say whether that day is neither a weekend nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in holidays()


def working_days_after(at: datetime, count: int) -> datetime:
    """Return the same time of day in London, `count` working days on."""
    local = at.astimezone(LONDON)
    day = local.date()
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return datetime.combine(day, local.time(), LONDON).astimezone(at.tzinfo)


def end_of_day(at: datetime) -> datetime:
    """Return the last minute of that day in London."""
    local = at.astimezone(LONDON)
    return local.replace(hour=23, minute=59, second=0, microsecond=0).astimezone(at.tzinfo)
