"""Everything that is kept or shown: where the canary test looks."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.journeys.canaries import Canaries, found_in

#: Those who work with Rowan are named in its register, and an officer who is referred by another becomes one.
STAFF = ("a colleague's name", "a colleague's e-mail", "referrer.collar_number", "referrer.email")
#: The two parts of what a page answers; colleagues are named in the one that is read, never in the other.
BODY, HEAD = "the body", "the head"
#: Where their names and addresses stand, and therefore in the file of the whole database and in its copies.
REGISTER = ("people.name", "people.email", "credentials.login", "database file", "backup file", BODY)
#: What the test itself wrote into the database for a while, to see what Rowan says of it.
BROKEN = "written over a row"
#: Where notices to a team go.
CONTACT = "a contact's address"
ALLOWED = {
    **dict.fromkeys(STAFF, REGISTER),
    BROKEN: ("database file",),
    CONTACT: (
        "contacts.address",
        "database file",
        "backup file",
        "rowan contacts list",
        f"{BODY} of GET /admin/f",
    ),
}
#: The commands that show a secret, once, to whoever asked for it.
GIVING = ("rowan people token", "rowan contacts set")


class Place(NamedTuple):
    """Some bytes, and where they stand."""

    name: str
    content: bytes


def leaks(places: Iterable[Place], canaries: Canaries) -> list[str]:
    """Say what stands where it must not."""
    return [
        f"{place.name}: {canary} (was {canaries.places.get(canary, 'disguised, or written otherwise')})"
        for place in places
        for canary in sorted(found_in(place.content))
        if not place.name.startswith(ALLOWED.get(canaries.places.get(canary, ""), ()))
    ]


def told(places: Iterable[Place], secrets: Iterable[bytes]) -> list[str]:
    """Say where a secret stands that nobody gave there."""
    known = list(secrets)
    return [
        f"{place.name}: a secret"
        for place in places
        if not place.name.startswith(GIVING) and any(secret in place.content for secret in known)
    ]


def columns(url: str) -> Iterator[Place]:
    """Every column of every table, sealed ones too, as its bytes."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(made.database))) as connection:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in names:
                cursor = connection.execute(f'SELECT * FROM "{table}"')
                yield from _by_column(table, [column[0] for column in cursor.description], cursor)
        return
    plain = made.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as server:
        named = server.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        for (table,) in named.fetchall():
            found = server.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            yield from _by_column(table, [column.name for column in found.description or ()], found)


def _by_column(table: str, names: list[str], rows: Iterable[Any]) -> Iterator[Place]:
    held: dict[str, list[bytes]] = defaultdict(list)
    for row in rows:
        for name, value in zip(names, row, strict=True):
            held[name].append(bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode())
    for name, values in held.items():
        yield Place(f"{table}.{name}", b"\n".join(values))


def database_files(url: str) -> Iterator[Place]:
    """The file of a SQLite database and its write-ahead log, or the log of the PostgreSQL that serves it."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        for suffix in ("", "-wal", "-shm", "-journal"):
            if (file := Path(f"{made.database}{suffix}")).exists():
                yield Place(f"database file{suffix}", file.read_bytes())
        return
    with psycopg.connect(made.set(drivername="postgresql").render_as_string(hide_password=False)) as server:
        (folder,) = server.execute("SHOW data_directory").fetchone() or ("",)
    logs = [file for file in (Path(folder), *Path(folder).glob("*log*")) if file.is_file()]
    for log in logs:
        yield Place("log of the database", log.read_bytes())


def files(folder: Path, *left_out: Path) -> Iterator[Place]:
    """The name and the content of every file in a folder."""
    for file in sorted(folder.rglob("*")):
        if file not in left_out:
            name = str(file.relative_to(folder))
            yield Place("a file's name", name.encode())
            if file.is_file():
                yield Place(f"file {name}", file.read_bytes())
