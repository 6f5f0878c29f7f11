"""What a person signs in with: an e-mail address, a password, an authenticator app, and codes in its place.

The secret of the app is sealed under a key of its person's own. Nothing here says who may sign in, and no session
begins here. Whoever changes a password is signed out everywhere else.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, text, update

from states.errors import Malformed, Problem
from states.vocabulary import Role
from workflow import sessions, settings_log, tickets, totp
from workflow.actors import Actor
from workflow.blind import regular_email
from workflow.codes import digest_of, new_code
from workflow.db import Database, Tx
from workflow.keys import Keys
from workflow.passwords import hash_password, problem_with
from workflow.prepared import Prepared, insertion
from workflow.sealed import Sealed
from workflow.tables import CredentialRow, PersonRow, RecoveryCodeRow, to_micros

CREDENTIALS, CODES, PEOPLE = CredentialRow.__table__, RecoveryCodeRow.__table__, PersonRow.__table__

#: How many codes stand in for the app, and their groups of four characters.
CODES_GIVEN, CODE_GROUPS = 10, 3
#: What the secret of an app is sealed as.
FIELD = "totp"
#: What the ticket between the offer of another app and its first code is for.
NEW_APP = "new app"

HELD = select(
    PEOPLE.c.id,
    PEOPLE.c.reference,
    PEOPLE.c.name,
    PEOPLE.c.role,
    PEOPLE.c.active,
    CREDENTIALS.c.login,
    CREDENTIALS.c.password,
    CREDENTIALS.c.totp,
    CREDENTIALS.c.totp_step,
    CREDENTIALS.c.changed_at,
    CREDENTIALS.c.key_id,
    CREDENTIALS.c.wrapped_key,
).join(CREDENTIALS, CREDENTIALS.c.person_id == PEOPLE.c.id)
SELECT_BY_LOGIN = Prepared(HELD.where(CREDENTIALS.c.login == bindparam("login")))
SELECT_BY_PERSON = Prepared(HELD.where(PEOPLE.c.reference == bindparam("person")))
INSERT_CREDENTIAL = insertion(CREDENTIALS)
DELETE_CREDENTIAL = Prepared(delete(CREDENTIALS).where(CREDENTIALS.c.person_id == bindparam("person")))
UPDATE_PASSWORD = Prepared(
    update(CREDENTIALS)
    .where(CREDENTIALS.c.person_id == bindparam("of"))
    .values(password=bindparam("password"), changed_at=bindparam("changed_at"))
)
UPDATE_TOTP = Prepared(
    update(CREDENTIALS)
    .where(CREDENTIALS.c.person_id == bindparam("of"))
    .values(totp=bindparam("totp"), totp_step=bindparam("totp_step"))
)
# The step in the condition: of two requests with the same code one takes it.
TAKE_STEP = Prepared(
    update(CREDENTIALS)
    .where(CREDENTIALS.c.person_id == bindparam("of"), CREDENTIALS.c.totp_step < bindparam("step"))
    .values(totp_step=bindparam("step"))
)
INSERT_CODE = insertion(CODES)
DELETE_CODES = Prepared(delete(CODES).where(CODES.c.person_id == bindparam("person")))
TAKE_CODE = Prepared(
    update(CODES)
    .where(CODES.c.person_id == bindparam("of"), CODES.c.hash == bindparam("code"), CODES.c.used_at.is_(None))
    .values(used_at=bindparam("at"))
)
COUNT_CODES = Prepared(
    text("SELECT count(*) FROM recovery_codes WHERE person_id = :person AND used_at IS NULL")
)


@dataclass(frozen=True, slots=True, repr=False)
class Credential:
    """What is kept of how one person signs in."""

    person_id: int
    person: str
    name: str
    role: str
    active: bool
    login: str
    password: str | None
    totp: Sealed | None
    totp_step: int
    changed_at: int
    key_id: str
    wrapped_key: bytes

    def secret(self, keys: Keys) -> bytes | None:
        """Open the secret of their app."""
        if self.totp is None:
            return None
        return keys.unwrap(self.person, self.key_id, self.wrapped_key).open(FIELD, self.totp)


def by_login(tx: Tx, login: str) -> Credential | None:
    """Return what is kept for an e-mail address, however it was typed."""
    row = tx.one(SELECT_BY_LOGIN, login=regular_email(login))
    return None if row is None else Credential(*row)


def of_person(tx: Tx, person: str) -> Credential | None:
    """Return what is kept for a person."""
    row = tx.one(SELECT_BY_PERSON, person=person)
    return None if row is None else Credential(*row)


def check_password(password: str, again: str, *own: str) -> None:
    """Refuse a new password that is not good enough, or was typed in two ways. Raises Malformed."""
    said = problem_with(password, *own)
    if said is not None:
        raise Malformed("the password is not good enough", [Problem("password", said)])
    if password != again:
        raise Malformed("the passwords differ", [Problem("again", "must be the same as the first")])


def create(
    tx: Tx, keys: Keys, person_id: int, person: str, *, login: str, password: str, at: datetime
) -> Credential:
    """Give a person a login and the hash of a password, in place of any that they had; the app comes after."""
    remove(tx, person_id)
    made = keys.new(person)
    tx.run(
        INSERT_CREDENTIAL,
        person_id=person_id,
        login=regular_email(login),
        password=password,
        totp=None,
        totp_step=0,
        changed_at=to_micros(at),
        key_id=made.key_id,
        wrapped_key=made.wrapped,
    )
    (row,) = tx.rows(SELECT_BY_PERSON, person=person)
    return Credential(*row)


def remove(tx: Tx, person_id: int) -> None:
    """Take from a person whatever they sign in with."""
    tx.run(DELETE_CODES, person=person_id)
    tx.run(DELETE_CREDENTIAL, person=person_id)


def change_password(db: Database, held: Credential, password: str, token: str, *, at: datetime) -> None:
    """Put another password in the place of the old one, and sign them out in every other browser."""
    kept = hash_password(password)
    with db.transaction() as tx:
        tx.run(UPDATE_PASSWORD, of=held.person_id, password=kept, changed_at=to_micros(at))
        sessions.end_all(tx, held.person_id, at=at, but=token)
        _enter(tx, "change_password", held, at)


def offer_app(keys: Keys, held: Credential, *, at: datetime) -> tuple[str, bytes]:
    """Return a secret for another app, and the ticket by which its first code is known."""
    secret = totp.new_secret()
    return tickets.issue(keys, NEW_APP, held.person, b64encode(secret).decode(), at=at), secret


def offered_app(keys: Keys, person: str, ticket: str, *, at: datetime) -> bytes | None:
    """Return the secret that was offered to that person with this ticket."""
    content = tickets.read(keys, NEW_APP, ticket, at=at)
    return b64decode(content[1]) if content is not None and content[0] == person else None


def change_app(db: Database, held: Credential, secret: bytes, code: str, *, at: datetime) -> bool:
    """Put another app in the place of the old one, if `code` is of it."""
    step = totp.step_of(secret, code, at=at, after=0)
    if step is None:
        return False
    with db.transaction() as tx:
        set_app(tx, db.keys, held, secret, step)
        _enter(tx, "change_app", held, at)
    return True


def set_app(tx: Tx, keys: Keys, held: Credential, secret: bytes, step: int) -> None:
    """Keep the secret of their app, whose code of that step they have shown."""
    sealed = keys.unwrap(held.person, held.key_id, held.wrapped_key).seal(FIELD, secret)
    tx.run(UPDATE_TOTP, of=held.person_id, totp=sealed, totp_step=step)


def take_app_code(tx: Tx, keys: Keys, held: Credential, code: str, *, at: datetime) -> bool:
    """Take a code of their app; none is taken twice."""
    secret = held.secret(keys)
    step = None if secret is None else totp.step_of(secret, code, at=at, after=held.totp_step)
    return step is not None and tx.run(TAKE_STEP, of=held.person_id, step=step) == 1


def new_recovery_codes(tx: Tx, keys: Keys, held: Credential) -> tuple[str, ...]:
    """Return new codes that stand in for the app, to be shown once; the old ones are good no more."""
    made = tuple(new_code(CODE_GROUPS) for _ in range(CODES_GIVEN))
    tx.run(DELETE_CODES, person=held.person_id)
    for code in made:
        tx.run(
            INSERT_CODE,
            person_id=held.person_id,
            hash=digest_of(keys, "recovery", held.person, code),
            used_at=None,
        )
    return made


def renew_recovery_codes(db: Database, held: Credential, *, at: datetime) -> tuple[str, ...]:
    """Do the same for somebody who asks for it."""
    with db.transaction() as tx:
        _enter(tx, "new_recovery_codes", held, at)
        return new_recovery_codes(tx, db.keys, held)


def take_recovery_code(tx: Tx, keys: Keys, held: Credential, code: str, *, at: datetime) -> bool:
    """Take one of those codes in the place of the app's; each is good once."""
    kept = digest_of(keys, "recovery", held.person, code)
    return tx.run(TAKE_CODE, of=held.person_id, code=kept, at=to_micros(at)) == 1


def codes_left(tx: Tx, held: Credential) -> int:
    """Count the codes that were not used yet."""
    ((left,),) = tx.rows(COUNT_CODES, person=held.person_id)
    return int(left)


def _enter(tx: Tx, event: str, held: Credential, at: datetime) -> None:
    actor = Actor(held.person, Role(held.role), person_id=held.person_id)
    settings_log.write(tx, event, held.person, {}, by=actor, at=at)
