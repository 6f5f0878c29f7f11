"""Work for screens: offers, notices and orders, each list cut to what is the actor's to see."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, select, tuple_

from states.errors import Malformed, NotFound, NotPermitted, Problem
from states.permissions import Sight, may_ask
from states.position import Asked, Facts
from states.vocabulary import Chart, OfferState, Role
from workflow.access import WORKS_AS, notice_filter, offer_filter
from workflow.actors import Actor
from workflow.db import Database
from workflow.finding import COLUMNS, Case, of_row, seen
from workflow.looking import found, looking, shown
from workflow.notices import CHART
from workflow.queries.masking import about_her, order_views, summary
from workflow.queries.paging import Page, by_due, checked, page, place_of
from workflow.queries.possible import possible
from workflow.queries.views import Events, NoticeView, OfferView, OrderView
from workflow.tables import CaseRow, NoticeRow, OfferRow, from_micros

CASES, NOTICES, OFFERS = CaseRow.__table__, NoticeRow.__table__, OfferRow.__table__

#: What a firm is told of a case beside its facts, where it is not asked.
NOTHING: Mapping[str, Any] = MappingProxyType({})
#: The order of a case's notices: that in which they were caused.
_BY_CAUSE = tuple(NOTICES.c[name] for name in ("cause_seq", "rule", "recipient", "recipient_ref"))


def offers(
    db: Database,
    actor: Actor,
    at: datetime,
    *,
    state: str = OfferState.OFFERED.value,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[OfferView]:
    """List the offers made to the actor's firm, or those of the actor's own cases, due first.

    Raises NotPermitted for who has none, and Malformed.
    """
    if state not in frozenset(OfferState):
        raise Malformed("there is no such state", [Problem("state", "must be a state of the offer chart")])
    after, most = place_of(cursor, int | None, str), checked(limit)
    with looking(db, actor, "offers", None, at) as tx:
        if actor.role is not Role.SOLICITOR and actor.role not in WORKS_AS:
            message = "this role has no offers"
            raise NotPermitted(message)
        query = (
            select(OFFERS.c.reference.label("offer"), OFFERS.c.due_at.label("due"), *COLUMNS)
            .join(CASES, CASES.c.id == OFFERS.c.case_id)
            .where(OFFERS.c.state == state, offer_filter(actor, at))
        )
        if actor.role is not Role.SOLICITOR:
            query = query.where(CASES.c.owner_id == actor.person_id)
        rows = by_due(tx, query, OFFERS.c.due_at, OFFERS.c.reference, after=after, most=most + 1)
        cut = page(rows, most, lambda row: (row.due, row.offer))
        cases = [(row.offer, seen(tx, of_row(tuple(row[2:])), actor, at)) for row in cut.items]
        views = [_offer(case, actor, at, offer, about_her(tx, db.keys, case)) for offer, case in cases]
    return Page(tuple(views), cut.next_cursor)


def offers_of(
    case: Case, actor: Actor, at: datetime, told: Mapping[str, Any] = NOTHING
) -> tuple[OfferView, ...]:
    """Return the offers of a case, oldest first; a firm sees its own alone, with what it is `told` beside the facts."""
    made = case.position.facts["offers"].items()
    mine = (ref for ref, offer in made if actor.role is not Role.SOLICITOR or offer["firm"] == actor.firm)
    views = [_offer(case, actor, at, reference, told) for reference in mine]
    return tuple(sorted(views, key=lambda view: (view.made_at, view.reference)))


def orders(
    db: Database,
    reference: str,
    actor: Actor,
    at: datetime,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[OrderView]:
    """List the orders of a case that the actor sees. Raises NotFound, NotPermitted and Malformed."""
    after, most = place_of(cursor, str), checked(limit)
    with looking(db, actor, "orders", reference, at) as tx:
        case = found(tx, reference, actor, at)
        views = order_views(case if case.sight is Sight.DUTIES else shown(case), actor, at)
    left = [view for view in views if after is None or view.reference > after[0]]
    return page(left, most, lambda view: (view.reference,))


def notices(
    db: Database,
    reference: str,
    actor: Actor,
    at: datetime,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[NoticeView]:
    """List the notices of a case that the actor sees, as they were caused. Raises NotFound, NotPermitted, Malformed."""
    after, most = place_of(cursor, int, str, str, str), checked(limit)
    with looking(db, actor, "notices", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        query = select(NOTICES).where(NOTICES.c.case_id == case.id, notice_filter(actor, at))
        if after is not None:
            query = query.where(tuple_(*_BY_CAUSE) > after)
        rows = [*tx.connection.execute(query.order_by(*_BY_CAUSE).limit(most + 1))]
    cut = page(rows, most, lambda row: (row.cause_seq, row.rule, row.recipient, row.recipient_ref))
    return Page(tuple(_notice(row, case, actor, at) for row in cut.items), cut.next_cursor)


def notice_view(db: Database, reference: str, actor: Actor, at: datetime) -> tuple[str, NoticeView]:
    """Show one notice, and the reference of its case. Raises NotFound and NotPermitted."""
    with looking(db, actor, "notice", reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        query = select(NOTICES).where(NOTICES.c.reference == reference, notice_filter(actor, at))
        row = tx.connection.execute(query).first()
        if row is None:
            raise NotFound
    return case.reference, _notice(row, case, actor, at)


def _offer(
    case: Case, actor: Actor, at: datetime, reference: str, told: Mapping[str, Any] = NOTHING
) -> OfferView:
    facts: Facts = case.position.facts
    offer = facts["offers"][reference]
    clock = facts["clocks"].get(f"offer:{reference}")
    return OfferView(
        reference=reference,
        case=None if case.sight is Sight.SUMMARY else case.reference,
        firm=offer["firm"],
        state=offer["state"],
        made_at=offer["made_at"],
        due_at=clock["due"] if clock else None,
        summary={} if case.sight is Sight.DUTIES else {**summary(facts, at), **told},
        events=possible(case, actor, at, chart=Chart.OFFER, subject=reference),
    )


def _notice(row: Row[Any], case: Case, actor: Actor, at: datetime) -> NoticeView:
    events: Events = {}
    if may_ask(actor, case.sight, Chart.NOTICE, row.reference, case.position.facts):
        facts = {"recipient": row.recipient, "state": row.state}
        asked = Asked(row.state, facts, {}, at, actor.role, actor.reference, subject=row.reference)
        events = {event: [*refusals] for event, refusals in CHART.possible(asked).items()}
    return NoticeView(
        reference=row.reference,
        cause_seq=row.cause_seq,
        rule=row.rule,
        recipient=row.recipient,
        recipient_ref=row.recipient_ref,
        channel=row.channel,
        language=row.language,
        state=row.state,
        version=row.version,
        not_before=from_micros(row.not_before),
        planned_at=from_micros(row.planned_at),
        claimed_at=_when(row.claimed_at),
        settled_at=_when(row.settled_at),
        attempts=row.attempts,
        reason=row.reason,
        events=events,
    )


def _when(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
