"""Those who may sign in, their tokens, the forces and firms they work for, and whom they may not meet in a case.

A token is shown once and kept as its hash. Nothing here says whether somebody may do something: that is for
`states/permissions.py`. Who was let in, and who was shut out, is on the stream "settings", without names.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, or_, select, text, update

from states.errors import NotFound
from states.vocabulary import Role
from workflow import references, sessions, settings_log
from workflow.actors import SYSTEM, Actor
from workflow.blind import blind_indexes
from workflow.cover import let_go
from workflow.db import Database, Tx
from workflow.fitting import check_body, checked
from workflow.prepared import Prepared, insertion
from workflow.tables import AssociateRow, FirmRow, ForceRow, PersonRow, TokenRow, to_micros

PEOPLE, TOKENS = PersonRow.__table__, TokenRow.__table__
ASSOCIATES, FIRMS, FORCES = AssociateRow.__table__, FirmRow.__table__, ForceRow.__table__

#: Bytes of chance in a token.
TOKEN = 32
#: What every token begins with, so that one that leaks is known for what it is.
MARK = "rowan_"
INSERT_PERSON, INSERT_TOKEN, INSERT_ASSOCIATE = insertion(PEOPLE), insertion(TOKENS), insertion(ASSOCIATES)
ADD_FORCE = Prepared(text("INSERT INTO forces (code, name) VALUES (:code, :name) ON CONFLICT DO NOTHING"))
RENAME_FORCE = Prepared(update(FORCES).where(FORCES.c.code == bindparam("of")).values(name=bindparam("name")))
INSERT_FIRM = insertion(FIRMS)
CHANGE_FIRM = Prepared(
    update(FIRMS)
    .where(FIRMS.c.code == bindparam("of"))
    .values(name=bindparam("name"), active=bindparam("active"))
)
SELECT_FIRM = Prepared(select(FIRMS.c.code).where(FIRMS.c.code == bindparam("code")))
SELECT_ID = Prepared(select(PEOPLE.c.id).where(PEOPLE.c.reference == bindparam("reference")))
SELECT_BY_NAME = Prepared(
    select(PEOPLE.c.reference)
    .where(PEOPLE.c.name == bindparam("name"), PEOPLE.c.role == bindparam("role"), PEOPLE.c.active.is_(True))
    .order_by(PEOPLE.c.id)
    .limit(1)
)
DISABLE = Prepared(
    update(PEOPLE).where(PEOPLE.c.id == bindparam("person")).values(active=bindparam("active"))
)
REVOKE_ALL = Prepared(
    update(TOKENS)
    .where(TOKENS.c.person_id == bindparam("person"), TOKENS.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at"))
)
FORGET_ASSOCIATES = Prepared(delete(ASSOCIATES).where(ASSOCIATES.c.person_id == bindparam("person")))
# One question for who it is and whether conflicts are listed for them: it is asked with every request.
AUTHENTICATE = Prepared(
    select(
        PEOPLE.c.id,
        PEOPLE.c.reference,
        PEOPLE.c.role,
        PEOPLE.c.force,
        PEOPLE.c.firm,
        exists().where(ASSOCIATES.c.person_id == PEOPLE.c.id),
    )
    .join(TOKENS, TOKENS.c.person_id == PEOPLE.c.id)
    .where(
        TOKENS.c.hash == bindparam("hash"),
        TOKENS.c.revoked_at.is_(None),
        or_(TOKENS.c.expires_at.is_(None), TOKENS.c.expires_at > bindparam("at")),
        PEOPLE.c.active.is_(True),
    )
)


def add_force(db: Database, code: str, name: str) -> None:
    """Add a police force; one that is there already is renamed."""
    with db.transaction() as tx:
        put_force(tx, code, name)


def put_force(tx: Tx, code: str, name: str) -> None:
    """Do so inside a transaction. Raises Malformed."""
    check_body("force", code, name)
    tx.run(ADD_FORCE, code=code, name=name)
    tx.run(RENAME_FORCE, of=code, name=name)


def add_firm(db: Database, code: str, name: str, *, active: bool = True) -> None:
    """Add a firm to the panel; of one that is there already the name and whether it is active change.

    Raises Malformed where the code or the name could not be told from a slip.
    """
    with db.transaction() as tx:
        put_firm(tx, code, name, active=active)


def put_firm(tx: Tx, code: str, name: str, *, active: bool) -> None:
    """Do so inside a transaction. Raises Malformed."""
    check_body("firm", code, name)
    if not tx.run(CHANGE_FIRM, of=code, name=name, active=active):
        tx.run(INSERT_FIRM, code=code, name=name, active=active)


def add_person(  # noqa: PLR0913 - one word a column of the row.
    db: Database,
    *,
    name: str,
    role: Role | str,
    force: str | None = None,
    firm: str | None = None,
    email: str | None = None,
    at: datetime,
    by: Actor = SYSTEM,
) -> str:
    """Add somebody who may sign in, in one role; return their reference.

    A force that nobody has named yet is added under its code. Raises Malformed where the role wants a force or
    a firm, or an address could take no notice, and NotFound for a firm that is not on the panel.
    """
    held = checked(name, role, force, firm, email)
    reference = references.new(references.PERSON)
    with db.transaction() as tx:
        if force is not None:
            tx.run(ADD_FORCE, code=force, name=force)
        if firm is not None and tx.one(SELECT_FIRM, code=firm) is None:
            raise NotFound("firm")
        columns = {"role": held.value, "force": force, "firm": firm}
        tx.run(
            INSERT_PERSON,
            reference=reference,
            name=name,
            email=email,
            language="en",
            active=True,
            created_at=to_micros(at),
            **columns,
        )
        settings_log.write(tx, "add_person", reference, columns, by=by, at=at)
    return reference


def find_by_name(db: Database, name: str, role: Role | str) -> str | None:
    """Return the reference of the first active person of that name in that role."""
    with db.reading() as tx:
        row = tx.one(SELECT_BY_NAME, name=name, role=str(role))
    return row[0] if row else None


def issue_token(
    db: Database, reference: str, *, at: datetime, expires_at: datetime | None = None, by: Actor = SYSTEM
) -> str:
    """Return a new token for a person. It can never be shown again. Raises NotFound."""
    token = MARK + secrets.token_urlsafe(TOKEN)
    with db.transaction() as tx:
        tx.run(
            INSERT_TOKEN,
            person_id=id_of(tx, reference),
            hash=_hash(token),
            created_at=to_micros(at),
            expires_at=None if expires_at is None else to_micros(expires_at),
            revoked_at=None,
        )
        settings_log.write(tx, "issue_token", reference, {}, by=by, at=at)
    return token


def disable(db: Database, reference: str, *, at: datetime, by: Actor = SYSTEM) -> None:
    """Shut a person out: from now on no token and no session of theirs is good. Their past stays theirs.

    Raises NotFound.
    """
    with db.transaction() as tx:
        person = id_of(tx, reference)
        tx.run(DISABLE, person=person, active=False)
        tx.run(REVOKE_ALL, person=person, at=to_micros(at))
        sessions.end_all(tx, person, at=at)
        settings_log.write(tx, "disable_person", reference, {}, by=by, at=at)


def authenticate(db: Database, token: str, *, at: datetime) -> Actor | None:
    """Return who shows this token, or None where it was never issued, has ended, or its person was shut out."""
    with db.reading() as tx:
        row = tx.one(AUTHENTICATE, hash=_hash(token), at=to_micros(at))
    if row is None:
        return None
    person_id, reference, role, force, firm, watched = row
    return Actor(reference, Role(role), force, firm, person_id=person_id, watched=bool(watched))


def list_associates(db: Database, reference: str, persons: Iterable[Mapping[str, str | None]]) -> None:
    """Say whom a person must never meet in a case: who they are themselves, and whom they are close to.

    The list given is the whole list. Of each `name`, `date_of_birth`, `phone`, `email`, `postcode` may be known;
    only blind indexes are kept. A name alone is enough to hide a case: it is hidden once too often rather than
    shown to him whom she fled. Raises NotFound.
    """
    found = {pair for person in persons for pair in blind_indexes(db.keys, person).items()}
    with db.transaction() as tx:
        person_id = id_of(tx, reference)
        tx.run(FORGET_ASSOCIATES, person=person_id)
        for kind, value in sorted(found):
            tx.run(INSERT_ASSOCIATE, person_id=person_id, kind=kind.value, value=value)
        let_go(tx, person_id)


def id_of(tx: Tx, reference: str) -> int:
    """Return the row of a person. Raises NotFound."""
    row = tx.one(SELECT_ID, reference=reference)
    if row is None:
        raise NotFound("person")
    return int(row[0])


def _hash(token: str) -> bytes:
    # 256 random bits need no salt and no slow hash.
    return hashlib.sha256(token.encode()).digest()
