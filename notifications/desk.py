"""The desk: what delivery asks of the outbox. `workflow/desk.py` keeps it; nothing here knows a database.

Each method is a transaction of its own, committed when it returns, and every move is a step
of the notice chart. A notice that has moved on meanwhile is left alone: no method ever fails
because another process was faster.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifications.channels import Addressee, Known, Result
from notifications.rendering import Message
from states.vocabulary import Channel, Recipient

__all__ = ["Claimed", "Desk", "Known"]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that is ours to send: its row says `sending`, and that is committed.

    `message` was rendered in its claim, in its language; the same words are sealed in its row.
    """

    reference: str
    recipient: Recipient
    recipient_ref: str
    channel: Channel
    rule: str
    message: Message
    claimed_at: datetime


class Desk(Protocol):
    """The outbox as delivery sees it."""

    def due(self, limit: int, at: datetime) -> tuple[str, ...]:
        """Return the references of planned notices whose time has come, the oldest first. Reads only."""

    def claim(self, reference: str, at: datetime) -> Claimed | None:
        """Take one planned notice to send, or return None.

        In one transaction: read the notice and the facts of its case as they are now, ask
        `judge(Contact.of(facts), notice, at)`, and do what it says. `SEND`: its words are written
        and sealed, planned -> sending with `claimed_at`, committed before this returns; words that
        cannot be written fail it instead. `CALL`: as `hold_as_task`. `WAIT`: a new `not_before`.
        `CANCEL`: planned -> cancelled with the reason. None too if it is not planned.
        """

    def claim_many(self, references: Iterable[str], at: datetime) -> tuple[Claimed, ...]:
        """Do the same for each in one transaction, and return those that are ours to send.

        A case that another process has locked is skipped where the database can tell, never waited for.
        """

    def address(self, claimed: Claimed) -> Addressee | None:
        """Open the address of a claimed notice, at the last moment; None if there is none, or none any more.

        Nor is there one for a claim that was settled since, whoever claimed it anew. Hers is judged
        again: what became unsafe since the claim is not opened. Opening it leaves an entry on the
        trail before this returns. It is never kept.
        """

    def settle(
        self, reference: str, result: Result, at: datetime, claimed_before: datetime | None = None
    ) -> None:
        """Record what became of a notice that is sending or in doubt, by `result.event`.

        With `claimed_before` nothing is recorded of a notice that was claimed since: whoever asked
        about the claim before it must not undo it.

        An accepted notice without receipts to come is unconfirmed at once, or delivered where
        `result.delivered` says so. A failed notice to her makes a call task in the same transaction,
        or is cancelled once her case is over; one that bounced also stops further messages to her.
        One to try again waits for `result.not_before` at least. An event that the notice's state
        does not take records nothing.
        """

    def settle_many(self, results: Iterable[tuple[str, Result]], at: datetime) -> None:
        """Do the same for each in one transaction."""

    def unsettled(self, claimed_before: datetime, limit: int) -> tuple[Known, ...]:
        """Return notices claimed before then that are sending, or in doubt and not yet a person's task."""

    def hold_as_task(self, reference: str, reason: str, at: datetime) -> None:
        """Give a notice to a person: planned -> held; one in doubt stays so. Either way one open task.

        The task is due at the verdict's `when` where a claim gave one, else at once. A second
        call makes no second task.
        """

    def unreceipted(self, at: datetime, limit: int) -> tuple[Known, ...]:
        """Return accepted notices whose carrier is to be asked by now what became of them. Reads only."""

    def heard(self, reference: str, result: Result | None, at: datetime) -> None:
        """Record what a carrier said of an accepted notice; None or no news moves the next look on.

        Looks are made at growing intervals; what is still without a receipt 72 hours after it was
        accepted is unconfirmed.
        """
