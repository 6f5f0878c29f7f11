"""Breaking the glass: a lead opens the contact details of a case that is not theirs, before two witnesses."""

from fastapi.responses import Response

from api import errors
from api.dependencies import Reference
from api.web.pages import Here, Visit, pages
from states.errors import Malformed, NotPermitted
from states.permissions import Place
from workflow.glass import break_glass
from workflow.queries.glass_state import glass_state

router = pages(Place.LEADING, prefix="/cases")


@router.get("/{reference}/glass")
def ask(here: Here, reference: Reference) -> Response:
    """Say what will happen, and ask why."""
    state = glass_state(here.db, reference, here.actor, here.at)
    if not state.may_break:
        raise NotPermitted("only a lead who does not own the case may open its contact details so")
    return _form(here, reference, here.typed.get("reason"))


@router.post("/{reference}/glass")
def take(here: Here, reference: Reference) -> Response:
    """Open the details for half an hour, and tell two people at once."""
    reason = here.form.get("reason")
    if not reason:
        return _form(here, reference, "", "Say why you have to see it now")
    try:
        break_glass(here.db, reference, reason, actor=here.actor, at=here.at)
    except Malformed as refused:
        return _form(here, reference, reason, refused.detail)
    return here.go(f"/cases/{reference}/people", done="glass")


def _form(here: Visit, reference: str, reason: str, problem: str = "") -> Response:
    status = errors.MALFORMED.status if problem else 200
    return here.show("case/glass.html", status=status, reference=reference, reason=reason, problem=problem)
