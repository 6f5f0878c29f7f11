"""What one chart's step brings with it in another: one command, one transaction, several charts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from states.facts import accepted_offer, live_offers
from states.position import Position, Step
from states.vocabulary import Chart, CopyEvent, CopyState, Event, OfferEvent, OrderEvent, ServiceEvent, State

#: Steps of the case that part it from its firm.
PARTING = frozenset(
    {
        Event.RELEASE_FIRM,
        Event.WITHDRAW_CONSENT,
        Event.LOSE_CONTACT,
        Event.RECORD_DEATH,
        Event.REOPEN,
        Event.CLOSE,
    }
)
#: Steps of an order that bring a newly sealed order, which must be served.
SEALED_ANEW = frozenset({OrderEvent.GRANT_INTERIM, OrderEvent.MAKE_ORDER, OrderEvent.VARY, OrderEvent.EXTEND})
#: Steps of an order of which police who hold a copy must hear.
CHANGED = frozenset({OrderEvent.VARY, OrderEvent.EXTEND, OrderEvent.DISCHARGE})


@dataclass(frozen=True, slots=True)
class Call:
    """A step that another step brings with it."""

    chart: Chart
    subject: str | None
    event: str
    payload: Mapping[str, Any] = field(default_factory=dict)


def brought_by(step: Step, before: Position, after: Position) -> Iterator[Call]:
    """Yield what this step brings with it, in order. `after` already holds the step's own effects."""
    if step.chart == Chart.CASE:
        yield from _by_case(step, before, after)
    elif step.chart == Chart.OFFER and step.event == OfferEvent.ACCEPT:
        yield Call(
            Chart.CASE,
            None,
            Event.ASSIGN_SOLICITOR.value,
            {"firm": after.facts["offers"][step.subject]["firm"]},
        )
    elif step.chart == Chart.ORDER:
        yield from _by_order(step, after)
    elif step.chart == Chart.SERVICE and step.event in (ServiceEvent.SERVE, ServiceEvent.DISPENSE):
        yield Call(Chart.POLICE_COPY, step.subject, CopyEvent.FALL_DUE.value)


def _by_case(step: Step, before: Position, after: Position) -> Iterator[Call]:
    if step.event == Event.SEEK_ORDER:
        yield from (
            Call(Chart.ORDER, reference, OrderEvent.APPLY.value) for reference in step.found["orders"]
        )
    accepted = accepted_offer(after.facts)
    if step.event in PARTING and accepted is not None:
        yield Call(Chart.OFFER, accepted, OfferEvent.END.value)
    if before.state == State.CONSENTED != after.state:
        yield from (
            Call(Chart.OFFER, reference, OfferEvent.WITHDRAW.value) for reference in live_offers(after.facts)
        )


def _by_order(step: Step, after: Position) -> Iterator[Call]:
    if step.event in SEALED_ANEW:
        yield Call(Chart.SERVICE, step.subject, ServiceEvent.FALL_DUE.value)
    if step.event in CHANGED and after.facts["orders"][step.subject]["copy"] != CopyState.NOT_DUE:
        yield Call(Chart.POLICE_COPY, step.subject, CopyEvent.FALL_DUE.value)
