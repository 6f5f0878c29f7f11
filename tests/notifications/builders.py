"""Facts, steps and an outbox in memory, with valid defaults: override one thing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from notifications.channels import Result
from notifications.desk import Claimed
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
}


@dataclass
class Row:
    """One notice in the outbox."""

    claimed: Claimed
    rule: str = HER_RULE.name
    state: NoticeState = NoticeState.PLANNED
    route_version: int = 1
    not_before: datetime = NOON
    claimed_at: datetime | None = None
    reason: str | None = None
    tasks: int = 0

    @property
    def recipient(self) -> Recipient:
        return self.claimed.recipient

    @property
    def channel(self) -> Channel:
        return self.claimed.channel


def notice(reference: str = "N-1", recipient: Recipient = Recipient.CASEWORKER, **changed: Any) -> Row:
    """A planned notice: by e-mail to a caseworker, or by text to her."""
    hers = recipient is Recipient.SURVIVOR
    claimed = Claimed(
        reference=reference,
        recipient=recipient,
        recipient_ref="" if hers else "P-OWNER",
        channel=Channel.SMS if hers else Channel.EMAIL,
        template=HER_RULE.name if hers else "close/caseworker",
        language="en",
        values={} if hers else {"reference": "C-1"},
    )
    named = {name: value for name, value in changed.items() if name in Claimed.__slots__}
    rest = {name: value for name, value in changed.items() if name not in named}
    return Row(replace(claimed, **named), **{"rule": claimed.template, **rest})


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

    def plan(self, *rows: Row) -> None:
        self.rows.update({row.claimed.reference: row for row in rows})

    def states(self) -> dict[str, NoticeState]:
        return {reference: row.state for reference, row in self.rows.items()}

    def due(self, limit: int, at: datetime) -> tuple[str, ...]:
        ready = (
            ref for ref, row in self.rows.items() if row.state is NoticeState.PLANNED and row.not_before <= at
        )
        return tuple(ready)[:limit]

    def claim(self, reference: str, at: datetime) -> Claimed | None:
        row = self.rows[reference]
        if row.state is not NoticeState.PLANNED:
            return None
        verdict = judge(self.contact, row, at)
        row.reason = verdict.reason
        if verdict.ruling is Ruling.SEND:
            row.state, row.claimed_at = NoticeState.SENDING, at
            self.steps.append(f"claim {reference}")
            return row.claimed
        if verdict.ruling is Ruling.CALL:
            self.hold_as_task(reference, verdict.reason, at)
        elif verdict.ruling is Ruling.CANCEL:
            row.state = NoticeState.CANCELLED
        return None

    def claim_many(self, references: Iterable[str], at: datetime) -> tuple[Claimed, ...]:
        return tuple(claimed for reference in references if (claimed := self.claim(reference, at)))

    def address(self, claimed: Claimed) -> str | None:
        self.steps.append(f"address {claimed.reference}")
        return self.addresses[claimed.recipient]

    def settle(self, reference: str, result: Result, at: datetime) -> None:
        row = self.rows[reference]
        if row.state not in (NoticeState.SENDING, NoticeState.IN_DOUBT):
            return
        self.steps.append(f"{result.event} {reference}")
        after = NoticeState.ACCEPTED if result.receipts else NoticeState.UNCONFIRMED
        row.reason = result.reason
        row.state = {
            NoticeEvent.ACCEPT: after,
            NoticeEvent.RETRY: NoticeState.PLANNED,
            NoticeEvent.DOUBT: NoticeState.IN_DOUBT,
            NoticeEvent.FAIL: NoticeState.FAILED,
        }[result.event]
        row.not_before = result.not_before or row.not_before

    def settle_many(self, results: Iterable[tuple[str, Result]], at: datetime) -> None:
        for reference, result in results:
            self.settle(reference, result, at)

    def unsettled(self, claimed_before: datetime, limit: int) -> tuple[Claimed, ...]:
        waiting = (NoticeState.SENDING, NoticeState.IN_DOUBT)
        old = (
            row.claimed
            for row in self.rows.values()
            if row.state in waiting and not row.tasks and row.claimed_at and row.claimed_at <= claimed_before
        )
        return tuple(old)[:limit]

    def hold_as_task(self, reference: str, reason: str, at: datetime) -> None:
        row = self.rows[reference]
        row.state = NoticeState.HELD if row.state is NoticeState.PLANNED else row.state
        row.reason, row.tasks = reason, 1
