"""What is said to PostgreSQL on the command path, straight through libpq.

The driver's cursor takes twice the processor time of a statement; here each text is prepared once for the
connection, and statements whose answers nobody waits for are sent in one turn. Rows are read by the driver.
"""

import re
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

GOOD = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})
#: SQLAlchemy's mark for a value, and for a percent sign that is none.
MARKS = re.compile("%[s%]")

Said = tuple[str, Sequence[Any]]


class Wire:
    """One connection, in the driver's autocommit, used by one thread at a time."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        # Else the driver would prepare texts too, and forget all of ours with its own after each ROLLBACK.
        connection.prepare_threshold = None
        self._libpq = connection.pgconn
        self._reader = Transformer(connection)
        self._names: dict[str, bytes] = {}

    def say(self, word: bytes) -> bytes | None:
        """Say one word that takes no values; what the server calls what it did."""
        return _good(self._libpq.exec_(word)).command_status

    def run(self, text: str, values: Sequence[Any]) -> PGresult:
        """Run one statement and wait for its answer."""
        written: Any = _written(values)
        return _good(self._libpq.exec_prepared(self._prepared(text), written))

    def rows(self, text: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run one statement; all rows that it gives."""
        result = self.run(text, values)
        self._reader.set_pgresult(result)
        return self._reader.load_rows(0, result.ntuples, tuple)

    def run_together(self, said: Sequence[Said], then: bytes | None = None) -> bytes | None:
        """Run statements in order and in one turn, and then perhaps one word; what the server calls the last.

        The first that fails is raised, and nothing after it is run.
        """
        # Preparing waits for an answer, which must not be mixed with those of the turn.
        ready = [(self._prepared(text), _written(values)) for text, values in said]
        self._libpq.enter_pipeline_mode()
        try:
            for name, values in ready:
                self._libpq.send_query_prepared(name, values)
            if then is not None:
                self._libpq.send_query_params(then, None)
            self._libpq.pipeline_sync()
            results = [self._heard() for _ in range(len(ready) + (then is not None))]
            self._libpq.get_result()
        finally:
            if not self.lost:
                self._libpq.exit_pipeline_mode()
        return [_good(result).command_status for result in results][-1]

    @property
    def lost(self) -> bool:
        """Whether the server went away."""
        return self._libpq.status != psycopg.pq.ConnStatus.OK

    def _heard(self) -> PGresult:
        """One statement's answer, and the silence after it."""
        # None before its time means that nobody is there.
        result = self._libpq.get_result() or self._libpq.make_empty_result(ExecStatus.FATAL_ERROR)
        self._libpq.get_result()
        return result

    def _prepared(self, text: str) -> bytes:
        name = self._names.get(text)
        if name is None:
            name = b"rowan_%d" % len(self._names)
            _good(self._libpq.prepare(name, _numbered(text)))
            self._names[text] = name
        return name


def _numbered(text: str) -> bytes:
    """The text with its values by number, as the server takes them."""
    parts = MARKS.split(text)
    marks = MARKS.findall(text)
    numbers = iter(range(1, len(marks) + 1))
    return "".join(
        part + ("" if mark is None else "%" if mark == "%%" else f"${next(numbers)}")
        for part, mark in zip(parts, [*marks, None], strict=True)
    ).encode()


def _written(values: Sequence[Any]) -> list[bytes | None]:
    """Values as the server reads text. It infers their types: declared ones would differ by the size of a number."""
    return [None if value is None else _text(value) for value in values]


def _text(value: Any) -> bytes:
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode()
    text = str(value).encode()
    if b"\0" in text:
        # libpq would cut it there without a word.
        raise psycopg.DataError("PostgreSQL's text holds no NUL")
    return text


def _good(result: PGresult) -> PGresult:
    if result.status in GOOD:
        return result
    error = error_from_result(result)
    if error.sqlstate is None:
        # Not the server's word but libpq's, about its absence.
        raise psycopg.OperationalError(str(error))
    raise error
