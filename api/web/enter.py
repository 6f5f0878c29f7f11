"""Entering as somebody of the demonstration: one button a person, and nothing to prove.

It must never open on a database with real people in it, nor to another machine.
"""

import ipaddress

from fastapi.responses import Response

from api.identity import token_of
from api.web import cookie
from api.web.devices import device_of
from api.web.furniture import is_demonstration
from api.web.pages import Here, Visit, pages
from api.web.words.places import NAVIGATION
from api.web.words.roles import DOES, ROLES
from states.errors import NotFound
from states.permissions import Place
from workflow import sessions
from workflow.marks import CAST, mark
from workflow.queries import register
from workflow.queries.register import PersonView

router = pages(Place.ANYONE)


@router.get("/enter")
def choose(here: Here) -> Response:
    """Show whom one may enter as."""
    return here.show("enter.html", people=[_introduced(found) for found in _cast(here)])


@router.post("/enter")
def enter(here: Here) -> Response:
    """Begin a session as the person chosen, and lead to their first page."""
    chosen = here.form.get("person")
    found = next((person for person in _cast(here) if person.reference == chosen), None)
    if found is None:
        raise NotFound("person")
    if (old := token_of(here.request)) is not None:
        sessions.end(here.db, old, at=here.at)
    agent = here.request.headers.get("user-agent", "")
    token = sessions.begin(here.db, found.reference, device=device_of(agent), at=here.at)
    answer = here.go(NAVIGATION[found.role][0][0])
    cookie.give(here.request, answer, token)
    return answer


def _cast(here: Visit) -> list[PersonView]:
    """Return who may be entered as. Raises NotFound wherever this is no demonstration on one's own machine."""
    if not (is_demonstration(here.doors) and _is_near(here)):
        raise NotFound("page")
    listed = (mark(here.db, CAST) or "").split()
    return [found for reference in listed if (found := register.person(here.db, reference))]


def _is_near(here: Visit) -> bool:
    """Say whether the browser runs on this machine, and was not led here under another name."""
    caller = here.request.client
    return caller is not None and all(map(_is_loopback, (caller.host, here.request.url.hostname or "")))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _introduced(person: PersonView) -> dict[str, str]:
    role = ROLES[person.role]
    return {
        "reference": person.reference,
        "name": person.name,
        "role": f"{role}, {person.body}" if person.body else role,
        "does": DOES[person.role],
    }
