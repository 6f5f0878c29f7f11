"""What a dashboard shows, as frozen values: the same shape for what was published and for what a lead sees live."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Unit(StrEnum):
    """What a figure counts in."""

    COUNT = "count"
    #: A share between 0 and 1.
    RATE = "rate"
    HOURS = "hours"


class Why(StrEnum):
    """Why a number is not shown."""

    #: It is below the threshold.
    SMALL = "small"
    #: It would show another one that is, or is made of one that is not shown.
    PROTECTS = "protects"
    #: There is nothing to be divided by, or nobody to be counted.
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Cell:
    """One count; or none, and why."""

    value: int | None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure. A rate is `numerator` of `denominator`, and nothing finer than both say.

    `low` and `high` are its 95 % interval by Wilson. Hours of what is published are the upper end of a band.
    """

    key: str
    unit: Unit
    value: float | None
    numerator: Cell | None = None
    denominator: Cell | None = None
    low: float | None = None
    high: float | None = None
    why: Why | None = None
    #: The periods that it is taken over, oldest first.
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One count by period, oldest first: "2026-11", "2026-Q4" or "2026"."""

    key: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Split:
    """One count by bucket, such as cases by state. What stands in no bucket is in `key`'s definition."""

    key: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Cohort:
    """The cases that were referred in one period, and how far they have come; `age_days` since it ended."""

    period: str
    age_days: int
    mature: bool
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All figures of one force, one firm, or all; `as_at` is the moment that they speak of.

    What is not `live` was published for `month`, frozen, and is the same for whoever reads it.
    """

    scope: str
    code: str
    name: str
    as_at: datetime
    first: str
    last: str
    live: bool
    figures: tuple[Figure, ...]
    series: tuple[Series, ...]
    splits: tuple[Split, ...]
    cohorts: tuple[Cohort, ...]
    month: str | None = None

    def figure(self, key: str) -> Figure:
        """Return the figure of that key. Raises KeyError."""
        for figure in self.figures:
            if figure.key == key:
                return figure
        raise KeyError(key)
