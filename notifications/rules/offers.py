"""Who is told of the events of an offer, and why nobody is told of the events of a notice.

A firm that was offered a case learns of its offer alone, never of a person, and never why
another firm declined.
"""

from functools import partial

from notifications.rules.conditions import TOO_MANY_DECLINED
from notifications.rules.rule import Rule
from states.vocabulary import Chart, NoticeEvent, OfferEvent, Recipient

R = Recipient

_offer = partial(Rule, Chart.OFFER)

RULES = (
    _offer(OfferEvent.DECLINE, R.CASEWORKER, "the case is to be offered to another firm"),
    _offer(OfferEvent.DECLINE, R.LEAD, "no firm has taken the case", TOO_MANY_DECLINED),
    _offer(OfferEvent.LAPSE, R.FIRM, "the firm may no longer accept"),
    _offer(OfferEvent.LAPSE, R.CASEWORKER, "the case is to be offered to another firm"),
    _offer(OfferEvent.LAPSE, R.LEAD, "no firm has taken the case", TOO_MANY_DECLINED),
    _offer(OfferEvent.WITHDRAW, R.FIRM, "the firm may no longer accept"),
)

NOBODY_IS_TOLD: dict[tuple[Chart, str], str] = {
    (Chart.OFFER, OfferEvent.ACCEPT): "the step of the case that assigns the firm tells them",
    (Chart.OFFER, OfferEvent.END): "the step of the case that parts it from the firm tells them",
} | {
    (
        Chart.NOTICE,
        event,
    ): "a message about a message could go round for ever; what needs a person becomes a task"
    for event in NoticeEvent
}
