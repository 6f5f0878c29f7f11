"""Invitations: a one-time code with which somebody chooses a password and sets up their authenticator app.

Who had signed in before and is invited again loses password, app, codes and sessions at once: that is how a lost
password is mended, and how one that was stolen ends.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from states.errors import Conflict, Malformed, NotFound, Problem
from states.vocabulary import Role
from workflow import credentials, delays, sessions, settings_log, tickets, totp
from workflow.actors import Actor
from workflow.blind import regular_email
from workflow.codes import digest_of, new_code
from workflow.db import Database, Tx
from workflow.keys import Keys
from workflow.passwords import hash_password
from workflow.prepared import Prepared, insertion
from workflow.tables import InvitationRow, PersonRow, to_micros

INVITATIONS, PEOPLE = InvitationRow.__table__, PersonRow.__table__

#: How long an invitation is good (I), and its groups of four characters.
GOOD_FOR, GROUPS = timedelta(hours=72), 5
#: What the ticket between choosing a password and showing a first code is for.
SETTING_UP = "setting up"

SELECT_PERSON = Prepared(
    select(PEOPLE.c.id, PEOPLE.c.email, PEOPLE.c.active).where(PEOPLE.c.reference == bindparam("reference"))
)
INSERT_INVITATION = insertion(INVITATIONS)
END_INVITATIONS = Prepared(
    update(INVITATIONS)
    .where(INVITATIONS.c.person_id == bindparam("person"), INVITATIONS.c.used_at.is_(None))
    .values(used_at=bindparam("at"))
)
SELECT_INVITED = Prepared(
    select(PEOPLE.c.id, PEOPLE.c.reference, PEOPLE.c.name, PEOPLE.c.role, PEOPLE.c.email)
    .join(INVITATIONS, INVITATIONS.c.person_id == PEOPLE.c.id)
    .where(
        INVITATIONS.c.hash == bindparam("code"),
        INVITATIONS.c.used_at.is_(None),
        INVITATIONS.c.expires_at > bindparam("at"),
        PEOPLE.c.active.is_(True),
        # Whoever lost their address since has nothing to sign in with.
        PEOPLE.c.email.is_not(None),
    )
)
USE_INVITATION = Prepared(
    update(INVITATIONS)
    .where(
        INVITATIONS.c.hash == bindparam("code"),
        INVITATIONS.c.used_at.is_(None),
    )
    .values(used_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True, repr=False)
class Invited:
    """Who is invited."""

    person_id: int
    person: str
    name: str
    role: str
    login: str


@dataclass(frozen=True, slots=True, repr=False)
class SettingUp:
    """What somebody has chosen: the hash of a password, and the secret that their app is to learn."""

    ticket: str
    invited: Invited
    code: str
    password: str
    secret: bytes


@dataclass(frozen=True, slots=True, repr=False)
class SetUp:
    """Somebody who can sign in from now on, and their recovery codes, to be shown once."""

    person: str
    role: Role
    codes: tuple[str, ...]


def invite(db: Database, person: str, *, by: Actor, at: datetime) -> str:
    """Return a code for a person, which can never be shown again; whatever they signed in with ends.

    Raises NotFound, Malformed where they have no e-mail address to sign in with or are shut out, and Conflict
    where somebody else signs in with the same address.
    """
    code = new_code(GROUPS)
    with db.transaction() as tx:
        row = tx.one(SELECT_PERSON, reference=person)
        if row is None:
            raise NotFound("person")
        person_id, email, active = row
        if not email or not active:
            said = "must be given: it is what they sign in with" if not email else "is of somebody shut out"
            raise Malformed("they cannot be invited", [Problem("email", said)])
        _check_login(tx, person, email)
        credentials.remove(tx, person_id)
        sessions.end_all(tx, person_id, at=at)
        delays.forgive(tx, db.keys, regular_email(email))
        tx.run(END_INVITATIONS, person=person_id, at=to_micros(at))
        tx.run(
            INSERT_INVITATION,
            person_id=person_id,
            hash=_digest(db.keys, code),
            created_by=by.reference,
            created_at=to_micros(at),
            expires_at=to_micros(at + GOOD_FOR),
            used_at=None,
        )
        settings_log.write(tx, "invite_person", person, {}, by=by, at=at)
    return code


def find(db: Database, code: str, *, at: datetime) -> Invited | None:
    """Return who is invited with this code, while it is good."""
    with db.reading() as tx:
        row = tx.one(SELECT_INVITED, code=_digest(db.keys, code), at=to_micros(at))
    return None if row is None else Invited(*row)


def choose(
    db: Database, invited: Invited, code: str, password: str, again: str, *, at: datetime
) -> SettingUp:
    """Take the password that they chose, and go on to their app. Nothing is stored yet. Raises Malformed."""
    credentials.check_password(password, again, invited.name, invited.login)
    secret = totp.new_secret()
    kept = hash_password(password)
    ticket = tickets.issue(db.keys, SETTING_UP, code, kept, b64encode(secret).decode(), at=at)
    return SettingUp(ticket, invited, code, kept, secret)


def resume(db: Database, ticket: str, *, at: datetime) -> SettingUp | None:
    """Return what was chosen, while the ticket and the invitation are good."""
    content = tickets.read(db.keys, SETTING_UP, ticket, at=at)
    if content is None or (invited := find(db, content[0], at=at)) is None:
        return None
    return SettingUp(ticket, invited, content[0], content[1], b64decode(content[2]))


def accept(db: Database, ticket: str, code: str, *, at: datetime) -> SetUp | None:
    """Let them sign in from now on, if `code` is of the app that learned the secret; None where it is not.

    Raises NotFound where the invitation is good no more.
    """
    chosen = resume(db, ticket, at=at)
    if chosen is None:
        raise NotFound("invitation")
    step = totp.step_of(chosen.secret, code, at=at, after=0)
    if step is None:
        return None
    with db.transaction() as tx:
        if not tx.run(USE_INVITATION, code=_digest(db.keys, chosen.code), at=to_micros(at)):
            raise NotFound("invitation")
        return _set_up(tx, db.keys, chosen, step, at)


def _set_up(tx: Tx, keys: Keys, chosen: SettingUp, step: int, at: datetime) -> SetUp:
    invited = chosen.invited
    _check_login(tx, invited.person, invited.login)
    held = credentials.create(
        tx, keys, invited.person_id, invited.person, login=invited.login, password=chosen.password, at=at
    )
    credentials.set_app(tx, keys, held, chosen.secret, step)
    actor = Actor(invited.person, Role(invited.role), person_id=invited.person_id)
    settings_log.write(tx, "accept_invitation", invited.person, {}, by=actor, at=at)
    return SetUp(invited.person, actor.role, credentials.new_recovery_codes(tx, keys, held))


def _digest(keys: Keys, code: str) -> bytes:
    return digest_of(keys, "invitation", "", code)


def _check_login(tx: Tx, person: str, email: str) -> None:
    """Refuse an address that another signs in with."""
    held = credentials.by_login(tx, email)
    if held is not None and held.person != person:
        raise Conflict("somebody else signs in with that address")
