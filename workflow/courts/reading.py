"""Reading a list of courts: one row says that a court hears a council, or the postcodes of it that are named.

The list is read as the courts publish it: with a byte-order mark, stray spaces, commas in quotes, and semicolons,
colons or commas between postcodes. What cannot be read is a row with its reason, and stops no other.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from states.errors import Malformed

#: Columns without which a row says nothing, by what they are called here.
COLUMNS = {
    "council": "Local Authorities",
    "court": "RefData Court Name",
    "code": "epimms",
    "address": "Address",
    "status": "Status",
    "area": "DFJ Area",
    "region": "Region",
}
#: Columns that a list may lack.
OPTIONAL = {"only": "Specific PostCodes", "never": "Excludes"}
#: More rows than any list of councils has: a file that goes on is another file.
MOST = 20_000
#: Longest name, and longest address, in characters.
LONGEST, LONGEST_ADDRESS = 120, 400

NAME = re.compile(r"\w[\w .,'\u2019&()/:-]*")
CODE = re.compile(r"[0-9]{1,12}")
#: A postcode area, such as EX, or an outward code, such as CF81.
PART = re.compile(r"[A-Z]{1,2}(?:[0-9][0-9A-Z]?)?")
BETWEEN = re.compile(r"[;:,\s]+")
STATUSES = {"open": True, "closed": False}


@dataclass(frozen=True, slots=True)
class Listed:
    """One row that can be taken."""

    council: str
    court: str
    code: str
    address: str
    area: str
    region: str
    open: bool
    only: frozenset[str]
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: what it lists, or its cells and why it cannot be taken."""

    cells: tuple[str, ...]
    listed: Listed | None = None
    reason: str = ""


@dataclass(slots=True)
class Lines:
    """The rows of a file under its heading."""

    path: Path
    heading: tuple[str, ...] = field(default=(), init=False)

    def __iter__(self) -> Iterator[Line]:
        """Yield each row that is not blank. Raises Malformed for a file that is no list of courts."""
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                yield from self._rows(csv.reader(file))
        except UnicodeDecodeError:
            message = "the file is not UTF-8"
            raise Malformed(message) from None
        except csv.Error:
            message = "the file is no CSV, or one of its rows is too long"
            raise Malformed(message) from None

    def _rows(self, rows: Iterator[list[str]]) -> Iterator[Line]:
        self.heading = tuple(plain(cell) for cell in next(rows, []))
        if missing := [name for name in COLUMNS.values() if name not in self.heading]:
            message = f"the file has no column {', '.join(missing)}"
            raise Malformed(message)
        places = {
            called: self.heading.index(name)
            for called, name in {**COLUMNS, **OPTIONAL}.items()
            if name in self.heading
        }
        for number, cells in enumerate(rows):
            if number >= MOST:
                message = f"a list of courts has at most {MOST:,} rows"
                raise Malformed(message)
            if any(map(plain, cells)):
                said = {
                    called: plain(cells[place]) if place < len(cells) else ""
                    for called, place in places.items()
                }
                yield _line(tuple(cells), said)


def plain(text: str) -> str:
    """Return a cell without the spaces that do not count."""
    return " ".join(text.split())


def _line(cells: tuple[str, ...], said: dict[str, str]) -> Line:
    """Read one row; what is wrong with it is said of a column, never with what stands in it."""
    parts = {called: _parts(said.get(called, "")) for called in OPTIONAL}
    status = STATUSES.get(said["status"].casefold())
    if reason := _wrong(said):
        return Line(cells, reason=reason)
    only, never = parts["only"], parts["never"]
    if only is None or never is None:
        return Line(cells, reason="its postcodes are no areas or first halves of postcodes")
    if status is None:
        return Line(cells, reason="its status is neither Open nor Closed")
    address = re.sub(r",(?=\S)", ", ", said["address"])
    texts = {name: said[name] for name in ("council", "court", "code", "area", "region")}
    return Line(cells, Listed(**texts, address=address, open=status, only=only, never=never))


def _wrong(said: dict[str, str]) -> str:
    for called in ("council", "court", "area", "region"):
        if len(said[called]) > LONGEST or not NAME.fullmatch(said[called]):
            return f"{COLUMNS[called]} is missing, or is no name"
    if not CODE.fullmatch(said["code"]):
        return f"{COLUMNS['code']} is no number"
    if not said["address"] or len(said["address"]) > LONGEST_ADDRESS or not said["address"].isprintable():
        return f"{COLUMNS['address']} is missing, or is no address"
    return ""


def _parts(text: str) -> frozenset[str] | None:
    found = frozenset(part.upper() for part in BETWEEN.split(text) if part)
    return found if all(map(PART.fullmatch, found)) else None
