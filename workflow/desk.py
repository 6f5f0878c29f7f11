"""The desk that delivery works at: the outbox as `notifications/desk.py` describes it, over the database.

Each method is a transaction of its own. A notice that has moved on meanwhile is left alone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select

from notifications.channels import Result
from notifications.desk import Claimed
from notifications.safety import OVER, Contact, Ruling, Verdict, judge
from states.errors import NotFound, Refused
from states.vocabulary import Channel, Chart, NoticeEvent, NoticeState, Recipient, Role
from workflow.actors import PROVIDER, SYSTEM, Actor
from workflow.db import Database, Tx
from workflow.details import open_details
from workflow.finding import Case, load
from workflow.notices import NOTICES, Notice, Shift, find, open_to, postpone, shift
from workflow.prepared import Prepared
from workflow.rows import Note, note
from workflow.tables import PersonRow, TaskRow, from_micros, to_micros
from workflow.tasks import Work, has_open, raise_task

PEOPLE, TASKS = PersonRow.__table__, TaskRow.__table__

#: What a person has to do about a notice that no machine may send, or that may have arrived.
CALL_HER, DECIDE = "call_her", "notice_in_doubt"
#: Details that hold the address of each channel.
ADDRESSES = {Channel.SMS: "survivor.phone", Channel.EMAIL: "survivor.email"}
#: How often the wait before the next try doubles (I): each try leaves entries, and a provider may be down for days.
DOUBLINGS = 5

CLAIMABLE = open_to(NoticeEvent.CLAIM, Role.SYSTEM)
SELECT_DUE = Prepared(
    select(NOTICES.c.reference)
    .where(NOTICES.c.state.in_(CLAIMABLE), NOTICES.c.not_before <= bindparam("at"))
    .order_by(NOTICES.c.not_before, NOTICES.c.reference)
    .limit(bindparam("most"))
)
SELECT_UNSETTLED = Prepared(
    select(NOTICES.c.reference)
    .where(
        NOTICES.c.state.in_((*open_to(NoticeEvent.DOUBT, Role.SYSTEM), NoticeState.IN_DOUBT.value)),
        NOTICES.c.claimed_at < bindparam("before"),
        ~exists().where(TASKS.c.subject == NOTICES.c.reference, TASKS.c.done_at.is_(None)),
    )
    .order_by(NOTICES.c.claimed_at)
    .limit(bindparam("most"))
)
SELECT_CLAIMED_AT = Prepared(select(NOTICES.c.claimed_at).where(NOTICES.c.reference == bindparam("notice")))
SELECT_EMAIL = Prepared(
    select(PEOPLE.c.email).where(PEOPLE.c.reference == bindparam("reference"), PEOPLE.c.active)
)


class OutboxDesk:
    """Delivery's desk over one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def due(self, limit: int, at: datetime) -> tuple[str, ...]:
        """Return the references of planned notices whose time has come, the oldest first."""
        with self._db.reading() as tx:
            return tuple(reference for (reference,) in tx.rows(SELECT_DUE, at=to_micros(at), most=limit))

    def claim(self, reference: str, at: datetime) -> Claimed | None:
        """Take one planned notice to send, or None; what must not be sent becomes a task."""
        claimed = self.claim_many([reference], at)
        return claimed[0] if claimed else None

    def claim_many(self, references: Iterable[str], at: datetime) -> tuple[Claimed, ...]:
        """Take those that may be sent now, in one committed transaction."""
        with self._db.transaction() as tx:
            found = [self._claim(tx, reference, at) for reference in references]
        return tuple(claimed for claimed in found if claimed is not None)

    def _claim(self, tx: Tx, reference: str, at: datetime) -> Claimed | None:
        case = load(tx, reference, lock=True)
        notice = find(tx, reference)
        if notice.state not in CLAIMABLE:
            return None
        verdict = judge(Contact.of(case.position.facts), notice, at)
        match verdict.ruling:
            case Ruling.SEND:
                claim = Shift(NoticeEvent.CLAIM, columns={"claimed_at": to_micros(at)})
                shift(tx, self._db.keys, case, notice, claim, by=SYSTEM, at=at)
                return _claimed(notice)
            case Ruling.WAIT if verdict.when is not None:
                postpone(tx, reference, verdict.when)
            case Ruling.CANCEL:
                self._cancel(tx, case, notice, verdict, at)
            case _:
                self._hold(tx, case, notice, verdict, at)
        return None

    def address(self, claimed: Claimed) -> str | None:
        """Open the address of a claimed notice at the last moment; opening hers leaves an entry first.

        None where there is none, or where it must not be sent to her any more: a batch may wait for its carrier.
        """
        if claimed.recipient is not Recipient.SURVIVOR:
            with self._db.reading() as tx:
                row = tx.one(SELECT_EMAIL, reference=claimed.recipient_ref)
            return str(row[0]) if row and row[0] else None
        field = ADDRESSES.get(claimed.channel)
        if field is None:
            return None
        with self._db.transaction() as tx:
            case, notice = load(tx, claimed.reference, lock=True), find(tx, claimed.reference)
            at = from_micros(tx.rows(SELECT_CLAIMED_AT, notice=claimed.reference)[0][0])
            if judge(Contact.of(case.position.facts), notice, at).ruling is not Ruling.SEND:
                return None
            opened = {"fields": [field], "purpose": "to send her a notice"}
            note(tx, case, Note("reveal", opened, Chart.NOTICE, claimed.reference), by=SYSTEM, at=at)
            return open_details(tx, self._db.keys, case, [field]).get(field)

    def settle(self, reference: str, result: Result, at: datetime) -> None:
        """Record what became of a notice."""
        self.settle_many([(reference, result)], at)

    def settle_many(self, results: Iterable[tuple[str, Result]], at: datetime) -> None:
        """Record what became of each, in one transaction."""
        with self._db.transaction() as tx:
            for reference, result in results:
                self._settle(tx, reference, result, at)

    def _settle(self, tx: Tx, reference: str, result: Result, at: datetime) -> None:
        case, notice = load(tx, reference, lock=True), find(tx, reference)
        try:
            case = self._settled(tx, case, notice, result, at)
        except Refused:
            # Somebody was faster: what they recorded stands.
            return
        if result.event is NoticeEvent.ACCEPT and not result.receipts:
            unheard = Shift(NoticeEvent.EXPIRE_RECEIPT, found={"receipt_overdue": True})
            shift(tx, self._db.keys, case, find(tx, reference), unheard, by=SYSTEM, at=at)
        if result.event is NoticeEvent.FAIL and notice.recipient is Recipient.SURVIVOR:
            self._call_instead(tx, case, find(tx, reference), at)

    def _call_instead(self, tx: Tx, case: Case, notice: Notice, at: datetime) -> None:
        """Have a person tell her what did not reach her, unless nothing is to reach her any more."""
        if Contact.of(case.position.facts).is_over:
            self._cancel(tx, case, notice, OVER, at)
        else:
            self._task(tx, case, notice, CALL_HER, at, at)

    def _settled(self, tx: Tx, case: Case, notice: Notice, result: Result, at: datetime) -> Case:
        columns: dict[str, Any] = {"settled_at": to_micros(at), "provider_ref": result.provider_ref}
        if result.event is NoticeEvent.DOUBT:
            columns = {}
        if result.event is NoticeEvent.RETRY:
            wait = max((result.not_before or at) - at, timedelta())
            later = at + wait * 2 ** min(notice.attempts, DOUBLINGS)
            columns = {"not_before": to_micros(later), "attempts": notice.attempts + 1, "claimed_at": None}
        certain = {"certain": result.event is NoticeEvent.RETRY}
        to = Shift(result.event, certain, reason=result.reason, columns=columns)
        return shift(tx, self._db.keys, case, notice, to, by=_who(result), at=at)

    def unsettled(self, claimed_before: datetime, limit: int) -> tuple[Claimed, ...]:
        """Return notices claimed before then that nobody has settled and that are no person's task yet."""
        with self._db.reading() as tx:
            rows = tx.rows(SELECT_UNSETTLED, before=to_micros(claimed_before), most=limit)
            return tuple(_claimed(find(tx, reference)) for (reference,) in rows)

    def hold_as_task(self, reference: str, reason: str, at: datetime) -> None:
        """Give a notice to a person; a second call makes no second task."""
        with self._db.transaction() as tx:
            try:
                case, notice = load(tx, reference, lock=True), find(tx, reference)
            except NotFound:
                return
            # Held already, or settled meanwhile: nothing waits for a person any more.
            if notice.state in (*CLAIMABLE, NoticeState.IN_DOUBT.value):
                self._hold(tx, case, notice, Verdict(Ruling.CALL, reason, None, at), at)

    def _cancel(self, tx: Tx, case: Case, notice: Notice, verdict: Verdict, at: datetime) -> None:
        to = Shift(NoticeEvent.CANCEL, reason=verdict.reason, columns={"settled_at": to_micros(at)})
        shift(tx, self._db.keys, case, notice, to, by=SYSTEM, at=at)

    def _hold(self, tx: Tx, case: Case, notice: Notice, verdict: Verdict, at: datetime) -> None:
        """Hold a planned notice for a person; one in doubt stays so, and a person decides."""
        planned = notice.state in CLAIMABLE
        if planned:
            hold = Shift(NoticeEvent.HOLD, reason=verdict.reason)
            case = shift(tx, self._db.keys, case, notice, hold, by=SYSTEM, at=at)
        self._task(tx, case, notice, CALL_HER if planned else DECIDE, verdict.when or at, at)

    def _task(self, tx: Tx, case: Case, notice: Notice, kind: str, due: datetime, at: datetime) -> None:
        if not has_open(tx, case.id, kind, notice.reference):
            raise_task(tx, case, Work(kind, Role.CASEWORKER, due, subject=notice.reference), at=at)


def _who(result: Result) -> Actor:
    return PROVIDER if result.receipts else SYSTEM


def _claimed(notice: Notice) -> Claimed:
    return Claimed(
        notice.reference,
        notice.recipient,
        notice.recipient_ref,
        notice.channel,
        notice.template,
        notice.language,
        notice.values,
    )
