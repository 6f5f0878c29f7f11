"""People: who may sign in, as what, and how they come in. Their names are colleagues', nobody's of a case."""

from collections.abc import Callable
from typing import Any

from fastapi.responses import Response

from api.errors import MALFORMED
from api.web.forms import Form
from api.web.invitation import said_of
from api.web.pages import Here, Visit, pages
from api.web.words.roles import ROLES
from states.errors import Conflict, Malformed, NotFound
from states.permissions import OF_PEOPLE, Place
from states.vocabulary import Role
from workflow import invitations, staff
from workflow.queries import register
from workflow.queries.register import PersonView
from workflow.staff import Wanted
from workflow.tables import from_micros

router = pages(Place.ADMINISTRATION, "/admin/people")

PATH = "/admin/people"
FIELDS = ("name", "role", "force", "firm", "email")
#: The order in which roles are offered.
OFFERED = [role for role in Role if role in OF_PEOPLE]
TAKEN = "Somebody else signs in with this address"


@router.get("")
def show_people(here: Here, role: str = "", cursor: str | None = None) -> Response:
    """List everybody by name, or those of one role."""
    wanted = Role(role) if role in OFFERED else None
    found = register.people(here.db, role=wanted, cursor=cursor)
    return here.show(
        "admin/people.html",
        people=[(person, ROLES[person.role]) for person in found.items],
        roles=[(one.value, ROLES[one]) for one in OFFERED],
        wanted="" if wanted is None else wanted.value,
        next_cursor=found.next_cursor,
        cursor=cursor,
    )


@router.get("/add")
def ask_new(here: Here) -> Response:
    """Ask who is new."""
    return _ask(here, None, here.typed, {})


@router.post("/add")
def add(here: Here) -> Response:
    """Add somebody, who can then be invited."""

    def do(wanted: Wanted) -> str:
        return staff.add(here.db, wanted, by=here.actor, at=here.at)

    return _saved(here, None, do, "person_added")


@router.get("/{reference}")
def show_person(here: Here, reference: str) -> Response:
    """Show somebody, and how they stand with signing in."""
    person, stands = _person(here, reference), staff.standing(here.db, reference, at=here.at)
    until = stands.invited_until
    return here.show(
        "admin/person.html",
        person=person,
        role=ROLES[person.role],
        stands=stands,
        invited_until=None if until is None else from_micros(until),
        is_own=reference == here.actor.reference,
    )


@router.get("/{reference}/change")
def ask_change(here: Here, reference: str) -> Response:
    """Ask what somebody is to be."""
    person = _person(here, reference)
    held = Form((name, getattr(person, name) or "") for name in FIELDS)
    return _ask(here, person, here.typed or held, {})


@router.post("/{reference}/change")
def change(here: Here, reference: str) -> Response:
    """Change what somebody is."""

    def do(wanted: Wanted) -> str:
        staff.change(here.db, reference, wanted, by=here.actor, at=here.at)
        return reference

    return _saved(here, _person(here, reference), do, "person_changed")


@router.post("/{reference}/invite")
def invite(here: Here, reference: str) -> Response:
    """Invite somebody, or anew; the code is shown this once."""
    person = _person(here, reference)
    try:
        code = invitations.invite(here.db, reference, by=here.actor, at=here.at)
    except Malformed:
        return here.go(f"{PATH}/{reference}", done="no_address")
    except Conflict:
        return here.go(f"{PATH}/{reference}", done="address_taken")
    return here.show("admin/invited.html", person=person, code=code, until=here.at + invitations.GOOD_FOR)


@router.post("/{reference}/disable")
def disable(here: Here, reference: str) -> Response:
    """Shut somebody out at once."""
    staff.disable(here.db, reference, by=here.actor, at=here.at)
    return here.go(f"{PATH}/{reference}", done="person_disabled")


@router.post("/{reference}/enable")
def enable(here: Here, reference: str) -> Response:
    """Let somebody in again."""
    staff.enable(here.db, reference, by=here.actor, at=here.at)
    return here.go(f"{PATH}/{reference}", done="person_enabled")


@router.post("/{reference}/end-sessions")
def end_sessions(here: Here, reference: str) -> Response:
    """Sign somebody out of every browser."""
    staff.end_sessions(here.db, reference, by=here.actor, at=here.at)
    return here.go(f"{PATH}/{reference}", done="sessions_ended")


def _person(here: Visit, reference: str) -> PersonView:
    found = register.person(here.db, reference)
    if found is None:
        raise NotFound("person")
    return found


def _saved(here: Visit, person: PersonView | None, do: Callable[[Wanted], str], done: str) -> Response:
    """Save what was typed and show the person, or show the form again with what is wrong."""
    form = here.form
    wanted = Wanted(
        form.get("name"), form.get("role"), form.get("force") or None, form.get("firm") or None,
        form.get("email") or None,
    )  # fmt: skip
    try:
        reference = do(wanted)
    except Malformed as found:
        return _ask(here, person, form, said_of(found), MALFORMED.status)
    except Conflict:
        return _ask(here, person, form, {"email": TAKEN}, MALFORMED.status)
    return here.go(f"{PATH}/{reference}", done=done)


def _ask(
    here: Visit, person: PersonView | None, form: Form, problems: dict[str, str], status: int = 200
) -> Response:
    shown: dict[str, Any] = {
        "person": person,
        "values": {name: form.get(name) for name in FIELDS},
        "roles": [(role.value, ROLES[role]) for role in OFFERED],
        "forces": register.forces(here.db),
        "firms": register.firms(here.db),
        "problems": problems,
    }
    return here.show("admin/person_form.html", status=status, **shown)
