"""Search: a reference leads to its case; an exact name, telephone number, e-mail address or postcode to those who are found by it.

Each search leaves an entry on the access stream before anything is shown: who searched, by what kind of thing, and
how many cases were found; never what was typed. Whoever may not see a case does not find it, and who knows a woman
only as a referral, an offer or a duty cannot find out by her number which it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import Row, Select, and_, select

from states.due import is_urgent
from states.errors import Malformed, NotFound, NotPermitted, Problem
from states.permissions import Sight
from states.position import Facts
from states.vocabulary import Role
from workflow import access_log, references
from workflow.access import acting_filter, case_filter
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.blind import POSTCODE, Kind, blind_indexes, postcode_index, regular_phone
from workflow.db import Database, Tx
from workflow.details import RESPONDENT, SURVIVOR
from workflow.finding import Case
from workflow.keys import Keys
from workflow.looking import WHOLE, found
from workflow.tables import BlindIndexRow, CaseRow, from_micros

CASES, INDEXES = CaseRow.__table__, BlindIndexRow.__table__

#: Most cases that one search shows: whoever finds more has to say more.
MOST = 20
#: Longest text that is searched for, in characters.
LONGEST = 200
#: Who finds cases by references, and who by what identifies people.
BY_REFERENCE = frozenset({Role.CASEWORKER, Role.LEAD, Role.SOLICITOR, Role.AUDITOR, Role.OFFICER})
BY_PERSON = frozenset({Role.CASEWORKER, Role.LEAD, Role.SOLICITOR})

_REFERENCE = re.compile(rf"([CROFNT])[\s-]*([{references.ALPHABET}]{{{references.LENGTH}}})", re.ASCII)
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", re.ASCII)
_SHOWN = tuple(
    CASES.c[name] for name in ("id", "reference", "state", "queue", "due_at", "created_at", "facts")
)


class By(StrEnum):
    """By what kind of thing somebody searched."""

    REFERENCE = "reference"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One case that a search found. `reference` is what its reader may call it: a referrer's is their referral's.

    `party` says whose name, number, address or postcode it was, None where a reference led to it.
    """

    reference: str
    sight: str
    party: str | None = None
    state: str | None = None
    queue: str | None = None
    owner: str | None = None
    urgent: bool | None = None
    due_at: datetime | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found, the newest first. `more` says that there are others beside those shown."""

    by: By
    items: tuple[FoundItem, ...]
    more: bool = False


def search(db: Database, text: str, actor: Actor, at: datetime) -> Results:
    """Search by what the text looks like. Raises Malformed, NotPermitted, and StorageUnavailable with no entry written."""
    text = text.strip()
    if not text or len(text) > LONGEST or "\0" in text:
        problem = Problem(
            "q",
            f"must be a reference, name, telephone number, e-mail address or postcode of at most {LONGEST} characters",
        )
        raise Malformed("there is nothing to search for", [problem])
    by = kind_of(text)
    with denials(db, actor, "search", None, at):
        if actor.role not in (BY_REFERENCE if by is By.REFERENCE else BY_PERSON):
            message = (
                "this role searches by reference alone"
                if actor.role in BY_REFERENCE
                else "this role has no cases"
            )
            raise NotPermitted(message)
    with db.reading() as tx:
        results = (
            _by_reference(tx, text, actor, at)
            if by is By.REFERENCE
            else _by_person(tx, db.keys, by, text, actor, at)
        )
    subject = _reference(text) if by is By.REFERENCE else None
    access_log.searched(db, actor, by.value, len(results.items), subject, at)
    return results


def kind_of(text: str) -> By:
    """Say what a text looks like. What looks like nothing else is a name."""
    if _reference(text):
        return By.REFERENCE
    if "@" in text:
        return By.EMAIL
    if _POSTCODE.fullmatch("".join(text.split()).upper()):
        return By.POSTCODE
    return By.PHONE if regular_phone(text) else By.NAME


def _reference(text: str) -> str | None:
    """Return the reference that was typed, however it was spaced."""
    typed = _REFERENCE.fullmatch(text.strip().upper())
    return f"{typed[1]}-{typed[2]}" if typed else None


def _by_reference(tx: Tx, text: str, actor: Actor, at: datetime) -> Results:
    reference = _reference(text) or ""
    try:
        case = found(tx, reference, actor, at)
    except NotFound:
        return Results(By.REFERENCE, ())
    item = _known_as(reference, case, actor)
    return Results(By.REFERENCE, () if item is None else (item,))


def _known_as(reference: str, case: Case, actor: Actor) -> FoundItem | None:
    """Return the case as its reader may call it, or nothing where this reference is none of theirs."""
    facts, seen = case.position.facts, case.sight
    if seen in WHOLE:
        return FoundItem(
            case.reference,
            seen.value,
            state=case.position.state,
            queue=facts["queue"],
            owner=facts["owner"],
            urgent=is_urgent(facts),
            created_at=from_micros(case.created_at),
        )
    if seen is Sight.STATUS:
        return FoundItem(reference, seen.value)
    # A firm that is asked, or still owes something, knows its own offers and orders and nothing that is around them.
    own: Mapping[str, Facts] = facts["offers"] if seen is Sight.SUMMARY else facts["orders"]
    thing = own.get(reference)
    return FoundItem(reference, seen.value) if thing is not None and thing["firm"] == actor.firm else None


def _by_person(tx: Tx, keys: Keys, by: By, text: str, actor: Actor, at: datetime) -> Results:
    value = _value(keys, by, text)
    if value is None:
        return Results(by, ())
    rows = [*tx.connection.execute(_matching(by, value, actor, at))]
    items = [_item(row, actor) for row in _once(rows)]
    return Results(by, tuple(items[:MOST]), more=len(rows) > MOST)


def _value(keys: Keys, by: By, text: str) -> bytes | None:
    if by is By.POSTCODE:
        return postcode_index(keys, text)
    return blind_indexes(keys, {by.value: text}).get(Kind(by.value))


def _matching(by: By, value: bytes, actor: Actor, at: datetime) -> Select[Any]:
    kind = POSTCODE if by is By.POSTCODE else by.value
    seen = case_filter(actor, at, offered=False)
    if actor.role is Role.SOLICITOR:
        # Else a firm that only owes something of a case could try whose it is.
        seen = and_(seen, acting_filter(actor))
    return (
        select(*_SHOWN, INDEXES.c.party)
        .join(INDEXES, INDEXES.c.case_id == CASES.c.id)
        .where(
            INDEXES.c.kind == kind,
            INDEXES.c.value == value,
            INDEXES.c.party.in_((SURVIVOR, RESPONDENT)),
            seen,
        )
        .order_by(INDEXES.c.case_id.desc(), INDEXES.c.party.desc())
        .limit(MOST + 1)
    )


def _once(rows: list[Row[Any]]) -> list[Row[Any]]:
    """Return each case once, as hers where it was found as hers and as his."""
    first: dict[int, Row[Any]] = {}
    for row in rows:
        first.setdefault(row.id, row)
    return [*first.values()]


def _item(row: Row[Any], actor: Actor) -> FoundItem:
    facts: Facts = orjson.loads(row.facts)
    return FoundItem(
        reference=row.reference,
        sight=Sight.CASE.value,
        party=row.party,
        state=row.state,
        queue=row.queue,
        owner=None if actor.role is Role.SOLICITOR else facts["owner"],
        urgent=is_urgent(facts),
        due_at=None if row.due_at is None else from_micros(row.due_at),
        created_at=from_micros(row.created_at),
    )
