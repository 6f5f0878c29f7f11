"""Repeats: she is not asked the same twice within hours, however fast her case moves.

Every turn of a case writes to her in the same neutral words, which say nothing but that she may call. Four texts within
seconds tell her no more than one, and show whoever looks at her phone that something goes on. So the first one goes,
and those after it are cancelled. She misses nothing: when she calls, she is told how everything stands.

That holds only as long as the words are the same whatever happened, and the first may have reached her unanswered.
A message that carries anything of its case is never a repeat, nor is one after she was last spoken to: what
she was told then was older. One that failed, is held or waits for its next try asked her nothing. One in doubt counts: it
may have arrived, it is not sent twice by itself either, and it ends with its provider's word or with a person's, who calls
her where it did not arrive. So does one that failed after it was counted: its failure asks for a call.
"""

from datetime import timedelta

from sqlalchemy import bindparam, func, select

from notifications.rendering import STANDING, Message
from notifications.rules import BY_NAME
from states.position import parsed
from states.vocabulary import NoticeState, Recipient
from workflow.batch import Batch
from workflow.notice_rows import NOTICES, Notice
from workflow.prepared import Prepared
from workflow.tables import from_micros, to_micros

#: How long the same words are not said to her again (I).
SAME_WITHIN = timedelta(hours=4)
REPEATED = "she was asked the same less than four hours ago"
#: States of a message that reached her, or may have.
MAY_HAVE_REACHED = (
    NoticeState.SENDING,
    NoticeState.IN_DOUBT,
    NoticeState.ACCEPTED,
    NoticeState.DELIVERED,
    NoticeState.UNCONFIRMED,
)

SELECT_ASKED = Prepared(
    select(func.max(NOTICES.c.claimed_at)).where(
        NOTICES.c.case_id == bindparam("of_case"),
        NOTICES.c.recipient == Recipient.SURVIVOR.value,
        NOTICES.c.channel == bindparam("by"),
        NOTICES.c.digest == bindparam("wording"),
        NOTICES.c.state.in_([state.value for state in MAY_HAVE_REACHED]),
        NOTICES.c.claimed_at > bindparam("after"),
    )
)


class Repeats:
    """What she has been asked, as one batch of claims sees it: what it claims itself is written only at its end."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._asked: set[tuple[int, str, str]] = set()

    def is_repeat(self, notice: Notice, message: Message) -> bool:
        """Say whether a message to her says what she was asked lately, by the same channel; if not, it is asked now."""
        if not notice.is_hers or not STANDING.issuperset(BY_NAME[notice.rule].values):
            return False
        words = (notice.case_id, message.channel.value, message.digest)
        if words in self._asked or self._was_asked(*words, notice):
            return True
        self._asked.add(words)
        return False

    def _was_asked(self, case_id: int, channel: str, digest: str, notice: Notice) -> bool:
        after = to_micros(self._batch.at - SAME_WITHIN)
        ((asked,),) = self._batch.tx.rows(
            SELECT_ASKED, of_case=case_id, by=channel, wording=digest, after=after
        )
        if asked is None:
            return False
        answered = self._batch.case(notice).position.facts["answered_at"]
        return answered is None or from_micros(asked) >= parsed(answered)
