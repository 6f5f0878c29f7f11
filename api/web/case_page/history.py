"""The history of a case, the newest entry first: what is sealed is named, never shown."""

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.case_page.frame import elsewhere, known, look, show
from api.web.pages import Here, pages
from api.web.presenters.timeline import tell
from states.permissions import Place
from states.vocabulary import Chart
from workflow import queries

router = pages(Place.CASES, prefix="/cases")

#: Of which charts a case is told. How each message went stands among its messages.
TOLD = frozenset(Chart) - {Chart.NOTICE}
#: Entries of one page.
ROWS = 20


@router.get("/{reference}/history")
def history(here: Here, reference: Reference, every: str = "", cursor: str | None = None) -> Response:
    """Tell a case entry by entry; how messages went from machine to machine only where it is asked for."""
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference, "/history")) is not None:
        return answer
    page = queries.history(
        here.db,
        reference,
        here.actor,
        here.at,
        charts=() if every else TOLD,
        newest=True,
        cursor=cursor,
        limit=ROWS,
    )
    people = known(here, view, *(item.actor for item in page.items))
    return show(
        here,
        view,
        "history",
        people,
        items=[tell(item, people) for item in page.items],
        next_cursor=page.next_cursor,
        later=cursor is not None,
        every=bool(every),
    )
