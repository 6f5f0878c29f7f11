"""How every page is asked for: who is there, whether they may enter, what they sent.

A page declares its place once, in `pages()`. Nothing of a request is read before it is known who asks, but for
the form of somebody whose session has ended: what they typed is kept for them (`signing_in`).
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute

from api.bodies import check_content
from api.dependencies import doors
from api.identity import session_of
from api.web import signing_in
from api.web.forms import Form
from api.web.uploads import read_upload
from states.errors import NotPermitted
from states.permissions import Place, may_enter

#: Places that are entered without signing in.
UNSIGNED = frozenset({Place.ANYONE, Place.SURVEY})
SAFE_METHODS = frozenset({"GET", "HEAD"})


class PageRoute(APIRoute):
    """A route that answers with a page, to those who may enter its place."""

    place: Place = Place.ANYONE
    #: Whether a form may bring a file.
    takes_file: bool = False

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler: who asks, whether they may, what they sent, then the route."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            held = doors(request)
            state = request.state
            state.at = held.clock()
            # Behind her link nobody is looked for: whoever it is stays a stranger.
            state.session = None
            if self.place is not Place.SURVEY:
                state.session = await run_in_threadpool(session_of, request, held.db, state.at)
            state.form = Form()
            if request.method not in SAFE_METHODS:
                await self._read(request)
            if self.place not in UNSIGNED:
                if state.session is None:
                    return await run_in_threadpool(signing_in.ask, request, state.form)
                if not may_enter(state.session.actor, self.place):
                    raise NotPermitted("this page is not for your role")
            check_content([*request.path_params.values(), *request.query_params.values()])
            return await handle(request)

        return handled

    async def _read(self, request: Request) -> None:
        """Read what was sent; a file is kept only for who may enter, and let go for anybody else."""
        state = request.state
        if not self.takes_file:
            state.form = Form.of(request.headers.get("content-type", ""), await request.body())
            return
        session = state.session
        keeps = session is not None and may_enter(session.actor, self.place)
        state.upload = await read_upload(request, keeps=keeps)
        state.form = state.upload.form


def pages(place: Place, prefix: str = "", *, takes_file: bool = False) -> APIRouter:
    """Return a router of pages of one place; where it `takes_file`, each of its forms may bring one."""
    said = {"place": place, "takes_file": takes_file}
    route = type(f"{place.name.title().replace('_', '')}Route", (PageRoute,), said)
    return APIRouter(
        prefix=prefix, include_in_schema=False, route_class=route, default_response_class=HTMLResponse
    )
