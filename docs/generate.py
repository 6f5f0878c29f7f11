"""The generated reference: every page under `docs/reference`, made from the code that it describes.

`python -m docs.generate` writes the pages and removes those that nothing makes any more;
`--check` writes nothing, names the pages that differ and exits 1. A test does the same.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from docs.sheets import charts, data, doors, happenings, messages
from docs.sheets.page import Page
from states.vocabulary import Chart

REFERENCE = Path(__file__).parent / "reference"

#: The pages that have no diagram, by their names.
SHEETS: Mapping[str, Callable[[], Page]] = {
    "api": doors.api,
    "claims": data.verification,
    "clocks": happenings.clocks,
    "command-line": doors.command_line,
    "effects": charts.effects,
    "errors": doors.problems,
    "guards": charts.guards,
    "messages": messages.messages,
    "notices": happenings.notices,
    "payloads": data.payloads,
    "permissions": charts.permissions,
    "referral": data.referral,
    "settings": doors.settings,
    "states": charts.index,
    "tables": data.tables,
    "tasks": happenings.tasks,
}


def pages() -> dict[str, str]:
    """Return every file of the reference, by its path under it."""
    made = {f"{name}.md": make().text() for name, make in SHEETS.items()}
    for chart in Chart:
        place = f"states/{charts.slug(chart)}"
        made[f"{place}.md"] = charts.chart(chart).text()
        made[f"{place}.svg"] = charts.drawing(chart)
    return made


def committed() -> dict[str, str]:
    """Return what stands under the reference now."""
    return {
        path.relative_to(REFERENCE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(REFERENCE.rglob("*"))
        if path.is_file()
    }


def differing() -> list[str]:
    """Return the names of pages that are missing, stale, or made by nothing any more."""
    made, found = pages(), committed()
    return sorted(name for name in made.keys() | found.keys() if made.get(name) != found.get(name))


def write() -> list[str]:
    """Write the reference, and return the names of what changed."""
    made, changed = pages(), differing()
    for name in changed:
        path = REFERENCE / name
        if name in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[name], encoding="utf-8")
        else:
            path.unlink()
    return changed


def main(arguments: list[str]) -> int:
    """Write the reference, or check it."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m docs.generate [--check]", file=sys.stderr)
        return 2
    checking = bool(arguments)
    changed = differing() if checking else write()
    for name in changed:
        print(f"docs/reference/{name} {'differs' if checking else 'written'}")
    return 1 if checking and changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
