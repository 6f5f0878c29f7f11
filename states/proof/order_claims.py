"""What must always hold of the orders of a case, and of whatever else waits beside it."""

from collections.abc import Iterator
from datetime import datetime

from states.clocks import key
from states.facts import COPIED, PROTECTING, SERVED, is_in_force, is_pending, protected_at
from states.moves import Move
from states.position import Facts
from states.proof.point import MoveClaim, Point, PositionClaim
from states.vocabulary import (
    Chart,
    Clock,
    CopyEvent,
    CopyState,
    Disposition,
    OfferState,
    OrderState,
    ServiceState,
    State,
)

#: Which clock runs while an order, its service or its copy waits for somebody.
ORDER_WAITS = {
    OrderState.APPLIED: Clock.COURT_ANSWER,
    OrderState.RETURNED: Clock.RETURNED_BY_COURT,
    OrderState.LISTED: Clock.HEARING,
    OrderState.INTERIM: Clock.HEARING,
    OrderState.MADE: Clock.EXPIRY,
    OrderState.EXPIRING: Clock.EXPIRY,
    OrderState.UNDERTAKING: Clock.EXPIRY,
}
SERVICE_WAITS = (ServiceState.DUE, ServiceState.FAILED)


def _waits(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield every clock that must run beside the case's own, and what waits for it."""
    for name, order in facts["orders"].items():
        state = OrderState(order["state"])
        # Who reviewed an order has decided that nothing waits until it expires.
        if state in ORDER_WAITS and order["reviewed_at"] is None:
            yield key(ORDER_WAITS[state], name), f"an order that is {state}"
        if order["released"] and state is not OrderState.DISCHARGED:
            continue
        if state in PROTECTING and order["service"] in SERVICE_WAITS:
            yield key(Clock.SERVICE, name), f"an order whose service is {order['service']}"
        if state in PROTECTING | {OrderState.DISCHARGED} and order["copy"] == CopyState.DUE:
            yield key(Clock.POLICE_COPY, name), "an order whose police copy is due"
    for name, offer in facts["offers"].items():
        if offer["state"] == OfferState.OFFERED:
            yield key(Clock.OFFER, name), "an offer that waits"


def _waits_untimed(point: Point) -> str | None:
    clocks = point.facts["clocks"]
    return next((f"{what} has no clock" for name, what in _waits(point.facts) if name not in clocks), None)


def _is_done(order: Facts, at: datetime) -> bool:
    """Say whether an order is made and in force, served and copied."""
    in_force = order["state"] in PROTECTING and is_in_force(order, at)
    return in_force and order["service"] in SERVED and order["copy"] in COPIED


def _protected_falsely(point: Point) -> str | None:
    for order in point.facts["orders"].values():
        if not _is_done(order, point.at):
            if protected_at(order, point.at) is not None:
                return "she counts as protected by an order that is not made, served and copied"
        elif not (order["made_at"] and order["served_at"] and order["copied_at"]):
            return "an order lacks the moments that prove since when it protects her"
        elif protected_at(order, point.at) is None:
            return "she does not count as protected by an order that is made, served and copied"
    return None


def _was_made(order: Facts) -> bool:
    """Say whether a court made the order; an undertaking that ended never was one."""
    made = (OrderState.MADE, OrderState.EXPIRING, OrderState.DISCHARGED, OrderState.ENDED)
    return order["state"] in made and not order["undertaking"]


def _misnamed(point: Point) -> str | None:
    facts = point.facts
    disposition = facts["disposition"]
    if facts["deceased"]:
        return None if disposition == Disposition.DECEASED else "her death is not the disposition"
    best = Disposition.ORDER_MADE if any(map(_was_made, facts["orders"].values())) else disposition
    if best != disposition:
        return "an order was made, and the disposition says otherwise"
    return None if disposition or any(map(is_pending, facts["orders"].values())) else "it has no disposition"


def _concerns_orders(move: Move) -> bool:
    return move.step.chart in (Chart.ORDER, Chart.SERVICE, Chart.POLICE_COPY)


def _protects_early(move: Move) -> str | None:
    step = move.step
    before, after = (place.facts["orders"][step.subject] for place in (move.before, move.after))
    was, now = _is_done(before, step.at), _is_done(after, step.at)
    if now and not was and step.event != CopyEvent.SEND:
        return "she became protected though no copy was sent"
    sealed = before["made_at"] != after["made_at"]
    return "a newly sealed order protects her before it is served" if now and sealed else None


ORDER_CLAIMS: tuple[PositionClaim, ...] = (
    PositionClaim(
        "waits are timed",
        "every order, service, copy and offer that waits has a clock of its own, also once the case is closed",
        lambda _: True,
        _waits_untimed,
    ),
    PositionClaim(
        "protected in truth",
        "she is protected by an order that is made, served and copied, and by no other",
        lambda point: bool(point.facts["orders"]),
        _protected_falsely,
    ),
    PositionClaim(
        "outcomes are named",
        "every outcome has a disposition; a death wins, then the best order",
        lambda point: point.state in (State.OUTCOME, State.CLOSED),
        _misnamed,
    ),
)

ORDER_MOVES: tuple[MoveClaim, ...] = (
    MoveClaim(
        "protected last by the copy",
        "protection begins with the copy that is sent, and ends with a new seal",
        _concerns_orders,
        _protects_early,
    ),
)
