"""Weekly hours by the London clock: what her windows say, and when they are next open.

A window that cannot be read opens nothing, and never makes the others wider. A minute that a
clock change skips is never open; a minute that it repeats is open both times, because her
clock shows it twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from states.contact import DAYS, minutes
from states.position import LONDON

#: Days to look ahead: a weekly window may fall into the hour that a clock change skips.
LOOK_AHEAD = 15
#: The end of a day, in minutes.
MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """From one minute of the day up to another, on some days of the week."""

    days: frozenset[str]
    begins: int
    ends: int

    def include(self, at: datetime) -> bool:
        """Say whether the London clock stands within these hours at that moment."""
        local = at.astimezone(LONDON)
        return (
            DAYS[local.weekday()] in self.days and self.begins <= local.hour * 60 + local.minute < self.ends
        )


def every_day(span: tuple[int, int]) -> tuple[Hours, ...]:
    """Return the same hours on every day of the week."""
    return (Hours(frozenset(DAYS), *span),)


def read(windows: Iterable[Any]) -> tuple[Hours, ...]:
    """Return the hours of those windows that can be read; the others open nothing."""
    return tuple(hours for window in windows if (hours := _read_one(window)) is not None)


def _read_one(window: Any) -> Hours | None:
    try:
        days, begins, ends = window["days"], minutes(window["from"]), minutes(window["to"])
        named = frozenset(days)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    # "mon" given for ["mon"] would be read letter by letter: refused, as is a night that runs past midnight.
    if not named <= set(DAYS) or not 0 <= begins < ends <= MIDNIGHT:
        return None
    return Hours(named, begins, ends)


def is_open(hours: Iterable[Hours], at: datetime) -> bool:
    """Say whether that moment lies within one of the hours."""
    return any(span.include(at) for span in hours)


def next_open(hours: Iterable[Hours], at: datetime) -> datetime | None:
    """Return the first moment from then on that lies within one of the hours, in UTC; None if none does."""
    spans = tuple(hours)
    if is_open(spans, at):
        return at.astimezone(UTC)
    return min((moment for moment in _openings(spans, at) if moment > at), default=None)


def _openings(spans: tuple[Hours, ...], at: datetime) -> Iterator[datetime]:
    today = at.astimezone(LONDON).date()
    for ahead in range(LOOK_AHEAD):
        day = today + timedelta(days=ahead)
        for span in spans:
            if DAYS[day.weekday()] in span.days:
                yield from (moment for moment in _candidates(day, span.begins) if span.include(moment))


def _candidates(day: date, minute: int) -> tuple[datetime, ...]:
    """Return the moments at which hours that begin at that minute may open on that day.

    The minute itself, both times where the clock repeats it; and 01:00 UTC, when London's clock
    changes either way: hours that begin in a skipped hour open then, and repeated ones again.
    """
    begins = datetime.combine(day, time(minute // 60, minute % 60), LONDON)
    change = datetime.combine(day, time(1), UTC)
    return (begins.astimezone(UTC), begins.replace(fold=1).astimezone(UTC), change)
