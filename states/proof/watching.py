"""Holding the claims while worlds are explored: at every position, in every move, over all that was seen."""

from collections.abc import Callable
from dataclasses import dataclass, field

from states.definition import Branch
from states.guards import MACHINES
from states.moves import Ask, Definition, Move, standing
from states.position import Asked
from states.proof.case_claims import CASE_CLAIMS, CASE_MOVES
from states.proof.evidence import Evidence
from states.proof.exploration import Watcher
from states.proof.graph import Graph
from states.proof.order_claims import ORDER_CLAIMS, ORDER_MOVES
from states.proof.point import Point
from states.proof.sample import Need
from states.proof.timer_claims import TIMER_CLAIMS, TIMER_MOVES
from states.vocabulary import Chart, Event, Role

POSITION_CLAIMS = (*CASE_CLAIMS, *ORDER_CLAIMS, *TIMER_CLAIMS)
MOVE_CLAIMS = (*CASE_MOVES, *ORDER_MOVES, *TIMER_MOVES)
UNAMBIGUOUS = ("unambiguous", "no event can lead from one position to two")
WITHOUT_HER = (
    "a way out without her",
    "4: `closed` can be reached from everywhere with no help from the survivor",
)
WITHOUT_FIRM = (
    "a way out without a firm",
    "4: `closed` can be reached from everywhere with no help from a firm",
)

#: Never a way out, whoever helps.
_NEVER = frozenset({Need.DEATH, Need.TRUTH})
_WAYS_OUT = ((WITHOUT_HER, _NEVER | {Need.HER}), (WITHOUT_FIRM, _NEVER | {Need.FIRM}))


@dataclass(slots=True)
class Seen:
    """What of the charts was met: states, lines, who asked what, and who left which state."""

    states: dict[tuple[Chart, str], tuple[str, ...]] = field(default_factory=dict)
    lines: set[tuple[Chart, str, str, str]] = field(default_factory=set)
    asked: set[tuple[Chart, str, Role]] = field(default_factory=set)
    left: set[tuple[Chart, str]] = field(default_factory=set)

    def meet(self, chart: Chart, state: str, path: Callable[[], tuple[str, ...]]) -> None:
        """Note that a chart stood in a state, at the end of a path."""
        if (chart, state) not in self.states:
            self.states[(chart, state)] = path()


class Claims(Watcher):
    """Watches every world of one definition, and gathers the evidence."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.evidence, self.seen = Evidence(), Seen()

    def position(self, graph: Graph, number: int) -> None:
        """Hold the claims about positions."""
        self.seen.meet(Chart.CASE, graph.positions[number].state, lambda: graph.path(number))
        point = Point(self.definition, graph.positions[number], graph.times[number])
        for claim in POSITION_CLAIMS:
            if claim.about(point):
                self.evidence.hold(claim.name)
                if reason := claim.broken(point):
                    self.evidence.fail_at(claim.name, graph, number, reason)

    def ask(self, graph: Graph, number: int, ask: Ask) -> None:
        """Hold that at most one branch is open, and of a pair of choosers exactly one."""
        position = graph.positions[number]
        source = standing(position, ask.chart, ask.subject)
        branches = self.definition.charts[ask.chart].branches.get((source, ask.event), ())
        self.evidence.hold(UNAMBIGUOUS[0])
        if len(branches) > 1:
            asked = Asked(
                source, position.facts, ask.payload, ask.at, ask.by, ask.actor, ask.found, ask.subject
            )
            if reason := ambiguity(branches, asked):
                self.evidence.fail_at(UNAMBIGUOUS[0], graph, number, reason, f"{ask.event} by {ask.by}")

    def refused(self, graph: Graph, number: int, ask: Ask) -> None:
        """Hold that a withdrawal that somebody may ask for is never refused."""
        if ask.event == Event.WITHDRAW_CONSENT:
            says = f"{ask.event} by {ask.by}"
            self.evidence.fail_at("withdrawal is free", graph, number, "it is refused", says)

    def move(self, graph: Graph, number: int, move: Move) -> None:
        """Note what was seen, and hold the claims about moves."""
        says = graph.edges[number][-1].says
        self._note(graph, number, move, says)
        for claim in MOVE_CLAIMS:
            if claim.about(move):
                self.evidence.hold(claim.name)
                if reason := claim.broken(move):
                    self.evidence.fail_at(claim.name, graph, number, reason, says)

    def explored(self, graph: Graph) -> None:
        """Hold the claims about ways out, once a world is explored to its end."""
        final = self.definition.charts[Chart.CASE].final
        goals = {number for number, position in enumerate(graph.positions) if position.state in final}
        for (name, _), without in _WAYS_OUT:
            found = graph.leading_to(goals, without)
            self.evidence.hold(name, len(graph.positions))
            stuck = next((number for number in range(len(graph.positions)) if number not in found), None)
            if stuck is not None:
                state = graph.positions[stuck].state
                self.evidence.fail_at(name, graph, stuck, f"from here, {state}, there is none")

    def _note(self, graph: Graph, number: int, move: Move, says: str) -> None:
        first = move.step
        self.seen.asked.add((first.chart, first.event, first.by))
        for step in move.steps:
            self.seen.lines.add((step.chart, step.source, step.event, step.target))
            for state in (step.source, step.target):
                self.seen.meet(step.chart, state, lambda: (*graph.path(number), says))
            if step.source != step.target and step.by not in MACHINES:
                self.seen.left.add((step.chart, step.source))


def ambiguity(branches: tuple[Branch, ...], asked: Asked) -> str | None:
    """Say why it is not certain where an event leads, or None."""
    chosen = [branch for branch in branches if branch.is_chosen(asked)]
    if not chosen:
        return "its choosers point nowhere"
    openly = [b for b in chosen if asked.by in b.asks and all(guard.holds(asked) for guard in b.guards)]
    if len(openly) > 1:
        return "it leads to " + " and to ".join(branch.target for branch in openly)
    choosing = [branch for branch in chosen if branch.choosers]
    return "its choosers point to two" if len(choosing) > 1 else None
