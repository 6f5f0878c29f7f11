"""What a page is given of its request, and how it answers: `Here` is all that a route of pages asks for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import Doors, doors
from api.errors import SEE_OTHER
from api.web import furniture, signing_in
from api.web.environment import ENVIRONMENT
from api.web.forms import Form
from api.web.route import pages
from workflow.actors import Actor
from workflow.db import Database
from workflow.sessions import Session

__all__ = ["Here", "Visit", "pages"]


@dataclass(frozen=True, slots=True, repr=False)
class Visit:
    """One request for a page. `maybe` is the session, where anybody is signed in."""

    request: Request
    doors: Doors
    maybe: Session | None
    form: Form
    at: datetime

    @property
    def db(self) -> Database:
        """The database."""
        return self.doors.db

    @property
    def session(self) -> Session:
        """The session. Only for places that nobody enters without one."""
        if self.maybe is None:
            message = "this page may be asked for by anybody"
            raise RuntimeError(message)
        return self.maybe

    @property
    def actor(self) -> Actor:
        """Who is signed in. Only for places that nobody enters without signing in."""
        return self.session.actor

    @property
    def typed(self) -> Form:
        """What they had typed on this page when they were signed out, given back once; empty otherwise.

        Draw a form with it before anything else. Nothing of it was sent.
        """
        state = self.request.state
        if not hasattr(state, "typed"):
            state.typed = signing_in.typed_before(self.request, self.db, self.maybe)
        found: Form = state.typed
        return found

    def show(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Answer with a page. The furniture around it is the same everywhere."""
        around = furniture.around(self.request, self.doors, self.maybe, self.at)
        return HTMLResponse(ENVIRONMENT.get_template(template).render(**around, **context), status)

    def go(self, path: str, *, done: str | None = None, **query: str) -> RedirectResponse:
        """Send the browser to another page of ours, which may say what was `done`; Back asks nothing again."""
        said = {**query, **({} if done is None else {"done": done})}
        return RedirectResponse(f"{path}?{urlencode(said)}" if said else path, SEE_OTHER)


def _visit(request: Request) -> Visit:
    state = request.state
    return Visit(request, doors(request), state.session, state.form, state.at)


Here = Annotated[Visit, Depends(_visit)]
