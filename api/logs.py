"""Logs: one JSON object a line on standard error, without personal data.

What an exception says and what its frames held is never written: both may quote a row or a request.
A fault is found again by its type, its places in the code and the reference that the caller was shown.
"""

import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from traceback import extract_tb
from types import TracebackType
from typing import Any

import orjson

#: Frames that a line names, the innermost last.
FRAMES = 12
#: Libraries that quote what they carry, and the least of theirs that is worth a line: GOV.UK Notify's answers may
#: quote a number, and URLs of webhooks are known to their owners alone.
QUOTING = {
    "notifications_python_client": logging.CRITICAL + 1,
    "urllib3": logging.ERROR,
    "procrastinate": logging.WARNING,
}


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON; `extra={"fields": {…}}` adds fields of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **fields_of(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line |= fault(record.exc_info[0], record.exc_info[2])
        return orjson.dumps(line, default=str, option=orjson.OPT_UTC_Z).decode()


def fields_of(record: logging.LogRecord) -> Mapping[str, Any]:
    """Return the fields that the caller added."""
    found: Mapping[str, Any] = getattr(record, "fields", {})
    return found


def fault(kind: type[BaseException], trace: TracebackType | None) -> dict[str, Any]:
    """Say which exception it was and where, never what it said."""
    frames = extract_tb(trace)[-FRAMES:]
    return {
        "error": kind.__name__,
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def write_json_lines(level: str) -> None:
    """Make every logger of the process write JSON lines. Called once, by a process that serves."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)
    # Ours says the same without addresses, query strings and references.
    logging.getLogger("uvicorn.access").disabled = True
    for name, least in QUOTING.items():
        logging.getLogger(name).setLevel(least)
