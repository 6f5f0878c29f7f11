"""The database: one transaction that writes, readings that see one moment, and nothing else.

On SQLite one lock in the process orders the writers; readers never wait for them. Nobody but this module begins
or ends a transaction: commit() and rollback() through `Tx.connection`, or by a `Session` on it, do nothing.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Literal

from sqlalchemy import Connection

from workflow.engines import open_lines
from workflow.faults import translated
from workflow.keys import Keys
from workflow.lines import Line
from workflow.opening import check
from workflow.prepared import Prepared, Rows, Values
from workflow.serving import serving

log = logging.getLogger(__name__)


class Tx:
    """One transaction, as the code inside it sees it."""

    __slots__ = ("_calls", "_line", "dialect")

    def __init__(self, line: Line, dialect: Literal["sqlite", "postgresql"]) -> None:
        self._line = line
        self._calls: list[Callable[[], object]] = []
        self.dialect = dialect

    @property
    def connection(self) -> Connection:
        """For Core and SQLModel reads, inside this transaction."""
        self._line.flush()
        return self._line.connection

    def run(self, statement: Prepared, **values: Any) -> int:
        """Write; how many rows were touched."""
        return self._line.run(statement, values)

    def write(self, statement: Prepared, **values: Any) -> None:
        """Write where nobody asks how many rows were touched, which lets PostgreSQL take several in one turn.

        In order with everything else; what is wrong with it may be raised as late as the commit.
        """
        self._line.write(statement, values)

    def run_many(self, statement: Prepared, rows: Sequence[Values]) -> None:
        """Write the same statement once a row."""
        self._line.run_many(statement, rows)

    def rows(self, statement: Prepared, **values: Any) -> Rows:
        """Read every row. For many rows, read page by page."""
        return self._line.rows(statement, values)

    def one(self, statement: Prepared, **values: Any) -> tuple[Any, ...] | None:
        """Read the first row, if there is one."""
        rows = self._line.rows(statement, values)
        return rows[0] if rows else None

    def after_commit(self, call: Callable[[], object]) -> None:
        """Have `call` made once the commit is durable; never if it is not."""
        self._calls.append(call)

    def committed(self) -> None:
        """Make those calls. What one raises is logged: the command itself has succeeded."""
        for call in self._calls:
            try:
                call()
            except Exception:
                log.exception("a call after the commit failed")


class Database:
    """One for the process. Opening it checks modes, schema and keys, and refuses rather than limps."""

    def __init__(self, url: str, *, keys: Keys) -> None:
        """Open the database at `url` ("sqlite:///FILE" or "postgresql://…"), sealed under `keys`.

        Raises `ConfigurationFault`, which says what to change, or `StorageUnavailable`.
        """
        self.keys = keys
        self.url = url
        lines = open_lines(url)
        self.dialect: Literal["sqlite", "postgresql"] = lines.dialect
        self._writers, self._readers = lines.writers, lines.readers
        self._mine = threading.local()
        self._listeners: list[Callable[[], object]] = []
        try:
            check(self._writers, keys)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[Tx]:
        """Open the one transaction of this thread: all of it is kept, or none of it.

        Without `keep` it is always undone, which is what a dry run is. Raises `StorageUnavailable` or
        `NotUnique` in place of what the driver says.
        """
        if getattr(self._mine, "writing", False):
            # On SQLite it would wait for itself for ever.
            raise RuntimeError("this thread is inside a transaction already")
        self._mine.writing = True
        try:
            with translated(), self._writers.line() as line:
                tx = Tx(line, self.dialect)
                yield tx
                if keep:
                    line.commit()
                else:
                    line.rollback()
        finally:
            self._mine.writing = False
        if keep:
            tx.committed()

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """See the database as it stood at one moment. Never waits for a writer, never makes one wait."""
        with translated(), self._readers.line() as line:
            yield Tx(line, self.dialect)
            line.rollback()

    def on_commit(self, call: Callable[[], object]) -> None:
        """Have `call` made after each command's commit, such as to wake delivery. It must not wait."""
        self._listeners.append(call)

    def wake(self) -> None:
        """Tell whoever listens that a command was committed."""
        for call in self._listeners:
            call()

    def serve_lock(self) -> AbstractContextManager[None]:
        """Be the only process that serves this file; refused, naming the holder, if another does.

        On PostgreSQL any number may serve.
        """
        return serving(self.url)

    def close(self) -> None:
        """Let all idle connections go."""
        self._writers.close()
        self._readers.close()
