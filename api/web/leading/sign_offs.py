"""Sign-offs: what leads are asked to approve, due first, each with the way to its case and to the answer."""

from fastapi.responses import Response

from api.web.pages import Here, pages
from api.web.words.events import CASES
from api.web.words.states import CASE_STATES
from api.web.working.lists import due, force, link
from states.permissions import Place
from states.vocabulary import State
from workflow import queries

router = pages(Place.LEADING, "/lead/sign-offs")

PATH = "/lead/sign-offs"


@router.get("")
def show_sign_offs(here: Here, cursor: str | None = None) -> Response:
    """List what waits for a lead's word."""
    page = queries.sign_offs(here.db, here.actor, here.at, cursor=cursor)
    return here.show(
        "leading/sign_offs.html",
        lines=[
            {
                "asked": item,
                "due": due(item.due_at, here.at),
                "title": CASES[item.event].title,
                "stands": CASE_STATES[State(item.state)],
                "force": force(item.queue),
            }
            for item in page.items
        ],
        next_href=link(PATH, cursor=page.next_cursor) if page.next_cursor else None,
        first_href=PATH if cursor else None,
    )
