"""The courier: delivers many notices, with one hand or several, in small batches.

Whoever else delivers from the same outbox takes other notices, for each is claimed first. One
that was claimed is sent once, or given back unsent, or found again after a crash.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from threading import Event
from time import monotonic

from notifications.channels import Result, not_arrived
from notifications.delivery import IN_DOUBT_AFTER, Carriers, look_back, poll, report, send
from notifications.desk import Claimed, Desk
from states.vocabulary import NoticeEvent

#: Notices claimed together, and settled together (I): each such transaction keeps other writers waiting.
BATCH = 20
#: The longest that a claimed notice waits for its turn; then it is given back, and judged anew (I).
SEND_WITHIN = timedelta(minutes=5)
#: Seconds that what was sent waits to be recorded with others (I). A crash meanwhile leaves it in doubt.
SETTLE_EVERY = 0.2

#: What became of some notices, by reference.
Results = list[tuple[str, Result]]


class Courier:
    """Delivers from one desk by some carriers. Any number of threads may use it at once.

    `hands` messages are sent at the same time: providers answer slowly, and each hand waits for one.
    A claim that stands for `in_doubt_after` is looked back at by whoever comes first.
    """

    def __init__(
        self,
        desk: Desk,
        carriers: Carriers,
        clock: Callable[[], datetime],
        hands: int = 1,
        batch: int = BATCH,
        *,
        in_doubt_after: timedelta = IN_DOUBT_AFTER,
    ) -> None:
        self._desk, self._carriers, self._clock = desk, carriers, clock
        self._batch = batch
        self._in_doubt_after = in_doubt_after
        # What begins to be sent by then ends long before anybody takes it for lost, and at the hour it was judged for.
        self._send_within = min(SEND_WITHIN, in_doubt_after / 3)
        self._hands = ThreadPoolExecutor(hands, "courier") if hands > 1 else None
        self._stopping = Event()
        #: What left and could not be recorded yet: settled before anything else is sent.
        self._owed: dict[str, Result] = {}

    def deliver(self, references: Sequence[str]) -> int:
        """Send those of these notices that may be sent now, and return how many left."""
        parts = range(0, len(references), self._batch)
        return sum(self._deliver(references[start : start + self._batch])[0] for start in parts)

    def sweep(self) -> int:
        """Send all that is due now, and return how many left."""
        left, unclaimed, tried = 0, 0, set[str]()
        while not self._stopping.is_set():
            # What could not be claimed may stay due: ask past it, so that it never blocks the rest.
            due = self._desk.due(self._batch + unclaimed, self._clock())
            fresh = [reference for reference in due if reference not in tried][: self._batch]
            if not fresh:
                break
            tried.update(fresh)
            sent, claimed = self._deliver(fresh)
            left += sent
            unclaimed += len(fresh) - claimed
        return left

    def look_back(self) -> None:
        """Find out what became of notices whose claim was never settled."""
        look_back(self._desk, self._carriers, self._clock(), after=self._in_doubt_after)

    def poll(self) -> None:
        """Ask what became of accepted notices whose receipt has not come."""
        poll(self._desk, self._carriers, self._clock())

    def stop(self) -> None:
        """Begin no further message: what is in hand is finished, what was claimed is given back. Never waits.

        The threads that deliver end by themselves, after the time-out of a carrier at most.
        """
        self._stopping.set()

    def _deliver(self, references: Sequence[str]) -> tuple[int, int]:
        """Return how many left and how many were ours."""
        if self._stopping.is_set():
            return 0, 0
        self._settle_owed()
        claimed_at = self._clock()
        claimed = self._claim(references, claimed_at)
        left = 0
        for results in self._sent(claimed, claimed_at):
            self._settle(results if self._is_ours(claimed_at) else _left(results))
            left += len(_left(results))
        return left, len(claimed)

    def _claim(self, references: Sequence[str], at: datetime) -> Sequence[Claimed]:
        try:
            return self._desk.claim_many(references, at)
        except Exception as error:  # noqa: BLE001 - one notice that cannot be judged must not stop the others.
            report("claiming together failed", error)
        return [notice for reference in references if (notice := self._claim_one(reference, at)) is not None]

    def _claim_one(self, reference: str, at: datetime) -> Claimed | None:
        try:
            return self._desk.claim(reference, at)
        except Exception as error:  # noqa: BLE001 - as above.
            report(f"notice {reference} could not be claimed", error)
            return None

    def _sent(self, claimed: Sequence[Claimed], claimed_at: datetime) -> Iterator[Results]:
        """Send each, and yield what became of them as it is known, in groups that are soon complete."""
        if self._hands is not None and len(claimed) > 1:
            yield from self._by_hands(self._hands, claimed, claimed_at)
            return
        group: Results = []
        since = monotonic()
        for notice in claimed:
            group.append((notice.reference, self._send(notice, claimed_at)))
            if monotonic() - since >= SETTLE_EVERY:
                yield group
                group, since = [], monotonic()
        if group:
            yield group

    def _by_hands(
        self, hands: ThreadPoolExecutor, claimed: Sequence[Claimed], claimed_at: datetime
    ) -> Iterator[Results]:
        under_way = {hands.submit(self._send, notice, claimed_at): notice for notice in claimed}
        while under_way:
            done, _ = wait(under_way, timeout=SETTLE_EVERY)
            if done:
                yield [(under_way.pop(future).reference, future.result()) for future in done]

    def _send(self, notice: Claimed, claimed_at: datetime) -> Result:
        if self._stopping.is_set():
            return not_arrived("the process was stopping")

        def in_time() -> bool:
            return self._clock() - claimed_at < self._send_within

        return send(self._desk, self._carriers, notice, in_time)

    def _is_ours(self, claimed_at: datetime) -> bool:
        """Say whether a claim still is ours: an older one was looked into, and may be another's by now.

        Of those only what left is recorded: anything else could undo what the other does.
        """
        return self._clock() - claimed_at < self._in_doubt_after

    def _settle(self, results: Results) -> None:
        try:
            self._desk.settle_many(results, self._clock())
        except Exception as error:  # noqa: BLE001 - what was sent and not recorded is in doubt, and may go twice.
            report("settling together failed", error)
            for reference, result in results:
                self._settle_one(reference, result)

    def _settle_one(self, reference: str, result: Result) -> None:
        try:
            self._desk.settle(reference, result, self._clock())
        except Exception as error:  # noqa: BLE001 - as above.
            report(f"notice {reference} could not be settled", error)
            if result.event is NoticeEvent.ACCEPT:
                self._owed[reference] = result

    def _settle_owed(self) -> None:
        for reference in list(self._owed):
            result = self._owed.pop(reference, None)
            if result is not None:
                self._settle_one(reference, result)


def _left(results: Results) -> Results:
    return [(reference, result) for reference, result in results if result.event is NoticeEvent.ACCEPT]
