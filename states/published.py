"""Published versions: every chart frozen in a file, and a definition that runs rebuilt from the files.

A published version never changes: cases run on it. To change a chart, publish a new version; its
file beside the old ones says by their names which guards, choosers and effects it uses, so none
of them may ever be removed or renamed.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from states.clock_rule import ClockRule, Moves
from states.coupling import COUPLINGS
from states.definition import Branch, Table
from states.effects import Effect, effect
from states.guarding import Condition, Guard
from states.guards import CHOOSERS, GUARDS
from states.moves import Definition
from states.payloads import PAYLOADS, schema
from states.timers import OTHERS, TimerRule
from states.timetable import CLOCKS
from states.vocabulary import Chart, Role

Frozen = dict[str, Any]

#: Where the published versions stand inside the package.
VERSIONS = files("states") / "versions"


class BrokenVersion(LookupError):
    """A published version cannot be run: its file was changed, or names what no longer exists."""


def freeze(definition: Definition) -> dict[Chart, Frozen]:
    """Write each chart of a definition as plain JSON, sealed by the digest of all the rest."""
    return {chart: _frozen(table, definition.version) for chart, table in definition.charts.items()}


def thaw(frozen: Mapping[str, Any]) -> Table:
    """Rebuild a chart that runs. Raises BrokenVersion for a guard, chooser or effect that is not known."""
    what = f"{frozen['chart']}-{frozen['version']}"
    branches: dict[tuple[str, str], tuple[Branch, ...]] = {}
    for row in frozen["transitions"]:
        spot = (row["from"], row["event"])
        branches[spot] = (*branches.get(spot, ()), _branch(row, what))
    return Table(
        chart=Chart(frozen["chart"]),
        states=tuple(frozen["states"]),
        initial=frozen["initial"],
        final=frozenset(frozen["final"]),
        events=tuple(frozen["events"]),
        branches=branches,
        effects={
            event: tuple(_effect(word, of, what) for word, *of in said)
            for event, said in frozen["effects"].items()
        },
    )


def load(version: str) -> Definition:
    """Load a published version from its files. Raises BrokenVersion where one was changed since."""
    tables = {}
    for chart in Chart:
        frozen = read(chart, version)
        if frozen["digest"] != digest(frozen):
            raise BrokenVersion(f"{chart.value}-{version} was changed after it was published")
        tables[chart] = thaw(frozen)
    return Definition(version, tables)


def read(chart: Chart, version: str) -> Frozen:
    """Read one published chart as it stands in its file."""
    name = f"{chart.value}-{version}.json"
    try:
        frozen: Frozen = json.loads((VERSIONS / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BrokenVersion(f"there is no published {chart.value}-{version}") from None
    return frozen


def versions() -> tuple[str, ...]:
    """Return every published version, oldest first."""
    names = (entry.name for entry in VERSIONS.iterdir())
    start, end = f"{Chart.CASE.value}-", ".json"
    found = (name.removeprefix(start).removesuffix(end) for name in names if name.startswith(start))
    return tuple(sorted(found, key=int))


def publish(definition: Definition, folder: Path) -> list[Path]:
    """Write the files of a new version. A published version never changes: raises FileExistsError."""
    written = []
    for chart, frozen in freeze(definition).items():
        path = folder / f"{chart.value}-{definition.version}.json"
        with path.open("x", encoding="utf-8") as file:
            file.write(json.dumps(frozen, indent=1, ensure_ascii=False) + "\n")
        written.append(path)
    return written


def digest(frozen: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a frozen chart in canonical JSON, its own digest left out."""
    rest = {name: value for name, value in frozen.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _frozen(table: Table, version: str) -> Frozen:
    frozen: Frozen = {
        "chart": table.chart.value,
        "version": version,
        "states": list(table.states),
        "initial": table.initial,
        "final": sorted(table.final),
        "events": list(table.events),
        "transitions": [
            {
                "from": state,
                "event": event,
                "to": branch.target,
                "asks": sorted(role.value for role in branch.asks),
                "guards": [guard.name for guard in branch.guards],
                "choosers": {name: expected for name, _, expected in branch.choosers},
            }
            for (state, event), branches in table.branches.items()
            for branch in branches
        ],
        "effects": {
            event: [[said.word, *said.of] for said in table.effects[event]] for event in table.events
        },
        "payloads": {event: schema(table.chart, event) for event in PAYLOADS[table.chart]},
        "clocks": [_clock(rule) for rule in CLOCKS if any(chart is table.chart for chart, _ in rule.starts)],
        "timers": [_timer(rule) for rule in OTHERS if rule.then and rule.then[0] is table.chart],
        "couplings": [
            {"events": sorted(coupling.events), "says": coupling.says}
            for coupling in COUPLINGS
            if coupling.chart is table.chart
        ],
    }
    return frozen | {"digest": digest(frozen)}


def _clock(rule: ClockRule) -> Frozen:
    return {
        "clock": rule.clock.value,
        "says": rule.says,
        "starts": _named(rule.starts),
        "stops": _named(rule.stops),
        "stopped_by": rule.stopped_by and rule.stopped_by.value,
        "runs_in": sorted(state.value for state in rule.runs_in),
        "order_states": sorted(state.value for state in rule.order_states),
        "asks": rule.asks,
        "asks_of": rule.asks_of.value,
        "then": rule.then and list(map(str, rule.then)),
        "escalates": list(rule.escalates),
        "repeats_hours": rule.repeats and rule.repeats // timedelta(hours=1),
        "renews": rule.renews,
    }


def _timer(rule: TimerRule) -> Frozen:
    return {
        "timer": rule.name,
        "says": rule.says,
        "asks": rule.asks,
        "asks_of": rule.asks_of.value,
        "then": rule.then and list(map(str, rule.then)),
        "said": dict(rule.said),
        "escalates": list(rule.escalates),
    }


def _named(moves: Moves) -> list[str]:
    return sorted(f"{chart.value} {event!s}" for chart, event in moves)


def _branch(row: Mapping[str, Any], what: str) -> Branch:
    return Branch(
        target=row["to"],
        asks=frozenset(Role(role) for role in row["asks"]),
        guards=tuple(_guard(name, what) for name in row["guards"]),
        choosers=tuple((name, _chooser(name, what), expected) for name, expected in row["choosers"].items()),
    )


def _guard(name: str, what: str) -> Guard:
    if name not in GUARDS:
        raise BrokenVersion(f"{what} names the guard {name}, which is not known")
    return GUARDS[name]


def _chooser(name: str, what: str) -> Condition:
    if name not in CHOOSERS:
        raise BrokenVersion(f"{what} names the chooser {name}, which is not known")
    return CHOOSERS[name]


def _effect(word: str, of: list[Any], what: str) -> Effect:
    try:
        return effect(word, of)
    except KeyError as unknown:
        raise BrokenVersion(f"{what} names the effect {unknown.args[0]}, which is not known") from None
