"""A referral arrives: it opens a case, or joins the open one of the same two people. All of it, or none of it.

Whoever referred learns neither: the answer names the referral, and the case only for those who may see it.
What was sent is kept byte for byte, sealed; joining never loosens safe contact and never replaces a route.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

import orjson
from sqlalchemy import bindparam, select, text

from states.errors import KeyReused, Malformed, NotFound, NotPermitted, Problem
from states.permissions import Sight
from states.vocabulary import Role
from workflow.access_log import refused
from workflow.actors import Actor
from workflow.answers import ACCEPTED, INSERT_ANSWER, SELECT_ANSWER, kept
from workflow.arrival import Arrival, join_case, open_case
from workflow.db import Database, Tx
from workflow.details import indexes_of
from workflow.faults import NotUnique
from workflow.finding import load, seen
from workflow.keys import Keys
from workflow.matching import find_matches
from workflow.prepared import Prepared
from workflow.referral import read_referral
from workflow.tables import ForceRow, to_micros

FORCES = ForceRow.__table__

#: Who may refer: officers for their own force, those who work on cases for any.
REFERRERS = frozenset({Role.OFFICER, Role.CASEWORKER, Role.LEAD})
#: Longest idempotency key, in characters.
LONGEST_KEY = 200

SELECT_FORCE = Prepared(select(FORCES.c.code).where(FORCES.c.code == bindparam("code")))
LOCK_FORCE = Prepared(text("SELECT pg_advisory_xact_lock(hashtextextended(:force, 0))"))


@dataclass(frozen=True, slots=True)
class Taken:
    """A referral that is stored. The rest is only for those who may see the case."""

    reference: str
    receipt: str
    case_reference: str | None = None
    joined: bool = False
    repeat: bool = False

    def to_json(self) -> str:
        """Write the answer as it is stored under an idempotency key."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def of_json(cls, text: str) -> Self:
        """Read a stored answer."""
        return cls(**orjson.loads(text))


def take_referral(
    db: Database,
    sent: Mapping[str, Any],
    *,
    actor: Actor,
    key: str,
    at: datetime,
    as_sent: bytes | None = None,
) -> Taken:
    """Take one referral; when this returns, it is stored. `as_sent` are the bytes as they came, if at hand.

    The same referral under the same key has the effect of one. Raises Malformed, NotPermitted or KeyReused.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        problem = Problem("Idempotency-Key", f"must have 1 to {LONGEST_KEY} characters")
        raise Malformed("a referral needs a key of its own", [problem])
    try:
        arrival = arrive(db.keys, sent, actor=actor, as_sent=as_sent)
    except NotPermitted as refusal:
        refused(db, actor, "referral", None, refusal, at)
        raise
    try:
        return _once(db, arrival, actor, key, at)
    except NotUnique:
        # The key was used elsewhere at this moment, or a random reference was taken: the second try finds out.
        return _once(db, arrival, actor, key, at)


def arrive(keys: Keys, sent: Mapping[str, Any], *, actor: Actor, as_sent: bytes | None = None) -> Arrival:
    """Read a referral and say whether this person may send it. Raises Malformed or NotPermitted."""
    if actor.role not in REFERRERS:
        raise NotPermitted("referring is not for this role")
    referral = read_referral(sent)
    if actor.role is Role.OFFICER and referral.force != actor.force:
        raise NotPermitted("an officer refers for their own force")
    content = orjson.dumps(sent, option=orjson.OPT_SORT_KEYS)
    return Arrival(referral, dict(sent), as_sent or content, keys.digest("referral", content))


def take(tx: Tx, keys: Keys, arrival: Arrival, *, actor: Actor, at: datetime) -> Taken:
    """Take a referral inside a transaction that holds the lock on its force; the answer hides nothing yet."""
    referral = arrival.referral
    indexes = indexes_of(keys, referral.survivor, referral.respondent)
    matches = find_matches(tx, indexes, referral.force)
    if matches.joins is not None:
        case = load(tx, matches.joins.reference, lock=True)
        kept = join_case(tx, keys, case, arrival, indexes, actor=actor, at=at)
        return Taken(kept.reference, kept.receipt, kept.case, joined=True)
    kept = open_case(tx, keys, arrival, indexes, matches, actor=actor, at=at)
    return Taken(kept.reference, kept.receipt, kept.case, repeat=matches.repeats is not None)


def lock_intake(tx: Tx, forces: Iterable[str]) -> None:
    """Let nobody else take a referral to these forces meanwhile: two at once would open two cases.

    On SQLite there is one writer anyway. In order, so that two who lock several never wait for each other.
    """
    if tx.dialect == "postgresql":
        for force in sorted(set(forces)):
            tx.rows(LOCK_FORCE, force=f"intake {force}")


def _once(db: Database, arrival: Arrival, actor: Actor, key: str, at: datetime) -> Taken:
    force = arrival.referral.force
    with db.transaction() as tx:
        lock_intake(tx, [force])
        taken = _recalled(tx, arrival, actor, kept(db.keys, key))
        if taken is None:
            check_force(tx, force)
            taken = _shown(tx, take(tx, db.keys, arrival, actor=actor, at=at), actor, at)
            tx.write(
                INSERT_ANSWER,
                actor=actor.reference,
                key=kept(db.keys, key),
                request=arrival.digest,
                status=ACCEPTED,
                body=taken.to_json(),
                at=to_micros(at),
            )
        tx.after_commit(db.wake)
    return taken


def check_force(tx: Tx, force: str) -> None:
    """Refuse a force that is not known."""
    if tx.one(SELECT_FORCE, code=force) is None:
        raise Malformed("there is no such force", [Problem("force", "is not the code of a force")])


def _recalled(tx: Tx, arrival: Arrival, actor: Actor, key: str) -> Taken | None:
    found = tx.one(SELECT_ANSWER, actor=actor.reference, key=key)
    if found is None:
        return None
    request, _, body = found
    if bytes(request) != arrival.digest:
        raise KeyReused
    return Taken.of_json(body)


def _shown(tx: Tx, taken: Taken, actor: Actor, at: datetime) -> Taken:
    """Cut the answer to what its reader may see."""
    try:
        case = seen(tx, load(tx, taken.case_reference or ""), actor, at)
    except NotFound:
        return Taken(taken.reference, taken.receipt)
    return taken if case.sight is Sight.CASE else Taken(taken.reference, taken.receipt)
