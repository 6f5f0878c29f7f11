"""Folding: what steps appended is added to the sums, each change once, whoever folds and however many do."""

from collections import Counter

import orjson
from sqlalchemy import bindparam, delete, select, text

from workflow.counting.changes import CHANGES, Places
from workflow.db import Database, Tx
from workflow.prepared import Prepared

#: Changes that one transaction folds: on SQLite every command waits meanwhile.
AT_ONCE = 500

#: Takes the changes away and says what they were: in one statement, so that nobody else can take the same.
TAKE = Prepared(
    delete(CHANGES)
    .where(CHANGES.c.id.in_(select(CHANGES.c.id).order_by(CHANGES.c.id).limit(bindparam("most"))))
    .returning(CHANGES.c.changes)
)
ADD = Prepared(
    text(
        "INSERT INTO tallies (scope, code, month, measure, bucket, count)"
        " VALUES (:scope, :code, :month, :measure, :bucket, :count)"
        " ON CONFLICT (scope, code, month, measure, bucket)"
        " DO UPDATE SET count = tallies.count + excluded.count"
    )
)
#: Two that fold at once would wait for each other's sums, and could for ever: the second goes away instead.
TURN = Prepared(text("SELECT pg_try_advisory_xact_lock(hashtextextended('fold tallies', 0))"))
COLUMNS = ("scope", "code", "month", "measure", "bucket")


def fold(db: Database, most: int = AT_ONCE) -> int:
    """Fold at most so many changes, in one transaction, and return how many; where that is `most` there may be more."""
    with db.transaction() as tx:
        return fold_in(tx, most)


def fold_all(db: Database, most: int = AT_ONCE) -> None:
    """Fold until nothing waits, or somebody else folds."""
    while fold(db, most) == most:
        pass


def fold_in(tx: Tx, most: int) -> int:
    """Fold inside a transaction that is open."""
    if not has_turn(tx):
        return 0
    taken = tx.rows(TAKE, most=most)
    places: Places = Counter()
    for (changes,) in taken:
        add_to(places, changes)
    add(tx, places)
    return len(taken)


def has_turn(tx: Tx) -> bool:
    """Say whether nobody else folds at this moment. On SQLite there is one writer anyway."""
    return tx.dialect == "sqlite" or bool(tx.rows(TURN)[0][0])


def add(tx: Tx, places: Places) -> None:
    """Add to the sums."""
    rows = [
        {**dict(zip(COLUMNS, place, strict=True)), "count": times} for place, times in places.items() if times
    ]
    tx.run_many(ADD, rows)


def add_to(places: Places, changes: str) -> None:
    """Add what one row of changes says."""
    for *place, times in orjson.loads(changes):
        places[tuple(place)] += times
