"""An attacker on what is published of a force: integer programming over every number in every snapshot at once.

It shares nothing with the rules that withhold. It knows what each number means, that counts only grow where they
cannot shrink, which parts of a whole do not overlap, and which together are all of it; it even knows which of the
numbers that are withheld are small, and which are withheld for the sake of others.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

Published = Mapping[str, Any]

EXITS = (
    "exits:unable_to_contact",
    "exits:lost_contact",
    "exits:declined",
    "exits:ineligible",
    "exits:referred_elsewhere",
    "exits:warning_letter_sent",
    "exits:advice_given",
    "exits:consent_withdrawn",
)
STATES = (
    "states:received",
    "states:contacted",
    "states:consented",
    "states:solicitor_assigned",
    "states:order_sought",
)
TYPES = ("order_types:non_molestation", "order_types:occupation", "order_types:prohibited_steps")
CHAIN = (
    "referrals",
    "accepted",
    "contacted",
    "consented",
    "assigned",
    "filed",
    "made",
    "served",
    "protected",
)
#: Each a part of another.
INSIDE = {
    "contact_24h": "contacted",
    "repeat": "accepted",
    "final": "made",
    "without_notice": "filed",
    "undertaking": "filed",
    "refused": "filed",
    **dict.fromkeys(TYPES, "made"),
}
GROWING = (*CHAIN, "contact_24h", "repeat", "final", *TYPES)
OF_REACHED = ("exits:lost_contact", "exits:declined", "exits:referred_elsewhere", "exits:warning_letter_sent")
AFTER_CONSENT = (
    "exits:lost_contact",
    "exits:referred_elsewhere",
    "exits:warning_letter_sent",
    "exits:advice_given",
    "exits:consent_withdrawn",
    "exits:ineligible",
)
#: Parts without overlap, and their whole.
APART: tuple[tuple[tuple[str, ...], str], ...] = (
    ((*EXITS, *STATES), "accepted"),
    (("states:received", "exits:unable_to_contact", "contacted"), "accepted"),
    ((*OF_REACHED, "exits:advice_given", *STATES[1:]), "contacted"),
    (("consented", "states:contacted", "exits:declined"), "contacted"),
)
#: Wholes, and parts that together are all of each.
ALL_OF: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("accepted", (*EXITS, *STATES, "filed")),
    ("contacted", (*EXITS[1:], *STATES[1:], "filed")),
    ("consented", (*AFTER_CONSENT, *STATES[2:], "filed")),
    ("assigned", (*AFTER_CONSENT, *STATES[2:], "filed")),
    ("made", TYPES),
)
KEYS = (*CHAIN, *INSIDE, *EXITS, *STATES)


class Target(NamedTuple):
    """A number that is withheld: of which snapshot, in which list, period and under which key."""

    time: int
    where: str
    period: str
    key: str


class Attacker:
    """Holds all snapshots of a force, oldest first, and says between which numbers each that is withheld must lie."""

    def __init__(self, snapshots: Sequence[Published], small: set[Target]) -> None:
        """`small` are those that are withheld because they are below ten."""
        self.snapshots, self.small = snapshots, small
        self.index: dict[tuple[int, str, str], int] = {}
        self.rows: list[tuple[dict[int, float], float, float]] = []
        for time, sheet in enumerate(snapshots):
            for period in sheet["fine"]:
                for key in KEYS:
                    self.index[time, period, key] = len(self.index)
        for time, sheet in enumerate(snapshots):
            self._know_meaning(time, sheet)
            self._know_numbers(time, sheet)
        self._know_growth()
        self._compile()

    def interval(self, target: Target) -> tuple[int, int]:
        """Return the least and the most that a number may be."""
        aim = np.zeros(len(self.index))
        for place in self._places(target):
            aim[place] = 1
        return round(self._best(aim)), round(-self._best(-aim))

    def _best(self, aim: Any) -> float:
        # HiGHS's presolve calls a few of these programs infeasible that are not: then it is asked without.
        found = self._solved(aim, presolve=True)
        if not found.success:
            found = self._solved(aim, presolve=False)
        assert found.success, f"the attacker believes something that is not so: {found.message}"
        return float(found.fun)

    def _solved(self, aim: Any, *, presolve: bool) -> Any:
        return milp(
            aim,
            constraints=self.constraint,
            bounds=Bounds(0, np.inf),
            integrality=np.ones(len(aim)),
            options={"presolve": presolve},
        )

    def _places(self, target: Target) -> list[int]:
        sheet = self.snapshots[target.time]
        periods = [target.period] if target.where == "fine" else inside(sheet, target.period)
        return [self.index[target.time, period, target.key] for period in periods]

    def _hold(self, over: Iterable[int], under: Iterable[int], least: float, most: float) -> None:
        weights: dict[int, float] = {}
        for place in over:
            weights[place] = weights.get(place, 0) + 1
        for place in under:
            weights[place] = weights.get(place, 0) - 1
        self.rows.append((weights, least, most))

    def _know_meaning(self, time: int, sheet: Published) -> None:
        for period in sheet["fine"]:

            def at(*keys: str, period: str = period) -> list[int]:
                return [self.index[time, period, key] for key in keys]

            for whole, part in pairwise(CHAIN):
                self._hold(at(whole), at(part), 0, np.inf)
            for part, whole in INSIDE.items():
                self._hold(at(whole), at(part), 0, np.inf)
            for parts, whole in APART:
                self._hold(at(whole), at(*parts), 0, np.inf)
            for whole, parts in ALL_OF:
                self._hold(at(*parts), at(whole), 0, np.inf)

    def _know_numbers(self, time: int, sheet: Published) -> None:
        for where in ("fine", "coarse"):
            for period, cells in sheet[where].items():
                for key, count in cells.items():
                    target = Target(time, where, period, key)
                    if count is not None:
                        self._hold(self._places(target), (), count, count + 4)
                    elif target in self.small:
                        self._hold(self._places(target), (), 0, 9)
        referring = sheet["now"].get("officers_referring")
        if referring is not None:
            newest = list(sheet["fine"])[-1]
            self._hold([self.index[time, newest, "referrals"]], (), referring, np.inf)
        self._know_hours(time, sheet)

    def _know_hours(self, time: int, sheet: Published) -> None:
        for hours, tenths in zip(sheet["hours"]["contact"], (5, 9), strict=True):
            if hours is None:
                continue
            weights = {self.index[time, period, "contact_24h"]: 10.0 for period in sheet["fine"]}
            weights |= {self.index[time, period, "contacted"]: -float(tenths) for period in sheet["fine"]}
            self.rows.append((weights, *((0, np.inf) if hours <= 24 else (-np.inf, 0))))

    def _know_growth(self) -> None:
        for (time, period, key), place in self.index.items():
            later = self.index.get((time + 1, period, key))
            if later is not None and key in GROWING:
                self._hold([later], [place], 0, np.inf)

    def _compile(self) -> None:
        cells = [
            (row, place, weight)
            for row, (held, _, _) in enumerate(self.rows)
            for place, weight in held.items()
        ]
        rows, places, weights = (np.array(part) for part in zip(*cells, strict=True))
        matrix = coo_array((weights, (rows, places)), shape=(len(self.rows), len(self.index))).tocsr()
        self.constraint = LinearConstraint(
            matrix, [least for _, least, _ in self.rows], [most for _, _, most in self.rows]
        )


def inside(sheet: Published, period: str) -> list[str]:
    """Return the shorter periods inside a longer one, by how they are written."""
    if period in sheet["fine"]:
        return [period]
    return [
        short
        for short in sheet["fine"]
        if _quarter(short, period) or ("-" not in period and short[:4] == period)
    ]


def _quarter(month: str, period: str) -> bool:
    year, _, part = period.partition("-Q")
    return bool(part) and month[:4] == year and (int(month[5:]) + 2) // 3 == int(part)


def withheld(snapshots: Sequence[Published]) -> list[Target]:
    """Return every number of the snapshots that is withheld."""
    return [
        Target(time, where, period, key)
        for time, sheet in enumerate(snapshots)
        for where in ("fine", "coarse")
        for period, cells in sheet[where].items()
        for key, count in cells.items()
        if count is None
    ]
