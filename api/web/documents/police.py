"""The copy that the police were sent, handed to an officer from the order card: for the purpose that the card was asked for."""

from fastapi.responses import Response

from api.attachments import attachment
from api.dependencies import Reference
from api.web.pages import Here, pages
from states.permissions import Place
from workflow.documents import open_copy
from workflow.order_search import Why

router = pages(Place.ORDER_CARD, prefix="/order-card/documents")


@router.post("/{reference}")
def open_it(here: Here, reference: Reference) -> Response:
    """Hand a document of the copy out as a file."""
    why = Why(here.form.get("purpose"), here.form.get("why"))
    return attachment(open_copy(here.db, reference, why, actor=here.actor, at=here.at))


@router.get("/{reference}")
def back(here: Here, reference: Reference) -> Response:  # noqa: ARG001 - The address has it.
    """Lead to the order card: a copy leaves only for who says why."""
    return here.go("/order-card")
