"""From exact numbers to a sheet that may be published: pure, and told nothing but the numbers and the last sheet.

`rules.py` says what is withheld and why; this module says which numbers there are, and what bounds hold among them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow.dashboard.periods import HELD, Grain, months_between, period_of, shifted, year_of
from workflow.dashboard.rules import LEAST, STEP, Bound, Kept, Name, Shown, cut, high, low
from workflow.dashboard.sheet import (
    EXITS,
    GROWING,
    HEAD,
    OF_ACCEPTED,
    OF_FILED,
    OF_MADE,
    RARE,
    STATES,
    TAIL,
    TYPES,
    Grains,
    Hours,
    Sheet,
)
from workflow.dashboard.tables import Cells, quantile

#: Accepted cases a month from which shorter and longer periods are this long; below all, both are years (I).
PACE: tuple[tuple[int, Grains], ...] = (
    (300, (Grain.MONTH, Grain.MONTH)),
    (100, (Grain.MONTH, Grain.QUARTER)),
    (40, (Grain.MONTH, Grain.YEAR)),
    (15, (Grain.QUARTER, Grain.YEAR)),
)
SLOWEST: Grains = (Grain.YEAR, Grain.YEAR)
#: Hours that a published span is said to be within: the least of these that it is.
BANDS = (1, 2, 4, 8, 12, 24, 36, 48, 72, 96, 168, 336, 720, 1440, 2160)
#: Spans of which the upper tenth may be told: two of them at the least lie beyond it.
LEAST_P90 = 20
#: Hours within which she is to be reached, and the cell of those who were.
PROMISED, KEPT = 24, "contact_24h"

#: What is of one moment, and says nothing of any other.
PASSING = frozenset({*STATES, "unserved_48h"})
#: Ends that are only for who was reached, and for who had consented.
_REACHED = tuple(
    name
    for name in EXITS
    if name.partition(":")[2] not in {"unable_to_contact", "ineligible", "consent_withdrawn"}
)
_UNREACHED = ("states:received", "exits:unable_to_contact")
_AFTER_CONSENT = tuple(
    name for name in EXITS if name.partition(":")[2] not in {"unable_to_contact", "declined"}
)


@dataclass(frozen=True, slots=True)
class Exact:
    """The exact numbers of one force: of any months, by `of`, and its spans; what stands now, and its surveys."""

    first: str
    last: str
    of: Callable[[Sequence[str]], Cells]
    spans: Callable[[str, Sequence[str]], Mapping[str, int]]
    now: Mapping[str, int]
    survey: Mapping[str, Mapping[str, int]]


def publish(exact: Exact, grains: Mapping[str, Grains], before: Sheet | None) -> Sheet:
    """Return what may be published of these numbers, in periods of these grains, after what was published before."""
    months = _grouped(exact, grains, 0)
    longer = _grouped(exact, grains, 1)
    shown: Shown = {(p, key): cut(n) for p, cells in _cells(exact, months, HEAD) for key, n in cells.items()}
    head = dict(shown)
    shown |= {(p, key): cut(n) for p, cells in _cells(exact, longer, RARE) for key, n in cells.items()}
    shown |= {("now", key): cut(n) for key, n in exact.now.items()}
    kept = Kept(shown, () if before is None else before.gone, _told_before(before))
    kept.withhold(tuple(_bounds(months, longer)))
    shown = kept.shown
    window = [month for held in months.values() for month in held]
    return Sheet(
        exact.last,
        {period: {key: shown[period, key] for key in HEAD} for period in months},
        {period: {key: shown[period, key] for key in RARE} for period in longer},
        {span: _hours(exact.spans(span, window), head if span == "contact" else {}) for span in _SPANS},
        {key: shown["now", key] for key in exact.now},
        {year: {key: cut(n) for key, n in cells.items()} for year, cells in exact.survey.items()},
        frozenset(name for name in kept.gone if name[1] not in PASSING),
    )


def _told_before(before: Sheet | None) -> dict[Name, int]:
    """Return what was shown of what only grows."""
    periods = {} if before is None else before.coarse
    return {
        (period, key): count
        for period, cells in periods.items()
        for key, count in cells.items()
        if key in GROWING and count is not None
    }


def grains_for(year: str, sheet: Sheet | None, exact: Exact) -> Grains:
    """Return how long the periods of a new year are: by the pace of the year before, as it was published.

    Of a force that has published nothing yet, by its months so far, as they would be published.
    """
    if sheet is not None:
        before = [cells["accepted"] for period, cells in sheet.fine.items() if year_of(period) < year]
        pace = sum(map(low, before)) / 12
    else:
        months = months_between(exact.first, exact.last)[-12:]
        pace = sum(low(cut(exact.of([month])["accepted"])) for month in months) / len(months)
    return next((grains for least, grains in PACE if pace >= least), SLOWEST)


_SPANS = ("contact", "assign", "serve")


def _grouped(exact: Exact, grains: Mapping[str, Grains], which: int) -> dict[str, list[str]]:
    """Return the periods that a sheet holds, with their months: back to the first of the longest."""
    longest = max((pair[1] for pair in grains.values()), key=list(Grain).index)
    back = period_of(shifted(exact.last, -12 if longest is Grain.YEAR else -11), longest)
    first = max(exact.first, f"{year_of(back)}-01" if longest is Grain.YEAR else _start(exact.last, longest))
    held: dict[str, list[str]] = {}
    for month in months_between(first, exact.last):
        held.setdefault(period_of(month, grains[year_of(month)][which]), []).append(month)
    return held


def _start(last: str, grain: Grain) -> str:
    """Return the first month of the oldest period of that grain that is held."""
    if grain is Grain.MONTH:
        return shifted(last, 1 - HELD[grain])
    into = (int(last[5:]) - 1) % 3
    return shifted(last, -into - 3 * (HELD[grain] - 1))


def _cells(
    exact: Exact, periods: Mapping[str, Sequence[str]], keys: Sequence[str]
) -> Iterator[tuple[str, Cells]]:
    for period, months in periods.items():
        held = exact.of(months)
        yield period, {key: held.get(key, 0) for key in keys}


def _bounds(months: Mapping[str, list[str]], longer: Mapping[str, list[str]]) -> Iterator[Bound]:
    """Yield the bounds that cross from shorter to longer periods, and those of parts that are nearly all."""
    for period, held in longer.items():
        inside = [short for short, of in months.items() if set(of) <= set(held)]

        def of(*keys: str, period: str = period) -> tuple[Name, ...]:
            return tuple((period, key) for key in keys)

        def each(key: str, inside: Sequence[str] = inside) -> tuple[Name, ...]:
            return tuple((short, key) for short in inside)

        accepted, contacted = each("accepted"), each("contacted")
        leaves = frozenset(of(*STATES, *EXITS))
        for name in of(*TAIL, *OF_FILED, *OF_MADE, *TYPES):
            yield Bound((name,), contacted, frozenset({name}))
        for name in of(*OF_ACCEPTED):
            yield Bound((name,), accepted, frozenset({name}))
        yield Bound(of(*STATES, *EXITS), accepted, leaves)
        yield Bound(of(*_REACHED, *STATES[1:]), contacted, leaves)
        yield Bound((*of(*_UNREACHED), *contacted), accepted, leaves)
        yield Bound(
            of("consented", "states:contacted", "exits:declined"),
            contacted,
            leaves | frozenset(of("consented")),
        )
        # The other way round: together they are all, but for deaths and what a court decided.
        yield Bound(accepted, of(*STATES, *EXITS, "filed"), leaves)
        yield Bound(contacted, of(*STATES[1:], *EXITS[1:], "filed"), leaves)
        yield Bound(of("consented"), of(*STATES[2:], *_AFTER_CONSENT, "filed"), leaves)
        yield Bound(of("assigned"), of(*STATES[2:], *_AFTER_CONSENT, "filed"), leaves)
        yield Bound(of("made"), of(*TYPES), frozenset(of(*TYPES)))
    unserved = ("now", "unserved_48h")
    yield Bound((unserved,), tuple((period, "made") for period in longer), frozenset({unserved}))


def _hours(spans: Mapping[str, int], head: Shown) -> Hours:
    """Return how long it took, in bands; nothing that would tell how many were reached in time."""
    total = sum(spans.values())
    told = {}
    for name, share, least in (("median", 0.5, LEAST), ("p90", 0.9, LEAST_P90)):
        exact = quantile(spans, share) if total >= least else None
        band = None if exact is None else next((band for band in BANDS if exact <= band), BANDS[-1])
        if band is not None and head and _tells(band, share, head):
            band = None
        told[name] = None if band is None else float(band)
    return Hours(**told)


def _tells(band: int, share: float, head: Shown) -> bool:
    """Say whether a quantile of the hours to contact would narrow a small count of those reached in time."""
    periods = {period for period, _ in head}
    reached = [head[period, "contacted"] for period in periods]
    kept = [head[period, KEPT] for period in periods]
    least, most = share * sum(map(low, reached)), share * sum(map(high, reached))
    for small in (count for count in kept if count is None):
        if band <= PROMISED and least - sum(map(high, kept)) + high(small) > LEAST - STEP:
            return True
        if band > PROMISED and most - sum(map(low, kept)) < STEP - 1:
            return True
    return False
