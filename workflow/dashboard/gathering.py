"""Gathering: the exact numbers of one force, one firm or all, read from what is counted as cases move."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from states.facts import PROTECTING
from states.measures import month
from states.position import local_day
from states.vocabulary import Clock, Role
from workflow.counting import Counted
from workflow.counting.changes import ALL, FIRM, FORCE
from workflow.dashboard.periods import year_of
from workflow.dashboard.tables import SPANS
from workflow.db import Tx
from workflow.prepared import Prepared
from workflow.surveys import counts as surveys
from workflow.surveys.items import ANSWERED, INVITED
from workflow.tables import CaseRow, DeadlineRow, OrderRow, PersonRow, to_micros

CASES, DEADLINES, ORDERS, PEOPLE = (
    CaseRow.__table__,
    DeadlineRow.__table__,
    OrderRow.__table__,
    PersonRow.__table__,
)

#: The survey that is told of: the one after five weeks, which most are asked.
WAVE = "first"
#: The answers of each item that its share counts, and those that are no answer to it.
BEST: Mapping[str, frozenset[str]] = {
    "abuse_since": frozenset({"stopped"}),
    "felt_safety": frozenset({"much_safer", "safer"}),
    "told": frozenset({"always", "mostly"}),
    "service": frozenset({"very_good", "good"}),
    "solicitor": frozenset({"very_good", "good"}),
}
NO_ANSWER = frozenset({"unsaid", "none_had"})

#: How long after its clock was due an order counts as unserved for two days: the clock is due after one.
OVERDUE = timedelta(hours=24)
COUNT_OFFICERS = Prepared(
    select(func.count())
    .select_from(PEOPLE)
    .where(
        PEOPLE.c.role == Role.OFFICER.value, PEOPLE.c.force == bindparam("force"), PEOPLE.c.active.is_(True)
    )
)
COUNT_ALL_OFFICERS = Prepared(
    select(func.count())
    .select_from(PEOPLE)
    .where(PEOPLE.c.role == Role.OFFICER.value, PEOPLE.c.active.is_(True))
)
_PROTECTING = sorted(state.value for state in PROTECTING)
_UNSERVED = (
    select(DEADLINES.c.case_id, CASES.c.force, ORDERS.c.firm)
    .join(ORDERS, ORDERS.c.reference == DEADLINES.c.subject)
    .join(CASES, CASES.c.id == DEADLINES.c.case_id)
    .where(
        DEADLINES.c.clock == Clock.SERVICE.value,
        DEADLINES.c.due_at <= bindparam("before"),
        ORDERS.c.state.in_(_PROTECTING),
    )
)
#: The cases with an order that waits so long: those that wait are few, however many cases there are.
SELECT_UNSERVED = Prepared(_UNSERVED)


def unserved(tx: Tx, scope: str, code: str, at: datetime) -> int:
    """Count the cases with an order in force that was made over 48 hours ago and is not served."""
    rows = tx.rows(SELECT_UNSERVED, before=to_micros(at - OVERDUE))
    whose = {FORCE: 1, FIRM: 2}.get(scope)
    return len({row[0] for row in rows if whose is None or row[whose] == code})


def now(tx: Tx, scope: str, code: str, referring: int, at: datetime) -> dict[str, int]:
    """Return what stands at this moment, beside how many referred in the newest month."""
    held = {"unserved_48h": unserved(tx, scope, code, at)}
    if scope == ALL:
        held["officers_registered"] = int(tx.rows(COUNT_ALL_OFFICERS)[0][0])
    elif scope == FORCE:
        held["officers_registered"] = int(tx.rows(COUNT_OFFICERS, force=code)[0][0])
    else:
        return held
    held["officers_referring"] = referring
    return held


def surveyed(tx: Tx, scope: str, code: str, first: str, last: str) -> dict[str, dict[str, int]]:
    """Return what was asked and answered by the year of the outcome; of firms nothing is kept."""
    if scope not in (ALL, FORCE):
        return {}
    years: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (of_month, wave, item), codes in surveys.counted(
        tx, "" if scope == ALL else code, first, last
    ).items():
        if wave != WAVE:
            continue
        year = years[year_of(of_month)]
        if item in (INVITED, ANSWERED):
            year[item] += sum(codes.values())
        else:
            year[item] += sum(times for said, times in codes.items() if said not in NO_ANSWER)
            year[f"{item}:best"] += sum(times for said, times in codes.items() if said in BEST[item])
    return {year: dict(cells) for year, cells in sorted(years.items())}


def spans(counts: Counted, span: str, months: Sequence[str]) -> Mapping[str, int]:
    """Return the spans of the cases of some months, by the quarter of an hour by whose end each was over."""
    return {bucket: times for bucket, times in counts.buckets(SPANS[span], months).items() if times > 0}


def month_at(at: datetime) -> str:
    """Return the month in London at a moment."""
    return month(local_day(at))
