"""A sheet: every number that a dashboard is made of, before it is one. What stands on none is on no page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from states.vocabulary import Disposition, OrderType, State
from workflow.dashboard.periods import Grain, months_of, year_of

#: A count, or None where it is withheld.
Count = int | None
Cells = Mapping[str, Count]

#: What most cases come to: cells of the shorter periods.
HEAD = ("referrals", "accepted", "contacted", "contact_24h")
#: What few come to, each a part of the one before, and all of those that were reached.
TAIL = ("consented", "assigned", "filed", "made", "served", "protected")
#: Parts of applications, of orders made, and of all accepted cases.
OF_FILED, OF_MADE, OF_ACCEPTED = ("without_notice", "undertaking", "refused"), ("final",), ("repeat",)
#: Buckets that are published. The rest of each split is on no sheet: courts' outcomes are figures of their own,
#: and a death is nobody's statistic.
STATES = tuple(f"states:{state}" for state in tuple(State)[:5])
EXITS = tuple(
    f"exits:{exit_.value}"
    for exit_ in (
        Disposition.UNABLE_TO_CONTACT,
        Disposition.LOST_CONTACT,
        Disposition.DECLINED,
        Disposition.INELIGIBLE,
        Disposition.REFERRED_ELSEWHERE,
        Disposition.WARNING_LETTER_SENT,
        Disposition.ADVICE_GIVEN,
        Disposition.CONSENT_WITHDRAWN,
    )
)
TYPES = tuple(
    f"order_types:{kind.value}"
    for kind in (OrderType.NON_MOLESTATION, OrderType.OCCUPATION, OrderType.PROHIBITED_STEPS)
)
#: What never becomes less of one period, whatever becomes of its cases.
GROWING = frozenset({*TAIL, *OF_FILED, *OF_MADE, *OF_ACCEPTED, *TYPES})
RARE = (*TAIL, *OF_FILED, *OF_MADE, *OF_ACCEPTED, *STATES, *EXITS, *TYPES)


@dataclass(frozen=True, slots=True)
class Hours:
    """By how many hours half and nine in ten of some spans were over, where that is told."""

    median: float | None = None
    p90: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The numbers of one force, one firm or all, up to a month.

    `fine` holds the shorter periods with what most come to, `coarse` the longer ones with all else; live they are
    the same. `survey` is by the year of the outcome. `last` is the newest month in it.
    """

    last: str
    fine: Mapping[str, Cells]
    coarse: Mapping[str, Cells]
    hours: Mapping[str, Hours] = field(default_factory=dict)
    now: Cells = field(default_factory=dict)
    survey: Mapping[str, Cells] = field(default_factory=dict)
    #: What is withheld for the sake of others, by period and key: it stays so. Told to nobody.
    gone: frozenset[tuple[str, str]] = frozenset()
    #: Whether all of it is exact, and for leads alone.
    live: bool = False

    def inside(self, coarse: str) -> tuple[str, ...]:
        """Return the shorter periods inside a longer one."""
        months = set(months_of(coarse))
        return tuple(period for period in self.fine if set(months_of(period)) <= months)


#: The grains of a year: that of `fine`, and that of `coarse`.
Grains = tuple[Grain, Grain]


def as_json(sheet: Sheet, grains: Mapping[str, Grains]) -> dict[str, Any]:
    """Write a sheet as a snapshot keeps it."""
    return {
        "last": sheet.last,
        "grains": {year: [grain.value for grain in pair] for year, pair in grains.items()},
        "fine": sheet.fine,
        "coarse": sheet.coarse,
        "hours": {span: [hours.median, hours.p90] for span, hours in sheet.hours.items()},
        "now": sheet.now,
        "survey": sheet.survey,
        "gone": sorted(sheet.gone),
    }


def of_json(kept: Mapping[str, Any]) -> Sheet:
    """Read a sheet that a snapshot kept."""
    return Sheet(
        kept["last"],
        kept["fine"],
        kept["coarse"],
        {span: Hours(*pair) for span, pair in kept["hours"].items()},
        kept["now"],
        kept["survey"],
        frozenset((period, key) for period, key in kept["gone"]),
    )


def grains_of(kept: Mapping[str, Any]) -> dict[str, Grains]:
    """Read the grains that a snapshot went by."""
    return {year: (Grain(fine), Grain(coarse)) for year, (fine, coarse) in kept["grains"].items()}


def cut_to(sheet: Sheet, first: str, last: str) -> Sheet:
    """Return what of a sheet is of whole periods between two months: it shows nothing that the sheet does not."""

    def within(period: str) -> bool:
        months = months_of(period)
        return first <= months[0] and min(months[-1], sheet.last) <= last

    return Sheet(
        sheet.last,
        {period: cells for period, cells in sheet.fine.items() if within(period)},
        {period: cells for period, cells in sheet.coarse.items() if within(period)},
        sheet.hours if first <= min(sheet.fine, default=first) and sheet.last <= last else {},
        sheet.now,
        {year: cells for year, cells in sheet.survey.items() if year_of(first) <= year <= year_of(last)},
    )
