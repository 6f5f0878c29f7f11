"""A case for an auditor: every entry in full, the case as it stood at any moment, and the way it went.

Everything is folded from the trail alone and says nothing that is sealed. Each question leaves its entry on the
access stream before it is answered.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from states.errors import Malformed, NotPermitted, Problem
from states.reasons import Reasons
from states.vocabulary import Chart, Role
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.finding import Case
from workflow.looking import found, looking, shown
from workflow.queries.hidden import without_hidden
from workflow.queries.masking import APART, order_views
from workflow.queries.paging import Page, checked, page, place_of
from workflow.queries.told_entries import Told, reasons_of, told
from workflow.queries.views import OrderView
from workflow.replay import Folded, fold


@dataclass(frozen=True, slots=True)
class Stood:
    """A case as one entry left it. `last` is the number of its newest entry, so that one can step on."""

    reference: str
    entry: Told
    reasons: tuple[Reasons, ...]
    last: int
    state: str
    facts: Mapping[str, Any]
    clocks: Mapping[str, Any]
    orders: tuple[OrderView, ...]
    offers: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Pace:
    """One step of the case chart: from where to where, by what, who and when."""

    seq: int
    at: datetime
    role: str
    event: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Path:
    """The way that a case went through the chart: its moves, and what was done where it stayed."""

    reference: str
    definition: str
    state: str
    moves: tuple[Pace, ...]
    stays: tuple[tuple[str, str, int], ...]

    @property
    def taken(self) -> frozenset[tuple[str, str]]:
        """The moves as a diagram marks them."""
        return frozenset((move.source, move.target) for move in self.moves)


def audit_history(
    db: Database,
    reference: str,
    actor: Actor,
    at: datetime,
    *,
    cursor: str | None = None,
    limit: int = 25,
    what: str = "audit_history",
) -> Page[Told]:
    """List the entries of a case in full, the first one first. Raises NotFound, NotPermitted and Malformed."""
    after, most = place_of(cursor, int), checked(limit)
    first = after[0] if after else 0
    with auditing(db, actor, what, reference, at) as (tx, case):
        kept: list[Folded] = []
        for folded in fold(tx, case.head.stream):
            if folded.recorded.seq > first:
                kept.append(folded)
            if len(kept) > most:
                break
        listed = page(kept, most, lambda folded: (folded.recorded.seq,))
        return Page(told(tx, case, listed.items, actor), listed.next_cursor)


def stood(
    db: Database,
    reference: str,
    actor: Actor,
    at: datetime,
    *,
    seq: int | None = None,
    moment: datetime | None = None,
) -> Stood:
    """Show a case as it stood after an entry, or at a moment; without either, now.

    Raises NotFound, NotPermitted, and Malformed where there is no such entry or the case was not there yet.
    """
    with auditing(db, actor, "as_at", reference, at) as (tx, case):
        last: Folded | None = None
        for folded in fold(tx, case.head.stream, until=moment):
            last = folded
            if folded.recorded.seq == seq:
                break
        if last is None or last.after is None:
            raise Malformed("the case was not there yet", [Problem("at", "is before the case was opened")])
        if seq not in (None, last.recorded.seq):
            raise Malformed("there is no such entry", [Problem("entry", "is not one of this case")])
        then, facts = replace(case, position=last.after), last.after.facts
        ((entry),) = told(tx, case, [last], actor)
        return Stood(
            reference=case.reference,
            entry=entry,
            reasons=reasons_of(tx, last, actor),
            last=case.head.seq,
            state=last.after.state,
            facts=without_hidden(tx, {n: v for n, v in facts.items() if n not in APART}, actor),
            clocks=facts["clocks"],
            orders=tuple(replace(order, events={}) for order in order_views(then, actor, entry.at)),
            offers=facts["offers"],
        )


def path(db: Database, reference: str, actor: Actor, at: datetime) -> Path:
    """Show the way that a case went through its chart. Raises NotFound and NotPermitted."""
    with auditing(db, actor, "path", reference, at) as (tx, case):
        moves: list[Pace] = []
        stays: dict[tuple[str, str], int] = {}
        for pace in _paces(tx, case):
            if pace.source != pace.target:
                moves.append(pace)
            else:
                stays[pace.source, pace.event] = stays.get((pace.source, pace.event), 0) + 1
        counted = tuple((state, event, times) for (state, event), times in stays.items())
        return Path(case.reference, case.definition, case.position.state, tuple(moves), counted)


def _paces(tx: Tx, case: Case) -> Iterator[Pace]:
    for folded in fold(tx, case.head.stream):
        entry = folded.recorded.entry
        for step in entry.body.get("steps", ()):
            if step["chart"] == Chart.CASE:
                yield Pace(
                    folded.recorded.seq, entry.at, entry.role, step["event"], step["source"], step["target"]
                )


@contextmanager
def auditing(
    db: Database, actor: Actor, what: str, reference: str, at: datetime
) -> Iterator[tuple[Tx, Case]]:
    """Read one case as an auditor. Raises NotFound, and NotPermitted for anybody else."""
    with looking(db, actor, what, reference, at) as tx:
        case = shown(found(tx, reference, actor, at))
        if actor.role is not Role.AUDITOR:
            message = "this is shown to auditors"
            raise NotPermitted(message)
        yield tx, case
