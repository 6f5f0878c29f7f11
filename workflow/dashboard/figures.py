"""From a sheet to figures: shares with their denominators and intervals, sums, splits and cohorts.

Whatever it works out, it works out of cells that are on the sheet: nothing here knows the exact numbers behind one.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import sqrt

from workflow.dashboard.defining import Definition
from workflow.dashboard.definitions import DEFINITIONS
from workflow.dashboard.model import Cell, Cohort, Figure, Series, Split, Unit, Why
from workflow.dashboard.periods import HELD, after, grain_of, is_whole
from workflow.dashboard.sheet import HEAD, Cells, Count, Sheet
from workflow.dashboard.tables import bucket_of

#: Days after which a cohort is called mature: most of what will come of it has (I).
MATURE = 90
#: The standard normal's bound of 95 %.
Z = 1.959963984540054
#: What a cohort is described by.
OF_COHORT = ("accepted", "contacted", "contact_24h", "consented", "filed", "made", "protected")
SPANS = ("contact", "assign", "serve")
SPLITS = ("states", "exits", "order_types")

NOTHING, WITHHELD = Cell(None, Why.NOTHING), Cell(None, Why.PROTECTS)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score. Source: docs/sources.md#Wilson."""
    share, square = part / whole, Z * Z / whole
    middle, half = share + square / 2, Z * sqrt(share * (1 - share) / whole + square / (4 * whole))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))


def figures(sheet: Sheet) -> Iterator[Figure]:
    """Yield the key figures of a sheet."""
    for key, what in DEFINITIONS.items():
        if what.live_only and not sheet.live:
            continue
        if what.unit is Unit.HOURS:
            yield _span(sheet, key)
        elif key.startswith("survey_"):
            yield _figure(key, what, *_of_survey(sheet, what))
        elif what.numerator is not None and what.numerator in sheet.now:
            told = _cell(sheet.now[what.numerator])
            yield Figure(key, Unit.COUNT, told.value, why=told.why)
        elif what.denominator is not None:
            yield _figure(key, what, *_both(sheet, what.numerator or "", what.denominator))
        elif any(key in cells for cells in sheet.fine.values()):
            yield _plain(sheet, key)


def series(sheet: Sheet) -> tuple[Series, ...]:
    """Return what is told by period."""
    return tuple(
        Series(key, {period: _cell(cells[key]) for period, cells in sheet.fine.items()})
        for key in HEAD
        if any(key in cells for cells in sheet.fine.values())
    )


def splits(sheet: Sheet) -> tuple[Split, ...]:
    """Return what is told by bucket. What is withheld of one period is not in the sum of all."""
    return tuple(
        Split(split, _split(sheet, split)) for split in (*SPLITS, *(("refusals",) if sheet.live else ()))
    )


def cohorts(sheet: Sheet, day: date) -> tuple[Cohort, ...]:
    """Return how far the cases of each period have come, and how old it is on that day."""
    return tuple(
        Cohort(
            period,
            age := max(0, (day - after(period)).days),
            age >= MATURE,
            {key: _cell(_value(sheet, period, key)) for key in OF_COHORT},
        )
        for period in sheet.coarse
    )


def _figure(key: str, what: Definition, part: Cell, whole: Cell) -> Figure:
    if what.denominator is None:
        return Figure(key, what.unit, part.value, why=part.why)
    if part.value is None or whole.value is None:
        return Figure(key, what.unit, None, part, whole, why=part.why or whole.why)
    if whole.value == 0:
        return Figure(key, what.unit, None, part, whole, why=Why.NOTHING)
    low, high = wilson(part.value, whole.value)
    return Figure(key, what.unit, part.value / whole.value, part, whole, low, high)


def _plain(sheet: Sheet, key: str) -> Figure:
    periods = sheet.fine if key in HEAD else sheet.coarse
    total = _sum(sheet, ((period, cells.get(key, 0)) for period, cells in _newest(sheet, periods)))
    return Figure(key, Unit.COUNT, total.value, why=total.why)


def _span(sheet: Sheet, key: str) -> Figure:
    span, _, which = key.partition("_")
    hours = sheet.hours.get(span)
    value = None if hours is None else hours.median if which == "median" else hours.p90
    return Figure(key, Unit.HOURS, value, why=Why.PROTECTS if value is None else None)


def _both(sheet: Sheet, part: str, whole: str) -> tuple[Cell, Cell]:
    """Return a part and its whole over the same periods: the shorter ones where both are known of them."""
    short = part in HEAD and whole in HEAD
    periods = [period for period, _ in _newest(sheet, sheet.fine if short else sheet.coarse)]
    pairs = [(period, _value(sheet, period, part), _value(sheet, period, whole)) for period in periods]
    # Of the period that has only begun, what is too small to be shown is left out, of both alike.
    told = [
        pair
        for pair in pairs
        if is_whole(pair[0], sheet.last) or (pair[1] is not None and pair[2] is not None)
    ]
    return _sum(sheet, ((period, n) for period, n, _ in told)), _sum(sheet, ((p, n) for p, _, n in told))


def _value(sheet: Sheet, period: str, key: str) -> Count:
    """Return a cell of a period: its own, or the sum of those inside it, if all of them are shown."""
    for held in (sheet.coarse, sheet.fine):
        if key in held.get(period, {}):
            return held[period][key]
    inside = [sheet.fine[short].get(key) for short in sheet.inside(period)] if key in HEAD else [0]
    known = [count for count in inside if count is not None]
    return sum(known) if len(known) == len(inside) else None


def _sum(sheet: Sheet, counts: Iterable[tuple[str, Count]]) -> Cell:
    """Add up what is told of some periods; one whole period that is withheld withholds all."""
    held = [n for period, n in counts if n is not None or is_whole(period, sheet.last)]
    if not held:
        return NOTHING
    known = [n for n in held if n is not None]
    return Cell(sum(known)) if len(known) == len(held) else WITHHELD


def _newest(sheet: Sheet, periods: Mapping[str, Cells]) -> list[tuple[str, Cells]]:
    """Return the periods that figures are taken over: all that were asked for, or of those published about a year."""
    held = list(periods.items())
    return held if sheet.live or not held else held[-HELD[grain_of(held[-1][0])] :]


def _split(sheet: Sheet, split: str) -> dict[str, Cell]:
    sums: dict[str, Count] = {}
    for cells in sheet.coarse.values():
        for key, count in cells.items():
            bucket = bucket_of(split, key)
            if bucket is not None:
                before = sums.get(bucket)
                sums[bucket] = before if count is None else (before or 0) + count
    return {bucket: _cell(count) for bucket, count in sums.items()}


def _of_survey(sheet: Sheet, what: Definition) -> tuple[Cell, Cell]:
    parts = [(year, cells.get(what.numerator or "", 0)) for year, cells in sheet.survey.items()]
    wholes = [(year, cells.get(what.denominator or "", 0)) for year, cells in sheet.survey.items()]
    return _sum(sheet, parts), _sum(sheet, wholes)


def _cell(count: Count) -> Cell:
    return WITHHELD if count is None else Cell(count)
