"""The queue: what waits, due first, in views that are links and under filters that are tags."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi.responses import Response

from api.web.pages import Here, Visit, pages
from api.web.words.counts import counted
from api.web.words.states import CASE_STATES
from api.web.working.lists import Due, asks, due, force, link
from api.web.working.unserved import above
from states.permissions import Place
from states.vocabulary import Role, State
from workflow import queries
from workflow.access_log import REFERENCE
from workflow.forces import FORCES
from workflow.queries import QueueItem, Wanted, Whose
from workflow.queries.names import names
from workflow.queries.queues import views_of

router = pages(Place.QUEUE)

PATH = "/queue"
#: Cases on one page.
PAGE = 25
VIEWS: Mapping[Whose, str] = {
    Whose.MINE: "Mine",
    Whose.QUEUE: "My force",
    Whose.UNOWNED: "With nobody",
    Whose.ALL: "All",
}
YES = "yes"


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the queue, as its line says it."""

    reference: str
    stands: str
    next: str
    due: Due | None
    owner: str | None
    force: str
    urgent: bool
    sensitive: bool


@router.get(PATH)
def show_queue(here: Here, cursor: str | None = None) -> Response:
    """Show a view of the queue, under the filters that stand in its address."""
    asked = here.request.query_params
    wanted = read(asked, here)
    page = queries.queue(here.db, here.actor, here.at, wanted, cursor=cursor, limit=PAGE)
    counts = queries.queue_counts(here.db, here.actor, here.at, wanted)
    return here.show(
        "working/queue.html",
        unserved=above(here),
        lines=[line(item, here) for item in page.items],
        views=[
            {
                "text": VIEWS[whose],
                "href": href(replace(wanted, whose=whose)),
                "current": whose is wanted.whose,
                "count": counted(number),
            }
            for whose, number in counts.items()
        ],
        tags=[*tags(wanted, names(here.db, [wanted.owner]))],
        clear_href=href(Wanted(wanted.whose)),
        wanted=wanted,
        states=CASE_STATES,
        forces=FORCES,
        next_href=href(wanted, page.next_cursor) if page.next_cursor else None,
        first_href=href(wanted) if cursor else None,
    )


def read(asked: Mapping[str, str], here: Visit) -> Wanted:
    """Read which cases are asked for; what is no filter of ours asks for nothing."""
    view = asked.get("view", "")
    has = views_of(here.actor)
    state, queue, owner = (asked.get(name, "") for name in ("state", "force", "owner"))
    return Wanted(
        whose=Whose(view) if view in has else first_view(here),
        state=state if state in frozenset(State) else None,
        queue=queue if queue in FORCES else None,
        owner=owner if REFERENCE.fullmatch(owner) else None,
        urgent=asked.get("urgent") == YES,
        overdue=asked.get("overdue") == YES,
    )


def first_view(here: Visit) -> Whose:
    """Return where somebody begins: a caseworker with their own cases, a lead with those they answer for."""
    if here.actor.role is Role.CASEWORKER:
        return Whose.MINE
    return Whose.QUEUE if here.actor.force else Whose.ALL


def href(wanted: Wanted, cursor: str | None = None) -> str:
    """Return the address of a view with its filters."""
    return link(PATH, **_said(wanted), cursor=cursor)


def _said(wanted: Wanted) -> dict[str, str | None]:
    return {
        "view": wanted.whose.value,
        "state": wanted.state,
        "force": wanted.queue,
        "owner": wanted.owner,
        "urgent": YES if wanted.urgent else None,
        "overdue": YES if wanted.overdue else None,
    }


def tags(wanted: Wanted, people: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield what the list is narrowed to, each with the address of the list without it."""
    if wanted.state is not None:
        yield {"text": CASE_STATES[State(wanted.state)], "href": href(replace(wanted, state=None))}
    if wanted.queue is not None:
        yield {"text": force(wanted.queue), "href": href(replace(wanted, queue=None))}
    if wanted.owner is not None:
        owner = people.get(wanted.owner, wanted.owner)
        yield {"text": f"Owner: {owner}", "href": href(replace(wanted, owner=None))}
    if wanted.urgent:
        yield {"text": "Urgent", "href": href(replace(wanted, urgent=False))}
    if wanted.overdue:
        yield {"text": "Overdue", "href": href(replace(wanted, overdue=False))}


def line(item: QueueItem, here: Visit) -> Line:
    """Write one case as a line."""
    return Line(
        reference=item.reference,
        stands=CASE_STATES[State(item.state)],
        next=asks(item.clock),
        due=None if item.due_at is None else due(item.due_at, here.at),
        owner="You" if item.owner == here.actor.reference else item.owner_name,
        force=force(item.queue),
        urgent=item.urgent,
        sensitive=item.sensitive,
    )
