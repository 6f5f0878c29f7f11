"""Exploring a world breadth first: every position that sample asks and waiting lead to.

Each step is taken by the real `decide()`, and each ask must be let in by the permissions of
whoever asks, so every path that is found could be walked by real people. Breadth first makes
the path to a position the shortest in its world.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from states import permissions
from states.errors import NotPermitted, Refused
from states.guards import MACHINES
from states.moves import Ask, Definition, Move, opened
from states.position import Position, moment
from states.proof.graph import Edge, Graph, Origin
from states.proof.sample import NOTHING, OFFICER, Need, Sample, viewer
from states.vocabulary import Chart, Role

#: A Monday at noon: mornings and evenings before it are hours in which people call.
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
#: How long is waited at a time: past the days that attempts and hearings take; past an outcome's 90.
WAITS = (timedelta(days=8), timedelta(days=100))
#: Positions between two reports of progress.
REPORTED = 250

#: Where the subjects of a chart stand among the facts, and by which name their state.
PLACES = {
    Chart.ORDER: ("orders", "state"),
    Chart.SERVICE: ("orders", "service"),
    Chart.POLICE_COPY: ("orders", "copy"),
    Chart.OFFER: ("offers", "state"),
}
#: What a case opens with where its world does not say otherwise.
OPENS = {
    "force": "a force",
    "queue": "a force",
    "referrers": [OFFICER],
    "referred_at": moment(START),
    "first_contact_since": moment(START),
    "safety": "safe",
    "channels": ["phone"],
    "routes": {"phone": True},
}

Course = tuple[Sample | timedelta, ...]
Progress = Callable[[str, int, int], None]
Spots = dict[tuple[Chart, str], list[tuple[Sample, tuple[Role, ...]]]]


@dataclass(frozen=True, slots=True)
class World:
    """A part of all that can happen: how it opens, what is asked in it, how much of it there is.

    `walk` leads to where it begins. `courses` are several asks and waits taken as one step, where
    the positions between them are another world's matter. In most worlds the first role of a
    sample asks that is let in; a `brief` one looks one step far, and there everyone asks who may.
    """

    name: str
    samples: tuple[Sample, ...]
    walk: Course = ()
    courses: tuple[Course, ...] = ()
    opens: dict[str, Any] = field(default_factory=dict)
    orders: int = 1
    brief: bool = False


class Watcher:
    """Who looks at what is explored; the claims do."""

    def position(self, graph: Graph, number: int) -> None:
        """Look at a position."""

    def ask(self, graph: Graph, number: int, ask: Ask) -> None:
        """Look at an ask before it is decided."""

    def refused(self, graph: Graph, number: int, ask: Ask) -> None:
        """Look at an ask that was refused."""

    def move(self, graph: Graph, number: int, move: Move) -> None:
        """Look at an accepted move; its step is the last that leaves the position."""


class Stopped(Exception):
    """A walk came to a step that is refused: how far it came, and why no further."""

    def __init__(self, path: tuple[str, ...], reason: str) -> None:
        super().__init__(reason)
        self.path, self.reason = path, reason


class Explorer:
    """Explores one world of one definition. Raises Stopped where the world cannot begin."""

    def __init__(self, definition: Definition, world: World, watcher: Watcher) -> None:
        self.definition, self.world, self.watcher = definition, world, watcher
        self.final = definition.charts[Chart.CASE].final
        self.spots = self._spots()
        self.graph = self._begun()

    def run(self, progress: Progress | None) -> Graph:
        """Find every position, nearest first; in a brief world, those one step away."""
        number, graph = 0, self.graph
        while number < len(graph.positions):
            self.watcher.position(graph, number)
            if number == 0 or not self.world.brief:
                self._expand(number)
            number += 1
            if progress is not None and number % REPORTED == 0:
                progress(self.world.name, number, len(graph.positions))
        return graph

    def _begun(self) -> Graph:
        """Open a case and walk to where the world begins."""
        position = opened(OPENS | self.world.opens, at=START, by=Role.OFFICER, actor=OFFICER).after
        position, at, said, _ = self._walked(position, START, self.world.walk)
        graph = Graph(self.world.name, tuple(said))
        graph.add(position, at, Origin(0, ""))
        return graph

    def _walked(
        self, position: Position, at: datetime, course: Course
    ) -> tuple[Position, datetime, list[str], frozenset[Need]]:
        """Take several asks and waits. Raises Stopped at the first that is refused."""
        said, needs = [], NOTHING
        for part in course:
            if isinstance(part, timedelta):
                at += part
                said.append(f"{part.days} days pass")
                continue
            role, subject = part.roles[0], next(_subjects(part.chart, position))
            try:
                position = self.definition.decide(position, part.ask(position.facts, at, role, subject)).after
            except (Refused, NotPermitted) as refusal:
                raise Stopped(tuple(said), f"{part.name} by {role} is refused: {refusal}") from refusal
            said.append(f"{part.name} by {role}")
            needs |= part.needs_of(role)
        return position, at, said, needs

    def _spots(self) -> Spots:
        """Work out from the charts what may be asked where."""
        spots: Spots = {}
        for sample in self.world.samples:
            table = self.definition.charts[sample.chart]
            for state in table.states:
                branches = table.branches.get((state, sample.event), ())
                asked = {role for branch in branches for role in branch.asks}
                roles = tuple(role for role in sample.roles if role in asked)
                spots.setdefault((sample.chart, state), []).append((sample, roles))
        return spots

    def _expand(self, number: int) -> None:
        """Find every step from a position."""
        graph = self.graph
        position, at = graph.positions[number], graph.times[number]
        drafted = len(position.facts["orders"])
        for chart, subject, state in _standings(position):
            for sample, roles in self.spots.get((chart, state), ()):
                if drafted + sample.drafts() <= self.world.orders:
                    self._ask(number, sample, roles, subject)
        if position.state in self.final:
            return
        for wait in WAITS:
            self._link(number, position, at + wait, f"{wait.days} days pass")
        for course in self.world.courses:
            self._follow(number, course)

    def _ask(self, number: int, sample: Sample, roles: tuple[Role, ...], subject: str | None) -> None:
        """Ask as the first of these roles that is let in, in a brief world as each that is."""
        position, at = self.graph.positions[number], self.graph.times[number]
        for role in roles:
            if _is_let_in(position, at, role, sample.chart, subject):
                self._decide(number, sample, role, subject)
                if not self.world.brief:
                    return

    def _decide(self, number: int, sample: Sample, role: Role, subject: str | None) -> None:
        position, at = self.graph.positions[number], self.graph.times[number]
        ask = sample.ask(position.facts, at, role, subject)
        self.watcher.ask(self.graph, number, ask)
        try:
            move = self.definition.decide(position, ask)
        except (Refused, NotPermitted):
            self.watcher.refused(self.graph, number, ask)
            return
        self._link(number, move.after, at, f"{sample.name} by {role}", sample.needs_of(role))
        self.watcher.move(self.graph, number, move)

    def _follow(self, number: int, course: Course) -> None:
        """Take a course as one step; none of it where a part of it is refused."""
        try:
            walked = self._walked(self.graph.positions[number], self.graph.times[number], course)
        except Stopped:
            return
        position, at, said, needs = walked
        self._link(number, position, at, ", ".join(said), needs)

    def _link(
        self, number: int, position: Position, at: datetime, says: str, needs: frozenset[Need] = NOTHING
    ) -> None:
        target = self.graph.add(position, at, Origin(number, says))
        self.graph.edges[number].append(Edge(target, says, needs))


def _is_let_in(position: Position, at: datetime, role: Role, chart: Chart, subject: str | None) -> bool:
    """Say whether permissions let somebody of that role ask; machines, and she by her link, ask what their events say."""
    if role in MACHINES or role is Role.SURVIVOR:
        return True
    who = viewer(role, chart, subject, position.facts)
    seen = permissions.sight(who, position.facts, conflict=False, at=at)
    return permissions.may_ask(who, seen, chart, subject, position.facts)


def _subjects(chart: Chart, position: Position) -> Iterator[str | None]:
    if chart is Chart.CASE:
        yield None
    else:
        yield from position.facts[PLACES[chart][0]]


def _standings(position: Position) -> Iterator[tuple[Chart, str | None, str]]:
    """Yield every state of every chart in which the case now stands, and whose it is."""
    yield Chart.CASE, None, position.state
    for chart, (place, name) in PLACES.items():
        for subject, facts in position.facts[place].items():
            yield chart, subject, facts[name]
