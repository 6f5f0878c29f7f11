"""What auditors read of the figures: what was published, of any force, as its analyst reads it."""

from dataclasses import replace

from fastapi.responses import Response

from api.web.dashboard.board import board_of, with_months
from api.web.dashboard.explaining import defined, explained
from api.web.dashboard.places import Address
from api.web.dashboard.view import Going
from api.web.pages import Here, Visit, pages
from states.permissions import Place
from workflow.dashboard import published, published_forces, snapshots

BASE = "/audit/dashboard"
router = pages(Place.AUDIT, BASE)


@router.get("")
def show_published(here: Here, force: str = "", month: str | None = None) -> Response:
    """Show what was published of one force, or which forces there are."""
    if not force:
        return here.show("dashboard/forces.html", forces=_forces(here))
    at = Address(BASE, {"force": force, "month": month or ""})
    shown = published(here.db, here.actor, here.at, force, month)
    months = snapshots(here.db, here.actor, here.at, force)
    board = with_months(board_of(shown, at), months, at, shown.month)
    trail = (Going("Forces", BASE), Going(board.title, ""))
    # An auditor reads, and takes nothing away.
    return here.show("dashboard/show.html", board=replace(board, trail=trail, export=""))


@router.get("/figures")
def list_definitions(here: Here, force: str = "", month: str | None = None) -> Response:
    """Say what each figure counts."""
    published(here.db, here.actor, here.at, force, month)
    at = Address(BASE, {"force": force, "month": month or ""})
    return here.show("dashboard/figures.html", definitions=defined(at), back_to=at.itself)


@router.get("/figures/{key}")
def explain(here: Here, key: str, force: str = "", month: str | None = None) -> Response:
    """Say how one figure was computed."""
    at = Address(BASE, {"force": force, "month": month or ""})
    shown = published(here.db, here.actor, here.at, force, month)
    return here.show("dashboard/figure.html", shown=explained(shown, key, at))


def _forces(here: Visit) -> tuple[Going, ...]:
    found = published_forces(here.db, here.actor, here.at)
    return tuple(Going(name, Address(BASE, {"force": code}).itself) for code, name in found)
