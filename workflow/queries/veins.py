"""Reading entries newest first down several veins of an index at once, with a bound on what is looked at.

A vein is what an index holds under one word (one event, one person), ordered by time. The newest of several veins
are found by their times alone; only what is shown is read whole. What no index knows is sifted from at most
`MOST_SIFTED` entries: a page may then hold fewer than were asked for, or none, and yet have a next one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, select, text, tuple_

from workflow.db import Tx
from workflow.prepared import Prepared
from workflow.queries.paging import LARGEST, Place
from workflow.tables import EntryRow

ENTRIES = EntryRow.__table__

#: Most entries looked at for one page.
MOST_SIFTED = 1000

Clause = ColumnElement[bool]

#: Every event that the index holds, each found by one step into it.
_EVENTS = Prepared(
    text(
        "WITH RECURSIVE held (word) AS ("
        " SELECT min(event) FROM entries UNION ALL"
        " SELECT (SELECT min(event) FROM entries WHERE event > held.word) FROM held WHERE held.word IS NOT NULL"
        ") SELECT word FROM held WHERE word IS NOT NULL"
    )
)
_PLACE = (ENTRIES.c.at, ENTRIES.c.stream, ENTRIES.c.seq)


@dataclass(frozen=True, slots=True)
class Veins:
    """One vein for each of these words of a column, or a single one; `only` says what else holds for all of them.

    `only` is literal SQL of ours, as an index over some rows says it.
    """

    column: str | None
    words: tuple[str, ...] = ()
    only: str | None = None

    def clauses(self) -> list[Clause]:
        """Return the conditions of all veins together."""
        clauses: list[Any] = [] if self.only is None else [text(self.only)]
        if self.column is not None:
            clauses.append(ENTRIES.c[self.column].in_(self.words))
        return clauses


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in microseconds, both included."""

    since: int = 0
    until: int = LARGEST


def among(column: str, words: Iterable[str], only: str | None = None) -> Veins:
    """Return the veins of these words in a column that an index begins with."""
    return Veins(column, tuple(sorted(words)), only)


def one(only: str) -> Veins:
    """Return the single vein of an index over some rows."""
    return Veins(None, (), only)


def events(tx: Tx) -> tuple[str, ...]:
    """Return every event that any entry tells of."""
    return tuple(word for (word,) in tx.rows(_EVENTS))


def newest(
    tx: Tx, veins: Veins, span: Span, sift: Sequence[Clause], *, after: Place | None, most: int
) -> tuple[list[Row[Any]], Place | None]:
    """Return the newest entries before a place, and the place to go on from; None where nothing is left."""
    if veins.column is not None and not veins.words:
        return [], None
    until = span.until
    if after is not None:
        # A place without a stream stands before everything of its moment.
        until = min(until, after[0] if after[1] else after[0] - 1)
    width = MOST_SIFTED if sift else most + 1
    floor = _floor(tx, veins, Span(span.since, until), width)
    within = ENTRIES.c.at.between(floor or span.since, until)
    query = select(ENTRIES).where(within, *veins.clauses(), *sift)
    if after is not None:
        query = query.where(tuple_(*_PLACE) < after)
    newest_first = query.order_by(*(column.desc() for column in _PLACE))
    rows = [*tx.connection.execute(newest_first.limit(most + 1))]
    if len(rows) > most:
        return rows[:most], (rows[most - 1].at, rows[most - 1].stream, rows[most - 1].seq)
    return rows, None if floor is None else (floor, "", 0)


def _floor(tx: Tx, veins: Veins, span: Span, width: int) -> int | None:
    """Return the time of the entry that is so many places down from the newest; None where there are fewer."""
    words = {f"word{number}": word for number, word in enumerate(veins.words)}
    statement = _statement(veins.column, len(veins.words), veins.only)
    row = tx.one(statement, since=span.since, until=span.until, width=width, past=width - 1, **words)
    return None if row is None else int(row[0])


# Building so many subqueries anew would cost more than asking them.
@lru_cache(maxsize=256)
def _statement(column: str | None, words: int, only: str | None) -> Prepared:
    """Ask each vein for the times of its newest entries, and of all those for one."""
    own = "" if only is None else f" AND {only}"
    each = [f"{column} = :word{number}{own}" for number in range(words)] if column else [str(only)]
    within = "at BETWEEN :since AND :until ORDER BY at DESC LIMIT :width"
    every = " UNION ALL ".join(
        f"SELECT at FROM (SELECT at FROM entries WHERE {vein} AND {within}) AS vein{number}"  # noqa: S608 - Of our words alone.
        for number, vein in enumerate(each)
    )
    return Prepared(text(f"SELECT at FROM ({every}) AS veins ORDER BY at DESC LIMIT 1 OFFSET :past"))  # noqa: S608 - The same.
