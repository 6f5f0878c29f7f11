"""What somebody had typed when their session had ended: kept for them alone, and given back once.

First it goes through the sign-in pages sealed, in the browser's own hands; then, once they have signed in, it lies
with their session under a key that only their cookie holds. Nobody else can read it, the database's owner included.
"""

import hmac
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import bindparam, select, update

from workflow.db import Database
from workflow.faults import Unreadable
from workflow.keys import Keys
from workflow.prepared import Prepared
from workflow.sealed import Sealed
from workflow.sessions import hashed
from workflow.tables import SessionRow, from_micros, to_micros
from workflow.vault import DataKey

SESSIONS = SessionRow.__table__

#: How long what was typed waits for its owner to sign in.
KEPT_FOR = timedelta(hours=12)
#: Bytes of what is kept, written and unpacked: more than any request may hold.
MOST = 1_048_576
#: Who typed it, where the browser's cookie no longer says so.
SOMEBODY = "somebody"

SELECT_DRAFT = Prepared(select(SESSIONS.c.draft).where(SESSIONS.c.hash == bindparam("of")))
UPDATE_DRAFT = Prepared(
    update(SESSIONS).where(SESSIONS.c.hash == bindparam("of")).values(draft=bindparam("draft"))
)


@dataclass(frozen=True, slots=True, repr=False)
class Typed:
    """The fields of a form, and the page on which they can be shown again."""

    path: str
    pairs: tuple[tuple[str, str], ...]


def seal(keys: Keys, person: str | None, typed: Typed, *, at: datetime) -> str:
    """Seal what was typed for the person whose session ended, as text that a form can carry."""
    written = orjson.dumps([to_micros(at), typed.path, typed.pairs])
    sealed = _carried(keys, person).seal("typed", zlib.compress(written))
    return urlsafe_b64encode(bytes(sealed)).decode()


def unseal(keys: Keys, person: str, text: str, *, at: datetime) -> Typed | None:
    """Return what was carried, to whoever typed it; None where it is another's, too old or no seal of ours."""
    try:
        sealed = Sealed(urlsafe_b64decode(text.encode()))
    except ValueError:
        return None
    for owner in (person, None):
        try:
            clear = _carried(keys, owner).open("typed", sealed)
        except Unreadable:
            continue
        since, path, pairs = orjson.loads(zlib.decompressobj().decompress(clear, MOST))
        if at - from_micros(since) > KEPT_FOR:
            return None
        return Typed(path, tuple((name, value) for name, value in pairs))
    return None


def keep(db: Database, token: str, typed: Typed) -> None:
    """Lay it down with the session of this token."""
    draft = _held(token).seal("draft", orjson.dumps([typed.path, typed.pairs]))
    with db.transaction() as tx:
        tx.run(UPDATE_DRAFT, of=hashed(token), draft=draft)


def take(db: Database, token: str, path: str) -> Typed | None:
    """Give back what lies with the session of this token for this page, once."""
    with db.transaction() as tx:
        row = tx.one(SELECT_DRAFT, of=hashed(token))
        if row is None or row[0] is None:
            return None
        path_of, pairs = orjson.loads(_held(token).open("draft", row[0]))
        if path_of != path:
            return None
        tx.run(UPDATE_DRAFT, of=hashed(token), draft=None)
    return Typed(path, tuple((name, value) for name, value in pairs))


def _carried(keys: Keys, person: str | None) -> DataKey:
    owner = person or SOMEBODY
    return DataKey(owner, keys.digest("typed", owner.encode()))


def _held(token: str) -> DataKey:
    # Not the hash that the row holds: whoever reads the row cannot read the draft.
    return DataKey("session", hmac.digest(token.encode(), b"draft", "sha256"))
