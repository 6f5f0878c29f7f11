"""Writing a move down: the case's row, its entry, and the projections that lists are read from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, select, update

from states.errors import Refused
from states.moves import Ask, Move
from states.permissions import Viewer
from states.position import Facts
from states.vocabulary import Chart
from workflow import counting
from workflow.db import Tx
from workflow.finding import Case
from workflow.prepared import Prepared
from workflow.projections import micros, project
from workflow.tables import CaseRow, PersonRow, to_micros
from workflow.trail import Entry, Head, append
from workflow.vault import SealedPayload

CASES, PEOPLE = CaseRow.__table__, PersonRow.__table__

#: Columns of the case row that a step may change; lists search by them, the facts hold them all.
MOVING = (
    "state",
    "version",
    "seq",
    "head",
    "force",
    "queue",
    "owner_id",
    "firm",
    "sensitive",
    "disposition",
    "due_at",
    "updated_at",
    "facts",
)

UPDATE_CASE = Prepared(
    update(CASES)
    .where(CASES.c.id == bindparam("case"), CASES.c.version == bindparam("was"))
    .values({name: bindparam(name) for name in MOVING})
)
UPDATE_HEAD = Prepared(
    update(CASES).where(CASES.c.id == bindparam("case")).values(seq=bindparam("seq"), head=bindparam("head"))
)
SELECT_PERSON_ID = Prepared(select(PEOPLE.c.id).where(PEOPLE.c.reference == bindparam("reference")))


@dataclass(frozen=True, slots=True)
class Note:
    """What an entry says that moves nothing. `body` is clear."""

    event: str
    body: Mapping[str, Any]
    chart: Chart = Chart.CASE
    subject: str | None = None


class Overtaken(Exception):
    """The row moved although it was locked: a bug, or somebody wrote beside the engine."""


def advance(tx: Tx, case: Case, move: Move, body: Mapping[str, Any], hidden: SealedPayload | None) -> Head:
    """Append the entry, move the row, and write the projections of what changed."""
    step, version = move.step, case.version + 1
    entry = Entry(
        at=step.at,
        actor=step.actor,
        role=step.by.value,
        chart=step.chart.value,
        event=step.event,
        definition=case.definition,
        version=version,
        body=body,
        subject=step.subject,
    )
    head = append(tx, case.head, entry, hidden)
    columns = case_columns(tx, move, case.owner_id)
    moved = tx.run(
        UPDATE_CASE, case=case.id, was=case.version, version=version, seq=head.seq, head=head.hash, **columns
    )
    if moved != 1:
        raise Overtaken
    project(tx, case.id, version, move)
    counting.add_step(tx, move)
    return head


def refuse(tx: Tx, case: Case, ask: Ask, refusal: Refused) -> Case:
    """Append the one entry that a refused command leaves."""
    guards = [{"guard": found.guard, "reason": found.reason} for found in refusal.refusals]
    body = {"refused": guards, "payload": ask.payload, "found": ask.found}
    return note(
        tx, case, Note(ask.event, body, ask.chart, ask.subject), by=Viewer(ask.actor, ask.by), at=ask.at
    )


def note(
    tx: Tx, case: Case, said: Note, *, by: Viewer, at: datetime, hidden: SealedPayload | None = None
) -> Case:
    """Append an entry that moves nothing: a refusal, a reveal, an approval, a notice.

    `version` stays, so that no screen becomes stale; the case comes back with its new head.
    """
    case = add_entry(tx, case, said, by=by, at=at, hidden=hidden)
    keep_heads(tx, {case.id: case.head})
    return case


def add_entry(
    tx: Tx, case: Case, said: Note, *, by: Viewer, at: datetime, hidden: SealedPayload | None = None
) -> Case:
    """As `note()`, for who appends several: the last head of the case is still to be kept."""
    entry = Entry(
        at=at,
        actor=by.reference,
        role=by.role.value,
        chart=said.chart.value,
        event=said.event,
        definition=case.definition,
        version=case.version,
        body=said.body,
        subject=said.subject,
    )
    return replace(case, head=append(tx, case.head, entry, hidden))


def keep_heads(tx: Tx, heads: Mapping[int, Head]) -> None:
    """Write the heads of these cases into their rows."""
    for case, head in heads.items():
        tx.write(UPDATE_HEAD, case=case, seq=head.seq, head=head.hash)


def case_columns(tx: Tx, move: Move, owner_id: int | None) -> dict[str, Any]:
    """Return the columns of a case row that repeat its facts. `owner_id` is the owner's row before it."""
    facts = move.after.facts
    if facts["owner"] != move.before.facts["owner"]:
        owner_id = _person_id(tx, facts["owner"])
    return {
        "state": move.after.state,
        "force": facts["force"],
        "queue": facts["queue"],
        "owner_id": owner_id,
        "firm": facts["firm"],
        "sensitive": facts["sensitive"],
        "disposition": facts["disposition"],
        "due_at": due_of(facts),
        "updated_at": to_micros(move.step.at),
        "facts": written(facts),
    }


def written(facts: Facts) -> str:
    """Write facts as a row keeps them."""
    return orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode()


def due_of(facts: Facts) -> int | None:
    """Return when the first running clock of a case is due or escalates, in microseconds."""
    times = (clock[when] for clock in facts["clocks"].values() for when in ("due", "escalates"))
    return min(map(micros, times), default=None)


def _person_id(tx: Tx, reference: str | None) -> int | None:
    if reference is None:
        return None
    row = tx.one(SELECT_PERSON_ID, reference=reference)
    return row[0] if row else None
