"""Reading the counts of one force, one firm or all: the sums of some months, and what is not folded into them yet."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson
from sqlalchemy import bindparam, select

from workflow.counting.changes import CHANGES
from workflow.db import Tx
from workflow.prepared import Prepared
from workflow.tables import TallyRow

TALLIES = TallyRow.__table__

SELECT_SUMS = Prepared(
    select(TALLIES.c.month, TALLIES.c.measure, TALLIES.c.bucket, TALLIES.c["count"]).where(
        TALLIES.c.scope == bindparam("of_scope"),
        TALLIES.c.code == bindparam("of_code"),
        TALLIES.c.month >= bindparam("first"),
        TALLIES.c.month <= bindparam("last"),
    )
)
SELECT_PENDING = Prepared(select(CHANGES.c.changes).order_by(CHANGES.c.id))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many count for what: by month and measure, the buckets."""

    sums: Mapping[tuple[str, str], Mapping[str, int]]

    def buckets(self, measure: str, months: Iterable[str]) -> Counter[str]:
        """Return the buckets of one measure, summed over those months."""
        held: Counter[str] = Counter()
        for month in months:
            held.update(self.sums.get((month, measure), {}))
        return held


def counted(tx: Tx, scope: str, code: str, first: str, last: str) -> Counted:
    """Read the counts of some months as they stand at this moment: one look into an index, and what is pending."""
    sums: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for month, measure, bucket, times in tx.rows(
        SELECT_SUMS, of_scope=scope, of_code=code, first=first, last=last
    ):
        sums[month, measure][bucket] += times
    for (changes,) in tx.rows(SELECT_PENDING):
        for of, whose, month, measure, bucket, times in orjson.loads(changes):
            if (of, whose) == (scope, code) and first <= month <= last:
                sums[month, measure][bucket] += times
    return Counted(sums)
