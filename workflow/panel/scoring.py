"""How well a firm suits a case: points for each reason, a hundred at most. What is not known earns half.

The numbers are our own proposal (I), docs/sources.md#ranking. The bands are wide on purpose: firms that suit alike
share their cases by weight, and a mile more or less must not undo that.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from states.due import OFFER_URGENT
from workflow.panel.offering import Factor, Firm, Matter, Reason, Weighs
from workflow.panel.places import miles, rounded

#: Miles up to which a firm is near, and the points of each band; beyond the last band there are none.
BANDS = ((15, 40), (30, 30), (60, 15))
FARTHEST = 40
LANGUAGE, LEGAL_AID, DUTY, SPEED = 20, 20, 10, 10
#: Taken off a firm that has not taken most of its latest offers.
OFTEN_DECLINES = 15
#: Answers below which nothing is concluded from them.
FEW = 3
#: Minutes within which an urgent offer is to be answered.
URGENT = OFFER_URGENT.total_seconds() / 60
HOUR, DAY = 60, 24 * 60


class Points(NamedTuple):
    """What one reason earns; without words where every firm earns it."""

    points: int
    reason: Reason | None


def points(firm: Firm, matter: Matter, distance: float | None) -> tuple[Points, ...]:
    """Return what each reason earns the firm, in the order in which they are told."""
    return tuple(found for rule in RULES if (found := rule(firm, matter, distance)) is not None)


def _distance(_: Firm, matter: Matter, distance: float | None) -> Points:
    if distance is None:
        return _said(Factor.DISTANCE, FARTHEST // 2, "How far away is not known")
    earned = next((earned for most, earned in BANDS if distance <= most), 0)
    near = rounded(distance)
    at = "Within" if distance <= near == rounded(0) else "About"
    origin = f" from {matter.near}" if matter.near else ""
    weighs = Weighs.FOR if earned == FARTHEST else Weighs.AGAINST if not earned else Weighs.NEITHER
    return Points(earned, Reason(Factor.DISTANCE, weighs, f"{at} {near} miles{origin}"))


def _language(firm: Firm, matter: Matter, _: float | None) -> Points:
    if matter.language == "en":
        return Points(LANGUAGE, None)
    if firm.languages is None:
        return _said(Factor.LANGUAGE, LANGUAGE // 2, "Whether it speaks her language is not known")
    if matter.language in firm.languages:
        return _said(Factor.LANGUAGE, LANGUAGE, "Speaks her language", Weighs.FOR)
    return _said(Factor.LANGUAGE, 0, "Does not speak her language", Weighs.AGAINST)


def _legal_aid(firm: Firm, matter: Matter, _: float | None) -> Points:
    if matter.needs_legal_aid is False:
        return Points(LEGAL_AID, None)
    if firm.legal_aid is None:
        return _said(Factor.LEGAL_AID, LEGAL_AID // 2, "Whether it has a legal aid contract is not known")
    if firm.legal_aid:
        return _said(Factor.LEGAL_AID, LEGAL_AID, "Has a legal aid contract", Weighs.FOR)
    return _said(Factor.LEGAL_AID, 0, "Has no legal aid contract", Weighs.AGAINST)


def _duty(firm: Firm, matter: Matter, _: float | None) -> Points:
    if not matter.urgent:
        return Points(DUTY, None)
    if firm.on_duty is None:
        return _said(Factor.DUTY, DUTY // 2, "When it answers offers is not known")
    return _said(Factor.DUTY, DUTY, "Somebody is on duty now", Weighs.FOR)


def _speed(firm: Firm, matter: Matter, _: float | None) -> Points:
    if firm.minutes is None:
        return _said(Factor.SPEED, SPEED // 2, "How fast it answers is not known")
    says = f"Answers within {_span(firm.minutes)} on average"
    if not matter.urgent:
        return _said(Factor.SPEED, SPEED // 2, says)
    if firm.minutes <= URGENT:
        return _said(Factor.SPEED, SPEED, says, Weighs.FOR)
    return _said(Factor.SPEED, 0, says, Weighs.AGAINST)


def _declines(firm: Firm, _: Matter, __: float | None) -> Points | None:
    if not firm.answers:
        return None
    says = f"Did not take {firm.refused} of its last {firm.answers} offers"
    if firm.answers >= FEW and 2 * firm.refused > firm.answers:
        return _said(Factor.DECLINES, -OFTEN_DECLINES, says, Weighs.AGAINST)
    return _said(Factor.DECLINES, 0, says)


def _capacity(firm: Firm, _: Matter, __: float | None) -> Points:
    if firm.capacity is None:
        return _said(Factor.CAPACITY, 0, "How many cases it can take is not known")
    room = firm.capacity - firm.carries
    return _said(
        Factor.CAPACITY, 0, f"Has room for {room} more {'case' if room == 1 else 'cases'}", Weighs.FOR
    )


Rule = Callable[[Firm, Matter, float | None], Points | None]
RULES: tuple[Rule, ...] = (_distance, _language, _legal_aid, _duty, _speed, _declines, _capacity)


def distance_of(firm: Firm, matter: Matter) -> float | None:
    """Return how far the nearest office is from her outward code or area; None where either is not known."""
    if matter.position is None:
        return None
    here = matter.position
    return min((miles(here, position) for position in firm.positions), default=None)


def _said(factor: Factor, earned: int, says: str, weighs: Weighs = Weighs.NEITHER) -> Points:
    return Points(earned, Reason(factor, weighs, says))


def _span(minutes: float) -> str:
    """Say about how long: whole hours of a day, else days."""
    if minutes <= DAY:
        hours = max(1, math.ceil(minutes / HOUR))
        return "an hour" if hours == 1 else f"{hours} hours"
    return f"{math.ceil(minutes / DAY)} days"
