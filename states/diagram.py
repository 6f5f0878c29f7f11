"""A chart as a diagram: Mermaid for the documentation, SVG for pages.

Both are drawn from the compiled table, so that old versions can be drawn too. Events that leave a
state as it is are listed beside: drawn, they would hide the way. The SVG carries no style, in
attributes or elements, so that it may stand in a page under a strict policy; a page styles it by
its classes (`node`, `edge`, `taken`). This is the one module of the package that runs a program.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from states.definition import Table

#: The program that draws; it comes with the distribution graphviz-pure, pinned in the lock.
PROGRAM = "graphviz-pure"
#: Longest that drawing may take, in seconds; it takes some milliseconds.
PATIENCE = 30
#: Characters of a line of the list beside.
BESIDE = 54
#: Inches beside and above words, which the program measures in Arial and a page may set in something wider.
ROOM = "0.6,0.2"
#: A space that drawings keep at the beginning and end of a line.
GAP = "\N{NO-BREAK SPACE}"

Taken = Collection[tuple[str, str]]


def mermaid(table: Table) -> str:
    """Return the chart as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {table.initial}"]
    lines.extend(
        f"    {source} --> {target} : {', '.join(events)}"
        for (source, target), events in _edges(table).items()
    )
    lines.extend(f"    {state} --> [*]" for state in table.states if state in table.final)
    for states, events in _stays(table).items():
        lines.append(f"    note right of {states[0]}")
        lines.append(f"        {_where(table, states)}: {', '.join(events)}")
        lines.append("    end note")
    return "\n".join(lines) + "\n"


def svg(table: Table, taken: Taken = ()) -> str:
    """Return the chart as an SVG element; `taken` names steps (from, to) to mark as a path.

    Runs the drawing program. Raises FileNotFoundError where it is not installed.
    """
    done = subprocess.run(  # noqa: S603 - our own program, on text that we wrote
        [_program(), "-Tsvg"],
        input=dot(table, taken),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=True,
    )
    return _plain(done.stdout, f"{table.chart} chart".replace("_", " "))


def dot(table: Table, taken: Taken = ()) -> str:
    """Return the chart in the language of the drawing program."""
    passed = {state for step in taken for state in step}
    lines = [
        f"digraph {table.chart} {{",
        'graph [bgcolor=transparent, nodesep=0.4, ranksep=0.6, pad=0.2, fontname="Arial"];',
        'node [shape=box, style=rounded, fontname="Arial", fontsize=13];',
        'edge [fontname="Arial", fontsize=11, arrowsize=0.7];',
        'start [shape=circle, style=filled, fillcolor=black, label="", width=0.15];',
        f"start -> {table.initial};",
    ]
    for state in table.states:
        ends = ", peripheries=2" if state in table.final else ""
        lines.append(f'{state} [label="{_words(state)}"{ends}{_marked(state in passed)}];')
    for (source, target), events in _edges(table).items():
        label = "".join(f"{GAP}{_words(event)}{GAP}\\l" for event in events)
        lines.append(f'{source} -> {target} [label="{label}"{_marked((source, target) in taken)}];')
    if beside := _beside(table):
        lines.append(
            f'{{rank=max; stays [shape=plaintext, style="", margin="{ROOM}", fontsize=11, label="{beside}"];}}'
        )
    return "\n".join([*lines, "}"]) + "\n"


def _edges(table: Table) -> dict[tuple[str, str], list[str]]:
    """Group the events that lead from one state to another."""
    edges: dict[tuple[str, str], list[str]] = {}
    for source in table.states:
        for event in table.events:
            for branch in table.branches.get((source, event), ()):
                if branch.target != source:
                    edges.setdefault((source, branch.target), []).append(event)
    return edges


def _stays(table: Table) -> dict[tuple[str, ...], list[str]]:
    """Group the events that leave states as they are, by those states."""
    stays: dict[tuple[str, ...], list[str]] = {}
    for event in table.events:
        states = tuple(
            state
            for state in table.states
            if any(branch.target == state for branch in table.branches.get((state, event), ()))
        )
        if states:
            stays.setdefault(states, []).append(event)
    return stays


def _where(table: Table, states: tuple[str, ...]) -> str:
    """Name states, as a range where they follow each other."""
    first, last = table.states.index(states[0]), table.states.index(states[-1])
    if len(states) > 2 and table.states[first : last + 1] == states:
        return f"unchanged, from {_words(states[0])} to {_words(states[-1])}"
    return "unchanged, in " + ", ".join(map(_words, states))


def _beside(table: Table) -> str:
    """Write the list beside, broken into lines."""
    lines: list[str] = []
    for states, events in _stays(table).items():
        lines.append(f"{_where(table, states)}:")
        line = GAP * 3
        for event in events:
            if len(line) + len(event) > BESIDE:
                lines.append(line)
                line = GAP * 3
            line += f" {_words(event)}{',' if event != events[-1] else ''}"
        lines.append(line)
    return "".join(f"{line}\\l" for line in lines)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _marked(marked: bool) -> str:  # noqa: FBT001 - says itself where it is called
    return ', class="taken"' if marked else ""


def _program() -> str:
    """Find the program beside the interpreter, or on the path."""
    beside = Path(sys.executable).with_name(PROGRAM)
    found = str(beside) if beside.exists() else shutil.which(PROGRAM)
    if found is None:
        raise FileNotFoundError(f"{PROGRAM} is not installed")
    return found


def _plain(drawn: str, title: str) -> str:
    """Keep the drawing alone: no prolog, no comments, no size of its own, and the colours of its page."""
    drawing = drawn[drawn.index("<svg") :]
    drawing = re.sub(r"<!--.*?-->\n?", "", drawing, flags=re.DOTALL)
    drawing = re.sub(r' (width|height)="[0-9.]+pt"\n?', "", drawing, count=2)
    drawing = re.sub(r' xmlns:xlink="[^"]*"| xml:space="preserve"', "", drawing)
    drawing = drawing.replace('"black"', '"currentColor"').replace("<text ", '<text fill="currentColor" ')
    drawing = drawing.replace('"Arial"', '"Arial, sans-serif"')
    return drawing.replace("<svg", f'<svg role="img" aria-label="{title}"', 1)
