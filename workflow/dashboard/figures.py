"""From a sheet to figures: shares with their denominators and intervals, sums, splits and cohorts.

Whatever it works out, it works out of cells that are on the sheet: nothing here knows the exact numbers behind one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import sqrt
from typing import Any

from workflow.dashboard.defining import Definition
from workflow.dashboard.definitions import DEFINITIONS
from workflow.dashboard.model import Cell, Cohort, Figure, Series, Split, Unit, Why
from workflow.dashboard.periods import HELD, after, grain_of, is_whole
from workflow.dashboard.sheet import HEAD, STATES, Cells, Count, Sheet
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
            yield _of_survey(sheet, key, what)
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


def _figure(key: str, what: Definition, part: Cell, whole: Cell, periods: tuple[str, ...]) -> Figure:
    if part.value is None or whole.value is None:
        return Figure(key, what.unit, None, part, whole, why=part.why or whole.why)
    if whole.value == 0:
        return Figure(key, what.unit, None, part, whole, why=Why.NOTHING)
    low, high = wilson(part.value, whole.value)
    return Figure(key, what.unit, part.value / whole.value, part, whole, low, high, periods=periods)


def _number(key: str, sheet: Sheet, counts: Sequence[tuple[str, Count]]) -> Figure:
    told = _told(sheet, counts)
    total = _sum(sheet, told)
    return Figure(key, Unit.COUNT, total.value, why=total.why, periods=tuple(period for period, _ in told))


def _plain(sheet: Sheet, key: str) -> Figure:
    periods = _newest(sheet, sheet.fine if key in HEAD else sheet.coarse)
    return _number(key, sheet, [(period, cells.get(key, 0)) for period, cells in periods])


def _span(sheet: Sheet, key: str) -> Figure:
    span, _, which = key.partition("_")
    hours = sheet.hours.get(span)
    value = None if hours is None else hours.median if which == "median" else hours.p90
    return Figure(key, Unit.HOURS, value, why=Why.PROTECTS if value is None else None)


def _both(sheet: Sheet, part: str, whole: str) -> tuple[Cell, Cell, tuple[str, ...]]:
    """Return a part and its whole over the same periods, and which: the shorter ones where both are known of them."""
    short = part in HEAD and whole in HEAD
    periods = [period for period, _ in _newest(sheet, sheet.fine if short else sheet.coarse)]
    wholes = [(period, _value(sheet, period, whole)) for period in periods]
    pairs = [(period, _value(sheet, period, part), of) for period, of in wholes]
    told = _told(sheet, pairs)
    if not told:
        # A part that is told of no period is still a part of something.
        return _none(sheet), _sum(sheet, _told(sheet, wholes)), ()
    return _sum(sheet, told), _sum(sheet, ((p, of) for p, _, of in told)), tuple(pair[0] for pair in told)


def _told(sheet: Sheet, counts: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the newest periods of which all is told, without a gap; one that has only begun may be left out."""
    run: list[tuple[Any, ...]] = []
    for period, *held in reversed(counts):
        if None not in held:
            run.insert(0, (period, *held))
        elif run or is_whole(period, sheet.last):
            break
    return run


def _value(sheet: Sheet, period: str, key: str) -> Count:
    """Return a cell of a period: its own, or the sum of those inside it, if all of them are shown."""
    for held in (sheet.coarse, sheet.fine):
        if key in held.get(period, {}):
            return held[period][key]
    inside = [sheet.fine[short].get(key) for short in sheet.inside(period)] if key in HEAD else [0]
    known = [count for count in inside if count is not None]
    return sum(known) if len(known) == len(inside) else None


def _sum(sheet: Sheet, told: Iterable[tuple[Any, ...]]) -> Cell:
    """Add up the first number of each period."""
    counts = [pair[1] for pair in told]
    return Cell(sum(counts)) if counts else _none(sheet)


def _none(sheet: Sheet) -> Cell:
    """Return what is said where no number is: of what is published, even nothing is too small to be told."""
    return NOTHING if sheet.live else WITHHELD


def _newest(sheet: Sheet, periods: Mapping[str, Cells]) -> list[tuple[str, Cells]]:
    """Return the periods that figures are taken over: all that were asked for, or of those published about a year."""
    held = list(periods.items())
    return held if sheet.live or not held else held[-HELD[grain_of(held[-1][0])] :]


def _split(sheet: Sheet, split: str) -> dict[str, Cell]:
    sums: dict[str, Count] = {}
    for cells in sheet.coarse.values():
        for key, count in cells.items():
            bucket = bucket_of(split, key)
            # Where a case stands that is over says how it ended, which is another split.
            if bucket is not None and (split != "states" or key in STATES):
                before = sums.get(bucket)
                sums[bucket] = before if count is None else (before or 0) + count
    return {bucket: _cell(count) for bucket, count in sums.items()}


def _of_survey(sheet: Sheet, key: str, what: Definition) -> Figure:
    part, whole = what.numerator or "", what.denominator
    parts = [(year, cells.get(part, 0)) for year, cells in sheet.survey.items()]
    if whole is None:
        return _number(key, sheet, parts)
    told = _told(sheet, [(year, count, sheet.survey[year].get(whole, 0)) for year, count in parts])
    wholes = [(year, of) for year, _, of in told]
    return _figure(key, what, _sum(sheet, told), _sum(sheet, wholes), tuple(year for year, _ in wholes))


def _cell(count: Count) -> Cell:
    return WITHHELD if count is None else Cell(count)
