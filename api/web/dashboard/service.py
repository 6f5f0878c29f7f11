"""What leads read: the figures of the whole service, of one force, or of one firm, live and exact."""

from dataclasses import replace
from typing import NamedTuple

from fastapi.responses import Response

from api.web.dashboard.board import board_of
from api.web.dashboard.explaining import defined, explained
from api.web.dashboard.exporting import hand_over
from api.web.dashboard.places import Address
from api.web.dashboard.view import Board, Going
from api.web.pages import Here, Visit, pages
from api.web.words.dashboard import ALL as ALL_OF_IT
from states.permissions import Place
from states.position import local_day
from workflow.dashboard import counted_places, live
from workflow.dashboard.model import Dashboard

BASE = "/lead/dashboard"
router = pages(Place.LEADING, BASE)

#: How many months back may be read, as their links say it; the first one if nothing is chosen.
SPANS: dict[str, str] = {"12": "Last 12 months", "3": "Last 3 months", "24": "Last 24 months"}
MONTHS_OF_YEAR = 12
#: What the figures may be of, each with the words above the list of them.
SCOPES: dict[str, str] = {"force": "By force", "firm": "By firm"}
ALL = "all"


class Chosen(NamedTuple):
    """What a lead asked for."""

    scope: str
    code: str
    span: str

    @property
    def address(self) -> Address:
        """Where that stands."""
        first = next(iter(SPANS))
        return Address(
            BASE,
            {
                **({self.scope: self.code} if self.code else {}),
                "months": "" if self.span == first else self.span,
            },
        )


@router.get("")
def show_service(here: Here, force: str = "", firm: str = "", months: str = "") -> Response:
    """Show the figures as they are now."""
    chosen = _chosen(force, firm, months)
    board = board_of(_read(here, chosen), chosen.address)
    return here.show("dashboard/show.html", board=_with_choices(here, board, chosen))


@router.get("/figures")
def list_definitions(here: Here, force: str = "", firm: str = "", months: str = "") -> Response:
    """Say what each figure counts."""
    chosen = _chosen(force, firm, months)
    if chosen.code:
        # An address that leads nowhere is not repeated.
        _read(here, chosen)
    at = chosen.address
    return here.show("dashboard/figures.html", definitions=defined(at, live=True), back_to=at.itself)


@router.get("/figures/{key}")
def explain(here: Here, key: str, force: str = "", firm: str = "", months: str = "") -> Response:
    """Say how one figure was computed."""
    chosen = _chosen(force, firm, months)
    return here.show("dashboard/figure.html", shown=explained(_read(here, chosen), key, chosen.address))


@router.post("/export")
def export(here: Here) -> Response:
    """Hand over the figures as they are now, as a file."""
    form = here.form
    chosen = _chosen(form.get("force"), form.get("firm"), form.get("months"))
    return hand_over(here, _read(here, chosen), chosen.address)


def _chosen(force: str, firm: str, months: str) -> Chosen:
    scope, code = ("firm", firm) if firm else ("force", force) if force else (ALL, "")
    return Chosen(scope, code, months if months in SPANS else next(iter(SPANS)))


def _read(here: Visit, chosen: Chosen) -> Dashboard:
    today = local_day(here.at)
    last = today.year * MONTHS_OF_YEAR + today.month - 1
    first = last - int(chosen.span) + 1
    return live(
        here.db, here.actor, here.at, chosen.scope, chosen.code, first=_month(first), last=_month(last)
    )


def _month(number: int) -> str:
    return f"{number // MONTHS_OF_YEAR}-{number % MONTHS_OF_YEAR + 1:02}"


def _with_choices(here: Visit, board: Board, chosen: Chosen) -> Board:
    at = chosen.address
    spans = tuple(
        Going(text, chosen._replace(span=span).address.itself, current=span == chosen.span)
        for span, text in SPANS.items()
    )
    others = tuple(
        (
            title,
            tuple(
                _choice(found, scope, chosen) for found in counted_places(here.db, here.actor, here.at, scope)
            ),
        )
        for scope, title in SCOPES.items()
    )
    trail = (Going(ALL_OF_IT, at.other(months=at.chosen["months"])), Going(board.title, ""))
    return replace(board, months=spans, others=others, trail=trail if chosen.code else ())


def _choice(found: tuple[str, str], scope: str, chosen: Chosen) -> Going:
    code, name = found
    there = Chosen(scope, code, chosen.span)
    return Going(name, there.address.itself, current=there == chosen)
