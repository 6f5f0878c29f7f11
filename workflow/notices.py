"""One notice moves: by the notice chart alone, with its entry on the trail of its case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, select, update

from states.definition import Table
from states.definitions import CURRENT, DEFINITIONS
from states.errors import NotFound, NotPermitted, Refused
from states.moves import Ask
from states.payloads import read
from states.position import Asked
from states.vocabulary import Channel, Chart, NoticeEvent, NoticeState, Recipient, Role
from workflow.access_log import denied
from workflow.actors import Actor
from workflow.answers import recall, remember
from workflow.command import Command, Done
from workflow.db import Database, Tx
from workflow.finding import Case, load, permit, seen
from workflow.keys import Keys
from workflow.prepared import Prepared
from workflow.rows import Note, note, refuse
from workflow.tables import NoticeRow, from_micros, to_micros
from workflow.tasks import complete_about
from workflow.vault import seal_payload

NOTICES = NoticeRow.__table__

#: Notices are short-lived: all of them follow the current chart.
CHART: Table = DEFINITIONS[CURRENT].charts[Chart.NOTICE]


def open_to(event: NoticeEvent, role: Role) -> tuple[str, ...]:
    """Return the states in which that role may ask for that event."""
    return tuple(
        state
        for (state, name), branches in CHART.branches.items()
        if name == event and any(role in branch.asks for branch in branches)
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as its row holds it."""

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
    attempts: int
    route_version: int
    values: Mapping[str, str]


_READ = (
    "reference",
    "case_id",
    "rule",
    "recipient",
    "recipient_ref",
    "channel",
    "template",
    "language",
    "state",
    "version",
    "not_before",
    "attempts",
    "route_version",
    "values",
)
_COLUMNS = tuple(NOTICES.c[name] for name in _READ)
SELECT_NOTICE = Prepared(select(*_COLUMNS).where(NOTICES.c.reference == bindparam("notice")))
#: One statement for each set of columns that changes.
UPDATES: dict[frozenset[str], Prepared] = {}

#: States in which a notice may wait for a person, who has a task about it until it moves on.
WAITING = frozenset({NoticeState.HELD.value, NoticeState.IN_DOUBT.value, NoticeState.FAILED.value})

CANCEL_HERS = Prepared(
    select(NOTICES.c.reference, NOTICES.c.state).where(
        NOTICES.c.case_id == bindparam("of_case"),
        NOTICES.c.recipient == Recipient.SURVIVOR.value,
        NOTICES.c.state.in_(open_to(NoticeEvent.CANCEL, Role.SYSTEM)),
    )
)


def find(tx: Tx, reference: str) -> Notice:
    """Return a notice. Raises NotFound."""
    row = tx.one(SELECT_NOTICE, notice=reference)
    if row is None:
        raise NotFound("notice")
    held = dict(zip(_READ, row, strict=True))
    return Notice(
        **held
        | {
            "recipient": Recipient(held["recipient"]),
            "channel": Channel(held["channel"]),
            "not_before": from_micros(held["not_before"]),
            "values": orjson.loads(held["values"]),
        }
    )


@dataclass(frozen=True, slots=True)
class Shift:
    """One event for a notice, and what its row is to hold after it. `reason` is no personal data."""

    event: NoticeEvent
    payload: Mapping[str, Any] = field(default_factory=dict)
    sealed: Mapping[str, Any] = field(default_factory=dict, repr=False)
    found: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)


def move(
    db: Database,
    reference: str,
    event: str,
    payload: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    key: str | None = None,
) -> Done:
    """Move one notice by a person's word, in one transaction with its entry.

    Raises Malformed, NotFound, NotPermitted, KeyReused or Refused; a refusal changes nothing.
    """
    clear, sealed = read(Chart.NOTICE, event, payload)
    command = Command(reference, event, payload, chart=Chart.NOTICE, subject=reference, key=key)
    try:
        with db.transaction() as tx:
            case = load(tx, reference, lock=True)
            outcome = recall(tx, db.keys, command, actor)
            if outcome is None:
                case = seen(tx, case, actor, at)
                permit(case, Chart.NOTICE, reference, event, actor)
                to = Shift(NoticeEvent(event), clear, sealed)
                outcome = _moved(tx, db.keys, case, find(tx, reference), to, actor, at)
                remember(tx, db.keys, command, actor, outcome, at)
            tx.after_commit(db.wake)
    except (NotFound, NotPermitted) as refusal:
        denied(db, command, refusal, actor=actor, at=at)
        raise
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _moved(
    tx: Tx, keys: Keys, case: Case, notice: Notice, to: Shift, actor: Actor, at: datetime
) -> Done | Refused:
    try:
        case = shift(tx, keys, case, notice, to, by=actor, at=at)
    except Refused as refusal:
        event = to.event.value
        ask = Ask(event, actor.role, at, actor.reference, to.payload, {}, Chart.NOTICE, notice.reference)
        refuse(tx, case, ask, refusal)
        return refusal
    after = find(tx, notice.reference)
    seq, entry = case.head.seq, case.head.hash.hex()
    return Done(case.reference, to.event.value, notice.state, after.state, after.version, seq, entry)


def shift(tx: Tx, keys: Keys, case: Case, notice: Notice, to: Shift, *, by: Actor, at: datetime) -> Case:
    """Move one notice of a locked case and append its entry; return the case with its new head.

    Raises Refused where the chart does not take the event.
    """
    facts = {"recipient": notice.recipient.value, "state": notice.state}
    asked = Asked(notice.state, facts, to.payload, at, by.role, by.reference, to.found, notice.reference)
    target = CHART.decide(to.event, asked)
    body = {"source": notice.state, "target": target, "reason": to.reason, "payload": to.payload}
    hidden = seal_payload(case.key(keys), case.head.seq + 1, orjson.dumps(to.sealed)) if to.sealed else None
    case = note(
        tx, case, Note(to.event.value, body, Chart.NOTICE, notice.reference), by=by, at=at, hidden=hidden
    )
    _update(
        tx,
        notice.reference,
        state=target,
        since=to_micros(at),
        version=notice.version + 1,
        reason=to.reason,
        **to.columns,
    )
    if notice.state in WAITING:
        complete_about(tx, case.id, notice.reference, by=by.reference, at=at)
    return case


def cancel_hers(tx: Tx, case_id: int, *, by: str, at: datetime) -> None:
    """Cancel what waits to be sent to her, and the calls that people were to make instead.

    The step that does it names itself in its entry.
    """
    for reference, state in tx.rows(CANCEL_HERS, of_case=case_id):
        facts = {"recipient": Recipient.SURVIVOR.value, "state": state}
        target = CHART.decide(NoticeEvent.CANCEL, Asked(state, facts, {}, at, Role.SYSTEM, coupled=True))
        _update(
            tx,
            reference,
            state=target,
            since=to_micros(at),
            settled_at=to_micros(at),
            reason="a later step made it void",
        )
        if state in WAITING:
            complete_about(tx, case_id, reference, by=by, at=at)


def postpone(tx: Tx, reference: str, until: datetime) -> None:
    """Let a planned notice wait; it stays planned."""
    _update(tx, reference, not_before=to_micros(until))


def _update(tx: Tx, reference: str, **columns: Any) -> None:
    names = frozenset(columns)
    if names not in UPDATES:
        UPDATES[names] = Prepared(
            update(NOTICES)
            .where(NOTICES.c.reference == bindparam("notice"))
            .values({name: bindparam(name) for name in sorted(names)})
        )
    tx.write(UPDATES[names], notice=reference, **columns)
