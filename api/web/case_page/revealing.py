"""Opening what is sealed: asked for with a purpose, on the trail before it shows, shown once on the page that answers."""

from typing import Any

from fastapi.responses import Response

from api import errors
from api.dependencies import Reference
from api.web.case_page.frame import WHOLE, look
from api.web.pages import Here, Visit, pages
from api.web.presenters.contact_line import calling, contact_line
from api.web.presenters.sealed_fields import openable, opened
from api.web.words.facts import PURPOSES, SEALED_FIELDS, TO_CALL
from states.errors import Malformed, NotFound, NotPermitted
from states.permissions import Place
from workflow.queries import CaseView
from workflow.reveals import reveal

router = pages(Place.CASES, prefix="/cases")

#: What stands for a purpose that is typed.
OTHER = "other"


@router.get("/{reference}/reveal")
def ask(here: Here, reference: Reference) -> Response:
    """Ask why these fields are to be opened."""
    wanted = here.request.query_params.getlist("field") or list(here.typed.all("field"))
    return _form(here, _whole(here, reference), wanted)


@router.post("/{reference}/reveal")
def take(here: Here, reference: Reference) -> Response:
    """Open the fields for that purpose; where its entry cannot be written, nothing is shown."""
    view, wanted = _whole(here, reference), list(here.form.all("field"))
    chosen = here.form.get("purpose")
    purpose = here.form.get("because") if chosen == OTHER else PURPOSES.get(chosen, "")
    if not purpose or not wanted:
        return _form(here, view, wanted, "Say why you need to see it")
    try:
        values = reveal(here.db, view.reference, wanted, purpose, actor=here.actor, at=here.at)
    except Malformed as refused:
        return _form(here, view, wanted, refused.problems[0].message if refused.problems else refused.detail)
    return here.show(
        "case/revealed.html",
        reference=view.reference,
        line=contact_line(view.facts),
        calling=calling(view.facts, here.at) if set(wanted) & set(TO_CALL[1:]) else None,
        fields=opened(values),
        purpose=purpose,
    )


def _whole(here: Visit, reference: str) -> CaseView:
    view = look(here, reference)
    if view.sight != WHOLE:
        raise NotPermitted("these fields are not opened for this person here")
    return view


def _form(here: Visit, view: CaseView, wanted: list[str], problem: str = "") -> Response:
    names = openable(view, wanted)
    if not names:
        raise NotFound("field")
    given: dict[str, Any] = {"chosen": here.form.get("purpose"), "because": here.form.get("because")}
    return here.show(
        "case/reveal.html",
        status=errors.MALFORMED.status if problem else 200,
        reference=view.reference,
        fields=[(name, SEALED_FIELDS[name]) for name in names],
        purposes=PURPOSES,
        problem=problem,
        **given,
    )
