"""Accepting an invitation: the code, a password, an app, and the recovery codes."""

from fastapi.responses import Response

from api.errors import MALFORMED, NOT_FOUND
from api.web import signing_in
from api.web.apps import app_of
from api.web.pages import Here, Visit, pages
from api.web.signing_in import Carried
from states.errors import Malformed, NotFound
from states.permissions import Place
from workflow import invitations
from workflow.invitations import Invited, SettingUp

router = pages(Place.ANYONE)

GONE = "The code is not right, or was used already, or is older than three days. Ask for a new invitation"
WRONG = "The code is not right. Check that the app shows Rowan, and type the code that it shows now"


@router.get("/invitation")
@router.get("/invitation/password")
@router.get("/invitation/app")
def begin(here: Here) -> Response:
    """Ask for the code."""
    return _ask(here)


@router.post("/invitation")
def take_code(here: Here) -> Response:
    """Look at the code, and ask for a password."""
    code = here.form.get("code")
    invited = invitations.find(here.db, code, at=here.at)
    return _ask(here, GONE) if invited is None else _ask_password(here, invited, code, {})


@router.post("/invitation/password")
def take_password(here: Here) -> Response:
    """Take the password, and show the app its secret."""
    code, form = here.form.get("code"), here.form
    invited = invitations.find(here.db, code, at=here.at)
    if invited is None:
        return _ask(here, GONE)
    try:
        chosen = invitations.choose(
            here.db, invited, code, form.get("password"), form.get("again"), at=here.at
        )
    except Malformed as found:
        return _ask_password(here, invited, code, said_of(found))
    return _ask_app(here, chosen)


@router.post("/invitation/app")
def take_app(here: Here) -> Response:
    """Take the first code of the app, sign them in, and show their recovery codes."""
    ticket = here.form.get("ticket")
    try:
        done = invitations.accept(here.db, ticket, here.form.get("code"), at=here.at)
    except NotFound:
        return _ask(here, GONE)
    if done is None:
        chosen = invitations.resume(here.db, ticket, at=here.at)
        return _ask(here, GONE) if chosen is None else _ask_app(here, chosen, WRONG)
    signed_in = signing_in.finish(here.request, here.doors, done.person, done.role, Carried())
    answer = here.show("recovery_codes.html", codes=done.codes, onward="/")
    answer.headers["set-cookie"] = signed_in.headers["set-cookie"]
    return answer


def said_of(found: Malformed) -> dict[str, str]:
    """Return what is wrong, by field, as a page says it."""
    return {problem.field: f"It {problem.message}" for problem in found.problems}


def _ask(here: Visit, problem: str | None = None) -> Response:
    return here.show("invitation.html", status=NOT_FOUND.status if problem else 200, problem=problem)


def _ask_password(here: Visit, invited: Invited, code: str, problems: dict[str, str]) -> Response:
    status = MALFORMED.status if problems else 200
    return here.show("invitation_password.html", status=status, invited=invited, code=code, problems=problems)


def _ask_app(here: Visit, chosen: SettingUp, problem: str | None = None) -> Response:
    return here.show(
        "invitation_app.html",
        status=MALFORMED.status if problem else 200,
        app=app_of(chosen.ticket, chosen.secret, chosen.invited.login),
        action="/invitation/app",
        step="Step 2 of 2",
        problem=problem,
    )
