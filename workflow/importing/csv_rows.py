"""Rows of CSV: commas, double quotes, a heading with the names of columns.

A row that is too long is read over. Where a quote was never closed, the line that it began on is lost and the
next one is read as a row again: one stray quote must not swallow the rest of the file.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, BinaryIO

import orjson

from states.errors import Malformed
from workflow.importing.columns import check_columns, referral_of
from workflow.importing.rows import NOT_UTF8, REASON, TOO_LONG, Row, decoded, skip_line
from workflow.referral import LONGEST

#: Cells that a spreadsheet would take for a formula; an apostrophe before one makes it text again.
FORMULA = re.compile(r"'*[=+\-@\t\r\0]")

#: What refuses a heading, and what makes of the cells of a row what is sent.
Check = Callable[[list[str]], None]
Read = Callable[[Mapping[str, str]], dict[str, Any]]


class _At(Enum):
    """Where in a row a byte stands."""

    START = 0
    PLAIN = 1
    QUOTED = 2
    QUOTE = 3


class CsvRows:
    """The rows of a file under its heading."""

    def __init__(self, file: BinaryIO, check: Check = check_columns, read: Read = referral_of) -> None:
        """Read the heading. Raises Malformed where columns are missing or not known, as `check` says.

        `read` puts the cells of a row together; both are those of referrals unless others are given.
        """
        self._file, self._read = file, read
        lines, whole = _record(file)
        text, fault = decoded(b"".join(lines))
        if fault == NOT_UTF8:
            raise Malformed(f"the file {NOT_UTF8}")
        columns = _parted(text) if whole and not fault else None
        if columns is None:
            raise Malformed("the first line is no heading of columns")
        self._columns = [unguarded(column).strip() for column in columns]
        self._line = 1 + len(lines)
        check([column for column in self._columns if column != REASON])

    def __iter__(self) -> Iterator[Row]:
        """Yield each row that is not blank."""
        while True:
            start = self._file.tell()
            lines, whole = _record(self._file)
            if not lines:
                return
            row = self._row(b"".join(lines)) if whole else Row(self._line, b"", fault=TOO_LONG)
            if row.fault and len(lines) > 1:
                # A quote may have been left open: only the first line is surely part of this row.
                self._file.seek(start + len(lines[0]))
                lines, row = lines[:1], self._row(lines[0])
            elif not whole and not lines[0].endswith(b"\n"):
                skip_line(self._file, LONGEST)
            self._line += len(lines)
            if row.fault or any(row.cells):
                yield row

    def heading(self) -> str:
        """Return the columns, after one for the reason."""
        return _written([REASON, *(column for column in self._columns if column != REASON)])

    def rejection(self, row: Row, reason: str) -> str:
        """Return the cells after the reason, each such that no spreadsheet runs it."""
        reasons = [place for place, column in enumerate(self._columns) if column == REASON]
        cells = [cell for place, cell in enumerate(row.cells) if place not in reasons]
        return _written([reason, *(guarded(cell) for cell in cells)])

    def _row(self, content: bytes) -> Row:
        text, fault = decoded(content)
        cells = _parted(text)
        if cells is None:
            return Row(
                self._line, content, fault=fault or "has a quote that does not end", cells=(text.strip(),)
            )
        held = tuple(unguarded(cell) for cell in cells)
        if fault or not any(cell.strip() for cell in held):
            return Row(self._line, content, fault=fault, cells=held if fault else ())
        if len(held) != len(self._columns):
            fault = f"has {len(held)} cells where the heading has {len(self._columns)}"
            return Row(self._line, content, fault=fault, cells=held)
        told = {column: cell for column, cell in zip(self._columns, held, strict=True) if column != REASON}
        return Row(self._line, orjson.dumps(told), self._read(told), cells=held)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell as it was before `guarded()`."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _record(file: BinaryIO) -> tuple[list[bytes], bool]:
    """Read the lines of one row, and say whether that is all of it: no more is read than a row may have."""
    lines: list[bytes] = []
    at, room = _At.START, LONGEST
    while line := file.readline(room + 1):
        lines.append(line)
        room -= len(line)
        if room < 0:
            return lines, False
        at = _after(line, at)
        if at is not _At.QUOTED:
            break
    return lines, True


def _after(line: bytes, at: _At) -> _At:
    """Say where in a row the end of this line stands. A quote opens a field only where the field begins."""
    place, end = 0, len(line)
    while place < end:
        if at in (_At.START, _At.QUOTE):
            # After a quote that closed, another makes the two a quote that is meant.
            at = _At.QUOTED if line[place] == ord('"') else _At.PLAIN
            place += at is _At.QUOTED
        else:
            found = line.find(b'"' if at is _At.QUOTED else b",", place)
            if found < 0:
                return at
            at, place = _At.QUOTE if at is _At.QUOTED else _At.START, found + 1
    return at


def _parted(text: str) -> list[str] | None:
    """Part a row into its cells, or return None where its quotes do not pair."""
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        return None


def _written(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
