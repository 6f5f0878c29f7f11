"""What a case counts for on the dashboards: pure, from where it stands, and from nothing else.

Every measure has buckets, and a case stands in each of them or does not; only offers may be counted more than
once. How far she came is kept as the furthest stage alone: whoever came to one came to all before it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from states.facts import COPIED, PROTECTING, SERVED
from states.position import Facts, Position, local_day, parsed
from states.vocabulary import Disposition, Flag, OfferState, OrderState


class Stage(StrEnum):
    """How far a case ever came, in this order."""

    RECEIVED = "received"
    CONTACTED = "contacted"
    CONSENTED = "consented"
    #: A firm accepted it.
    ASSIGNED = "assigned"
    #: An order was applied for.
    FILED = "filed"
    #: An order was made, interim or final; an undertaking is none.
    MADE = "made"
    SERVED = "served"
    #: Made, served and known to the police, all at once.
    PROTECTED = "protected"


class Measure(StrEnum):
    """What is counted. All but `DUPLICATES` leave out cases that were duplicates of others."""

    DUPLICATES = "duplicates"
    #: The furthest stage.
    REACHED = "reached"
    #: The furthest stage, of those whose suspect was flagged as released.
    RELEASED = "released"
    #: The state now.
    STATE = "state"
    #: The disposition.
    ENDED = "ended"
    #: Spans, each in the quarter of an hour by whose end it was over: from the referral until she was reached,
    #: from her consent until a firm accepted, from the first order until it was served.
    CONTACT = "contact"
    ASSIGN = "assign"
    SERVE = "serve"
    #: Orders by type: a case counts once for each type that it has.
    FILED = "filed"
    MADE = "made"
    #: What a court did, and the rest that is or is not so of a case.
    MARK = "mark"
    #: Offers that firms turned down, by reason.
    REFUSAL = "refusal"


class Mark(StrEnum):
    """What is or is not so of a case."""

    WITHOUT_NOTICE = "without_notice"
    INTERIM = "interim"
    FINAL = "final"
    UNDERTAKING = "undertaking"
    REFUSED = "refused"
    REPEAT = "repeat"


#: What a case counts for: the measure, the bucket, and how often.
Counts = Counter[tuple[str, str]]

QUARTER = timedelta(minutes=15)
#: Quarters of an hour in an hour, a day, a week and the longest span that is told apart.
HOUR, DAY, WEEK, LONGEST = 4, 96, 672, 8640
#: An offer that nobody answered in time, among the reasons.
LAPSED = "lapsed"

#: The facts that `measures()` reads: where all are the same object as before, so is what it says.
READ = (
    "referred_at",
    "contacted_at",
    "consented_at",
    "consent",
    "flags",
    "repeat_of",
    "disposition",
    "offers",
    "orders",
    "force",
)


def month_of(position: Position) -> str:
    """Return the cohort of a case: the month in London in which it was referred, as "2026-11"."""
    return month(local_day(parsed(position.facts["referred_at"])))


def month(day: date) -> str:
    """Write the month of a day."""
    return f"{day.year:04}-{day.month:02}"


def measures(position: Position) -> Counts:
    """Return what a case counts for where it stands; nothing before it is opened."""
    facts = position.facts
    if not position.state:
        return Counter()
    if facts["disposition"] == Disposition.DUPLICATE:
        return Counter({(Measure.DUPLICATES.value, ""): 1})
    orders = list(facts["orders"].values())
    reached = _stage(facts, orders).value
    counted = Counter({(Measure.REACHED.value, reached): 1, (Measure.STATE.value, position.state): 1})
    if Flag.SUSPECT_RELEASED in facts["flags"]:
        counted[Measure.RELEASED.value, reached] = 1
    if facts["disposition"] is not None:
        counted[Measure.ENDED.value, facts["disposition"]] = 1
    for measure, span in _spans(facts, orders):
        counted[measure.value, bucket(span)] = 1
    for measure, kind in {(of, order["type"]) for order in orders for of in _kinds(order)}:
        counted[measure.value, kind] = 1
    for mark in set(_marks(facts, orders)):
        counted[Measure.MARK.value, mark.value] = 1
    return counted


def refusals(position: Position) -> Counter[tuple[str, str]]:
    """Return how often each firm turned the case down, by firm and reason."""
    turned: Counter[tuple[str, str]] = Counter()
    for offer in position.facts["offers"].values():
        if offer["state"] == OfferState.DECLINED:
            turned[offer["firm"], offer.get("declined_for", "other")] += 1
        elif offer["state"] == OfferState.LAPSED:
            turned[offer["firm"], LAPSED] += 1
    return turned


def firm_of(position: Position) -> str | None:
    """Return the firm that a case counts for: the last that accepted it, whether or not it still acts."""
    accepted = filter(_was_accepted, position.facts["offers"].values())
    # By when, not by their place: rows keep facts in the order of their names.
    last = max(accepted, key=lambda offer: parsed(offer.get("accepted_at") or offer["made_at"]), default=None)
    return None if last is None else str(last["firm"])


def bucket(span: timedelta) -> str:
    """Return the quarter of an hour by whose end a span was over: whole hours past a day, whole days past a week.

    A span below nothing was over at once: whoever records a day records no hour.
    """
    quarters = max(1, math.ceil(span / QUARTER))
    step = 1 if quarters <= DAY else HOUR if quarters <= WEEK else DAY
    return str(min(LONGEST, math.ceil(quarters / step) * step))


def _stage(facts: Facts, orders: Iterable[Facts]) -> Stage:
    """Return how far the case ever came. Cases on version 1 say less, and are judged by what stands in them now."""
    if orders:
        return max((_order_stage(order) for order in orders), key=_RANK.__getitem__)
    if any(map(_was_accepted, facts["offers"].values())):
        return Stage.ASSIGNED
    if facts.get("consented_at") or facts["consent"] or facts["offers"]:
        return Stage.CONSENTED
    return Stage.CONTACTED if facts["contacted_at"] else Stage.RECEIVED


def _order_stage(order: Facts) -> Stage:
    if not _was_made(order):
        return Stage.FILED
    served = order["service"] in SERVED
    if order.get("first_protected_at") or (
        served and order["copy"] in COPIED and order["state"] in PROTECTING
    ):
        return Stage.PROTECTED
    return Stage.SERVED if served or order.get("first_served_at") else Stage.MADE


def _was_made(order: Facts) -> bool:
    """Say whether a court ever made the order, for a time or for good."""
    if order.get("interim_at") or order.get("final_at"):
        return True
    return order["made_at"] is not None and not order["undertaking"]


def _was_accepted(offer: Facts) -> bool:
    return offer["state"] in (OfferState.ACCEPTED, OfferState.ENDED)


def _spans(facts: Facts, orders: Iterable[Facts]) -> Iterator[tuple[Measure, timedelta]]:
    if facts["contacted_at"]:
        yield Measure.CONTACT, parsed(facts["contacted_at"]) - parsed(facts["referred_at"])
    accepted = _first(offer.get("accepted_at") for offer in facts["offers"].values())
    if accepted and facts.get("consented_at"):
        yield Measure.ASSIGN, accepted - parsed(facts["consented_at"])
    told = [(made, parsed(order["first_served_at"])) for order in orders if (made := _served_after(order))]
    if told:
        made, served = min(told)
        yield Measure.SERVE, served - made


def _served_after(order: Facts) -> datetime | None:
    """Return when the order was first made, if it was ever served."""
    if not order.get("first_served_at"):
        return None
    return _first((order.get("interim_at"), order.get("final_at")))


def _first(moments: Iterable[str | None]) -> datetime | None:
    return min((parsed(text) for text in moments if text), default=None)


def _kinds(order: Facts) -> tuple[Measure, ...]:
    return (Measure.FILED, Measure.MADE) if _was_made(order) else (Measure.FILED,)


def _marks(facts: Facts, orders: Iterable[Facts]) -> Iterator[Mark]:
    if facts["repeat_of"] is not None:
        yield Mark.REPEAT
    for order in orders:
        if order["without_notice"]:
            yield Mark.WITHOUT_NOTICE
        if order.get("interim_at") or order["state"] == OrderState.INTERIM:
            yield Mark.INTERIM
        if order.get("final_at") or order["state"] == OrderState.MADE:
            yield Mark.FINAL
        if order["undertaking"]:
            yield Mark.UNDERTAKING
        if order["state"] == OrderState.REFUSED:
            yield Mark.REFUSED


#: The order of the stages.
STAGES = tuple(Stage)
_RANK = {stage: rank for rank, stage in enumerate(STAGES)}
