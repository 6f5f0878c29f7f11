"""What the copies add to the counts of dashboards: each counts for what the one who was played counts for.

Appended as changes, as steps append them, so that whoever folds adds them to the sums.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import orjson

from states.measures import month
from states.position import Position, local_day
from workflow.counting.changes import ALL, FORCE, OFFICERS, SENT, Places, of_position, written
from workflow.simulate.courses import SHARING
from workflow.tables import from_micros

Row = Mapping[str, Any]

#: Counts that one row of changes says.
AT_ONCE = 500


def added(
    cases: Sequence[tuple[int, Row]], referrals: Sequence[tuple[int, Row]], blocks: int, last: int
) -> Places:
    """Return what so many blocks add, of the last one only the first `last` courses; each row with its course."""
    places: Places = Counter()
    for course, row in cases:
        times = _times(course, blocks, last)
        for place, count in of_position(Position(row["state"], orjson.loads(row["facts"]))).items():
            places[place] += times * count
    for course, row in referrals:
        _add(places, SENT, row, _times(course, blocks, last))
    for (force, when, _), times in _officers(referrals, blocks, last).items():
        _add(places, OFFICERS, {"force": force, "month": when}, times)
    return places


def rows_of(places: Places, after: int) -> Iterator[tuple[int, str]]:
    """Yield rows of changes that say so, numbered after that one."""
    counts, number = iter(places.items()), after
    while some := dict(islice(counts, AT_ONCE)):
        number += 1
        yield number, written(some)


def _times(course: int, blocks: int, last: int) -> int:
    return blocks - (course >= last)


def _officers(referrals: Sequence[tuple[int, Row]], blocks: int, last: int) -> Counter[tuple[str, str, int]]:
    """Return of each officer and month how many others, in later blocks, sent something in it too.

    Officers of the first blocks are those that were played, and counted then.
    """
    others = blocks // SHARING
    # Where those that share officers begin with the last block, only who begins in it has any.
    whole = others - (others > 0 and blocks % SHARING == 0)
    seen: dict[tuple[str, str, int], int] = {}
    for course, row in referrals:
        who = (row["force"], _month(row), row["referrer_id"])
        seen[who] = max(seen.get(who, 0), whole + (others > whole and course < last))
    return Counter(seen)


def _add(places: Places, measure: str, row: Row, times: int) -> None:
    for scope, code in ((ALL, ""), (FORCE, row["force"])):
        places[scope, code, _month(row), measure, ""] += times


def _month(row: Row) -> str:
    return str(row.get("month") or month(local_day(from_micros(row["received_at"]))))
