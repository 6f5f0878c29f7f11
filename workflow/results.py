"""Results: what a carrier says of a notice becomes a step of its chart, with all that follows, in one transaction.

What came back from her stops every further message in that same transaction, and a person is asked to reach her.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from notifications.channels import Result
from notifications.safety import STALE_AFTER, Ruling, Verdict, too_late
from states.errors import Refused
from states.moves import Ask
from states.vocabulary import Event, NoticeEvent, NoticeState, StopReason
from workflow.actors import PROVIDER, SYSTEM, Actor
from workflow.batch import Batch
from workflow.by_hand import call_instead, hold
from workflow.commands import act
from workflow.db import Tx
from workflow.keys import Keys
from workflow.notice_rows import Notice
from workflow.notices import Shift
from workflow.tables import to_micros

#: How long what certainly did not arrive waits for its next try, and how often that doubles (I): each try leaves
#: entries, and a provider may be down for days.
TRY_AGAIN_AFTER, DOUBLINGS = timedelta(minutes=1), 5
#: By how much a wait is drawn out or cut short, so that what failed together does not come back together.
JITTER = 0.2
#: Tries after which a message to her that did not arrive becomes a call (I).
TRIES = 3
#: How long a message to a professional is tried before a person sees to it (I): else nobody would know of it.
SEEN_AFTER = timedelta(hours=4)
#: What that person reads.
NEVER_ARRIVES = "it was tried for hours and did not arrive: see why, and release it"
#: The first look for a receipt, and the longest wait between two (I): a bounce is to be known within a minute.
FIRST_LOOK, LAST_LOOK = timedelta(seconds=30), timedelta(hours=6)
#: How long a receipt may take. Source: docs/sources.md#engineering.
RECEIPT_WITHIN = timedelta(hours=72)

#: States that what became of sending it settles. Once it is accepted, only its receipt says more.
SETTLING = frozenset({NoticeState.SENDING.value, NoticeState.IN_DOUBT.value})
#: What tells nothing new of an accepted notice.
NO_NEWS = frozenset({NoticeEvent.ACCEPT, NoticeEvent.DOUBT, NoticeEvent.RETRY})

Chance = Callable[[], float]


def settle(
    tx: Tx, keys: Keys, reference: str, result: Result, at: datetime, chance: Chance = random.random
) -> None:
    """Record what became of one notice, in a transaction of the caller's. What does not apply any more is left."""
    batch = Batch(tx, keys, [reference], at, wait=True)
    notice = batch.get(reference)
    if notice is not None:
        record(batch, notice, result, chance)
    batch.write()


def record(
    batch: Batch, notice: Notice, result: Result, chance: Chance = random.random, *, by: Actor | None = None
) -> None:
    """Take the step that a result asks for. Whoever was faster stands: then nothing is recorded."""
    by = by or (PROVIDER if result.receipts else SYSTEM)
    try:
        if notice.state in SETTLING or (notice.state == NoticeState.ACCEPTED and by is PROVIDER):
            _RECORD[result.event](batch, notice, result, by, chance)
        elif result.bounced:
            # It comes too late for this notice, and not for the next one.
            stop_messages(batch, notice, by)
    except Refused:
        return


def heard(batch: Batch, notice: Notice, result: Result | None) -> None:
    """Record what was heard of a notice that was accepted; no news moves the next look on, or ends the waiting."""
    if result is not None and is_overlooked(batch, notice, result):
        result = None
    if notice.state != NoticeState.ACCEPTED:
        if result is not None:
            record(batch, notice, result, by=PROVIDER)
    elif result is not None and result.event not in NO_NEWS:
        record(batch, notice, result, by=PROVIDER)
    else:
        _look_again(batch, notice)


def is_overlooked(batch: Batch, notice: Notice, result: Result) -> bool:
    """Overlook that an earlier try failed, and say whether it is that; one that bounced stops messages all the same."""
    if not _is_of_an_earlier_try(notice, result):
        return False
    if result.bounced:
        stop_messages(batch, notice, PROVIDER)
    return True


def _is_of_an_earlier_try(notice: Notice, result: Result) -> bool:
    """Say whether it is word that another message than the last one failed, which says nothing of the last.

    Until the last one is accepted, the name that the row holds is that of the one before.
    """
    named, known = result.provider_ref, notice.provider_ref
    if result.event is not NoticeEvent.FAIL or named is None or known is None:
        return False
    return named == known if notice.state in SETTLING else named != known


def fail(batch: Batch, notice: Notice, reason: str, columns: dict[str, Any], by: Actor = SYSTEM) -> Notice:
    """Record that a notice did not arrive and will not: hers becomes a call."""
    failed = batch.shift(notice, Shift(NoticeEvent.FAIL, reason=reason, columns=columns), by=by)
    if notice.is_hers:
        call_instead(batch, failed, reason)
    return failed


def stop_messages(batch: Batch, notice: Notice, by: Actor) -> None:
    """Let no machine send to her any more, by a step of her case, which asks a person to find another way."""
    contact = batch.contact(notice)
    if not notice.is_hers or contact.is_over or contact.stopped:
        return
    payload = {"reason": StopReason.BOUNCED.value, "notice": notice.reference}
    # A case that takes no step any more keeps nobody from being asked to call her.
    with suppress(Refused), batch.stepping(notice) as case:
        act(
            batch.tx,
            batch.keys,
            case,
            Ask(Event.STOP_MESSAGES, by.role, batch.at, by.reference, payload),
        )


def _accepted(batch: Batch, notice: Notice, result: Result, by: Actor, _: Chance) -> None:
    columns = _heard_of(batch, notice, result)
    if result.receipts:
        columns["look_at"] = to_micros(batch.at + FIRST_LOOK)
    after = batch.shift(notice, Shift(result.event, reason=result.reason, columns=columns), by=by)
    if result.delivered:
        batch.shift(after, Shift(NoticeEvent.DELIVER), by=by)
    elif not result.receipts:
        batch.shift(after, Shift(NoticeEvent.EXPIRE_RECEIPT, found={"receipt_overdue": True}))


def _delivered(batch: Batch, notice: Notice, result: Result, by: Actor, _: Chance) -> None:
    columns = _heard_of(batch, notice, result)
    batch.shift(notice, Shift(result.event, reason=result.reason, columns=columns), by=by)


def _in_doubt(batch: Batch, notice: Notice, result: Result, by: Actor, _: Chance) -> None:
    batch.shift(notice, Shift(result.event, reason=result.reason), by=by)


def _failed(batch: Batch, notice: Notice, result: Result, by: Actor, _: Chance) -> None:
    columns = _heard_of(batch, notice, result)
    reason = result.reason or "it did not arrive"
    if not (result.bounced and notice.is_hers):
        fail(batch, notice, reason, columns, by)
        return
    after = batch.shift(notice, Shift(result.event, reason=reason, columns=columns), by=by)
    stop_messages(batch, after, by)
    call_instead(batch, after, reason)


def _not_arrived(batch: Batch, notice: Notice, result: Result, by: Actor, chance: Chance) -> None:
    """Plan it again, later with each try; what would reach her late becomes a call, and nothing is tried for ever."""
    later = batch.at + _wait(notice.attempts, chance)
    if result.not_before is not None:
        later = max(later, result.not_before)
    columns = {"not_before": to_micros(later), "attempts": notice.attempts + 1, "claimed_at": None}
    again = Shift(result.event, {"certain": True}, reason=result.reason, columns=columns)
    after = batch.shift(notice, again, by=by)
    waits = later - notice.planned_at
    if notice.is_hers and (after.attempts >= TRIES or waits > STALE_AFTER):
        hold(batch, after, too_late(batch.contact(notice), notice.channel, batch.at))
    elif not notice.is_hers and waits > SEEN_AFTER:
        hold(batch, after, Verdict(Ruling.CALL, NEVER_ARRIVES))


_RECORD: dict[NoticeEvent, Callable[[Batch, Notice, Result, Actor, Chance], None]] = {
    NoticeEvent.ACCEPT: _accepted,
    NoticeEvent.DELIVER: _delivered,
    NoticeEvent.DOUBT: _in_doubt,
    NoticeEvent.FAIL: _failed,
    NoticeEvent.RETRY: _not_arrived,
}


def _wait(attempts: int, chance: Chance) -> timedelta:
    doubled: timedelta = TRY_AGAIN_AFTER * 2 ** min(attempts, DOUBLINGS)
    return doubled * (1 - JITTER + 2 * JITTER * chance())


def _heard_of(batch: Batch, notice: Notice, result: Result) -> dict[str, Any]:
    return {"settled_at": to_micros(batch.at), "provider_ref": result.provider_ref or notice.provider_ref}


def _look_again(batch: Batch, notice: Notice) -> None:
    since = notice.settled_at or batch.at
    if batch.at - since >= RECEIPT_WITHIN:
        batch.shift(notice, Shift(NoticeEvent.EXPIRE_RECEIPT, found={"receipt_overdue": True}))
        return
    wait = min(max(batch.at - since, FIRST_LOOK), LAST_LOOK)
    look_at = min(batch.at + wait, since + RECEIPT_WITHIN)
    batch.postpone(notice, {"look_at": to_micros(look_at)})
