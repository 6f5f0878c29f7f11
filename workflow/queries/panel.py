"""The panel for leads: the firms with how their offers stand, and for whom conflicts of interest are listed, never whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, literal_column, select

from states.vocabulary import OfferState
from workflow.access import offer_filter
from workflow.actors import Actor
from workflow.db import Database
from workflow.looking import leading
from workflow.queries.paging import Page, checked, page, place_of
from workflow.tables import AssociateRow, FirmRow, OfferRow, PersonRow

ASSOCIATES, FIRMS, OFFERS, PEOPLE = (
    AssociateRow.__table__,
    FirmRow.__table__,
    OfferRow.__table__,
    PersonRow.__table__,
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
