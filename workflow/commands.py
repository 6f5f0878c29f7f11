"""START HERE: one command moves one case one step. All of it happens, or none of it.

Whatever may happen is said in `states/`; this module only asks, writes and remembers. Nothing
leaves the system before the commit: notices are rows of the outbox until then.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from states.cautions import cautions
from states.errors import NotFound, NotPermitted, Refused
from states.moves import Ask, Move
from states.payloads import read
from states.record import recorded
from states.vocabulary import Chart, Event, Role
from workflow import tasks
from workflow.access_log import denied
from workflow.actors import Actor
from workflow.answers import Outcome, recall, remember
from workflow.command import Command, Done
from workflow.db import Database, Tx
from workflow.details import keep_details
from workflow.duplicates import follow, referrals_of
from workflow.faults import NotUnique
from workflow.finding import Case, fresh, load, permit, seen
from workflow.findings import Look, look_up, use_up
from workflow.keys import Keys
from workflow.outbox import plan
from workflow.panel.answers import keep_answer
from workflow.panel.cascade import go_on
from workflow.rows import advance, refuse
from workflow.surveys import inviting
from workflow.vault import seal_payload

#: A withdrawal is never refused, from however old a screen it comes.
NEVER_STALE = frozenset({Event.WITHDRAW_CONSENT})
#: What a step says of persons that says nothing of them.
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Payload(NamedTuple):
    """What was asked, in its two halves."""

    clear: dict[str, Any]
    sealed: dict[str, Any]

    def __repr__(self) -> str:
        return "Payload(…)"


def perform(db: Database, command: Command, *, actor: Actor, at: datetime) -> Done:
    """Move one case one step: all of it happens, or none of it.

    Raises Malformed, NotFound, NotPermitted, Stale, KeyReused or Refused. A refusal by a guard
    leaves one entry and changes nothing else; "not permitted" and "not found" leave one in the
    access stream. A dry run answers the same and leaves nothing but word of such a denial.
    """
    payload = Payload(*read(command.chart, command.event, command.payload))
    try:
        outcome = _settled(db, command, payload, actor, at)
    except (NotFound, NotPermitted) as refusal:
        denied(db, command, refusal, actor=actor, at=at)
        raise
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _settled(db: Database, command: Command, payload: Payload, actor: Actor, at: datetime) -> Outcome:
    try:
        return _once(db, command, payload, actor, at)
    except NotUnique:
        # The same request was quicker elsewhere, or a random reference was taken: the second try finds out.
        return _once(db, command, payload, actor, at)


def _once(db: Database, command: Command, payload: Payload, actor: Actor, at: datetime) -> Outcome:
    with db.transaction(keep=not command.dry_run) as tx:
        outcome = _answer(tx, db.keys, command, payload, actor, at)
        tx.after_commit(db.wake)
    return outcome


def _answer(tx: Tx, keys: Keys, command: Command, payload: Payload, actor: Actor, at: datetime) -> Outcome:
    """Answer once: what was answered before is answered again."""
    case = load(tx, command.case, lock=True)
    outcome = recall(tx, keys, command, actor)
    if outcome is None:
        case = seen(tx, case, actor, at)
        outcome = _attempt(tx, keys, case, command, payload, actor, at)
        remember(tx, keys, command, actor, outcome, at)
    return outcome


def _attempt(
    tx: Tx, keys: Keys, case: Case, command: Command, payload: Payload, actor: Actor, at: datetime
) -> Outcome:
    """Decide, then write everything that the step brings, or the one entry of its refusal."""
    if command.event not in NEVER_STALE:
        fresh(case, command.version)
    permit(case, command.chart, command.subject, command.event, actor)
    found = look_up(Look(tx, keys, case, command, payload.clear, payload.sealed, actor, at))
    ask = Ask(
        command.event, actor.role, at, actor.reference, payload.clear, found, command.chart, command.subject
    )
    try:
        done = act(tx, keys, case, ask, payload.sealed)
    except Refused as refusal:
        refuse(tx, case, ask, refusal)
        return refusal
    if command.event == Event.MARK_DUPLICATE:
        _join(tx, keys, case, ask)
    go_down(tx, keys, ask, case.reference)
    return done


def act(tx: Tx, keys: Keys, case: Case, ask: Ask, sealed: Mapping[str, Any] = NOTHING) -> Done:
    """Decide one step of a locked case and write it, inside the transaction that is open.

    Every step is taken here, whoever asks: a person through `perform()`, a timer or a receipt for the
    system. Who may ask is the caller's to say, and so is what is found beside the case (`findings`).
    Raises Refused, NotPermitted or NotFound, having written nothing. The case has moved on after it:
    whoever goes on with it loads it anew.
    """
    return write(tx, keys, case, case.rules.decide(case.position, ask), sealed)


def go_down(tx: Tx, keys: Keys, ask: Ask, case: str) -> None:
    """Offer the case to the next firm of its ranking where this step ended an offer and its maker chose so."""
    if ask.chart is Chart.OFFER and ask.subject is not None:
        go_on(tx, keys, load(tx, case, lock=True), ask.subject, at=ask.at, act=act)


def _join(tx: Tx, keys: Keys, case: Case, asked: Ask) -> None:
    """Let the referrals of a duplicate follow the case that it joins, whose trail says so too."""
    joined = load(tx, asked.payload["case"], lock=True)
    for payload in referrals_of(tx, case):
        found = {"duplicate": case.reference}
        ask = Ask(Event.JOIN_REFERRAL.value, Role.SYSTEM, asked.at, asked.actor, payload, found)
        act(tx, keys, joined, ask)
        joined = load(tx, joined.reference, lock=True)
    follow(tx, keys, case, joined)


def write(tx: Tx, keys: Keys, case: Case, move: Move, sealed: Mapping[str, Any]) -> Done:
    """Write one accepted move: row, entry, notices, clocks, tasks, and what it says about persons."""
    hidden = None
    if sealed:
        key = case.key(keys)
        hidden = seal_payload(key, case.head.seq + 1, orjson.dumps(sealed))
        keep_details(tx, keys, case, key, move.step, sealed)
    notices = plan(tx, case, move)
    said = recorded(move) | {"notices": [notice.reference for notice in notices]}
    head = advance(tx, case, move, said, hidden)
    tasks.follow(tx, case, move)
    inviting.follow(tx, case.id, move)
    keep_answer(tx, case.id, move)
    use_up(tx, move.step.found, move.step.at)
    return Done(
        case=case.reference,
        event=move.step.event,
        source=move.before.state,
        state=move.after.state,
        version=case.version + 1,
        seq=head.seq,
        hash=head.hash.hex(),
        notices=notices,
        clocks=move.after.facts["clocks"],
        created=tuple(_created(move)),
        cautions=cautions(move.step.chart, move.step.event, move.step.payload, move.before.facts),
    )


def _created(move: Move) -> list[str]:
    before, after = move.before.facts, move.after.facts
    return [
        name for place in ("offers", "orders") for name in after[place] if name not in before.get(place, {})
    ]
