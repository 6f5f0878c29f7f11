"""What waits, and for how long: counts and ages for readiness and for measures, that name nobody.

Read from the rows themselves, whichever process is to deliver: a loop that died, or workers that nobody started,
cannot hide what they leave undone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, select

from states.vocabulary import NoticeState
from workflow.db import Database, Tx
from workflow.prepared import Prepared
from workflow.stuck import PILES, Pile, Why
from workflow.tables import DeadlineRow, NoticeRow, to_micros

NOTICES, DEADLINES = NoticeRow.__table__, DeadlineRow.__table__

#: Counting stops here: more are as alarming, and being measured must not read a table.
MOST: Final = 10_000


class Waiting(NamedTuple):
    """What waits at one moment. Ages are in seconds, 0 where nothing waits; no number is above `MOST`."""

    #: How long the oldest notice that is due, and the oldest timer that has run out, have been so.
    delivery: float
    timers: float
    #: Notices that wait for a person, by why.
    stuck: Mapping[Why, int]
    #: Clocks of cases that have run out and still stand.
    overdue: int


def _count(column: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Prepared:
    few = select(column).where(*conditions).limit(MOST).subquery()
    return Prepared(select(func.count()).select_from(few))


def _count_of(pile: Pile) -> Prepared:
    return _count(NOTICES.c.reference, NOTICES.c.state == pile.state.value, pile.since < bindparam("before"))


OLDEST_NOTICE = Prepared(
    select(func.min(NOTICES.c.not_before)).where(NOTICES.c.state == NoticeState.PLANNED.value)
)
OLDEST_TIMER = Prepared(select(func.min(DEADLINES.c.next_at)).where(DEADLINES.c.next_at.is_not(None)))
COUNT_STUCK = tuple((pile, _count_of(pile)) for pile in PILES)
COUNT_OVERDUE = _count(DEADLINES.c.case_id, DEADLINES.c.due_at < bindparam("at"))


def waiting(db: Database, at: datetime) -> Waiting:
    """Say what waits at that moment. Raises `StorageUnavailable`."""
    stuck = dict.fromkeys(Why, 0)
    with db.reading() as tx:
        for pile, statement in COUNT_STUCK:
            stuck[pile.why] += _number(tx, statement, before=to_micros(at - pile.patience))
        return Waiting(
            delivery=_age(tx, OLDEST_NOTICE, at),
            timers=_age(tx, OLDEST_TIMER, at),
            stuck=stuck,
            overdue=_number(tx, COUNT_OVERDUE, at=to_micros(at)),
        )


def delivery_lag(db: Database, at: datetime) -> float:
    """Return for how many seconds the oldest notice that is due has been so. Raises `StorageUnavailable`."""
    with db.reading() as tx:
        return _age(tx, OLDEST_NOTICE, at)


def _age(tx: Tx, statement: Prepared, at: datetime) -> float:
    ((oldest,),) = tx.rows(statement)
    return 0.0 if oldest is None else max(0, to_micros(at) - oldest) / 1_000_000


def _number(tx: Tx, statement: Prepared, **values: Any) -> int:
    ((number,),) = tx.rows(statement, **values)
    return int(number)
