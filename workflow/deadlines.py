"""Deadlines as their rows hold them: which of their times have come, and when the next one does.

Times are microseconds, as in the columns. The rows are written by `projections.py`, acted on by `timers.py`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update

from notifications.rules.clocks import Stage
from states.timers import TIMERS, TimerRule
from workflow.db import Tx
from workflow.prepared import Prepared
from workflow.tables import DeadlineRow, to_micros

DEADLINES = DeadlineRow.__table__

#: After how long a deadline that nobody has acted on is late: whatever sweeps does not run, or fails at it (I).
LATE = timedelta(hours=1)
#: The most late deadlines that are counted: more of them is no other news.
COUNTED = 100_000

_READ = (
    "key",
    "clock",
    "subject",
    "due_at",
    "escalates_at",
    "next_at",
    "version",
    "reached_at",
    "escalated_at",
)
COLUMNS = tuple(DEADLINES.c[name] for name in _READ)
_ONE = (DEADLINES.c.case_id == bindparam("of_case"), DEADLINES.c.key == bindparam("name"))
SELECT_DEADLINE = Prepared(select(*COLUMNS).where(*_ONE))
SET_ACTED = Prepared(
    update(DEADLINES)
    .where(*_ONE)
    .values({name: bindparam(name) for name in ("next_at", "reached_at", "escalated_at")})
)
SELECT_OF_CASE = Prepared(
    select(*COLUMNS).where(DEADLINES.c.case_id == bindparam("of_case")).order_by(DEADLINES.c.key)
)
COUNT_WAITING = Prepared(select(func.count()).select_from(DEADLINES).where(DEADLINES.c.next_at.is_not(None)))
COUNT_LATE = Prepared(
    select(func.count()).select_from(
        select(DEADLINES.c.key)
        .where(DEADLINES.c.next_at < bindparam("before"))
        .limit(bindparam("most"))
        .subquery()
    )
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One timer of a case. `reached_at` and `escalated_at` are when somebody was last told of it."""

    key: str
    clock: str
    subject: str | None
    due_at: int
    escalates_at: int
    next_at: int | None
    version: int
    reached_at: int | None
    escalated_at: int | None

    @property
    def rule(self) -> TimerRule:
        """What happens when it runs out."""
        return TIMERS[self.clock]

    def stages(self, at: datetime) -> tuple[Stage, ...]:
        """Return which of its times have come and were not acted on."""
        now = to_micros(at)
        come = []
        if self.reached_at is None and self.due_at <= now:
            come.append(Stage.DUE)
        if self.escalated_at is None and self.escalates_at <= now:
            come.append(Stage.ESCALATES)
        return tuple(come) or (Stage.REPEATS,)

    def acted_on(self, at: datetime) -> "Deadline":
        """Return it as it stands once what has come was acted on."""
        stages, now = self.stages(at), to_micros(at)
        told = replace(
            self,
            reached_at=now if Stage.DUE in stages else self.reached_at,
            escalated_at=self.escalated_at if set(stages) == {Stage.DUE} else now,
        )
        return replace(told, next_at=told.next_time())

    def next_time(self) -> int | None:
        """Return when something is next to be done about it, by what was done so far; None where that is never.

        What was missed while nothing ran is not made up for: a clock that repeats goes on with its next time.
        """
        times = ((self.due_at, self.reached_at), (self.escalates_at, self.escalated_at))
        left = [when for when, acted in times if acted is None]
        if left or self.rule.repeats is None:
            return min(left, default=None)
        every = self.rule.repeats // timedelta(microseconds=1)
        last, done = max(self.due_at, self.escalates_at), max(self.reached_at or 0, self.escalated_at or 0)
        return last + ((done - last) // every + 1) * every


def find(tx: Tx, case_id: int, key: str) -> Deadline | None:
    """Return one deadline of a case, or None."""
    row = tx.one(SELECT_DEADLINE, of_case=case_id, name=key)
    return None if row is None else Deadline(*row)


def of_case(tx: Tx, case_id: int) -> list[Deadline]:
    """Return the deadlines of a case."""
    return [Deadline(*row) for row in tx.rows(SELECT_OF_CASE, of_case=case_id)]


def keep(tx: Tx, case_id: int, deadline: Deadline) -> None:
    """Write down that a deadline was acted on."""
    acted = {name: getattr(deadline, name) for name in ("next_at", "reached_at", "escalated_at")}
    tx.write(SET_ACTED, of_case=case_id, name=deadline.key, **acted)


def late(tx: Tx, at: datetime) -> int:
    """Count the deadlines whose time came over an hour ago and that nobody has acted on."""
    ((count,),) = tx.rows(COUNT_LATE, before=to_micros(at - LATE), most=COUNTED)
    return int(count)


def waiting(tx: Tx) -> int:
    """Count the deadlines that have a time to come, late ones among them."""
    ((count,),) = tx.rows(COUNT_WAITING)
    return int(count)
