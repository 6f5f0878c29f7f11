"""What a command has to look up outside its case before it can be decided.

Each finding is clear and goes into the entry: a replay never looks anything up. What cannot
be found is left out, and guards treat a missing finding as a no.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select, update

from states.errors import NotFound
from states.vocabulary import Chart, CopyEvent, Event, NoticeState, OfferEvent, Role, ServiceEvent, State
from workflow import references
from workflow.actors import Actor
from workflow.command import Command
from workflow.db import Tx
from workflow.details import RESPONDENT, SURVIVOR, routes_in
from workflow.documents import copies
from workflow.finding import Case, has_conflict, load, seen
from workflow.keys import Keys
from workflow.prepared import Prepared
from workflow.surveys import inviting
from workflow.tables import (
    ApprovalRow,
    AssociateRow,
    BlindIndexRow,
    FirmConflictValueRow,
    FirmRow,
    NoticeRow,
    PersonRow,
    to_micros,
)

APPROVALS, FIRMS = ApprovalRow.__table__, FirmRow.__table__
ASSOCIATES, INDEXES = AssociateRow.__table__, BlindIndexRow.__table__
LISTED = FirmConflictValueRow.__table__
NOTICES, PEOPLE = NoticeRow.__table__, PersonRow.__table__

#: How long an approval is good for. Source: docs/sources.md#design.
APPROVAL_LASTS = timedelta(hours=24)
#: A notice in one of these states is still on its way.
MOVING = (NoticeState.PLANNED.value, NoticeState.SENDING.value, NoticeState.IN_DOUBT.value)

SELECT_APPROVAL = Prepared(
    select(
        APPROVALS.c.event,
        APPROVALS.c.version,
        APPROVALS.c.given_at,
        PEOPLE.c.id,
        PEOPLE.c.reference,
        PEOPLE.c.force,
    )
    .join(PEOPLE, PEOPLE.c.id == APPROVALS.c.given_by)
    .where(
        APPROVALS.c.reference == bindparam("reference"),
        APPROVALS.c.case_id == bindparam("case_id"),
        APPROVALS.c.used_at.is_(None),
        PEOPLE.c.role == Role.LEAD.value,
        PEOPLE.c.active.is_(True),
    )
)
USE_APPROVAL = Prepared(
    update(APPROVALS).where(APPROVALS.c.reference == bindparam("approval")).values(used_at=bindparam("at"))
)
SELECT_PERSON = Prepared(
    select(PEOPLE.c.id, PEOPLE.c.role, PEOPLE.c.active).where(PEOPLE.c.reference == bindparam("reference"))
)
SELECT_FIRM = Prepared(select(FIRMS.c.active).where(FIRMS.c.code == bindparam("code")))
COUNT_MOVING = Prepared(
    select(func.count())
    .select_from(NOTICES)
    .where(NOTICES.c.case_id == bindparam("case_id"), NOTICES.c.state.in_(MOVING))
)
FIRM_IN_CONFLICT = Prepared(
    select(
        or_(
            exists().where(
                PEOPLE.c.firm == bindparam("firm"),
                ASSOCIATES.c.person_id == PEOPLE.c.id,
                ASSOCIATES.c.kind == INDEXES.c.kind,
                ASSOCIATES.c.value == INDEXES.c.value,
                INDEXES.c.case_id == bindparam("case_id"),
            ),
            exists().where(
                LISTED.c.firm == bindparam("firm"),
                LISTED.c.kind == INDEXES.c.kind,
                LISTED.c.value == INDEXES.c.value,
                INDEXES.c.case_id == bindparam("case_id"),
            ),
        )
    )
)
COUNT_ROUTE = Prepared(
    select(func.count())
    .select_from(INDEXES)
    .where(
        INDEXES.c.case_id == bindparam("case_id"),
        INDEXES.c.party == bindparam("party"),
        INDEXES.c.kind == bindparam("kind"),
        INDEXES.c.value == bindparam("value"),
    )
)

Found = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Look:
    """Where to look, and for what: the case, and both halves of what was asked of it."""

    tx: Tx
    keys: Keys
    case: Case
    command: Command
    clear: Mapping[str, Any]
    sealed: Mapping[str, Any]
    actor: Actor
    at: datetime


def look_up(look: Look) -> Found:
    """Look up whatever this event's guards and effects need beside the case."""
    found = _approval(look) if look.clear.get("approval") else {}
    finder = _FINDERS.get((look.command.chart, look.command.event))
    return found if finder is None else found | finder(look)


def use_up(tx: Tx, found: Mapping[str, Any], at: datetime) -> None:
    """Mark the approval that a step used, so that it is used once."""
    if "approval" in found:
        tx.write(USE_APPROVAL, approval=found["approval"]["reference"], at=to_micros(at))


def _approval(look: Look) -> Found:
    """Find a lead's approval for this event at this version, given by somebody else within the day."""
    reference = look.clear["approval"]
    row = look.tx.one(SELECT_APPROVAL, reference=reference, case_id=look.case.id)
    if row is None:
        return {}
    event, version, given_at, person_id, giver, force = row
    age = to_micros(look.at) - given_at
    for_this = event == look.command.event and version == look.case.version and giver != look.actor.reference
    in_time = 0 <= age <= APPROVAL_LASTS // timedelta(microseconds=1)
    if not for_this or not in_time or has_conflict(look.tx, look.case.id, person_id):
        return {}
    return {"approval": {"reference": reference, "by": giver, "force": force}}


def _owner(look: Look) -> Found:
    row = look.tx.one(SELECT_PERSON, reference=look.clear["owner"])
    if row is None:
        return {}
    person_id, role, active = row
    may_own = bool(active) and role in (Role.CASEWORKER, Role.LEAD)
    return {"owner_active": may_own, "owner_conflict": has_conflict(look.tx, look.case.id, person_id)}


def _duplicate(look: Look) -> Found:
    """Find the case that a duplicate joins. One that the actor may not see is told apart from none by nothing."""
    reference = look.clear["case"]
    if not reference.startswith(references.CASE) or reference == look.case.reference:
        return {}
    try:
        # Locked: it must still be open when the duplicate joins it.
        other = seen(look.tx, load(look.tx, reference, lock=True), look.actor, look.at)
    except NotFound:
        return {}
    is_open = other.position.state not in (State.OUTCOME, State.CLOSED)
    same_force = other.position.facts["force"] == look.case.position.facts["force"]
    return {"duplicate": {"open": is_open, "same_force": same_force}}


def _firm(look: Look) -> Found:
    row = look.tx.one(SELECT_FIRM, code=look.clear["firm"])
    active = row is not None and bool(row[0])
    conflict = firm_in_conflict(look.tx, look.case, look.clear["firm"])
    return {"firm_active": active, "firm_conflict": conflict, "offer": references.new(references.OFFER)}


def _accepting_firm(look: Look) -> Found:
    offer = look.case.position.facts["offers"].get(look.command.subject)
    return {} if offer is None else {"firm_conflict": firm_in_conflict(look.tx, look.case, offer["firm"])}


def firm_in_conflict(tx: Tx, case: Case, firm: str) -> bool:
    """Say whether the firm, or anybody of it, has a conflict of interest with a party."""
    found = tx.one(FIRM_IN_CONFLICT, firm=firm, case_id=case.id)
    return found is None or bool(found[0])


def _orders(look: Look) -> Found:
    return {"orders": [references.new(references.ORDER) for _ in look.clear["orders"]]}


def _notices(look: Look) -> Found:
    row = look.tx.one(COUNT_MOVING, case_id=look.case.id)
    return {} if row is None else {"notices_moving": row[0]}


def _routes(look: Look) -> Found:
    """See which routes to her change, and whether the change leaves her a route that leads to the respondent."""
    hers = routes_in(look.keys, look.sealed.get(SURVIVOR) or {})
    his = routes_in(look.keys, look.sealed.get(RESPONDENT) or {})
    given = {kind for kind, _ in hers.indexes}
    shared = (
        bool(set(hers.indexes) & set(his.indexes))
        or _leads_to(look, RESPONDENT, hers.indexes)
        or _leads_to(look, SURVIVOR, [index for index in his.indexes if index[0] not in given])
    )
    return {"routes": hers.changed, "route_is_respondents": shared}


def _leads_to(look: Look, party: str, indexes: Iterable[tuple[str, bytes]]) -> bool:
    rows = (
        look.tx.one(COUNT_ROUTE, case_id=look.case.id, party=party, kind=kind, value=value)
        for kind, value in indexes
    )
    return any(row is None or row[0] for row in rows)


def _paper(look: Look) -> Found:
    """Find the document that a service names, or those that a copy for the police carries."""
    orders, subject = look.case.position.facts["orders"], look.command.subject
    return copies.looked_up(look.tx, orders, subject, look.clear) if subject else {}


def _survey_address(look: Look) -> Found:
    return {"survey_address": inviting.address(look.tx) is not None}


Finder = Callable[[Look], Found]

_FINDERS: Mapping[tuple[Chart, str], Finder] = {
    (Chart.CASE, Event.REASSIGN): _owner,
    (Chart.CASE, Event.MARK_DUPLICATE): _duplicate,
    (Chart.CASE, Event.MAKE_OFFER): _firm,
    (Chart.CASE, Event.SEEK_ORDER): _orders,
    (Chart.CASE, Event.CLOSE): _notices,
    (Chart.CASE, Event.INVITE_TO_SURVEY): _survey_address,
    (Chart.CASE, Event.UPDATE_DETAILS): _routes,
    (Chart.OFFER, OfferEvent.ACCEPT): _accepting_firm,
    (Chart.SERVICE, ServiceEvent.SERVE): _paper,
    (Chart.POLICE_COPY, CopyEvent.SEND): _paper,
}
