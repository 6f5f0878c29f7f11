"""The pages of events: of a case, of an order with its service and police copy, of an offer, of a notice."""

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.event_forms.about import (
    case_event,
    notice_event,
    offer_event,
    order_event,
)
from api.web.event_forms.answering import ask, take
from api.web.pages import Here, pages
from states.permissions import Place

router = pages(Place.CASES)


@router.get("/cases/{reference}/events/{event}")
def ask_of_case(here: Here, reference: Reference, event: str) -> Response:
    """Show the form of an event of a case."""
    return ask(here, case_event(reference, event))


@router.post("/cases/{reference}/events/{event}")
def move_case(here: Here, reference: Reference, event: str) -> Response:
    """Take the form of an event of a case."""
    return take(here, case_event(reference, event))


@router.get("/orders/{reference}/{chart}/{event}")
def ask_of_order(here: Here, reference: Reference, chart: str, event: str) -> Response:
    """Show the form of an event of an order, its service or its police copy."""
    return ask(here, order_event(reference, chart, event))


@router.post("/orders/{reference}/{chart}/{event}")
def move_order(here: Here, reference: Reference, chart: str, event: str) -> Response:
    """Take the form of an event of an order, its service or its police copy."""
    return take(here, order_event(reference, chart, event))


@router.get("/offers/{reference}/{event}")
def ask_of_offer(here: Here, reference: Reference, event: str) -> Response:
    """Show the form of an event of an offer."""
    return ask(here, offer_event(reference, event))


@router.post("/offers/{reference}/{event}")
def move_offer(here: Here, reference: Reference, event: str) -> Response:
    """Take the form of an event of an offer."""
    return take(here, offer_event(reference, event))


@router.get("/notices/{reference}/{event}")
def ask_of_notice(here: Here, reference: Reference, event: str) -> Response:
    """Show the form of an event of a notice."""
    return ask(here, notice_event(reference, event))


@router.post("/notices/{reference}/{event}")
def move_notice(here: Here, reference: Reference, event: str) -> Response:
    """Take the form of an event of a notice."""
    return take(here, notice_event(reference, event))
