"""The trail: append-only, each entry sealed to the one before it.

A case row holds the head of its own stream, so that its lock orders the entries; the few streams that belong to
no case have a row of their own. Bodies are clear: whatever identifies a person goes into the sealed payload.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, select, text, update

from workflow.db import Tx
from workflow.prepared import Prepared, insertion
from workflow.sealed import Sealed
from workflow.tables import EntryRow, SealedPayloadRow, StreamRow, from_micros, to_micros
from workflow.vault import SealedPayload

ENTRIES, PAYLOADS, STREAMS = EntryRow.__table__, SealedPayloadRow.__table__, StreamRow.__table__

#: What stands in for the hash before the first entry.
NOTHING = bytes(32)

#: The streams that belong to no case.
ACCESS, EXPORTS, SETTINGS = "access", "exports", "settings"


class Head(NamedTuple):
    """The end of one stream: its last entry's number and hash."""

    stream: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, as it is written down. `body` is clear and JSON; `version` is the subject's after it."""

    at: datetime
    actor: str
    role: str
    chart: str
    event: str
    definition: str
    version: int
    body: Mapping[str, Any]
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it stands in its stream."""

    entry: Entry
    stream: str
    seq: int
    digest: bytes | None
    previous: bytes
    hash: bytes


INSERT_ENTRY = insertion(ENTRIES)
INSERT_PAYLOAD = insertion(PAYLOADS)
SELECT_PAYLOAD = Prepared(
    select(PAYLOADS.c.sealed).where(
        PAYLOADS.c.stream == bindparam("stream"), PAYLOADS.c.seq == bindparam("seq")
    )
)
SELECT_ENTRIES = Prepared(
    select(ENTRIES)
    .where(ENTRIES.c.stream == bindparam("stream"), ENTRIES.c.seq > bindparam("after"))
    .order_by(ENTRIES.c.seq)
    .limit(bindparam("most"))
)
START_STREAM = Prepared(
    text("INSERT INTO streams (stream, seq, head) VALUES (:stream, 0, :head) ON CONFLICT DO NOTHING")
)
LOCK_STREAM = Prepared(
    select(STREAMS.c.seq, STREAMS.c.head).where(STREAMS.c.stream == bindparam("stream")).with_for_update()
)
MOVE_STREAM = Prepared(
    update(STREAMS)
    .where(STREAMS.c.stream == bindparam("of"))
    .values(seq=bindparam("seq"), head=bindparam("head"))
)


def stream_of(case_id: int) -> str:
    """The name of a case's stream."""
    return f"case:{case_id}"


def start(stream: str) -> Head:
    """The head of a stream that holds nothing yet."""
    return Head(stream, 0, NOTHING)


def append(tx: Tx, head: Head, entry: Entry, payload: SealedPayload | None = None) -> Head:
    """Write the next entry and give the new head, which the caller stores where it read the old one.

    The caller holds the lock on that row. The database refuses an entry that does not follow the last.
    """
    values = {
        "stream": head.stream,
        "seq": head.seq + 1,
        "at": to_micros(entry.at),
        "actor": entry.actor,
        "role": entry.role,
        "chart": entry.chart,
        "subject": entry.subject,
        "event": entry.event,
        "definition": entry.definition,
        "version": entry.version,
        "body": orjson.dumps(entry.body, option=orjson.OPT_SORT_KEYS).decode(),
        "digest": None if payload is None else payload.digest,
    }
    own = chained(head.hash, values)
    tx.write(INSERT_ENTRY, previous=head.hash, hash=own, **values)
    if payload is not None:
        tx.write(INSERT_PAYLOAD, stream=head.stream, seq=head.seq + 1, sealed=payload.sealed)
    return Head(head.stream, head.seq + 1, own)


def append_to(tx: Tx, stream: str, entry: Entry) -> Head:
    """Write the next entry of a stream that belongs to no case, and move its head."""
    # Two first writers may come here at once; one of them waits for the other.
    tx.write(START_STREAM, stream=stream, head=NOTHING)
    ((seq, last),) = tx.rows(LOCK_STREAM, stream=stream)
    head = append(tx, Head(stream, seq, last), entry)
    tx.write(MOVE_STREAM, of=stream, seq=head.seq, head=head.hash)
    return head


def chained(previous: bytes, values: Mapping[str, Any]) -> bytes:
    """The hash of an entry: over the hash before it and its own columns as canonical JSON.

    The body goes in as the text that is stored, so that no two rows can read alike.
    """
    digest = values["digest"]
    line = orjson.dumps(
        {**values, "digest": None if digest is None else digest.hex()}, option=orjson.OPT_SORT_KEYS
    )
    return hashlib.sha256(previous + line).digest()


def entries(tx: Tx, stream: str, *, after: int = 0, most: int = 100) -> list[Recorded]:
    """The entries of a stream after number `after`, oldest first."""
    return [_recorded(*row) for row in tx.rows(SELECT_ENTRIES, stream=stream, after=after, most=most)]


def sealed_payload(tx: Tx, stream: str, seq: int) -> Sealed | None:
    """The sealed half of an entry, unless it has none or was erased."""
    found = tx.one(SELECT_PAYLOAD, stream=stream, seq=seq)
    return None if found is None else found[0]


def _recorded(stream: str, seq: int, at: int, *rest: Any) -> Recorded:
    actor, role, chart, subject, event, definition, version, body, digest, previous, own = rest
    entry = Entry(
        at=from_micros(at),
        actor=actor,
        role=role,
        chart=chart,
        event=event,
        definition=definition,
        version=version,
        body=orjson.loads(body),
        subject=subject,
    )
    return Recorded(entry, stream, seq, digest, previous, own)
