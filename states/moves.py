"""One command across the charts: `decide()` says which steps it takes, `apply()` what they do.

Both are pure. The command, the replay and the verification use them alike; only the command
and the verification decide, a replay applies what was decided then.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from states.clocks import RECEIVE, ClockChange, wind
from states.coupling import Call, brought_by
from states.definition import Table
from states.errors import NotFound, Refusal
from states.facts import blank
from states.position import Asked, Facts, Payload, Position, Step, moment
from states.vocabulary import Chart, Role, State

#: Where the state of each chart stands among the facts of a case.
_PLACES: Mapping[Chart, tuple[str, str]] = {
    Chart.ORDER: ("orders", "state"),
    Chart.SERVICE: ("orders", "service"),
    Chart.POLICE_COPY: ("orders", "copy"),
    Chart.OFFER: ("offers", "state"),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a case, by whom and when. `payload` is clear; `found` was looked up outside."""

    event: str
    by: Role
    at: datetime
    actor: str = ""
    payload: Payload = field(default_factory=dict)
    found: Mapping[str, Any] = field(default_factory=dict)
    chart: Chart = Chart.CASE
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What one command does: its own step first, then those that it brings with it.

    `path` holds where the case stood before the first step and after each one, clocks apart;
    `after` is the end of it, clocks and all.
    """

    path: tuple[Position, ...]
    after: Position
    steps: tuple[Step, ...]
    clocks: ClockChange

    @property
    def before(self) -> Position:
        """Where the case stood."""
        return self.path[0]

    @property
    def step(self) -> Step:
        """The step that was asked for."""
        return self.steps[0]


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of all charts. A case stays on the version it started on."""

    version: str
    charts: Mapping[Chart, Table]

    def decide(self, position: Position, ask: Ask) -> Move:
        """Work out all that a command does, across charts; the first refusal refuses it all.

        Raises Refused, NotPermitted, or NotFound for an order or offer that the case has not.
        """
        path, steps = [position], []
        waiting = deque([(Call(ask.chart, ask.subject, ask.event, ask.payload), False)])
        while waiting:
            call, coupled = waiting.popleft()
            step = self._step(path[-1], ask, call, coupled=coupled)
            path.append(self.apply(path[-1], step))
            steps.append(step)
            waiting.extend((brought, True) for brought in brought_by(step, path[-2], path[-1]))
        clocks = wind(position, path[-1], steps)
        return Move(tuple(path), tick(path[-1], clocks), tuple(steps), clocks)

    def possible(self, position: Position, ask: Ask) -> dict[str, tuple[Refusal, ...]]:
        """Say of each event of the asked chart whether it is possible now; the asked event itself is not read.

        No refusals mean that it is allowed so far: guards of what a command says still judge it.
        Raises NotFound for an order or offer that the case has not.
        """
        call = Call(ask.chart, ask.subject, ask.event)
        return self.charts[ask.chart].possible(self._asked(position, ask, call, coupled=False))

    def apply(self, position: Position, step: Step) -> Position:
        """Return where the case stands after the step. Pure; the clocks are applied by `tick()`."""
        facts = dict(position.facts)
        if step.chart is Chart.CASE:
            own, state = facts, step.target
            if step.source != step.target:
                facts["paused"] = None
        else:
            state = position.state
            own = _opened(facts, step)
        for effect in self.charts[step.chart].effects[step.event]:
            effect.run(facts, own, step)
        return Position(state, facts)

    def _step(self, position: Position, ask: Ask, call: Call, *, coupled: bool) -> Step:
        asked = self._asked(position, ask, call, coupled=coupled)
        target = self.charts[call.chart].decide(call.event, asked)
        return Step(
            call.chart,
            call.subject,
            call.event,
            asked.state,
            target,
            call.payload,
            ask.at,
            ask.by,
            ask.actor,
            ask.found,
        )

    def _asked(self, position: Position, ask: Ask, call: Call, *, coupled: bool) -> Asked:
        state = standing(position, call.chart, call.subject)
        return Asked(
            state, position.facts, call.payload, ask.at, ask.by, ask.actor, ask.found, call.subject, coupled
        )


def standing(position: Position, chart: Chart, subject: str | None) -> str:
    """Return the state of the case, or of one of its orders or offers. Raises NotFound."""
    if chart is Chart.CASE:
        return position.state
    place, name = _PLACES[chart]
    try:
        return str(position.facts[place][subject][name])
    except KeyError:
        raise NotFound(chart.value.replace("_", " ")) from None


def tick(position: Position, clocks: ClockChange) -> Position:
    """Return the position with its clocks set as a move left them."""
    if clocks.running is None:
        return position
    return replace(position, facts={**position.facts, "clocks": clocks.running})


def _opened(facts: Facts, step: Step) -> Facts:
    """Copy the order or offer that moves, set its state, and return it for its effects."""
    place, name = _PLACES[step.chart]
    own: Facts = {**facts[place][step.subject], name: step.target}
    facts[place] = {**facts[place], step.subject: own}
    return own


def opened(
    facts: Mapping[str, Any], *, at: datetime, by: Role, actor: str, found: Mapping[str, Any] | None = None
) -> Move:
    """Open a case with what its first referral says; everything else starts blank.

    `found` is what intake looked up, such as an order in force between the same two people.
    """
    since = {"referred_at": moment(at), "first_contact_since": facts.get("referred_at", moment(at))}
    start = Position(State.RECEIVED.value, {**blank(), **since, **facts})
    step = Step(Chart.CASE, None, RECEIVE, "", start.state, {**since, **facts}, at, by, actor, found or {})
    nothing = Position("", blank())
    clocks = wind(nothing, start, [step])
    return Move((nothing, start), tick(start, clocks), (step,), clocks)
