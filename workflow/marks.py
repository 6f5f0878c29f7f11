"""Marks that a database carries about itself, such as that the demonstration made it."""

from sqlalchemy import bindparam, select, update

from workflow.db import Database
from workflow.prepared import Prepared, insertion
from workflow.tables import MetaRow

META = MetaRow.__table__

#: Says that all the people in the database are fictional.
MADE_BY_DEMO = "made_by_demo"
#: Whom one may enter as in a demonstration: their references, with blanks between.
CAST = "cast"

SELECT_MARK = Prepared(select(META.c.value).where(META.c.name == bindparam("name")))
UPDATE_MARK = Prepared(update(META).where(META.c.name == bindparam("of")).values(value=bindparam("value")))
INSERT_MARK = insertion(META)


def mark(db: Database, name: str) -> str | None:
    """Return what the database says of itself under that name."""
    with db.reading() as tx:
        row = tx.one(SELECT_MARK, name=name)
    return row[0] if row else None


def set_mark(db: Database, name: str, value: str) -> None:
    """Have the database say so of itself from now on."""
    with db.transaction() as tx:
        if not tx.run(UPDATE_MARK, of=name, value=value):
            tx.run(INSERT_MARK, name=name, value=value)
