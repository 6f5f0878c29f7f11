"""From why something could not be done to what the caller is told: the one place with HTTP numbers.

Every error is a problem document (RFC 9457). None repeats what was sent, and a fault of ours shows
only a reference, under which the log says where it happened.
"""

import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.logs import fault
from api.problems import ConflictOut, FaultOut, MalformedOut, ProblemOut, RefusalOut
from states.errors import (
    Conflict,
    KeyReused,
    Malformed,
    NotFound,
    NotPermitted,
    Problem,
    Refused,
    RowanError,
    Stale,
)
from workflow.delays import TooSoon
from workflow.documents import TooBig
from workflow.faults import NotUnique, StorageUnavailable

log = logging.getLogger(__name__)

#: The media type of every error.
PROBLEM_JSON: Final = "application/problem+json"
#: Success, success that made something, success of which nothing is to be told, and an answer that is somewhere else.
DONE: Final = 200
CREATED: Final = 201
NOTHING: Final = 204
SEE_OTHER: Final = 303
#: Errors are numbered from here on.
FIRST_ERROR: Final = 400
#: Seconds after which it is worth asking a database again that could not be reached.
RETRY_AFTER: Final = 5
#: Names of fields that may be repeated: those that a schema of ours could have. Any other may be anything.
FIELD = re.compile(r"[a-z][a-z0-9_-]{0,40}")


class Kind(NamedTuple):
    """One kind of problem."""

    name: str
    status: int
    title: str

    @property
    def type(self) -> str:
        """The problem's `type`, which programs go by."""
        return f"/problems/{self.name}"


REFUSED = Kind("refused", 409, "A condition is not met")
STALE = Kind("stale", 409, "It has changed since it was read")
KEY_REUSED = Kind("key-reused", 409, "The idempotency key was used before")
CONFLICT = Kind("conflict", 409, "Somebody else was first")
NOT_SIGNED_IN = Kind("not-signed-in", 401, "Nobody is signed in")
NOT_PERMITTED = Kind("not-permitted", 403, "Not permitted")
ELSEWHERE = Kind("from-elsewhere", 403, "The request came from elsewhere")
NOT_FOUND = Kind("not-found", 404, "Not found")
NO_SUCH_METHOD = Kind("method-not-allowed", 405, "This address does not take that method")
TOO_LARGE = Kind("too-large", 413, "The request is too large")
MALFORMED = Kind("malformed", 422, "The request does not fit its schema")
TOO_SOON = Kind("too-soon", 429, "Too many tries in a row")
FAULT = Kind("fault", 500, "A fault of ours")
UNAVAILABLE = Kind("unavailable", 503, "Not available just now")

KINDS = (
    REFUSED,
    STALE,
    KEY_REUSED,
    CONFLICT,
    NOT_SIGNED_IN,
    NOT_PERMITTED,
    ELSEWHERE,
    NOT_FOUND,
    NO_SUCH_METHOD,
    TOO_LARGE,
    MALFORMED,
    TOO_SOON,
    FAULT,
    UNAVAILABLE,
)
#: What the framework's own refusals become.
OF_STATUS: Mapping[int, Kind] = {
    kind.status: kind for kind in (NOT_FOUND, NO_SUCH_METHOD, TOO_LARGE, MALFORMED)
}


class NotSignedIn(Exception):
    """Nobody is signed in, or their token is not good any more."""


class TooLarge(Exception):
    """The request's body is larger than what is read."""


class Overtaken(Stale):
    """A stale command, with what happened meanwhile as far as the caller may know it."""

    def __init__(self, stale: Stale, changes: Sequence[str], *, possible: bool | None) -> None:
        super().__init__(stale.expected, stale.actual)
        self.changes = list(changes)
        self.possible = possible


#: What an expected refusal becomes; the most particular class comes first.
OF_ERRORS: Mapping[type[Exception], Kind] = {
    Refused: REFUSED,
    Stale: STALE,
    KeyReused: KEY_REUSED,
    Conflict: CONFLICT,
    NotPermitted: NOT_PERMITTED,
    NotFound: NOT_FOUND,
    Malformed: MALFORMED,
    TooSoon: TOO_SOON,
    NotUnique: CONFLICT,
    NotSignedIn: NOT_SIGNED_IN,
    TooLarge: TOO_LARGE,
    TooBig: TOO_LARGE,
    StorageUnavailable: UNAVAILABLE,
}
#: Words for errors whose own are for logs.
DETAILS: Mapping[Kind, str] = {
    CONFLICT: "somebody else was first: ask again",
    NOT_SIGNED_IN: "nobody is signed in, or the token is not good any more",
    TOO_LARGE: "the request is larger than what is read",
    UNAVAILABLE: "the database cannot be reached or written just now: nothing was kept, ask again later",
}
_SHAPES: Mapping[int, type[ProblemOut]] = {
    REFUSED.status: ConflictOut,
    MALFORMED.status: MalformedOut,
    FAULT.status: FaultOut,
}
#: What any route that asks who is there may answer.
ANYWHERE = (NOT_SIGNED_IN, MALFORMED, FAULT, UNAVAILABLE)


def answers(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """Return what a route's documentation says of these problems and of those that are possible anywhere."""
    found: dict[int | str, dict[str, Any]] = {}
    for kind in (*kinds, *ANYWHERE):
        model = _SHAPES.get(kind.status, ProblemOut)
        found[kind.status] = {"model": model, "description": kind.title}
    return found


def document(kind: Kind, detail: str, **more: Any) -> JSONResponse:
    """Write one problem."""
    body = {"type": kind.type, "title": kind.title, "status": kind.status, "detail": detail, **more}
    headers = {}
    if kind is NOT_SIGNED_IN:
        headers["WWW-Authenticate"] = "Bearer"
    if kind is UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER)
    return JSONResponse(body, kind.status, headers, media_type=PROBLEM_JSON)


async def refused(_: Request, error: Exception) -> JSONResponse:
    """Tell of an expected refusal, from inside or from the framework."""
    match error:
        case Refused():
            refusals = [RefusalOut.model_validate(found).model_dump() for found in error.refusals]
            return document(REFUSED, error.detail, refusals=refusals)
        case Overtaken():
            return document(STALE, error.detail, changes=error.changes, possible=error.possible)
        case Malformed():
            return malformed(error.detail, error.problems)
        case RequestValidationError():
            return malformed("what was sent does not fit its schema", framework_problems(error))
        case HTTPException():
            return _by_status(error)
        case _:
            return _by_family(error)


def _by_family(error: Exception) -> JSONResponse:
    kind = next(kind for family, kind in OF_ERRORS.items() if isinstance(error, family))
    detail = error.detail if isinstance(error, RowanError) else DETAILS[kind]
    return document(kind, detail)


def malformed(detail: str, problems: Sequence[Problem]) -> JSONResponse:
    """Tell which fields do not fit. A name that no schema of ours has is not repeated."""
    told = [{"field": named(problem.field.split(".")), "message": problem.message} for problem in problems]
    return document(MALFORMED, detail, problems=told)


def named(path: Sequence[str]) -> str:
    """Write where a field is, without the names that only the caller has given."""
    return ".".join(part if part.isdecimal() or FIELD.fullmatch(part) else "…" for part in path)


def framework_problems(error: RequestValidationError) -> list[Problem]:
    """Name each field that the framework found wrong."""
    return [Problem(_place(found["loc"]), found["msg"]) for found in error.errors()]


def _place(path: Sequence[str | int]) -> str:
    place = ".".join(map(str, path))
    # Only headers that we ask for are found wrong; case tells nothing in their names.
    return place.lower() if path[:1] == ("header",) else place


def _by_status(error: HTTPException) -> JSONResponse:
    kind = OF_STATUS.get(error.status_code, MALFORMED)
    answer = (
        malformed("the request cannot be read", ())
        if kind is MALFORMED
        else document(kind, kind.title.lower())
    )
    answer.headers.update(error.headers or {})
    return answer


def bug(error: Exception) -> JSONResponse:
    """Log a fault without a word of what it said, and show the reference alone."""
    reference = secrets.token_hex(8)
    fields = {"reference": reference, **fault(type(error), error.__traceback__)}
    log.error("a fault of ours", extra={"fields": fields})
    return document(FAULT, "something is wrong on our side: quote the reference", reference=reference)


#: What an answer looks like to whoever asks: the document itself, or a page that says the same.
Showing = Callable[[Request, JSONResponse], Response]


def handle_errors(app: FastAPI, shown: Showing) -> None:
    """Have the application tell all of them so; faults are caught around it."""

    async def tell(request: Request, error: Exception) -> Response:
        return shown(request, await refused(request, error))

    families: tuple[type[Exception], ...] = (RowanError, *OF_ERRORS, RequestValidationError, HTTPException)
    for family in families:
        app.add_exception_handler(family, tell)
