"""The panel for leads: the firms with how their offers stand, and for whom conflicts of interest are listed, never whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, literal_column, select, text

from states.vocabulary import OfferState
from workflow.access import offer_filter
from workflow.actors import Actor
from workflow.db import Database
from workflow.looking import leading
from workflow.panel.answers import ANSWERS
from workflow.panel.ranking import WINDOW
from workflow.panel.standing import MICROSECONDS_A_DAY
from workflow.prepared import Prepared
from workflow.queries.paging import Page, checked, page, place_of
from workflow.tables import AssociateRow, CaseRow, FirmRow, OfferRow, PersonRow, to_micros

ASSOCIATES, FIRMS, OFFERS, PEOPLE = (
    AssociateRow.__table__,
    FirmRow.__table__,
    OfferRow.__table__,
    PersonRow.__table__,
)

SELECT_RECORD = Prepared(
    select(ANSWERS.c.answer, func.count(), func.sum(ANSWERS.c.minutes))
    .where(ANSWERS.c.firm == bindparam("of"), ANSWERS.c.answered_at >= bindparam("since"))
    .group_by(ANSWERS.c.answer)
)
COUNT_MADE = Prepared(
    select(func.count())
    .select_from(OFFERS)
    .where(
        OFFERS.c.made_at >= bindparam("since"),
        OFFERS.c.firm == bindparam("of"),
        OFFERS.c.state != OfferState.WITHDRAWN.value,
    )
)
# As a literal: with bound values SQLite would not know its partial index again.
COUNT_CARRIED = Prepared(
    select(func.count())
    .select_from(CaseRow.__table__)
    .where(
        CaseRow.__table__.c.firm == bindparam("of"), text("state IN ('solicitor_assigned', 'order_sought')")
    )
)
#: The most that are counted of one firm's offers in one state: whoever has as many needs no number.
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class FirmView:
    """One firm of the panel: whether it takes cases, and its offers, each number up to `MOST_COUNTED`."""

    code: str
    name: str
    active: bool
    waiting: int
    accepted: int
    declined: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class RecordView:
    """How a firm answered in the last half year; `answers_in` is the mean. A conflict counts as declined."""

    made: int
    accepted: int
    declined: int
    lapsed: int
    answers_in: timedelta | None
    carries: int


@dataclass(frozen=True, slots=True)
class ListedView:
    """Somebody for whom conflicts of interest are listed; of whom, nobody can read."""

    reference: str
    name: str
    role: str
    active: bool
    indexes: int


def panel(
    db: Database, actor: Actor, at: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[FirmView]:
    """List the firms of the panel by their codes, with how their offers stand."""
    after, most = place_of(cursor, str), checked(limit)
    with leading(db, actor, "panel", at) as tx:
        counts = {state: _offers_in(state, actor, at).label(state.value) for state in OfferState}
        query = select(FIRMS, *counts.values()).order_by(FIRMS.c.code)
        if after is not None:
            query = query.where(FIRMS.c.code > after[0])
        rows = [*tx.connection.execute(query.limit(most + 1))]
    cut = page(rows, most, lambda row: (row.code,))
    return Page(tuple(_firm(row) for row in cut.items), cut.next_cursor)


def firm_record(db: Database, code: str, actor: Actor, at: datetime) -> RecordView:
    """Tell a lead how a firm answered its offers in the last half year, and what it carries now."""
    since = to_micros(at) - WINDOW * MICROSECONDS_A_DAY
    with leading(db, actor, "firm", at) as tx:
        answers = tx.rows(SELECT_RECORD, of=code, since=since)
        ((made,),) = tx.rows(COUNT_MADE, of=code, since=since)
        ((carries,),) = tx.rows(COUNT_CARRIED, of=code)
    told = {answer: (count, minutes) for answer, count, minutes in answers}
    lapsed = told.pop(OfferState.LAPSED.value, (0, 0))[0]
    answered = sum(count for count, _ in told.values())
    accepted = told.get(OfferState.ACCEPTED.value, (0, 0))[0]
    minutes = int(sum(minutes for _, minutes in told.values()))
    answers_in = timedelta(minutes=minutes) / answered if answered else None
    return RecordView(made, accepted, answered - accepted, lapsed, answers_in, carries)


def listed_conflicts(
    db: Database, actor: Actor, at: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[ListedView]:
    """List for whom conflicts of interest are listed: by how much, never whom."""
    after, most = place_of(cursor, int), checked(limit)
    with leading(db, actor, "conflicts", at) as tx:
        query = (
            select(PEOPLE, func.count().label("indexes"))
            .join(ASSOCIATES, ASSOCIATES.c.person_id == PEOPLE.c.id)
            .where(ASSOCIATES.c.person_id > (after[0] if after else 0))
            .group_by(PEOPLE.c.id)
            .order_by(PEOPLE.c.id)
        )
        rows = [*tx.connection.execute(query.limit(most + 1))]
    cut = page(rows, most, lambda row: (row.id,))
    views = (ListedView(row.reference, row.name, row.role, row.active, row.indexes) for row in cut.items)
    return Page(tuple(views), cut.next_cursor)


def _offers_in(state: OfferState, actor: Actor, at: datetime) -> Any:
    few: Select[Any] = (
        select(literal_column("1"))
        .select_from(OFFERS)
        .where(OFFERS.c.firm == FIRMS.c.code, OFFERS.c.state == state.value)
    )
    if actor.watched:
        few = few.where(offer_filter(actor, at))
    return (
        select(func.count())
        .select_from(few.limit(MOST_COUNTED).correlate(FIRMS).subquery())
        .scalar_subquery()
    )


def _firm(row: Row[Any]) -> FirmView:
    return FirmView(row.code, row.name, row.active, row.offered, row.accepted, row.declined, row.lapsed)
