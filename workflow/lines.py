"""Lines: connections to the database held open, each with a driver's cursor of its own.

SQLAlchemy opens them and may read through them; where a transaction begins and ends is said here and nowhere else.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import ExecStatus
from sqlalchemy import Connection, Engine

from workflow.prepared import Prepared, Rows, Values


class Line(ABC):
    """One connection: idle, or inside the one transaction that `begin` opened."""

    def __init__(self, engine: Engine) -> None:
        self.connection: Connection = engine.connect()
        driver: Any = self.connection.connection.driver_connection
        self.driver = driver
        self.cursor = driver.cursor()
        self.dialect = engine.dialect
        self._failed = False

    @property
    def lost(self) -> bool:
        """Whether this connection can never be used again."""
        return self._failed

    @abstractmethod
    def begin(self) -> None:
        """Open the transaction."""

    @abstractmethod
    def commit(self) -> None:
        """Make it durable; when this returns, it is on the disk."""

    @abstractmethod
    def rollback(self) -> None:
        """Undo it; harmless where the database did so already."""

    @abstractmethod
    def execute(self, text: str, values: Sequence[Any]) -> None:
        """Run one compiled statement on the cursor."""

    def run(self, statement: Prepared, values: Values) -> int:
        """Run it; how many rows it touched."""
        compiled = statement.on(self.dialect)
        self.execute(compiled.text, compiled.bind(values))
        return int(self.cursor.rowcount)

    def rows(self, statement: Prepared, values: Values) -> Rows:
        """Run it; all rows that it gives."""
        compiled = statement.on(self.dialect)
        self.execute(compiled.text, compiled.bind(values))
        return compiled.shape(self.cursor.fetchall())

    def write(self, statement: Prepared, values: Values) -> None:
        """Run it now, or with the next statement whose answer is waited for; never later than the commit."""
        compiled = statement.on(self.dialect)
        self.execute(compiled.text, compiled.bind(values))

    @abstractmethod
    def flush(self) -> None:
        """Run whatever is still to be written."""

    def run_many(self, statement: Prepared, rows: Sequence[Values]) -> None:
        """Run it once a row, in as few turns as the engine allows."""
        self.flush()
        compiled = statement.on(self.dialect)
        self.cursor.executemany(compiled.text, [compiled.bind(values) for values in rows])

    def abandon(self) -> None:
        """Undo after a failure, whose own story must be told rather than that of the undoing."""
        try:
            self.rollback()
        except (sqlite3.Error, psycopg.Error):
            self._failed = True

    def settle(self) -> None:
        """End what SQLAlchemy believes to be a transaction of its own; the real one is over."""
        if self.connection.in_transaction():
            self.connection.rollback()

    def close(self) -> None:
        """Let the connection go."""
        self.connection.invalidate()
        self.connection.close()


class SqliteLine(Line):
    """A connection to the file. The driver begins nothing by itself (its isolation level is None)."""

    def __init__(self, engine: Engine, begin: str) -> None:
        super().__init__(engine)
        self._begin = begin

    def begin(self) -> None:
        """Open the transaction: IMMEDIATE for a writer, so that it never finds out late that another writes."""
        self.cursor.execute(self._begin)

    def commit(self) -> None:
        """Commit; at synchronous FULL the log is flushed."""
        self.cursor.execute("COMMIT")

    def rollback(self) -> None:
        """Undo. A full disk makes SQLite undo by itself."""
        if self.driver.in_transaction:
            self.cursor.execute("ROLLBACK")

    def execute(self, text: str, values: Sequence[Any]) -> None:
        """Run on the cursor; the driver keeps the text prepared."""
        self.cursor.execute(text, values)

    def flush(self) -> None:
        """Nothing waits: a turn to the file costs nothing."""


class _Plain(Dumper):
    """Values without a declared type: else each size of integer, and each NULL, would be prepared anew."""

    def dump(self, obj: Any) -> bytes:
        """Write it as the server reads text."""
        return b"\\x" + obj.hex().encode() if isinstance(obj, bytes) else str(obj).encode()


class PostgresLine(Line):
    """A connection to the server, in the driver's autocommit: BEGIN and COMMIT go straight to libpq.

    Through the driver each of them costs twice as much, and its ROLLBACK forgets every prepared statement.
    Writes whose answer nobody waits for are sent together: a turn to the server costs as much as a write.
    """

    def __init__(self, engine: Engine, begin: str) -> None:
        super().__init__(engine)
        self._begin = begin.encode()
        self._waiting: list[tuple[str, Sequence[Any]]] = []
        for kind in (int, bool, bytes):
            self.cursor.adapters.register_dumper(kind, _Plain)

    @property
    def lost(self) -> bool:
        """Whether the server went away."""
        return self._failed or bool(self.driver.closed)

    def begin(self) -> None:
        """Open the transaction; the first word to a connection that may have died while idle."""
        self._say(self._begin)

    def commit(self) -> None:
        """Commit, and believe nothing but "COMMIT": after a failed statement the server answers "ROLLBACK"."""
        self.flush()
        if self._say(b"COMMIT") != b"COMMIT":
            raise psycopg.errors.InFailedSqlTransaction(
                "a statement failed before the commit: all was undone"
            )

    def rollback(self) -> None:
        """Undo, unless nobody is there to hear it."""
        self._waiting.clear()
        if not self.lost:
            self._say(b"ROLLBACK")

    def execute(self, text: str, values: Sequence[Any]) -> None:
        """Run on the cursor, prepared on the server from the first time."""
        self.flush()
        self.cursor.execute(text, values, prepare=True)

    def write(self, statement: Prepared, values: Values) -> None:
        """Keep it for the next turn to the server."""
        compiled = statement.on(self.dialect)
        self._waiting.append((compiled.text, compiled.bind(values)))

    def flush(self) -> None:
        """Send what waits, in order and in one turn. The first that fails is raised, and none after it is run."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            with self.driver.pipeline():
                for text, values in waiting:
                    self.cursor.execute(text, values, prepare=True)

    def _say(self, word: bytes) -> bytes | None:
        result = self.driver.pgconn.exec_(word)
        if result.status != ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(result.error_message.decode(errors="replace").strip())
        tag: bytes | None = result.command_status
        return tag
