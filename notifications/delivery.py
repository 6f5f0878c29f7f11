"""Delivery: claim, then send, then settle; and what a crash between them leaves is found again.

A carrier is never called before the claim is committed, so that no crash can send a message
twice unnoticed. What stands claimed for too long is in doubt: the carrier is asked. If it
knows nothing, a notice to a professional goes back to planned and one to her goes to a person.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from notifications.channels import (
    Addressee,
    Carrier,
    Known,
    Result,
    Unanswered,
    failed,
    in_doubt,
    not_arrived,
)
from notifications.desk import Claimed, Desk
from states.vocabulary import Channel, Recipient

#: How long a claim stands before it is in doubt. Shorter, and a slow provider still sends what
#: the look-up did not find. Source: docs/sources.md#engineering.
IN_DOUBT_AFTER = timedelta(minutes=15)
#: Notices looked back at, or asked about, in one round (I).
ASKED_AT_ONCE = 100

log = logging.getLogger(__name__)

Carriers = Mapping[Channel, Carrier]


def deliver(desk: Desk, carriers: Carriers, reference: str, at: datetime) -> Result | None:
    """Deliver one notice now, if it may be: what a job asks for. None if it was not ours to send."""
    claimed = desk.claim(reference, at)
    if claimed is None:
        return None
    result = send(desk, carriers, claimed)
    desk.settle(reference, result, at)
    return result


def send(
    desk: Desk, carriers: Carriers, claimed: Claimed, in_time: Callable[[], bool] = lambda: True
) -> Result:
    """Carry one claimed notice. Never raises: whatever goes wrong becomes a result.

    `in_time` is asked at the last moment: a notice whose claim has grown old meanwhile is not sent.
    """
    carrier = carriers.get(claimed.channel)
    if carrier is None:
        return failed("no carrier is set up for its channel")
    try:
        to = desk.address(claimed) if carrier.addressed else _unnamed(claimed)
    except Exception as error:  # noqa: BLE001 - no carrier was called, so nothing can have left.
        return not_arrived(f"its address could not be opened: {type(error).__name__}")
    if to is None:
        return failed("there is no address to send it to")
    if not in_time():
        return not_arrived("it waited too long for its turn")
    try:
        return carrier.send(claimed.message, to, claimed.reference)
    except Exception as error:  # noqa: BLE001 - a carrier that broke may have sent it first.
        return in_doubt(f"its carrier broke: {type(error).__name__}")


def _unnamed(claimed: Claimed) -> Addressee:
    return Addressee(claimed.recipient, claimed.recipient_ref)


def look_back(
    desk: Desk,
    carriers: Carriers,
    at: datetime,
    limit: int = ASKED_AT_ONCE,
    after: timedelta = IN_DOUBT_AFTER,
) -> None:
    """Find out what became of notices whose claim was never settled."""
    asking, before = _Asking(carriers), at - after
    while fresh := asking.past(desk.unsettled(before, limit + len(asking.silent))):
        for known in fresh:
            try:
                _find_out(desk, asking, known, at, before)
            except Exception as error:  # noqa: BLE001 - it stays in doubt, and must not hide the others.
                report(f"notice {known.reference} could not be looked up", error)


def _find_out(desk: Desk, asking: "_Asking", known: Known, at: datetime, before: datetime) -> None:
    # Somebody else may have found out meanwhile, and it may be sent again at this very moment.
    desk.settle(known.reference, in_doubt("nothing was heard of it after its claim"), at, before)
    if not asking.can_answer(known):
        return
    found = asking.ask(known)
    if found is not None:
        desk.settle(known.reference, found, at, before)
    elif known.recipient is Recipient.SURVIVOR:
        desk.hold_as_task(known.reference, "whether it reached her must be decided by a person", at)
    else:
        desk.settle(known.reference, not_arrived("its carrier knows nothing of it"), at, before)


def poll(desk: Desk, carriers: Carriers, at: datetime, limit: int = ASKED_AT_ONCE) -> None:
    """Ask carriers what became of accepted notices whose receipt has not come."""
    asking = _Asking(carriers)
    for known in desk.unreceipted(at, limit):
        try:
            desk.heard(known.reference, _news(asking, known), at)
        except Exception as error:  # noqa: BLE001 - one that cannot be recorded must not hide the others.
            report(f"what became of notice {known.reference} could not be recorded", error)


def _news(asking: "_Asking", known: Known) -> Result | None:
    try:
        return asking.ask(known) if asking.can_answer(known) else None
    except Exception as error:  # noqa: BLE001 - no news: it is asked about again later.
        report(f"notice {known.reference} could not be asked about", error)
        return None


class _Asking:
    """One round of questions. A carrier that leaves one unanswered is not asked again in it.

    Each question to a provider that is down may last as long as its time-out, and the round must end.
    """

    def __init__(self, carriers: Carriers) -> None:
        self._carriers = carriers
        self._mute: set[Channel] = set()
        self._seen: set[str] = set()
        #: References of notices that nobody could answer for: they stay what they are.
        self.silent: set[str] = set()

    def past(self, found: Iterable[Known]) -> list[Known]:
        """Return those not seen in this round yet: what stays unanswered never hides the rest."""
        fresh = [known for known in found if known.reference not in self._seen]
        self._seen.update(known.reference for known in fresh)
        self.silent.update(known.reference for known in fresh)
        return fresh

    def can_answer(self, known: Known) -> bool:
        """Say whether its carrier has left nothing unanswered in this round."""
        return known.channel not in self._mute

    def ask(self, known: Known) -> Result | None:
        """Return what its carrier says. Raises what the carrier raises."""
        carrier = self._carriers.get(known.channel)
        try:
            found = carrier.lookup(known) if carrier else None
        except Unanswered:
            self._mute.add(known.channel)
            raise
        self.silent.discard(known.reference)
        return found


def report(what: str, error: Exception) -> None:
    """Log that something failed. Never the error itself: its words or its traceback may quote what no log may hold."""
    log.error("%s: %s", what, type(error).__name__)
