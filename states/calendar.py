"""Working days in England and Wales, by the London clock."""

from datetime import date, datetime, timedelta

from states.bank_holidays import SATURDAY, of_year
from states.position import LONDON


def is_working(day: date) -> bool:
    """Say whether that day is neither a weekend nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in of_year(day.year)


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
