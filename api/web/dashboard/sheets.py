"""What is shown, as tables: the one source of the tables below charts, of the CSV file and of the workbook.

A file holds exactly what its page holds, because both are written from these.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from api.web.words.dashboard import WITHHELD

#: What a cell holds: words, a number that is a number in the file too, or nothing.
Value = str | int | float | None
#: A spreadsheet takes a text that begins so for a formula, in whatever width of letters it is typed.
FORMULA = frozenset("=+-@\t\r\n\0|%＝＋－＠")  # noqa: RUF001 - Spreadsheets read these letters as well.
#: What says that a text is a text.
QUOTE = "'"
#: Characters: the widest column of a workbook.
WIDEST = 60
#: Most characters of a sheet's name, and what none may hold.
LONGEST_NAME, FORBIDDEN = 31, frozenset("[]:*?/\\'")
#: What stands where a count is not shown.
HIDDEN = frozenset(WITHHELD.values())
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its title, the heads of its columns, its lines. The first cell of a line says what it is about."""

    key: str
    title: str
    head: tuple[str, ...]
    lines: tuple[tuple[Value, ...], ...]

    @property
    def numeric(self) -> frozenset[int]:
        """The columns that hold numbers, among them perhaps words for those that are not shown."""
        return frozenset(
            column
            for column in range(1, len(self.head))
            if any(isinstance(line[column], int | float) or line[column] in HIDDEN for line in self.lines)
        )


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    text = text.replace("\0", "")
    return QUOTE + text if text.lstrip(" \u00a0")[:1] in FORMULA and text.strip() else text


def as_csv(about: Sequence[tuple[str, str]], sheets: Sequence[Sheet]) -> bytes:
    """Write tables one below the other, each line led by the key of its table; for Excel, with a byte order mark."""
    held = StringIO(newline="")
    writer = csv.writer(held)
    writer.writerows((safe(term), safe(value)) for term, value in about)
    for sheet in sheets:
        writer.writerow(())
        writer.writerow(["table", *map(safe, sheet.head)])
        writer.writerows([sheet.key, *map(_plain, line)] for line in sheet.lines)
    return held.getvalue().encode("utf-8-sig")


def as_xlsx(about: Sequence[tuple[str, str]], sheets: Sequence[Sheet], *, at: datetime) -> bytes:
    """Write a workbook: what it is about, then a sheet for each table. The same tables give the same bytes."""
    held = BytesIO()
    options = {
        # The tables are short, and nothing of them is left in a folder for temporary files.
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(held, options) as book:
        # Who asked stands in the log of exports, not in a file that travels.
        book.set_properties({"author": "", "title": "Dashboard", "created": at.replace(tzinfo=None)})
        style = Styles(book.add_format({"quote_prefix": True}), book.add_format({"bold": True}))
        _fill(book.add_worksheet("About"), ("About", ""), about, style)
        for name, sheet in _named(sheets):
            _fill(book.add_worksheet(name), sheet.head, sheet.lines, style)
    return held.getvalue()


@dataclass(frozen=True, slots=True)
class Styles:
    """How cells look: a text that must not be taken for a formula, and the head of a column."""

    quoted: Format
    head: Format


def _named(sheets: Sequence[Sheet]) -> Iterator[tuple[str, Sheet]]:
    taken = {"about"}
    for sheet in sheets:
        name = "".join(" " if letter in FORBIDDEN else letter for letter in sheet.title)[
            :LONGEST_NAME
        ].strip()
        if name.lower() in taken:
            name = sheet.key[:LONGEST_NAME]
        taken.add(name.lower())
        yield name, sheet


def _fill(page: Worksheet, head: Sequence[str], lines: Sequence[Sequence[Value]], style: Styles) -> None:
    for column in range(len(head)):
        lengths = [len(str(line[column])) for line in (head, *lines) if line[column] is not None]
        page.set_column(column, column, min(WIDEST, 2 + max(lengths, default=0)))
    page.freeze_panes(1, 0)
    for column, text in enumerate(head):
        page.write_string(0, column, text, style.head)
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            _write(page, row, column, value, style)


def _write(page: Worksheet, row: int, column: int, value: Value, style: Styles) -> None:
    match value:
        case None:
            return
        case str():
            # In a workbook a text is a text; the mark keeps it one where it is copied on.
            page.write_string(row, column, value, style.quoted if safe(value) != value else None)
        case _:
            page.write_number(row, column, value)


def _plain(value: Value) -> Value:
    return safe(value) if isinstance(value, str) else value
