"""Searching the trail: entries of every stream, newest first, by who, what, which case and when. For auditors.

Every question goes down an index (`veins`), so that none gets slower with the trail. A case in which the auditor
has a conflict of interest does not exist here either, nor does what names it. Each search leaves its entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select, text

from states.errors import NotPermitted
from states.vocabulary import Role
from workflow import access_log
from workflow.actors import Actor
from workflow.approvals import APPROVE
from workflow.db import Database, Tx
from workflow.documents import OPEN_COPY, OPEN_DOCUMENT
from workflow.finding import Case
from workflow.looking import found
from workflow.proving import FAILED, SIGNED_IN
from workflow.queries.chains import VERIFY
from workflow.queries.found_entries import FoundEntry, shown_entries
from workflow.queries.hidden import conflicts
from workflow.queries.paging import LARGEST, Page, Place, checked, cursor_of, place_of
from workflow.queries.veins import Clause, Span, Veins, among, events, newest, one
from workflow.reveals import REVEAL
from workflow.tables import EntryRow, PersonRow, to_micros
from workflow.tables.trail import ASKED, REFUSED
from workflow.trail import stream_of

ENTRIES, PEOPLE = EntryRow.__table__, PersonRow.__table__

#: What the entry of a search says was searched.
TRAIL = "trail"
#: As many people of a role are looked for one by one; the entries of more lie close together anyway.
FEW = 50
#: The entry of a step begins with its clocks.
STEP = "substr(body, 1, 10) = '{\"clocks\":'"


class Kind(StrEnum):
    """What kind of thing an entry tells of."""

    STEPS = "steps"
    REFUSED = "refused"
    REVEALS = "reveals"
    APPROVALS = "approvals"
    NOT_FOUND = "not_found"
    NOT_PERMITTED = "not_permitted"
    READINGS = "readings"
    SIGN_INS = "sign_ins"


#: The events of each kind that is known by its events.
EVENTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.REVEALS: (REVEAL, "break_glass", "show_orders", "read_questions", OPEN_DOCUMENT, OPEN_COPY),
    Kind.APPROVALS: (APPROVE, "ask_approval", "turn_down_approval"),
    Kind.NOT_FOUND: (access_log.NOT_FOUND,),
    Kind.NOT_PERMITTED: (access_log.NOT_PERMITTED,),
    Kind.READINGS: (access_log.READ, access_log.SEARCHED, VERIFY),
    Kind.SIGN_INS: (SIGNED_IN, FAILED, "change_password", "change_app", "new_recovery_codes"),
}
#: The kinds that are found on the access stream, by the reference that was asked for.
OF_ACCESS = frozenset({Kind.NOT_FOUND, Kind.NOT_PERMITTED, Kind.READINGS})


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; whatever is None does not matter. `case` is any reference that leads to a case.

    With a case the entries of its own stream are found, or, for what only the access stream knows, those about it.
    """

    who: str | None = None
    role: Role | None = None
    kind: Kind | None = None
    event: str | None = None
    case: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def span(self) -> Span:
        """The moments between which it happened."""
        since = 0 if self.since is None else to_micros(self.since)
        return Span(since, LARGEST if self.until is None else to_micros(self.until))


def search_trail(
    db: Database,
    sought: Sought,
    actor: Actor,
    at: datetime,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[FoundEntry]:
    """Find entries, the newest first. A page may be short, or empty, and yet have a next one.

    Raises NotPermitted for anybody but an auditor, NotFound for a case that they may not see, Malformed, and
    StorageUnavailable where the entry of the search cannot be written.
    """
    after, most = place_of(cursor, int, str, int), checked(limit)
    with access_log.denials(db, actor, TRAIL, sought.case, at), db.reading() as tx:
        if actor.role is not Role.AUDITOR:
            message = "only auditors search the trail"
            raise NotPermitted(message)
        case = None if sought.case is None else found(tx, sought.case, actor, at)
        rows, place = _found(tx, sought, case, actor, after, most)
        items = shown_entries(tx, rows, actor)
    access_log.searched(db, actor, TRAIL, len(items), sought.case or sought.who, at)
    return Page(items, None if place is None else cursor_of(place))


def known_events(db: Database) -> tuple[str, ...]:
    """Return every event that any entry tells of, for who chooses one; it says nothing of any case."""
    with db.reading() as tx:
        return events(tx)


def _found(
    tx: Tx, sought: Sought, case: Case | None, actor: Actor, after: Place | None, most: int
) -> tuple[list[Row[Any]], Place | None]:
    hidden = [stream_of(case_id) for case_id in conflicts(tx, actor)]
    sift = [ENTRIES.c.stream.not_in(hidden)] if hidden else []
    if case is not None and sought.kind not in OF_ACCESS:
        return _of_case(tx, case, [*sift, *_named(sought).values()], sought.span, after, most)
    veins, known = _veins(tx, sought) if case is None else _about(str(sought.case), case)
    left = [clause for name, clause in _named(sought).items() if name not in known]
    return newest(tx, veins, sought.span, [*sift, *left], after=after, most=most)


def _about(asked_for: str, case: Case) -> tuple[Veins, frozenset[str]]:
    """Go down what was asked for of a case: by its own reference, and by the one that leads to it."""
    return among("subject", {case.reference, asked_for}, ASKED), frozenset()


def _veins(tx: Tx, sought: Sought) -> tuple[Veins, frozenset[str]]:
    """Choose the index to go down, and say which of the conditions it knows by itself."""
    if sought.kind is Kind.REFUSED:
        return one(REFUSED), frozenset({"kind"})
    if sought.who is not None:
        return among("actor", [sought.who]), frozenset({"who"})
    if sought.event is not None:
        return among("event", [sought.event]), frozenset({"event"})
    if sought.kind is not None and sought.kind in EVENTS:
        return among("event", EVENTS[sought.kind]), frozenset({"kind"})
    if sought.role is not None and len(people := _people_of(tx, sought.role)) in range(1, FEW):
        return among("actor", people), frozenset()
    return among("event", events(tx)), frozenset()


def _people_of(tx: Tx, role: Role) -> list[str]:
    query = select(PEOPLE.c.reference).where(PEOPLE.c.role == role.value).limit(FEW)
    return [row.reference for row in tx.connection.execute(query)]


def _named(sought: Sought) -> dict[str, Clause]:
    """Return each condition that is asked for, by its name, so said that no index is tempted by it.

    Going down the index of another word, an engine would meet all of its entries in years to find a thousand.
    """
    clauses: dict[str, Clause] = {}
    if sought.who is not None:
        clauses["who"] = ENTRIES.c.actor.concat("") == sought.who
    if sought.role is not None:
        clauses["role"] = ENTRIES.c.role == sought.role.value
    if sought.event is not None:
        clauses["event"] = ENTRIES.c.event.concat("") == sought.event
    if sought.kind is not None:
        clauses["kind"] = _kind(sought.kind)
    return clauses


def _kind(kind: Kind) -> Clause:
    if kind in EVENTS:
        return ENTRIES.c.event.concat("").in_(sorted(EVENTS[kind]))
    return text(STEP if kind is Kind.STEPS else REFUSED)  # type: ignore[return-value] # it is a condition


def _of_case(
    tx: Tx, case: Case, sift: list[Clause], span: Span, after: Place | None, most: int
) -> tuple[list[Row[Any]], Place | None]:
    """Read one stream from its end; its own numbers are its order."""
    query = select(ENTRIES).where(
        ENTRIES.c.stream == case.head.stream, ENTRIES.c.at.between(span.since, span.until), *sift
    )
    if after is not None:
        query = query.where(ENTRIES.c.seq < after[2])
    rows = [*tx.connection.execute(query.order_by(ENTRIES.c.seq.desc()).limit(most + 1))]
    last = rows[most - 1] if len(rows) > most else None
    return rows[:most], None if last is None else (last.at, last.stream, last.seq)
