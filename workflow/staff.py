"""Changing those who work with Rowan. Whoever changes force, firm or role is signed out everywhere, tokens included.

Nobody changes themselves here: an administrator's mistake must leave somebody who can mend it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from states.errors import Conflict, Malformed, NotFound, Problem
from workflow import credentials, people, sessions, settings_log
from workflow.actors import Actor
from workflow.blind import regular_email
from workflow.db import Database, Tx
from workflow.fitting import checked
from workflow.panel.profiles import join
from workflow.prepared import Prepared
from workflow.tables import CredentialRow, FirmRow, ForceRow, InvitationRow, PersonRow, SessionRow, to_micros

PEOPLE, FORCES, FIRMS = PersonRow.__table__, ForceRow.__table__, FirmRow.__table__
CREDENTIALS, INVITATIONS, SESSIONS = (
    CredentialRow.__table__,
    InvitationRow.__table__,
    SessionRow.__table__,
)

SELECT_PERSON = Prepared(
    select(PEOPLE.c.id, PEOPLE.c.role, PEOPLE.c.force, PEOPLE.c.firm).where(
        PEOPLE.c.reference == bindparam("reference")
    )
)
UPDATE_PERSON = Prepared(
    update(PEOPLE)
    .where(PEOPLE.c.id == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in ("name", "role", "force", "firm", "email")})
)
UPDATE_LOGIN = Prepared(
    update(CREDENTIALS).where(CREDENTIALS.c.person_id == bindparam("of")).values(login=bindparam("new_login"))
)
SELECT_FORCE = Prepared(select(FORCES.c.code).where(FORCES.c.code == bindparam("code")))
SELECT_FIRM = Prepared(select(FIRMS.c.code).where(FIRMS.c.code == bindparam("code")))
SELECT_STANDING = Prepared(
    select(
        select(func.count())
        .select_from(CREDENTIALS)
        .where(CREDENTIALS.c.person_id == PEOPLE.c.id)
        .scalar_subquery(),
        select(func.max(INVITATIONS.c.expires_at))
        .where(
            INVITATIONS.c.person_id == PEOPLE.c.id,
            INVITATIONS.c.used_at.is_(None),
            INVITATIONS.c.expires_at > bindparam("at"),
        )
        .scalar_subquery(),
        select(func.count())
        .select_from(SESSIONS)
        .where(
            SESSIONS.c.person_id == PEOPLE.c.id,
            SESSIONS.c.ended_at.is_(None),
            SESSIONS.c.expires_at > bindparam("at"),
            SESSIONS.c.seen_at > bindparam("idle"),
        )
        .scalar_subquery(),
    ).where(PEOPLE.c.reference == bindparam("reference"))
)


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """What somebody is to be from now on."""

    name: str
    role: str
    force: str | None
    firm: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody can sign in, until when they are invited (microseconds), and in how many browsers they are."""

    has_password: bool
    invited_until: int | None
    sessions: int


def standing(db: Database, reference: str, *, at: datetime) -> Standing:
    """Say how somebody stands with signing in. Raises NotFound."""
    with db.reading() as tx:
        row = tx.one(
            SELECT_STANDING, reference=reference, at=to_micros(at), idle=to_micros(at - sessions.IDLE)
        )
    if row is None:
        raise NotFound("person")
    return Standing(bool(row[0]), row[1], row[2])


def add(db: Database, wanted: Wanted, *, by: Actor, at: datetime) -> str:
    """Add somebody of a force or a firm that is known; return their reference. Raises Malformed."""
    with db.reading() as tx:
        _check_bodies(tx, wanted)
    return people.add_person(
        db,
        name=wanted.name,
        role=wanted.role,
        force=wanted.force,
        firm=wanted.firm,
        email=wanted.email,
        by=by,
        at=at,
    )


def change(db: Database, reference: str, wanted: Wanted, *, by: Actor, at: datetime) -> None:
    """Change what somebody is. Raises NotFound, Malformed, and Conflict where another signs in with the address."""
    _check_other(reference, by)
    role = checked(wanted.name, wanted.role, wanted.force, wanted.firm, wanted.email)
    with db.transaction() as tx:
        row = tx.one(SELECT_PERSON, reference=reference)
        if row is None:
            raise NotFound("person")
        person_id, *before = row
        _check_bodies(tx, wanted)
        _check_login(tx, reference, wanted.email)
        after = {"role": role.value, "force": wanted.force, "firm": wanted.firm}
        new = {"name": wanted.name, "email": wanted.email, **after}
        tx.run(UPDATE_PERSON, of=person_id, **{f"new_{name}": value for name, value in new.items()})
        if wanted.email:
            tx.run(UPDATE_LOGIN, of=person_id, new_login=regular_email(wanted.email))
        if before != [*after.values()]:
            sessions.end_all(tx, person_id, at=at)
            tx.run(people.REVOKE_ALL, person=person_id, at=to_micros(at))
        settings_log.write(tx, "change_person", reference, after, by=by, at=at)


def disable(db: Database, reference: str, *, by: Actor, at: datetime) -> None:
    """Shut somebody out. Raises NotFound, and Malformed for oneself."""
    _check_other(reference, by)
    people.disable(db, reference, at=at, by=by)


def enable(db: Database, reference: str, *, by: Actor, at: datetime) -> None:
    """Let somebody in again; what they signed in with is as it was, but for sessions and tokens. Raises NotFound."""
    with db.transaction() as tx:
        tx.run(people.DISABLE, person=people.id_of(tx, reference), active=True)
        settings_log.write(tx, "enable_person", reference, {}, by=by, at=at)


def end_sessions(db: Database, reference: str, *, by: Actor, at: datetime) -> None:
    """Sign somebody out of every browser. Raises NotFound."""
    with db.transaction() as tx:
        sessions.end_all(tx, people.id_of(tx, reference), at=at)
        settings_log.write(tx, "end_sessions", reference, {}, by=by, at=at)


def save_force(db: Database, code: str, name: str, *, by: Actor, at: datetime) -> None:
    """Add a force, or name it anew. Raises Malformed."""
    with db.transaction() as tx:
        people.put_force(tx, code, name)
        settings_log.write(tx, "save_force", code, {}, by=by, at=at)


def save_firm(db: Database, code: str, name: str, *, active: bool, by: Actor, at: datetime) -> None:
    """Add a firm to the panel, name it anew, or change whether it takes offers. Raises Malformed."""
    with db.transaction() as tx:
        people.put_firm(tx, code, name, active=active)
        join(tx, code, at)
        settings_log.write(tx, "save_firm", code, {"active": active}, by=by, at=at)


def _check_other(reference: str, by: Actor) -> None:
    if by.reference == reference:
        raise Malformed(
            "nobody changes their own account here", [Problem("person", "ask another administrator")]
        )


def _check_bodies(tx: Tx, wanted: Wanted) -> None:
    """Refuse a force or a firm that nobody knows: on a page it is a slip."""
    problems = []
    if wanted.force and tx.one(SELECT_FORCE, code=wanted.force) is None:
        problems.append(Problem("force", "must be one of the forces"))
    if wanted.firm and tx.one(SELECT_FIRM, code=wanted.firm) is None:
        problems.append(Problem("firm", "must be a firm of the panel"))
    if problems:
        raise Malformed("the person does not fit", problems)


def _check_login(tx: Tx, reference: str, email: str | None) -> None:
    """Refuse an address that another signs in with, and none at all for somebody who does."""
    if email:
        held = credentials.by_login(tx, email)
        if held is not None and held.person != reference:
            raise Conflict("somebody else signs in with that address")
    elif credentials.of_person(tx, reference) is not None:
        raise Malformed("the person needs an address", [Problem("email", "is what they sign in with")])
