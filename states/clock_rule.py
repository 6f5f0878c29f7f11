"""What a clock is: what starts it, when it is due, what stops it, who hears of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from states import due
from states.position import Facts
from states.vocabulary import Chart, Clock, OrderState, Role, State

Moves = frozenset[tuple[Chart, str]]

#: A clock of an order lives with its order, whatever becomes of the case.
ALWAYS = frozenset(State)
UNCLOSED = ALWAYS - {State.CLOSED}
OPEN = UNCLOSED - {State.OUTCOME}
NEVER: Moves = frozenset()
#: Who hears of a clock that escalates.
LEAD, FIRM, FORCE, OWNER = "lead", "firm", "force", "caseworker"


def moves(chart: Chart, *events: str) -> Moves:
    """Name events of one chart."""
    return frozenset((chart, event) for event in events)


def case(*events: str) -> Moves:
    """Name events of the case."""
    return moves(Chart.CASE, *events)


def order(*events: str) -> Moves:
    """Name events of an order."""
    return moves(Chart.ORDER, *events)


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock. It runs only in these states of its case, and of its order where it has one.

    `stopped_by` names whose step stops it, where not anybody's. One that does not `renew` keeps its
    first due time when what starts it happens again.

    When it is due, the system asks `then` of the order, offer or case that it belongs to; where that
    is refused, or nothing is to be asked, it `asks` somebody of the role `asks_of` to act.
    `escalates` says who hears of it when it escalates, and again every `repeats`.
    """

    clock: Clock
    says: str
    starts: Moves
    due: due.Due
    stops: Moves
    runs_in: frozenset[State]
    asks: str
    asks_of: Role
    escalates: tuple[str, ...]
    then: tuple[Chart, str] | None = None
    order_states: frozenset[OrderState] = frozenset()
    stopped_by: Role | None = None
    needs: Callable[[Facts], bool] = field(default=lambda _: True)
    repeats: timedelta | None = None
    renews: bool = True
