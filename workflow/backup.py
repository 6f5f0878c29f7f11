"""Backups: one file, whichever the engine, taken at one moment while others write, and checked before it is kept.

The file is a SQLite database of the same schema. It holds personal data as sealed as it was; the key file is not
in it, and must be kept elsewhere, or the backup is not sealed at all.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite

from workflow.engines import file_of, open_file, parse
from workflow.faults import ConfigurationFault, translated
from workflow.migrations import migrate
from workflow.tables import METADATA

POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy left it so.
SQLITE = sqlite.dialect()


def backup(url: str, file: Path) -> None:
    """Write the database at `url` into a new `file`. A file of that name is refused, never overwritten."""
    if file.exists():
        raise ConfigurationFault(f"{file} is there already")
    made = parse(url)
    with translated(), _beside(file) as part:
        if made.get_backend_name() == "sqlite":
            with closing(open_file(file_of(made))) as source:
                _copy_file(source, part)
        else:
            migrate(f"sqlite:///{part}")
            with _postgres(url) as connection, closing(open_file(part)) as target:
                _unload(connection, target)
        _check(part)
        _settle(part)
        part.rename(file)


def restore(file: Path, url: str) -> None:
    """Fill the empty database at `url` from a backup, whichever engine that came from, at today's schema.

    Refuses a database that holds anything. All of it is restored, or nothing.
    """
    made = parse(url)
    if not file.exists():
        raise ConfigurationFault(f"there is no backup at {file}")
    if made.get_backend_name() == "sqlite" and file_of(made).exists():
        raise ConfigurationFault(f"{file_of(made)} is there already: restore into a new file")
    # Beside the target, where there must be room for it anyway.
    place = file_of(made) if made.get_backend_name() == "sqlite" else file
    with translated(), _beside(place) as part:
        with closing(open_file(file)) as source:
            _copy_file(source, part)
        _check(part)
        migrate(f"sqlite:///{part}")
        if made.get_backend_name() == "sqlite":
            _settle(part)
            part.rename(place)
        else:
            migrate(url)
            with closing(open_file(part)) as source, _postgres(url) as connection:
                _load(source, connection)


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A name for a file in the making, in the same folder; whatever is left of it is removed."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        yield part
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{suffix}").unlink(missing_ok=True)


def _copy_file(source: sqlite3.Connection, target: Path) -> None:
    with closing(open_file(target)) as connection:
        # In one step: small steps start again with every write of somebody else.
        source.backup(connection, pages=-1)


def _settle(part: Path) -> None:
    """Make the file alone the whole database, and durable, before it gets its name."""
    with closing(open_file(part)) as connection:
        connection.execute("PRAGMA journal_mode = delete")
    with part.open("rb") as written:
        os.fsync(written.fileno())


def _check(part: Path) -> None:
    with closing(open_file(part)) as connection:
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    if said != "ok" or orphan is not None:
        raise ConfigurationFault(
            "the copy is damaged, and so may be what it was copied from: run `rowan doctor`"
        )


@contextmanager
def _postgres(url: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """One transaction that sees one moment."""
    plain = parse(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        yield connection


def _unload(connection: psycopg.Connection[tuple[Any, ...]], target: sqlite3.Connection) -> None:
    target.execute("BEGIN")
    for table in METADATA.sorted_tables:
        query = str(select(table).order_by(*table.primary_key).compile(dialect=POSTGRESQL))
        with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT".encode()) as copy:
            copy.set_types([column.type.compile(POSTGRESQL).lower() for column in table.columns])
            target.executemany(str(insert(table).compile(dialect=SQLITE)), copy.rows())
    target.execute("COMMIT")


def _load(source: sqlite3.Connection, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    for table in METADATA.sorted_tables:
        # In the order of their keys: an entry may only follow the one before it.
        rows = source.execute(str(select(table).order_by(*table.primary_key).compile(dialect=SQLITE)))
        name = sql.Identifier(table.name)
        with connection.cursor() as cursor:
            if cursor.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(name)).fetchone() is not None:
                raise ConfigurationFault(
                    f"the database already holds {table.name}: restore into an empty one"
                )
            columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
            with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(name, columns)) as copy:
                for row in rows:
                    copy.write_row(row)
            if table.autoincrement_column is not None:
                # Numbers given from now on must come after those restored.
                last = sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}")
                cursor.execute(last.format(table.name, name))
