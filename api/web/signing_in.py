"""What happens to a request of somebody who is not signed in: they are asked to sign in, and lose nothing.

However they then prove who they are, it ends in `finish()`: a new session, what they had typed, and the page that
they wanted.
"""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Match

from api.dependencies import Doors, doors
from api.errors import NOT_SIGNED_IN, SEE_OTHER
from api.identity import token_of
from api.web import cast, cookie, furniture
from api.web.devices import device_of
from api.web.environment import ENVIRONMENT
from api.web.forms import Form
from api.web.words.places import NAVIGATION
from states.vocabulary import Role
from workflow import drafts, sessions
from workflow.db import Database
from workflow.drafts import Typed
from workflow.sessions import Session

#: Where people sign in, and where anybody enters a demonstration.
SIGN_IN, ENTER = "/sign-in", "/enter"
#: Fields that every form on the way in carries along: where one was going, and what one had typed, sealed.
NEXT, KEPT = "next", "kept"
#: Beginnings of addresses to which passwords are sent. Of these nothing is kept.
UNKEPT = "/account"


@dataclass(frozen=True, slots=True)
class Carried:
    """What the forms on the way in carry along."""

    next: str = ""
    kept: str = ""

    @classmethod
    def of(cls, request: Request, form: Form) -> "Carried":
        """Return what a form carried, or a link."""
        return cls(form.get(NEXT) or request.query_params.get(NEXT, ""), form.get(KEPT))


def ask(request: Request, form: Form) -> Response:
    """Send them to sign in, and back to where they were going, with what they typed."""
    held, token = doors(request), token_of(request)
    person = None if token is None else sessions.owner(held.db, token)
    going = page_of(request) or "/"
    if not form or request.url.path.startswith(UNKEPT):
        said = {NEXT: going} if person is None else {NEXT: going, "done": "timed_out"}
        answer = RedirectResponse(f"{way_in(request)}?{urlencode(said)}", SEE_OTHER)
        if person is not None:
            clear(answer)
        return answer
    kept = drafts.seal(held.db.keys, person, Typed(going, tuple(form.pairs())), at=request.state.at)
    return show_way_in(request, held, Carried(going, kept), status=NOT_SIGNED_IN.status)


def show_way_in(request: Request, held: Doors, carried: Carried, *, status: int = 200) -> HTMLResponse:
    """Show the page on which one comes in."""
    around = furniture.around(request, held, None, request.state.at)
    if cast.is_open(request, held):
        people = [cast.introduced(found) for found in cast.cast(held)]
        page = ENVIRONMENT.get_template("enter.html").render(**around, carried=carried, people=people)
    else:
        page = ENVIRONMENT.get_template("sign_in.html").render(
            **around, carried=carried, problem=None, login=""
        )
    return HTMLResponse(page, status)


def finish(request: Request, held: Doors, person: str, role: Role, carried: Carried) -> Response:
    """Sign a person in on this browser: a new session in place of any other, and on to what they wanted."""
    at = request.state.at
    if (old := token_of(request)) is not None:
        sessions.end(held.db, old, at=at)
    agent = request.headers.get("user-agent", "")
    token = sessions.begin(held.db, person, device=device_of(agent), at=at)
    typed = drafts.unseal(held.db.keys, person, carried.kept, at=at) if carried.kept else None
    if typed is not None:
        drafts.keep(held.db, token, typed)
        answer = RedirectResponse(f"{typed.path}?done=typed", SEE_OTHER)
    else:
        wants = carried.next not in ("", "/") and is_page(request, carried.next)
        answer = RedirectResponse(carried.next if wants else NAVIGATION[role][0][0], SEE_OTHER)
    cookie.give(request, answer, token)
    return answer


def typed_before(request: Request, db: Database, session: Session | None) -> Form:
    """Return what was typed on this page before its session ended, and forget it."""
    token = token_of(request)
    if session is None or token is None or not session.has_draft or request.method != "GET":
        return Form()
    typed = drafts.take(db, token, request.url.path)
    return Form() if typed is None else Form(typed.pairs)


def clear(answer: Response) -> None:
    """Have the browser forget pages that it could show again without asking: the telephone may be shared."""
    # Never "storage": what an officer's telephone holds sealed must outlive a session.
    answer.headers["Clear-Site-Data"] = '"cache"'


def page_of(request: Request) -> str | None:
    """Return the page on which the request was made: its own address, or that from which its form was sent."""
    came = urlsplit(request.headers.get("referer", ""))
    candidates = [request.url.path, came.path if came.netloc == request.url.netloc else ""]
    return next((path for path in candidates if is_page(request, path)), None)


def is_page(request: Request, path: str) -> bool:
    """Say whether one of our own pages can be opened at that address."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        return False
    scope = {**request.scope, "method": "GET", "path": path.partition("?")[0]}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.state.pages)


def way_in(request: Request) -> str:
    """Return where one comes in: a demonstration on one's own machine has a door of its own."""
    return ENTER if cast.is_open(request, doors(request)) else SIGN_IN
