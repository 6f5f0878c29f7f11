"""Who asks: the one place that says how a request shows whose it is.

Signing in by a page adds a way here; a route only ever sees the actor. A token is never logged or repeated.
"""

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request

from api.errors import NotSignedIn
from workflow import people
from workflow.actors import Actor
from workflow.db import Database

#: Characters; no token of ours is longer, and none longer is worth hashing.
LONGEST_TOKEN = 200

Way = Callable[[Request, Database, datetime], Actor | None]


def by_token(request: Request, db: Database, at: datetime) -> Actor | None:
    """Find the person whose bearer token the request carries."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
        return None
    return people.authenticate(db, token, at=at)


#: Every way to show who asks, in the order in which they are tried.
WAYS: tuple[Way, ...] = (by_token,)


def identify(request: Request, db: Database, at: datetime) -> Actor:
    """Return who asks. Raises NotSignedIn."""
    for way in WAYS:
        actor = way(request, db, at)
        if actor is not None:
            return actor
    raise NotSignedIn
