"""Claims: each notice judged on the facts of this moment, and its words written, before any carrier sees it."""

from collections.abc import Mapping
from typing import Any

from notifications.desk import Claimed
from notifications.rendering import CLAIMED, Message, Unrenderable, render
from notifications.rules import BY_NAME
from notifications.safety import Ruling, by_hand, judge
from states.vocabulary import Channel, NoticeEvent, Recipient
from workflow.batch import Batch
from workflow.by_hand import CLAIMABLE, cancel, hold
from workflow.contacts import Way, way_to
from workflow.notice_rows import Notice
from workflow.notices import Shift
from workflow.repeats import REPEATED, Repeats
from workflow.results import fail
from workflow.surveys.inviting import new_link
from workflow.tables import to_micros
from workflow.wording import seal_words, spoken

#: Why a message with a link is not sent.
NOWHERE = "there is no address at which she could answer"


class Claiming:
    """The claims of one batch: who has said how they are reached is asked once."""

    def __init__(self, batch: Batch, standing: Mapping[str, str]) -> None:
        self._batch, self._standing = batch, standing
        self._ways: dict[tuple[Recipient, str], Way | None] = {}
        self._repeats = Repeats(batch)

    def claim(self, reference: str) -> Claimed | None:
        """Take one planned notice to send, or do what else is right with it and return None."""
        batch, notice = self._batch, self._batch.get(reference)
        if notice is None or notice.state not in CLAIMABLE:
            return None
        verdict = judge(batch.contact(notice), notice, batch.at)
        match verdict.ruling:
            case Ruling.SEND:
                return self._take(notice)
            case Ruling.WAIT if verdict.when is not None:
                batch.postpone(notice, {"not_before": to_micros(verdict.when)})
            case Ruling.CANCEL:
                cancel(batch, notice, verdict.reason)
            case _:
                hold(batch, notice, verdict)
        return None

    def _take(self, notice: Notice) -> Claimed | None:
        batch, at = self._batch, to_micros(self._batch.at)
        channel, language = self._how(notice)
        how = {"channel": channel.value, "language": language, "claimed_at": at}
        values = {**self._standing, **notice.values}
        if not CLAIMED.isdisjoint(BY_NAME[notice.rule].values):
            # Made here, so that it stands nowhere but in the words that are sealed below.
            link = new_link(batch.tx, batch.keys, notice.case_id, batch.at)
            if link is None:
                hold(batch, notice, by_hand(batch.contact(notice), NOWHERE, batch.at))
                return None
            values |= dict.fromkeys(CLAIMED, link)
        try:
            message = render(notice.template, channel, language, values)
        except Unrenderable as error:
            claimed = batch.shift(notice, Shift(NoticeEvent.CLAIM, columns=how))
            fail(batch, claimed, str(error), {"settled_at": at})
            return None
        if self._repeats.is_repeat(notice, message):
            cancel(batch, notice, REPEATED)
            return None
        words = self._sealed(notice, message)
        batch.shift(notice, Shift(NoticeEvent.CLAIM, columns=how | words, says={"wording": message.digest}))
        return Claimed(
            notice.reference,
            notice.recipient,
            notice.recipient_ref,
            channel,
            notice.rule,
            message,
            self._batch.at,
        )

    def _how(self, notice: Notice) -> tuple[Channel, str]:
        """Return by which channel and in which language they are told now, whatever was planned."""
        if notice.is_hers:
            return notice.channel, spoken(self._batch.case(notice).position.facts.get("language"))
        who = (notice.recipient, notice.recipient_ref)
        if who not in self._ways:
            self._ways[who] = way_to(self._batch.tx, *who)
        way = self._ways[who]
        return (way.channel, spoken(way.language)) if way else (notice.channel, notice.language)

    def _sealed(self, notice: Notice, message: Message) -> dict[str, Any]:
        sealed = seal_words(self._batch.key(notice), notice.reference, message)
        return {"digest": message.digest, "sealed": sealed}
