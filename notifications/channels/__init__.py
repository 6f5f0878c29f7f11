"""Carriers: what takes a written message to somebody, one module each.

A carrier must say truthfully what it knows: `accepted` only when the message is out of our
hands, `not_arrived` only when it certainly never left them, `in_doubt` for everything else.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from notifications.rendering import Message
from states.vocabulary import Channel, NoticeEvent, Recipient


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who a message is for. Address and secret are in no repr and in no error.

    The address is a telephone number, an e-mail address or a URL, as the channel asks. The
    secret signs what goes to a webhook; other channels have none.
    """

    recipient: Recipient
    recipient_ref: str
    address: str | None = field(default=None, repr=False)
    secret: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """A notice that a carrier is asked about. `provider_ref` is the provider's own name for it, if it gave one."""

    reference: str
    recipient: Recipient
    channel: Channel
    provider_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message: the event that its notice takes, and why.

    `receipts` says whether word of its delivery may follow; where it may not, an accepted notice
    is unconfirmed at once, unless it was `delivered` with its acceptance. `not_before` says when a
    notice that goes back to planned may be tried again. `bounced` says of a failure that this
    person cannot be reached by this way at all. `reason` holds no personal data.
    """

    event: NoticeEvent
    reason: str | None = None
    provider_ref: str | None = None
    receipts: bool = False
    not_before: datetime | None = None
    bounced: bool = False
    delivered: bool = False


def accepted(provider_ref: str | None = None, *, receipts: bool = False, delivered: bool = False) -> Result:
    """It is out of our hands; `delivered`: and in theirs, for the answer was its receipt."""
    return Result(NoticeEvent.ACCEPT, provider_ref=provider_ref, receipts=receipts, delivered=delivered)


def arrived(provider_ref: str | None = None) -> Result:
    """It was delivered: the provider's word, asked for or sent."""
    return Result(NoticeEvent.DELIVER, provider_ref=provider_ref, receipts=True)


def not_arrived(reason: str, *, not_before: datetime | None = None) -> Result:
    """It certainly never left our hands, and may be tried again."""
    return Result(NoticeEvent.RETRY, reason, not_before=not_before)


def in_doubt(reason: str) -> Result:
    """It may have arrived: only a look-up, or a person, can say."""
    return Result(NoticeEvent.DOUBT, reason)


def failed(reason: str, *, bounced: bool = False, provider_ref: str | None = None) -> Result:
    """It did not arrive, and trying again as it stands would not help; `bounced`: nor would another message."""
    return Result(NoticeEvent.FAIL, reason, provider_ref, bounced=bounced)


class Unanswered(Exception):
    """A carrier could not be asked now what became of a message, or did not answer."""


class Carrier(Protocol):
    """One way to carry messages. It may be slow or broken, and it is never called in a transaction.

    Several threads may call it at once.
    """

    @property
    def addressed(self) -> bool:
        """False if it needs no address: then none is ever opened for it."""

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        """Carry one message. `reference` is the notice's: a second call with it sends nothing twice if it can."""

    def lookup(self, known: Known) -> Result | None:
        """Say what became of an earlier `send`; None if this carrier knows nothing of it.

        Raises Unanswered if nobody can say now.
        """
