"""What may go wrong beneath a command: neither a refusal nor the caller's mistake.

Refusals are in states/errors.py; these stand outside that tree because nobody can ask differently.
No message here may hold a value from a row: they end in logs.
"""

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError

#: SQLite's primary result codes for a file that cannot be read or written just now.
UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
#: Its extended codes for a key that is there already.
TAKEN = frozenset(
    {
        sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
        sqlite3.SQLITE_CONSTRAINT_UNIQUE,
        sqlite3.SQLITE_CONSTRAINT_ROWID,
    }
)


class ConfigurationFault(Exception):
    """Rowan cannot start as it is set up; the message says what to change."""


class StorageUnavailable(Exception):
    """The database cannot be reached or written: nothing was kept, ask again later.

    One exception to "nothing": a connection lost during the commit itself leaves that in doubt, which the
    idempotency key of the next attempt settles.
    """


class NotUnique(Exception):
    """A row with this key is there already; the transaction was undone. `table` says where."""

    def __init__(self, table: str) -> None:
        super().__init__(f"a row of {table} with this key is there already")
        self.table = table


class KeyMissing(Exception):
    """A case is sealed under a key that the key file does not hold. Names the key, never the case."""


class Unreadable(Exception):
    """Sealed bytes were changed, or belong to another case or field. Never says what they might hold."""


class translated:  # noqa: N801 - Read as a verb: with translated().
    """Say what the driver says in words of ours. What is not known here is a bug and passes as it is."""

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error | psycopg.Error | DBAPIError):
            said = error.orig if isinstance(error, DBAPIError) else error
            known = _sqlite(said) if isinstance(said, sqlite3.Error) else _postgres(said)
            if known is not None:
                # Not chained: the driver's message may quote the row.
                raise known from None


def _sqlite(said: sqlite3.Error) -> Exception | None:
    # Errors of the driver's own carry no code.
    code = getattr(said, "sqlite_errorcode", 0)
    if code in TAKEN:
        # It says: UNIQUE constraint failed: answers.actor, answers.key.
        return NotUnique(str(said).partition(": ")[2].partition(".")[0])
    if code & 0xFF in UNAVAILABLE:
        return StorageUnavailable(f"the database cannot be read or written: {said.sqlite_errorname}")
    return None


def _postgres(said: BaseException | None) -> Exception | None:
    if isinstance(said, psycopg.errors.UniqueViolation):
        return NotUnique(said.diag.table_name or "")
    if isinstance(said, psycopg.OperationalError):
        return StorageUnavailable(
            f"the database cannot be reached or written: {said.sqlstate or 'no connection'}"
        )
    return None
