"""The sums of surveys, kept in the transaction that each belongs to: a reader adds up nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, text

from states.position import local_day
from workflow.db import Tx
from workflow.prepared import Prepared
from workflow.tables import SurveyCountRow

COUNTS = SurveyCountRow.__table__

#: The scope that sums all forces.
ALL = ""

ADD = Prepared(
    text(
        "INSERT INTO survey_counts (scope, month, wave, item, code, count) "
        "VALUES (:scope, :month, :wave, :item, :code, 1) ON CONFLICT (scope, month, wave, item, code) "
        "DO UPDATE SET count = survey_counts.count + 1"
    )
)
SELECT_COUNTS = Prepared(
    select(COUNTS.c.month, COUNTS.c.wave, COUNTS.c.item, COUNTS.c.code, COUNTS.c.count)
    .where(
        COUNTS.c.scope == bindparam("scope"),
        COUNTS.c.month >= bindparam("first"),
        COUNTS.c.month <= bindparam("last"),
    )
    .order_by(COUNTS.c.month, COUNTS.c.wave, COUNTS.c.item, COUNTS.c.code)
)

#: By month of the outcome, wave and item: how often each code.
Counted = Mapping[tuple[str, str, str], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Cohort:
    """Which outcomes a survey is about, and which of the two surveys: all that is known of an answer."""

    force: str
    month: str
    wave: str


def month_of(outcome_at: datetime) -> str:
    """Return the month of an outcome, such as "2026-11", by the London calendar."""
    return local_day(outcome_at).isoformat()[:7]


def add(tx: Tx, cohort: Cohort, found: Iterable[tuple[str, str]]) -> None:
    """Count each of these items and codes once more, for the force and for all."""
    for scope in sorted({ALL, cohort.force}):
        # In one order always: two transactions that wait for each other's rows would wait for ever.
        for item, code in sorted(found):
            tx.write(ADD, scope=scope, month=cohort.month, wave=cohort.wave, item=item, code=code)


def counted(tx: Tx, scope: str, first: str, last: str) -> Counted:
    """Return the sums of one force, or of all, over outcomes of these months, the first and last among them."""
    sums: dict[tuple[str, str, str], dict[str, int]] = {}
    for month, wave, item, code, count in tx.rows(SELECT_COUNTS, scope=scope, first=first, last=last):
        sums.setdefault((month, wave, item), {})[code] = count
    return sums
