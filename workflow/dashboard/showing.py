"""Showing a dashboard to somebody: who may see which, and what was published, or what stands live.

What was published names nobody and is the same for all: of its readers only an auditor leaves an entry, as whatever
they read does. Nor does a lead's reading of live numbers, who may read the cases themselves; what leaves Rowan as a
file does (`exports_log.py`).
"""

from datetime import datetime

import orjson
from sqlalchemy import bindparam, select

from states.errors import NotFound, NotPermitted
from states.position import local_day
from states.vocabulary import Role
from workflow.actors import Actor
from workflow.counting import Counted, counted
from workflow.counting.changes import ALL, FIRM, FORCE, OFFICERS
from workflow.dashboard import gathering
from workflow.dashboard.figures import cohorts, figures, series, splits
from workflow.dashboard.model import Dashboard
from workflow.dashboard.periods import months_between
from workflow.dashboard.sheet import Hours, Sheet, cut_to, of_json
from workflow.dashboard.tables import SPANS, quantile, tabulate
from workflow.db import Database, Tx
from workflow.looking import leading, looking
from workflow.prepared import Prepared
from workflow.tables import FirmRow, ForceRow, SnapshotRow, TallyRow, from_micros

FIRMS, FORCES = FirmRow.__table__, ForceRow.__table__
SNAPSHOTS, TALLIES = SnapshotRow.__table__, TallyRow.__table__

#: What the access stream calls it.
WHAT = "dashboard"
#: What is counted of forces and of no firm.
OF_FORCES = frozenset({"referrals", "cases"})
#: The most months that a lead sees at once, newest first: five years.
MOST = 60

_OF_FORCE = (SNAPSHOTS.c.scope == FORCE, SNAPSHOTS.c.code == bindparam("force"))
SELECT_MONTHS = Prepared(select(SNAPSHOTS.c.month).where(*_OF_FORCE).order_by(SNAPSHOTS.c.month.desc()))
#: The newest snapshot up to a month.
SELECT_SNAPSHOT = Prepared(
    select(SNAPSHOTS.c.month, SNAPSHOTS.c.made_at, SNAPSHOTS.c.published, FORCES.c.name)
    .join(FORCES, FORCES.c.code == SNAPSHOTS.c.code)
    .where(*_OF_FORCE, SNAPSHOTS.c.month <= bindparam("until"))
    .order_by(SNAPSHOTS.c.month.desc())
    .limit(1)
)
SELECT_FORCES = Prepared(
    select(FORCES.c.code, FORCES.c.name)
    .where(
        select(SNAPSHOTS.c.code).where(SNAPSHOTS.c.scope == FORCE, SNAPSHOTS.c.code == FORCES.c.code).exists()
    )
    .order_by(FORCES.c.name, FORCES.c.code)
)
SELECT_COUNTED = {
    scope: Prepared(
        select(table.c.code, table.c.name)
        .where(
            select(TALLIES.c.code).where(TALLIES.c.scope == scope, TALLIES.c.code == table.c.code).exists()
        )
        .order_by(table.c.name, table.c.code)
        .limit(500)
    )
    for scope, table in ((FORCE, FORCES), (FIRM, FIRMS))
}
SELECT_NAME = {
    scope: Prepared(select(table.c.name).where(table.c.code == bindparam("of_code")))
    for scope, table in ((FORCE, FORCES), (FIRM, FIRMS))
}
#: Sorts after every month.
NEWEST = "9999-12"


def published(
    db: Database,
    actor: Actor,
    at: datetime,
    force: str,
    month: str | None = None,
    *,
    first: str | None = None,
    last: str | None = None,
) -> Dashboard:
    """Return what was published of a force: the snapshot of that month, or the newest up to `last`, or of all.

    `first` and `last` leave out whatever is not wholly between two months; they show nothing that the snapshot
    does not. Raises NotPermitted, and NotFound for another force's analyst or where there is no such snapshot.
    """
    with looking(db, actor, WHAT, None, at) as tx:
        _check(actor, force)
        row = tx.one(SELECT_SNAPSHOT, force=force, until=month or last or NEWEST)
        if row is None and month is None:
            row = tx.one(SELECT_SNAPSHOT, force=force, until=NEWEST)
        if row is None or (month is not None and row[0] != month):
            raise NotFound
    of_month, made_at, kept, name = row
    sheet = of_json(orjson.loads(kept))
    if first is not None or last is not None:
        sheet = cut_to(sheet, first or "", last or NEWEST)
    return _dashboard(sheet, FORCE, force, name, from_micros(made_at), of_month)


def snapshots(db: Database, actor: Actor, at: datetime, force: str) -> tuple[str, ...]:
    """Return the months of which something was published, newest first. Raises as `published()`."""
    with looking(db, actor, WHAT, None, at) as tx:
        _check(actor, force)
        return tuple(month for (month,) in tx.rows(SELECT_MONTHS, force=force))


def published_forces(db: Database, actor: Actor, at: datetime) -> tuple[tuple[str, str], ...]:
    """Return the forces whose numbers this reader may open, by name, that have any. Raises NotPermitted."""
    with looking(db, actor, WHAT, None, at) as tx:
        _check_role(actor)
        rows = tx.rows(SELECT_FORCES)
    return tuple((code, name) for code, name in rows if actor.role is not Role.ANALYST or code == actor.force)


def counted_places(db: Database, actor: Actor, at: datetime, scope: str) -> tuple[tuple[str, str], ...]:
    """Return the forces or firms of which anything is counted, by name, for a lead. Raises NotPermitted."""
    with leading(db, actor, WHAT, at) as tx:
        return tuple((code, name) for code, name in tx.rows(SELECT_COUNTED[scope]))


def live(
    db: Database, actor: Actor, at: datetime, scope: str = ALL, code: str = "", *, first: str, last: str
) -> Dashboard:
    """Return the exact numbers of all, one force or one firm, as they stand, of cases referred in those months.

    Raises NotPermitted for anybody but a lead, and NotFound for no such force or firm.
    """
    with leading(db, actor, WHAT, at) as tx:
        name = ""
        if scope != ALL:
            row = tx.one(SELECT_NAME[scope], of_code=code) if scope in SELECT_NAME else None
            if row is None:
                raise NotFound
            name = str(row[0])
        sheet = _exact(tx, scope, code, months_between(first, last)[-MOST:], at)
    return _dashboard(sheet, scope, code, name, at)


def _exact(tx: Tx, scope: str, code: str, months: tuple[str, ...], at: datetime) -> Sheet:
    counts = counted(tx, scope, code, months[0], months[-1])
    cells = {month: _tabulated(counts, scope, month) for month in months}
    hours = {}
    for span in SPANS:
        of_all = gathering.spans(counts, span, months)
        hours[span] = Hours(quantile(of_all, 0.5), quantile(of_all, 0.9))
    referring = counts.buckets(OFFICERS, months[-1:])[""]
    return Sheet(
        months[-1],
        cells,
        cells,
        hours,
        gathering.now(tx, scope, code, referring, at),
        gathering.surveyed(tx, scope, code, months[0], months[-1]),
        live=True,
    )


def _tabulated(counts: Counted, scope: str, month: str) -> dict[str, int]:
    """Return the cells of a month; a firm is sent no referrals."""
    cells = tabulate(counts, [month])
    return {key: n for key, n in cells.items() if key not in OF_FORCES} if scope == FIRM else cells


def _dashboard(
    sheet: Sheet, scope: str, code: str, name: str, as_at: datetime, month: str | None = None
) -> Dashboard:
    return Dashboard(
        scope,
        code,
        name,
        as_at,
        min(sheet.fine, default=sheet.last),
        sheet.last,
        sheet.live,
        tuple(figures(sheet)),
        series(sheet),
        splits(sheet),
        cohorts(sheet, local_day(as_at)),
        month,
    )


def _check_role(actor: Actor) -> None:
    if actor.role not in (Role.ANALYST, Role.AUDITOR, Role.LEAD):
        message = "the numbers of a force are for its analysts, auditors and leads"
        raise NotPermitted(message)


def _check(actor: Actor, force: str) -> None:
    _check_role(actor)
    if actor.role is Role.ANALYST and actor.force != force:
        raise NotFound
