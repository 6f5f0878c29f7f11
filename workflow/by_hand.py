"""What a machine may not send, or may have sent, becomes a person's work: one open task a notice."""

from notifications.safety import OVER, Verdict, by_hand
from states.vocabulary import NoticeEvent, NoticeState, Role
from workflow.batch import Batch
from workflow.notice_rows import Notice
from workflow.notices import Shift, open_to
from workflow.tables import to_micros
from workflow.tasks import Work, has_open, raise_task

#: What a person has to do about a notice: tell her what no machine may send, decide whether a message reached her,
#: or look at what a professional was to be told.
CALL_HER, DECIDE, LOOK = "call_her", "notice_in_doubt", "notice_held"
#: States in which a notice waits to be sent.
CLAIMABLE = open_to(NoticeEvent.CLAIM, Role.SYSTEM)


def hold(batch: Batch, notice: Notice, verdict: Verdict) -> Notice:
    """Hold a planned notice for a person; one in doubt stays so, and a person decides. Others are left alone."""
    if notice.state in CLAIMABLE:
        held = batch.shift(notice, Shift(NoticeEvent.HOLD, reason=verdict.reason))
        _ask(batch, held, CALL_HER if notice.is_hers else LOOK, verdict)
        return held
    if notice.state == NoticeState.IN_DOUBT:
        # Nothing is done to her by deciding, so it waits for none of her hours.
        _ask(batch, notice, DECIDE, Verdict(verdict.ruling, verdict.reason))
    return notice


def call_instead(batch: Batch, notice: Notice, reason: str) -> None:
    """Have a person tell her what did not reach her, unless nothing is to reach her any more."""
    contact = batch.contact(notice)
    if contact.is_over:
        cancel(batch, notice, OVER.reason)
    else:
        _ask(batch, notice, CALL_HER, by_hand(contact, reason, batch.at))


def cancel(batch: Batch, notice: Notice, reason: str) -> Notice:
    """Cancel a notice for good."""
    columns = {"settled_at": to_micros(batch.at)}
    return batch.shift(notice, Shift(NoticeEvent.CANCEL, reason=reason, columns=columns))


def _ask(batch: Batch, notice: Notice, kind: str, verdict: Verdict) -> None:
    case = batch.case(notice)
    if has_open(batch.tx, case.id, kind, notice.reference):
        return
    work = Work(
        kind,
        Role.CASEWORKER,
        verdict.when or batch.at,
        subject=notice.reference,
        way=verdict.by,
        reason=verdict.reason,
    )
    raise_task(batch.tx, case, work, at=batch.at)
