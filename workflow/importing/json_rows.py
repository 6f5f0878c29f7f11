"""Rows of JSON lines: one referral a line, exactly as the API takes it."""

from collections.abc import Iterator
from typing import BinaryIO

import orjson

from workflow.importing.rows import REASON, TOO_LONG, Row, decoded, skip_line
from workflow.referral import LONGEST


class JsonRows:
    """The lines of a file, read one at a time."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __iter__(self) -> Iterator[Row]:
        """Yield each line that is not blank."""
        number = 0
        # One more than may be, so that a line that is just not too long is seen to end.
        while line := self._file.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                if not line.endswith(b"\n"):
                    skip_line(self._file, LONGEST)
                yield Row(number, b"", fault=TOO_LONG)
            elif line.strip():
                yield _row(number, line.strip())

    def heading(self) -> str:
        """Return nothing: each line speaks for itself."""
        return ""

    def rejection(self, row: Row, reason: str) -> str:
        """Return the line with its reason as one more field."""
        held = row.sent if row.sent is not None else {"row": decoded(row.content)[0]}
        return orjson.dumps({REASON: reason, **held}).decode() + "\n"


def _row(number: int, line: bytes) -> Row:
    _, fault = decoded(line)
    if fault:
        return Row(number, line, fault=fault)
    try:
        sent = orjson.loads(line)
    except orjson.JSONDecodeError:
        # Not what it says: it would quote the line.
        return Row(number, line, fault="is not JSON, or only half of it")
    if not isinstance(sent, dict):
        return Row(number, line, fault="is not a JSON object")
    sent.pop(REASON, None)
    return Row(number, line, sent)
