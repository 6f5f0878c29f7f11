"""What a request's body may be before anybody reads it as anything: JSON, shallow, and storable."""

from typing import Any

import orjson

from states.errors import Malformed, Problem

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
