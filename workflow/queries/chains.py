"""Whether the chains of the trail are whole, for an auditor: walked part by part, each part bounded and on the trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import func, select

from states.errors import Malformed, NotPermitted, Problem
from states.vocabulary import Role
from workflow import access_log
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.looking import looking
from workflow.queries.hidden import conflicts
from workflow.queries.paging import cursor_of, place_of
from workflow.queries.veins import Span, among, newest
from workflow.tables import CaseRow, StreamRow, from_micros
from workflow.trail import ACCESS, EXPORTS, SETTINGS, stream_of
from workflow.trail_check import WORDS, Finding, verify_part

CASES, STREAMS = CaseRow.__table__, StreamRow.__table__

#: The event of the entry that a walk leaves.
VERIFY = "verify"
#: What a walk of all chains is called there.
ALL = "trail"
#: The chains that belong to no case.
OWN_STREAMS = (ACCESS, EXPORTS, SETTINGS)
#: Most entries walked in one part: about a second's work.
MOST_WALKED = 20_000
#: How many walks are looked through for the last one that came to the end.
LOOKED_THROUGH = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a chain: of which case or stream, at which entry, in words that follow it."""

    case: str | None
    stream: str
    seq: int
    says: str


@dataclass(frozen=True, slots=True)
class ChainPart:
    """One part of a walk. `walked` counts the entries of all parts so far; without a cursor it is over."""

    stream: str | None
    faults: tuple[Fault, ...]
    walked: int
    faults_before: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class LastWalk:
    """The last walk of all chains that came to its end."""

    at: datetime
    actor: str
    found: int
    entries: int


@dataclass(frozen=True, slots=True)
class ChainStatus:
    """How many chains there are, and when all of them were last walked, where that is known."""

    cases: int
    streams: dict[str, int]
    last: LastWalk | None


def chain_status(db: Database, actor: Actor, at: datetime) -> ChainStatus:
    """Say how much there is to walk, and when that was last done. Raises NotPermitted for all but auditors."""
    with looking(db, actor, "chains", None, at) as tx:
        _permit(actor)
        heads = {
            row.stream: row.seq for row in tx.connection.execute(select(STREAMS.c.stream, STREAMS.c.seq))
        }
        cases = tx.connection.scalar(select(func.count()).select_from(CASES)) or 0
        return ChainStatus(cases, {name: heads.get(name, 0) for name in OWN_STREAMS}, _last(tx))


def walk_chains(
    db: Database, actor: Actor, at: datetime, *, stream: str | None = None, cursor: str | None = None
) -> ChainPart:
    """Walk a part of all chains, or of one stream that belongs to no case, and leave an entry of it.

    A chain of a case in which the auditor has a conflict of interest is walked and not told of. Raises
    NotPermitted, Malformed, and StorageUnavailable where the entry cannot be written.
    """
    place = place_of(cursor, str, int, int, int)
    after, walked, faults = (None, 0, 0) if place is None else ((place[0], place[1]), place[2], place[3])
    if stream not in (None, *OWN_STREAMS):
        raise Malformed(
            "there is no such stream", [Problem("stream", f"must be one of {', '.join(OWN_STREAMS)}")]
        )
    with access_log.denials(db, actor, VERIFY, None, at), db.reading() as tx:
        _permit(actor)
        part = verify_part(tx, stream, after, keys=db.keys, most=MOST_WALKED)
        found = _told(tx, part.findings, actor)
    walked += part.read
    told = {"found": faults + len(found), "entries": walked, "complete": int(part.after is None)}
    with db.transaction() as tx:
        access_log.write(tx, actor, VERIFY, stream or ALL, None, at, **told)
    more = None if part.after is None else cursor_of((*part.after, walked, faults + len(found)))
    return ChainPart(stream, found, walked, faults, more)


def _permit(actor: Actor) -> None:
    if actor.role is not Role.AUDITOR:
        message = "only auditors walk the chains"
        raise NotPermitted(message)


def _told(tx: Tx, findings: Iterable[Finding], actor: Actor) -> tuple[Fault, ...]:
    hidden = {stream_of(case_id) for case_id in conflicts(tx, actor)}
    shown = [finding for finding in findings if finding.stream not in hidden]
    numbers = [int(name.partition(":")[2]) for name in {one.stream for one in shown} if name[:5] == "case:"]
    query = select(CASES.c.id, CASES.c.reference).where(CASES.c.id.in_(numbers))
    cases = {stream_of(row.id): row.reference for row in tx.connection.execute(query)}
    return tuple(Fault(cases.get(one.stream), one.stream, one.seq, WORDS[one.problem]) for one in shown)


def _last(tx: Tx) -> LastWalk | None:
    rows, _ = newest(tx, among("event", [VERIFY]), Span(), [], after=None, most=LOOKED_THROUGH)
    for row in rows:
        body = orjson.loads(row.body)
        if body["what"] == ALL and body["complete"]:
            return LastWalk(from_micros(row.at), row.actor, body["found"], body["entries"])
    return None
