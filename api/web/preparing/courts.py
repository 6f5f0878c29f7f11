"""Which family court hears a case: by council, or by the first half of a postcode where the list names one.

A council says about where somebody lives: what is asked is sent in the body of a form, and stands in no address.
"""

from dataclasses import dataclass

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.case_page.frame import WHOLE, look
from api.web.pages import Here, Visit, pages
from api.web.words.courts import (
    NO_COUNCIL,
    NO_LIST,
    NO_POSTCODE,
    NOT_NAMED,
    PURPOSE,
    WRONG_AREA,
    WRONG_COUNCIL,
)
from states.errors import Malformed, NotPermitted
from states.permissions import Place
from workflow.courts import Hears, by_council, by_postcode, councils, outward_of
from workflow.queries import CaseView
from workflow.reveals import reveal

router = pages(Place.CASES, "/courts")
of_case = pages(Place.CASES, prefix="/cases")

UNPROCESSABLE = 422
ADDRESS = "survivor.address"


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What was asked, and what came of it: courts, why there is none, or what is wrong with the question."""

    council: str = ""
    area: str = ""
    found: tuple[Hears, ...] | None = None
    none: str = ""
    errors: dict[str, str] | None = None


@router.get("")
def begin(here: Here) -> Response:
    """Ask by what to find a court, for no case in particular."""
    return _show(here, Asked(council=here.typed.get("council")))


@router.post("")
def find(here: Here) -> Response:
    """Find a court for no case in particular."""
    return _show(here, _asked(here, here.form.get("council"), here.form.get("area")))


@of_case.get("/{reference}/court")
def ask(here: Here, reference: Reference) -> Response:
    """Ask by what to find the court of a case."""
    return _show(here, Asked(council=here.typed.get("council")), _whole(here, reference))


@of_case.post("/{reference}/court")
def answer(here: Here, reference: Reference) -> Response:
    """Find the court of a case: by what was typed, or by the postcode that is held, which is not shown."""
    view = _whole(here, reference)
    if here.form.get("by") == "address":
        return _show(here, _by_address(here, view), view)
    return _show(here, _asked(here, here.form.get("council"), here.form.get("area")), view)


def _whole(here: Visit, reference: str) -> CaseView:
    view = look(here, reference)
    if view.sight != WHOLE:
        raise NotPermitted("the court of a case is for those who work on it")
    return view


def _asked(here: Visit, council: str, area: str) -> Asked:
    try:
        if area and not council:
            found = by_postcode(here.db, area)
            return Asked(area=area, found=found, none="" if found else _none(here, NOT_NAMED))
        found = by_council(here.db, council)
    except Malformed:
        wrong = {"area": WRONG_AREA} if area and not council else {"council": WRONG_COUNCIL}
        return Asked(council, area, errors=wrong)
    return Asked(council, found=found, none="" if found else _none(here, NO_COUNCIL))


def _by_address(here: Visit, view: CaseView) -> Asked:
    """Open her address, on the trail, for its court alone. Raises NotPermitted for whom it is closed to."""
    held = reveal(here.db, view.reference, [ADDRESS], PURPOSE, actor=here.actor, at=here.at)
    outward = outward_of(str((held[ADDRESS] or {}).get("postcode") or ""))
    found = by_postcode(here.db, outward) if outward else ()
    return Asked(found=found, none="" if found else _none(here, NOT_NAMED if outward else NO_POSTCODE))


def _none(here: Visit, why: str) -> str:
    return why if councils(here.db) else NO_LIST


def _show(here: Visit, asked: Asked, view: CaseView | None = None) -> Response:
    opens = view is not None and ADDRESS in view.may_reveal
    return here.show(
        "preparing/court.html",
        status=UNPROCESSABLE if asked.errors else 200,
        reference=view.reference if view else None,
        asked=asked,
        errors=asked.errors or {},
        summary=[{"text": text, "href": f"#{name}"} for name, text in (asked.errors or {}).items()],
        councils=councils(here.db),
        opens=opens,
    )
