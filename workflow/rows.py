"""Writing a move down: the case's row, its entry, and the projections that lists are read from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, select, update

from states.errors import Refused
from states.facts import protected_at
from states.moves import Ask, Move
from states.permissions import Viewer
from states.position import Facts, parsed
from states.vocabulary import Chart, OfferState
from workflow.db import Tx
from workflow.finding import Case
from workflow.prepared import Prepared, insertion
from workflow.tables import CaseRow, DeadlineRow, OfferRow, OrderRow, PersonRow, to_micros
from workflow.trail import Entry, Head, append
from workflow.vault import DataKey, SealedPayload, seal_payload

CASES, DEADLINES, OFFERS = CaseRow.__table__, DeadlineRow.__table__, OfferRow.__table__
ORDERS, PEOPLE = OrderRow.__table__, PersonRow.__table__

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
INSERT_DEADLINE, INSERT_OFFER, INSERT_ORDER = insertion(DEADLINES), insertion(OFFERS), insertion(ORDERS)
DELETE_DEADLINE = Prepared(
    delete(DEADLINES).where(DEADLINES.c.case_id == bindparam("case_id"), DEADLINES.c.key == bindparam("name"))
)
UPDATE_OFFER = Prepared(
    update(OFFERS)
    .where(OFFERS.c.reference == bindparam("offer"))
    .values({name: bindparam(name) for name in ("state", "due_at", "ended_at")})
)
_ORDER_MOVES = (
    "state",
    "service",
    "copy",
    "firm",
    "made_on",
    "expires_on",
    "return_day",
    "protected_at",
    "due_at",
    "updated_at",
)
UPDATE_ORDER = Prepared(
    update(ORDERS)
    .where(ORDERS.c.reference == bindparam("order"))
    .values({name: bindparam(name) for name in _ORDER_MOVES})
)


@dataclass(frozen=True, slots=True)
class Note:
    """What an entry says that moves nothing. `body` is clear."""

    event: str
    body: Mapping[str, Any]
    chart: Chart = Chart.CASE
    subject: str | None = None


class Overtaken(Exception):
    """The row moved although it was locked: a bug, or somebody wrote beside the engine."""


def advance(
    tx: Tx, case: Case, move: Move, body: Mapping[str, Any], key: DataKey, sealed: Mapping[str, Any]
) -> Head:
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
    hidden = seal_payload(key, case.head.seq + 1, orjson.dumps(sealed)) if sealed else None
    head = append(tx, case.head, entry, hidden)
    columns = case_columns(tx, move, case.owner_id)
    moved = tx.run(
        UPDATE_CASE, case=case.id, was=case.version, version=version, seq=head.seq, head=head.hash, **columns
    )
    if moved != 1:
        raise Overtaken
    project(tx, case.id, version, move)
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
    head = append(tx, case.head, entry, hidden)
    tx.write(UPDATE_HEAD, case=case.id, seq=head.seq, head=head.hash)
    return replace(case, head=head)


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
    return min((micros(clock["due"]) for clock in facts["clocks"].values()), default=None)


def micros(moment: str) -> int:
    """Return the column's form of a moment that facts hold."""
    return to_micros(parsed(moment))


def project(tx: Tx, case_id: int, version: int, move: Move) -> None:
    """Write the deadlines, offers and orders that the move changed."""
    before, after = move.before.facts, move.after.facts
    at = move.step.at
    if before["clocks"] != after["clocks"]:
        _project_deadlines(tx, case_id, version, before["clocks"], after["clocks"])
    if before["offers"] != after["offers"]:
        _project_offers(tx, case_id, before["offers"], after, at)
    # A deadline of an order, and with it its place in the lists, may change without the order.
    if after["orders"]:
        _project_orders(tx, case_id, before, after, at)


def _project_deadlines(tx: Tx, case_id: int, version: int, before: Facts, after: Facts) -> None:
    for name in before:
        if before[name] != after.get(name):
            tx.write(DELETE_DEADLINE, case_id=case_id, name=name)
    for name, clock in after.items():
        if before.get(name) != clock:
            kind, _, subject = name.partition(":")
            tx.write(
                INSERT_DEADLINE,
                case_id=case_id,
                key=name,
                clock=kind,
                subject=subject or None,
                due_at=micros(clock["due"]),
                version=version,
                escalated_at=None,
            )


def _project_offers(tx: Tx, case_id: int, before: Facts, after: Facts, at: datetime) -> None:
    for reference, offer in after["offers"].items():
        if before.get(reference) == offer:
            continue
        live = offer["state"] == OfferState.OFFERED
        clock = after["clocks"].get(f"offer:{reference}")
        columns = {
            "state": offer["state"],
            "due_at": micros(clock["due"]) if clock else None,
            "ended_at": None if live else to_micros(at),
        }
        if reference in before:
            tx.write(UPDATE_OFFER, offer=reference, **columns)
        else:
            made = {"case_id": case_id, "firm": offer["firm"], "made_at": to_micros(at)}
            tx.write(INSERT_OFFER, reference=reference, **made, **columns)


def _project_orders(tx: Tx, case_id: int, before: Facts, after: Facts, at: datetime) -> None:
    for reference, order in after["orders"].items():
        columns = order_columns(reference, order, after, at)
        if reference not in before["orders"]:
            tx.write(INSERT_ORDER, reference=reference, case_id=case_id, type=order["type"], **columns)
        elif order_columns(reference, before["orders"][reference], before, at) != columns:
            tx.write(UPDATE_ORDER, order=reference, **columns)


def order_columns(reference: str, order: Facts, facts: Facts, at: datetime) -> dict[str, Any]:
    """Return the columns of an order's row."""
    since = protected_at(order, at)
    own = (clock["due"] for name, clock in facts["clocks"].items() if name.endswith(f":{reference}"))
    days = {name: order[name] for name in ("firm", "made_on", "expires_on", "return_day")}
    return {
        "state": order["state"],
        "service": order["service"],
        "copy": order["copy"],
        **days,
        "protected_at": micros(since) if since else None,
        "due_at": min(map(micros, own), default=None),
        "updated_at": to_micros(at),
    }


def _person_id(tx: Tx, reference: str | None) -> int | None:
    if reference is None:
        return None
    row = tx.one(SELECT_PERSON_ID, reference=reference)
    return row[0] if row else None
