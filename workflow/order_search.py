"""How an officer names an order: by its reference, or by both names and the birth date of one of the two.

Nobody fishes: without an exact match by blind indexes there is nothing, and one name alone finds nobody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import and_, bindparam, desc, exists, or_, select

from states.errors import Malformed, Problem
from states.facts import IN_FORCE
from states.position import local_day
from workflow.blind import SIZE, Kind, blind_indexes, regular_name
from workflow.db import Tx
from workflow.details import NAMES, PAIR, RESPONDENT, SURVIVOR
from workflow.keys import Keys
from workflow.prepared import Prepared
from workflow.references import ALPHABET, LENGTH, ORDER
from workflow.tables import BlindIndexRow, CaseRow, OrderRow

CASES, INDEXES, ORDERS = CaseRow.__table__, BlindIndexRow.__table__, OrderRow.__table__
BORN = INDEXES.alias("born")

#: Most cases whose orders one look-up shows. Two people are rarely in more than one.
MOST = 10
#: Longest purpose in an officer's own words, in characters.
LONGEST = 500
#: Longest name, in characters.
LONGEST_NAME = 200
#: What is read where the alphabet of references has no such letter.
MISREAD = str.maketrans("OIL", "011")


class Purpose(StrEnum):
    """Why an officer looks: a word that may stand clear, so that a look-up that finds nothing says it too."""

    AT_THE_SCENE = "at_the_scene"
    BREACH = "breach"
    ARREST = "arrest"
    SAFEGUARDING = "safeguarding"
    OTHER = "other"


@dataclass(frozen=True, slots=True, repr=False)
class Why:
    """Why an officer looks; `words` are their own, and name people."""

    purpose: str
    words: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Sought:
    """What is looked for: an order by its reference, else by both names and the birth date of one of the two."""

    reference: str = ""
    protected: str = ""
    respondent: str = ""
    born: str = ""


# The names find few rows; whose birth date it is, the officer need not say.
SELECT_BY_NAMES = Prepared(
    select(CASES.c.id, CASES.c.reference)
    .join(INDEXES, INDEXES.c.case_id == CASES.c.id)
    .where(
        INDEXES.c.party == PAIR,
        INDEXES.c.kind == NAMES,
        INDEXES.c.value == bindparam("names"),
        exists()
        .where(
            BORN.c.case_id == CASES.c.id,
            BORN.c.kind == Kind.NAME_DOB.value,
            or_(
                and_(BORN.c.party == SURVIVOR, BORN.c.value == bindparam("hers")),
                and_(BORN.c.party == RESPONDENT, BORN.c.value == bindparam("his")),
            ),
        )
        .correlate(CASES),
        exists()
        .where(
            ORDERS.c.case_id == CASES.c.id,
            ORDERS.c.state.in_(sorted(state.value for state in IN_FORCE)),
            or_(ORDERS.c.expires_on.is_(None), ORDERS.c.expires_on >= bindparam("today")),
        )
        .correlate(CASES),
    )
    .order_by(desc(CASES.c.id))
    .limit(MOST)
)


def regular_reference(typed: str) -> str:
    """Return an order's reference as it is kept, however it was typed, or "" where it is none."""
    plain = re.sub(r"[\s-]", "", typed).upper().translate(MISREAD)
    # The letter of the kind reads as a nought by then.
    body = plain[1:] if len(plain) == LENGTH + 1 and plain[0] == "0" else plain
    return f"{ORDER}-{body}" if len(body) == LENGTH and set(body) <= set(ALPHABET) else ""


def check(sought: Sought, why: Why) -> None:
    """Refuse what names no order, or gives no purpose. Raises Malformed."""
    problems = [*_unsought(sought), *_unexplained(why)]
    if problems:
        raise Malformed("the look-up does not say what or why", problems)


def check_why(why: Why) -> None:
    """Refuse what gives no purpose. Raises Malformed."""
    if problems := [*_unexplained(why)]:
        raise Malformed("it does not say why", problems)


def _unexplained(why: Why) -> Iterator[Problem]:
    if why.purpose not in frozenset(Purpose):
        yield Problem("purpose", "say why you are looking")
    if len(why.words) > LONGEST or (why.purpose == Purpose.OTHER and not why.words.strip()):
        yield Problem("why", f"say why, in at most {LONGEST} characters")


def _unsought(sought: Sought) -> Iterator[Problem]:
    if sought.reference:
        if not regular_reference(sought.reference):
            yield Problem("reference", "is not the reference of an order")
        return
    for field, name in (("protected", sought.protected), ("respondent", sought.respondent)):
        if not regular_name(name) or len(name) > LONGEST_NAME:
            yield Problem(field, "give the full name")
    try:
        date.fromisoformat(sought.born)
    except ValueError:
        yield Problem("born", "is not a date")


def named(tx: Tx, keys: Keys, sought: Sought, at: datetime) -> list[str]:
    """Return the cases of the two that have an order in force, in the order in which everybody locks several."""
    names = [regular_name(name) for name in (sought.protected, sought.respondent)]
    hers, his = (
        blind_indexes(keys, {"name": name, "date_of_birth": sought.born})[Kind.NAME_DOB] for name in names
    )
    pair = keys.digest(f"index.{NAMES}", "|".join(names).encode())[:SIZE]
    today = local_day(at).isoformat()
    rows = tx.rows(SELECT_BY_NAMES, names=pair, hers=hers, his=his, today=today)
    return [reference for _, reference in sorted(rows)]
