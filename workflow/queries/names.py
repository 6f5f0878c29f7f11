"""Names of those who work on cases, of people and firms, for screens that know them by reference."""

from collections.abc import Iterable

from sqlalchemy import select

from workflow.db import Database
from workflow.tables import FirmRow, PersonRow

FIRMS, PEOPLE = FirmRow.__table__, PersonRow.__table__

#: Most names that one screen asks for.
MOST = 200


def names(db: Database, people: Iterable[str | None], firms: Iterable[str | None] = ()) -> dict[str, str]:
    """Return names by the references of people and the codes of firms; whom nobody knows is left out.

    Never of a party to a case: those are sealed.
    """
    who, which = _wanted(people), _wanted(firms)
    by_person = select(PEOPLE.c.reference, PEOPLE.c.name).where(PEOPLE.c.reference.in_(who))
    by_firm = select(FIRMS.c.code, FIRMS.c.name).where(FIRMS.c.code.in_(which))
    with db.reading() as tx:
        found = [
            tx.connection.execute(query) for query, wanted in ((by_person, who), (by_firm, which)) if wanted
        ]
        return {reference: name for rows in found for reference, name in rows}


def _wanted(given: Iterable[str | None]) -> list[str]:
    return sorted({one for one in given if one})[:MOST]
