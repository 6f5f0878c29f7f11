"""Templates: each row of a life that was played, so that it can be written again for somebody else.

What a column holds decides how it is written: numbers of rows are moved, texts put anew, sealed bytes sealed again
under another key. A column of bytes that none of these rules knows is refused: it would be somebody else's.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Column, Table

from workflow.keys import NewKey
from workflow.sealed import Sealed, SealedBytes
from workflow.simulate.bulk.anew import Cut, Words, Writer
from workflow.tables import METADATA
from workflow.trail import NOTHING
from workflow.vault import DataKey

Row = Mapping[str, Any]


@dataclass(slots=True)
class Copy:
    """One person's case while its rows are written."""

    block: int
    words: Words
    made: NewKey
    #: Numbers of the officers of this block, by those of the first.
    officers: Mapping[int, int]
    #: The hash of the last entry of its trail, once that is written.
    head: bytes = NOTHING

    @property
    def key(self) -> DataKey:
        """The key of this case."""
        return self.made.key


Cell = Callable[[Copy], Any]

#: How the sealed columns of rows that name their case are bound: by which field name.
BOUND: Mapping[tuple[str, str], Callable[[Row], str]] = {
    ("details", "sealed"): lambda row: str(row["field"]),
    ("document_contents", "sealed"): lambda row: f"document.{row['reference']}",
    ("notices", "sealed"): lambda row: f"notice.{row['reference']}",
    ("referrals", "as_sent"): lambda row: f"referral.{row['reference']}",
}


#: Tables that seal files: the same for everybody, because their sizes and digests are written elsewhere.
NO_TEXT = frozenset({"document_contents"})
#: Columns of chance, or of the digest of a chance that nobody holds: other chances do as well.
CHANCE = frozenset({("survey_invitations", "hash")})


class Template(NamedTuple):
    """A row as it was, and the places in it that differ from person to person."""

    fixed: tuple[Any, ...]
    cells: tuple[tuple[int, Cell], ...]

    def write(self, copy: Copy) -> tuple[Any, ...]:
        """Write it for somebody."""
        row = [*self.fixed]
        for place, cell in self.cells:
            row[place] = cell(copy)
        return tuple(row)


class Typist:
    """Makes the templates of one case: `key` opens what is sealed, `strides` say how far numbers move a block."""

    def __init__(self, cut: Cut, key: DataKey, strides: Mapping[str, int]) -> None:
        self._cut, self._key, self._strides = cut, key, strides
        #: The words of this case, at their places.
        self.places: dict[str, int] = {}

    def text(self, text: str) -> Writer | None:
        """Return what writes a text anew, if anything in it differs."""
        return self._cut.writer(text, self.places)

    def always(self, text: str) -> Writer:
        """As `text()`, for who must write it anyway."""
        return self.text(text) or (lambda _: text)

    def template(self, table: Table, row: Row, own: Mapping[str, Cell] | None = None) -> Template:
        """Return the template of one row; `own` are cells that only the caller knows."""
        cells = []
        for place, column in enumerate(table.c):
            cell = (own or {}).get(column.name) or self._cell(table, column, row)
            if cell is not None:
                cells.append((place, cell))
        return Template(tuple(row[column.name] for column in table.c), tuple(cells))

    def _cell(self, table: Table, column: Column[Any], row: Row) -> Cell | None:
        value = row[column.name]
        if value is None:
            return None
        if isinstance(column.type, SealedBytes):
            return self._sealed(table, BOUND[table.name, column.name](row), value)
        if (table.name, column.name) in CHANCE:
            return lambda _: os.urandom(len(value))
        if isinstance(value, bytes):
            raise TypeError(f"nobody says how the bytes of {table.name}.{column.name} are made anew")
        if isinstance(value, str):
            return _spoken(self.text(value))
        return self._moved(table, column, value)

    def _sealed(self, table: Table, field: str, sealed: Sealed) -> Cell:
        """Return what seals the same, put anew where it is text, under the key of whose it is."""
        clear, named = self._key.open(field, sealed), self.always(field)
        if table.name in NO_TEXT:
            return lambda copy: bytes(copy.key.seal(named(copy.words), clear))
        said = self.always(clear.decode())
        return lambda copy: bytes(copy.key.seal(named(copy.words), said(copy.words).encode()))

    def _moved(self, table: Table, column: Column[Any], value: Any) -> Cell | None:
        """Move the number of a row, or the number by which it names another."""
        target = table.name if column is table.autoincrement_column else None
        for foreign in column.foreign_keys:
            target = foreign.column.table.name
        if target == "people":
            return lambda copy: copy.officers.get(value, value)
        stride = self._strides.get(target or "")
        return (lambda copy: value + copy.block * stride) if stride else None


def _spoken(writer: Writer | None) -> Cell | None:
    return None if writer is None else lambda copy: writer(copy.words)


#: Tables of which no row belongs to the life of a case, and why.
NOT_OF_A_CASE: Mapping[str, str] = {
    "absences": "colleagues are away whatever becomes of a case",
    "associates": "a colleague's own",
    "contacts": "of teams, firms and forces",
    "councils": "there before the first case",
    "court_postcodes": "there before the first case",
    "courts": "there before the first case",
    "credentials": "a person's",
    "firm_conflict_values": "a firm's",
    "firm_conflicts": "a firm's",
    "firm_hours": "a firm's",
    "firm_offices": "a firm's",
    "firm_profiles": "a firm's",
    "firms": "there before the first case",
    "forces": "there before the first case",
    "invitations": "a person's",
    "meta": "the database's own",
    "recovery_codes": "a person's",
    "sessions": "a person's",
    "sign_in_failures": "of whoever fails",
    "snapshots": "published, not lived",
    "streams": "they belong to no case",
    "tallies": "folded from the changes",
    "tokens": "a person's",
}
#: Tables whose rows belong to those of another, which have the same reference.
BESIDE: Mapping[str, str] = {"document_contents": "documents"}
#: Tables that are copied although their rows do not name their case by its number, each by a rule of its own.
BY_RULE = frozenset(
    {
        "answers",
        "cases",
        "entries",
        "people",
        "sealed_payloads",
        "survey_answers",
        "survey_comments",
        "survey_counts",
        "tally_changes",
    }
)


def of_cases() -> dict[str, Table]:
    """Return the tables whose rows name their case, by name."""
    return {table.name: table for table in METADATA.sorted_tables if "case_id" in table.c}
