"""Proving who one is by a password and a second thing: a code of one's app, or a recovery code.

Whatever is wrong, the answer is the same, and as much work is done to find it: nobody learns who may sign in here.
Each sign-in and each failure is on the stream "access", without anything that was typed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from states.vocabulary import Role
from workflow import access_log, credentials, delays, tickets
from workflow.actors import SYSTEM, Actor
from workflow.blind import regular_email
from workflow.credentials import Credential
from workflow.db import Database, Tx
from workflow.passwords import is_password

#: What the ticket between the password and the code is for.
HALF_WAY = "half way in"
SIGNED_IN, FAILED = "sign_in", "sign_in_failed"


class By(StrEnum):
    """What was shown."""

    PASSWORD = "password"  # noqa: S105 - The word, not one.
    APP = "app"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Proven:
    """Who has proved who they are."""

    person: str
    role: Role


def by_password(db: Database, login: str, password: str, *, address: str, at: datetime) -> str | None:
    """Return a ticket for the second half of the way in; None where login and password do not fit.

    Raises delays.TooSoon, in which case nothing was looked at.
    """
    delays.count(db, regular_email(login), address, at=at)
    with db.reading() as tx:
        held = credentials.by_login(tx, login)
    # Outside of any transaction: it takes a tenth of a second.
    fits = is_password(password, None if held is None else held.password)
    if held is None or not fits or not held.active:
        _failed(db, By.PASSWORD, held, address, at)
        return None
    return tickets.issue(db.keys, HALF_WAY, held.person, held.changed_at, at=at)


def by_code(db: Database, ticket: str, code: str, *, way: By, address: str, at: datetime) -> Proven | None:
    """Say who is there, by a ticket and a code of their app, or one of their recovery codes; None where it is not.

    Raises delays.TooSoon.
    """
    held = _half_way(db, ticket, at)
    if held is None:
        return None
    delays.count(db, held.login, address, at=at)
    take = credentials.take_recovery_code if way is By.RECOVERY else credentials.take_app_code
    with db.transaction() as tx:
        good = take(tx, db.keys, held, code, at=at)
        if good:
            delays.forgive(tx, db.keys, held.login)
            access_log.write(tx, _actor(held), SIGNED_IN, way.value, None, at)
    if not good:
        _failed(db, way, held, address, at)
        return None
    return Proven(held.person, Role(held.role))


def is_half_way(db: Database, ticket: str, *, at: datetime) -> bool:
    """Say whether a ticket still stands for a password that fitted."""
    return _half_way(db, ticket, at) is not None


def confirm(db: Database, actor: Actor, password: str, *, address: str, at: datetime) -> Credential | None:
    """Ask somebody who is signed in for their password again; None where it is not theirs. Raises delays.TooSoon."""
    with db.reading() as tx:
        held = credentials.of_person(tx, actor.reference)
    if held is None:
        return None
    delays.count(db, held.login, address, at=at)
    if not is_password(password, held.password):
        _failed(db, By.PASSWORD, held, address, at)
        return None
    with db.transaction() as tx:
        delays.forgive(tx, db.keys, held.login)
    return held


def _half_way(db: Database, ticket: str, at: datetime) -> Credential | None:
    content = tickets.read(db.keys, HALF_WAY, ticket, at=at)
    if content is None:
        return None
    person, changed_at = content
    with db.reading() as tx:
        held = credentials.of_person(tx, person)
    # A password that was changed meanwhile opens nothing any more.
    return held if held is not None and held.active and held.changed_at == changed_at else None


def _failed(db: Database, way: By, held: Credential | None, address: str, at: datetime) -> None:
    with db.transaction() as tx:
        delays.failed(tx, db.keys, address, at=at)
        _enter_failure(tx, way, held, at)


def _enter_failure(tx: Tx, way: By, held: Credential | None, at: datetime) -> None:
    subject = None if held is None else held.person
    access_log.write(tx, SYSTEM, FAILED, way.value, subject, at)


def _actor(held: Credential) -> Actor:
    return Actor(held.person, Role(held.role), person_id=held.person_id)
