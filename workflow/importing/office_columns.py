"""The columns of a file of offices, and how a cell says each. A column that is absent, or a blank cell, is unknown.

    firm         its name; needed
    code         its short name; made of the name where absent
    office       what tells the firm's offices apart; else the postcode does
    town, postcode, latitude, longitude
    areas        CB, PE28
    languages    pl, cy
    legal_aid    yes or no
    capacity     cases at a time
    weight       its share beside others; 1 where absent
    hours        mon-fri 9:00-17:00; sat 10:00-12:00
    active       yes or no: whether it takes cases

Columns that are not known are passed over, and named in the report.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from states.contact import minutes
from states.errors import Malformed, Problem
from workflow.firms import Hours
from workflow.fitting import CODE
from workflow.importing.columns import number, windows, words, yes_or_no
from workflow.panel.places import origin_of
from workflow.panel.profiles import AREA

#: Longest name of a firm or town, in characters.
LONGEST_NAME = 120
NAME = re.compile(rf"[^\x00-\x1f\x7f]{{1,{LONGEST_NAME}}}")
DEGREE = 1_000_000
ONE_DIGIT_HOUR = re.compile(r"(?<!\d)(\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Office:
    """One row: an office, and what is said of its firm. `said` are the columns that say something of the firm."""

    firm: str
    code: str | None
    office: str
    town: str | None
    postcode: str | None
    latitude: int | None
    longitude: int | None
    said: Mapping[str, Any]
    hours: tuple[Hours, ...] | None
    active: bool | None


def check_heading(columns: Sequence[str]) -> None:
    """Refuse a heading without which no row could be taken. Raises Malformed."""
    if "firm" not in columns:
        raise Malformed("the heading lacks firm")
    if twice := sorted({column for column in columns if columns.count(column) > 1}):
        raise Malformed(f"the heading has columns twice: {', '.join(twice)}")


def cells_of(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the cells that say something."""
    return {column: cell.strip() for column, cell in cells.items() if cell.strip() and column in READ}


def office_of(cells: Mapping[str, str]) -> Office:
    """Read one row. Raises Malformed, which names columns and never what they hold."""
    problems = [Problem("firm", "must be given")] if "firm" not in cells else []
    read: dict[str, Any] = {}
    for column, cell in cells.items():
        value = READ[column](cell)
        if value is None:
            problems.append(Problem(column, WANTED[column]))
        read[column] = value
    if ("latitude" in cells) is not ("longitude" in cells):
        problems.append(Problem("latitude", "must come with a longitude"))
    if problems:
        raise Malformed("the office cannot be taken", problems)
    said: dict[str, Any] = {
        name: read[name] for name in ("areas", "languages", "legal_aid", "capacity", "weight") if name in read
    }
    place = {name: read.get(name) for name in ("town", "postcode", "latitude", "longitude")}
    known_by = str(read.get("office") or place["postcode"] or place["town"] or "1")
    return Office(
        read["firm"],
        read.get("code"),
        known_by,
        **place,
        said=said,
        hours=read.get("hours"),
        active=read.get("active"),
    )


def code_of(name: str) -> str:
    """Make the short name of a firm: "O'Brien & Sons" is "obrien-sons"; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", name.replace("'", "")).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def _name(cell: str) -> str | None:
    return cell if NAME.fullmatch(cell) else None


def _code(cell: str) -> str | None:
    return cell if CODE.fullmatch(cell) else None


def _postcode(cell: str) -> str | None:
    """Read a postcode as it is written: "CB1 1AA"."""
    plain = "".join(cell.split()).upper()
    origin = origin_of(plain)
    if origin is None:
        return None
    inward = plain.removeprefix(origin.outward)
    return f"{origin.outward} {inward}" if inward else plain


def _degrees(most: int) -> Callable[[str], int | None]:
    def read(cell: str) -> int | None:
        try:
            degrees = round(float(cell) * DEGREE)
        except (ValueError, OverflowError):
            return None
        return degrees if abs(degrees) <= most * DEGREE else None

    return read


def _areas(cell: str) -> tuple[str, ...] | None:
    found = tuple(sorted({part.upper() for part in words(cell)}))
    return found if all(map(AREA.fullmatch, found)) else None


def _languages(cell: str) -> tuple[str, ...] | None:
    found = tuple(sorted({part.casefold() for part in words(cell)}))
    return found if all(re.fullmatch(r"[a-z]{2,3}", part) for part in found) else None


def _answer(cell: str) -> bool | None:
    said = yes_or_no(cell)
    return said if isinstance(said, bool) else None


def _number(cell: str) -> int | None:
    said = number(cell)
    return said if isinstance(said, int) else None


def _hours(cell: str) -> tuple[Hours, ...] | None:
    """Read hours, one stretch a day."""
    said = windows(ONE_DIGIT_HOUR.sub(r"0\1", cell))
    if not isinstance(said, list):
        return None
    found = [Hours(day, minutes(one["from"]), minutes(one["to"])) for one in said for day in one["days"]]
    days = {one.day for one in found}
    return tuple(found) if len(days) == len(found) and all(one.opens < one.closes for one in found) else None


READ: Mapping[str, Callable[[str], Any]] = {
    "firm": _name,
    "code": _code,
    "office": _name,
    "town": _name,
    "postcode": _postcode,
    "latitude": _degrees(90),
    "longitude": _degrees(180),
    "areas": _areas,
    "languages": _languages,
    "legal_aid": _answer,
    "capacity": _number,
    "weight": _number,
    "hours": _hours,
    "active": _answer,
}
#: What each column must be.
WANTED: Mapping[str, str] = {
    "firm": f"must be a name of at most {LONGEST_NAME} characters",
    "code": "must be a short name of letters, digits and hyphens",
    "office": "must be a number or a name",
    "town": "must be a name",
    "postcode": "must be a postcode",
    "latitude": "must be degrees from -90 to 90",
    "longitude": "must be degrees from -180 to 180",
    "areas": "must be postcode areas or outward codes such as CB, PE28",
    "languages": "must be codes of languages such as pl, cy",
    "legal_aid": "must be yes or no",
    "capacity": "must be a whole number",
    "weight": "must be a whole number",
    "hours": "must be hours such as mon-fri 9:00-17:00, one stretch a day",
    "active": "must be yes or no",
}
