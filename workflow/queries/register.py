"""Those who work with Rowan, as pages show them. Names of colleagues, never of anybody in a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from states.vocabulary import Role
from workflow.db import Database
from workflow.prepared import Prepared
from workflow.tables import FirmRow, ForceRow, PersonRow

PEOPLE, FORCES, FIRMS = PersonRow.__table__, ForceRow.__table__, FirmRow.__table__


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
SELECT_PERSON = Prepared(SHOWN.where(PEOPLE.c.reference == bindparam("reference")))


def person(db: Database, reference: str) -> PersonView | None:
    """Return somebody by their reference; None where there is nobody."""
    with db.reading() as tx:
        row = tx.one(SELECT_PERSON, reference=reference)
    return None if row is None else viewed(row)


def viewed(row: Sequence[Any]) -> PersonView:
    """Return somebody from one row of SHOWN."""
    reference, name, role, force, firm, email, active, body = row
    return PersonView(reference, name, Role(role), force, firm, email, bool(active), body)
