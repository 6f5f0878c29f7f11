"""Orders that wait to be served: above every list of work, and a page of their own."""

from dataclasses import dataclass
from datetime import datetime

from fastapi.responses import Response

from api.web.pages import Here, Visit, pages
from api.web.words.options import OPTIONS
from api.web.words.orders import unserved_for
from api.web.working.lists import link
from states.due import SERVICE_DUE
from states.permissions import Place
from workflow import queries
from workflow.queries import UnservedView

router = pages(Place.CASES, "/unserved")

PATH = "/unserved"
PAGE = 50
#: So many stand above a list; the rest is a page away.
FEW = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One order that waits, as its line says it."""

    order: str
    case: str
    title: str
    court: str
    waits: str
    late: bool
    note: str


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a list: the longest waiting, and whether there are more."""

    lines: tuple[Line, ...]
    more: bool


@router.get("")
def list_unserved(here: Here, cursor: str | None = None) -> Response:
    """List all orders that wait to be served, the longest waiting first."""
    page = queries.unserved(here.db, here.actor, here.at, cursor=cursor, limit=PAGE)
    return here.show(
        "working/unserved.html",
        lines=[line(one, here.at) for one in page.items],
        next_href=link(PATH, cursor=page.next_cursor) if page.next_cursor else None,
        first_href=PATH if cursor else None,
    )


def above(here: Visit) -> Above:
    """Return what stands above a list of work."""
    page = queries.unserved(here.db, here.actor, here.at, limit=FEW)
    return Above(tuple(line(one, here.at) for one in page.items), page.next_cursor is not None)


def line(one: UnservedView, at: datetime) -> Line:
    """Write one order that waits."""
    return Line(
        order=one.order,
        case=one.case,
        title=OPTIONS["OrderType"][one.type],
        court=one.court,
        waits=unserved_for(one.since, at),
        late=at - one.since >= SERVICE_DUE,
        note="It was tried and failed." if one.failed else "",
    )
