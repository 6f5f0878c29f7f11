"""What a firm says of itself: whom it may not act about, and when it answers offers.

Of a person only blind indexes are kept, and the firm's own matter number; nobody else reads the list. A conflict
refuses offers of cases in which that person is a party, without a word of why to anybody.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from states.contact import DAYS
from states.errors import Malformed, NotFound, NotPermitted, Problem
from states.vocabulary import Role
from workflow import references
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.blind import blind_indexes
from workflow.db import Database, Tx
from workflow.prepared import Prepared, insertion
from workflow.queries.paging import Page, checked, page, place_of
from workflow.tables import (
    FirmConflictRow,
    FirmConflictValueRow,
    FirmHoursRow,
    FirmRow,
    PersonRow,
    from_micros,
    to_micros,
)
from workflow.trail import SETTINGS, Entry, append_to

CONFLICTS, VALUES = FirmConflictRow.__table__, FirmConflictValueRow.__table__
FIRMS, HOURS, PEOPLE = FirmRow.__table__, FirmHoursRow.__table__, PersonRow.__table__

#: Minutes of a day.
DAY = 24 * 60
#: A firm's own number for a matter: nothing that could name anybody.
MATTER = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9./-]{0,29}")

INSERT_CONFLICT, INSERT_VALUE, INSERT_HOURS = insertion(CONFLICTS), insertion(VALUES), insertion(HOURS)
SELECT_CONFLICT = Prepared(
    select(CONFLICTS.c.id).where(
        CONFLICTS.c.reference == bindparam("reference"), CONFLICTS.c.firm == bindparam("firm")
    )
)
DELETE_CONFLICT = Prepared(delete(CONFLICTS).where(CONFLICTS.c.reference == bindparam("of")))
DELETE_VALUES = Prepared(delete(VALUES).where(VALUES.c.conflict == bindparam("of")))
DELETE_HOURS = Prepared(delete(HOURS).where(HOURS.c.firm == bindparam("of")))
SELECT_HOURS = Prepared(
    select(HOURS.c.day, HOURS.c.opens, HOURS.c.closes).where(HOURS.c.firm == bindparam("firm"))
)


@dataclass(frozen=True, slots=True)
class ConflictView:
    """One line of a firm's own list: its matter number, and who added it when. Whom it is about is kept nowhere."""

    reference: str
    matter: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody answers offers on one day of the week, as minutes of the day in London."""

    day: str
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class ColleagueView:
    """Somebody of a firm."""

    reference: str
    name: str
    active: bool


def add_conflict(
    db: Database, person: Mapping[str, str | None], matter: str, *, actor: Actor, at: datetime
) -> str:
    """List somebody about whom the actor's firm may not act; return the line's reference.

    Of `name`, `date_of_birth`, `phone`, `email` and `postcode` as much as is known; a name alone is enough.
    Raises Malformed and, for who is of no firm, NotPermitted.
    """
    values = blind_indexes(db.keys, person)
    problems = [] if MATTER.fullmatch(matter) else [Problem("matter", "must be your file number, not a name")]
    problems += [] if values else [Problem("name", "must be given, or a telephone number or an address")]
    if problems:
        raise Malformed("the conflict cannot be listed", problems)
    reference = references.new(references.CONFLICT)
    with denials(db, actor, "add_conflict", None, at), db.transaction() as tx:
        firm = _firm_of(actor)
        tx.run(
            INSERT_CONFLICT,
            reference=reference,
            firm=firm,
            matter=matter,
            added_by=actor.person_id,
            added_at=to_micros(at),
        )
        for kind, value in sorted(values.items()):
            tx.run(INSERT_VALUE, conflict=reference, kind=kind.value, value=value, firm=firm)
        _enter(tx, "add_conflict", reference, actor, at)
    return reference


def remove_conflict(db: Database, reference: str, *, actor: Actor, at: datetime) -> None:
    """Take a line off the list of the actor's firm. Raises NotFound, also for another firm's."""
    with denials(db, actor, "remove_conflict", reference, at), db.transaction() as tx:
        if tx.one(SELECT_CONFLICT, reference=reference, firm=_firm_of(actor)) is None:
            raise NotFound("conflict")
        tx.run(DELETE_VALUES, of=reference)
        tx.run(DELETE_CONFLICT, of=reference)
        _enter(tx, "remove_conflict", reference, actor, at)


def conflicts(
    db: Database, actor: Actor, at: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[ConflictView]:
    """List the lines of the actor's firm, the newest first. Raises NotPermitted and Malformed."""
    after, most = place_of(cursor, int), checked(limit)
    with denials(db, actor, "conflicts", None, at), db.reading() as tx:
        listed = (CONFLICTS.c.id, *(CONFLICTS.c[name] for name in ("reference", "matter", "added_at")))
        query = (
            select(*listed, PEOPLE.c.name)
            .join(PEOPLE, PEOPLE.c.id == CONFLICTS.c.added_by)
            .where(CONFLICTS.c.firm == _firm_of(actor))
            .order_by(CONFLICTS.c.id.desc())
            .limit(most + 1)
        )
        if after is not None:
            query = query.where(CONFLICTS.c.id < after[0])
        cut = page([*tx.connection.execute(query)], most, lambda row: (row.id,))
    items = (
        ConflictView(row.reference, row.matter, row.name, from_micros(row.added_at)) for row in cut.items
    )
    return Page(tuple(items), cut.next_cursor)


def set_hours(db: Database, hours: Sequence[Hours], *, actor: Actor, at: datetime) -> None:
    """Say when the actor's firm answers offers: at most one stretch a day. Raises Malformed and NotPermitted."""
    problems = [
        Problem(
            found.day if found.day in DAYS else "day", "must be a day with its opening before its closing"
        )
        for found in hours
        if found.day not in DAYS or not 0 <= found.opens < found.closes <= DAY
    ]
    if len({found.day for found in hours}) < len(hours):
        problems.append(Problem("day", "is named twice"))
    if problems:
        raise Malformed("these are no hours", problems)
    with denials(db, actor, "set_hours", None, at), db.transaction() as tx:
        firm = _firm_of(actor)
        tx.run(DELETE_HOURS, of=firm)
        for found in hours:
            tx.run(INSERT_HOURS, firm=firm, day=found.day, opens=found.opens, closes=found.closes)
        _enter(tx, "set_hours", firm, actor, at)


def hours_of(db: Database, firm: str) -> tuple[Hours, ...]:
    """Return when a firm answers offers, Monday first; nothing where it has not said."""
    with db.reading() as tx:
        rows = tx.rows(SELECT_HOURS, firm=firm)
    return tuple(sorted((Hours(*row) for row in rows), key=lambda found: DAYS.index(found.day)))


def colleagues(
    db: Database, actor: Actor, at: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[ColleagueView]:
    """List the people of the actor's firm, as they came. Raises NotPermitted and Malformed."""
    after, most = place_of(cursor, int), checked(limit)
    with denials(db, actor, "colleagues", None, at), db.reading() as tx:
        listed = (PEOPLE.c.id, PEOPLE.c.reference, PEOPLE.c.name, PEOPLE.c.active)
        query = select(*listed).where(PEOPLE.c.firm == _firm_of(actor), PEOPLE.c.id > (after or (0,))[0])
        rows = [*tx.connection.execute(query.order_by(PEOPLE.c.id).limit(most + 1))]
        cut = page(rows, most, lambda row: (row.id,))
    items: Iterable[ColleagueView] = (
        ColleagueView(row.reference, row.name, bool(row.active)) for row in cut.items
    )
    return Page(tuple(items), cut.next_cursor)


def _firm_of(actor: Actor) -> str:
    if actor.role is not Role.SOLICITOR or actor.firm is None:
        raise NotPermitted("only who is of a firm may do this")
    return actor.firm


def _enter(tx: Tx, event: str, subject: str, actor: Actor, at: datetime) -> None:
    entry = Entry(
        at, actor.reference, actor.role.value, SETTINGS, event, "", 0, {"firm": actor.firm}, subject
    )
    append_to(tx, SETTINGS, entry)
