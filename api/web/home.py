"""The first page: everybody is led to where their work begins."""

from fastapi.responses import Response

from api.web.pages import Here, pages
from api.web.signing_in import way_in
from api.web.words.places import NAVIGATION
from states.permissions import Place

router = pages(Place.ANYONE)


@router.get("/")
def begin(here: Here) -> Response:
    """Lead to the first page of one's role, or to where one comes in."""
    if here.maybe is not None:
        return here.go(NAVIGATION[here.maybe.actor.role][0][0])
    return here.go(way_in(here.request))
