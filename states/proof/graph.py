"""What was explored of a world: positions, the steps between them, and the shortest way to each."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from states.position import Position
from states.proof.sample import Need
from states.proof.signature import signature


class Edge(NamedTuple):
    """One step from a position to another, and whose help it needs. Time needs nobody."""

    target: int
    says: str
    needs: frozenset[Need]


class Origin(NamedTuple):
    """Where a position was first reached from, and by what."""

    source: int
    says: str


@dataclass(slots=True)
class Graph:
    """Positions are numbered in the order in which they were found, breadth first from 0."""

    world: str
    beginning: tuple[str, ...]
    positions: list[Position] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    edges: list[list[Edge]] = field(default_factory=list)
    _known: dict[Hashable, int] = field(default_factory=dict)

    def add(self, position: Position, at: datetime, origin: Origin) -> int:
        """Return the number of a position: a new one where nothing like it was found before."""
        mark = signature(position, at)
        number = self._known.setdefault(mark, len(self.positions))
        if number == len(self.positions):
            self.positions.append(position)
            self.times.append(at)
            self.origins.append(origin)
            self.edges.append([])
        return number

    def path(self, number: int) -> tuple[str, ...]:
        """Return the shortest way to a position, as the events that lead there."""
        steps: list[str] = []
        while number:
            number, says = self.origins[number]
            steps.append(says)
        return (*self.beginning, *reversed(steps))

    def leading_to(self, goals: set[int], without: frozenset[Need]) -> set[int]:
        """Return the positions from which a goal can be reached by steps that need none of those."""
        sources: list[list[int]] = [[] for _ in self.positions]
        for source, edges in enumerate(self.edges):
            for edge in edges:
                if not edge.needs & without:
                    sources[edge.target].append(source)
        found, waiting = set(goals), list(goals)
        while waiting:
            for source in sources[waiting.pop()]:
                if source not in found:
                    found.add(source)
                    waiting.append(source)
        return found
