"""Those who work with Rowan, as pages show them. Names of colleagues, never of anybody in a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, tuple_

from states.vocabulary import Recipient, Role
from workflow.contacts import Contact, contacts
from workflow.db import Database
from workflow.prepared import Prepared
from workflow.queries.paging import Page, checked, page, place_of
from workflow.tables import FirmRow, ForceRow, PersonRow

PEOPLE, FORCES, FIRMS = PersonRow.__table__, ForceRow.__table__, FirmRow.__table__
LAST = PEOPLE.alias("last")


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody who may sign in. `body` is the name of the force or firm they work for."""

    reference: str
    name: str
    role: Role
    force: str | None
    firm: str | None
    email: str | None
    active: bool
    body: str | None


#: One row a person, by the columns of a view.
SHOWN = select(
    PEOPLE.c.reference,
    PEOPLE.c.name,
    PEOPLE.c.role,
    PEOPLE.c.force,
    PEOPLE.c.firm,
    PEOPLE.c.email,
    PEOPLE.c.active,
    func.coalesce(FIRMS.c.name, FORCES.c.name),
).select_from(
    PEOPLE.outerjoin(FORCES, FORCES.c.code == PEOPLE.c.force).outerjoin(FIRMS, FIRMS.c.code == PEOPLE.c.firm)
)
#: Most forces, and most firms, of one list.
MOST_BODIES = 1000
SELECT_FORCES = Prepared(select(FORCES.c.code, FORCES.c.name).order_by(FORCES.c.name).limit(MOST_BODIES))
SELECT_FIRMS = Prepared(
    select(FIRMS.c.code, FIRMS.c.name, FIRMS.c.active).order_by(FIRMS.c.name).limit(MOST_BODIES)
)
SELECT_PERSON = Prepared(SHOWN.where(PEOPLE.c.reference == bindparam("reference")))


@dataclass(frozen=True, slots=True)
class BodyView:
    """A force or a firm: its code, its name, whether it takes offers, and where its notices go."""

    code: str
    name: str
    active: bool
    contact: Contact | None


def people(
    db: Database, *, role: Role | None = None, cursor: str | None = None, limit: int = 50
) -> Page[PersonView]:
    """List those who may sign in, or may no more, by name. Raises Malformed."""
    after, most = place_of(cursor, str), checked(limit)
    query = SHOWN.order_by(PEOPLE.c.name, PEOPLE.c.reference).limit(most + 1)
    if role is not None:
        query = query.where(PEOPLE.c.role == role.value)
    if after is not None:
        # The cursor stands in an address, where no name belongs: it is looked up again.
        named = select(LAST.c.name).where(LAST.c.reference == after[0]).scalar_subquery()
        query = query.where(tuple_(PEOPLE.c.name, PEOPLE.c.reference) > tuple_(named, after[0]))
    with db.reading() as tx:
        found = [viewed(row) for row in tx.connection.execute(query)]
    return page(found, most, lambda view: (view.reference,))


def forces(db: Database) -> tuple[BodyView, ...]:
    """List the forces by name. There are some fifty."""
    with db.reading() as tx:
        rows = [(code, name, True) for code, name in tx.rows(SELECT_FORCES)]
    return _bodies(db, Recipient.FORCE, rows)


def firms(db: Database) -> tuple[BodyView, ...]:
    """List the firms of the panel by name, those that take no more offers too."""
    with db.reading() as tx:
        rows = [(code, name, bool(active)) for code, name, active in tx.rows(SELECT_FIRMS)]
    return _bodies(db, Recipient.FIRM, rows)


def _bodies(db: Database, kind: Recipient, rows: Sequence[tuple[str, str, bool]]) -> tuple[BodyView, ...]:
    known = {contact.code: contact for contact in contacts(db) if contact.kind is kind}
    return tuple(BodyView(code, name, active, known.get(code)) for code, name, active in rows)


def person(db: Database, reference: str) -> PersonView | None:
    """Return somebody by their reference; None where there is nobody."""
    with db.reading() as tx:
        row = tx.one(SELECT_PERSON, reference=reference)
    return None if row is None else viewed(row)


def viewed(row: Sequence[Any]) -> PersonView:
    """Return somebody from one row of SHOWN."""
    reference, name, role, force, firm, email, active, body = row
    return PersonView(reference, name, Role(role), force, firm, email, bool(active), body)
