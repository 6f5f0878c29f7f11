"""Whether the trail is whole: every chain walked from its first entry to the head that its case remembers.

It reads in pages and keeps one chain in hand, so that the number of rows does not matter; one reading sees one
moment. What it cannot see is a chain rewritten whole together with its head: that needs a checkpoint kept elsewhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, exists, func, literal, select, tuple_

from workflow.db import Tx
from workflow.faults import Unreadable
from workflow.keys import Keys
from workflow.sealed import Sealed
from workflow.tables import CaseRow, EntryRow, SealedPayloadRow, StreamRow
from workflow.trail import NOTHING, chained, stream_of
from workflow.vault import DataKey, SealedPayload, open_payload

#: Entries read at a time.
PAGE = 1000

CASES, ENTRIES = CaseRow.__table__, EntryRow.__table__
PAYLOADS, STREAMS = SealedPayloadRow.__table__, StreamRow.__table__

# What the hash is taken over, besides the hash before it: all columns but the last two.
HASHED = [column.name for column in ENTRIES.c if column.name not in {"previous", "hash"}]


class Problem(StrEnum):
    """What is wrong with an entry."""

    EDITED = "edited"
    MISSING = "missing"
    UNLINKED = "unlinked"
    SURPLUS = "surplus"
    UNOWNED = "unowned"
    PAYLOAD = "payload"


#: Each problem in words that finish "Entry 7 of case:12 …".
WORDS: Mapping[Problem, str] = {
    Problem.EDITED: "is not what was written",
    Problem.MISSING: "is missing",
    Problem.UNLINKED: "does not follow the one before it",
    Problem.SURPLUS: "is not known to the row that holds the head",
    Problem.UNOWNED: "belongs to no case and to no stream that we know",
    Problem.PAYLOAD: "has lost its sealed payload, or holds another's",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """The first bad entry of one chain."""

    stream: str
    seq: int
    problem: Problem

    def __str__(self) -> str:
        return f"Entry {self.seq} of {self.stream} {WORDS[self.problem]}"


class Part(NamedTuple):
    """One part of a walk over all chains. `after` is the entry to go on from; None where the walk is over."""

    findings: tuple[Finding, ...]
    read: int
    after: tuple[str, int] | None


class _End(NamedTuple):
    """How far a chain goes: what was walked, or what the head says."""

    seq: int
    hash: bytes


def verify(
    tx: Tx,
    stream: str | None = None,
    *,
    keys: Keys | None = None,
    progress: Callable[[int], object] | None = None,
) -> list[Finding]:
    """Walk one stream or all; the first bad entry of each chain that has one.

    With `keys` every sealed payload is opened too. `progress` hears how many entries were read so far.
    """
    walk = _Walk(tx, keys)
    for page in _pages(tx, stream, with_payloads=keys is not None):
        walk.over(page)
        if progress is not None:
            progress(walk.read)
    walk.end()
    return walk.found + list(_without_entries(tx, stream))


def verify_part(
    tx: Tx,
    stream: str | None,
    after: tuple[str, int] | None,
    *,
    keys: Keys | None = None,
    most: int = PAGE,
) -> Part:
    """Go on with the walk of one stream or all, after that entry of that stream, for about so many entries.

    Each part sees a moment of its own; what was appended behind the walk is for the next one.
    """
    walk = _Walk(tx, keys)
    if after is not None:
        name, seq = after
        last = select(ENTRIES.c.hash).where(ENTRIES.c.stream == name, ENTRIES.c.seq == seq)
        walk.ends = {name: _End(seq, tx.connection.scalar(last) or NOTHING)}
    for page in _pages(tx, stream, with_payloads=keys is not None, after=after):
        walk.over(page)
        if walk.read >= most and len(page) == PAGE:
            return Part(tuple(walk.found), walk.read, (page[-1].stream, page[-1].seq))
    walk.end()
    return Part((*walk.found, *_without_entries(tx, stream)), walk.read, None)


class _Walk:
    """A walk over chains in the order of their names: what was found so far, and the chains not yet at their end."""

    def __init__(self, tx: Tx, keys: Keys | None) -> None:
        self._tx, self._keys = tx, keys
        self.found: list[Finding] = []
        self.ends: dict[str, _End] = {}
        self.read = 0

    def over(self, page: list[Row[Any]]) -> None:
        """Walk over a page of entries."""
        opened = {} if self._keys is None else _keys_of(self._tx, self._keys, {row.stream for row in page})
        bad = self._bad()
        for row in page:
            if row.stream not in bad and (finding := _walk(row, self.ends, opened, self._keys)):
                self.found.append(finding)
                bad.add(row.stream)
        # Only the last chain of a page may go on; the others are compared with their heads and let go.
        self._leave({name: end for name, end in self.ends.items() if name != page[-1].stream})
        self.read += len(page)

    def end(self) -> None:
        """Compare the last chain with its head too."""
        self._leave(self.ends)

    def _leave(self, over: Mapping[str, _End]) -> None:
        bad = self._bad()
        self.found += _compare(self._tx, {name: end for name, end in over.items() if name not in bad})
        self.ends = {name: end for name, end in self.ends.items() if name not in over}

    def _bad(self) -> set[str]:
        return {finding.stream for finding in self.found}


def _walk(
    row: Row[Any], ends: dict[str, _End], opened: Mapping[str, DataKey], keys: Keys | None
) -> Finding | None:
    last = ends.get(row.stream, _End(0, NOTHING))
    ends[row.stream] = _End(row.seq, row.hash)
    if row.seq != last.seq + 1:
        return Finding(row.stream, last.seq + 1, Problem.MISSING)
    if row.previous != last.hash:
        return Finding(row.stream, row.seq, Problem.UNLINKED)
    if chained(row.previous, dict(zip(HASHED, row, strict=False))) != row.hash:
        return Finding(row.stream, row.seq, Problem.EDITED)
    if keys is not None and row.digest is not None and not _opens(row, opened.get(row.stream)):
        return Finding(row.stream, row.seq, Problem.PAYLOAD)
    return None


def _opens(row: Row[Any], key: DataKey | None) -> bool:
    sealed: Sealed | None = row.sealed
    if key is None or sealed is None:
        return False
    try:
        open_payload(key, row.seq, SealedPayload(row.digest, sealed))
    except Unreadable:
        return False
    return True


def _pages(
    tx: Tx, stream: str | None, *, with_payloads: bool, after: tuple[str, int] | None = None
) -> Iterator[list[Row[Any]]]:
    place = tuple_(ENTRIES.c.stream, ENTRIES.c.seq)
    query = select(ENTRIES).order_by(ENTRIES.c.stream, ENTRIES.c.seq).limit(PAGE)
    if stream is not None:
        query = query.where(ENTRIES.c.stream == stream)
    if with_payloads:
        same = and_(PAYLOADS.c.stream == ENTRIES.c.stream, PAYLOADS.c.seq == ENTRIES.c.seq)
        query = query.add_columns(PAYLOADS.c.sealed).outerjoin(PAYLOADS, same)
    first = query if after is None else query.where(place > after)
    page = [*tx.connection.execute(first)]
    while page:
        yield page
        page = [*tx.connection.execute(query.where(place > (page[-1].stream, page[-1].seq)))]


def _keys_of(tx: Tx, keys: Keys, streams: Iterable[str]) -> dict[str, DataKey]:
    """The keys of the cases that these streams belong to, by stream."""
    columns = (CASES.c.id, CASES.c.reference, CASES.c.key_id, CASES.c.wrapped_key)
    opened = {}
    for row in tx.connection.execute(select(*columns).where(CASES.c.id.in_(_case_ids(streams)))):
        try:
            opened[stream_of(row.id)] = keys.unwrap(row.reference, row.key_id, row.wrapped_key)
        except Unreadable:
            # Every payload of the case will be found unreadable.
            continue
    return opened


def _compare(tx: Tx, ends: Mapping[str, _End]) -> list[Finding]:
    """Hold walked chains against the heads kept beside them."""
    cases = select(CASES.c.id, CASES.c.seq, CASES.c.head).where(CASES.c.id.in_(_case_ids(ends)))
    others = select(STREAMS).where(STREAMS.c.stream.in_(list(ends)))
    heads = {stream_of(row.id): _End(row.seq, row.head) for row in tx.connection.execute(cases)}
    heads |= {row.stream: _End(row.seq, row.head) for row in tx.connection.execute(others)}
    return [finding for stream, end in ends.items() if (finding := _held(stream, end, heads.get(stream)))]


def _held(stream: str, end: _End, head: _End | None) -> Finding | None:
    if head is None:
        return Finding(stream, 1, Problem.UNOWNED)
    if end.seq < head.seq:
        return Finding(stream, end.seq + 1, Problem.MISSING)
    if end.seq > head.seq:
        return Finding(stream, head.seq + 1, Problem.SURPLUS)
    return None if end.hash == head.hash else Finding(stream, end.seq, Problem.EDITED)


def _without_entries(tx: Tx, stream: str | None) -> Iterator[Finding]:
    """Heads that remember entries of which not one is left."""
    named = literal("case:").concat(func.cast(CASES.c.id, CASES.c.reference.type))
    # By its number, which the table is found by: not by the name that is made of it.
    is_it = CASES.c.id.in_(_case_ids([stream or ""])), STREAMS.c.stream == stream
    for name, head_row, only in ((named, CASES, is_it[0]), (STREAMS.c.stream, STREAMS, is_it[1])):
        query = select(name).where(head_row.c.seq > 0, ~exists().where(ENTRIES.c.stream == name))
        if stream is not None:
            query = query.where(only)
        yield from (Finding(row[0], 1, Problem.MISSING) for row in tx.connection.execute(query))


def _case_ids(streams: Iterable[str]) -> list[int]:
    named = [stream.partition(":") for stream in streams]
    return [int(number) for kind, _, number in named if kind == "case" and number.isdecimal()]
