"""Why a step was taken or refused: every guard of its way, with what it read, those that held too.

A question about the past: it decides again what was decided then, from what the entry kept, and changes nothing.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from states.coupling import Call, brought_by
from states.guarding import Condition, Guard
from states.moves import Ask, Definition, standing
from states.position import Asked, Position, Step
from states.vocabulary import Chart, Role


@dataclass(frozen=True, slots=True)
class Read:
    """One thing that a condition looked at: among what (`fact`, `said` or `found`), which, and what it held."""

    among: str
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Weighed:
    """One guard as it was judged, with what it read."""

    guard: Guard
    holds: bool
    read: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One condition that chose the way, with its answer and what it read."""

    name: str
    answer: bool
    read: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why one step went, or did not. Without a `target` the state knows no such event.

    `asks` is who may ask for it there; a `coupled` step was permitted with the one that brought it.
    """

    chart: Chart
    subject: str | None
    event: str
    source: str
    target: str | None
    coupled: bool
    asks: tuple[Role, ...]
    permitted: bool
    chosen: tuple[Chosen, ...]
    guards: tuple[Weighed, ...]

    @property
    def holds(self) -> bool:
        """Whether the step could be taken."""
        return self.target is not None and self.permitted and all(guard.holds for guard in self.guards)


def reasons(definition: Definition, position: Position, ask: Ask) -> Iterator[Reasons]:
    """Yield the reasons of each step that a command takes, up to the first that is refused.

    Raises NotFound for an order or offer that the case has not.
    """
    waiting = deque([(Call(ask.chart, ask.subject, ask.event, ask.payload), False)])
    while waiting:
        call, coupled = waiting.popleft()
        state = standing(position, call.chart, call.subject)
        asked = Asked(
            state,
            position.facts,
            call.payload,
            ask.at,
            ask.by,
            ask.actor,
            ask.found,
            call.subject,
            coupled,
        )
        told = _told(definition, call, asked)
        yield told
        if told.target is None or not told.holds:
            return
        step = Step(
            call.chart,
            call.subject,
            call.event,
            state,
            told.target,
            call.payload,
            ask.at,
            ask.by,
            ask.actor,
            ask.found,
        )
        after = definition.apply(position, step)
        waiting.extend((brought, True) for brought in brought_by(step, position, after))
        position = after


def _told(definition: Definition, call: Call, asked: Asked) -> Reasons:
    branch = definition.charts[call.chart].branch(call.event, asked)
    if branch is None:
        return Reasons(
            call.chart, call.subject, call.event, asked.state, None, asked.coupled, (), False, (), ()
        )
    weighed = ((guard, *_judged(guard.holds, asked)) for guard in branch.guards)
    chosen = ((name, *_judged(choose, asked)) for name, choose, _ in branch.choosers)
    return Reasons(
        call.chart,
        call.subject,
        call.event,
        asked.state,
        branch.target,
        asked.coupled,
        tuple(sorted(branch.asks)),
        asked.coupled or asked.by in branch.asks,
        tuple(Chosen(*one) for one in chosen),
        tuple(Weighed(*one) for one in weighed),
    )


def _judged(condition: Condition, asked: Asked) -> tuple[bool, tuple[Read, ...]]:
    """Ask a condition, and note what it looks at to answer."""
    read: dict[tuple[str, str], Read] = {}
    watched = Asked(
        asked.state,
        _Watched("fact", asked.facts, read),
        _Watched("said", asked.payload, read),
        asked.at,
        asked.by,
        asked.actor,
        _Watched("found", asked.found, read),
        asked.subject,
        asked.coupled,
    )
    return condition(watched), tuple(read.values())


class _Watched(dict[str, Any]):
    """A dictionary that notes what is asked of it."""

    def __init__(self, among: str, held: Mapping[str, Any], read: dict[tuple[str, str], Read]) -> None:
        super().__init__(held)
        self._among, self._read = among, read

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        self._read[self._among, name] = Read(self._among, name, value)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """Return what is held under that name, and note it, also where nothing is."""
        value = super().get(name, default)
        self._read[self._among, name] = Read(self._among, name, value)
        return value
