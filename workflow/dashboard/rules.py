"""What may be published of a force: counts cut down to fives, and nothing from which a small one could be told.

**The threshold and the fives.** A count below ten is never shown; one that is stands for the five values from it up:
"25" says 25 to 29. Cut down, never to the nearest: then the floors of parts never add up to more than the floor of
their whole, so that whatever is shown, a small part may still be anything from 0 to 4 at the least. That alone
keeps every chain of parts (reached, consented, a firm, an order, ...) and every set of parts without overlap,
in one period and from month to month, whoever adds and subtracts.

**Nothing is shown twice.** Periods do not overlap, and sums over them are not published: whoever shows one adds up
what is shown. What is left are the bounds that cross from shorter periods to the longer ones of what is rarer, and
from parts that together are nearly all to their whole. Each is a `Bound`; where one would leave a small count
fewer than five values, something in it that is shown is withheld instead, the smallest that helps.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

#: The least count that is shown.
LEAST = 10
#: Counts are cut down to a multiple of this.
STEP = 5
#: A small count keeps so many values at the least.
VALUES = 5

#: A cell by its period and key.
Name = tuple[str, str]
#: What is published of each: a multiple of five, or nothing.
Shown = dict[Name, int | None]


@dataclass(frozen=True, slots=True)
class Bound:
    """That some parts are together no more than some wholes. Only what `may_go` may be withheld for it."""

    parts: tuple[Name, ...]
    wholes: tuple[Name, ...]
    may_go: frozenset[Name]


def cut(count: int) -> int | None:
    """Return what is shown of a count alone: cut down to five; nothing below the threshold."""
    return None if count < LEAST else count - count % STEP


def low(shown: int | None) -> int:
    """Return the least that a count may be, by what is shown."""
    return 0 if shown is None else shown


def high(shown: int | None) -> int:
    """Return the most that a count may be, where what is not shown is small."""
    return LEAST - 1 if shown is None else shown + STEP - 1


def withhold(shown: Shown, bounds: Sequence[Bound]) -> Shown:
    """Return what is left once no bound leaves a small count fewer than five values."""
    kept, gone = dict(shown), set[Name]()
    while (broken := next((bound for bound in bounds if _tells(kept, gone, bound)), None)) is not None:
        name = _choice(kept, gone, broken)
        kept[name] = None
        gone.add(name)
    return kept


def _choice(kept: Shown, gone: set[Name], bound: Bound) -> Name:
    """Choose what to withhold: the smallest that helps by itself, else the largest."""
    names = (*bound.parts, *bound.wholes)
    able = sorted(
        (name for name in names if name in bound.may_go and kept[name] is not None),
        key=lambda name: (low(kept[name]), name),
    )
    for name in able:
        if not _tells({**kept, name: None}, gone | {name}, bound):
            return name
    return able[-1]


def _tells(kept: Mapping[Name, int | None], gone: set[Name], bound: Bound) -> bool:
    """Say whether a bound leaves a small count fewer than five values, and something can be done about it."""
    if not any(name in bound.may_go and kept[name] is not None for name in (*bound.parts, *bound.wholes)):
        return False
    return any(most - least < VALUES - 1 for least, most in _left(kept, gone, bound))


def _left(kept: Mapping[Name, int | None], gone: set[Name], bound: Bound) -> Iterator[tuple[int, int]]:
    """Yield what a bound leaves each count that is small: not those that are withheld for others."""
    parts = sum(low(kept[name]) for name in bound.parts)
    # What is withheld for others may be as large as one likes.
    wide = any(name in gone for name in bound.wholes)
    wholes = sum(high(kept[name]) for name in bound.wholes)
    for name in _small(kept, gone, bound.parts):
        yield 0, LEAST - 1 if wide else min(LEAST - 1, wholes - parts + low(kept[name]))
    for name in _small(kept, gone, bound.wholes):
        yield 0 if wide else max(0, parts - (wholes - high(kept[name]))), LEAST - 1


def _small(kept: Mapping[Name, int | None], gone: set[Name], names: Iterable[Name]) -> Iterator[Name]:
    return (name for name in names if kept[name] is None and name not in gone)
