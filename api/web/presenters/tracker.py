"""How far a case has come, as steps that are drawn above it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.web.words.states import STANDS_AT, STEPS


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `stands` is done, current or todo."""

    text: str
    stands: str


def tracker(state: str, facts: Mapping[str, Any], orders: int) -> tuple[Step, ...]:
    """Draw the steps. Of a case that ended early those are done that it came to."""
    here = STANDS_AT[state]
    came_to = (
        True,
        facts["contacted_at"] is not None,
        facts["consent"] is not None,
        facts["firm"] is not None,
        orders > 0,
        False,
    )
    ended = here == len(STEPS) - 1
    return tuple(
        Step(text, "current" if place == here else _passed(place, here, ended=ended, came=came_to[place]))
        for place, text in enumerate(STEPS)
    )


def _passed(place: int, here: int, *, ended: bool, came: bool) -> str:
    return "done" if (came if ended else place < here) else "todo"
