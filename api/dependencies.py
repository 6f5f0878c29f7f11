"""What routes ask for: the database, the hour, who is there, and the parts of requests that many share."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import AwareDatetime, Field

from api.bodies import check_content, check_json
from api.courtesy import InHand
from api.delivering import Loops
from api.identity import identify
from api.settings import Settings
from notifications.delivery import Carriers
from workflow.actors import Actor
from workflow.db import Database
from workflow.intake import LONGEST_KEY

#: Declares the token in the reference; `identify()` is what looks at it.
BEARER = HTTPBearer(auto_error=False, description="A token made by `rowan people token`.")


@dataclass
class Doors:
    """What one application holds while it runs. Where workers deliver there are no `loops`."""

    settings: Settings
    clock: Callable[[], datetime]
    database: Database | None = None
    loops: Loops | None = None
    started: datetime | None = None
    carriers: Carriers = field(default_factory=dict)
    in_hand: InHand = field(default_factory=InHand)
    demonstration: bool | None = None

    @property
    def db(self) -> Database:
        """The open database."""
        if self.database is None:
            message = "the application is not running"
            raise RuntimeError(message)
        return self.database


def doors(request: Request) -> Doors:
    """Return what the application of this request holds."""
    found: Doors = request.app.state.doors
    return found


class SignedInRoute(APIRoute):
    """A route that reads nothing of a request before it knows who asks, and no body that it should not."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler: who asks, then the body's form, then the route."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            held = doors(request)
            request.state.at = held.clock()
            request.state.actor = await run_in_threadpool(identify, request, held.db, request.state.at)
            check_content([*request.path_params.values(), *request.query_params.values()])
            if self.body_field is not None:
                request.state.body = await request.body()
                check_json(request.headers.get("content-type", ""), request.state.body)
            return await handle(request)

        return handled


async def _db(request: Request) -> Database:
    return doors(request).db


async def _actor(request: Request, _: Annotated[object, Security(BEARER)]) -> Actor:
    found: Actor = request.state.actor
    return found


async def _at(request: Request) -> datetime:
    found: datetime = request.state.at
    return found


Db = Annotated[Database, Depends(_db)]
SignedIn = Annotated[Actor, Depends(_actor)]
Now = Annotated[datetime, Depends(_at)]

REFERENCE = r"^[A-Z]-[0-9A-HJKMNP-TV-Z]{8}$"
#: The reference of the thing that a route is about.
Reference = Annotated[str, Path(pattern=REFERENCE, examples=["C-7KQ29MXD"])]
_KEY = Header(
    alias="Idempotency-Key",
    min_length=1,
    max_length=LONGEST_KEY,
    pattern=r"^[\x21-\x7e]+$",
    description="The same request under the same key has the effect of one, and gets the same answer.",
)
#: What makes a repeat have the effect of one: any printable characters.
Key = Annotated[str, _KEY]
#: The same where a request may do without.
MaybeKey = Annotated[str | None, _KEY]
#: A moment with its zone, within what calendars and databases can count.
Moment = Annotated[
    AwareDatetime,
    Field(
        ge=datetime.fromisoformat("2000-01-01T00:00:00Z"), le=datetime.fromisoformat("2200-01-01T00:00:00Z")
    ),
]
