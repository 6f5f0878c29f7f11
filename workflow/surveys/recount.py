"""Adding up surveys again, from whom we asked and what was answered, to hold the sums that are kept to them."""

from collections import Counter

from sqlalchemy import Table, func, select

from workflow.db import Tx
from workflow.surveys.counts import ALL, COUNTS
from workflow.surveys.items import ANSWERED, INVITED, ITEMS
from workflow.tables import SurveyAnswerRow, SurveyInvitationRow

ANSWERS, INVITATIONS = SurveyAnswerRow.__table__, SurveyInvitationRow.__table__

#: How often a code was given, by scope, month, wave, item and code.
Sums = dict[tuple[str, ...], int]


def adding_up(tx: Tx) -> tuple[Sums, Sums]:
    """Return the sums as they are kept, and as the rows give them. The database groups: no table is read into memory."""
    key = (COUNTS.c.scope, COUNTS.c.month, COUNTS.c.wave, COUNTS.c.item, COUNTS.c.code)
    kept = {tuple(row[:-1]): row[-1] for row in tx.connection.execute(select(*key, COUNTS.c.count))}
    again: Counter[tuple[str, ...]] = Counter()
    for item in ITEMS:
        _add(tx, again, item, ANSWERS, item)
    _add(tx, again, ANSWERED, ANSWERS, "way")
    _add(tx, again, INVITED, INVITATIONS, "way")
    return kept, dict(again)


def _add(tx: Tx, sums: Counter[tuple[str, ...]], item: str, rows: Table, column: str) -> None:
    """Count the rows by what one column holds."""
    by = (rows.c.force, rows.c.month, rows.c.wave, rows.c[column])
    for force, month, wave, code, count in tx.connection.execute(select(*by, func.count()).group_by(*by)):
        for scope in (ALL, force):
            sums[scope, month, wave, item, code] += count
