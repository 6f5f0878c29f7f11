"""Replay: a case rebuilt from its trail alone, to show how it stood at a moment and to check what its rows say now.

It reads entry by entry, so that the length of a trail does not matter, and asks no guard, calendar or other table.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select

from states.clocks import ClockChange
from states.definitions import DEFINITIONS
from states.errors import NotFound
from states.facts import blank
from states.moves import Move
from states.position import Position, Step
from states.record import replayed
from states.vocabulary import Chart, Role
from workflow import projections
from workflow.db import Database, Tx
from workflow.finding import load
from workflow.projections import project
from workflow.rows import due_of, written
from workflow.tables import CaseRow, DeadlineRow, OfferRow, OrderRow, PersonRow, to_micros
from workflow.tasks import COMPLETE_CLOCK
from workflow.trail import Recorded, entries, stream_of

CASES, PEOPLE = CaseRow.__table__, PersonRow.__table__
DEADLINES, OFFERS, ORDERS = DeadlineRow.__table__, OfferRow.__table__, OrderRow.__table__

#: Entries read at a time.
PAGE = 100
#: Columns of projections that something else than a step writes.
UNTOLD = frozenset({"next_at", "reached_at", "escalated_at"})

Rows = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Folded:
    """One entry of a case, and where the case stood before and after it; nowhere before it was opened."""

    recorded: Recorded
    before: Position | None
    after: Position | None

    @property
    def is_step(self) -> bool:
        """Whether the entry moved the case."""
        return "steps" in self.recorded.entry.body


def fold(tx: Tx, stream: str, *, until: datetime | None = None) -> Iterator[Folded]:
    """Yield the entries of a case in order, each with the positions around it, up to a moment."""
    position: Position | None = None
    read = 0
    while page := entries(tx, stream, after=read, most=PAGE):
        for recorded in page:
            entry = recorded.entry
            if until is not None and entry.at > until:
                return
            before = position
            if "steps" in entry.body:
                rules = DEFINITIONS[entry.definition]
                position = replayed(
                    rules, position, entry.body, at=entry.at, by=entry.role, actor=entry.actor
                )
            yield Folded(recorded, before, position)
        read = page[-1].seq


def replay_case(db: Database, reference: str, until: datetime | None = None) -> Position:
    """Return where a case stood at a moment, or stands now. Raises NotFound, also before it was opened.

    Whoever shows it to a person asks first what they may see.
    """
    with db.reading() as tx:
        position = None
        for folded in fold(tx, load(tx, reference).head.stream, until=until):
            position = folded.after
    if position is None:
        raise NotFound
    return position


def check_case(db: Database, reference: str) -> tuple[str, ...]:
    """Name what of a case's rows is not what its trail gives; nothing, where all is. Raises NotFound."""
    with db.reading() as tx:
        return differences(tx, load(tx, reference).id)


def differences(tx: Tx, case_id: int, hear: Callable[[Folded], object] = lambda _: None) -> tuple[str, ...]:
    """Name the columns of a case, its orders, offers and deadlines that its trail gives otherwise.

    `hear` is told each entry on the way, so that a caller need not read them again.
    """
    expected: dict[str, Any] = {}
    rows: Rows = {}
    for folded in fold(tx, stream_of(case_id)):
        hear(folded)
        expected |= _row_after(tx, folded)
        _project(rows, case_id, folded)
    stored = tx.connection.execute(select(CASES).where(CASES.c.id == case_id)).mappings().one()
    wrong = [f"cases.{name}" for name, value in expected.items() if stored[name] != value]
    return (*wrong, *_unequal(rows, _stored(tx, case_id)))


def _row_after(tx: Tx, folded: Folded) -> dict[str, Any]:
    """Return what the row of a case holds after an entry, as far as the entry says."""
    entry = folded.recorded.entry
    told: dict[str, Any] = {
        "seq": folded.recorded.seq,
        "head": folded.recorded.hash,
        "version": entry.version,
    }
    if not folded.is_step or folded.after is None:
        return told
    facts = folded.after.facts
    owner = select(PEOPLE.c.id).where(PEOPLE.c.reference == facts["owner"])
    return told | {
        "definition": entry.definition,
        "state": folded.after.state,
        **{name: facts[name] for name in ("force", "queue", "firm", "sensitive", "disposition")},
        "owner_id": None if facts["owner"] is None else tx.connection.scalar(owner),
        "due_at": due_of(facts),
        "updated_at": to_micros(entry.at),
        "facts": written(facts),
    }


def _project(rows: Rows, case_id: int, folded: Folded) -> None:
    """Have the projections of an entry written into `rows` by the very function that wrote them."""
    if not folded.is_step or folded.after is None:
        return
    before = folded.before or Position("", blank())
    entry = folded.recorded.entry
    step = Step(
        Chart(entry.chart),
        entry.subject,
        entry.event,
        before.state,
        folded.after.state,
        {},
        entry.at,
        Role(entry.role),
        entry.actor,
    )
    move = Move((before, folded.after), folded.after, (step,), ClockChange(None))
    project(cast("Tx", _Sheet(rows)), case_id, entry.version, move)


class _Sheet:
    """Stands in for a transaction: rows that would be written are kept here instead."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def write(self, statement: object, **values: Any) -> None:
        """Do to the kept rows what the statement does to a table."""
        if statement is projections.DELETE_DEADLINE:
            del self._rows["deadlines", values["name"]]
        elif statement is projections.INSERT_DEADLINE:
            self._rows["deadlines", values["key"]] = values
        elif statement is projections.INSERT_OFFER:
            self._rows["offers", values["reference"]] = values
        elif statement is projections.INSERT_ORDER:
            self._rows["orders", values["reference"]] = values
        elif statement is COMPLETE_CLOCK:
            # Tasks are no projection: nothing rebuilds them.
            return
        elif statement is projections.UPDATE_OFFER:
            self._rows["offers", values.pop("offer")] |= values
        else:
            self._rows["orders", values.pop("order")] |= values


def _stored(tx: Tx, case_id: int) -> Rows:
    kept: Rows = {}
    keyed: tuple[tuple[Table, str], ...] = ((DEADLINES, "key"), (OFFERS, "reference"), (ORDERS, "reference"))
    for table, key in keyed:
        for row in tx.connection.execute(select(table).where(table.c.case_id == case_id)).mappings():
            kept[table.name, row[key]] = {name: row[name] for name in row if name not in UNTOLD}
    return kept


def _unequal(expected: Rows, stored: Rows) -> list[str]:
    """Name each projected row that is missing, surplus or otherwise than it was written."""
    wrong = []
    for table, key in sorted(expected.keys() | stored.keys()):
        told, held = expected.get((table, key)), stored.get((table, key))
        if told is None or held is None:
            wrong.append(f"{table} {key} {'is surplus' if told is None else 'is missing'}")
            continue
        names = (name for name in held if held[name] != told.get(name))
        wrong += [f"{table} {key}.{name}" for name in names]
    return wrong
