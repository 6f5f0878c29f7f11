"""Carriers: what takes a written message to somebody, one module each.

A carrier must say truthfully what it knows: `accepted` only when the message is out of our
hands, `not_arrived` only when it certainly never left them, `in_doubt` for everything else.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from notifications.rendering import Message
from states.vocabulary import NoticeEvent, Recipient


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who a message is for. The address is personal data: it is in no repr and in no error."""

    recipient: Recipient
    recipient_ref: str
    address: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message: the event that its notice takes, and why.

    `receipts` says whether word of its delivery may follow; where it may not, an accepted notice
    is unconfirmed at once. `not_before` says when a notice that goes back to planned may be tried
    again. `reason` holds no personal data.
    """

    event: NoticeEvent
    reason: str | None = None
    provider_ref: str | None = None
    receipts: bool = False
    not_before: datetime | None = None


def accepted(provider_ref: str | None = None, *, receipts: bool = False) -> Result:
    """It is out of our hands."""
    return Result(NoticeEvent.ACCEPT, provider_ref=provider_ref, receipts=receipts)


def not_arrived(reason: str, *, not_before: datetime | None = None) -> Result:
    """It certainly never left our hands, and may be tried again."""
    return Result(NoticeEvent.RETRY, reason, not_before=not_before)


def in_doubt(reason: str) -> Result:
    """It may have arrived: only a look-up, or a person, can say."""
    return Result(NoticeEvent.DOUBT, reason)


def failed(reason: str) -> Result:
    """It did not arrive, and trying again as it stands would not help."""
    return Result(NoticeEvent.FAIL, reason)


class Carrier(Protocol):
    """One way to carry messages. It may be slow or broken, and it is never called in a transaction."""

    @property
    def addressed(self) -> bool:
        """False if it needs no address: then none is ever opened for it."""

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        """Carry one message. `reference` is the notice's: a second call with it sends nothing twice if it can."""

    def lookup(self, reference: str) -> Result | None:
        """Say what became of an earlier `send`; None if it never came to this carrier."""
