"""The hearings of a case as a calendar file, for whoever works on it and for a firm that still owes the court one."""

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.case_page.frame import look
from api.web.pages import Here, pages
from api.web.presenters.calendar import hearings, written
from states.errors import NotFound
from states.permissions import Place

router = pages(Place.CASES, prefix="/cases")

#: The file's own name says nothing of what is in it.
NAME = "dates.ics"


@router.get("/{reference}/hearings.ics")
def take_calendar(here: Here, reference: Reference) -> Response:
    """Hand out the hearings to come. It opens nothing sealed, and changes nothing."""
    found = hearings(look(here, reference).orders, here.at)
    if not found:
        raise NotFound("hearing")
    return Response(
        written(found, here.at),
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{NAME}"', "Cache-Control": "no-store"},
    )
