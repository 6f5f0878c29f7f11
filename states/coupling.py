"""What one chart's step brings with it in another: one command, one transaction, several charts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from states.facts import accepted_offer, live_offers
from states.position import Position, Step
from states.vocabulary import Chart, CopyEvent, CopyState, Event, OfferEvent, OrderEvent, ServiceEvent, State


@dataclass(frozen=True, slots=True)
class Call:
    """A step that another step brings with it."""

    chart: Chart
    subject: str | None
    event: str
    payload: Mapping[str, Any] = field(default_factory=dict)


Brings = Callable[[Step, Position, Position], Iterator[Call]]


@dataclass(frozen=True, slots=True)
class Coupling:
    """What these events of a chart bring with them; no events stands for every one of them.

    `brings` is handed the step and where the case stood before and after it.
    """

    chart: Chart
    events: frozenset[str]
    says: str
    brings: Brings


def _assign(step: Step, _: Position, after: Position) -> Iterator[Call]:
    firm = after.facts["offers"][step.subject]["firm"]
    yield Call(Chart.CASE, None, Event.ASSIGN_SOLICITOR.value, {"firm": firm})


def _apply(step: Step, _: Position, __: Position) -> Iterator[Call]:
    yield from (Call(Chart.ORDER, reference, OrderEvent.APPLY.value) for reference in step.found["orders"])


def _end_accepted(_: Step, __: Position, after: Position) -> Iterator[Call]:
    accepted = accepted_offer(after.facts)
    if accepted is not None:
        yield Call(Chart.OFFER, accepted, OfferEvent.END.value)


def _withdraw_live(_: Step, before: Position, after: Position) -> Iterator[Call]:
    if before.state == State.CONSENTED != after.state:
        for reference in live_offers(after.facts):
            yield Call(Chart.OFFER, reference, OfferEvent.WITHDRAW.value)


def _must_serve(step: Step, _: Position, __: Position) -> Iterator[Call]:
    yield Call(Chart.SERVICE, step.subject, ServiceEvent.FALL_DUE.value)


def _must_copy(step: Step, _: Position, __: Position) -> Iterator[Call]:
    yield Call(Chart.POLICE_COPY, step.subject, CopyEvent.FALL_DUE.value)


def _must_copy_again(step: Step, before: Position, after: Position) -> Iterator[Call]:
    if after.facts["orders"][step.subject]["copy"] != CopyState.NOT_DUE:
        yield from _must_copy(step, before, after)


COUPLINGS: tuple[Coupling, ...] = (
    Coupling(
        Chart.OFFER,
        frozenset({OfferEvent.ACCEPT}),
        "assigns the firm to the case; if the case refuses, all is refused",
        _assign,
    ),
    Coupling(
        Chart.CASE, frozenset({Event.SEEK_ORDER}), "drafts and applies for each order that is named", _apply
    ),
    Coupling(
        Chart.CASE,
        frozenset(
            {
                Event.RELEASE_FIRM,
                Event.WITHDRAW_CONSENT,
                Event.LOSE_CONTACT,
                Event.RECORD_DEATH,
                Event.REOPEN,
                Event.CLOSE,
            }
        ),
        "ends the accepted offer",
        _end_accepted,
    ),
    Coupling(Chart.CASE, frozenset(), "withdraws live offers when the case leaves consented", _withdraw_live),
    Coupling(
        Chart.ORDER,
        frozenset({OrderEvent.GRANT_INTERIM, OrderEvent.MAKE_ORDER, OrderEvent.VARY, OrderEvent.EXTEND}),
        "makes service fall due with the newly sealed order",
        _must_serve,
    ),
    Coupling(
        Chart.ORDER,
        frozenset({OrderEvent.VARY, OrderEvent.EXTEND, OrderEvent.DISCHARGE}),
        "makes a copy fall due where the police know of the order",
        _must_copy_again,
    ),
    Coupling(
        Chart.SERVICE,
        frozenset({ServiceEvent.SERVE, ServiceEvent.DISPENSE}),
        "makes the police copy fall due",
        _must_copy,
    ),
)


_ANY = {
    chart: [coupling for coupling in COUPLINGS if coupling.chart is chart and not coupling.events]
    for chart in Chart
}
#: What each event brings, so that a step looks at no other.
_CONCERNED = {
    (coupling.chart, event): [
        other
        for other in COUPLINGS
        if other.chart is coupling.chart and (event in other.events or not other.events)
    ]
    for coupling in COUPLINGS
    for event in coupling.events
}


def brought_by(step: Step, before: Position, after: Position) -> Iterator[Call]:
    """Yield what this step brings with it, in order. `after` already holds the step's own effects."""
    for coupling in _CONCERNED.get((step.chart, step.event), _ANY[step.chart]):
        yield from coupling.brings(step, before, after)
