"""Asking the list of courts: by council, or by the first half of a postcode where the list names one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Row, and_, select

from states.errors import Malformed, Problem
from workflow.courts.importing import regular
from workflow.db import Database
from workflow.tables import CouncilRow, CourtPostcodeRow, CourtRow

COURTS, COUNCILS, POSTCODES = CourtRow.__table__, CouncilRow.__table__, CourtPostcodeRow.__table__

#: Most answers to one question.
MOST = 20
#: Most names to choose from: more than there are councils or courts.
MOST_NAMES = 1000
#: Longest question, in characters.
LONGEST = 120
#: Words that most councils share, and that people leave out.
SHARED = frozenset(
    [
        "council",
        "of",
        "the",
        "and",
        "borough",
        "city",
        "county",
        "metropolitan",
        "district",
        "royal",
        "london",
    ]
)
#: The first half of a postcode, or its letters alone.
OUTWARD = re.compile(r"([A-Z]{1,2})([0-9][0-9A-Z]?)?")
#: A whole postcode: it leads to a door, and is asked of nobody here.
WHOLE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)\s*[0-9][A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Court:
    """One family court."""

    code: str
    name: str
    address: str
    area: str
    region: str
    open: bool


@dataclass(frozen=True, slots=True)
class Hears:
    """That a court hears a council: all of it, or `only` these postcodes, and `never` those."""

    council: str
    only: tuple[str, ...]
    never: tuple[str, ...]
    court: Court


_LISTED = select(
    COUNCILS.c.council,
    COUNCILS.c.name.label("called"),
    COUNCILS.c.only,
    COUNCILS.c.never,
    *(COURTS.c[name] for name in ("code", "name", "address", "area", "region", "open")),
).join(COURTS, COURTS.c.code == COUNCILS.c.court)


def by_council(db: Database, typed: str) -> tuple[Hears, ...]:
    """Return the courts of the councils whose name has these words, the nearest name first. Raises Malformed."""
    asked = regular(typed)
    if not asked or len(typed) > LONGEST:
        raise Malformed("no council was named", [Problem("council", "name a council")])
    words = [word for word in asked.split() if word not in SHARED] or asked.split()
    # The list is short, and an administrator's: it is read through, and what was typed is no pattern.
    clauses = [COUNCILS.c.council.contains(word, autoescape=True) for word in words]
    query = _LISTED.where(and_(*clauses)).order_by(COUNCILS.c.council, COUNCILS.c.court)
    with db.reading() as tx:
        rows = [*tx.connection.execute(query.limit(MOST_NAMES))]
    nearest = sorted(rows, key=lambda row: (row.council != asked, _beside(row.council, words), row.council))
    return _hears(nearest[:MOST])


def _beside(council: str, words: Iterable[str]) -> int:
    """Count the words of a council's name that nobody asked for."""
    return len({*council.split()} - SHARED - {*words})


def by_postcode(db: Database, typed: str) -> tuple[Hears, ...]:
    """Return the courts that the list names for the first half of a postcode, or for its area; most name none.

    Raises Malformed for anything else, a whole postcode too.
    """
    outward = "".join(typed.upper().split())
    found = OUTWARD.fullmatch(outward)
    if found is None:
        raise Malformed(
            "this is no postcode area",
            [Problem("postcode_area", "give the first half of a postcode alone, such as CF81 or EX")],
        )
    query = (
        _LISTED.join(
            POSTCODES,
            and_(POSTCODES.c.council == COUNCILS.c.council, POSTCODES.c.court == COUNCILS.c.court),
        )
        .add_columns(POSTCODES.c.part)
        .where(POSTCODES.c.part.in_([outward, found[1]]))
        .order_by(COUNCILS.c.council, COUNCILS.c.court)
        .limit(MOST)
    )
    with db.reading() as tx:
        rows = [*tx.connection.execute(query)]
    # What is named more narrowly goes before the whole area.
    rows.sort(key=lambda row: -len(row.part))
    heard = _hears(row for row in rows if not {outward, found[1]} & {*orjson.loads(row.never)})
    return tuple(dict.fromkeys(heard))


def outward_of(postcode: str) -> str:
    """Return the first half of a whole postcode, or "" where it is none."""
    found = WHOLE.fullmatch(postcode.strip().upper())
    return "" if found is None else found[1]


def councils(db: Database) -> tuple[str, ...]:
    """Return the names of all councils, to choose from."""
    query = select(COUNCILS.c.name).distinct().order_by(COUNCILS.c.name).limit(MOST_NAMES)
    with db.reading() as tx:
        return tuple(tx.connection.execute(query).scalars())


def court_names(db: Database) -> tuple[str, ...]:
    """Return the names of the courts that are open, to choose from."""
    query = select(COURTS.c.name).where(COURTS.c.open).order_by(COURTS.c.name).limit(MOST_NAMES)
    with db.reading() as tx:
        return tuple(tx.connection.execute(query).scalars())


def _hears(rows: Iterable[Row[Any]]) -> tuple[Hears, ...]:
    return tuple(
        Hears(
            row.called,
            tuple(orjson.loads(row.only)),
            tuple(orjson.loads(row.never)),
            Court(row.code, row.name, row.address, row.area, row.region, bool(row.open)),
        )
        for row in rows
    )
