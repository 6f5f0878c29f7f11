"""Rotation: every case's key wrapped anew under the current key; what it seals is not touched."""

from collections.abc import Callable

from sqlalchemy import bindparam, select, update

from workflow.db import Database
from workflow.opening import used_keys
from workflow.prepared import Prepared
from workflow.tables import CaseRow

#: Cases locked at a time: a command for one of them waits some ten milliseconds.
BATCH = 200

CASES = CaseRow.__table__
SELECT_WRAPPED = Prepared(
    select(CASES.c.id, CASES.c.reference, CASES.c.wrapped_key)
    .where(CASES.c.key_id == bindparam("old"))
    .order_by(CASES.c.id)
    .limit(bindparam("most"))
    .with_for_update()
)
UPDATE_WRAPPED = Prepared(
    update(CASES)
    .where(CASES.c.id == bindparam("case"))
    .values(key_id=bindparam("new"), wrapped_key=bindparam("wrapped"))
)


def rotate(db: Database, *, progress: Callable[[int], object] | None = None) -> int:
    """Wrap every case's key under the current one; how many there were. `progress` hears the count so far.

    Each batch is a transaction of its own: begun again after a cut, it goes on where it was. Call `Keys.renew`
    first. The old keys must stay in the file as long as any backup is older than this.
    """
    done = 0
    for old in _others(db):
        while batch := _rewrap(db, old):
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


def _rewrap(db: Database, old: str) -> int:
    with db.transaction() as tx:
        rows = tx.rows(SELECT_WRAPPED, old=old, most=BATCH)
        tx.run_many(
            UPDATE_WRAPPED,
            [
                {"case": case, "new": db.keys.current, "wrapped": db.keys.rewrap(reference, old, wrapped)}
                for case, reference, wrapped in rows
            ],
        )
    return len(rows)
