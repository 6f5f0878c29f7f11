"""What a force's analyst reads: the figures of their force, as they were published, and how each was computed."""

from fastapi.responses import Response

from api.web.dashboard.board import board_of, with_months
from api.web.dashboard.explaining import defined, explained
from api.web.dashboard.exporting import hand_over
from api.web.dashboard.places import Address
from api.web.pages import Here, Visit, pages
from states.errors import NotFound
from states.permissions import Place
from workflow.dashboard import published, snapshots
from workflow.queries.force_list import force_names

BASE = "/analysis"
router = pages(Place.ANALYSIS, BASE)


@router.get("")
def show_analysis(here: Here, month: str | None = None) -> Response:
    """Show the figures of one month, the last one that was published if none is named."""
    force, at = _force(here), Address(BASE, {"month": month or ""})
    months = snapshots(here.db, here.actor, here.at, force)
    if not months and month is None:
        title = force_names(here.db).get(force, "Dashboard")
        return here.show("dashboard/none.html", title=title, definitions=at.definitions)
    shown = published(here.db, here.actor, here.at, force, month)
    board = with_months(board_of(shown, at), months, at, shown.month)
    return here.show("dashboard/show.html", board=board)


@router.get("/figures")
def list_definitions(here: Here, month: str | None = None) -> Response:
    """Say what each figure counts; also before anything is published."""
    if month:
        # An address that leads nowhere is not repeated.
        published(here.db, here.actor, here.at, _force(here), month)
    at = Address(BASE, {"month": month or ""})
    return here.show("dashboard/figures.html", definitions=defined(at), back_to=at.itself)


@router.get("/figures/{key}")
def explain(here: Here, key: str, month: str | None = None) -> Response:
    """Say how one figure was computed."""
    shown = published(here.db, here.actor, here.at, _force(here), month)
    return here.show(
        "dashboard/figure.html", shown=explained(shown, key, Address(BASE, {"month": month or ""}))
    )


@router.post("/export")
def export(here: Here) -> Response:
    """Hand over the figures of a month as a file."""
    month = here.form.get("month")
    shown = published(here.db, here.actor, here.at, _force(here), month or None)
    return hand_over(here, shown, Address(BASE, {"month": month}))


def _force(here: Visit) -> str:
    force = here.actor.force
    if force is None:
        # Whoever is of no force has no figures to read.
        raise NotFound("force")
    return force
