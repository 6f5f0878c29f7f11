"""The largest body that is read. What says that it is larger is not read at all."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import TooLarge


class Limit:
    """Lets a route read up to so many bytes; a route that reads more gets TooLarge."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        read = 0

        async def limited() -> Message:
            nonlocal read
            if _announced(scope) > self._limit:
                raise TooLarge
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._limit:
                raise TooLarge
            return message

        await self._app(scope, limited if scope["type"] == "http" else receive, send)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() else 0
