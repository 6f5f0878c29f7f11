"""Sessions: in which browsers a person is signed in, and until when.

A token is shown to one browser once and kept as its hash; nothing here says how somebody proved who they are.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, select, update

from states.errors import NotFound
from states.vocabulary import Role
from workflow import references
from workflow.actors import Actor
from workflow.db import Database
from workflow.prepared import Prepared, insertion
from workflow.tables import AssociateRow, PersonRow, SessionRow, from_micros, to_micros

PEOPLE, SESSIONS, ASSOCIATES = PersonRow.__table__, SessionRow.__table__, AssociateRow.__table__

#: Bytes of chance in a token.
TOKEN = 32
#: A session that nobody uses ends after the first, any session after the second. Source: docs/sources.md#engineering.
IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=12)
#: How stale the row may be: not every page writes.
SEEN_EVERY = timedelta(minutes=1)

INSERT_SESSION = insertion(SESSIONS)
SELECT_PERSON = Prepared(select(PEOPLE.c.id).where(PEOPLE.c.reference == bindparam("reference")))
RESUME = Prepared(
    select(
        SESSIONS.c.id,
        SESSIONS.c.reference,
        SESSIONS.c.seen_at,
        SESSIONS.c.expires_at,
        PEOPLE.c.id,
        PEOPLE.c.reference,
        PEOPLE.c.name,
        PEOPLE.c.role,
        PEOPLE.c.force,
        PEOPLE.c.firm,
        exists().where(ASSOCIATES.c.person_id == PEOPLE.c.id),
    )
    .join(PEOPLE, PEOPLE.c.id == SESSIONS.c.person_id)
    .where(
        SESSIONS.c.hash == bindparam("hash"),
        SESSIONS.c.ended_at.is_(None),
        SESSIONS.c.expires_at > bindparam("at"),
        SESSIONS.c.seen_at > bindparam("idle"),
        PEOPLE.c.active.is_(True),
    )
)
TOUCH = Prepared(update(SESSIONS).where(SESSIONS.c.id == bindparam("of")).values(seen_at=bindparam("at")))
END = Prepared(
    update(SESSIONS)
    .where(SESSIONS.c.hash == bindparam("of"), SESSIONS.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which somebody is signed in. `name` is theirs; `ends_at` is when idleness ends it."""

    reference: str
    actor: Actor
    name: str
    ends_at: datetime


def begin(db: Database, person: str, *, device: str, at: datetime) -> str:
    """Sign a person in on one browser; return its token, which can never be shown again. Raises NotFound."""
    token = secrets.token_urlsafe(TOKEN)
    with db.transaction() as tx:
        row = tx.one(SELECT_PERSON, reference=person)
        if row is None:
            raise NotFound("person")
        tx.run(
            INSERT_SESSION,
            reference=references.new(references.SESSION),
            person_id=row[0],
            hash=hashed(token),
            device=device,
            created_at=to_micros(at),
            seen_at=to_micros(at),
            expires_at=to_micros(at + LONGEST),
            ended_at=None,
            draft=None,
        )
    return token


def resume(db: Database, token: str, *, at: datetime) -> Session | None:
    """Return the session of a token, or None where it has ended, or its person was shut out."""
    with db.reading() as tx:
        row = tx.one(RESUME, hash=hashed(token), at=to_micros(at), idle=to_micros(at - IDLE))
    if row is None:
        return None
    of, reference, seen_at, expires_at, person_id, person, name, role, force, firm, watched = row
    if to_micros(at) - seen_at > SEEN_EVERY // timedelta(microseconds=1):
        with db.transaction() as tx:
            tx.run(TOUCH, of=of, at=to_micros(at))
    actor = Actor(person, Role(role), force, firm, person_id=person_id, watched=bool(watched))
    return Session(reference, actor, name, min(at + IDLE, from_micros(expires_at)))


def end(db: Database, token: str, *, at: datetime) -> None:
    """Sign out of one browser; one that is signed out already stays so."""
    with db.transaction() as tx:
        tx.run(END, of=hashed(token), at=to_micros(at))


def hashed(token: str) -> bytes:
    """Return what is kept of a token. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).digest()
