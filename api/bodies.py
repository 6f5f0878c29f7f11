"""What a request's body may be before anybody reads it as anything: JSON, shallow, and storable."""

from typing import Any

import orjson
from starlette.requests import Request

from states.errors import Malformed, Problem
from workflow.documents import MOST, Media, TooBig

#: Levels of lists and objects inside each other. A referral has five.
DEEPEST = 20
#: The one character that PostgreSQL cannot store in a text.
NUL = "\x00"
JSON = "application/json"


def check_json(media_type: str, body: bytes) -> None:
    """Refuse what is not JSON, nests too deep, or could not be stored. Raises Malformed."""
    if media_type.partition(";")[0].strip().lower() != JSON:
        raise _refusal(f"must be sent as {JSON}")
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        # Not chained: its message quotes the body.
        raise _refusal("is not JSON") from None
    check_content(content)


async def read_file(request: Request) -> bytes:
    """Read a body that is a file. Raises Malformed, and TooBig before the rest of it is read."""
    if media_type(request) not in frozenset(Media):
        message = f"must be {', '.join(Media)}"
        raise Malformed("the file cannot be taken", [Problem("content-type", message)])
    announced = request.headers.get("content-length", "")
    read = bytearray()
    if not announced.isdecimal() or int(announced) <= MOST:
        async for piece in request.stream():
            read += piece
            if len(read) > MOST:
                raise TooBig
        return bytes(read)
    raise TooBig


def media_type(request: Request) -> str:
    """Return what a request says that its body is."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def check_content(content: Any) -> None:
    """Refuse nesting that is too deep, and strings that hold NUL, be they values or names."""
    level = [content]
    for _ in range(DEEPEST):
        if any(isinstance(value, str) and NUL in value for value in level):
            raise _refusal("holds a NUL character")
        level = [part for value in level for part in _parts(value)]
        if not level:
            return
    raise _refusal(f"nests deeper than {DEEPEST} levels")


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []


def _refusal(message: str) -> Malformed:
    return Malformed("the body cannot be read", [Problem("body", message)])
