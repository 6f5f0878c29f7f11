"""Projections: the deadlines, offers and orders of a case as rows of their own, for lists, look-ups and the sweep.

The facts of the case are the truth; `rowan doctor` holds these equal to them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, update

from states.facts import protected_at
from states.moves import Move
from states.position import Facts, parsed
from states.timers import timers
from states.vocabulary import OfferState
from workflow.db import Tx
from workflow.prepared import Prepared, insertion
from workflow.tables import DeadlineRow, OfferRow, OrderRow, to_micros
from workflow.tasks import complete_of_clock

DEADLINES, OFFERS, ORDERS = DeadlineRow.__table__, OfferRow.__table__, OrderRow.__table__

#: The facts that timers are read from; where none of them changes, no timer does.
TIMED = ("clocks", "orders", "paused")

INSERT_DEADLINE, INSERT_OFFER, INSERT_ORDER = insertion(DEADLINES), insertion(OFFERS), insertion(ORDERS)
DELETE_DEADLINE = Prepared(
    delete(DEADLINES).where(DEADLINES.c.case_id == bindparam("case_id"), DEADLINES.c.key == bindparam("name"))
)
UPDATE_OFFER = Prepared(
    update(OFFERS)
    .where(OFFERS.c.reference == bindparam("offer"))
    .values({name: bindparam(name) for name in ("state", "due_at", "ended_at")})
)
_ORDER_MOVES = (
    "state",
    "service",
    "copy",
    "firm",
    "made_on",
    "expires_on",
    "return_day",
    "protected_at",
    "due_at",
    "updated_at",
)
UPDATE_ORDER = Prepared(
    update(ORDERS)
    .where(ORDERS.c.reference == bindparam("order"))
    .values({name: bindparam(name) for name in _ORDER_MOVES})
)


def micros(moment: str) -> int:
    """Return the column's form of a moment that facts hold."""
    return to_micros(parsed(moment))


def project(tx: Tx, case_id: int, version: int, move: Move) -> None:
    """Write the deadlines, offers and orders that the move changed."""
    before, after = move.before.facts, move.after.facts
    at = move.step.at
    if any(before[part] != after[part] for part in TIMED):
        _project_deadlines(tx, case_id, version, move)
    if before["offers"] != after["offers"]:
        _project_offers(tx, case_id, before["offers"], after, at)
    # A deadline of an order, and with it its place in the lists, may change without the order.
    if after["orders"]:
        _project_orders(tx, case_id, before, after, at)


def _project_deadlines(tx: Tx, case_id: int, version: int, move: Move) -> None:
    """Write the timers that started or changed, and let go of those that did not stay as they were.

    What a timer had asked of people is done once it stops, and asked anew where it runs anew.
    """
    ran, runs, step = timers(move.before.facts), timers(move.after.facts), move.step
    for key, timer in ran.items():
        if runs.get(key) != timer:
            tx.write(DELETE_DEADLINE, case_id=case_id, name=key)
            complete_of_clock(tx, case_id, key, by=step.actor, at=step.at)
    for key, timer in runs.items():
        if ran.get(key) != timer:
            due, escalates = micros(timer.due), micros(timer.escalates)
            tx.write(
                INSERT_DEADLINE,
                case_id=case_id,
                key=key,
                clock=timer.clock,
                subject=timer.subject,
                due_at=due,
                escalates_at=escalates,
                next_at=min(due, escalates),
                version=version,
                reached_at=None,
                escalated_at=None,
            )


def _project_offers(tx: Tx, case_id: int, before: Facts, after: Facts, at: datetime) -> None:
    for reference, offer in after["offers"].items():
        if before.get(reference) == offer:
            continue
        stands = offer["state"] in (OfferState.OFFERED, OfferState.ACCEPTED)
        clock = after["clocks"].get(f"offer:{reference}")
        columns = {
            "state": offer["state"],
            "due_at": micros(clock["due"]) if clock else None,
            "ended_at": None if stands else to_micros(at),
        }
        if reference in before:
            tx.write(UPDATE_OFFER, offer=reference, **columns)
        else:
            made = {"case_id": case_id, "firm": offer["firm"], "made_at": to_micros(at)}
            tx.write(INSERT_OFFER, reference=reference, **made, **columns)


def _project_orders(tx: Tx, case_id: int, before: Facts, after: Facts, at: datetime) -> None:
    for reference, order in after["orders"].items():
        columns = order_columns(reference, order, after, at)
        if reference not in before["orders"]:
            tx.write(INSERT_ORDER, reference=reference, case_id=case_id, type=order["type"], **columns)
        elif order_columns(reference, before["orders"][reference], before, at) != columns:
            tx.write(UPDATE_ORDER, order=reference, **columns)


def order_columns(reference: str, order: Facts, facts: Facts, at: datetime) -> dict[str, Any]:
    """Return the columns of an order's row."""
    since = protected_at(order, at)
    own = (clock["due"] for name, clock in facts["clocks"].items() if name.endswith(f":{reference}"))
    days = {name: order[name] for name in ("firm", "made_on", "expires_on", "return_day")}
    return {
        "state": order["state"],
        "service": order["service"],
        "copy": order["copy"],
        **days,
        "protected_at": micros(since) if since else None,
        "due_at": min(map(micros, own), default=None),
        "updated_at": to_micros(at),
    }
