"""Winding the clocks of a case: which run after a step, and until when.

A clock is worked out once, by the step that starts it, and what came out is recorded with the
step: a replay never asks the calendar again, and new bank holidays change no past.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from states.clock_rule import ClockRule
from states.position import Facts, Position, Step, moment, parsed
from states.timetable import CLOCKS, RECEIVE
from states.vocabulary import Chart, Clock, OfferState, OrderState

__all__ = ["CLOCKS", "RECEIVE", "RULES", "ClockChange", "ClockRule", "key", "wind"]

Running = dict[str, Any]

RULES: Mapping[str, ClockRule] = {rule.clock.value: rule for rule in CLOCKS}

_MOVES = frozenset(move for rule in CLOCKS for move in rule.starts | rule.stops)
#: The rules that a step concerns, so that it looks at no other.
_CONCERNED: Mapping[tuple[Chart, str], Sequence[ClockRule]] = {
    move: tuple(rule for rule in CLOCKS if move in rule.starts | rule.stops) for move in _MOVES
}


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What the clocks of a case are set to by a step: all of them, or None where none changed."""

    running: Running | None


def key(clock: str, subject: str | None = None) -> str:
    """Name one running clock of a case: the clock, and the order or offer that it belongs to."""
    return clock if subject is None else f"{clock}:{subject}"


def wind(before: Position, after: Position, steps: Iterable[Step]) -> ClockChange:
    """Work out which clocks run after these steps. `after` still holds the clocks from before.

    Every case that is not closed is left with a clock; `verify` proves it.
    """
    old: Running = before.facts["clocks"]
    running = dict(old)
    for step in steps:
        for rule in _CONCERNED.get((step.chart, step.event), ()):
            _turn(rule, step, after.facts, running)
        if step.chart is Chart.CASE and before.facts["paused"] != after.facts["paused"]:
            _shift(running, before.facts["paused"], after.facts["paused"], step.at)
    kept = {name: clock for name, clock in running.items() if _belongs(name, after)}
    return ClockChange(None if kept == old else kept)


def _turn(rule: ClockRule, step: Step, facts: Facts, running: Running) -> None:
    """Stop or start the clock of one rule, as the step says."""
    move = (step.chart, step.event)
    name = key(rule.clock.value, _subject(rule, step))
    if move in rule.stops and rule.stopped_by in (None, step.by):
        running.pop(name, None)
    if move not in rule.starts or (name in running and not rule.renews):
        return
    times = rule.due(facts, step)
    if times is not None:
        due_at, escalates_at = times
        since = facts["first_contact_since"] if rule.clock is Clock.FIRST_CONTACT else moment(step.at)
        running[name] = {"due": moment(due_at), "escalates": moment(escalates_at), "since": since}


def _subject(rule: ClockRule, step: Step) -> str | None:
    if rule.clock is Clock.OFFER:
        return str(step.found["offer"])
    return step.subject if rule.order_states else None


def _shift(running: Running, before: Facts | None, after: Facts | None, at: datetime) -> None:
    """Move the paused clocks on by the pause, or back by what is left of it.

    A clock that was started anew meanwhile bears no mark of the pause, and stays.
    """
    for name, clock in running.items():
        if after is not None and name.partition(":")[0] == after["clock"]:
            until = parsed(after["until"])
            running[name] = _moved(clock, until - at) | {"paused_until": after["until"]}
        elif before is not None and "paused_until" in clock:
            left = max(parsed(clock["paused_until"]) - at, timedelta())
            running[name] = _moved({part: clock[part] for part in ("due", "escalates", "since")}, -left)


def _moved(clock: Mapping[str, str], span: timedelta) -> dict[str, str]:
    return {**clock} | {part: moment(parsed(clock[part]) + span) for part in ("due", "escalates")}


def _belongs(name: str, after: Position) -> bool:
    """Say whether a clock may run where the case, and its order or offer, now stand."""
    clock, _, subject = name.partition(":")
    rule = RULES[clock]
    if after.state not in rule.runs_in or not rule.needs(after.facts):
        return False
    if rule.clock is Clock.OFFER:
        return bool(after.facts["offers"][subject]["state"] == OfferState.OFFERED)
    return not rule.order_states or _runs_for(rule, after.facts["orders"][subject])


def _runs_for(rule: ClockRule, order: Facts) -> bool:
    """Say whether the clock may run for this order: what is released from watch waits for nothing more.

    That it was discharged after that, the police must hear all the same.
    """
    released = order["released"] and order["state"] != OrderState.DISCHARGED
    return order["state"] in rule.order_states and not released
