"""The periods that cases are grouped by, by when they were referred: months, quarters and years of London."""

from datetime import date
from enum import StrEnum


class Grain(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


#: Months of each grain.
LENGTH = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
#: Periods of each grain that figures are taken over: a year, and the part of one that has begun.
HELD = {Grain.MONTH: 12, Grain.QUARTER: 5, Grain.YEAR: 2}


def period_of(month: str, grain: Grain) -> str:
    """Return the period of a month: "2026-11", "2026-Q4" or "2026"."""
    if grain is Grain.MONTH:
        return month
    year, number = month.split("-")
    return year if grain is Grain.YEAR else f"{year}-Q{(int(number) + 2) // 3}"


def months_of(period: str) -> tuple[str, ...]:
    """Return the months of a period, in order."""
    year, _, part = period.partition("-")
    if not part:
        return tuple(f"{year}-{number:02}" for number in range(1, 13))
    if not part.startswith("Q"):
        return (period,)
    return tuple(f"{year}-{3 * int(part[1]) - 2 + number:02}" for number in range(3))


def grain_of(period: str) -> Grain:
    """Return how long a period is, by how it is written."""
    if "-" not in period:
        return Grain.YEAR
    return Grain.QUARTER if "Q" in period else Grain.MONTH


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Return every month from one to another, both included."""
    return tuple(shifted(first, number) for number in range(_number(last) - _number(first) + 1))


def shifted(month: str, by: int) -> str:
    """Return the month so many months later."""
    year, number = divmod(_number(month) + by, 12)
    return f"{year:04}-{number + 1:02}"


def year_of(period: str) -> str:
    """Return the year of a month or period."""
    return period[:4]


def after(period: str) -> date:
    """Return the first day after a period."""
    year, number = shifted(months_of(period)[-1], 1).split("-")
    return date(int(year), int(number), 1)


def is_whole(period: str, last: str) -> bool:
    """Say whether a period has ended with the month `last` or before."""
    return months_of(period)[-1] <= last


def _number(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1
