"""Where the parts of a chart stand. The macros of `charts.html` draw it.

Places across are per cent of the chart's width and places down are px, so that a chart is as wide as its column
and its words keep their size on a phone. Every number is written beside its mark, in words too.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: px: the height of the part of a chart in which columns and lines stand, and what is left free above it.
TALL, ABOVE = 180, 24
#: px from one bar to the next; its words stand above it.
STEP = 48
#: Per cent of the width that the longest bar takes: its number stands behind it.
LONGEST = 80.0
#: Per cent of its own share of the width that a column takes.
COLUMN = 72.0
#: Lines across a chart by which heights are read, at most.
LINES = 4


@dataclass(frozen=True, slots=True)
class Point:
    """One number of a chart. `text` says it as people read it; a `value` of None is not shown, and `text` says so.

    `short` is its label below a chart and `brief` the same on a phone, `low` and `high` its interval where it has one.
    """

    label: str
    text: str
    value: float | None
    short: str = ""
    brief: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one number stands: its middle across, its top, its size, and its interval across."""

    point: Point
    x: float
    y: float
    width: float
    height: float
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Link:
    """A line from one mark to the next."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Level:
    """A line across by which heights are read."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole chart: how tall it is, what stands in it, and what it says in one sentence to those who hear it."""

    height: int
    says: str
    marks: tuple[Mark, ...]
    links: tuple[Link, ...] = ()
    levels: tuple[Level, ...] = ()
    base: float = 0.0


def bars(points: Sequence[Point], says: str) -> Drawing:
    """Draw numbers as bars, one below the other, the largest of them the longest."""
    top = max((point.value or 0.0 for point in points), default=0.0) or 1.0
    marks = tuple(
        Mark(point, 0.0, float(row * STEP), _per_cent((point.value or 0.0) / top * LONGEST), 0.0)
        for row, point in enumerate(points)
    )
    return Drawing(len(points) * STEP, says, marks)


def intervals(points: Sequence[Point], says: str) -> Drawing:
    """Draw shares, in per cent, each as a dot within the interval in which it may lie; each stands in a line of its own."""
    marks = tuple(
        Mark(
            point,
            x=_per_cent(point.value or 0.0),
            y=0.0,
            width=0.0,
            height=0.0,
            low=_per_cent(point.low or 0.0),
            high=_per_cent(point.high or 0.0),
        )
        for point in points
    )
    return Drawing(0, says, marks)


def columns(points: Sequence[Point], says: str) -> Drawing:
    """Draw numbers of one month after the other as columns."""
    top, levels = _scale(points)
    share = 100.0 / max(len(points), 1)
    marks = []
    for number, point in enumerate(points):
        height = TALL * (point.value or 0.0) / top
        x, width = share * (number + 0.5), share * COLUMN / 100
        marks.append(Mark(point, _per_cent(x), _px(ABOVE + TALL - height), _per_cent(width), _px(height)))
    return Drawing(ABOVE + TALL + 28, says, tuple(marks), levels=levels, base=float(ABOVE + TALL))


def line(points: Sequence[Point], says: str, *, most: float | None = None) -> Drawing:
    """Draw numbers of one month after the other as a line, which breaks where a number is not shown."""
    top, levels = _scale(points, most)
    share = 100.0 / max(len(points), 1)
    marks = tuple(
        Mark(
            point,
            x=_per_cent(share * (number + 0.5)),
            y=_px(ABOVE + TALL - TALL * (point.value or 0.0) / top),
            width=0.0,
            height=0.0,
        )
        for number, point in enumerate(points)
    )
    links = tuple(_links(marks))
    return Drawing(ABOVE + TALL + 28, says, marks, links=links, levels=levels, base=float(ABOVE + TALL))


def stack(points: Sequence[Point], says: str) -> Drawing:
    """Draw the parts of a whole in one bar, in their order. What is not shown takes no part of it."""
    whole = sum(point.value or 0.0 for point in points) or 1.0
    marks, x = [], 0.0
    for point in points:
        width = 100.0 * (point.value or 0.0) / whole
        marks.append(Mark(point, _per_cent(x), 0.0, _per_cent(width), 0.0))
        x += width
    return Drawing(36, says, tuple(marks))


def _links(marks: Sequence[Mark]) -> Iterator[Link]:
    for one, other in itertools.pairwise(marks):
        if one.point.value is not None and other.point.value is not None:
            yield Link(one.x, one.y, other.x, other.y)


def _scale(points: Sequence[Point], most: float | None = None) -> tuple[float, tuple[Level, ...]]:
    """Return the top of a chart and its levels: round numbers, whole ones where all numbers are whole."""
    top = most or max((point.value or 0.0 for point in points), default=0.0) or 1.0
    step = _round_step(top / LINES)
    count = max(1, math.ceil(top / step - 1e-9))
    levels = (
        Level(_px(ABOVE + TALL - TALL * number / count), f"{number * step:g}")
        for number in range(1, count + 1)
    )
    return step * count, tuple(levels)


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, … that is not below."""
    size = 10.0 ** math.floor(math.log10(least))
    return max(1.0, next(size * by for by in (1, 2, 5, 10) if size * by >= least - 1e-9))


def _per_cent(value: float) -> float:
    return round(min(max(value, 0.0), 100.0), 2)


def _px(value: float) -> float:
    return round(value, 1)
