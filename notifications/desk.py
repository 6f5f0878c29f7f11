"""The desk: what delivery asks of the outbox. `workflow/desk.py` keeps it; nothing here knows a database.

Each method is a transaction of its own, committed when it returns, and every move is a step
of the notice chart. A notice that has moved on meanwhile is left alone: no method ever fails
because another process was faster.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifications.channels import Result
from states.vocabulary import Channel, Recipient


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that is ours to send: its row says `sending`, and that is committed."""

    reference: str
    recipient: Recipient
    recipient_ref: str
    channel: Channel
    template: str
    language: str
    values: Mapping[str, str]


class Desk(Protocol):
    """The outbox as delivery sees it."""

    def due(self, limit: int, at: datetime) -> tuple[str, ...]:
        """Return the references of planned notices whose time has come, the oldest first. Reads only."""

    def claim(self, reference: str, at: datetime) -> Claimed | None:
        """Take one planned notice to send, or return None.

        In one transaction: read the notice and the facts of its case as they are now, ask
        `judge(Contact.of(facts), notice, at)`, and do what it says. `SEND`: planned -> sending with
        `claimed_at`, committed before this returns. `CALL`: as `hold_as_task`. `WAIT`: a new
        `not_before`. `CANCEL`: planned -> cancelled with the reason. None too if it is not planned.
        """

    def claim_many(self, references: Iterable[str], at: datetime) -> tuple[Claimed, ...]:
        """Do the same for each in one transaction, and return those that are ours to send."""

    def address(self, claimed: Claimed) -> str | None:
        """Open the address of a claimed notice, at the last moment; None if there is none, or none any more.

        Hers is judged again: what became unsafe since the claim is not opened. Opening it leaves an
        entry on the trail before this returns. It is never kept.
        """

    def settle(self, reference: str, result: Result, at: datetime) -> None:
        """Record what became of a notice that is sending or in doubt, by `result.event`.

        An accepted notice without receipts to come is unconfirmed at once. A failed notice to
        her makes a call task in the same transaction, or is cancelled once her case is over. One to
        try again waits for `result.not_before`. An event that the notice's state does not take records nothing.
        """

    def settle_many(self, results: Iterable[tuple[str, Result]], at: datetime) -> None:
        """Do the same for each in one transaction."""

    def unsettled(self, claimed_before: datetime, limit: int) -> tuple[Claimed, ...]:
        """Return notices claimed before then that are sending, or in doubt and not yet a person's task."""

    def hold_as_task(self, reference: str, reason: str, at: datetime) -> None:
        """Give a notice to a person: planned -> held; one in doubt stays so. Either way one open task.

        The task is due at the verdict's `when` where a claim gave one, else at once. A second
        call makes no second task.
        """
