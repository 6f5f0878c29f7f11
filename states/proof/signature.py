"""When two positions are the same to every guard, chooser, coupling, clock and permission.

The signature keeps what those read and drops the rest (references, dates, counters that
nothing reads). A moment counts only as the side of each threshold on which it stands: attempts
seven days apart, questions 48 hours apart, an outcome 90 days old, a hearing within 14 days, an
expiry within 42, an offer that has run out. Counts stop at the number that a guard asks for.
In an outcome nobody counts attempts any more, and a reopening counts anew; in a closed case only
its orders may still move.

Positions of one signature admit the same asks and lead to the same signatures; a test holds
that on positions that were merged. Waiting is the exception: how soon a threshold is passed
differs within one signature, so merging may leave a position out, but every position that is
explored is a real one.
"""

from collections.abc import Hashable
from datetime import date, datetime, timedelta
from operator import itemgetter

from states.clocks import key
from states.due import EXPIRY_WARNED
from states.facts import is_pending
from states.guards import (
    ASKED_OVER,
    ENOUGH_ASKS,
    ENOUGH_ATTEMPTS,
    ENOUGH_TIMES,
    HEARING_NEAR,
    OVER,
    REOPENED_WITHIN,
    SETTLED_AFTER,
)
from states.position import Facts, Position, local_day, parsed
from states.surveys import asked, due_wave, may_answer
from states.vocabulary import Clock, OfferState, State

#: Facts that are read as they stand.
PLAIN = itemgetter(
    "owner",
    "sensitive",
    "safety",
    "voicemail",
    "withheld_number",
    "messages_stopped",
    "grade",
    "firm",
    "deceased",
    "disposition",
)
#: Facts that are lists or dictionaries, read as they stand.
LISTED = itemgetter("channels", "flags", "excluded_firms")
#: Facts of which only their being there is read.
PRESENT = itemgetter("queue", "contacted_at", "windows")
#: An attempt made before she last answered does not count; sample attempts are less than a day old.
ANSWERED = timedelta(days=1)


def signature(position: Position, at: datetime) -> Hashable:
    """Return what distinguishes a position, at that moment, from any other."""
    state, facts = position.state, position.facts
    running = _running(facts["clocks"])
    bound = tuple(sorted(_order(order, running.get(name, []), at) for name, order in facts["orders"].items()))
    standing = (state, PLAIN(facts), bound, tuple(sorted(_offers(facts, at))), tuple(running.get("", ())))
    if state == State.CLOSED:
        return standing
    return (
        *standing,
        *map(tuple, LISTED(facts)),
        *map(bool, PRESENT(facts)),
        tuple(sorted(facts["routes"].items())),
        tuple(facts["consent"]["scope"]) if facts["consent"] else None,
        facts["paused"] and facts["paused"]["clock"],
        facts["answered_at"] is not None and at - parsed(facts["answered_at"]) < ANSWERED,
        _age(facts["outcome_at"], at),
        _surveyed(facts, at),
        (_tried(facts["attempts"], at), _asked(facts["asks"], at)) if state != State.OUTCOME else None,
    )


def _tried(attempts: Facts | None, at: datetime) -> Hashable:
    if attempts is None:
        return None
    times = "enough" if len(attempts["times"]) >= ENOUGH_TIMES else tuple(attempts["times"])
    first = parsed(attempts["first"])
    return (
        min(attempts["count"], ENOUGH_ATTEMPTS),
        times,
        parsed(attempts["last"]) - first >= OVER,
        at - first >= OVER,
    )


def _asked(asks: Facts | None, at: datetime) -> Hashable:
    if asks is None:
        return None
    first = parsed(asks["first"])
    return (
        min(asks["count"], ENOUGH_ASKS),
        parsed(asks["last"]) - first >= ASKED_OVER,
        at - first >= ASKED_OVER,
    )


def _age(outcome_at: str | None, at: datetime) -> Hashable:
    if outcome_at is None:
        return None
    age = at - parsed(outcome_at)
    return age <= REOPENED_WITHIN, age >= SETTLED_AFTER


def _surveyed(facts: Facts, at: datetime) -> Hashable:
    """Say which surveys she was asked for and answered, and which one is due."""
    held = tuple(sorted((wave, one["answered_at"] is not None) for wave, one in asked(facts).items()))
    return held, due_wave(facts, at), may_answer(facts, at)


def _running(clocks: Facts) -> dict[str, list[str]]:
    """Part the clocks by the order or offer that they belong to; the case's own under "". Paused ones are still."""
    running: dict[str, list[str]] = {}
    for name in sorted(clocks):
        clock, _, subject = name.partition(":")
        still = " still" if "paused_until" in clocks[name] else ""
        running.setdefault(subject, []).append(clock + still)
    return running


def _order(order: Facts, running: list[str], at: datetime) -> tuple[str, ...]:
    """Describe one order in words, so that the orders of a case can be sorted."""
    return (
        order["state"],
        order["service"],
        order["copy"],
        order["firm"] or "",
        _expiry(order, at),
        "hearing near" if _hearing_near(order, at) else "",
        "released" if order["released"] else "",
        "undertaking" if order["undertaking"] else "",
        *running,
    )


def _expiry(order: Facts, at: datetime) -> str:
    if order["expires_on"] is None:
        return "none"
    days = (date.fromisoformat(order["expires_on"]) - local_day(at)).days
    return "past" if days < 0 else "near" if days <= EXPIRY_WARNED.days else "later"


def _hearing_near(order: Facts, at: datetime) -> bool:
    if not is_pending(order):
        return False
    today, last = local_day(at), local_day(at + HEARING_NEAR)
    days = (order["hearing_at"], order["return_day"])
    return any(day and today <= date.fromisoformat(day[:10]) <= last for day in days)


def _offers(facts: Facts, at: datetime) -> list[tuple[str, str, bool]]:
    """Describe the offers that still count: live ones, run out or not, and the accepted one."""
    described = []
    for name, offer in facts["offers"].items():
        if offer["state"] in (OfferState.OFFERED, OfferState.ACCEPTED):
            clock = facts["clocks"].get(key(Clock.OFFER.value, name))
            described.append((offer["firm"], offer["state"], clock is None or at >= parsed(clock["due"])))
    return described
