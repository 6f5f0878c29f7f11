"""What her means say about legal aid: dated thresholds, and an assessment that explains itself.

It decides nothing: the Legal Aid Agency does. Its upper limits are waived for an applicant for an order that protects
her from domestic abuse, in certificated work alone; she may still have to pay a contribution. Sources:
docs/sources.md#means and docs/sources.md#contributions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from states.vocabulary import Benefit, OrderType


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits in force from one day; all in pounds, incomes and allowances a month.

    Above the upper limits (`gross`, `disposable`, `capital`) there is no legal aid unless they are waived; above the
    lower ones (`pays_above`, `pays_capital_above`) she pays a contribution.
    """

    since: date
    gross: Decimal
    gross_per_child: Decimal
    disposable: Decimal
    capital: Decimal
    pays_above: Decimal
    pays_capital_above: Decimal
    partner: Decimal
    dependant: Decimal
    housing_if_single: Decimal


#: Children that the gross limit allows for; each further one raises it. Source: docs/sources.md#means.
CHILDREN_INCLUDED = 4

#: Dated as they came into force. Source: docs/sources.md#means.
THRESHOLDS: tuple[Thresholds, ...] = (
    Thresholds(
        date(2025, 4, 7),
        *map(Decimal, ("2657", "222", "733", "8000", "315", "3000", "228.56", "367.87", "545")),
    ),
    Thresholds(
        date(2026, 4, 6),
        *map(Decimal, ("2657", "222", "733", "8000", "315", "3000", "237.25", "381.86", "545")),
    ),
)
#: What she pays a month of her disposable income: a share of what lies between each bound and the next; nothing at
#: all up to `pays_above`. Source: docs/sources.md#contributions.
BANDS: tuple[tuple[Decimal, Decimal], ...] = (
    (Decimal(311), Decimal("0.35")),
    (Decimal(465), Decimal("0.45")),
    (Decimal(616), Decimal("0.70")),
)
#: Codes under which legal aid knows the proceedings. Source: docs/sources.md#proceedings.
PROCEEDINGS: Mapping[OrderType, str] = {
    OrderType.NON_MOLESTATION: "DA004",
    OrderType.OCCUPATION: "DA005",
    OrderType.FORCED_MARRIAGE_PROTECTION: "DA007",
}
#: Other proceedings that a firm may name: extending, varying or discharging an order; harassment.
CHANGING, HARASSMENT = "DA006", "DA003"
#: What is first asked for: an interim order with its return day, then to the final hearing.
SCOPES = ("CV117", "AA019")

PENNY = Decimal("0.01")


class Limit(StrEnum):
    """What is compared with a threshold."""

    GROSS = "gross"
    DISPOSABLE = "disposable"
    CAPITAL = "capital"


@dataclass(frozen=True, slots=True, repr=False)
class Means:
    """Her means, in pounds; incomes a month. They are hers alone: it has no repr that shows them."""

    gross: Decimal
    disposable: Decimal
    capital: Decimal
    children: int = 0
    benefit: Benefit = Benefit.NONE

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> "Means":
        """Read what `record_means` carried."""
        return cls(
            gross=Decimal(str(held["gross_income"])),
            disposable=Decimal(str(held["disposable_income"])),
            capital=Decimal(str(held["capital"])),
            children=held.get("children") or 0,
            benefit=Benefit(held.get("benefit") or Benefit.NONE),
        )


@dataclass(frozen=True, slots=True, repr=False)
class Compared:
    """One sum beside its limit."""

    limit: Limit
    amount: Decimal
    threshold: Decimal

    @property
    def over(self) -> bool:
        """Whether it is above."""
        return self.amount > self.threshold


@dataclass(frozen=True, slots=True, repr=False)
class Assessment:
    """What her means come to by the thresholds of one day.

    `waived` are the limits that she is above and that do not count for her. `income_contribution` is a month's,
    `capital_contribution` once and at most; neither is more than the work costs. `passported` is whether a benefit
    stands for her income, of which nothing is then paid.
    """

    thresholds: Thresholds
    compared: tuple[Compared, ...]
    passported: bool
    waived: tuple[Limit, ...]
    income_contribution: Decimal
    capital_contribution: Decimal

    @property
    def within(self) -> bool:
        """Whether she would qualify even if nothing were waived."""
        return not self.waived

    @property
    def pays(self) -> bool:
        """Whether a contribution is to be expected."""
        return bool(self.income_contribution or self.capital_contribution)


def thresholds_on(day: date, known: Sequence[Thresholds] = THRESHOLDS) -> Thresholds | None:
    """Return the thresholds in force on a day; None before the first that is known."""
    in_force = [one for one in known if one.since <= day]
    return max(in_force, key=lambda one: one.since, default=None)


def assess(means: Means, day: date) -> Assessment | None:
    """Compare her means with the thresholds of a day; None where none is known for it."""
    limits = thresholds_on(day)
    if limits is None:
        return None
    passported = means.benefit is not Benefit.NONE
    further = max(means.children - CHILDREN_INCLUDED, 0)
    incomes = (
        Compared(Limit.GROSS, means.gross, limits.gross + further * limits.gross_per_child),
        Compared(Limit.DISPOSABLE, means.disposable, limits.disposable),
    )
    # A benefit stands for her income: of that nothing is compared.
    compared = (*(() if passported else incomes), Compared(Limit.CAPITAL, means.capital, limits.capital))
    return Assessment(
        thresholds=limits,
        compared=compared,
        passported=passported,
        waived=tuple(one.limit for one in compared if one.over),
        income_contribution=Decimal(0) if passported else _of_income(means.disposable, limits),
        capital_contribution=max(means.capital - limits.pays_capital_above, Decimal(0)),
    )


def _of_income(disposable: Decimal, limits: Thresholds) -> Decimal:
    """Return a month's contribution: of each band its share of what of her income lies in it."""
    if disposable <= limits.pays_above:
        return Decimal(0)
    ends = (*(start for start, _ in BANDS[1:]), disposable)
    shares = (
        share * (min(disposable, end) - start)
        for (start, share), end in zip(BANDS, ends, strict=True)
        if disposable > start
    )
    return sum(shares, Decimal(0)).quantize(PENNY, ROUND_HALF_UP)
