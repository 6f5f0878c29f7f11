"""Lines: connections to the database held open, on which compiled statements run without SQLAlchemy.

SQLAlchemy opens them and may read through them; where a transaction begins and ends is said here and nowhere else.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine

from workflow.prepared import Prepared, Rows, Values
from workflow.wire import Said, Wire


class Line(ABC):
    """One connection: idle, or inside the one transaction that `begin` opened."""

    def __init__(self, engine: Engine) -> None:
        self.connection: Connection = engine.connect()
        driver: Any = self.connection.connection.driver_connection
        self.driver = driver
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
    def flush(self) -> None:
        """Run whatever is still to be written."""

    def run(self, statement: Prepared, values: Values) -> int:
        """Run it; how many rows it touched."""
        compiled = statement.on(self.dialect)
        return self._run(compiled.text, compiled.bind(values))

    def rows(self, statement: Prepared, values: Values) -> Rows:
        """Run it; all rows that it gives."""
        compiled = statement.on(self.dialect)
        return compiled.shape(self._rows(compiled.text, compiled.bind(values)))

    def write(self, statement: Prepared, values: Values) -> None:
        """Run it now, or with the next statement whose answer is waited for; never later than the commit."""
        compiled = statement.on(self.dialect)
        self._run(compiled.text, compiled.bind(values))

    def run_many(self, statement: Prepared, rows: Sequence[Values]) -> None:
        """Run it once a row, in as few turns as the engine allows."""
        compiled = statement.on(self.dialect)
        self._run_many(compiled.text, [compiled.bind(values) for values in rows])

    @abstractmethod
    def _run(self, text: str, values: Sequence[Any]) -> int: ...

    @abstractmethod
    def _rows(self, text: str, values: Sequence[Any]) -> Rows: ...

    @abstractmethod
    def _run_many(self, text: str, rows: Sequence[Sequence[Any]]) -> None: ...

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
        self.cursor: sqlite3.Cursor = self.driver.cursor()
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

    def flush(self) -> None:
        """Nothing waits: a turn to the file costs nothing."""

    def _run(self, text: str, values: Sequence[Any]) -> int:
        return int(self.cursor.execute(text, values).rowcount)

    def _rows(self, text: str, values: Sequence[Any]) -> Rows:
        rows: Rows = self.cursor.execute(text, values).fetchall()
        return rows

    def _run_many(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        self.cursor.executemany(text, rows)


class PostgresLine(Line):
    """A connection to the server. Writes whose answer nobody waits for are sent with the next that has one."""

    def __init__(self, engine: Engine, begin: str) -> None:
        super().__init__(engine)
        self._begin = begin.encode()
        self._wire = Wire(self.driver)
        self._waiting: list[Said] = []

    @property
    def lost(self) -> bool:
        """Whether the server went away."""
        return self._failed or self._wire.lost

    def begin(self) -> None:
        """Open the transaction; the first word to a connection that may have died while idle."""
        self._wire.say(self._begin)

    def commit(self) -> None:
        """Commit, and believe nothing but "COMMIT": after a failed statement the server answers "ROLLBACK"."""
        waiting, self._waiting = self._waiting, []
        if self._wire.run_together(waiting, b"COMMIT") != b"COMMIT":
            raise psycopg.errors.InFailedSqlTransaction("a statement had failed: all was undone")

    def rollback(self) -> None:
        """Undo, unless nobody is there to hear it."""
        self._waiting.clear()
        if not self.lost:
            self._wire.say(b"ROLLBACK")

    def write(self, statement: Prepared, values: Values) -> None:
        """Keep it for the next turn to the server."""
        compiled = statement.on(self.dialect)
        self._waiting.append((compiled.text, compiled.bind(values)))

    def flush(self) -> None:
        """Send what waits, in order and in one turn. The first that fails is raised, and none after it is run."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self._wire.run_together(waiting)

    def _run(self, text: str, values: Sequence[Any]) -> int:
        self.flush()
        return self._wire.run(text, values).command_tuples or 0

    def _rows(self, text: str, values: Sequence[Any]) -> Rows:
        self.flush()
        return self._wire.rows(text, values)

    def _run_many(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        self._waiting += [(text, values) for values in rows]
        self.flush()
