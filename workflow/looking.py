"""How whoever asks comes to a case: what they may not see does not exist, and what an auditor sees is written down.

A refusal is on the access stream before it is answered, and an auditor's reading before anything is shown.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from states.errors import NotFound, NotPermitted
from states.permissions import Sight
from states.vocabulary import Role
from workflow import access_log, references
from workflow.access_log import REFERENCE
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.finding import Case, load, seen
from workflow.prepared import Prepared
from workflow.tables import ReferralRow

REFERRALS = ReferralRow.__table__

#: Who sees the case itself, not only what became of it or what is owed.
WHOLE = frozenset({Sight.CASE, Sight.HISTORY})

SELECT_REFERRER = Prepared(
    select(REFERRALS.c.referrer_id).where(REFERRALS.c.reference == bindparam("reference"))
)


@contextmanager
def looking(db: Database, actor: Actor, what: str, reference: str | None, at: datetime) -> Iterator[Tx]:
    """Read as that actor. NotFound and NotPermitted leave their entry; so does whatever an auditor reads.

    Raises StorageUnavailable where an auditor's entry cannot be written: then nothing is shown.
    """
    with access_log.denials(db, actor, what, reference, at), db.reading() as tx:
        yield tx
    if actor.role is Role.AUDITOR:
        access_log.read(db, actor, what, reference, at)


@contextmanager
def leading(db: Database, actor: Actor, what: str, at: datetime) -> Iterator[Tx]:
    """Read what is for leads alone. Raises NotPermitted for anybody else."""
    with looking(db, actor, what, None, at) as tx:
        if actor.role is not Role.LEAD:
            message = f"{what} is for leads"
            raise NotPermitted(message)
        yield tx


def found(tx: Tx, reference: str, actor: Actor, at: datetime, *, lock: bool = False) -> Case:
    """Return the case that a reference leads to, with what the actor sees of it. Raises NotFound.

    Whoever only referred her reaches it by a referral of their own and in no other way: they must never learn
    that a reference is that of a case.
    """
    case = seen(tx, load(tx, reference, lock=lock), actor, at)
    if case.sight is Sight.STATUS and not _referred(tx, reference, actor):
        raise NotFound
    return case


def sees(db: Database, reference: str, actor: Actor, at: datetime) -> bool:
    """Say whether the actor may know of this case. Nothing is shown, so nothing is written down."""
    with db.reading() as tx:
        try:
            found(tx, reference, actor, at)
        except NotFound:
            return False
    return True


def hides(tx: Tx, named: Any, actor: Actor, at: datetime) -> bool:
    """Say whether this is the reference of a case that the actor may not know of."""
    if not isinstance(named, str) or not named.startswith(references.CASE) or not REFERENCE.fullmatch(named):
        return False
    try:
        found(tx, named, actor, at)
    except NotFound:
        return True
    return False


def cut(tx: Tx, said: Mapping[str, Any], actor: Actor, at: datetime) -> dict[str, Any]:
    """Return what is said of one case without the references of others that the actor may not know of."""
    return {name: None if hides(tx, value, actor, at) else value for name, value in said.items()}


def shown(case: Case) -> Case:
    """Return a case to who may see it whole. Raises NotPermitted for who sees only a part of it."""
    if case.sight not in WHOLE:
        message = "this is not shown to this role"
        raise NotPermitted(message)
    return case


def _referred(tx: Tx, reference: str, actor: Actor) -> bool:
    if not reference.startswith(references.REFERRAL):
        return False
    row = tx.one(SELECT_REFERRER, reference=reference)
    return row is not None and row[0] == actor.person_id
