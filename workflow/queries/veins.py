"""Reading entries newest first down several veins of an index at once, with a bound on what is looked at.

A vein is what an index holds under one word (one event, one person), ordered by time. The newest of several veins
are found by their times alone; only what is shown is read whole. What no index knows is sifted from at most
`MOST_SIFTED` entries: a page may then hold fewer than were asked for, or none, and yet have a next one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select, text, tuple_, union_all

from workflow.db import Tx
from workflow.queries.paging import LARGEST, Place
from workflow.tables import EntryRow

ENTRIES = EntryRow.__table__

#: Most entries looked at for one page.
MOST_SIFTED = 1000

Clause = ColumnElement[bool]

#: Every word that an index holds in its first column, each found by one step into the index.
_WORDS = text(
    "WITH RECURSIVE held (word) AS ("
    " SELECT min(event) FROM entries UNION ALL"
    " SELECT (SELECT min(event) FROM entries WHERE event > held.word) FROM held WHERE held.word IS NOT NULL"
    ") SELECT word FROM held WHERE word IS NOT NULL"
)
_PLACE = (ENTRIES.c.at, ENTRIES.c.stream, ENTRIES.c.seq)


@dataclass(frozen=True, slots=True)
class Veins:
    """Each vein by its condition, and the condition of them all."""

    each: tuple[Clause, ...]
    all: Clause


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in microseconds, both included."""

    since: int = 0
    until: int = LARGEST


def among(column: ColumnElement[Any], values: Iterable[str]) -> Veins:
    """Return the veins of these words in a column that an index begins with."""
    words = tuple(sorted(values))
    return Veins(tuple(column == word for word in words), column.in_(words))


def one(clause: Clause) -> Veins:
    """Return a single vein."""
    return Veins((clause,), clause)


def events(tx: Tx) -> tuple[str, ...]:
    """Return every event that any entry tells of."""
    return tuple(row[0] for row in tx.connection.execute(_WORDS))


def newest(
    tx: Tx, veins: Veins, span: Span, sift: Sequence[Clause], *, after: Place | None, most: int
) -> tuple[list[Row[Any]], Place | None]:
    """Return the newest entries before a place, and the place to go on from; None where nothing is left."""
    until = span.until
    if after is not None:
        # A place without a stream stands before everything of its moment.
        until = min(until, after[0] if after[1] else after[0] - 1)
    width = MOST_SIFTED if sift else most + 1
    floor = tx.connection.scalar(_floor(veins, Span(span.since, until), width))
    query = select(ENTRIES).where(veins.all, ENTRIES.c.at.between(floor or span.since, until), *sift)
    if after is not None:
        query = query.where(tuple_(*_PLACE) < after)
    newest_first = query.order_by(*(column.desc() for column in _PLACE))
    rows = [*tx.connection.execute(newest_first.limit(most + 1))]
    if len(rows) > most:
        return rows[:most], (rows[most - 1].at, rows[most - 1].stream, rows[most - 1].seq)
    return rows, None if floor is None else (floor, "", 0)


def _floor(veins: Veins, span: Span, width: int) -> Select[Any]:
    """Ask for the time of the entry that is so many places down from the newest; none where there are fewer."""
    within = ENTRIES.c.at.between(span.since, span.until)
    each = [
        select(ENTRIES.c.at).where(and_(vein, within)).order_by(ENTRIES.c.at.desc()).limit(width)
        for vein in veins.each
    ]
    times = union_all(*(select(query.subquery().c.at) for query in each)).subquery()
    return select(times.c.at).order_by(times.c.at.desc()).limit(1).offset(width - 1)
