"""An oracle of days and hours in England, 2026 to 2030, that shares nothing with what it judges.

It knows summer time by its rule and bank holidays by a list written by hand, reckons in plain
dates and in minutes since a Monday, and asks neither `zoneinfo` nor any package.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

DAYS = [date(2026, 1, 1) + timedelta(days=days) for days in range((date(2031, 1, 1) - date(2026, 1, 1)).days)]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

#: As gov.uk/bank-holidays announces them to 2028, then as calendars print them. The first of 2031 is needed
#: by what starts in the last days of 2030.
_LISTED = """
    2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
    2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
    2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26
    2029-01-01 2029-03-30 2029-04-02 2029-05-07 2029-05-28 2029-08-27 2029-12-25 2029-12-26
    2030-01-01 2030-04-19 2030-04-22 2030-05-06 2030-05-27 2030-08-26 2030-12-25 2030-12-26
    2031-01-01
"""
BANK_HOLIDAYS = set(map(date.fromisoformat, _LISTED.split()))

#: The last Sundays of March and of October, on which London's clocks change at 01:00 UTC. Those of 2031 are
#: needed by what is due long after 2030.
_SPRINGS = "2026-03-29 2027-03-28 2028-03-26 2029-03-25 2030-03-31 2031-03-30"
_AUTUMNS = "2026-10-25 2027-10-31 2028-10-29 2029-10-28 2030-10-27 2031-10-26"
SPRING, AUTUMN = (set(map(date.fromisoformat, listed.split())) for listed in (_SPRINGS, _AUTUMNS))
CHANGES = sorted(day for day in SPRING | AUTUMN if day in DAYS)

#: 1 January 2024 was a Monday.
_MONDAY = date(2024, 1, 1).toordinal()
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_SUMMERS = [
    (datetime.combine(start, time(1)), datetime.combine(end, time(1)))
    for start, end in zip(sorted(SPRING), sorted(AUTUMN), strict=True)
]


def weekday(day: date) -> str:
    """Name the day of the week."""
    return WEEK[(day.toordinal() - _MONDAY) % 7]


_WORKING = [
    day
    for day in (date(2025, 12, 29) + timedelta(days=days) for days in range(1900))
    if weekday(day) not in ("sat", "sun") and day not in BANK_HOLIDAYS
]


def utc(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return a moment of that day in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def offset(at: datetime) -> timedelta:
    """Return how far London's clock is ahead at a moment."""
    plain = at.replace(tzinfo=None)
    return HOUR if any(start <= plain < end for start, end in _SUMMERS) else timedelta()


def clock(at: datetime) -> datetime:
    """Return what London's clock shows at a moment, without a zone."""
    return at.replace(tzinfo=None) + offset(at)


def moments(shown: datetime) -> list[datetime]:
    """Return every moment at which London's clock shows that: none, one, or two."""
    tried = (shown.replace(tzinfo=UTC) - ahead for ahead in (HOUR, timedelta()))
    return [at for at in tried if clock(at) == shown]


def midnight(day: date) -> datetime:
    """Return the moment at which that day begins in London; midnight is never skipped nor repeated."""
    (at,) = moments(datetime.combine(day, time()))
    return at


def last_minute(at: datetime) -> datetime:
    """Return the last minute of the day that it is in London."""
    return midnight(clock(at).date() + DAY) - timedelta(minutes=1)


def working_days_on(at: datetime, count: int) -> datetime:
    """Return the moment that many working days on, at the same time by London's clock."""
    shown = clock(at)
    day = _WORKING[bisect_right(_WORKING, shown.date()) + count - 1]
    # The clocks change on Sundays, so that on a working day every time is shown once.
    (due,) = moments(datetime.combine(day, shown.time()))
    return due


def stretches(
    windows: list[tuple[str, int, int]], first: date, last: date
) -> Iterator[tuple[datetime, datetime]]:
    """Yield when weekly windows are open, in UTC: each a weekday with minutes of London's day.

    Days on which the clock changes are walked minute by minute.
    """
    day = first
    while day <= last:
        mine = [(begin, end) for name, begin, end in windows if name == weekday(day)]
        if day in SPRING or day in AUTUMN:
            yield from _by_the_minute(day, mine)
        else:
            start = midnight(day)
            yield from (
                (start + timedelta(minutes=begin), start + timedelta(minutes=end)) for begin, end in mine
            )
        day += DAY


def _by_the_minute(day: date, windows: list[tuple[int, int]]) -> Iterator[tuple[datetime, datetime]]:
    at, end = midnight(day), midnight(day + DAY)
    while at < end:
        shown = clock(at)
        minute = shown.hour * 60 + shown.minute
        if any(begin <= minute < ends for begin, ends in windows):
            yield at, at + timedelta(minutes=1)
        at += timedelta(minutes=1)
