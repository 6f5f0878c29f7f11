"""Rotation: the key of every case, credential and comment wrapped anew under the current key; what it seals is not touched."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, bindparam, literal_column, select, update

from workflow.db import Database
from workflow.opening import used_keys
from workflow.prepared import Prepared
from workflow.surveys.keeping import KEY_OF_COMMENTS
from workflow.tables import CaseRow, CredentialRow, PersonRow, SurveyCommentRow

#: Cases locked at a time: a command for one of them waits some ten milliseconds.
BATCH = 200

CASES, CREDENTIALS, PEOPLE = CaseRow.__table__, CredentialRow.__table__, PersonRow.__table__
COMMENTS = SurveyCommentRow.__table__


class Wrapped(NamedTuple):
    """How the wrapped keys of one table are read, each with the reference that it is bound to, and written."""

    select: Prepared
    update: Prepared


def _writing(table: Table, number: ColumnElement[Any]) -> Prepared:
    return Prepared(
        update(table)
        .where(number == bindparam("row"))
        .values(key_id=bindparam("new"), wrapped_key=bindparam("wrapped"))
    )


OF_CASES = Wrapped(
    Prepared(
        select(CASES.c.id, CASES.c.reference, CASES.c.wrapped_key)
        .where(CASES.c.key_id == bindparam("old"))
        .order_by(CASES.c.id)
        .limit(bindparam("most"))
        .with_for_update()
    ),
    _writing(CASES, CASES.c.id),
)
OF_CREDENTIALS = Wrapped(
    Prepared(
        select(CREDENTIALS.c.person_id, PEOPLE.c.reference, CREDENTIALS.c.wrapped_key)
        .join(PEOPLE, PEOPLE.c.id == CREDENTIALS.c.person_id)
        .where(CREDENTIALS.c.key_id == bindparam("old"))
        .order_by(CREDENTIALS.c.person_id)
        .limit(bindparam("most"))
        .with_for_update(of=CREDENTIALS)
    ),
    _writing(CREDENTIALS, CREDENTIALS.c.person_id),
)

OF_COMMENTS = Wrapped(
    Prepared(
        select(COMMENTS.c.id, literal_column(f"'{KEY_OF_COMMENTS}'"), COMMENTS.c.wrapped_key)
        .where(COMMENTS.c.key_id == bindparam("old"))
        .order_by(COMMENTS.c.id)
        .limit(bindparam("most"))
        .with_for_update()
    ),
    _writing(COMMENTS, COMMENTS.c.id),
)


def rotate(db: Database, *, progress: Callable[[int], object] | None = None) -> int:
    """Wrap the key of every case, credential and comment under the current one; how many there were.

    `progress` hears the count so far.

    Each batch is a transaction of its own: begun again after a cut, it goes on where it was. Call `Keys.renew`
    first. The old keys must stay in the file as long as any backup is older than this.
    """
    done = 0
    for old in _others(db):
        for table in (OF_CASES, OF_CREDENTIALS, OF_COMMENTS):
            while batch := _rewrap(db, table, old):
                done += batch
                if progress is not None:
                    progress(done)
    return done


def _others(db: Database) -> list[str]:
    with db.reading() as tx:
        return [
            key_id
            for key_id in used_keys(lambda statement, values: tx.rows(statement, **values))
            if key_id != db.keys.current
        ]


def _rewrap(db: Database, table: Wrapped, old: str) -> int:
    with db.transaction() as tx:
        rows = tx.rows(table.select, old=old, most=BATCH)
        tx.run_many(
            table.update,
            [
                {"row": row, "new": db.keys.current, "wrapped": db.keys.rewrap(reference, old, wrapped)}
                for row, reference, wrapped in rows
            ],
        )
    return len(rows)
