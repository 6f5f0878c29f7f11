"""The firms for a case, best first, each with its reasons: a pure function of the panel and of what the case asks.

Firms that suit a case alike share cases by weight, like cabs at a rank: the one that was offered the fewest for its
weight and its time on the panel goes first. A turn is a case that was offered, whatever the firm answered, or a
firm that declines would stay at the head for ever. The same panel and the same case give the same order.
"""

from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from workflow.panel.excluding import exclusions
from workflow.panel.offering import Excluded, Factor, Firm, Matter, Ranked, Ranking, Reason, Weighs
from workflow.panel.places import rounded
from workflow.panel.scoring import distance_of, points

#: Days in which turns count. Half a year forgets what a firm was, and holds more turns than there are ties.
WINDOW = 182
#: Days for which a share is counted at least: a firm that came yesterday gets its share, not all that comes.
LEAST = 7
#: Behind every firm whose answers or distance are known.
LAST = float("inf")


class _Place(NamedTuple):
    """By what a firm is put in order; the last part tells any two apart."""

    points: int
    load: float
    last_turn: int
    minutes: float
    miles: float
    code: str


def rank(firms: Iterable[Firm], matter: Matter) -> Ranking:
    """Rank the firms for a case; name those left out, and why."""
    ranked: list[tuple[_Place, Ranked]] = []
    excluded: list[Excluded] = []
    for firm in firms:
        if reasons := exclusions(firm, matter):
            excluded.append(Excluded(firm.code, firm.name, reasons))
        else:
            ranked.append(_ranked(firm, matter))
    ranked.sort(key=itemgetter(0))
    excluded.sort(key=lambda one: (one.name, one.code))
    return Ranking(tuple(one for _, one in ranked), tuple(excluded))


def load_of(firm: Firm) -> float:
    """Return how much a firm was offered for its weight and its days on the panel: the least goes first.

    The half is Sainte-Laguë's, who gave parties their seats: without it the window forgets small weights first, and
    they got more than their share.
    """
    return (firm.turns + 0.5) / (firm.weight * min(max(firm.days, LEAST), WINDOW))


def _ranked(firm: Firm, matter: Matter) -> tuple[_Place, Ranked]:
    distance = distance_of(firm, matter)
    earned = points(firm, matter, distance)
    score = sum(one.points for one in earned)
    minutes = LAST if firm.minutes is None else firm.minutes
    away = LAST if distance is None else distance
    place = _Place(-score, load_of(firm), firm.last_turn, minutes, away, firm.code)
    reasons = (*(one.reason for one in earned if one.reason is not None), _share(firm))
    near = None if distance is None else rounded(distance)
    return place, Ranked(firm.code, firm.name, max(score, 0), near, reasons)


def _share(firm: Firm) -> Reason:
    turns = f"{firm.turns} {'case' if firm.turns == 1 else 'cases'}"
    weight = "" if firm.weight == 1 else f", with a weight of {firm.weight}"
    return Reason(Factor.SHARE, Weighs.NEITHER, f"Was offered {turns} in the last half year{weight}")
