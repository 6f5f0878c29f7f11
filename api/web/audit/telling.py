"""Entries and values as auditors read them: clear, exact, and in the words of people."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from api.web.filters import day, moment
from api.web.words.audit import INSIDE, event_title, plain
from api.web.words.happened import happened
from api.web.words.options import OPTIONS
from states.changes import ClockTurn
from workflow.forces import FORCES
from workflow.queries.found_entries import FoundEntry
from workflow.queries.register import PersonView
from workflow.queries.told_entries import Told

#: A moment and a day as facts hold them, and a word of the code.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
WORD = re.compile(r"[a-z][a-z_]*")
#: Facts that hold a word of the code for something that has a name.
NAMES: Mapping[str, Mapping[str, str]] = {"force": FORCES, "queue": FORCES, "grade": OPTIONS["Grade"]}
#: What stands for nothing.
NOTHING = "none"


def shown(value: Any) -> str:
    """Write a clear value for reading; nothing is left out."""
    if value in (None, "", [], {}, ()):
        return NOTHING
    match value:
        case True | False:
            return "yes" if value else "no"
        case dict():
            return "; ".join(f"{plain(name)}: {shown(held)}" for name, held in value.items())
        case list() | tuple():
            return ", ".join(shown(held) for held in value)
        case str():
            return _text(value)
        case _:
            return str(value)


def _text(value: str) -> str:
    if MOMENT.fullmatch(value):
        return moment(value)
    if DAY.fullmatch(value):
        return day(value)
    return value.replace("_", " ") if WORD.fullmatch(value) else value


def title_of(entry: FoundEntry | Told) -> str:
    """Say what happened; of what was refused only what was asked for."""
    return (event_title if entry.refused else happened)(entry.chart, entry.event)


def field(path: Iterable[str]) -> str:
    """Name a field by the path that leads to it: "Orders O-7KQ29MXD: state"."""
    first, *rest = path
    named = [plain(first), *(name.replace("_", " ") for name in rest)]
    return named[0] if not rest else f"{' '.join(named[:-1])}: {named[-1]}"


def listed(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Write a mapping as rows, what is empty left out."""
    return [(plain(name), shown(value)) for name, value in values.items() if shown(value) != NOTHING]


def named(facts: Mapping[str, Any], owner: PersonView | None, firms: Mapping[str, str]) -> Mapping[str, Any]:
    """Call what facts hold by its name; a person keeps the reference beside it, and what has no name stays."""
    known = {**NAMES, "firm": firms}
    if owner is not None:
        said = f"{owner.name}, {INSIDE[owner.role]} {owner.reference}"
        known["owner"] = {owner.reference: said}
    return {name: known[name].get(held, held) if name in known else held for name, held in facts.items()}


def clock(turn: ClockTurn) -> str:
    """Say what became of a clock: started, stopped, or set to another time."""
    if turn.after is None:
        return "stopped"
    due = moment(turn.after["due"])
    return f"started, due {due}" if turn.before is None else f"set to {due}"
