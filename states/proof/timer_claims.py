"""What must always hold of what runs out: it can act when it is due, and nothing puts off a threat."""

from datetime import datetime

from states.errors import NotPermitted, Refused
from states.moves import Ask, Move
from states.position import parsed
from states.proof.point import MoveClaim, Point, PositionClaim
from states.timers import ORDER_END, PAUSE, TIMERS, Timer, timers
from states.timetable import RISKS
from states.vocabulary import Clock, Event, Grade, OrderState, Role, State

#: What the system asks for at these is never refused: nobody else would see to it.
CERTAIN = (Clock.OFFER.value, PAUSE, ORDER_END)
#: What a lead does about a threat.
LEADS_ACTS = (Event.ADD_NOTE, Event.LOG_ATTEMPT)


def _cannot_act(point: Point) -> str | None:
    """Ask, as the system, what is due at each timer that acts by itself."""
    for name, timer in timers(point.facts).items():
        if (
            timer.clock in CERTAIN
            and not _is_for_people(point, timer)
            and not _acts(point, timer, max(point.at, parsed(timer.due)))
        ):
            return f"the system can do nothing when {name.partition(':')[0]} has run out"
    return None


def _is_for_people(point: Point, timer: Timer) -> bool:
    """Say whether a court may have decided what the system cannot know."""
    return timer.clock == ORDER_END and point.facts["orders"][timer.subject]["state"] == OrderState.INTERIM


def _acts(point: Point, timer: Timer, at: datetime) -> bool:
    rule = TIMERS[timer.clock]
    if rule.then is None:
        return False
    chart, event = rule.then
    ask = Ask(event, Role.SYSTEM, at, payload=rule.said, chart=chart, subject=timer.subject)
    try:
        after = point.definition.decide(point.position, ask).after
    except (Refused, NotPermitted):
        return False
    return timer not in timers(after.facts).values()


def _stands_still(point: Point) -> str | None:
    """Say whether a clock stands still with no pause, or runs out during its own."""
    paused, clocks = point.facts["paused"], point.facts["clocks"]
    for name, timer in timers(point.facts).items():
        until = clocks.get(name, {}).get("paused_until")
        if until is None:
            continue
        if paused is None or paused["clock"] != timer.clock or paused["until"] != until:
            return f"{timer.clock} stands still, and no pause says so"
        if min(parsed(timer.due), parsed(timer.escalates)) < parsed(until):
            return f"{timer.clock} runs out while it is paused"
    return None


def _threatened(move: Move) -> bool:
    said = move.step.payload.get("facts") or move.step.payload
    named = said.get("grade") == Grade.HIGH or bool(said.get("flags"))
    told = (move.step.chart, move.step.event) in RISKS and named
    return told or Clock.THREAT_TO_LIFE in move.before.facts["clocks"]


def _put_off(move: Move) -> str | None:
    """Say whether a threat that was named, or that waits for a lead, is left without its hour."""
    before, after = (at.facts["clocks"].get(Clock.THREAT_TO_LIFE) for at in (move.before, move.after))
    if move.after.state == State.CLOSED:
        return "the case is closed though a threat waits for a lead"
    if after is None:
        acted = move.step.by is Role.LEAD and move.step.event in LEADS_ACTS
        return None if acted else f"{move.step.event} leaves a threat without a clock"
    late = before is not None and parsed(after["due"]) > parsed(before["due"])
    return f"{move.step.event} puts a threat off" if late else None


TIMER_CLAIMS: tuple[PositionClaim, ...] = (
    PositionClaim(
        "timers can act",
        "an offer, a pause and a final order that run out are ended by the system, whatever else happened",
        lambda _: True,
        _cannot_act,
    ),
    PositionClaim(
        "pauses hold",
        "a paused clock never runs out before its pause ends, and none stands still without a pause",
        Point.is_unclosed,
        _stands_still,
    ),
)

TIMER_MOVES: tuple[MoveClaim, ...] = (
    MoveClaim(
        "threats reach a lead",
        "a threat to her life has its hour in every state, and only what a lead does stops it",
        _threatened,
        _put_off,
    ),
)
