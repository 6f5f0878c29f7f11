"""The largest body that is read. What says that it is larger is not read at all."""

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import TooLarge

#: Addresses to which documents are uploaded.
UPLOADS = re.compile(r"(?:/api/v1)?/cases/[^/]+/documents")
#: Most bytes that are read there: more than is kept, so that a page may say so and give back what was typed.
LARGEST_UPLOAD = 40 * 1024 * 1024


class Limit:
    """Lets a route read up to so many bytes, and more where documents are uploaded; what is more gets TooLarge."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        read, most = 0, self._limit
        if scope["type"] == "http" and scope["method"] == "POST" and UPLOADS.fullmatch(scope["path"]):
            most = LARGEST_UPLOAD

        async def limited() -> Message:
            nonlocal read
            if _announced(scope) > most:
                raise TooLarge
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise TooLarge
            return message

        await self._app(scope, limited if scope["type"] == "http" else receive, send)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() else 0
