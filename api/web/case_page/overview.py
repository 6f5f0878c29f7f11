"""A case at a glance, and its orders: what is next, what runs out, what is asked for, and all that is possible."""

from collections.abc import Mapping

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.case_page.frame import elsewhere, known, look, show
from api.web.pages import Here, pages
from api.web.presenters.calendar import hearings
from api.web.presenters.contact_line import contact_line
from api.web.presenters.key_facts import key_facts, running
from api.web.presenters.next_step import next_step
from api.web.presenters.order_list import offer, order
from api.web.presenters.possible import groups
from api.web.words.facts import WHO
from api.web.words.orders import BREACHES
from api.web.working.tasks import line
from states.permissions import Place
from workflow.queries import TaskView
from workflow.queries.breaches import breaches

router = pages(Place.CASES, prefix="/cases")


@router.get("/{reference}")
def glance(here: Here, reference: Reference) -> Response:
    """Show a case at a glance; a firm that does not act in it, what it owes or is asked."""
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference)) is not None:
        return answer
    people = known(here, view, *(task.owner for task in view.tasks))
    return show(
        here,
        view,
        "",
        people,
        next=next_step(view, here.actor, here.at),
        who=WHO,
        calls=view.events.get("log_attempt") == [] and not contact_line(view.facts).loud,
        facts=key_facts(view, people),
        clocks=running(view, here.at),
        tasks=[(line(task, here.at, here.actor.role), _whose(task, people)) for task in view.tasks],
        groups=groups(view),
    )


def _whose(task: TaskView, people: Mapping[str, str]) -> str:
    """Say whose a task is: a colleague's, a firm's, or still nobody's."""
    whose = task.owner or task.firm
    return "Nobody yet" if whose is None else people.get(whose, "Somebody")


@router.get("/{reference}/orders")
def orders(here: Here, reference: Reference) -> Response:
    """Show the orders of a case with their service and police copies, and its offers to firms."""
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference, "/orders")) is not None:
        return answer
    reported = breaches(here.db, view.reference, here.actor, here.at)
    people = known(here, view, *(breach.reported_by for breach in reported))
    return show(
        here,
        view,
        "orders",
        people,
        orders=[order(one, people, here.at) for one in view.orders],
        offers=[offer(one, people) for one in view.offers],
        offering=view.events.get("make_offer") == [],
        seeking=view.events.get("seek_order") == [],
        breaches=reported,
        names=people,
        call_first=BREACHES,
        reporting=view.events.get("report_breach") == [],
        calendar=bool(hearings(view.orders, here.at)),
    )
