"""The documents of an application: made when they are asked for, written down each time, and kept nowhere."""

from fastapi.responses import Response

from api.dependencies import Reference
from api.packs import sent
from api.web.case_page.frame import elsewhere, look
from api.web.pages import Here, pages
from api.web.words.application import DOCUMENTS, PURPOSE
from states.errors import NotFound
from states.permissions import Place
from workflow.pack.making import Opened, make

router = pages(Place.CASES, prefix="/cases")


@router.post("/{reference}/application/documents/{document}")
def download(here: Here, reference: Reference, document: str) -> Response:
    """Make one document; its entry is written before anything leaves."""
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference, "/application")) is not None:
        return answer
    if document not in {kind.value for kind in DOCUMENTS}:
        raise NotFound("document")
    what = Opened(document)
    pack = make(here.db, reference, what, PURPOSE, actor=here.actor, at=here.at)
    return sent(pack, what, reference, here.at)


@router.get("/{reference}/application/documents/{document}")
def back(here: Here, reference: Reference, document: str) -> Response:
    """Lead to the application: a document is made only for who asks for it."""
    view = look(here, reference)
    if document not in {kind.value for kind in DOCUMENTS}:
        raise NotFound("document")
    return here.go(f"/cases/{view.reference}/application")
