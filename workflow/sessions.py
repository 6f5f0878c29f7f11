"""Sessions: in which browsers a person is signed in, and until when.

A token is shown to one browser once and kept as its hash; nothing here says how somebody proved who they are.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, exists, select, update

from states.errors import NotFound
from states.vocabulary import Role
from workflow import references
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.prepared import Prepared, insertion
from workflow.tables import AssociateRow, PersonRow, SessionRow, from_micros, to_micros

PEOPLE, SESSIONS, ASSOCIATES = PersonRow.__table__, SessionRow.__table__, AssociateRow.__table__

#: Bytes of chance in a token.
TOKEN = 32
#: A session that nobody uses ends after the first, any session after the second. Source: docs/sources.md#engineering.
IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=12)
#: How stale the row may be: not every page writes.
SEEN_EVERY = timedelta(minutes=1)

#: How long a session that is over is remembered: a browser may come back to a form that it still shows.
REMEMBERED = timedelta(days=30)
#: Most that one list of devices shows.
MOST = 50

INSERT_SESSION = insertion(SESSIONS)
FORGET = Prepared(delete(SESSIONS).where(SESSIONS.c.expires_at < bindparam("before")))
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
        SESSIONS.c.draft.is_not(None),
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
END_ONE = Prepared(
    update(SESSIONS)
    .where(
        SESSIONS.c.reference == bindparam("of"),
        SESSIONS.c.person_id == bindparam("person"),
        SESSIONS.c.ended_at.is_(None),
    )
    .values(ended_at=bindparam("at"))
)
END_ALL = Prepared(
    update(SESSIONS)
    .where(
        SESSIONS.c.person_id == bindparam("person"),
        SESSIONS.c.ended_at.is_(None),
        SESSIONS.c.hash != bindparam("but"),
    )
    .values(ended_at=bindparam("at"))
)
SELECT_OWNER = Prepared(
    select(PEOPLE.c.reference)
    .join(SESSIONS, SESSIONS.c.person_id == PEOPLE.c.id)
    .where(SESSIONS.c.hash == bindparam("of"))
)
SELECT_DEVICES = Prepared(
    select(SESSIONS.c.reference, SESSIONS.c.device, SESSIONS.c.created_at, SESSIONS.c.seen_at)
    .where(
        SESSIONS.c.person_id == bindparam("person"),
        SESSIONS.c.ended_at.is_(None),
        SESSIONS.c.expires_at > bindparam("at"),
        SESSIONS.c.seen_at > bindparam("idle"),
    )
    .order_by(SESSIONS.c.id.desc())
    .limit(MOST)
)


@dataclass(frozen=True, slots=True)
class Device:
    """One browser in which a person is signed in, as they know it again."""

    reference: str
    device: str
    since: datetime
    seen: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which somebody is signed in. `name` is theirs; `ends_at` is when idleness ends it.

    `has_draft` says that what they had typed when they were signed out lies here (`drafts`).
    """

    reference: str
    actor: Actor
    name: str
    ends_at: datetime
    has_draft: bool = False


def begin(db: Database, person: str, *, device: str, at: datetime) -> str:
    """Sign a person in on one browser; return its token, which can never be shown again. Raises NotFound."""
    token = secrets.token_urlsafe(TOKEN)
    with db.transaction() as tx:
        row = tx.one(SELECT_PERSON, reference=person)
        if row is None:
            raise NotFound("person")
        tx.run(FORGET, before=to_micros(at - REMEMBERED))
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
    of, reference, seen_at, expires_at, person_id, person, name, role, force, firm, watched, draft = row
    seen = from_micros(seen_at)
    if at - seen > SEEN_EVERY:
        seen = at
        with db.transaction() as tx:
            tx.run(TOUCH, of=of, at=to_micros(at))
    actor = Actor(person, Role(role), force, firm, person_id=person_id, watched=bool(watched))
    return Session(reference, actor, name, min(seen + IDLE, from_micros(expires_at)), bool(draft))


def end(db: Database, token: str, *, at: datetime) -> None:
    """Sign out of one browser; one that is signed out already stays so."""
    with db.transaction() as tx:
        tx.run(END, of=hashed(token), at=to_micros(at))


def end_one(db: Database, actor: Actor, reference: str, *, at: datetime) -> None:
    """Sign a person out of one of their browsers. Raises NotFound where it is not theirs, or over."""
    with db.transaction() as tx:
        if not tx.run(END_ONE, of=reference, person=actor.person_id, at=to_micros(at)):
            raise NotFound("session")


def end_others(db: Database, actor: Actor, token: str, *, at: datetime) -> None:
    """Sign a person out of every browser but the one with this token."""
    with db.transaction() as tx:
        tx.run(END_ALL, person=actor.person_id, but=hashed(token), at=to_micros(at))


def end_all(tx: Tx, person_id: int, *, at: datetime, but: str | None = None) -> int:
    """Sign a person out of every browser, but for that of one token; return of how many."""
    kept = b"" if but is None else hashed(but)
    return tx.run(END_ALL, person=person_id, but=kept, at=to_micros(at))


def devices(db: Database, actor: Actor, *, at: datetime) -> tuple[Device, ...]:
    """Return in which browsers a person is signed in, the last one first."""
    with db.reading() as tx:
        rows = tx.rows(SELECT_DEVICES, person=actor.person_id, at=to_micros(at), idle=to_micros(at - IDLE))
    return tuple(
        Device(of, device, from_micros(since), from_micros(seen)) for of, device, since, seen in rows
    )


def owner(db: Database, token: str) -> str | None:
    """Return whose session a token is or was; None for a token that never was one."""
    with db.reading() as tx:
        row = tx.one(SELECT_OWNER, of=hashed(token))
    return None if row is None else str(row[0])


def hashed(token: str) -> bytes:
    """Return what is kept of a token. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).digest()
