"""Who is of the firm. Who comes and goes, the administrator says."""

from fastapi.responses import Response

from api.web.pages import Here, pages
from states.permissions import Place
from workflow import firms

router = pages(Place.FIRM, "/firm")


@router.get("/people")
def list_people(here: Here, cursor: str | None = None) -> Response:
    """List the people of the firm."""
    page = firms.colleagues(here.db, here.actor, here.at, cursor=cursor)
    return here.show("firm/people.html", page=page)
