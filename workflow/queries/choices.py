"""What may be chosen where an event names somebody or something: a new owner, a firm, a lead's approval.

A list spares a refusal and decides nothing: the guards judge what was chosen, as for any other way to name it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, or_, select

from states.facts import live_offers
from states.vocabulary import Role
from workflow.access import WORKS_AS
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.finding import Case
from workflow.findings import APPROVAL_LASTS, APPROVALS, ASSOCIATES, FIRMS, INDEXES, PEOPLE, firm_in_conflict
from workflow.looking import found, looking, shown
from workflow.prepared import Prepared
from workflow.tables import from_micros, to_micros

#: The most that are offered to choose from.
MOST = 200

_IN_CONFLICT = exists().where(
    ASSOCIATES.c.person_id == PEOPLE.c.id,
    ASSOCIATES.c.kind == INDEXES.c.kind,
    ASSOCIATES.c.value == INDEXES.c.value,
    INDEXES.c.case_id == bindparam("case_id"),
)
SELECT_OWNERS = Prepared(
    select(PEOPLE.c.reference, PEOPLE.c.name, PEOPLE.c.role, PEOPLE.c.force)
    .where(
        or_(*(PEOPLE.c.role == role.value for role in sorted(WORKS_AS))),
        PEOPLE.c.active.is_(True),
        ~_IN_CONFLICT,
    )
    .order_by(PEOPLE.c.name, PEOPLE.c.id)
    .limit(MOST)
)
SELECT_PANEL = Prepared(
    select(FIRMS.c.code, FIRMS.c.name).where(FIRMS.c.active.is_(True)).order_by(FIRMS.c.name).limit(MOST)
)
SELECT_APPROVALS = Prepared(
    select(APPROVALS.c.reference, APPROVALS.c.given_at, PEOPLE.c.name)
    .join(PEOPLE, PEOPLE.c.id == APPROVALS.c.given_by)
    .where(
        APPROVALS.c.case_id == bindparam("case_id"),
        APPROVALS.c.event == bindparam("event"),
        APPROVALS.c.version == bindparam("version"),
        APPROVALS.c.used_at.is_(None),
        APPROVALS.c.given_at >= bindparam("since"),
        PEOPLE.c.reference != bindparam("asker"),
        PEOPLE.c.role == Role.LEAD.value,
        PEOPLE.c.active.is_(True),
    )
    .order_by(APPROVALS.c.given_at.desc())
    .limit(MOST)
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of what may be chosen. `name` is of a colleague or a firm, never of a party."""

    value: str
    name: str
    role: str | None = None
    force: str | None = None
    at: datetime | None = None


def owners(db: Database, reference: str, actor: Actor, at: datetime) -> tuple[Choice, ...]:
    """List who could own a case: active caseworkers and leads whom nothing ties to a party. Raises NotFound."""
    with looking(db, actor, "owners", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        return tuple(Choice(*row) for row in tx.rows(SELECT_OWNERS, case_id=case.id))


def firms(db: Database, reference: str, actor: Actor, at: datetime) -> tuple[Choice, ...]:
    """List the firms that a case could be offered to now. Raises NotFound."""
    with looking(db, actor, "firms", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        return tuple(Choice(code, name) for code, name in _free(tx, case))


def approvals(db: Database, reference: str, event: str, actor: Actor, at: datetime) -> tuple[Choice, ...]:
    """List the approvals that others gave for one event at this version, and that still count. Raises NotFound."""
    with looking(db, actor, "approvals", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        rows = tx.rows(
            SELECT_APPROVALS,
            case_id=case.id,
            event=event,
            version=case.version,
            since=to_micros(at - APPROVAL_LASTS),
            asker=actor.reference,
        )
        return tuple(Choice(given, name, at=from_micros(given_at)) for given, given_at, name in rows)


def _free(tx: Tx, case: Case) -> Iterable[tuple[str, str]]:
    facts = case.position.facts
    passed = {*facts["excluded_firms"], *(facts["offers"][offer]["firm"] for offer in live_offers(facts))}
    for code, name in tx.rows(SELECT_PANEL):
        if code not in passed and not firm_in_conflict(tx, case, code):
            yield code, name
