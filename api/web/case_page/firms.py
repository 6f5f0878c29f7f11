"""The firms for a case, best first, each with its reasons, and those left out with theirs; nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.case_page.frame import elsewhere, known, look
from api.web.pages import Here, pages
from api.web.presenters.heading import heading, tabs
from api.web.words.panel import WEIGHS
from states.permissions import Place
from workflow.panel.offering import Excluded, Ranked
from workflow.queries.ranked import ranking

router = pages(Place.CASES, prefix="/cases")

#: Firms of one page, and as many of those left out.
PAGE = 20


@dataclass(frozen=True, slots=True)
class FirmShown:
    """One firm on its card."""

    place: int
    code: str
    name: str
    score: int
    reasons: tuple[tuple[str, str, str], ...]
    href: str


@router.get("/{reference}/firms")
def firms(here: Here, reference: Reference, first: int = 1) -> Response:
    """Show the firms that a case may be offered to, from the place `first` on."""
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference, "/firms")) is not None:
        return answer
    found = ranking(here.db, reference, here.actor, here.at, first=first, most=PAGE)
    path, after = f"/cases/{view.reference}/firms", found.first + PAGE
    return here.show(
        "case/firms.html",
        head=heading(view, known(here, view), here.at),
        # A part of the orders: offers stand there.
        tabs_of=tabs(view, "orders"),
        ranked=[_shown(view.reference, place, one) for place, one in enumerate(found.ranked, found.first)],
        of=found.of,
        excluded=[(one.name, _says(one)) for one in found.excluded],
        excluded_of=found.excluded_of,
        refusals=[(one.reason, one.remedy) for one in found.refusals],
        next_href=f"{path}?first={after}" if after <= found.of else None,
        first_href=path if found.first > 1 else None,
    )


def _shown(case: str, place: int, one: Ranked) -> FirmShown:
    reasons = tuple((*WEIGHS[reason.weighs], reason.says) for reason in one.reasons)
    asked: Mapping[str, str] = {"firm": one.code}
    href = f"/cases/{case}/events/make_offer?{urlencode(asked)}"
    return FirmShown(place, one.code, one.name, one.score, reasons, href)


def _says(one: Excluded) -> str:
    return ". ".join(reason.says for reason in one.reasons)
