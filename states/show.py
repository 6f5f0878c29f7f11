"""Definitions as tables for people: who may ask for what, from where to where, on which conditions."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from states.definition import Branch, Table
from states.guarding import Guard
from states.moves import Definition
from states.payloads import PAYLOADS
from states.payloads.fields import sealed_fields
from states.vocabulary import Chart

#: What stands in place of a target where a state stays as it is, and where nobody asks.
SAME, COUPLED = "same", "another chart"
#: Characters of a line in a terminal.
WIDTH = 120
#: The columns of a table in a terminal, with the share of the line that each may take.
COLUMNS = (("Event", 22), ("By", 14), ("From", 22), ("To", 18), ("Guards", 36))
MARKDOWN = ("Event", "By", "From", "To", "Guards", "Effects", "Carries (sealed in italics)")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart: an event with all states from which it goes the same way."""

    event: str
    by: tuple[str, ...]
    sources: tuple[str, ...]
    target: str
    guards: tuple[Guard, ...]
    choosers: tuple[str, ...]
    effects: tuple[str, ...]
    clear: tuple[str, ...]
    sealed: tuple[str, ...]

    def conditions(self) -> tuple[str, ...]:
        """Name the choosers that point here, then the guards that may refuse."""
        return (*self.choosers, *(guard.name for guard in self.guards))


def rows(definition: Definition, chart: Chart) -> tuple[Row, ...]:
    """Return the lines of one chart, in the order in which the chart tells its events."""
    table = definition.charts[chart]
    found: dict[tuple[str, str, Branch], list[str]] = {}
    for event in table.events:
        for state in table.states:
            for branch in table.branches.get((state, event), ()):
                target = SAME if branch.target == state else branch.target
                found.setdefault(
                    (event, target, branch if target != SAME else _placeless(branch)), []
                ).append(state)
    return tuple(_row(table, *spot, tuple(sources)) for spot, sources in found.items())


def _placeless(branch: Branch) -> Branch:
    """Return the branch without its target, so that states that stay as they are share a line."""
    return Branch("", branch.asks, branch.guards, branch.choosers)


def _row(table: Table, event: str, target: str, branch: Branch, sources: tuple[str, ...]) -> Row:
    payload = PAYLOADS[table.chart].get(event)
    fields = frozenset(payload.model_fields) if payload else frozenset()
    sealed = sealed_fields(payload) if payload else frozenset()
    return Row(
        event,
        tuple(sorted(branch.asks)) or (COUPLED,),
        sources,
        target,
        branch.guards,
        tuple(name if expected else f"not {name}" for name, _, expected in branch.choosers),
        tuple(effect.text() for effect in table.effects[event]),
        tuple(sorted(fields - sealed)),
        tuple(sorted(sealed)),
    )


def text(definition: Definition, chart: Chart) -> str:
    """Write the table of a chart for a terminal; below it, what guards say, and what events do and carry."""
    lines = [f"{chart}, version {definition.version}", ""]
    lines.extend(_laid_out([name for name, _ in COLUMNS], ["-" * width for _, width in COLUMNS]))
    for row in rows(definition, chart):
        lines.extend(
            _laid_out(
                [
                    row.event,
                    ", ".join(row.by),
                    _sources(definition, chart, row),
                    row.target,
                    ", ".join(row.conditions()),
                ]
            )
        )
    guarded = [f"{g.name}: {g.reason}. {g.remedy} ({g.who})." for g in guards(definition, chart)]
    done = {row.event: _does(row) for row in rows(definition, chart)}
    for title, said in (("Guards", guarded), ("What each event does and carries", done.values())):
        lines.extend(("", title, ""))
        for each in said:
            lines.extend(textwrap.wrap(each, WIDTH, subsequent_indent="    "))
    return "\n".join(lines) + "\n"


def _does(row: Row) -> str:
    """Say what an event does to the facts and what its payload carries."""
    parts = (("", row.effects), ("carries ", row.clear), ("sealed ", row.sealed))
    said = "; ".join(f"{name}{', '.join(what)}" for name, what in parts if what)
    return f"{row.event}: {said or 'nothing'}."


def markdown(definition: Definition, chart: Chart) -> str:
    """Write the table of a chart, and the table of its guards, as Markdown for the documentation."""
    lines = [_cells(MARKDOWN), _cells(["---"] * len(MARKDOWN))]
    for row in rows(definition, chart):
        carries = [*(f"`{name}`" for name in row.clear), *(f"*`{name}`*" for name in row.sealed)]
        lines.append(
            _cells(
                [
                    f"`{row.event}`",
                    ", ".join(row.by),
                    _sources(definition, chart, row),
                    row.target,
                    _listed(row.conditions()),
                    _listed(row.effects),
                    ", ".join(carries),
                ]
            )
        )
    lines.extend(("", _cells(("Guard", "Refuses because", "Remedy", "Who")), _cells(["---"] * 4)))
    lines.extend(
        _cells([f"`{guard.name}`", guard.reason, guard.remedy, guard.who])
        for guard in guards(definition, chart)
    )
    return "\n".join(lines) + "\n"


def guards(definition: Definition, chart: Chart) -> tuple[Guard, ...]:
    """Return every guard of a chart once, in the order of their names."""
    found = {guard.name: guard for row in rows(definition, chart) for guard in row.guards}
    return tuple(sorted(found.values(), key=attrgetter("name")))


def _sources(definition: Definition, chart: Chart, row: Row) -> str:
    """Name the states that a line starts from, as a range where they follow each other."""
    states = definition.charts[chart].states
    first = states.index(row.sources[0])
    if len(row.sources) > 2 and states[first : first + len(row.sources)] == row.sources:
        return f"{row.sources[0]} to {row.sources[-1]}"
    return ", ".join(row.sources)


def _laid_out(*lines: Sequence[str]) -> Iterator[str]:
    """Lay texts out in columns, each wrapped into its own."""
    for texts in lines:
        cells = [
            textwrap.wrap(text, width, break_long_words=False) or [""]
            for text, (_, width) in zip(texts, COLUMNS, strict=True)
        ]
        for number in range(max(map(len, cells))):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            yield "  ".join(
                part.ljust(width) for part, (_, width) in zip(parts, COLUMNS, strict=True)
            ).rstrip()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _cells(texts: Sequence[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
