"""The people of a case: names of what is held, each masked until somebody says why they open it."""

from fastapi.responses import Response

from api.dependencies import Reference
from api.web.case_page.frame import elsewhere, known, look, show
from api.web.pages import Here, pages
from api.web.presenters.sealed_fields import held
from states.permissions import Place
from states.vocabulary import Role
from workflow.queries.glass_state import glass_state

router = pages(Place.CASES, prefix="/cases")


@router.get("/{reference}/people")
def people(here: Here, reference: Reference) -> Response:
    """Name what is held about the people of a case; nothing sealed is opened."""
    view = look(here, reference)
    if (answer := elsewhere(here, view, reference, "/people")) is not None:
        return answer
    lead = here.actor.role is Role.LEAD
    glass = glass_state(here.db, reference, here.actor, here.at) if lead else None
    groups = held(view)
    return show(
        here,
        view,
        "people",
        known(here, view),
        groups=groups,
        closed=any(len(group.opened) < len(group.fields) for group in groups),
        glass=glass,
        firm=here.actor.role is Role.SOLICITOR,
        taking=view.events.get("take") == [],
        changing=view.events.get("update_details") == [],
    )
