"""A provider that does everything wrong that a provider can, and delivery that must come to an end with each notice.

The clock runs as it does, and jumps to what is due next once nothing is; never while the provider rests, so that
whoever does not wait as long as it asked is seen.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from notifications.channels.notify import Account, NotifyCarrier
from notifications.channels.web import Timeouts
from notifications.courier import Courier
from notifications.rendering import STANDING
from states.vocabulary import Channel
from tests.provider.notify import Provider, running
from tests.provider.plan import Fault, Plan
from tests.sending import A_CASE, TEMPLATE, Office, notices
from workflow.db import Database
from workflow.desk import OutboxDesk
from workflow.tables import from_micros

#: A Monday morning in London, when texts may leave.
START = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
#: How often each fault is met, in a thousand requests. Those that shut everybody out for long are met once, since a
#: text to her that waits for an hour becomes a call, and would meet nothing else any more.
WEIGHTS: Mapping[Fault, int] = dict.fromkeys(Fault, 40) | {
    Fault.NONE: 400,
    Fault.SLOW: 20,
    Fault.TARDY: 20,
    Fault.HUNG: 10,
    Fault.HUNG_KEPT: 10,
    Fault.THROTTLED: 4,
    Fault.DAY_LIMIT: 0,
    Fault.REFUSED: 0,
}
#: Nobody waits longer than this for an answer, in seconds, and the provider sometimes takes longer.
PATIENCE, SLOW, HUNG = 0.5, 0.1, 1.0
#: Seconds that a provider asks to be left alone for.
REST = 1
#: In how many waves notices are planned, and how far apart: all of them by the end of the morning.
WAVES, BETWEEN = 10, timedelta(minutes=15)
#: What is due within this of what is due next is done with it.
TOGETHER = timedelta(seconds=20)
#: States in which nothing more is to come, and those that are on the stuck list.
ENDS = frozenset({"delivered", "unconfirmed", "cancelled"})
STUCK = frozenset({"in_doubt", "failed", "held"})
#: Where a message that is not at the provider may not stand.
GONE = frozenset({"accepted", "delivered", "unconfirmed"})
TEMPLATES = dict.fromkeys(("sms", "email"), TEMPLATE)

NEXT = text(
    "SELECT MIN(CASE state WHEN 'planned' THEN not_before WHEN 'accepted' THEN look_at "
    "ELSE claimed_at + :doubt END) FROM notices n WHERE state IN ('planned', 'accepted', 'sending') "
    "OR (state = 'in_doubt' AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.subject = n.reference "
    "AND t.done_at IS NULL))"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found when nothing was left to do; everything but the counts must be nothing."""

    notices: int
    requests: int
    kept: int
    unfinished: int
    twice: int
    hasty: int
    lost: int
    #: Kinds of faults that were met, and those that were not.
    met: int
    missing: int
    ends: Mapping[str, int]

    @property
    def wrong(self) -> int:
        """Count all that must not be."""
        return self.unfinished + self.twice + self.hasty + self.lost


class Clock:
    """Real time from `START` on, and jumps."""

    def __init__(self) -> None:
        self._began, self._jumped = time.monotonic(), timedelta()

    def __call__(self) -> datetime:
        return START + timedelta(seconds=time.monotonic() - self._began) + self._jumped

    def jump_to(self, at: datetime) -> None:
        self._jumped += max(timedelta(), at - self())


def run(db: Database, wanted: int, hands: int = 8, progress: Callable[[str], None] = lambda _: None) -> Found:
    """Plan that many notices, and deliver them by a provider that does all of it wrong, until nothing is left."""
    clock = Clock()
    waves = _waves(Office.at(db, clock()), wanted // A_CASE, clock)
    plan = Plan(
        seed=wanted,
        weights={fault.value: weight for fault, weight in WEIGHTS.items()},
        slow=SLOW,
        hung=HUNG,
        retry_after=REST,
        # Each kind once, however few notices there are; then as they fall.
        told=deque(Fault),
    )
    with running(plan) as provider:
        courier = courier_by(db, provider, clock, hands)
        try:
            for planned in waves:
                _pass(courier)
                time.sleep(provider.book.rest())
                progress(f"{planned} cases planned")
            _deliver(db, courier, provider, clock, progress)
        finally:
            courier.stop()
        return _examined(db, provider)


def courier_by(db: Database, provider: Provider, clock: Callable[[], datetime], hands: int) -> Courier:
    """Deliver from that database by that provider."""
    account = Account(provider.api_key, TEMPLATES, provider.url, Timeouts(PATIENCE, PATIENCE))
    carrier = NotifyCarrier(account, clock)
    desk = OutboxDesk(db, dict.fromkeys(STANDING, "020 7946 0000"))
    return Courier(desk, {Channel.SMS: carrier, Channel.EMAIL: carrier}, clock, hands)


def _deliver(
    db: Database, courier: Courier, provider: Provider, clock: Clock, progress: Callable[[str], None]
) -> None:
    before: list[tuple[Any, ...]] = []
    while (due := _next(db)) is not None:
        rows = notices(db, ("reference", "state", "not_before", "look_at"))
        # While a provider wants a pause nobody can be asked about what is due: only time helps.
        if due > clock() or rows == before:
            time.sleep(provider.book.rest())
            clock.jump_to(max(due, clock()) + TOGETHER)
        before = rows
        _pass(courier)
        progress(f"{sum(state in ENDS | STUCK for _, state, *_ in rows)} of {len(rows)}")


def _pass(courier: Courier) -> None:
    courier.sweep()
    courier.look_back()
    courier.poll()


def _waves(office: Office, cases: int, clock: Clock) -> Iterator[int]:
    """Plan the notices of some cases at a time, some minutes apart; yield how many cases have theirs.

    An hour after it was planned a text to her becomes a call: planned together, one long pause would hold them all.
    """
    size = -(-cases // WAVES)
    for first in range(0, cases, size):
        clock.jump_to(clock() + BETWEEN)
        office.plan(min(size, cases - first), clock(), first=first)
        yield min(first + size, cases)


def _next(db: Database) -> datetime | None:
    """When something is next to be done, if ever."""
    # A claim is looked back at once it is older than that.
    doubt = 15 * 60 * 1_000_000 + 1
    with db.reading() as tx:
        due = tx.connection.execute(NEXT, {"doubt": doubt}).scalar()
    return None if due is None else from_micros(due)


def _examined(db: Database, provider: Provider) -> Found:
    book, rows = provider.book, notices(db)
    met = {fault for _, fault in book.asked}
    return Found(
        notices=len(rows),
        requests=len(book.asked),
        kept=len(book.kept),
        unfinished=sum(state not in ENDS | STUCK for _, _, state in rows),
        twice=len(book.twice()),
        hasty=book.hasty,
        lost=sum(state in GONE and reference not in book.by_reference for reference, _, state in rows),
        met=len(met),
        missing=len(set(Fault) - met),
        ends=dict(Counter(state for _, _, state in rows)),
    )
