"""One notice moves: by the notice chart alone, with its entry on the trail of its case."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, select

from states.definition import Table
from states.definitions import CURRENT, DEFINITIONS
from states.errors import NotFound, NotPermitted, Refused
from states.moves import Ask
from states.payloads import read
from states.position import Asked
from states.vocabulary import Chart, NoticeEvent, NoticeState, Recipient, Role
from workflow.access_log import denied
from workflow.actors import Actor
from workflow.answers import Outcome, recall, remember
from workflow.command import Command, Done
from workflow.db import Database, Tx
from workflow.faults import NotUnique
from workflow.finding import Case, load, permit, seen
from workflow.jobs import defer
from workflow.keys import Keys
from workflow.notice_rows import NOTICES, Notice, find, write_row
from workflow.notice_tasks import ask_to_call
from workflow.prepared import Prepared
from workflow.rows import Note, note, refuse
from workflow.tables import to_micros
from workflow.tasks import complete_about
from workflow.vault import seal_payload

#: Notices are short-lived: all of them follow the current chart.
CHART: Table = DEFINITIONS[CURRENT].charts[Chart.NOTICE]


def open_to(event: NoticeEvent, role: Role) -> tuple[str, ...]:
    """Return the states in which that role may ask for that event."""
    return tuple(
        state
        for (state, name), branches in CHART.branches.items()
        if name == event and any(role in branch.asks for branch in branches)
    )


#: States in which a notice may wait for a person, who has a task about it until it moves on.
WAITING = frozenset({NoticeState.HELD.value, NoticeState.IN_DOUBT.value, NoticeState.FAILED.value})

_HERS = select(NOTICES.c.reference, NOTICES.c.state).where(
    NOTICES.c.case_id == bindparam("of_case"),
    NOTICES.c.recipient == Recipient.SURVIVOR.value,
    NOTICES.c.state.in_(open_to(NoticeEvent.CANCEL, Role.SYSTEM)),
)
CANCEL_HERS = Prepared(_HERS)
CANCEL_OF_RULE = Prepared(_HERS.where(NOTICES.c.rule == bindparam("of_rule")))


@dataclass(frozen=True, slots=True)
class Shift:
    """One event for a notice, and what its row is to hold after it. `reason` is no personal data.

    `says` is what its entry says beside that.
    """

    event: NoticeEvent
    payload: Mapping[str, Any] = field(default_factory=dict)
    sealed: Mapping[str, Any] = field(default_factory=dict, repr=False)
    found: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    says: Mapping[str, Any] = field(default_factory=dict)


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
    to = Shift(NoticeEvent(event), *read(Chart.NOTICE, event, payload))
    command = Command(reference, event, payload, chart=Chart.NOTICE, subject=reference, key=key)
    try:
        outcome = _settled(db, command, to, actor, at)
    except (NotFound, NotPermitted) as refusal:
        denied(db, command, refusal, actor=actor, at=at)
        raise
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _settled(db: Database, command: Command, to: Shift, actor: Actor, at: datetime) -> Outcome:
    try:
        return _once(db, command, to, actor, at)
    except NotUnique:
        # The same request was quicker elsewhere: the second try finds its answer.
        return _once(db, command, to, actor, at)


def _once(db: Database, command: Command, to: Shift, actor: Actor, at: datetime) -> Outcome:
    with db.transaction() as tx:
        case = load(tx, command.case, lock=True)
        outcome = recall(tx, db.keys, command, actor)
        if outcome is None:
            case = seen(tx, case, actor, at)
            permit(case, Chart.NOTICE, command.case, command.event, actor)
            outcome = _moved(tx, db.keys, case, find(tx, command.case), to, actor, at)
            remember(tx, db.keys, command, actor, outcome, at)
        tx.after_commit(db.wake)
    return outcome


def _moved(tx: Tx, keys: Keys, case: Case, notice: Notice, to: Shift, actor: Actor, at: datetime) -> Outcome:
    try:
        case = shift(tx, keys, case, notice, _by_hand(to, at), by=actor, at=at)
    except Refused as refusal:
        event = to.event.value
        ask = Ask(event, actor.role, at, actor.reference, to.payload, {}, Chart.NOTICE, notice.reference)
        refuse(tx, case, ask, refusal)
        return refusal
    after = find(tx, notice.reference)
    if after.state == NoticeState.PLANNED:
        defer(tx, [after.reference])
    elif after.state == NoticeState.FAILED and after.is_hers:
        ask_to_call(tx, case, after, "a person found that it did not reach her", at)
    seq, entry = case.head.seq, case.head.hash.hex()
    return Done(case.reference, to.event.value, notice.state, after.state, after.version, seq, entry)


def _by_hand(to: Shift, at: datetime) -> Shift:
    """Add to a person's word what its notice's row is to hold after it."""
    now = to_micros(at)
    if to.event in (NoticeEvent.RELEASE, NoticeEvent.RETRY):
        # Planned at this moment: it is neither late nor tried before.
        return replace(to, columns={"planned_at": now, "not_before": now, "claimed_at": None, "attempts": 0})
    if to.event is NoticeEvent.ACCEPT:
        # Asked for at once, and at the latest unconfirmed once nothing was heard of it.
        return replace(to, columns={"settled_at": now, "look_at": now})
    return to


def shift(tx: Tx, keys: Keys, case: Case, notice: Notice, to: Shift, *, by: Actor, at: datetime) -> Case:
    """Move one notice of a locked case and append its entry; return the case with its new head.

    Raises Refused where the chart does not take the event.
    """
    target = decided(notice, to, by=by, at=at)
    hidden = seal_payload(case.key(keys), case.head.seq + 1, orjson.dumps(to.sealed)) if to.sealed else None
    case = note(tx, case, said(notice, to, target), by=by, at=at, hidden=hidden)
    write_row(tx, notice.reference, columns_of(notice, to, target, at))
    if notice.state in WAITING:
        complete_about(tx, case.id, notice.reference, by=by.reference, at=at)
    return case


def decided(notice: Notice, to: Shift, *, by: Actor, at: datetime) -> str:
    """Return the state to which the chart moves a notice. Raises Refused."""
    facts = {"recipient": notice.recipient.value, "state": notice.state}
    asked = Asked(notice.state, facts, to.payload, at, by.role, by.reference, to.found, notice.reference)
    return CHART.decide(to.event, asked)


def said(notice: Notice, to: Shift, target: str) -> Note:
    """Return what the entry of a move says."""
    body = {"source": notice.state, "target": target, "reason": to.reason, "payload": to.payload, **to.says}
    return Note(to.event.value, body, Chart.NOTICE, notice.reference)


def columns_of(notice: Notice, to: Shift, target: str, at: datetime) -> dict[str, Any]:
    """Return the columns of a notice's row that a move changes."""
    columns = {"state": target, "since": to_micros(at), "version": notice.version + 1, "reason": to.reason}
    if notice.state == NoticeState.ACCEPTED:
        # Nobody is to ask any more what became of it.
        columns["look_at"] = None
    return columns | dict(to.columns)


def cancel_hers(tx: Tx, case_id: int, *, by: str, at: datetime, rule: str | None = None) -> None:
    """Cancel what waits to be sent to her, of one rule or all of it, and the calls that people were to make instead.

    The step that does it names itself in its entry.
    """
    if rule is None:
        waiting = tx.rows(CANCEL_HERS, of_case=case_id)
    else:
        waiting = tx.rows(CANCEL_OF_RULE, of_case=case_id, of_rule=rule)
    for reference, state in waiting:
        facts = {"recipient": Recipient.SURVIVOR.value, "state": state}
        target = CHART.decide(NoticeEvent.CANCEL, Asked(state, facts, {}, at, Role.SYSTEM, coupled=True))
        now = to_micros(at)
        voided = {"state": target, "since": now, "settled_at": now, "reason": "a later step made it void"}
        write_row(tx, reference, voided)
        if state in WAITING:
            complete_about(tx, case_id, reference, by=by, at=at)
