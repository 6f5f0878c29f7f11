"""Signing in with a password and a second thing: the way that Rowan itself offers.

It ends in `signing_in.finish()`, as any other way would (`ways`). Blanks around what is typed count for nothing.
"""

import math

from fastapi.responses import Response

from api.errors import MALFORMED, TOO_SOON
from api.web import signing_in
from api.web.pages import Here, Visit, pages
from api.web.signing_in import Carried
from states.permissions import Place
from workflow import proving
from workflow.delays import TooSoon
from workflow.proving import By

router = pages(Place.ANYONE)

PASSWORD = "sign_in.html"  # noqa: S105 - A template.
TEMPLATES = {By.APP: "sign_in_code.html", By.RECOVERY: "sign_in_recovery.html"}
#: Whatever was wrong: nobody learns which.
WRONG = "The email address or the password is not right"
WRONG_CODE = {
    By.APP: "The code is not right, or was used already. Wait for the next one and try again",
    By.RECOVERY: "The recovery code is not right, or was used already",
}
TOO_LATE = "That took too long. Type your email address and password again"


@router.get("/sign-in")
def ask(here: Here) -> Response:
    """Ask who is there; whoever is signed in already is led on."""
    return _ask(here) if here.maybe is None else here.go("/")


@router.post("/sign-in")
def take_password(here: Here) -> Response:
    """Look at an address and a password, and ask for the second thing."""
    login = here.form.get("login")
    try:
        ticket = proving.by_password(
            here.db, login, here.form.get("password"), address=address_of(here), at=here.at
        )
    except TooSoon as soon:
        return slowed(_ask(here, waiting(soon), login=login, status=TOO_SOON.status), soon)
    if ticket is None:
        return _ask(here, WRONG, login=login, status=MALFORMED.status)
    return _ask_code(here, By.APP, ticket)


@router.get("/sign-in/code")
@router.get("/sign-in/recovery")
def begin_again(here: Here) -> Response:
    """Lead to the first step: this one is reached from there alone."""
    return here.go(signing_in.SIGN_IN)


@router.post("/sign-in/code")
def take_code(here: Here) -> Response:
    """Look at a code of their app, and let them in."""
    return _take(here, By.APP)


@router.post("/sign-in/recovery")
def take_recovery_code(here: Here) -> Response:
    """Ask for a recovery code, look at it, and let them in."""
    if "code" not in here.form.names():
        return _ask_code(here, By.RECOVERY, here.form.get("ticket"))
    return _take(here, By.RECOVERY)


def address_of(here: Visit) -> str:
    """Return where a request comes from, for counting failures."""
    return "" if here.request.client is None else here.request.client.host


def waiting(soon: TooSoon) -> str:
    """Say how long the next try must wait."""
    return f"There were too many tries. Wait {_seconds(soon)} seconds, then try again"


def slowed(answer: Response, soon: TooSoon) -> Response:
    """Tell the browser, too, how long the next try must wait."""
    answer.headers["Retry-After"] = str(_seconds(soon))
    return answer


def _seconds(soon: TooSoon) -> int:
    return math.ceil(soon.wait.total_seconds())


def _take(here: Visit, way: By) -> Response:
    ticket = here.form.get("ticket")
    try:
        proven = proving.by_code(
            here.db, ticket, here.form.get("code"), way=way, address=address_of(here), at=here.at
        )
    except TooSoon as soon:
        return slowed(_ask_code(here, way, ticket, waiting(soon), status=TOO_SOON.status), soon)
    if proven is not None:
        carried = Carried.of(here.request, here.form)
        return signing_in.finish(here.request, here.doors, proven.person, proven.role, carried)
    if not proving.is_half_way(here.db, ticket, at=here.at):
        return _ask(here, TOO_LATE, status=MALFORMED.status)
    return _ask_code(here, way, ticket, WRONG_CODE[way], status=MALFORMED.status)


def _ask(here: Visit, problem: str | None = None, *, login: str = "", status: int = 200) -> Response:
    carried = Carried.of(here.request, here.form)
    return here.show(PASSWORD, status=status, carried=carried, login=login, problem=problem)


def _ask_code(
    here: Visit, way: By, ticket: str, problem: str | None = None, *, status: int = 200
) -> Response:
    carried = Carried.of(here.request, here.form)
    return here.show(TEMPLATES[way], status=status, carried=carried, ticket=ticket, problem=problem)
