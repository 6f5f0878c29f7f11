"""What an entry keeps of a move, and how a position is rebuilt from it.

A replay applies what was decided then: it never asks a guard, a calendar or another table.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from states.clocks import RECEIVE, ClockChange
from states.facts import blank
from states.moves import Definition, Move, tick
from states.position import Position, Step
from states.vocabulary import Chart, Role


def recorded(move: Move) -> dict[str, Any]:
    """Return the clear body of the entry for a move."""
    first = move.step
    return {
        "payload": first.payload,
        "found": first.found,
        "steps": [_written(step, own=step is first) for step in move.steps],
        "clocks": move.clocks.running,
    }


def _written(step: Step, *, own: bool) -> dict[str, Any]:
    written = {
        "chart": step.chart.value,
        "subject": step.subject,
        "event": step.event,
        "source": step.source,
        "target": step.target,
    }
    return written if own or not step.payload else written | {"payload": step.payload}


def replayed(
    definition: Definition,
    position: Position | None,
    body: Mapping[str, Any],
    *,
    at: datetime,
    by: str,
    actor: str,
) -> Position:
    """Return where the case stood after an entry: the position before it, with the entry's steps applied.

    The first entry of a case opens it; there is no position before it.
    """
    for number, written in enumerate(body["steps"]):
        payload = body["payload"] if number == 0 else written.get("payload", {})
        if written["event"] == RECEIVE:
            position = Position(written["target"], {**blank(), **payload})
            continue
        step = Step(
            Chart(written["chart"]),
            written["subject"],
            written["event"],
            written["source"],
            written["target"],
            payload,
            at,
            Role(by),
            actor,
            body["found"],
        )
        if position is None:
            message = "the first entry does not open the case"
            raise ValueError(message)
        position = definition.apply(position, step)
    if position is None:
        message = "the entry has no step"
        raise ValueError(message)
    return tick(position, ClockChange(body["clocks"]))
