"""Facts, steps and an outbox in memory, with valid defaults: override one thing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any

from notifications.channels import Addressee, Known, Result
from notifications.desk import Claimed
from notifications.rendering import render
from notifications.rules import RULES
from notifications.safety import Contact, Ruling, judge
from states.facts import blank
from states.position import LONDON, Step
from states.vocabulary import Channel, Chart, Event, NoticeEvent, NoticeState, Recipient, Role, State

#: A Tuesday at noon, London: every text may leave.
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

HER_RULE = next(
    rule for rule in RULES if rule.recipient is Recipient.SURVIVOR and rule.event == Event.ASSIGN_SOLICITOR
)

ORDER = {
    "type": "non_molestation",
    "state": "made",
    "service": "due",
    "copy": "not_due",
    "firm": "oak",
    "expires_on": "2027-05-02",
}


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def facts(**changed: Any) -> dict[str, Any]:
    """A case under way: safe by text and phone, consent given, a firm at work."""
    return {
        **blank(),
        "owner": "P-OWNER",
        "queue": "cambridgeshire",
        "force": "cambridgeshire",
        "firm": "oak",
        "referrers": ["P-OFFICER"],
        "safety": "safe",
        "channels": ["sms", "phone"],
        "routes": {"phone": True},
        "tell_force": True,
        "consent": {"scope": ["instruct_firm", "tell_force"], "at": "2026-11-20T10:00:00Z"},
        "orders": {"O-1": dict(ORDER)},
        "offers": {"F-1": {"firm": "elm", "state": "offered"}},
        "closed_at": None,
        **changed,
    }


def contact(**changed: Any) -> Contact:
    return Contact.of(facts(**changed))


def step(event: str, chart: Chart = Chart.CASE, **changed: Any) -> Step:
    """A step by a lead, on the subject that its chart has."""
    subjects = {Chart.CASE: None, Chart.OFFER: "F-1", Chart.NOTICE: "N-1"}
    made = Step(
        chart=chart,
        subject=subjects.get(chart, "O-1"),
        event=event,
        source=State.CONTACTED,
        target=State.CONTACTED,
        payload=PAYLOADS,
        at=NOON,
        by=Role.LEAD,
        actor="P-LEAD",
        found={"offer": "F-1"},
    )
    return replace(made, **changed)


#: What any event may carry, together: each rule reads only its own.
PAYLOADS: Mapping[str, Any] = {
    "channel": "phone",
    "at": "2026-11-24T12:00:00Z",
    "result": "no_answer",
    "order": "O-1",
    "referral": "R-1",
    "referrer": "P-OFFICER",
    "stages": ["due", "escalates"],
    "did": False,
}


@dataclass
class Row:
    """One notice in the outbox: by default an e-mail to a caseworker."""

    reference: str = "N-1"
    recipient: Recipient = Recipient.CASEWORKER
    recipient_ref: str = "P-OWNER"
    channel: Channel = Channel.EMAIL
    rule: str = "close/caseworker"
    language: str = "en"
    values: Mapping[str, str] = field(default_factory=lambda: {"reference": "C-1"})
    state: NoticeState = NoticeState.PLANNED
    route_version: int = 1
    planned_at: datetime = NOON
    not_before: datetime = NOON
    claimed_at: datetime | None = None
    look_at: datetime | None = None
    provider_ref: str | None = None
    reason: str | None = None
    tasks: int = 0

    @property
    def known(self) -> Known:
        return Known(self.reference, self.recipient, self.channel, self.provider_ref)


def notice(reference: str = "N-1", recipient: Recipient = Recipient.CASEWORKER, **changed: Any) -> Row:
    """A planned notice: by e-mail to a caseworker, or by text to her."""
    hers = {"recipient_ref": "", "channel": Channel.SMS, "rule": HER_RULE.name, "values": {}}
    return Row(reference, recipient, **{**(hers if recipient is Recipient.SURVIVOR else {}), **changed})


STANDING = {"call_back_number": "020 7946 0000"}
#: How long after an empty answer a carrier is asked again.
LOOK_AGAIN = timedelta(hours=1)


@dataclass
class MemoryDesk:
    """An outbox that keeps its promises in memory; `steps` says in which order they were kept."""

    rows: dict[str, Row] = field(default_factory=dict)
    contact: Contact = field(default_factory=contact)
    steps: list[str] = field(default_factory=list)
    addresses: dict[Recipient, str | None] = field(
        default_factory=lambda: {
            Recipient.SURVIVOR: "07700 900123",
            Recipient.CASEWORKER: "ada@rowan.example",
        }
    )
    lock: RLock = field(default_factory=RLock)

    def plan(self, *rows: Row) -> None:
        self.rows.update({row.reference: row for row in rows})

    def states(self) -> dict[str, NoticeState]:
        return {reference: row.state for reference, row in self.rows.items()}

    def due(self, limit: int, at: datetime) -> tuple[str, ...]:
        ready = (
            ref for ref, row in self.rows.items() if row.state is NoticeState.PLANNED and row.not_before <= at
        )
        return tuple(ready)[:limit]

    def claim(self, reference: str, at: datetime) -> Claimed | None:
        with self.lock:
            row = self.rows[reference]
            if row.state is not NoticeState.PLANNED:
                return None
            verdict = judge(self.contact, row, at)
            row.reason = verdict.reason
            if verdict.ruling is Ruling.SEND:
                return self._claimed(row, at)
            if verdict.ruling is Ruling.CALL:
                self.hold_as_task(reference, verdict.reason, at)
            elif verdict.ruling is Ruling.CANCEL:
                row.state = NoticeState.CANCELLED
            return None

    def _claimed(self, row: Row, at: datetime) -> Claimed:
        message = render(row.rule, row.channel, row.language, {**STANDING, **row.values})
        row.state, row.claimed_at = NoticeState.SENDING, at
        self.steps.append(f"claim {row.reference}")
        return Claimed(row.reference, row.recipient, row.recipient_ref, row.channel, row.rule, message, at)

    def claim_many(self, references: Iterable[str], at: datetime) -> tuple[Claimed, ...]:
        return tuple(claimed for reference in references if (claimed := self.claim(reference, at)))

    def address(self, claimed: Claimed) -> Addressee | None:
        self.steps.append(f"address {claimed.reference}")
        address = self.addresses[claimed.recipient]
        return Addressee(claimed.recipient, claimed.recipient_ref, address) if address else None

    def settle(
        self, reference: str, result: Result, at: datetime, claimed_before: datetime | None = None
    ) -> None:
        row = self.rows[reference]
        is_old = claimed_before is None or (row.claimed_at is not None and row.claimed_at < claimed_before)
        if is_old and row.state in (NoticeState.SENDING, NoticeState.IN_DOUBT):
            self._settle(row, result)

    def _settle(self, row: Row, result: Result) -> None:
        self.steps.append(f"{result.event} {row.reference}")
        after = NoticeState.ACCEPTED if result.receipts else NoticeState.UNCONFIRMED
        row.reason, row.provider_ref = result.reason, result.provider_ref
        row.state = {
            NoticeEvent.ACCEPT: after,
            NoticeEvent.DELIVER: NoticeState.DELIVERED,
            NoticeEvent.RETRY: NoticeState.PLANNED,
            NoticeEvent.DOUBT: NoticeState.IN_DOUBT,
            NoticeEvent.FAIL: NoticeState.FAILED,
        }[result.event]
        row.not_before = result.not_before or row.not_before

    def settle_many(self, results: Iterable[tuple[str, Result]], at: datetime) -> None:
        for reference, result in results:
            self.settle(reference, result, at)

    def unsettled(self, claimed_before: datetime, limit: int) -> tuple[Known, ...]:
        waiting = (NoticeState.SENDING, NoticeState.IN_DOUBT)
        old = (
            row.known
            for row in self.rows.values()
            if row.state in waiting and not row.tasks and row.claimed_at and row.claimed_at < claimed_before
        )
        return tuple(old)[:limit]

    def hold_as_task(self, reference: str, reason: str, at: datetime) -> None:
        row = self.rows[reference]
        row.state = NoticeState.HELD if row.state is NoticeState.PLANNED else row.state
        row.reason, row.tasks = reason, 1

    def unreceipted(self, at: datetime, limit: int) -> tuple[Known, ...]:
        asked = (row for row in self.rows.values() if row.state is NoticeState.ACCEPTED)
        return tuple(row.known for row in asked if row.look_at is not None and row.look_at <= at)[:limit]

    def heard(self, reference: str, result: Result | None, at: datetime) -> None:
        row = self.rows[reference]
        if result is None or result.event is NoticeEvent.ACCEPT:
            row.look_at = at + LOOK_AGAIN
        else:
            self._settle(row, result)
