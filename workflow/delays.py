"""Growing delays: who guesses waits longer each time, and nobody is ever locked out.

Tries are counted by what was typed as a login, whether or not there is such a person, and failures by the address
they came from. Both are kept as keyed digests: the table says neither who was tried nor from where.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, text

from states.errors import RowanError
from workflow.db import Database, Tx
from workflow.keys import Keys
from workflow.prepared import Prepared
from workflow.tables import SignInFailureRow, from_micros, to_micros

TRIES = SignInFailureRow.__table__

#: Tries of one login that nobody waits for, and failures from one address: a police station has one for all.
FREE_BY_LOGIN, FREE_BY_ADDRESS = 5, 50
#: The first wait; each next one is twice as long, up to the longest. Source: docs/sources.md#passwords.
FIRST, LONGEST = timedelta(seconds=2), timedelta(minutes=5)
#: After so long without a try everything is forgiven.
FORGOTTEN = timedelta(hours=12)

SELECT_TRIES = Prepared(
    select(TRIES.c.failures, TRIES.c.failed_at).where(TRIES.c.tried == bindparam("of")).with_for_update()
)
COUNT_TRY = Prepared(
    text(
        "INSERT INTO sign_in_failures (tried, failures, failed_at) VALUES (:of, 1, :at) "
        "ON CONFLICT (tried) DO UPDATE SET failures = CASE WHEN sign_in_failures.failed_at < :forgotten THEN 1 "
        "ELSE sign_in_failures.failures + 1 END, failed_at = :at"
    )
)
FORGIVE = Prepared(delete(TRIES).where(TRIES.c.tried == bindparam("of")))
FORGET = Prepared(delete(TRIES).where(TRIES.c.failed_at < bindparam("before")))


class TooSoon(RowanError):
    """Too many tries: the next one is looked at after `wait`."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many tries in a row")
        self.wait = wait


def count(db: Database, login: str, address: str, *, at: datetime) -> None:
    """Count a try before it is looked at, so that none of many at once goes uncounted. Raises TooSoon."""
    with db.transaction() as tx:
        waits = (
            _wait(tx, login_of(db.keys, login), FREE_BY_LOGIN, at),
            _wait(tx, _address_of(db.keys, address), FREE_BY_ADDRESS, at),
        )
        # A try that is turned away counts for nothing: else a stranger could make somebody's wait last for ever.
        if (wait := max(waits)) > timedelta(0):
            raise TooSoon(wait)
        _count(tx, login_of(db.keys, login), at)


def failed(tx: Tx, keys: Keys, address: str, *, at: datetime) -> None:
    """Count a failure against the address that it came from."""
    _count(tx, _address_of(keys, address), at)
    tx.run(FORGET, before=to_micros(at - FORGOTTEN))


def forgive(tx: Tx, keys: Keys, login: str) -> None:
    """Forget the tries of a login: its owner has signed in, or was invited anew."""
    tx.run(FORGIVE, of=login_of(keys, login))


def login_of(keys: Keys, login: str) -> bytes:
    """Return the digest under which the tries of a login are counted."""
    return keys.digest("tries.login", login.encode())


def _address_of(keys: Keys, address: str) -> bytes:
    return keys.digest("tries.address", address.encode())


def _count(tx: Tx, of: bytes, at: datetime) -> None:
    tx.run(COUNT_TRY, of=of, at=to_micros(at), forgotten=to_micros(at - FORGOTTEN))


def _wait(tx: Tx, of: bytes, free: int, at: datetime) -> timedelta:
    """Return how much longer nobody looks at a try of this."""
    row = tx.one(SELECT_TRIES, of=of)
    if row is None or row[0] < free or at - from_micros(row[1]) > FORGOTTEN:
        return timedelta(0)
    failures, last = row
    # No need to double further than to the longest.
    wait: timedelta = min(FIRST * 2 ** min(failures - free, 10), LONGEST)
    return from_micros(last) + wait - at
