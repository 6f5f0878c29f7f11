"""What is overdue: each clock that ran out, the longest overdue first, with whose it is and where it is mended."""

from fastapi.responses import Response

from api.web.pages import Here, pages
from api.web.working.lists import due, force, link
from api.web.working.unserved import above
from states.permissions import Place
from workflow import queries

router = pages(Place.LEADING, "/lead/overdue")

PATH = "/lead/overdue"
PAGE = 50


@router.get("")
def show_overdue(here: Here, cursor: str | None = None) -> Response:
    """List the clocks that ran out."""
    page = queries.overdue(here.db, here.actor, here.at, cursor=cursor, limit=PAGE)
    return here.show(
        "leading/overdue.html",
        unserved=above(here),
        lines=[
            (item, due(item.due_at, here.at), "" if item.queue is None else force(item.queue))
            for item in page.items
        ],
        next_href=link(PATH, cursor=page.next_cursor) if page.next_cursor else None,
        first_href=PATH if cursor else None,
    )
