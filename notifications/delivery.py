"""Delivery: claim, then send, then settle; and what a crash between them leaves is found again.

A carrier is never called before the claim is committed, so that no crash can send a message
twice unnoticed. What stands claimed for too long is in doubt: the carrier is asked. If it
knows nothing, a notice to a professional goes back to planned and one to her goes to a person.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from threading import Event, Thread

from notifications.channels import Addressee, Carrier, Known, Result, failed, in_doubt, not_arrived
from notifications.desk import Claimed, Desk
from states.vocabulary import Channel, NoticeEvent, Recipient

#: How long a claim stands before it is in doubt. Shorter, and a slow provider still sends what
#: the look-up did not find. Source: docs/sources.md#engineering.
IN_DOUBT_AFTER = timedelta(minutes=15)
#: How long what certainly did not arrive waits for its next try (I).
TRY_AGAIN_AFTER = timedelta(minutes=1)
#: How often claims that stand too long are looked for (I).
LOOK_BACK_EVERY = timedelta(minutes=1)
#: Notices claimed together. Their sends must end well within IN_DOUBT_AFTER.
BATCH = 100

log = logging.getLogger(__name__)

Carriers = Mapping[Channel, Carrier]


def deliver(desk: Desk, carriers: Carriers, reference: str, at: datetime) -> Result | None:
    """Deliver one notice now, if it may be: what a job asks for. None if it was not ours to send."""
    claimed = desk.claim(reference, at)
    if claimed is None:
        return None
    result = send(desk, carriers, claimed, at)
    desk.settle(reference, result, at)
    return result


def send(desk: Desk, carriers: Carriers, claimed: Claimed, at: datetime) -> Result:
    """Carry one claimed notice. Never raises: whatever goes wrong becomes a result."""
    carrier = carriers.get(claimed.channel)
    if carrier is None:
        return failed("no carrier is set up for its channel")
    try:
        to = desk.address(claimed) if carrier.addressed else _nameless(claimed)
    except Exception as error:  # noqa: BLE001 - no carrier was called, so nothing can have left.
        return _try_again(not_arrived(f"its address could not be opened: {type(error).__name__}"), at)
    if to is None:
        return failed("there is no address to send it to")
    try:
        result = carrier.send(claimed.message, to, claimed.reference)
    except Exception as error:  # noqa: BLE001 - a carrier that broke may have sent it first.
        return in_doubt(f"its carrier broke: {type(error).__name__}")
    return _try_again(result, at)


def _nameless(claimed: Claimed) -> Addressee:
    return Addressee(claimed.recipient, claimed.recipient_ref)


def _try_again(result: Result, at: datetime) -> Result:
    if result.event is not NoticeEvent.RETRY or result.not_before is not None:
        return result
    return not_arrived(result.reason or "", not_before=at + TRY_AGAIN_AFTER)


def look_back(desk: Desk, carriers: Carriers, at: datetime, limit: int = BATCH) -> None:
    """Find out what became of notices whose claim was never settled."""
    for claimed in desk.unsettled(at - IN_DOUBT_AFTER, limit):
        try:
            _find_out(desk, carriers.get(claimed.channel), claimed, at)
        except Exception as error:  # noqa: BLE001 - it stays in doubt, and must not hide the others.
            _report(f"notice {claimed.reference} could not be looked up", error)


def _find_out(desk: Desk, carrier: Carrier | None, claimed: Known, at: datetime) -> None:
    desk.settle(claimed.reference, in_doubt("nothing was heard of it after its claim"), at)
    found = carrier.lookup(claimed) if carrier else None
    if found is not None:
        desk.settle(claimed.reference, found, at)
    elif claimed.recipient is Recipient.SURVIVOR:
        desk.hold_as_task(claimed.reference, "whether it reached her must be decided by a person", at)
    else:
        desk.settle(claimed.reference, not_arrived("its carrier never had it", not_before=at), at)


def _report(what: str, error: Exception) -> None:
    # Never the error itself: its words or its traceback may quote what no log may hold.
    log.error("%s: %s", what, type(error).__name__)


class Loop:
    """Delivers what is due, in a thread of the serving process, until it is stopped.

    `wake()` after each commit makes it look at once; it looks every `interval` in any case, so
    that what other processes commit goes out too.
    """

    def __init__(
        self,
        desk: Desk,
        carriers: Carriers,
        clock: Callable[[], datetime],
        interval: timedelta = timedelta(seconds=0.5),
    ) -> None:
        self._desk, self._carriers = desk, carriers
        self._clock, self._interval = clock, interval
        self._woken, self._stopping = Event(), Event()
        # A process that ends without stop() is a crash like any other: look_back() finds what it left.
        self._thread = Thread(target=self._run, name="delivery", daemon=True)
        self._looked_back: datetime | None = None
        #: When the last pass ended well: readiness shows how long ago.
        self.passed: datetime | None = None

    def start(self) -> None:
        """Start the thread. A loop starts once."""
        self._thread.start()

    def wake(self) -> None:
        """Say that something was committed. Never waits."""
        self._woken.set()

    def stop(self, timeout: float | None = None) -> bool:
        """Finish the message in hand, give the rest back, and end. False if that took too long."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def sweep(self) -> int:
        """Deliver all that is due now, and return how many were sent: one pass of the loop."""
        at = self._clock()
        if self._looked_back is None or at - self._looked_back >= LOOK_BACK_EVERY:
            look_back(self._desk, self._carriers, at)
            self._looked_back = at
        sent, tried, unclaimed = 0, set[str](), 0
        while not self._stopping.is_set():
            # What could not be claimed may stay due: ask past it, so that it never blocks the rest.
            due = self._desk.due(BATCH + unclaimed, self._clock())
            fresh = [reference for reference in due if reference not in tried][:BATCH]
            if not fresh:
                break
            results = self._batch(fresh)
            sent += sum(result.event is NoticeEvent.ACCEPT for _, result in results)
            unclaimed += len(fresh) - len(results)
            tried.update(fresh)
        self.passed = self._clock()
        return sent

    def _batch(self, references: list[str]) -> list[tuple[str, Result]]:
        results = [(notice.reference, self._send(notice)) for notice in self._claim(references)]
        self._settle(results)
        return results

    def _settle(self, results: list[tuple[str, Result]]) -> None:
        try:
            self._desk.settle_many(results, self._clock())
        except Exception as error:  # noqa: BLE001 - what was sent and not recorded is in doubt, and may go twice.
            _report("settling together failed", error)
        else:
            return
        for reference, result in results:
            try:
                self._desk.settle(reference, result, self._clock())
            except Exception as error:  # noqa: BLE001 - as above.
                _report(f"notice {reference} could not be settled", error)

    def _claim(self, references: list[str]) -> Iterable[Claimed]:
        try:
            return self._desk.claim_many(references, self._clock())
        except Exception as error:  # noqa: BLE001 - one notice that cannot be judged must not stop the others.
            _report("claiming together failed", error)
        return [notice for reference in references if (notice := self._claim_one(reference)) is not None]

    def _claim_one(self, reference: str) -> Claimed | None:
        try:
            return self._desk.claim(reference, self._clock())
        except Exception as error:  # noqa: BLE001 - as above.
            _report(f"notice {reference} could not be claimed", error)
            return None

    def _send(self, notice: Claimed) -> Result:
        at = self._clock()
        if self._stopping.is_set():
            return not_arrived("the process was stopping", not_before=at)
        return send(self._desk, self._carriers, notice, at)

    def _run(self) -> None:
        while not self._stopping.is_set():
            # Cleared before the pass: what is committed during it wakes the next one.
            self._woken.clear()
            try:
                self.sweep()
            except Exception as error:  # noqa: BLE001 - a desk that is down now may be up at the next pass.
                _report("a delivery pass failed", error)
            self._woken.wait(self._interval.total_seconds())
