"""A chart compiled into a table: pure, fast, and able to say which guard refused.

The classes written with python-statemachine are the single source; a differential test holds
`decide()` equal to the library. An older version is read from its frozen file instead.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from statemachine import Event, State, StateMachine
from statemachine.callbacks import CallbackGroup
from statemachine.transition import Transition

from states.effects import EFFECTS, Effect
from states.errors import NotPermitted, Refusal, Refused
from states.guarding import ASKERS, CHOOSERS, GUARDS, Condition, Guard
from states.position import Asked
from states.vocabulary import Chart, Role


@dataclass(frozen=True, slots=True)
class Branch:
    """One way an event can go from a state. `choosers` pair a condition with the answer it must give."""

    target: str
    asks: frozenset[Role]
    guards: tuple[Guard, ...]
    choosers: tuple[tuple[str, Condition, bool], ...]

    def is_chosen(self, asked: Asked) -> bool:
        """Say whether every chooser points here."""
        # Most branches have no chooser, and `all()` would be paid for each decision.
        return not self.choosers or all(choose(asked) is expected for _, choose, expected in self.choosers)


@dataclass(frozen=True, slots=True)
class Table:
    """One chart as a table of branches by state and event, with the effects of each event."""

    chart: Chart
    states: tuple[str, ...]
    initial: str
    final: frozenset[str]
    events: tuple[str, ...]
    branches: Mapping[tuple[str, str], tuple[Branch, ...]]
    effects: Mapping[str, tuple[Effect, ...]]

    def decide(self, event: str, asked: Asked) -> str:
        """Return the state that the event leads to.

        Raises NotPermitted where nobody of that role may ask for it there, and Refused with
        every failing guard once; an event that the state does not know is refused too, but only to
        a role that may ask for it somewhere: a refusal names the state, which not everybody may know.
        """
        branch = self.branch(event, asked)
        asks = (branch.asks,) if branch else tuple(self._askers(event))
        if asks and not asked.coupled and not any(asked.by in askers for askers in asks):
            message = f"{event} is not for this role here"
            raise NotPermitted(message)
        if branch is None:
            raise Refused(event, [self._unknown(event, asked.state)])
        failing = [guard.refusal() for guard in branch.guards if not guard.holds(asked)]
        if failing:
            raise Refused(event, failing)
        return branch.target

    def possible(self, asked: Asked) -> dict[str, tuple[Refusal, ...]]:
        """Say of each event whether it is possible now: no refusals, or those that are certain already.

        Guards that judge what a command says are left out: nobody has said anything yet. So are
        events that are never for this role, and those that are not for it here.
        """
        answers: dict[str, tuple[Refusal, ...]] = {}
        for event in self.events:
            branch = self.branch(event, asked)
            if branch is None:
                if any(asked.by in askers for askers in self._askers(event)):
                    answers[event] = (self._unknown(event, asked.state),)
            elif asked.by in branch.asks:
                judged = (guard for guard in branch.guards if not guard.told)
                answers[event] = tuple(guard.refusal() for guard in judged if not guard.holds(asked))
        return answers

    def branch(self, event: str, asked: Asked) -> Branch | None:
        """Find the way that the event goes from here, if it goes. Choosers always point somewhere; `verify` proves it."""
        for branch in self.branches.get((asked.state, event), ()):
            if branch.is_chosen(asked):
                return branch
        return None

    def _askers(self, event: str) -> Iterator[frozenset[Role]]:
        return (branch.asks for (_, name), ways in self.branches.items() if name == event for branch in ways)

    def knows(self, state: str) -> bool:
        """Say whether the chart has that state; check values when loading, not when they fail."""
        return state in self.states

    def _unknown(self, event: str, state: str) -> Refusal:
        froms = [origin for origin, name in self.branches if name == event]
        if not froms:
            return Refusal(
                "event_is_known", "there is no such event", "Choose an event of this chart", "anyone"
            )
        where = ", ".join(origin.replace("_", " ") for origin in froms)
        reason = f"it is {state.replace('_', ' ')}, and {event.replace('_', ' ')} is only for {where}"
        return Refusal("state_allows_it", reason, "Look at what is possible now", "anyone")


def compiled(chart: Chart, machine: type[StateMachine]) -> Table:
    """Compile a chart from its class. Flat charts only: raises ValueError for another.

    Part of what is read is private to the library, hence the differential test.
    """
    branches: dict[tuple[str, str], tuple[Branch, ...]] = {}
    for state in machine.states:
        if state.states or state.parallel:
            message = f"{chart} is not flat at {state.id}"
            raise ValueError(message)
        for transition in state.transitions:
            branch = _branch(transition)
            for event in transition.events:
                spot = (str(state.value), str(event))
                branches[spot] = (*branches.get(spot, ()), branch)
    # The library types the class as if only its instances knew their events.
    events = tuple(str(event.id) for event in cast("Iterable[Event]", machine.events))
    return Table(
        chart=chart,
        states=tuple(str(state.value) for state in machine.states),
        initial=str(next(state for state in machine.states if state.initial).value),
        final=frozenset(str(state.value) for state in machine.states if state.final),
        events=events,
        branches=branches,
        effects={event: EFFECTS[chart].get(event, ()) for event in events},
    )


def _branch(transition: Transition) -> Branch:
    """Part a transition's conditions into who may ask, what only chooses, and what may refuse."""
    asks: frozenset[Role] = frozenset()
    guards: list[Guard] = []
    choosers: list[tuple[str, Condition, bool]] = []
    for spec in transition._specs:  # noqa: SLF001 - the library shows conditions nowhere else
        if spec.group is not CallbackGroup.COND:
            continue
        name = spec.func.__name__
        if name in ASKERS:
            asks = ASKERS[name]
        elif name in CHOOSERS:
            choosers.append((name, CHOOSERS[name], bool(spec.expected_value)))
        else:
            guards.append(GUARDS[name])
    target = cast("State", transition.target)
    return Branch(str(target.value), asks, tuple(guards), tuple(choosers))
