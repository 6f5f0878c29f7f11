"""What a machine may not send, or may have sent, becomes a person's work: one open task a notice."""

from notifications.safety import OVER, Verdict
from states.vocabulary import NoticeEvent, NoticeState, Role
from workflow.batch import Batch
from workflow.notice_rows import Notice
from workflow.notice_tasks import CALL_HER, DECIDE, LOOK, ask, ask_to_call
from workflow.notices import Shift, open_to
from workflow.tables import to_micros

#: States in which a notice waits to be sent.
CLAIMABLE = open_to(NoticeEvent.CLAIM, Role.SYSTEM)


def hold(batch: Batch, notice: Notice, verdict: Verdict) -> Notice:
    """Hold a planned notice for a person; one in doubt stays so, and a person decides. Others are left alone.

    Nobody is asked to call her whose case is over: that notice is cancelled.
    """
    if notice.state in CLAIMABLE and notice.is_hers and batch.contact(notice).is_over:
        return cancel(batch, notice, OVER.reason)
    if notice.state in CLAIMABLE:
        held = batch.shift(notice, Shift(NoticeEvent.HOLD, reason=verdict.reason))
        _ask(batch, held, CALL_HER if notice.is_hers else LOOK, verdict)
        return held
    if notice.state == NoticeState.IN_DOUBT:
        _ask(batch, notice, DECIDE, verdict)
    return notice


def _ask(batch: Batch, notice: Notice, kind: str, verdict: Verdict) -> None:
    if kind != CALL_HER:
        # Nothing is done to her by looking or deciding, so it waits for none of her hours.
        verdict = Verdict(verdict.ruling, verdict.reason)
    ask(batch.tx, batch.case(notice), notice, kind, verdict, batch.at)


def call_instead(batch: Batch, notice: Notice, reason: str) -> None:
    """Have a person tell her what did not reach her, unless nothing is to reach her any more."""
    if batch.contact(notice).is_over:
        cancel(batch, notice, OVER.reason)
    else:
        ask_to_call(batch.tx, batch.case(notice), notice, reason, batch.at)


def cancel(batch: Batch, notice: Notice, reason: str) -> Notice:
    """Cancel a notice for good."""
    columns = {"settled_at": to_micros(batch.at)}
    return batch.shift(notice, Shift(NoticeEvent.CANCEL, reason=reason, columns=columns))
