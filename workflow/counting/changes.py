"""What one step changes in the counts, appended with it: almost always nothing, which must cost almost nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import orjson
from sqlalchemy import bindparam, select

from states.measures import READ, Measure, firm_of, measures, month, month_of, refusals
from states.moves import Move
from states.position import LONDON, Position, local_day
from workflow.db import Tx
from workflow.prepared import Prepared, insertion
from workflow.tables import ReferralRow, TallyChangeRow, to_micros

CHANGES, REFERRALS = TallyChangeRow.__table__, ReferralRow.__table__

#: The scopes of a count: everything, one force, one firm.
ALL, FORCE, FIRM = "all", "force", "firm"
#: What is counted of referrals rather than cases: those sent in a month, and officers who sent one in it.
SENT, OFFICERS = "sent", "officers"

#: The facts that say where a case counts: for which force and month, and, by its offers, for which firms.
PLACING = ("force", "referred_at", "offers")

#: Scope, code, month, measure, bucket.
Place = tuple[str, str, str, str, str]
Places = Counter[Place]

INSERT_CHANGE = insertion(CHANGES)
#: Whether somebody referred to that force between two moments already: the index of their referrals answers.
SENT_BEFORE = Prepared(
    select(REFERRALS.c.id)
    .where(
        REFERRALS.c.referrer_id == bindparam("person"),
        REFERRALS.c.force == bindparam("force"),
        REFERRALS.c.received_at >= bindparam("since"),
        REFERRALS.c.received_at < bindparam("until"),
    )
    .limit(1)
)


def add_step(tx: Tx, move: Move) -> None:
    """Append what a step changed in the counts, if anything, in the transaction that writes it."""
    before, after = move.before, move.after
    if before.state == after.state:
        was, now = before.facts, after.facts
        # Facts that no step touched are the same objects still.
        if all(was.get(name) is now.get(name) for name in READ):
            return
    _append(tx, _changed(before, after))


def add_referral(tx: Tx, force: str, person_id: int, at: datetime) -> None:
    """Append that a referral was sent, before its own row is written."""
    day = local_day(at)
    since, until = (to_micros(edge) for edge in _edges(at))
    is_first = tx.one(SENT_BEFORE, person=person_id, force=force, since=since, until=until) is None
    changed: Places = Counter()
    for measure in (SENT, OFFICERS) if is_first else (SENT,):
        for scope, code in ((ALL, ""), (FORCE, force)):
            changed[scope, code, month(day), measure, ""] = 1
    _append(tx, changed)


def of_position(position: Position) -> Places:
    """Return all that a case counts for, everywhere; nothing before it is opened."""
    places: Places = Counter()
    if not position.state:
        return places
    cohort = month_of(position)
    for scope, code in _scopes(position):
        for (measure, bucket), times in measures(position).items():
            places[scope, code, cohort, measure, bucket] = times
    for (firm, reason), times in refusals(position).items():
        for scope, code in ((ALL, ""), (FORCE, position.facts["force"]), (FIRM, firm)):
            places[scope, code, cohort, Measure.REFUSAL.value, reason] += times
    return places


def _changed(before: Position, after: Position) -> Places:
    was, now = before.facts, after.facts
    if not before.state or any(was[name] != now[name] for name in PLACING):
        changed = of_position(after)
        changed.subtract(of_position(before))
        return changed
    # It counts in the same places as before: only what has changed is looked at.
    moved = measures(after)
    moved.subtract(measures(before))
    cohort, scopes = month_of(after), [*_scopes(after)]
    return Counter(
        {
            (scope, code, cohort, measure, bucket): times
            for (measure, bucket), times in moved.items()
            if times
            for scope, code in scopes
        }
    )


def written(places: Mapping[Place, int]) -> str:
    """Write changes as a row keeps them."""
    return orjson.dumps([[*place, times] for place, times in places.items() if times]).decode()


def _scopes(position: Position) -> Iterator[tuple[str, str]]:
    yield ALL, ""
    yield FORCE, position.facts["force"]
    firm = firm_of(position)
    if firm is not None:
        yield FIRM, firm


def _append(tx: Tx, changed: Places) -> None:
    if any(changed.values()):
        tx.write(INSERT_CHANGE, changes=written(changed))


def _edges(at: datetime) -> tuple[datetime, datetime]:
    """Return the first moment in London of the month of `at`, and of the next."""
    first = at.astimezone(LONDON).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + timedelta(days=32)).replace(day=1)
