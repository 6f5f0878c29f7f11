"""What may be chosen where an event names somebody or something: a new owner, a firm, a lead's approval.

A list spares a refusal and decides nothing: the guards judge what was chosen, as for any other way to name it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, or_, select

from states.vocabulary import Role
from workflow.access import WORKS_AS
from workflow.actors import Actor
from workflow.db import Database
from workflow.findings import APPROVAL_LASTS, APPROVALS, ASSOCIATES, INDEXES, PEOPLE
from workflow.looking import found, looking, shown
from workflow.panel.matters import ranking_for
from workflow.panel.offering import Factor
from workflow.prepared import Prepared
from workflow.tables import from_micros, to_micros

#: The most that are offered to choose from.
MOST = 200
#: What no choice of a caseworker overcomes: the guards refuse such a firm.
NEVER = frozenset({Factor.ACTIVE, Factor.CONFLICT, Factor.EARLIER, Factor.WAITING})

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
    says: str = ""


def owners(db: Database, reference: str, actor: Actor, at: datetime) -> tuple[Choice, ...]:
    """List who could own a case: active caseworkers and leads whom nothing ties to a party. Raises NotFound."""
    with looking(db, actor, "owners", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        return tuple(Choice(*row) for row in tx.rows(SELECT_OWNERS, case_id=case.id))


def firms(
    db: Database, reference: str, actor: Actor, at: datetime, *, among: str | None = None
) -> tuple[Choice, ...]:
    """List the firms that a case could be offered to now, best first; what speaks against one is said with it.

    `among` is the code of one that is listed wherever it stands. Raises NotFound.
    """
    with looking(db, actor, "firms", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        ranking = ranking_for(tx, db.keys, case, at, precise=False)
    listed = [Choice(one.code, one.name) for one in ranking.order]
    listed += [
        Choice(one.code, one.name, says=one.reasons[0].says)
        for one in ranking.excluded
        if not NEVER & {reason.factor for reason in one.reasons}
    ]
    return (*listed[:MOST], *(one for one in listed[MOST:] if one.value == among))


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
