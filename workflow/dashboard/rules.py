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


class Kept:
    """What is shown, what is withheld for others (which may be as much as one likes), and how much it is at least.

    What is withheld for others stays so: shown later, it would tell how much it can have been at most.
    """

    def __init__(self, shown: Shown, gone: Iterable[Name], least: Mapping[Name, int]) -> None:
        """`gone` was withheld for others before; `least` is what was once shown of what only grows."""
        self.gone, self._least = set(gone), least
        self.shown: Shown = {name: None if name in self.gone else count for name, count in shown.items()}

    def withhold(self, bounds: Sequence[Bound]) -> None:
        """Withhold until no bound leaves a small count fewer than five values."""
        while (broken := next(filter(self._tells, bounds), None)) is not None:
            self._let_go(self._choice(broken))

    def _let_go(self, name: Name) -> None:
        self.shown[name] = None
        self.gone.add(name)

    def _choice(self, bound: Bound) -> Name:
        """Choose what to withhold: the smallest that helps by itself, else the largest."""
        able = sorted(self._able(bound), key=lambda name: (low(self.shown[name]), name))
        for name in able:
            tried = Kept({**self.shown, name: None}, {*self.gone, name}, self._least)
            if not tried._tells(bound):
                return name
        return able[-1]

    def _able(self, bound: Bound) -> Iterator[Name]:
        names = (*bound.parts, *bound.wholes)
        return (name for name in names if name in bound.may_go and self.shown[name] is not None)

    def _tells(self, bound: Bound) -> bool:
        """Say whether a bound leaves a small count fewer than five values, and something can be done about it."""
        narrow = any(most - least < VALUES - 1 for least, most in self._left(bound))
        return narrow and any(True for _ in self._able(bound))

    def _left(self, bound: Bound) -> Iterator[tuple[int, int]]:
        """Yield what a bound leaves each count that is small: not those that are withheld for others."""
        parts = sum(map(self._low, bound.parts))
        wide = any(name in self.gone for name in bound.wholes)
        wholes = sum(high(self.shown[name]) for name in bound.wholes)
        for name in self._small(bound.parts):
            yield 0, LEAST - 1 if wide else min(LEAST - 1, wholes - parts + self._low(name))
        for name in self._small(bound.wholes):
            yield 0 if wide else max(0, parts - (wholes - high(self.shown[name]))), LEAST - 1

    def _low(self, name: Name) -> int:
        return max(low(self.shown[name]), self._least.get(name, 0) if name in self.gone else 0)

    def _small(self, names: Iterable[Name]) -> Iterator[Name]:
        return (name for name in names if self.shown[name] is None and name not in self.gone)
