"""A notice as its row holds it, and how its row is written. Which event may move it, `notices.py` says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, select, update

from states.errors import NotFound
from states.vocabulary import Channel, Recipient
from workflow.db import Tx
from workflow.finding import CASES, COLUMNS, Case, of_row
from workflow.prepared import Prepared
from workflow.tables import NoticeRow, from_micros

NOTICES = NoticeRow.__table__

#: Notices read by one statement, which has a place for each: what is over is asked for with the next.
TOGETHER = 25


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as its row holds it. `settled_at` is when its carrier was last heard of."""

    reference: str
    case_id: int
    rule: str
    recipient: Recipient
    recipient_ref: str
    channel: Channel
    template: str
    language: str
    state: str
    version: int
    not_before: datetime
    planned_at: datetime
    claimed_at: datetime | None
    settled_at: datetime | None
    attempts: int
    route_version: int
    provider_ref: str | None
    values: Mapping[str, str] = field(repr=False)

    @property
    def is_hers(self) -> bool:
        """Whether it is for the survivor."""
        return self.recipient is Recipient.SURVIVOR


_READ = tuple(Notice.__slots__)
_COLUMNS = tuple(NOTICES.c[name] for name in _READ)
_PLACES = tuple(f"notice_{number}" for number in range(TOGETHER))
_NAMED = NOTICES.c.reference.in_([bindparam(place) for place in _PLACES])
SELECT_NOTICE = Prepared(select(*_COLUMNS).where(NOTICES.c.reference == bindparam("notice")))
SELECT_NOTICES = Prepared(select(*_COLUMNS).where(_NAMED))
_CASES = select(*COLUMNS).where(CASES.c.id.in_(select(NOTICES.c.case_id).where(_NAMED))).order_by(CASES.c.id)
#: The cases of some notices, but for those that another process holds.
LOCK_FREE = Prepared(_CASES.with_for_update(skip_locked=True))
#: The same, waiting for whoever holds them.
LOCK = Prepared(_CASES.with_for_update())
#: One statement for each set of columns that changes.
UPDATES: dict[tuple[str, ...], Prepared] = {}


def find(tx: Tx, reference: str) -> Notice:
    """Return a notice. Raises NotFound."""
    row = tx.one(SELECT_NOTICE, notice=reference)
    if row is None:
        raise NotFound("notice")
    return _of_row(row)


def lock_cases(tx: Tx, references: Sequence[str], *, wait: bool) -> dict[int, Case]:
    """Lock and return the cases of these notices by their ids; without `wait`, only those that nobody holds."""
    rows = _together(tx, LOCK if wait else LOCK_FREE, references)
    return {case.id: case for case in map(of_row, rows)}


def read_notices(tx: Tx, references: Sequence[str]) -> dict[str, Notice]:
    """Return these notices by their references; what is not there is left out.

    Read after their cases are locked: what was read before may have moved since.
    """
    return {notice.reference: notice for notice in map(_of_row, _together(tx, SELECT_NOTICES, references))}


def write_row(tx: Tx, reference: str, columns: Mapping[str, Any]) -> None:
    """Write what changes of one notice."""
    tx.write(_update(tuple(sorted(columns))), notice=reference, **columns)


def write_rows(tx: Tx, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Write what changes of each notice, those alike by one statement."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for reference, columns in changes.items():
        alike.setdefault(tuple(sorted(columns)), []).append({"notice": reference, **columns})
    for names, rows in alike.items():
        tx.run_many(_update(names), rows)


def _update(names: tuple[str, ...]) -> Prepared:
    if names not in UPDATES:
        UPDATES[names] = Prepared(
            update(NOTICES)
            .where(NOTICES.c.reference == bindparam("notice"))
            .values({name: bindparam(name) for name in names})
        )
    return UPDATES[names]


def _together(tx: Tx, statement: Prepared, references: Sequence[str]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(references), TOGETHER):
        wanted = references[start : start + TOGETHER]
        # No notice has an empty reference: the places that are left over find nothing.
        filled = (*wanted, *[""] * (TOGETHER - len(wanted)))
        found += tx.rows(statement, **dict(zip(_PLACES, filled, strict=True)))
    return found


def _of_row(row: Sequence[Any]) -> Notice:
    held = dict(zip(_READ, row, strict=True))
    moments = ("not_before", "planned_at", "claimed_at", "settled_at")
    return Notice(
        **held
        | {name: None if held[name] is None else from_micros(held[name]) for name in moments}
        | {
            "recipient": Recipient(held["recipient"]),
            "channel": Channel(held["channel"]),
            "values": orjson.loads(held["values"]),
        }
    )
