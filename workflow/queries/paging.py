"""Pages of lists: never more than some rows at a time, and each page starts where the last one ended.

A cursor names the last row of a page by the columns that the list is ordered by. It is no secret and no proof of
anything: whoever changes one sees other rows of the same list, which are theirs to see.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy import ColumnElement, Row, Select, tuple_

from states.errors import Malformed, Problem
from workflow.db import Tx

#: Most rows of one page.
MOST = 200
#: Longest cursor, in characters; ours are shorter.
LONGEST = 512
#: The largest number that both engines take.
LARGEST = 2**63 - 1

T = TypeVar("T")
Place = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, and where the next page starts; None where there is none."""

    items: tuple[T, ...]
    next_cursor: str | None = None


def page(rows: Sequence[T], limit: int, place: Callable[[T], Place]) -> Page[T]:
    """Cut a page from rows of which one more was read than fits."""
    kept = tuple(rows[:limit])
    return Page(kept, cursor_of(place(kept[-1])) if len(rows) > limit else None)


def cursor_of(place: Place) -> str:
    """Write the place of a row as a cursor."""
    return urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")


def place_of(cursor: str | None, *kinds: type | UnionType) -> Place | None:
    """Read a cursor whose parts are of these kinds. Raises Malformed."""
    if cursor is None:
        return None
    try:
        parts = orjson.loads(urlsafe_b64decode(cursor[:LONGEST] + "=" * (-len(cursor) % 4)))
    except ValueError:
        parts = None
    if not isinstance(parts, list) or len(parts) != len(kinds) or not all(map(_fits, parts, kinds)):
        raise Malformed("the cursor is not one of this list", [Problem("cursor", "is not one that we gave")])
    return tuple(parts)


def checked(limit: int) -> int:
    """Return the number of rows asked for. Raises Malformed where it is none or too many."""
    if not 1 <= limit <= MOST:
        raise Malformed(f"a page holds 1 to {MOST} rows", [Problem("limit", f"must be from 1 to {MOST}")])
    return limit


def by_due(
    tx: Tx,
    query: Select[Any],
    due: ColumnElement[Any],
    tie: ColumnElement[Any],
    *,
    after: Place | None,
    most: int,
) -> list[Row[Any]]:
    """Read the rows due first, then those never due; at most `most`, after the place (due or None, tie).

    In two turns, because the engines disagree about where NULL stands in an order.
    """
    rows: list[Row[Any]] = []
    if after is None or after[0] is not None:
        dated = query.where(due.is_not(None)) if after is None else query.where(tuple_(due, tie) > after)
        rows = _read(tx, dated.order_by(due, tie).limit(most))
        after = None
    if len(rows) < most:
        undated = query.where(due.is_(None))
        undated = undated if after is None else undated.where(tie > after[1])
        # By both, though one is NULL in every row: else PostgreSQL would sort what its index holds in order.
        rows += _read(tx, undated.order_by(due, tie).limit(most - len(rows)))
    return rows


def _read(tx: Tx, query: Select[Any]) -> list[Row[Any]]:
    return [*tx.connection.execute(query)]


def _fits(part: Any, kind: type | UnionType) -> bool:
    if isinstance(part, int):
        # True is a number to Python, and a number too large an error to the engines.
        return isinstance(0, kind) and type(part) is int and abs(part) <= LARGEST
    # PostgreSQL takes no NUL.
    return isinstance(part, kind) and not (isinstance(part, str) and "\0" in part)
