"""The desk that delivery works at: the outbox as `notifications/desk.py` describes it, over the database.

Each method is a transaction of its own. A notice that has moved on meanwhile is left alone.
"""

import random
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, exists, null, select

from notifications.channels import Addressee, Known, Result
from notifications.desk import Claimed
from notifications.safety import Ruling, by_hand, judge
from states.vocabulary import Channel, Chart, NoticeEvent, NoticeState, Recipient, Role
from workflow.batch import Batch
from workflow.by_hand import CLAIMABLE, hold
from workflow.claiming import Claiming
from workflow.contacts import signing_secret, way_to
from workflow.db import Database
from workflow.details import open_details
from workflow.notice_rows import NOTICES, Notice, find
from workflow.notice_tasks import CALL_HER, DECIDE, LOOK
from workflow.notices import open_to
from workflow.prepared import Prepared
from workflow.results import Chance, heard, record
from workflow.rows import Note
from workflow.tables import TaskRow, to_micros

__all__ = ["CALL_HER", "DECIDE", "LOOK", "OutboxDesk"]

TASKS = TaskRow.__table__

#: Details that hold the address of each channel.
ADDRESSES = {Channel.SMS: "survivor.phone", Channel.EMAIL: "survivor.email"}

SELECT_DUE = Prepared(
    select(NOTICES.c.reference)
    .where(NOTICES.c.state.in_(CLAIMABLE), NOTICES.c.not_before <= bindparam("at"))
    .order_by(NOTICES.c.not_before, NOTICES.c.reference)
    .limit(bindparam("most"))
)
_NAMED = (NOTICES.c.reference, NOTICES.c.recipient, NOTICES.c.channel)
SELECT_UNSETTLED = Prepared(
    # The provider's name for it, if there is one, is that of an earlier try: only ours finds this one.
    select(*_NAMED, null())
    .where(
        NOTICES.c.state.in_((*open_to(NoticeEvent.DOUBT, Role.SYSTEM), NoticeState.IN_DOUBT.value)),
        NOTICES.c.claimed_at < bindparam("before"),
        ~exists().where(
            TASKS.c.case_id == NOTICES.c.case_id,
            TASKS.c.done_at.is_(None),
            TASKS.c.subject == NOTICES.c.reference,
        ),
    )
    .order_by(NOTICES.c.claimed_at)
    .limit(bindparam("most"))
)
SELECT_UNRECEIPTED = Prepared(
    select(*_NAMED, NOTICES.c.provider_ref)
    .where(NOTICES.c.look_at <= bindparam("at"), NOTICES.c.state == NoticeState.ACCEPTED.value)
    .order_by(NOTICES.c.look_at, NOTICES.c.reference)
    .limit(bindparam("most"))
)


class OutboxDesk:
    """Delivery's desk over one database. `standing` are the settings that templates use."""

    def __init__(self, db: Database, standing: Mapping[str, str], chance: Chance = random.random) -> None:
        self._db, self._standing, self._chance = db, standing, chance

    def due(self, limit: int, at: datetime) -> tuple[str, ...]:
        """Return the references of planned notices whose time has come, the oldest first."""
        with self._db.reading() as tx:
            return tuple(reference for (reference,) in tx.rows(SELECT_DUE, at=to_micros(at), most=limit))

    def claim(self, reference: str, at: datetime) -> Claimed | None:
        """Take one planned notice to send, or None; what must not be sent becomes a task."""
        claimed = self.claim_many([reference], at)
        return claimed[0] if claimed else None

    def claim_many(self, references: Iterable[str], at: datetime) -> tuple[Claimed, ...]:
        """Take those that may be sent now, in one committed transaction; what others hold is left for later."""
        wanted = tuple(dict.fromkeys(references))
        with self._db.transaction() as tx:
            batch = Batch(tx, self._db.keys, wanted, at, wait=False)
            claiming = Claiming(batch, self._standing)
            found = [claiming.claim(reference) for reference in wanted]
            batch.write()
        return tuple(claimed for claimed in found if claimed is not None)

    def address(self, claimed: Claimed) -> Addressee | None:
        """Open the address of a claimed notice at the last moment; opening hers leaves an entry first.

        None where there is none, where somebody settled it meanwhile, or where it must not be sent to her any
        more: a batch may wait for its carrier.
        """
        if claimed.recipient is Recipient.SURVIVOR:
            return self._hers(claimed)
        recipient, code = claimed.recipient, claimed.recipient_ref
        with self._db.reading() as tx:
            way = way_to(tx, recipient, code)
            notice = find(tx, claimed.reference)
        # A contact that was changed since the claim may have no words for its channel.
        if way is None or not _is_claim_of(notice, claimed) or way.channel is not claimed.channel:
            return None
        secret = signing_secret(self._db.keys, recipient, code, way.secret_no) if way.secret_no else None
        return Addressee(recipient, code, way.address, secret)

    def _hers(self, claimed: Claimed) -> Addressee | None:
        field = ADDRESSES.get(claimed.channel)
        if field is None:
            return None
        with self._db.transaction() as tx:
            batch = Batch(tx, self._db.keys, [claimed.reference], claimed.claimed_at, wait=True)
            notice = batch.get(claimed.reference)
            if notice is None or not _is_claim_of(notice, claimed):
                return None
            if judge(batch.contact(notice), notice, batch.at).ruling is not Ruling.SEND:
                return None
            opened = {"fields": [field], "purpose": "to send her a notice"}
            batch.note(notice, Note("reveal", opened, Chart.NOTICE, notice.reference))
            batch.write()
            address = open_details(tx, self._db.keys, batch.case(notice), [field]).get(field)
        return Addressee(claimed.recipient, "", address) if address else None

    def settle(
        self, reference: str, result: Result, at: datetime, claimed_before: datetime | None = None
    ) -> None:
        """Record what became of a notice, unless it was claimed again since."""
        self._settle([(reference, result)], at, wait=True, claimed_before=claimed_before)

    def settle_many(self, results: Iterable[tuple[str, Result]], at: datetime) -> None:
        """Record what became of each: together, and then one by one those whose case somebody else held."""
        for reference, result in self._settle(list(results), at, wait=False):
            # Whoever waits for a lock holds none: two that wait for each other would wait for ever.
            self.settle(reference, result, at)

    def _settle(
        self,
        results: list[tuple[str, Result]],
        at: datetime,
        *,
        wait: bool,
        claimed_before: datetime | None = None,
    ) -> list[tuple[str, Result]]:
        """Record those whose cases are free, and return the rest."""
        left: list[tuple[str, Result]] = []
        with self._db.transaction() as tx:
            batch = Batch(tx, self._db.keys, [reference for reference, _ in results], at, wait=wait)
            for reference, result in results:
                notice = batch.get(reference)
                if notice is None:
                    left.append((reference, result))
                elif claimed_before is None or _was_claimed(notice, claimed_before):
                    record(batch, notice, result, self._chance)
            batch.write()
        return [] if wait else left

    def unsettled(self, claimed_before: datetime, limit: int) -> tuple[Known, ...]:
        """Return notices claimed before then that nobody has settled and that are no person's task yet."""
        return self._known(SELECT_UNSETTLED, before=to_micros(claimed_before), most=limit)

    def unreceipted(self, at: datetime, limit: int) -> tuple[Known, ...]:
        """Return accepted notices whose carrier is to be asked by now what became of them."""
        return self._known(SELECT_UNRECEIPTED, at=to_micros(at), most=limit)

    def _known(self, statement: Prepared, **values: int) -> tuple[Known, ...]:
        with self._db.reading() as tx:
            return tuple(
                Known(reference, Recipient(recipient), Channel(channel), provider_ref)
                for reference, recipient, channel, provider_ref in tx.rows(statement, **values)
            )

    def heard(self, reference: str, result: Result | None, at: datetime) -> None:
        """Record what a carrier said of an accepted notice; no news moves the next look on."""
        with self._db.transaction() as tx:
            batch = Batch(tx, self._db.keys, [reference], at, wait=True)
            notice = batch.get(reference)
            if notice is not None:
                heard(batch, notice, result)
            batch.write()

    def hold_as_task(self, reference: str, reason: str, at: datetime) -> None:
        """Give a notice to a person; a second call makes no second task, nor does one about what has moved on."""
        with self._db.transaction() as tx:
            batch = Batch(tx, self._db.keys, [reference], at, wait=True)
            notice = batch.get(reference)
            if notice is not None:
                hold(batch, notice, by_hand(batch.contact(notice), reason, at))
            batch.write()


def _is_claim_of(notice: Notice, claimed: Claimed) -> bool:
    """Say whether it is still this claim that stands: it may have been settled, and claimed by another since."""
    return notice.state == NoticeState.SENDING and notice.claimed_at == claimed.claimed_at


def _was_claimed(notice: Notice, before: datetime) -> bool:
    return notice.claimed_at is not None and notice.claimed_at < before
