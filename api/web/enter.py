"""Entering as somebody of the demonstration: one button a person, and nothing to prove."""

from fastapi.responses import Response

from api.web import cast, signing_in
from api.web.pages import Here, Visit, pages
from api.web.signing_in import Carried
from states.errors import NotFound
from states.permissions import Place

router = pages(Place.ANYONE)


@router.get("/enter")
def choose(here: Here) -> Response:
    """Show whom one may enter as."""
    _check(here)
    return signing_in.show_way_in(here.request, here.doors, Carried.of(here.request, here.form))


@router.post("/enter")
def enter(here: Here) -> Response:
    """Begin a session as the person chosen, and lead to their first page."""
    _check(here)
    chosen = here.form.get("person")
    found = next((person for person in cast.cast(here.doors) if person.reference == chosen), None)
    if found is None:
        raise NotFound("person")
    carried = Carried.of(here.request, here.form)
    return signing_in.finish(here.request, here.doors, found.reference, found.role, carried)


def _check(here: Visit) -> None:
    if not cast.is_open(here.request, here.doors):
        raise NotFound("page")
