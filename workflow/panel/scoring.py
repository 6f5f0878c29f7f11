"""How well a firm suits a case: points for each reason, a hundred at most. What is not known earns half.

The numbers are our own proposal (I), docs/sources.md#ranking. The bands are wide on purpose: firms that suit alike
share their cases by weight, and a mile more or less must not undo that. Points are worked out for every firm of the
panel, words only for those that somebody reads.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from states.due import OFFER_URGENT
from workflow.panel.offering import Factor, Firm, Matter, Reason, Weighs
from workflow.panel.places import miles, rounded

#: Miles up to which a firm is near, and the points of each band; beyond the last band there are none.
BANDS = ((15, 40), (30, 30), (60, 15))
NEAREST = 40
LANGUAGE, LEGAL_AID, DUTY, SPEED = 20, 20, 10, 10
#: Taken off a firm that has not taken most of its latest offers.
OFTEN_DECLINES = 15
#: Answers below which nothing is concluded from them.
FEW = 3
#: Minutes within which an urgent offer is to be answered.
URGENT = OFFER_URGENT.total_seconds() / 60
HOUR, DAY = 60, 24 * 60

#: Points for one thing that is known of a firm, and the words for it; no words where every firm earns the same.
Earns = Callable[[Firm, Matter, float | None], int]
Tells = Callable[[Firm, Matter, float | None], str | None]


class Rule(NamedTuple):
    """What one factor earns, of how much at most, and what is said of it."""

    factor: Factor
    earns: Earns
    tells: Tells
    most: int


def score_of(firm: Firm, matter: Matter, distance: float | None) -> int:
    """Return the points that a firm earns in all."""
    return sum(rule.earns(firm, matter, distance) for rule in RULES)


def reasons_of(firm: Firm, matter: Matter, distance: float | None) -> tuple[Reason, ...]:
    """Tell what earned a firm its points, and what did not."""
    told = ((rule, rule.tells(firm, matter, distance)) for rule in RULES)
    return tuple(
        Reason(rule.factor, _weighs(rule, firm, matter, distance), says)
        for rule, says in told
        if says is not None
    )


def distance_of(firm: Firm, matter: Matter) -> float | None:
    """Return how far the nearest office is from her outward code or area; None where either is not known."""
    here = matter.position
    if here is None or not firm.positions:
        return None
    return min([miles(here, position) for position in firm.positions])


def _weighs(rule: Rule, firm: Firm, matter: Matter, distance: float | None) -> Weighs:
    """What is known weighs by whether it earned all, some or nothing."""
    if rule.factor not in known_of(firm, distance):
        return Weighs.NEITHER
    earned = rule.earns(firm, matter, distance)
    if earned == rule.most:
        return Weighs.FOR if rule.most else Weighs.NEITHER
    return Weighs.AGAINST if earned <= 0 else Weighs.NEITHER


def known_of(firm: Firm, distance: float | None) -> set[Factor]:
    """Name what is known of a firm."""
    known = {
        Factor.DISTANCE: distance,
        Factor.LANGUAGE: firm.languages,
        Factor.LEGAL_AID: firm.legal_aid,
        Factor.DUTY: firm.on_duty,
        Factor.SPEED: firm.minutes,
        Factor.CAPACITY: firm.capacity,
        Factor.DECLINES: firm.answers or None,
    }
    return {factor for factor, value in known.items() if value is not None}


def _distance(_: Firm, __: Matter, distance: float | None) -> int:
    if distance is None:
        return NEAREST // 2
    for most, earned in BANDS:
        if distance <= most:
            return earned
    return 0


def _tell_distance(_: Firm, matter: Matter, distance: float | None) -> str:
    if distance is None:
        return "How far away is not known"
    near = rounded(distance)
    at = "Within" if distance <= near == rounded(0) else "About"
    return f"{at} {near} miles from {matter.near}"


def _language(firm: Firm, matter: Matter, _: float | None) -> int:
    if matter.language == "en":
        return LANGUAGE
    if firm.languages is None:
        return LANGUAGE // 2
    return LANGUAGE if matter.language in firm.languages else 0


def _tell_language(firm: Firm, matter: Matter, _: float | None) -> str | None:
    if matter.language == "en":
        return None
    if firm.languages is None:
        return "Whether it speaks her language is not known"
    return "Speaks her language" if matter.language in firm.languages else "Does not speak her language"


def _legal_aid(firm: Firm, matter: Matter, _: float | None) -> int:
    if matter.needs_legal_aid is False or firm.legal_aid:
        return LEGAL_AID
    return LEGAL_AID // 2 if firm.legal_aid is None else 0


def _tell_legal_aid(firm: Firm, matter: Matter, _: float | None) -> str | None:
    if matter.needs_legal_aid is False:
        return None
    if firm.legal_aid is None:
        return "Whether it has a legal aid contract is not known"
    return "Has a legal aid contract" if firm.legal_aid else "Has no legal aid contract"


def _duty(firm: Firm, matter: Matter, _: float | None) -> int:
    return DUTY // 2 if matter.urgent and firm.on_duty is None else DUTY


def _tell_duty(firm: Firm, matter: Matter, _: float | None) -> str | None:
    if not matter.urgent:
        return None
    return "When it answers offers is not known" if firm.on_duty is None else "Somebody is on duty now"


def _speed(firm: Firm, matter: Matter, _: float | None) -> int:
    if firm.minutes is None or not matter.urgent:
        return SPEED // 2
    return SPEED if firm.minutes <= URGENT else 0


def _tell_speed(firm: Firm, _: Matter, __: float | None) -> str:
    if firm.minutes is None:
        return "How fast it answers is not known"
    return f"Answers within {_span(firm.minutes)} on average"


def _declines(firm: Firm, _: Matter, __: float | None) -> int:
    return -OFTEN_DECLINES if firm.answers >= FEW and 2 * firm.refused > firm.answers else 0


def _tell_declines(firm: Firm, _: Matter, __: float | None) -> str | None:
    return f"Did not take {firm.refused} of its last {firm.answers} offers" if firm.answers else None


def _tell_capacity(firm: Firm, _: Matter, __: float | None) -> str:
    if firm.capacity is None:
        return "How many cases it can take is not known"
    room = firm.capacity - firm.carries
    return f"Has room for {room} more {'case' if room == 1 else 'cases'}"


RULES: tuple[Rule, ...] = (
    Rule(Factor.DISTANCE, _distance, _tell_distance, NEAREST),
    Rule(Factor.LANGUAGE, _language, _tell_language, LANGUAGE),
    Rule(Factor.LEGAL_AID, _legal_aid, _tell_legal_aid, LEGAL_AID),
    Rule(Factor.DUTY, _duty, _tell_duty, DUTY),
    Rule(Factor.SPEED, _speed, _tell_speed, SPEED),
    Rule(Factor.DECLINES, _declines, _tell_declines, 0),
    # Room earns nothing: whoever has none is left out, and how much there is must not undo the shares.
    Rule(Factor.CAPACITY, lambda _, __, ___: 0, _tell_capacity, 0),
)


def _span(minutes: float) -> str:
    """Say about how long: whole hours of a day, else days."""
    if minutes <= DAY:
        hours = max(1, math.ceil(minutes / HOUR))
        return "an hour" if hours == 1 else f"{hours} hours"
    return f"{math.ceil(minutes / DAY)} days"
