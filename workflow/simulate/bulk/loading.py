"""Rows by the million into tables: as fast as each engine takes them, and never half.

On SQLite they go into a copy of the file, without a journal, which takes the place of the file once it is whole and
on the disk. On PostgreSQL they go into one transaction. Indexes and triggers that would be asked for every row are
taken away meanwhile and made again as they were; what the triggers watch over is right by how the rows are written.
"""

import contextlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from workflow.engines import file_of, parse
from workflow.serving import serving
from workflow.simulate.bulk.writing import Batch
from workflow.tables import METADATA

#: KiB of pages in memory: unique indexes of random references are written all over.
CACHE = 1024 * 1024
#: What nobody could be told about a row that is one of millions: each is right by itself, and read back by tests.
FAST = {
    "journal_mode": "off",
    "synchronous": "0",
    "foreign_keys": "0",
    "cache_size": f"-{CACHE}",
    "threads": "2",
    "locking_mode": "exclusive",
}

#: Tables of sums, of which a batch says all: what they held goes.
WHOLE = frozenset({"survey_counts"})

#: Told after each batch, how many cases were written.
Written = Callable[[int], object]


def load(url: str, batches: Iterable[Batch], written: Written) -> None:
    """Put batches of rows into the database, which nobody else uses meanwhile: all of them, or none."""
    made = parse(url)
    if made.get_backend_name() == "postgresql":
        _load_postgresql(url, batches, written)
        return
    with serving(url):
        _load_sqlite(file_of(made), batches, written)


def _load_sqlite(file: Path, batches: Iterable[Batch], written: Written) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        shutil.copyfile(file, beside)
        beside.chmod(0o600)
        with contextlib.closing(sqlite3.connect(beside, isolation_level=None)) as connection:
            for mode, value in FAST.items():
                connection.execute(f"PRAGMA {mode} = {value}").fetchall()
            with _bare(connection):
                for batch in batches:
                    _insert(connection, batch)
                    written(len(batch["cases"]))
            connection.execute("PRAGMA locking_mode = normal").fetchall()
            connection.execute("PRAGMA journal_mode = wal").fetchall()
        _replace(beside, file)
    finally:
        for rest in ("", "-wal", "-shm"):
            Path(f"{beside}{rest}").unlink(missing_ok=True)


@contextlib.contextmanager
def _bare(connection: sqlite3.Connection) -> Iterator[None]:
    """Take away what is asked for every row, and make it again."""
    made = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in made:
        connection.execute(f'DROP {kind} "{name}"')
    yield
    for _, _, again in made:
        connection.execute(again)


def _insert(connection: sqlite3.Connection, batch: Batch) -> None:
    connection.execute("BEGIN")
    for table, rows in batch.items():
        if table in WHOLE:
            connection.execute(f'DELETE FROM "{table}"')  # noqa: S608 - Names of ours.
        columns = METADATA.tables[table].c
        names = ", ".join(f'"{column.name}"' for column in columns)
        places = ", ".join("?" * len(columns))
        connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)  # noqa: S608 - Names of ours.
    connection.execute("COMMIT")


def _replace(beside: Path, file: Path) -> None:
    """Put a file into the place of another, once all of it is on the disk."""
    for path in (beside, beside.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            if path == beside:
                beside.replace(file)
        finally:
            os.close(descriptor)


def _load_postgresql(url: str, batches: Iterable[Batch], written: Written) -> None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        made = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes i WHERE schemaname = current_schema() AND NOT EXISTS "
            "(SELECT FROM pg_constraint WHERE conname = indexname) AND tablename = ANY(%s)",
            [[*METADATA.tables]],
        ).fetchall()
        for name, _ in made:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        # It asks for the entry before each one, whose hash is right as it is written here.
        connection.execute("ALTER TABLE entries DISABLE TRIGGER entries_follow")
        for batch in batches:
            for table in METADATA.sorted_tables:
                _copy(connection, table.name, batch.get(table.name, []))
            written(len(batch["cases"]))
        connection.execute("ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_follow")
        for _, again in made:
            connection.execute(again)
        _number_on(connection)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _copy(connection: psycopg.Connection[Any], table: str, rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    if table in WHOLE:
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in METADATA.tables[table].c)
    copying = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for row in rows:
            copy.write_row(row)


def _number_on(connection: psycopg.Connection[Any]) -> None:
    """Have the database give numbers after the last that was written."""
    for table in METADATA.tables.values():
        column = table.autoincrement_column
        if column is None:
            continue
        found = connection.execute(
            sql.SQL("SELECT pg_get_serial_sequence(%s, %s), (SELECT max({}) FROM {})").format(
                sql.Identifier(column.name), sql.Identifier(table.name)
            ),
            [table.name, column.name],
        ).fetchone()
        if found is not None and None not in found:
            connection.execute("SELECT setval(%s, %s)", found)
