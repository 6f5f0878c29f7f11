"""Around every request: faults are caught, and what was answered is logged and measured.

A line says the route's template, never the address, its query or a body: those name cases and people.
"""

import logging
from time import perf_counter

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.courtesy import InHand
from api.errors import Showing, bug
from api.measures import Measures, method_of

log = logging.getLogger("api.requests")

#: The route of what no route answered.
UNMATCHED = "unmatched"


class Watch:
    """Logs and measures every answer; a fault is answered by its reference alone."""

    def __init__(self, app: ASGIApp, measures: Measures, in_hand: InHand, shown: Showing) -> None:
        self._app = app
        self._measures, self._in_hand, self._shown = measures, in_hand, shown

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with self._in_hand:
                await self._app(scope, receive, answer)
        except ClientDisconnect:
            log.info("the caller left")
        except Exception as error:  # noqa: BLE001 - Whatever it is, the caller is told of it in one way.
            problem = bug(error)
            if status == 0:
                await self._shown(Request(scope), problem)(scope, receive, answer)
        self._tell(scope, status, perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", UNMATCHED)
        method = method_of(scope["method"])
        self._measures.answered(method, route, status, seconds)
        fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        log.info("answered", extra={"fields": fields})
