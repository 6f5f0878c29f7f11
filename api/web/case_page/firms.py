"""The firms for a case, best first, each with its reasons, and those left out with theirs; nothing of it is kept."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.case_page.frame import elsewhere, known, look
from api.web.event_forms.reading import YES
from api.web.pages import Here, pages
from api.web.presenters.heading import heading, tabs
from api.web.words.panel import WEIGHS
from states.permissions import Place
from workflow.panel.offering import Excluded, Ranked
from workflow.queries.ranked import RankingView, ranking

router = pages(Place.CASES, prefix="/cases")

#: Firms of one page, and as many of those left out.
PAGE = 20


@dataclass(frozen=True, slots=True)
class FirmShown:
    """One firm on its card."""

    place: int
    name: str
    score: int
    reasons: tuple[tuple[str, tuple[str, ...]], ...]
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
        down_href=_down(view.reference, found),
        excluded=[(one.name, _says(one)) for one in found.excluded],
        excluded_of=found.excluded_of,
        refusals=[(one.reason, one.remedy) for one in found.refusals],
        next_href=f"{path}?first={after}" if after <= found.of else None,
        first_href=path if found.first > 1 else None,
    )


def _down(case: str, found: RankingView) -> str | None:
    """Return where an offer down the ranking begins: with its first firm."""
    if found.refusals or not found.ranked or found.first > 1:
        return None
    return _offering(case, found.ranked[0], down_the_ranking=YES)


def _shown(case: str, place: int, one: Ranked) -> FirmShown:
    reasons = tuple(
        (label, told)
        for weighs, label in WEIGHS.items()
        if (told := tuple(reason.says for reason in one.reasons if reason.weighs is weighs))
    )
    return FirmShown(place, one.name, one.score, reasons, _offering(case, one))


def _offering(case: str, one: Ranked, **said: str) -> str:
    """Return the address of the form on which this firm is offered the case."""
    return f"/cases/{case}/events/make_offer?{urlencode({'firm': one.code, **said})}"


def _says(one: Excluded) -> str:
    return ". ".join(reason.says for reason in one.reasons)
