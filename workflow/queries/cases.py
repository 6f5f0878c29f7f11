"""Cases for screens: the list of those that somebody sees, and one case as far as they see it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, Select, select

from states.cautions import cautions
from states.due import is_urgent
from states.errors import Malformed, NotPermitted, Problem, Refusal
from states.guarding import GUARDS
from states.permissions import Sight, sight
from states.position import Facts
from states.vocabulary import Chart, Event, Role, State
from workflow.access import acting_filter, case_filter
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.finding import Case
from workflow.findings import COUNT_MOVING
from workflow.keys import Keys
from workflow.looking import WHOLE, cut, found, looking
from workflow.queries.documents import foretold
from workflow.queries.masking import about_her, held_details, masked_facts, order_views
from workflow.queries.paging import Page, by_due, checked, page, place_of
from workflow.queries.possible import possible
from workflow.queries.referrals import status_of, token_of
from workflow.queries.task_lists import tasks_of
from workflow.queries.views import CaseItem, CaseView
from workflow.queries.work import offers_of
from workflow.reveals import may_reveal, opens
from workflow.tables import CaseRow, PersonRow, from_micros, to_micros

CASES, PEOPLE = CaseRow.__table__, PersonRow.__table__

#: Who has a list of cases. Officers have one of their referrals.
LISTED_FOR = frozenset({Role.CASEWORKER, Role.LEAD, Role.SOLICITOR, Role.AUDITOR, Role.SYSTEM})

_LISTED = ("id", "reference", "state", "sensitive", "due_at", "created_at", "updated_at", "facts")


def case_list(  # noqa: PLR0913 - one word for each way to narrow the list.
    db: Database,
    actor: Actor,
    at: datetime,
    *,
    state: str | None = None,
    owner: str | None = None,
    due_before: datetime | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[CaseItem]:
    """List the cases that somebody sees, due first; a firm's as they came, so that the order tells it nothing.

    `owner` is a person's reference. Raises NotPermitted for a role without cases, and Malformed.
    """
    if state is not None and state not in frozenset(State):
        raise Malformed("there is no such state", [Problem("state", "must be a state of the case chart")])
    after, most = place_of(cursor, int | None, int), checked(limit)
    with looking(db, actor, "cases", None, at) as tx:
        if actor.role not in LISTED_FOR:
            message = "this role has no list of cases"
            raise NotPermitted(message)
        query = _listed(actor, at, state=state, owner=owner, due_before=due_before)
        if actor.role is Role.SOLICITOR:
            rows = _as_they_came(tx, query, after, most + 1)
            listed = page(rows, most, lambda row: (None, row.id))
        else:
            rows = by_due(tx, query, CASES.c.due_at, CASES.c.id, after=after, most=most + 1)
            listed = page(rows, most, lambda row: (row.due_at, row.id))
    return Page(tuple(_item(row, actor, at) for row in listed.items), listed.next_cursor)


def case_view(db: Database, reference: str, actor: Actor, at: datetime) -> CaseView:
    """Show one case as far as the actor sees it. Raises NotFound."""
    with looking(db, actor, "case", reference, at) as tx:
        case = found(tx, reference, actor, at)
        if case.sight is Sight.STATUS:
            return _status(db.keys, reference, case, actor, at)
        if case.sight in WHOLE:
            return _whole(tx, case, actor, at)
        # A firm that is only asked learns no more than its offer, whose reference it knows.
        asked = case.sight is Sight.SUMMARY
        return CaseView(
            reference=reference if asked else case.reference,
            sight=case.sight.value,
            state=None,
            version=None,
            facts=masked_facts(case, actor, at),
            orders=foretold(tx, case, order_views(case, actor, at), actor, at),
            offers=offers_of(case, actor, at, about_her(tx, db.keys, case)) if asked else (),
        )


def _whole(tx: Tx, case: Case, actor: Actor, at: datetime) -> CaseView:
    details, events = held_details(tx, case), _events(tx, case, actor, at)
    return CaseView(
        reference=case.reference,
        sight=case.sight.value,
        state=case.position.state,
        version=case.version,
        facts=cut(tx, masked_facts(case, actor, at), actor, at),
        details=dict.fromkeys(details, "held"),
        may_reveal=may_reveal(case, actor, details, opened=opens(tx, case, actor, at)),
        clocks=case.position.facts["clocks"],
        tasks=tasks_of(tx, case, actor, at),
        orders=foretold(tx, case, order_views(case, actor, at), actor, at),
        offers=offers_of(case, actor, at),
        events=events,
        cautions=_cautions(case, events),
        definition=case.definition,
        created_at=from_micros(case.created_at),
    )


def _status(keys: Keys, reference: str, case: Case, actor: Actor, at: datetime) -> CaseView:
    status, says = status_of(case.position.state, case.position.facts)
    return CaseView(
        reference=reference,
        sight=case.sight.value,
        state=status,
        version=token_of(keys, reference, case),
        facts={"says": says},
        events=possible(case, actor, at),
    )


def _events(tx: Tx, case: Case, actor: Actor, at: datetime) -> dict[str, list[Refusal]]:
    """Return what is possible; of closing, whose guard asks the outbox, that is known before anybody asks."""
    events = possible(case, actor, at)
    close = Event.CLOSE.value
    if not events.get(close, [None]):
        ((moving,),) = tx.rows(COUNT_MOVING, case_id=case.id)
        events[close] = [GUARDS["no_notice_moves"].refusal()] if moving else []
    return events


def _cautions(case: Case, events: Iterable[str]) -> dict[str, tuple[str, ...]]:
    said = {event: cautions(Chart.CASE, event, {}, case.position.facts) for event in events}
    return {event: sentences for event, sentences in said.items() if sentences}


def _listed(
    actor: Actor, at: datetime, *, state: str | None, owner: str | None, due_before: datetime | None
) -> Select[Any]:
    query = select(*(CASES.c[name] for name in _LISTED)).where(case_filter(actor, at, offered=False))
    asked = (state, owner, due_before) != (None, None, None)
    if asked and actor.role is Role.SOLICITOR:
        # Of a case in which it only owes something a firm must not find out by asking which list it is in.
        query = query.where(acting_filter(actor))
    if state is not None:
        query = query.where(CASES.c.state == state)
    if owner is not None:
        person = select(PEOPLE.c.id).where(PEOPLE.c.reference == owner).scalar_subquery()
        query = query.where(CASES.c.owner_id == person)
    if due_before is not None:
        query = query.where(CASES.c.due_at < to_micros(due_before))
    return query


def _as_they_came(tx: Tx, query: Select[Any], after: tuple[Any, ...] | None, most: int) -> list[Row[Any]]:
    if after is not None:
        query = query.where(CASES.c.id > after[1])
    return [*tx.connection.execute(query.order_by(CASES.c.id).limit(most))]


def _item(row: Row[Any], actor: Actor, at: datetime) -> CaseItem:
    facts: Facts = orjson.loads(row.facts)
    # Conflicts were left out by the query.
    how = sight(actor, facts, conflict=False, at=at)
    if how not in WHOLE:
        return CaseItem(row.reference, how.value)
    return CaseItem(
        reference=row.reference,
        sight=how.value,
        state=row.state,
        disposition=facts["disposition"],
        force=facts["force"],
        queue=facts["queue"],
        owner=facts["owner"],
        firm=facts["firm"],
        sensitive=row.sensitive,
        urgent=is_urgent(facts),
        grade=facts["grade"],
        due_at=None if row.due_at is None else from_micros(row.due_at),
        created_at=from_micros(row.created_at),
        updated_at=from_micros(row.updated_at),
    )
