"""The firms for a case, best first, each with its reasons: a pure function of the panel and of what the case asks.

Firms that suit a case alike share cases by weight, like cabs at a rank: the one that was offered the fewest for its
weight and its time on the panel goes first. A turn is a case that was offered, whatever the firm answered, or a
firm that declines would stay at the head for ever. The same panel and the same case give the same order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from workflow.panel.excluding import exclusions
from workflow.panel.offering import Excluded, Factor, Firm, Matter, Ranked, Reason, Weighs
from workflow.panel.places import rounded
from workflow.panel.scoring import distance_of, reasons_of, score_of

#: Days in which turns count. Half a year forgets what a firm was, and holds more turns than there are ties.
WINDOW = 182
#: Days for which a share is counted at least: a firm that came yesterday gets its share, not all that comes.
LEAST = 7
#: Behind every firm whose answers or distance are known.
LAST = float("inf")

#: By what a firm is put in order: points, load, last turn, minutes to answer, miles; its code tells any two apart.
Place = tuple[int, float, int, float, float, str]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The firms for a case, best first, and those left out, by name. Words are made for those that are asked for."""

    matter: Matter
    order: tuple[Firm, ...]
    excluded: tuple[Excluded, ...]

    def ranked(self, first: int = 0, most: int | None = None) -> tuple[Ranked, ...]:
        """Tell of the firms from this place on why each stands where it does."""
        stop = None if most is None else first + most
        return tuple(_told(firm, self.matter) for firm in islice(self.order, first, stop))


def rank(firms: Iterable[Firm], matter: Matter) -> Ranking:
    """Rank the firms for a case; name those left out, and why."""
    places: list[tuple[Place, Firm]] = []
    excluded: list[Excluded] = []
    for firm in firms:
        if reasons := exclusions(firm, matter):
            excluded.append(Excluded(firm.code, firm.name, reasons))
        else:
            places.append((_place(firm, matter), firm))
    places.sort(key=lambda one: one[0])
    excluded.sort(key=lambda one: (one.name, one.code))
    return Ranking(matter, tuple(firm for _, firm in places), tuple(excluded))


def load_of(firm: Firm) -> float:
    """Return how much a firm was offered for its weight and its days on the panel: the least goes first.

    The half is Sainte-Laguë's, who gave parties their seats: without it the window forgets small weights first, and
    they got more than their share.
    """
    return (firm.turns + 0.5) / (firm.weight * min(max(firm.days, LEAST), WINDOW))


def _place(firm: Firm, matter: Matter) -> Place:
    distance = distance_of(firm, matter)
    minutes = LAST if firm.minutes is None else firm.minutes
    away = LAST if distance is None else distance
    return (-score_of(firm, matter, distance), load_of(firm), firm.last_turn, minutes, away, firm.code)


def _told(firm: Firm, matter: Matter) -> Ranked:
    distance = distance_of(firm, matter)
    near = None if distance is None else rounded(distance)
    reasons = (*reasons_of(firm, matter, distance), _share(firm))
    return Ranked(firm.code, firm.name, max(score_of(firm, matter, distance), 0), near, reasons)


def _share(firm: Firm) -> Reason:
    turns = f"{firm.turns} {'case' if firm.turns == 1 else 'cases'}"
    weight = "" if firm.weight == 1 else f", with a weight of {firm.weight}"
    return Reason(Factor.SHARE, Weighs.NEITHER, f"Was offered {turns} in the last half year{weight}")
