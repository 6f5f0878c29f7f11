"""Entries told in full to an auditor: what changed field by field, which clocks turned, who was told what, and why.

What an entry says about persons stays sealed: its fields are named, never opened here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from states.changes import Change, ClockTurn, changes, clock_turns
from states.definitions import DEFINITIONS
from states.facts import blank
from states.moves import Ask
from states.payloads import PAYLOADS
from states.payloads.fields import sealed_fields
from states.reasons import Read, Reasons, reasons
from states.vocabulary import Chart, Role
from workflow.actors import Actor
from workflow.db import Tx
from workflow.documents import OPEN_DOCUMENT, STORE_DOCUMENT, VOID_DOCUMENT
from workflow.finding import Case
from workflow.queries.found_entries import names_of, said_in
from workflow.queries.hidden import without_hidden
from workflow.replay import Folded
from workflow.reveals import REVEAL
from workflow.tables import NoticeRow, from_micros
from workflow.trail import Recorded

NOTICES = NoticeRow.__table__

#: What is sealed in an entry that is no step, by its event; in any other it is what a person wrote.
SEALED_IN: Mapping[str, tuple[str, ...]] = {
    REVEAL: ("purpose",),
    "break_glass": ("reason",),
    STORE_DOCUMENT: ("digest",),
    OPEN_DOCUMENT: ("purpose",),
    VOID_DOCUMENT: ("reason",),
}
WRITTEN = ("words",)


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """One message that an entry caused: to whom, how, and what became of it."""

    reference: str
    rule: str
    recipient: str
    recipient_ref: str
    channel: str
    language: str
    state: str
    settled_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """One entry in full. `sealed` names what it says about persons; `hash` and `digest` are hexadecimal."""

    seq: int
    at: datetime
    actor: str
    name: str | None
    role: str
    chart: str
    subject: str | None
    event: str
    definition: str
    version: int
    steps: tuple[Mapping[str, Any], ...]
    said: Mapping[str, Any]
    refused: tuple[Mapping[str, str], ...]
    sealed: tuple[str, ...]
    changes: tuple[Change, ...]
    clocks: tuple[ClockTurn, ...]
    notices: tuple[ToldNotice, ...]
    digest: str | None
    previous: str
    hash: str


def told(tx: Tx, case: Case, entries: Sequence[Folded], actor: Actor) -> tuple[Told, ...]:
    """Tell entries of a case, with the people and the notices that they name."""
    names = names_of(tx, {folded.recorded.entry.actor for folded in entries})
    caused = _caused(tx, case, [folded.recorded.seq for folded in entries])
    return tuple(
        _told(tx, folded, actor, names, tuple(caused.get(folded.recorded.seq, ()))) for folded in entries
    )


def reasons_of(tx: Tx, folded: Folded, actor: Actor) -> tuple[Reasons, ...]:
    """Say why the attempt that an entry tells of went, or did not; nothing of what asks no guard."""
    recorded, before = folded.recorded, folded.before
    entry = recorded.entry
    asked = "steps" in entry.body or "refused" in entry.body
    if before is None or not asked or entry.chart == Chart.NOTICE:
        return ()
    ask = Ask(
        entry.event,
        Role(entry.role),
        entry.at,
        entry.actor,
        entry.body["payload"],
        entry.body["found"],
        Chart(entry.chart),
        entry.subject,
    )
    why = reasons(DEFINITIONS[entry.definition], before, ask)
    return tuple(
        replace(
            one,
            guards=tuple(replace(weighed, read=_read(tx, weighed.read, actor)) for weighed in one.guards),
            chosen=tuple(replace(chosen, read=_read(tx, chosen.read, actor)) for chosen in one.chosen),
        )
        for one in why
    )


def _read(tx: Tx, read: Iterable[Read], actor: Actor) -> tuple[Read, ...]:
    return tuple(replace(one, value=without_hidden(tx, one.value, actor)) for one in read)


def _told(
    tx: Tx, folded: Folded, actor: Actor, names: Mapping[str, str], notices: tuple[ToldNotice, ...]
) -> Told:
    recorded = folded.recorded
    entry, body = recorded.entry, recorded.entry.body
    turned: tuple[ClockTurn, ...] = ()
    changed: tuple[Change, ...] = ()
    if folded.is_step and folded.after is not None:
        before = blank() if folded.before is None else folded.before.facts
        changed, turned = changes(before, folded.after.facts), clock_turns(before, folded.after.facts)
    return Told(
        seq=recorded.seq,
        at=entry.at,
        actor=entry.actor,
        name=names.get(entry.actor),
        role=entry.role,
        chart=entry.chart,
        subject=entry.subject,
        event=entry.event,
        definition=entry.definition,
        version=entry.version,
        steps=tuple(body.get("steps", ())),
        said=without_hidden(tx, said_in(body), actor),
        refused=tuple(body.get("refused", ())),
        sealed=_sealed(recorded),
        changes=tuple(_shown(tx, change, actor) for change in changed),
        clocks=turned,
        notices=notices,
        digest=None if recorded.digest is None else recorded.digest.hex(),
        previous=recorded.previous.hex(),
        hash=recorded.hash.hex(),
    )


def _shown(tx: Tx, change: Change, actor: Actor) -> Change:
    return Change(
        change.path, without_hidden(tx, change.before, actor), without_hidden(tx, change.after, actor)
    )


def _sealed(recorded: Recorded) -> tuple[str, ...]:
    """Name what an entry may say about persons; nothing, where it seals nothing."""
    entry = recorded.entry
    if recorded.digest is None:
        return ()
    model = PAYLOADS[Chart(entry.chart)].get(entry.event)
    return tuple(sorted(sealed_fields(model))) if model else SEALED_IN.get(entry.event, WRITTEN)


def _caused(tx: Tx, case: Case, seqs: Iterable[int]) -> dict[int, list[ToldNotice]]:
    query = select(NOTICES).where(NOTICES.c.case_id == case.id, NOTICES.c.cause_seq.in_([*seqs]))
    caused: dict[int, list[ToldNotice]] = {}
    for row in tx.connection.execute(
        query.order_by(NOTICES.c.cause_seq, NOTICES.c.rule, NOTICES.c.recipient)
    ):
        notice = ToldNotice(
            reference=row.reference,
            rule=row.rule,
            recipient=row.recipient,
            recipient_ref=row.recipient_ref,
            channel=row.channel,
            language=row.language,
            state=row.state,
            settled_at=None if row.settled_at is None else from_micros(row.settled_at),
            reason=row.reason,
        )
        caused.setdefault(row.cause_seq, []).append(notice)
    return caused
