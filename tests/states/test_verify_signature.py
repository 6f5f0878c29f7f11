"""Merging positions is honest: alike means alike, and the ways out that are found can be walked."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from states.errors import NotPermitted, Refused
from states.proof.exploration import Explorer, Watcher, World, _is_let_in, _standings, _subjects
from states.proof.graph import Graph
from states.proof.sample import Need
from states.proof.signature import signature
from states.proof.worlds import ASKS, WORLDS
from states.vocabulary import Role
from tests.states.planting import DEFINITION

#: Pairs of merged positions, and ways out, that are tried in each world.
PAIRS, WALKS = 60, 15

FOLLOWED = [world for world in WORLDS if not world.brief]
#: A small world that takes each of the lines that all worlds take; the others run uncounted, which halves their time.
COUNTED = "papers"
#: Worlds that take longest to explore; what they hold was shown when the proof was last changed.
LONG = frozenset({"pauses", "one order in full", "the panel", "an order to its end"})


class Merging(Explorer):
    """Explores, and keeps every position that was taken for one found before."""

    def __init__(self, world: World) -> None:
        self.merged: list[Any] = []
        super().__init__(DEFINITION, world, Watcher())

    def _link(self, number, position, at, says, needs=frozenset()):
        known = len(self.graph.positions)
        super()._link(number, position, at, says, needs)
        target = self.graph.edges[number][-1].target
        if target < known and self.graph.positions[target] != position:
            self.merged.append((target, position, at))


def leads_to(explorer: Explorer, position, at) -> Counter[Any]:
    """What may be asked there by anybody, and what each ask leads to."""
    found: Counter[Any] = Counter()
    for chart, subject, state in _standings(position):
        for sample, roles in explorer.spots.get((chart, state), ()):
            for role in roles:
                if _is_let_in(position, at, role, chart, subject):
                    try:
                        move = DEFINITION.decide(position, sample.ask(position.facts, at, role, subject))
                    except (Refused, NotPermitted):
                        continue
                    found[(sample.name, role, signature(move.after, at))] += 1
    return found


def marks(world: World) -> list[pytest.MarkDecorator]:
    counted = [] if world.name == COUNTED else [pytest.mark.no_cover]
    return [*counted, pytest.mark.whole] if world.name in LONG else counted


# One test a world, since exploring it takes longer than looking at it.
@pytest.mark.slow
@pytest.mark.parametrize(
    "world",
    [pytest.param(world, id=world.name, marks=marks(world)) for world in FOLLOWED],
)
def test_merging_is_honest_and_ways_out_can_be_walked(world):
    explorer = Merging(world)
    graph = explorer.run(None)
    assert_alike_where_merged(explorer)
    for helper in (Need.HER, Need.FIRM):
        assert_ways_out_can_be_walked(graph, frozenset({Need.DEATH, Need.TRUTH, helper}))


def assert_alike_where_merged(explorer: Merging) -> None:
    """Two positions of one signature admit the same asks and lead to the same signatures."""
    chosen = random.Random(1).sample(explorer.merged, min(PAIRS, len(explorer.merged)))
    assert chosen
    for number, position, at in chosen:
        kept = leads_to(explorer, explorer.graph.positions[number], explorer.graph.times[number])
        assert leads_to(explorer, position, at) == kept


def assert_ways_out_can_be_walked(graph: Graph, without: frozenset[Need]) -> None:
    """The way out over merged positions is one that a real case can take, step by step."""
    distance = distances(graph, without)
    for start in random.Random(2).sample(range(len(graph.positions)), WALKS):
        number, position, at = start, graph.positions[start], graph.times[start]
        while distance[number]:
            edge = min(
                (edge for edge in graph.edges[number] if not edge.needs & without),
                key=lambda edge: distance[edge.target],
            )
            number = edge.target
            position, at = walk(
                position, at, edge.says, signature(graph.positions[number], graph.times[number])
            )
        assert position.state == "closed"


def distances(graph: Graph, without: frozenset[Need]) -> dict[int, int]:
    """How many steps each position is from a closed case."""
    found = {number: 0 for number, position in enumerate(graph.positions) if position.state == "closed"}
    while True:
        new = {
            number: 1
            + min(found[edge.target] for edge in edges if edge.target in found and not edge.needs & without)
            for number, edges in enumerate(graph.edges)
            if number not in found and any(e.target in found and not e.needs & without for e in edges)
        }
        if not new:
            return found
        found |= new


def walk(position, at, says, goal):
    """Take the steps that an edge names; of several orders, the one whose step leads there."""
    for part in says.split(", "):
        days = part.removesuffix(" days pass")
        if days != part:
            at += timedelta(days=int(days))
            continue
        name, _, role = part.rpartition(" by ")
        sample, ends = ASKS[name], []
        for subject in _subjects(sample.chart, position):
            try:
                ends.append(
                    DEFINITION.decide(position, sample.ask(position.facts, at, Role(role), subject)).after
                )
            except (Refused, NotPermitted):
                continue
        assert ends, f"{part} is refused on the way"
        position = next((end for end in ends if signature(end, at) == goal), ends[0])
    return position, at
