"""Files hold the cells of the page, numbers as numbers, and nothing that a spreadsheet would run."""

import csv
import re
from datetime import UTC, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.dashboard.sheets import FORMULA, Sheet, as_csv, as_xlsx, safe

AT = datetime(2026, 11, 1, 3, tzinfo=UTC)
EVIL = ("=1+1", "+44", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", " =1", "\uff1d1", "|calc", "%0a")
SHEET = Sheet(
    "states", "Where cases are [now]", ("Firm", "Cases", "Share"), ((EVIL[0], 12, 0.5), ("Hart", None, -3))
)


def parts(book: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(book)) as held:
        return {name: held.read(name).decode() for name in held.namelist()}


@pytest.mark.parametrize("text", EVIL)
def test_no_text_begins_as_a_formula_does(text):
    assert safe(text).startswith("'")


@given(st.text())
def test_whatever_was_typed_is_kept_and_runs_nowhere(text):
    cell = safe(text)
    assert cell.lstrip(" \u00a0")[:1] not in FORMULA or not cell.strip()
    assert cell.removeprefix("'") == text.replace("\0", "").removeprefix("'")


def test_a_csv_file_holds_every_cell_with_the_key_of_its_table():
    written = as_csv([("Force", "=cmd"), ("As at", "31 October 2026")], [SHEET])
    assert written.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(StringIO(written.decode("utf-8-sig"), newline="")))
    assert lines == [
        ["Force", "'=cmd"],
        ["As at", "31 October 2026"],
        [],
        ["table", "Firm", "Cases", "Share"],
        ["states", "'=1+1", "12", "0.5"],
        ["states", "Hart", "", "-3"],
    ]


def test_a_workbook_holds_numbers_as_numbers_and_texts_as_texts():
    held = parts(as_xlsx([("Force", "=cmd")], [SHEET, SHEET], at=AT))
    book, sheet = held["xl/workbook.xml"], held["xl/worksheets/sheet2.xml"]
    assert re.findall(r'sheet name="([^"]*)"', book) == ["About", "Where cases are  now", "states"]
    assert "<f>" not in "".join(held.values())
    assert 'r="B2"><v>12</v>' in sheet
    assert 'r="C3"><v>-3</v>' in sheet
    assert 'r="B3"' not in sheet
    # What looks like a formula is marked as a text for whoever copies it on.
    assert 'quotePrefix="1"' in held["xl/styles.xml"]


def test_the_same_tables_give_the_same_file():
    assert as_xlsx([], [SHEET], at=AT) == as_xlsx([], [SHEET], at=AT)
    assert as_csv([], [SHEET]) == as_csv([], [SHEET])
