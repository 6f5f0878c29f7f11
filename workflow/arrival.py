"""Writing a referral down: as the opening of a case, or as a step of the open one that it joins."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from states.definitions import CURRENT
from states.moves import Ask, opened
from states.position import Facts
from states.vocabulary import Event, Role, Safety, State
from workflow import counting, references
from workflow.actors import Actor
from workflow.as_sent import seal_as_sent
from workflow.asking import ask
from workflow.commands import act, write
from workflow.db import Tx
from workflow.details import Index, put_details, put_indexes
from workflow.finding import Case
from workflow.keys import Keys, NewKey
from workflow.matching import Known, Matches, binds_now, routes_cross
from workflow.prepared import insertion
from workflow.referral import Referral
from workflow.referrers import Person, referrer_of
from workflow.tables import CaseRow, ReferralRow, to_micros
from workflow.task_scenes import AT_ONCE, SOON
from workflow.tasks import Work, raise_task
from workflow.trail import NOTHING, start, stream_of
from workflow.vault import DataKey

CASES, REFERRALS = CaseRow.__table__, ReferralRow.__table__

#: Tasks that intake raises: to see whether the subject is the same matter, whether it went before, and whether
#: an order was broken.
CHECK_DUPLICATE, CHECK_REPEAT, BREACH = "check_duplicate", "check_repeat", "breach"
#: Most tasks for cases that look alike.
MOST_CHECKS = 3
#: Bytes of chance in a receipt.
RECEIPT = 10

INSERT_CASE = insertion(CASES, CASES.c.id)
INSERT_REFERRAL = insertion(REFERRALS)


@dataclass(frozen=True, slots=True, repr=False)
class Arrival:
    """A referral that was read: what can be used of it, what was sent, its bytes, and their keyed digest."""

    referral: Referral
    sent: dict[str, Any]
    content: bytes
    digest: bytes


class Kept(NamedTuple):
    """A referral that was written down, and the case that holds it."""

    reference: str
    receipt: str
    case: str


def open_case(
    tx: Tx,
    keys: Keys,
    arrival: Arrival,
    indexes: Sequence[Index],
    matches: Matches,
    *,
    actor: Actor,
    at: datetime,
) -> Kept:
    """Open a case for a referral, in the queue of its force, with tasks for what it lacks or resembles."""
    referral = arrival.referral
    referrer = referrer_of(tx, referral, actor, at)
    reference = references.new(references.CASE)
    made = keys.new(reference)
    facts = _facts(referral, referrer, matches)
    found = {"order_in_force": matches.repeats is not None and binds_now(matches.repeats.facts, at)}
    move = opened(facts, at=at, by=actor.role, actor=actor.reference, found=found)
    case_id = _insert_case(tx, reference, made, referral.force, at)
    case = Case(
        id=case_id,
        reference=reference,
        definition=CURRENT,
        version=0,
        head=start(stream_of(case_id)),
        position=move.after,
        key_id=made.key_id,
        wrapped_key=made.wrapped,
        created_at=to_micros(at),
        owner_id=None,
    )
    kept = _keep(tx, made.key, case, arrival, referrer, at)
    write(tx, keys, case, move, {"referral": arrival.sent})
    put_details(tx, made.key, case_id, referral.details)
    put_indexes(tx, case_id, indexes)
    ask(tx, case, referral.asks, at=at)
    for work in _works(referral.force, matches, found, at):
        raise_task(tx, case, work, at=at)
    return kept


def join_case(
    tx: Tx,
    keys: Keys,
    case: Case,
    arrival: Arrival,
    indexes: Sequence[Index],
    *,
    actor: Actor,
    at: datetime,
) -> Kept:
    """Add a referral to the open case of the same two people, as the system does for whoever sends it."""
    referral = arrival.referral
    referrer = referrer_of(tx, referral, actor, at)
    kept = _keep(tx, case.key(keys), case, arrival, referrer, at)
    crossed = routes_cross(tx, case.id, indexes)
    payload = {
        "referral": kept.reference,
        "referrer": referrer.reference,
        # A route that the two referrals give to one and to the other: nothing may be sent until somebody knows.
        "contact": referral.contact | ({"safety": Safety.UNKNOWN.value} if crossed else {}),
        "tell_force": referral.clear["tell_force"],
        "grade": referral.clear["grade"],
        "flags": referral.clear["flags"],
    }
    found = {"order_in_force": binds_now(case.position.facts, at)}
    asked = Ask(Event.JOIN_REFERRAL.value, Role.SYSTEM, at, actor.reference, payload, found)
    act(tx, keys, case, asked, {"referral": arrival.sent})
    if crossed:
        ask(tx, case, ["safe_contact"], at=at)
    for work in _works(referral.force, Matches(), found, at):
        raise_task(tx, case, work, at=at)
    return kept


def _facts(referral: Referral, referrer: Person, matches: Matches) -> Facts:
    """Return the facts that a case opens with."""
    return {
        "force": referral.force,
        "queue": referral.force,
        "referrers": [referrer.reference],
        "repeat_of": matches.repeats.reference if matches.repeats else None,
        "routes": referral.routes,
        **referral.contact,
        **referral.clear,
    }


def _insert_case(tx: Tx, reference: str, made: NewKey, force: str, at: datetime) -> int:
    """Write the row of a case as it is before its first step, which the opening then moves."""
    ((case_id,),) = tx.rows(
        INSERT_CASE,
        reference=reference,
        definition=CURRENT,
        state=State.RECEIVED.value,
        version=0,
        seq=0,
        head=NOTHING,
        force=force,
        queue=force,
        owner_id=None,
        firm=None,
        sensitive=False,
        disposition=None,
        due_at=None,
        created_at=to_micros(at),
        updated_at=to_micros(at),
        facts="{}",
        key_id=made.key_id,
        wrapped_key=made.wrapped,
    )
    return int(case_id)


def _keep(tx: Tx, key: DataKey, case: Case, arrival: Arrival, referrer: Person, at: datetime) -> Kept:
    """Write the referral's own row, before its notices, which name it."""
    reference, receipt = references.new(references.REFERRAL), secrets.token_hex(RECEIPT)
    counting.add_referral(tx, arrival.referral.force, referrer.id, at)
    tx.write(
        INSERT_REFERRAL,
        reference=reference,
        case_id=case.id,
        force=arrival.referral.force,
        referrer_id=referrer.id,
        receipt=receipt,
        received_at=to_micros(at),
        digest=arrival.digest,
        as_sent=seal_as_sent(key, reference, arrival.content),
    )
    return Kept(reference, receipt, case.reference)


def _works(force: str, matches: Matches, found: Facts, at: datetime) -> Iterator[Work]:
    """Yield the tasks that a match brings."""
    if found["order_in_force"]:
        earlier = matches.repeats.reference if matches.repeats else None
        yield Work(BREACH, Role.LEAD, at + AT_ONCE, earlier, Event.ADD_NOTE.value)
    for known in matches.alike[:MOST_CHECKS]:
        kind = CHECK_DUPLICATE if known.is_open else CHECK_REPEAT
        done_by = Event.MARK_DUPLICATE.value if known.is_open else None
        yield Work(kind, _judge(known, force), at + SOON, known.reference, done_by)


def _judge(known: Known, force: str) -> Role:
    """Say who compares: of a sensitive case a caseworker may not know, and across forces a lead decides."""
    return Role.LEAD if known.sensitive or known.force != force else Role.CASEWORKER
