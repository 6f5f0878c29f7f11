"""What must be met somewhere: every state, event, line and right of every chart."""

from collections.abc import Iterator

from states.definition import Table
from states.moves import Definition
from states.proof.evidence import Evidence
from states.proof.watching import Seen
from states.vocabulary import Chart, OrderState, Role

REACHED = ("reached", "every state of every chart can be reached")
FIRES = ("fires", "every event of every chart can happen")
TAKEN = ("taken", "every line of every chart can be taken: this event from this state to that one")
RIGHTS = ("rights are real", "every role that a chart lets ask for an event can do so somewhere")
LEFT = ("left", "a person can leave every state that is not an end, `drafted` apart")


def cover(definition: Definition, seen: Seen, evidence: Evidence) -> None:
    """Hold the claims about what was met over all worlds."""
    for chart, table in definition.charts.items():
        _cover_states(chart, table, seen, evidence)
        _cover_events(chart, table, seen, evidence)
        _cover_rights(chart, table, seen, evidence)


def _cover_states(chart: Chart, table: Table, seen: Seen, evidence: Evidence) -> None:
    for state in table.states:
        path = seen.states.get((chart, state))
        evidence.hold(REACHED[0])
        if path is None:
            evidence.fail(REACHED[0], _nearest(chart, table, state, seen), f"{chart} is never {state}")
        if state in table.final or (chart, state) == (Chart.ORDER, OrderState.DRAFTED):
            continue
        evidence.hold(LEFT[0])
        if (chart, state) not in seen.left:
            evidence.fail(LEFT[0], path or (), f"no person can leave {chart} {state}")


def _cover_events(chart: Chart, table: Table, seen: Seen, evidence: Evidence) -> None:
    fired = {event for where, _, event, _ in seen.lines if where is chart}
    for event in table.events:
        evidence.hold(FIRES[0])
        if event not in fired:
            evidence.fail(FIRES[0], _before(chart, table, event, seen), f"{chart} {event} never happens")
    for state, event, target in _lines(table):
        evidence.hold(TAKEN[0])
        if (chart, state, event, target) not in seen.lines:
            path = seen.states.get((chart, state), ())
            evidence.fail(TAKEN[0], path, f"{chart} {event} never leads from {state} to {target}")


def _cover_rights(chart: Chart, table: Table, seen: Seen, evidence: Evidence) -> None:
    for event, role in rights(table):
        evidence.hold(RIGHTS[0])
        if (chart, event, role) not in seen.asked:
            path = _before(chart, table, event, seen)
            evidence.fail(RIGHTS[0], path, f"the {role} can never ask {chart} for {event}")


def rights(table: Table) -> set[tuple[str, Role]]:
    """Return every event with every role that the chart lets ask for it."""
    return {
        (event, role)
        for (_, event), branches in table.branches.items()
        for branch in branches
        for role in branch.asks
    }


def _lines(table: Table) -> Iterator[tuple[str, str, str]]:
    for (state, event), branches in table.branches.items():
        for branch in branches:
            yield state, event, branch.target


def _before(chart: Chart, table: Table, event: str, seen: Seen) -> tuple[str, ...]:
    """Return the shortest way to a state in which the event should be possible."""
    return _shortest(seen, chart, [state for state, name, _ in _lines(table) if name == event])


def _nearest(chart: Chart, table: Table, state: str, seen: Seen) -> tuple[str, ...]:
    """Return the shortest way to a state from which that one should be reached."""
    return _shortest(seen, chart, [source for source, _, target in _lines(table) if target == state])


def _shortest(seen: Seen, chart: Chart, states: list[str]) -> tuple[str, ...]:
    paths = [seen.states[(chart, state)] for state in states if (chart, state) in seen.states]
    return min(paths, key=len, default=())
