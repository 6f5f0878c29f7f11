"""Routes that a provider calls by itself: nothing of a request is read before its token is known to be ours.

They fail closed: where no token is set, nobody is let in. What they are sent holds numbers and words of people, and
is never logged or repeated.
"""

import hmac
from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.responses import Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from api.bodies import check_content, check_json
from api.dependencies import doors
from api.errors import NotSignedIn

#: Declares the token in the reference; `check_token()` is what looks at it.
BEARER = HTTPBearer(
    scheme_name="NotifyCallback",
    auto_error=False,
    description="The token of ROWAN_NOTIFY_CALLBACK_TOKEN, as it was given to GOV.UK Notify.",
)


def check_token(request: Request) -> None:
    """Refuse whoever does not show the provider's token. Raises NotSignedIn."""
    wanted = doors(request).settings.notify_callback_token
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if wanted is None or scheme.lower() != "bearer" or not _are_equal(shown, wanted.get_secret_value()):
        raise NotSignedIn


def _are_equal(shown: str, wanted: str) -> bool:
    # Of digests, so that the time tells neither how much of a guess is right nor how long the token is.
    return hmac.compare_digest(sha256(shown.encode()).digest(), sha256(wanted.encode()).digest())


class CallbackRoute(APIRoute):
    """A route for a provider alone."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler: who calls, then the body's form, then the route."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            check_token(request)
            request.state.at = doors(request).clock()
            check_content([*request.query_params.values()])
            check_json(request.headers.get("content-type", ""), await request.body())
            return await handle(request)

        return handled


async def _declared(_: Annotated[object, Security(BEARER)]) -> None:
    """Say in the reference which token is wanted."""


#: What a router of such routes depends on.
DECLARED = Depends(_declared)
