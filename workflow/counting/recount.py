"""The recount: every count worked out again from the cases and referrals themselves, owing nothing to the sums.

Memory grows with forces, months and buckets, never with cases. One moment is seen throughout, so that what other
processes do meanwhile is no difference.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, select, text

from states.measures import month
from states.position import Position, local_day
from workflow.counting.changes import ALL, CHANGES, FORCE, OFFICERS, SENT, Place, Places, of_position
from workflow.counting.folding import add, add_to
from workflow.counting.reading import SELECT_PENDING, TALLIES
from workflow.db import Database, Tx
from workflow.prepared import Prepared
from workflow.tables import CaseRow, ReferralRow, from_micros

CASES, REFERRALS = CaseRow.__table__, ReferralRow.__table__

#: Rows read at a time.
PAGE = 500

SELECT_CASES = Prepared(
    select(CASES.c.id, CASES.c.state, CASES.c.facts)
    .where(CASES.c.id > bindparam("after"))
    .order_by(CASES.c.id)
    .limit(bindparam("most"))
)
SELECT_REFERRALS = Prepared(
    select(REFERRALS.c.id, REFERRALS.c.force, REFERRALS.c.referrer_id, REFERRALS.c.received_at)
    .where(REFERRALS.c.id > bindparam("after"))
    .order_by(REFERRALS.c.id)
    .limit(bindparam("most"))
)
SELECT_ALL = Prepared(
    select(*(TALLIES.c[name] for name in ("scope", "code", "month", "measure", "bucket", "count")))
)
#: Steps that have appended are waited for, and those that have not wait: a step is in both tables or in neither.
HOLD = Prepared(text("LOCK TABLE tally_changes IN EXCLUSIVE MODE"))
DELETE_SUMS, DELETE_CHANGES = Prepared(delete(TALLIES)), Prepared(delete(CHANGES))

Progress = Callable[[str, int, int], object]


def recount(tx: Tx, progress: Progress = lambda *_: None) -> Places:
    """Count everything from the cases and referrals as this transaction sees them."""
    places: Places = Counter()
    for done, (_, state, facts) in enumerate(_paged(tx, SELECT_CASES), 1):
        places.update(of_position(Position(state, orjson.loads(facts))))
        if done % PAGE == 0:
            progress("cases counted", done, 0)
    _count_referrals(tx, places)
    return places


def kept(tx: Tx) -> Places:
    """Return every count as it is kept: the sums, and what is not folded into them yet."""
    places: Places = Counter()
    for *place, times in tx.rows(SELECT_ALL):
        places[_place(place)] += times
    for (changes,) in tx.rows(SELECT_PENDING):
        add_to(places, changes)
    return places


def compare(db: Database, progress: Progress = lambda *_: None) -> tuple[int, dict[Place, tuple[int, int]]]:
    """Return how many counts there are, and of each that differs what is kept and what a recount gives."""
    with db.reading() as tx:
        held, told = kept(tx), recount(tx, progress)
    every = {place for place in held.keys() | told.keys() if held[place] or told[place]}
    return len(every), {
        place: (held[place], told[place]) for place in sorted(every) if held[place] != told[place]
    }


def rebuild(db: Database) -> int:
    """Put a recount in the place of all sums, and return how many there are.

    For whoever filled the tables beside the engine. Right on a running system too, whose steps wait meanwhile.
    """
    with db.transaction() as tx:
        if tx.dialect == "postgresql":
            tx.write(HOLD)
        places = recount(tx)
        tx.write(DELETE_SUMS)
        tx.write(DELETE_CHANGES)
        add(tx, places)
    return len(places)


def _count_referrals(tx: Tx, places: Places) -> None:
    seen: set[tuple[str, str, int]] = set()
    for _, force, person, received_at in _paged(tx, SELECT_REFERRALS):
        cohort = month(local_day(from_micros(received_at)))
        is_first = (force, cohort, person) not in seen
        seen.add((force, cohort, person))
        for measure in (SENT, OFFICERS) if is_first else (SENT,):
            for scope, code in ((ALL, ""), (FORCE, force)):
                places[scope, code, cohort, measure, ""] += 1


def _paged(tx: Tx, statement: Prepared) -> Iterator[tuple[Any, ...]]:
    after = 0
    while page := tx.rows(statement, after=after, most=PAGE):
        yield from page
        after = page[-1][0]


def _place(parts: list[str]) -> Place:
    scope, code, of_month, measure, bucket = parts
    return scope, code, of_month, measure, bucket
