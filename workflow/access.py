"""Who sees which rows: `states/permissions.py` said again as clauses, so that lists never hold what must be left out.

`sight()` there is the rule; a test holds these clauses equal to it, row by row, for every role. Deny by default: a
role that is not named here gets nothing. Each clause starts from what belongs to the actor, so that its cost does
not grow with everybody else's cases.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    false,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from states.facts import PENDING, PROTECTING, SERVED
from states.position import local_day
from states.vocabulary import OfferState, Recipient, Role, ServiceState
from workflow.actors import Actor
from workflow.tables import (
    AssociateRow,
    BlindIndexRow,
    CaseRow,
    NoticeRow,
    OfferRow,
    OrderRow,
    ReferralRow,
    TaskRow,
)

ASSOCIATES, INDEXES = AssociateRow.__table__, BlindIndexRow.__table__
CASES, NOTICES, OFFERS = CaseRow.__table__, NoticeRow.__table__, OfferRow.__table__
ORDERS, REFERRALS, TASKS = OrderRow.__table__, ReferralRow.__table__, TaskRow.__table__

Clause = ColumnElement[bool]

#: Who sees cases whole, unless they are sensitive or in conflict.
OF_ALL_CASES = frozenset({Role.LEAD, Role.SYSTEM, Role.PROVIDER, Role.AUDITOR})
#: In whose place somebody works: a lead does a caseworker's tasks too.
WORKS_AS = {Role.CASEWORKER: (Role.CASEWORKER,), Role.LEAD: (Role.LEAD, Role.CASEWORKER)}

#: As values, in one order, so that equal statements read equal.
_PENDING, _PROTECTING = (sorted(state.value for state in states) for states in (PENDING, PROTECTING))
_UNSERVED = sorted(state.value for state in frozenset(ServiceState) - SERVED)


class may_instruct(FunctionElement[bool]):  # noqa: N801 - It stands in statements as a function does.
    """Whether the facts hold her consent to instruct a firm."""

    type = Boolean()
    inherit_cache = True


@compiles(may_instruct, "sqlite")
def _on_sqlite(element: may_instruct, compiler: SQLCompiler, **given: Any) -> str:
    facts = compiler.process(element.clauses, **given)
    return f"('instruct_firm' IN (SELECT value FROM json_each({facts}, '$.consent.scope')))"  # noqa: S608 - facts are a column.


@compiles(may_instruct, "postgresql")
def _on_postgresql(element: may_instruct, compiler: SQLCompiler, **given: Any) -> str:
    facts = compiler.process(element.clauses, **given)
    scope = f"CAST({facts} AS jsonb) #> '{{consent,scope}}'"
    return f"COALESCE(({scope}) @> '[\"instruct_firm\"]', false)"


def case_filter(actor: Actor, at: datetime, *, offered: bool = True) -> Clause:
    """The cases of which the actor sees anything at all; a clause over the table of cases.

    Without `offered` those are left out that a firm is only asked to take.
    """
    seen = _by_role(actor, at, offered=offered)
    return and_(seen, ~_in_conflict(actor)) if actor.watched else seen


def acting_filter(actor: Actor) -> Clause:
    """The cases in which the actor's firm acts with her consent, conflicts apart."""
    return CASES.c.id.in_(_acting(actor.firm)) if actor.firm else false()


def referral_filter(actor: Actor, at: datetime) -> Clause:
    """The referrals that the actor sees: an officer their own, whoever sees the case all of it."""
    seen = of_case(REFERRALS.c.case_id, case_filter(actor, at))
    if actor.role is Role.OFFICER:
        return and_(REFERRALS.c.referrer_id == actor.person_id, seen) if actor.person_id else false()
    return seen if actor.role in OF_ALL_CASES | {Role.CASEWORKER} else false()


def offer_filter(actor: Actor, at: datetime) -> Clause:
    """The offers that the actor sees: a firm those made to it, and no other firm's."""
    seen = of_case(OFFERS.c.case_id, case_filter(actor, at))
    if actor.role is Role.SOLICITOR:
        return and_(OFFERS.c.firm == actor.firm, seen) if actor.firm else false()
    return seen if actor.role in OF_ALL_CASES | {Role.CASEWORKER} else false()


def order_filter(actor: Actor, at: datetime) -> Clause:
    """The orders that the actor sees: a firm all those of its cases, and of others what it still owes."""
    if actor.role is not Role.SOLICITOR:
        seen = of_case(ORDERS.c.case_id, case_filter(actor, at))
        return seen if actor.role in OF_ALL_CASES | {Role.CASEWORKER} else false()
    if actor.firm is None:
        return false()
    acting = ORDERS.c.case_id.in_(_acting(actor.firm))
    seen = of_case(ORDERS.c.case_id, ~_in_conflict(actor)) if actor.watched else true()
    return and_(or_(acting, *_owed(actor.firm, at)), seen)


def notice_filter(actor: Actor, at: datetime) -> Clause:
    """The notices that the actor sees: a firm those to it, in its cases."""
    if actor.role is Role.SOLICITOR and actor.firm:
        own = and_(NOTICES.c.recipient == Recipient.FIRM.value, NOTICES.c.recipient_ref == actor.firm)
        seen = of_case(NOTICES.c.case_id, case_filter(actor, at))
        return and_(own, NOTICES.c.case_id.in_(_acting(actor.firm)), seen)
    whole = actor.role in OF_ALL_CASES | {Role.CASEWORKER}
    return of_case(NOTICES.c.case_id, case_filter(actor, at)) if whole else false()


def task_filter(actor: Actor, at: datetime) -> Clause:
    """The tasks that are the actor's: given to them, waiting in a queue of theirs for one of their role, or their firm's."""
    if actor.role is Role.SOLICITOR:
        return _of_firms_tasks(actor, at)
    if actor.role not in WORKS_AS or actor.person_id is None:
        return false()
    roles = [role.value for role in WORKS_AS[actor.role]]
    waiting = and_(TASKS.c.owner_id.is_(None), TASKS.c.role.in_(roles))
    if actor.force is not None:
        # What is of no case is in no queue: whoever speaks for some queue sees it too.
        waiting = and_(waiting, or_(TASKS.c.queue == actor.force, TASKS.c.case_id.is_(None)))
    mine = or_(TASKS.c.owner_id == actor.person_id, waiting)
    return and_(mine, or_(TASKS.c.case_id.is_(None), of_case(TASKS.c.case_id, case_filter(actor, at))))


def _of_firms_tasks(actor: Actor, at: datetime) -> Clause:
    """The tasks of a firm: all those of the cases it acts in, and of others those about an order that it still owes."""
    if actor.firm is None:
        return false()
    acting = TASKS.c.case_id.in_(_acting(actor.firm))
    owed = [TASKS.c.subject.in_(select(ORDERS.c.reference).where(owed)) for owed in _owed(actor.firm, at)]
    own = and_(TASKS.c.firm == actor.firm, or_(acting, *owed))
    return and_(own, of_case(TASKS.c.case_id, ~_in_conflict(actor))) if actor.watched else own


def _by_role(actor: Actor, at: datetime, *, offered: bool) -> Clause:
    if actor.role in OF_ALL_CASES:
        return true()
    if actor.role is Role.CASEWORKER:
        theirs = CASES.c.owner_id == actor.person_id if actor.person_id else false()
        return or_(CASES.c.sensitive.is_(False), theirs)
    if actor.role is Role.OFFICER and actor.person_id:
        own = select(REFERRALS.c.case_id).where(REFERRALS.c.referrer_id == actor.person_id)
        return CASES.c.id.in_(own.correlate(None))
    if actor.role is Role.SOLICITOR and actor.firm:
        return CASES.c.id.in_(_of_firm(actor.firm, at, offered=offered))
    return false()


def _of_firm(firm: str, at: datetime, *, offered: bool) -> CompoundSelect[Any]:
    """The cases that a firm acts in, owes something in, or is offered."""
    # Apart, so that each is answered from the index.
    owed = [select(ORDERS.c.case_id).where(owed).correlate(None) for owed in _owed(firm, at)]
    live = and_(OFFERS.c.firm == firm, OFFERS.c.state == OfferState.OFFERED.value)
    asked = [select(OFFERS.c.case_id).where(live).correlate(None)] if offered else []
    return union_all(_acting(firm), *owed, *asked)


def _acting(firm: str) -> Select[Any]:
    acting = CASES.alias("acting")
    return select(acting.c.id).where(acting.c.firm == firm, may_instruct(acting.c.facts))


def _owed(firm: str, at: datetime) -> tuple[Clause, Clause]:
    """The orders of a firm that no court has resolved, and those in force that nobody has served."""
    today = local_day(at).isoformat()
    pending = and_(ORDERS.c.firm == firm, ORDERS.c.state.in_(_PENDING))
    binding = or_(ORDERS.c.expires_on.is_(None), ORDERS.c.expires_on >= today)
    unserved = ORDERS.c.service.in_(_UNSERVED)
    return pending, and_(ORDERS.c.firm == firm, ORDERS.c.state.in_(_PROTECTING), unserved, binding)


def of_case(case_id: ColumnElement[Any], clause: Clause) -> Clause:
    """Carry a clause over cases to a table that names its case."""
    return exists().where(CASES.c.id == case_id, clause).correlate_except(CASES)


def _in_conflict(actor: Actor) -> Clause:
    """The cases in which the actor or a listed associate of theirs is a party."""
    return (
        exists()
        .where(
            ASSOCIATES.c.person_id == actor.person_id,
            ASSOCIATES.c.kind == INDEXES.c.kind,
            ASSOCIATES.c.value == INDEXES.c.value,
            INDEXES.c.case_id == CASES.c.id,
        )
        .correlate(CASES)
    )
