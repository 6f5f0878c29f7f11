"""Freezing: once a month has ended, what may be published of each force is worked out once, and never again.

A snapshot is made from the counts as they stand when the sweep comes by, minutes after the month's end; if nothing
ran then, when something runs again. What it does not show is shown by no later one.
"""

from collections.abc import Mapping
from datetime import datetime

import orjson
from sqlalchemy import bindparam, func, select, text

from workflow.counting import Counted, counted, fold_all
from workflow.counting.changes import FORCE, OFFICERS
from workflow.dashboard import gathering
from workflow.dashboard.periods import months_between, shifted, year_of
from workflow.dashboard.publishing import Exact, grains_for, publish
from workflow.dashboard.sheet import Grains, Sheet, as_json, grains_of, of_json
from workflow.dashboard.tables import tabulate
from workflow.db import Database, Tx
from workflow.prepared import Prepared
from workflow.tables import ForceRow, SnapshotRow, TallyRow, to_micros

FORCES, SNAPSHOTS, TALLIES = ForceRow.__table__, SnapshotRow.__table__, TallyRow.__table__

SELECT_FORCES = Prepared(select(FORCES.c.code).order_by(FORCES.c.code))
SELECT_MADE = Prepared(
    select(SNAPSHOTS.c.code).where(SNAPSHOTS.c.scope == FORCE, SNAPSHOTS.c.month == bindparam("month"))
)
SELECT_NEWEST = Prepared(
    select(SNAPSHOTS.c.published)
    .where(
        SNAPSHOTS.c.scope == FORCE,
        SNAPSHOTS.c.code == bindparam("force"),
        SNAPSHOTS.c.month < bindparam("month"),
    )
    .order_by(SNAPSHOTS.c.month.desc())
    .limit(1)
)
SELECT_FIRST = Prepared(
    select(func.min(TALLIES.c.month)).where(TALLIES.c.scope == FORCE, TALLIES.c.code == bindparam("force"))
)
INSERT_SNAPSHOT = Prepared(
    text(
        "INSERT INTO snapshots (scope, code, month, made_at, published)"
        " VALUES ('force', :code, :month, :made_at, :published) ON CONFLICT (scope, code, month) DO NOTHING"
    )
)


def freeze(db: Database, at: datetime) -> int:
    """Make the snapshots of the month that ended last, of each force that lacks one; return how many were made."""
    month = shifted(gathering.month_at(at), -1)
    with db.reading() as tx:
        made = {code for (code,) in tx.rows(SELECT_MADE, month=month)}
        lacking = [code for (code,) in tx.rows(SELECT_FORCES) if code not in made]
    if lacking:
        # So that the first month of a force is among its sums.
        fold_all(db)
    return sum(_freeze(db, force, month, at) for force in lacking)


def _freeze(db: Database, force: str, month: str, at: datetime) -> int:
    """Publish one force by itself: commands wait for its row alone, and not for what is worked out."""
    with db.reading() as tx:
        # At one moment: what is folded between two looks would be in neither, and missing for ever.
        ((first,),) = tx.rows(SELECT_FIRST, force=force)
        if first is None or first > month:
            return 0
        newest = tx.one(SELECT_NEWEST, force=force, month=month)
        exact = exactly(tx, force, first, month, at)
    before = None if newest is None else orjson.loads(newest[0])
    earlier = None if before is None else of_json(before)
    grains = _grains(exact, {} if before is None else grains_of(before), earlier)
    sheet = as_json(publish(exact, grains, earlier), grains)
    with db.transaction() as tx:
        return tx.run(
            INSERT_SNAPSHOT,
            code=force,
            month=month,
            made_at=to_micros(at),
            published=orjson.dumps(sheet).decode(),
        )


def exactly(tx: Tx, force: str, first: str, last: str, at: datetime) -> Exact:
    """Gather the exact numbers of a force, from its first month to the last that has ended."""
    counts: Counted = counted(tx, FORCE, force, first, last)
    referring = counts.buckets(OFFICERS, [last])[""]
    return Exact(
        first,
        last,
        lambda months: tabulate(counts, months),
        lambda span, months: gathering.spans(counts, span, months),
        gathering.now(tx, FORCE, force, referring, at),
        gathering.surveyed(tx, FORCE, force, f"{int(year_of(last)) - 1}-01", last),
    )


def _grains(exact: Exact, known: Mapping[str, Grains], earlier: Sheet | None) -> dict[str, Grains]:
    """Return how long the periods of each year are: once a year is begun, they stay."""
    years = sorted({year_of(month) for month in months_between(exact.first, exact.last)})
    return {year: known.get(year) or grains_for(year, earlier, exact) for year in years}
