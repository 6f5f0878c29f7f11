"""Court orders of a case: how each stands, whether it protects her, what is due, and what can be done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from api.web.filters import day, moment
from api.web.presenters.moments import by
from api.web.presenters.next_step import Action
from api.web.presenters.remedies import Reason, reasons
from api.web.words.events import EVENTS
from api.web.words.options import OPTIONS
from api.web.words.orders import ARREST, unserved_for
from api.web.words.states import COPY_STATES, OFFER_STATES, ORDER_STATES, SERVICE_STATES
from api.web.words.terms import TERMS
from states.due import SERVICE_DUE
from states.position import parsed
from states.timers import TIMERS
from states.vocabulary import Chart, CopyState, OrderType, ServiceState
from workflow.queries import OfferView, OrderView

#: Words that say that something did not go well yet, for those that read only the loud ones.
LOUD = frozenset({ServiceState.DUE, ServiceState.FAILED, CopyState.DUE})
FILED = {"order": "The order", "service": "Service on him", "police_copy": "Copy for the police"}


@dataclass(frozen=True, slots=True)
class Due:
    """One clock of an order: what is asked and by when."""

    says: str
    at: datetime
    when: str
    late: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three charts of an order: how it stands, what can be done now, and what cannot and why."""

    title: str
    stands: str
    loud: bool
    actions: tuple[Action, ...]
    later: tuple[tuple[str, tuple[Reason, ...]], ...]


@dataclass(frozen=True, slots=True)
class OrderShown:
    """One order."""

    reference: str
    title: str
    protected_at: datetime | None
    in_force: bool
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    due: tuple[Due, ...]
    #: What it says he must or must not do, in words; empty where nobody coded it.
    terms: tuple[str, ...]
    arrest: str
    #: For how long it waits to be served, and whether that is too long.
    waits: str
    late: bool


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One offer of the case to a firm."""

    reference: str
    firm: str
    stands: str
    made_at: datetime
    due_at: datetime | None
    actions: tuple[Action, ...]


def order(view: OrderView, people: Mapping[str, str], at: datetime) -> OrderShown:
    """Write one order for people."""
    since = parsed(view.unserved_since) if view.unserved_since else None
    return OrderShown(
        reference=view.reference,
        title=OPTIONS["OrderType"][view.type],
        protected_at=parsed(view.protected_at) if view.protected_at else None,
        in_force=view.in_force,
        facts=tuple(_facts(view, people)),
        parts=tuple(_parts(view)),
        due=tuple(_due(view, at)),
        terms=tuple(TERMS[term] for term in view.terms or ()),
        arrest=_arrest(view),
        waits="" if since is None else unserved_for(since, at),
        late=since is not None and at - since >= SERVICE_DUE,
    )


def _arrest(view: OrderView) -> str:
    if view.type != OrderType.OCCUPATION or view.made_on is None or view.undertaking:
        return ""
    return ARREST[view.power_of_arrest]


def _facts(view: OrderView, people: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "Court", view.court
    if view.firm:
        yield "Firm", people.get(view.firm, view.firm)
    yield "Asked for", "Without notice" if view.without_notice else "With notice"
    for label, value in (
        ("Applied for on", view.applied_on),
        ("Hearing", view.hearing_at),
        ("Return day", view.return_day),
        ("Made on", view.made_on),
        ("Expires on", view.expires_on),
    ):
        if value:
            yield label, moment(value) if "T" in value else day(value)


def _parts(view: OrderView) -> Iterator[Part]:
    stands = {
        "order": (ORDER_STATES[view.state], view.state),
        "service": (SERVICE_STATES[view.service], view.service),
        "police_copy": (COPY_STATES[view.copy], view.copy),
    }
    for chart, (words, state) in stands.items():
        events = view.events.get(chart, {})
        said = EVENTS[Chart(chart)]
        now = [event for event, refusals in events.items() if not refusals]
        yield Part(
            title=FILED[chart],
            stands=words,
            loud=state in LOUD,
            actions=tuple(
                Action(f"/orders/{view.reference}/{chart}/{event}", said[event].title, event) for event in now
            ),
            later=tuple(
                (said[event].title, reasons(refusals, None, event, view.case))
                for event, refusals in events.items()
                if refusals
            ),
        )


def _due(view: OrderView, at: datetime) -> Iterator[Due]:
    for name, clock in view.clocks.items():
        when = parsed(clock["due"])
        yield Due(TIMERS[name].asks, when, by(when), when < at)


def offer(view: OfferView, people: Mapping[str, str]) -> OfferLine:
    """Write one offer for who made it."""
    said = EVENTS[Chart.OFFER]
    return OfferLine(
        reference=view.reference,
        firm=people.get(view.firm, view.firm),
        stands=OFFER_STATES[view.state],
        made_at=parsed(view.made_at),
        due_at=parsed(view.due_at) if view.due_at else None,
        actions=tuple(
            Action(f"/offers/{view.reference}/{event}", said[event].title, event)
            for event, refusals in view.events.items()
            if not refusals
        ),
    )
