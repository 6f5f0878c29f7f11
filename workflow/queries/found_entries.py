"""Entries as a search shows them: clear, with the case and the person that they name, and nothing that is hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, select

from workflow.actors import Actor
from workflow.db import Tx
from workflow.queries.hidden import is_hidden, without_hidden
from workflow.tables import CaseRow, PersonRow, from_micros
from workflow.trail import stream_of

CASES, PEOPLE = CaseRow.__table__, PersonRow.__table__

#: What an entry says of a step beside its payload.
APART = frozenset({"steps", "clocks", "refused", "notices", "found", "payload"})


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """One entry that was found. `case` is the case's reference, None where the entry is of no case.

    `said` is what the entry says in the clear, without its steps; `refused` names the guards that refused.
    """

    stream: str
    seq: int
    case: str | None
    at: datetime
    actor: str
    name: str | None
    role: str
    chart: str
    subject: str | None
    event: str
    said: Mapping[str, Any]
    refused: tuple[Mapping[str, str], ...]
    moved: tuple[Mapping[str, Any], ...]
    sealed: bool


def shown_entries(tx: Tx, rows: Sequence[Row[Any]], actor: Actor) -> tuple[FoundEntry, ...]:
    """Return rows of entries as they are shown, without those that name a case in which there is a conflict."""
    kept = [row for row in rows if not is_hidden(tx, row.subject, actor)]
    names, cases = names_of(tx, {row.actor for row in kept}), _cases_of(tx, {row.stream for row in kept})
    return tuple(_item(tx, row, actor, names.get(row.actor), cases.get(row.stream)) for row in kept)


def _item(tx: Tx, row: Row[Any], actor: Actor, name: str | None, case: str | None) -> FoundEntry:
    body = orjson.loads(row.body)
    return FoundEntry(
        stream=row.stream,
        seq=row.seq,
        case=case,
        at=from_micros(row.at),
        actor=row.actor,
        name=name,
        role=row.role,
        chart=row.chart,
        subject=row.subject,
        event=row.event,
        said=without_hidden(tx, said_in(body), actor),
        refused=tuple(body.get("refused", ())),
        moved=tuple(body.get("steps", ())),
        sealed=row.digest is not None,
    )


def said_in(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry says besides its steps: the payload of a command, or the body of another entry."""
    said: dict[str, Any] = body.get("payload", {})
    return said or {name: value for name, value in body.items() if name not in APART}


def names_of(tx: Tx, people: set[str]) -> dict[str, str]:
    """Return the names of people who work with Rowan, by reference."""
    query = select(PEOPLE.c.reference, PEOPLE.c.name).where(PEOPLE.c.reference.in_(sorted(people)))
    return {row.reference: row.name for row in tx.connection.execute(query)}


def _cases_of(tx: Tx, streams: set[str]) -> dict[str, str]:
    numbers = [int(stream.partition(":")[2]) for stream in streams if stream.startswith("case:")]
    query = select(CASES.c.id, CASES.c.reference).where(CASES.c.id.in_(numbers))
    return {stream_of(row.id): row.reference for row in tx.connection.execute(query)}
