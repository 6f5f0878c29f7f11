"""What stands above every part of a case, and who sees only what they owe or are asked."""

from typing import Any

from fastapi.responses import Response

from api.web.pages import Visit
from api.web.presenters.heading import heading, tabs
from api.web.presenters.limited import limited
from states.permissions import Sight
from workflow import queries
from workflow.queries.names import names

#: The sight of who works on a case.
WHOLE = Sight.CASE.value


def look(here: Visit, reference: str) -> queries.CaseView:
    """Return the case as far as who asks sees it. Raises NotFound."""
    return queries.case_view(here.db, reference, here.actor, here.at)


def known(here: Visit, view: queries.CaseView, *people: str | None) -> dict[str, str]:
    """Return the names of those who work on a case, by reference or code."""
    facts = view.facts
    firms = [
        *(task.firm for task in view.tasks),
        facts["firm"],
        *(offer.firm for offer in view.offers),
        *(order.firm for order in view.orders),
    ]
    return names(here.db, [facts["owner"], *facts["referrers"], *people], firms)


def elsewhere(here: Visit, view: queries.CaseView, reference: str, part: str = "") -> Response | None:
    """Answer who sees no whole case, or came by another reference; None for everybody else."""
    if view.sight != WHOLE:
        return here.show("case/limited.html", about=limited(view, here.at))
    if view.reference != reference:
        return here.go(f"/cases/{view.reference}{part}")
    return None


def show(here: Visit, view: queries.CaseView, part: str, people: dict[str, str], **context: Any) -> Response:
    """Draw one part of a case below what stands above all of them."""
    return here.show(
        f"case/{part or 'overview'}.html",
        head=heading(view, people, here.at),
        tabs_of=tabs(view, part),
        **context,
    )
