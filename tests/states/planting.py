"""Planting faults: definitions that differ from the real one in one thing, and small proofs of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from states.definition import Branch, Table
from states.definitions import CURRENT, DEFINITIONS
from states.effects import Effect
from states.guarding import Guard
from states.moves import Definition
from states.position import Asked
from states.proof.exploration import Course, World
from states.proof.sample import Sample
from states.proof.worlds import WORLDS, called
from states.verify import verify
from states.vocabulary import Chart, Role

DEFINITION = DEFINITIONS[CURRENT]
BY_NAME = {world.name: world for world in WORLDS}
BRIEF = tuple(world for world in WORLDS if world.brief)


def never(_: Asked) -> bool:
    return False


NEVER = Guard("never", never, "it never is", "Nothing helps", "nobody")


def with_table(chart: Chart, **changes: Any) -> Definition:
    """Return the definition with one chart changed."""
    table: Table = replace(DEFINITION.charts[chart], **changes)
    return replace(DEFINITION, charts={**DEFINITION.charts, chart: table})


def with_branches(
    chart: Chart,
    event: str,
    change: Callable[[str, Branch], Sequence[Branch]],
    *,
    of: Definition = DEFINITION,
) -> Definition:
    """Return the definition with every branch of an event put through `change(state, branch)`."""
    table = of.charts[chart]
    branches = {}
    for (state, name), found in table.branches.items():
        kept = found if name != event else tuple(made for branch in found for made in change(state, branch))
        if kept:
            branches[(state, name)] = kept
    return replace(of, charts={**of.charts, chart: replace(table, branches=branches)})


def without(chart: Chart, *events: str, of: Definition = DEFINITION) -> Definition:
    """Return the definition in which nobody can ask for these events."""
    for event in events:
        of = with_branches(chart, event, lambda *_: (), of=of)
    return of


def only_by(chart: Chart, event: str, *roles: Role, of: Definition = DEFINITION) -> Definition:
    """Return the definition in which only these roles may ask for an event."""
    return with_branches(
        chart, event, lambda _, branch: [replace(branch, asks=branch.asks & set(roles))], of=of
    )


def with_effects(chart: Chart, event: str, *effects: Effect) -> Definition:
    """Return the definition in which an event does these things and no other."""
    return with_table(chart, effects={**DEFINITION.charts[chart].effects, event: effects})


def a_world(
    walk: World | tuple[Sample | timedelta, ...], *names: str, courses: tuple[Course, ...] = ()
) -> World:
    """A small world of these samples; it begins where the walk, or that of another world, ends."""
    return World("a small world", called(*names), walk.walk if isinstance(walk, World) else walk, courses)


def failures(
    definition: Definition, claim: str, *worlds: World, rest: Definition | None = None
) -> dict[str, tuple[str, ...]]:
    """Return how a claim fails in these worlds: why, and by which path.

    Few worlds do not meet everything: what `rest` fails there too is left out.
    """
    known = _found(rest, claim, worlds) if rest else {}
    return {reason: path for reason, path in _found(definition, claim, worlds).items() if reason not in known}


def _found(definition: Definition, claim: str, worlds: Sequence[World]) -> dict[str, tuple[str, ...]]:
    report = verify(definition, worlds=worlds)
    (found,) = (each.failures for each in report.claims if each.name == claim)
    return {failure.reason: failure.path for failure in found}
