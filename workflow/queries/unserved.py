"""Orders that wait to be served, the longest waiting first: until he knows of one it protects nobody.

They stand above every list of work, from the hour in which a court sealed them, and climb with each hour that passes.
The list is cut as that of cases is: a firm sees those that it still owes, whoever acts for her now.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, select, text, tuple_

from states.errors import NotPermitted
from states.facts import unserved_since
from states.position import parsed
from states.vocabulary import Role, ServiceState
from workflow.access import WORKS_AS, case_filter
from workflow.actors import Actor
from workflow.db import Database
from workflow.looking import looking
from workflow.queries.paging import Page, checked, page, place_of
from workflow.tables import CaseRow, DeadlineRow, OrderRow
from workflow.tables.work import UNSERVED

CASES, DEADLINES, ORDERS = CaseRow.__table__, DeadlineRow.__table__, OrderRow.__table__

#: Who is shown them.
FOR = frozenset(WORKS_AS) | {Role.SOLICITOR}

_PLACE = (DEADLINES.c.due_at, DEADLINES.c.case_id, DEADLINES.c.key)


@dataclass(frozen=True, slots=True)
class UnservedView:
    """One order that waits to be served. `since` is when a court sealed it, `failed` whether it was tried in vain."""

    order: str
    case: str
    type: str
    court: str
    since: datetime
    expires_on: str | None
    failed: bool


def unserved(
    db: Database, actor: Actor, at: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[UnservedView]:
    """List the orders that wait, of the cases that the actor sees; of their force alone, if they have one.

    Raises NotPermitted for who works on no cases, and Malformed.
    """
    after, most = place_of(cursor, int, int, str), checked(limit)
    with looking(db, actor, "unserved", None, at) as tx:
        if actor.role not in FOR:
            message = "orders that wait to be served are for those who work on cases"
            raise NotPermitted(message)
        query = (
            select(*_PLACE, ORDERS.c.reference.label("order"), CASES.c.reference.label("case"), CASES.c.facts)
            .select_from(DEADLINES)
            .join(CASES, CASES.c.id == DEADLINES.c.case_id)
            .join(ORDERS, ORDERS.c.reference == DEADLINES.c.subject)
            .where(text(f"deadlines.{UNSERVED}"), case_filter(actor, at, offered=False))
        )
        if actor.role is Role.SOLICITOR:
            query = query.where(ORDERS.c.firm == actor.firm)
        elif actor.force is not None:
            query = query.where(CASES.c.queue == actor.force)
        if after is not None:
            query = query.where(tuple_(*_PLACE) > after)
        rows = [*tx.connection.execute(query.order_by(*_PLACE).limit(most + 1))]
    cut = page(rows, most, lambda row: (row.due_at, row.case_id, row.key))
    return Page(tuple(_views(cut.items, at)), cut.next_cursor)


def _views(rows: Iterable[Row[Any]], at: datetime) -> Iterator[UnservedView]:
    for row in rows:
        order = orjson.loads(row.facts)["orders"][row.order]
        since = unserved_since(order, at)
        if since is None:
            # It has expired, and the sweep has not come by yet.
            continue
        yield UnservedView(
            order=row.order,
            case=row.case,
            type=order["type"],
            court=order["court"],
            since=parsed(since),
            expires_on=order["expires_on"],
            failed=order["service"] == ServiceState.FAILED,
        )
