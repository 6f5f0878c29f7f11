"""How each engine is opened: SQLite with its modes and its authorizer, PostgreSQL with its driver.

Migrations and backups open their own connections by `owner`, which may do what these may not.
"""

import sqlite3
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote

from sqlalchemy import URL, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from workflow.faults import ConfigurationFault
from workflow.lines import PostgresLine, SqliteLine
from workflow.turns import Lines

#: Seconds that a writer waits for another process that writes.
PATIENCE = 10.0
#: Connections of one kind in one process; more callers at once wait their turn.
MOST = 16
#: Compiled statements that the SQLite driver keeps for each connection; the command path has some 60.
CACHED = 512

#: FULL: at NORMAL a power cut loses commits that were already answered for. The cache is in KiB.
MODES = {
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    # Else REPLACE deletes rows without their triggers.
    "recursive_triggers": "1",
    "trusted_schema": "0",
    "temp_store": "2",
    "cache_size": "-32768",
}

# What no command ever does, and whoever wants to rewrite the trail must.
DENIED = frozenset(
    {
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_ATTACH,
        sqlite3.SQLITE_DETACH,
        sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_TEMP_INDEX,
        sqlite3.SQLITE_DROP_TEMP_TABLE,
        sqlite3.SQLITE_DROP_TEMP_TRIGGER,
        sqlite3.SQLITE_DROP_TEMP_VIEW,
        sqlite3.SQLITE_DROP_TRIGGER,
        sqlite3.SQLITE_DROP_VIEW,
        sqlite3.SQLITE_DROP_VTABLE,
    }
)

# Pragmas whose argument is a question, not a setting.
ASKING = frozenset(
    {"table_info", "table_xinfo", "index_list", "index_info", "index_xinfo", "foreign_key_list"}
)


class Opened(NamedTuple):
    """The lines to one database."""

    dialect: Literal["sqlite", "postgresql"]
    writers: Lines
    readers: Lines


def parse(url: str) -> URL:
    """The URL with our driver named, or `ConfigurationFault`."""
    try:
        made = make_url(url)
    except ArgumentError:
        # Its message would repeat the password.
        raise ConfigurationFault("ROWAN_DATABASE_URL is not a database URL") from None
    if made.get_backend_name() == "postgresql":
        return made.set(drivername="postgresql+psycopg")
    if made.get_backend_name() != "sqlite" or made.database in {None, "", ":memory:"}:
        raise ConfigurationFault("ROWAN_DATABASE_URL must be sqlite:///FILE or postgresql://…")
    return made.set(drivername="sqlite")


def file_of(url: URL) -> Path:
    """The file of a SQLite database."""
    return Path(url.database or "")


def open_lines(url: str) -> Opened:
    """The lines for commands and readings. SQLite has one writer: whoever else wants to write waits here."""
    made = parse(url)
    if made.get_backend_name() == "postgresql":
        # The transactions are ours; the driver must not begin its own.
        engine = _guest(_engine(made, connect_args={"autocommit": True}))
        write, read = (
            "BEGIN ISOLATION LEVEL READ COMMITTED",
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        )
        return Opened(
            "postgresql",
            Lines(MOST, lambda: PostgresLine(engine, write)),
            Lines(MOST, lambda: PostgresLine(engine, read)),
        )
    file = file_of(made)
    if not file.exists():
        raise ConfigurationFault(f"there is no database at {file}: run `rowan migrate`")
    writing = _guest(_engine(made, creator=lambda: _connect(file, query_only=False)))
    reading = _guest(_engine(made, creator=lambda: _connect(file, query_only=True)))
    return Opened(
        "sqlite",
        Lines(1, lambda: SqliteLine(writing, "BEGIN IMMEDIATE")),
        Lines(MOST, lambda: SqliteLine(reading, "BEGIN")),
    )


def owner(url: str) -> Engine:
    """An engine for migrations and backups alone: free to change the schema, with transactions of SQLAlchemy's."""
    made = parse(url)
    if made.get_backend_name() == "postgresql":
        return _engine(made)
    engine = _engine(made, creator=lambda: open_file(file_of(made)))
    # The driver begins nothing by itself, so that DDL is part of the transaction too.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _engine(url: URL, **options: object) -> Engine:
    # Parameters may be personal data, and SQLAlchemy would print them in its errors.
    return create_engine(
        url,
        poolclass=NullPool,
        pool_reset_on_return=None,
        hide_parameters=True,
        **_paramstyle(url),
        **options,
    )


def _guest(engine: Engine) -> Engine:
    """Keep SQLAlchemy from ending a transaction that it did not begin: closing a `Session` would undo it."""
    for ending in ("do_commit", "do_rollback"):
        setattr(engine.dialect, ending, lambda _: None)
    return engine


def _paramstyle(url: URL) -> dict[str, str]:
    # By position, so that compiled text can run on the driver's cursor.
    return {"paramstyle": "format" if url.get_backend_name() == "postgresql" else "qmark"}


def open_file(file: Path) -> sqlite3.Connection:
    """A plain connection to a file that exists. The driver begins nothing by itself."""
    return sqlite3.connect(
        f"file:{quote(str(file))}?mode=rw",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=CACHED,
    )


def _connect(file: Path, *, query_only: bool) -> sqlite3.Connection:
    connection = open_file(file)
    for mode, value in MODES.items():
        connection.execute(f"PRAGMA {mode} = {value}")
    if query_only:
        connection.execute("PRAGMA query_only = 1")
    connection.set_authorizer(_authorize)
    return connection


def _authorize(action: int, subject: str | None, value: str | None, *_: str | None) -> int:
    """Whether a command's connection may do this; asked once for each statement that is compiled."""
    # A mode may be read, and never changed: that goes for `writable_schema` and for those above.
    forbidden = action in DENIED or (
        action == sqlite3.SQLITE_PRAGMA and value is not None and subject not in ASKING
    )
    return sqlite3.SQLITE_DENY if forbidden else sqlite3.SQLITE_OK
