"""Who asks: the one place that says how a request shows whose it is.

A route only ever sees the actor. A token is never logged or repeated, whether a program shows it or a browser.
"""

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request

from api.errors import NotSignedIn
from workflow import people, sessions
from workflow.actors import Actor
from workflow.db import Database
from workflow.sessions import Session

#: Characters; no token of ours is longer, and none longer is worth hashing.
LONGEST_TOKEN = 200
#: What the cookie of a session is called over TLS, and without it.
HOST_COOKIE, PLAIN_COOKIE = COOKIES = ("__Host-rowan", "rowan")

Way = Callable[[Request, Database, datetime], Actor | None]


def by_token(request: Request, db: Database, at: datetime) -> Actor | None:
    """Find the person whose bearer token the request carries."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
        return None
    return people.authenticate(db, token, at=at)


def by_session(request: Request, db: Database, at: datetime) -> Actor | None:
    """Find who is signed in with the browser that asks."""
    session = session_of(request, db, at)
    return None if session is None else session.actor


def session_of(request: Request, db: Database, at: datetime) -> Session | None:
    """Return the session of the browser that asks, where there is one that lasts."""
    token = token_of(request)
    return None if token is None else sessions.resume(db, token, at=at)


def token_of(request: Request) -> str | None:
    """Return the token of the browser's session, as it shows it."""
    token = request.cookies.get(cookie_of(request), "")
    return token if 0 < len(token) <= LONGEST_TOKEN else None


def cookie_of(request: Request) -> str:
    """Return the name of the cookie: over TLS one that no other host and no plain page can set."""
    return HOST_COOKIE if request.url.scheme == "https" else PLAIN_COOKIE


#: Every way to show who asks, in the order in which they are tried.
WAYS: tuple[Way, ...] = (by_token, by_session)


def identify(request: Request, db: Database, at: datetime) -> Actor:
    """Return who asks. Raises NotSignedIn."""
    for way in WAYS:
        actor = way(request, db, at)
        if actor is not None:
            return actor
    raise NotSignedIn
