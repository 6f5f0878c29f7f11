"""The gate before whatever changes something: a request that another site had a browser make goes no further.

A browser sends our cookie with every request to us, whoever wrote the page it came from. So an unsafe method is
let through only where the browser says that the page was ours, or where no cookie could have been misused.
"""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import ELSEWHERE, Showing, document
from api.identity import COOKIES
from workflow.surveys.inviting import PATH

#: Methods that change nothing.
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Beginnings of addresses that ask by themselves who is there, and never answer a stranger.
ASKING = ("/api/", "/callbacks/")
#: Beginnings of addresses that are a permission by themselves: no cookie is looked at, so none can be misused. Their
#: pages tell no site where somebody came from, and what they send says so too: "Origin: null".
BEARING = (PATH,)


class Gate:
    """Refuses what a page of somebody else's made a browser send."""

    def __init__(self, app: ASGIApp, shown: Showing) -> None:
        self._app = app
        self._shown = shown

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] in SAFE or is_ours(Request(scope)):
            await self._app(scope, receive, send)
            return
        problem = document(ELSEWHERE, "the request did not come from a page of this service")
        await self._shown(Request(scope), problem)(scope, receive, send)


def is_ours(request: Request) -> bool:
    """Say whether a request that would change something was made by a page of ours, or by a program."""
    if request.url.path.startswith(BEARING):
        return True
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site == "same-origin"
    if origin is not None:
        return urlsplit(origin)[:2] == (request.url.scheme, request.headers.get("host", ""))
    if any(name in request.cookies for name in COOKIES):
        return False
    return "authorization" in request.headers or request.url.path.startswith(ASKING)
