"""What differs between two versions of a definition, and which roles it leaves behind.

Compared are the charts: states, events, who may ask, guards, choosers and effects. A role loses
sight of a state where the old version let it ask for something there and the new one does not,
and can no longer leave it where it could.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from states.definition import Branch, Table
from states.moves import Definition
from states.vocabulary import Chart, Role


class Kind(StrEnum):
    """What kind of thing differs."""

    STATE_ADDED = "state added"
    STATE_REMOVED = "state removed"
    START_CHANGED = "start changed"
    END_ADDED = "end added"
    END_REMOVED = "end removed"
    EVENT_ADDED = "event added"
    EVENT_REMOVED = "event removed"
    LINE_ADDED = "line added"
    LINE_REMOVED = "line removed"
    ASKER_ADDED = "asker added"
    ASKER_REMOVED = "asker removed"
    GUARD_ADDED = "guard added"
    GUARD_REMOVED = "guard removed"
    EFFECT_ADDED = "effect added"
    EFFECT_REMOVED = "effect removed"
    EFFECTS_REORDERED = "effects reordered"
    SIGHT_LOST = "sight lost"
    WAY_OUT_LOST = "way out lost"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: of which kind, in which chart, and what."""

    chart: Chart
    kind: Kind
    what: str

    def text(self) -> str:
        """Write it as one line."""
        return f"{self.chart}: {self.kind}: {self.what}"


#: One way of an event: from where, by what, to where, and when it is chosen.
Line = tuple[str, str, str, tuple[tuple[str, bool], ...]]


def compare(old: Definition, new: Definition) -> tuple[Difference, ...]:
    """Name every difference between two versions, chart by chart; nothing where they are the same."""
    return tuple(
        Difference(chart, kind, what)
        for chart in Chart
        for kind, what in _differences(old.charts[chart], new.charts[chart])
    )


def text(differences: Iterable[Difference]) -> str:
    """Write differences for a terminal, one a line."""
    return "".join(f"{difference.text()}\n" for difference in differences) or "no difference\n"


def _differences(old: Table, new: Table) -> Iterator[tuple[Kind, str]]:
    yield from _changed(old.states, new.states, Kind.STATE_ADDED, Kind.STATE_REMOVED)
    if old.initial != new.initial:
        yield Kind.START_CHANGED, f"from {old.initial} to {new.initial}"
    yield from _changed(old.final, new.final, Kind.END_ADDED, Kind.END_REMOVED)
    yield from _changed(old.events, new.events, Kind.EVENT_ADDED, Kind.EVENT_REMOVED)
    yield from _lines_differ(old, new)
    yield from _effects_differ(old, new)
    yield from _left_behind(old, new, Kind.SIGHT_LOST, "can ask for nothing while it is", lambda *_: True)
    yield from _left_behind(
        old, new, Kind.WAY_OUT_LOST, "cannot leave", lambda state, target: state != target
    )


def _changed(
    old: Iterable[str], new: Iterable[str], added: Kind, removed: Kind, where: str = ""
) -> Iterator[tuple[Kind, str]]:
    """Yield what is in one and not in the other, each in its own order."""
    before, after = list(old), list(new)
    yield from ((removed, f"{what}{where}") for what in before if what not in after)
    yield from ((added, f"{what}{where}") for what in after if what not in before)


def _lines_differ(old: Table, new: Table) -> Iterator[tuple[Kind, str]]:
    before, after = _lines(old), _lines(new)
    yield from _changed(map(_told, before), map(_told, after), Kind.LINE_ADDED, Kind.LINE_REMOVED)
    for line, branch in before.items():
        if line not in after:
            continue
        where = f" for {_told(line)}"
        now = after[line]
        yield from _changed(
            sorted(branch.asks), sorted(now.asks), Kind.ASKER_ADDED, Kind.ASKER_REMOVED, where
        )
        yield from _changed(_guards(branch), _guards(now), Kind.GUARD_ADDED, Kind.GUARD_REMOVED, where)


def _lines(table: Table) -> dict[Line, Branch]:
    return {
        (
            state,
            event,
            branch.target,
            tuple((name, expected) for name, _, expected in branch.choosers),
        ): branch
        for (state, event), branches in table.branches.items()
        for branch in branches
    }


def _guards(branch: Branch) -> list[str]:
    return [guard.name for guard in branch.guards]


def _told(line: Line) -> str:
    state, event, target, choosers = line
    chosen = " and ".join(name if expected else f"not {name}" for name, expected in choosers)
    return f"{event} from {state} to {target}" + (f" where {chosen}" if chosen else "")


def _effects_differ(old: Table, new: Table) -> Iterator[tuple[Kind, str]]:
    for event in old.events:
        if event not in new.events:
            continue
        before, after = ([effect.text() for effect in table.effects[event]] for table in (old, new))
        found = list(_changed(before, after, Kind.EFFECT_ADDED, Kind.EFFECT_REMOVED, f" in {event}"))
        yield from found
        if not found and before != after:
            yield Kind.EFFECTS_REORDERED, event


def _left_behind(
    old: Table, new: Table, kind: Kind, says: str, counts: Callable[[str, str], bool]
) -> Iterator[tuple[Kind, str]]:
    """Yield the roles that a line counted for in a state that still stands, and none counts for now."""
    before, after = _acting(old, counts), _acting(new, counts)
    for state, role in sorted(before - after):
        if state in new.states:
            yield kind, f"{role} {says} {state}"


def _acting(table: Table, counts: Callable[[str, str], bool]) -> set[tuple[str, Role]]:
    return {
        (state, role)
        for (state, _), branches in table.branches.items()
        for branch in branches
        if counts(state, branch.target)
        for role in branch.asks
    }
