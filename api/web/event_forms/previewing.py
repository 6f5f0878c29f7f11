"""Which events are shown before they are done, why, and what is shown: what would happen, and nothing written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.steps import Told
from api.web.event_forms.about import About, Target
from api.web.filters import moment
from api.web.words.notices import recipient, way
from api.web.words.options import OPTIONS
from api.web.words.states import CASE_STATES
from states.vocabulary import Chart, Event, NoticeEvent, OfferEvent, OrderEvent, Role, ServiceEvent
from workflow.actors import Actor

#: Events that are shown before they are done, each with the reason.
SHOWN_FIRST: Mapping[tuple[Chart, str], str] = {
    (Chart.CASE, Event.REASSIGN): "somebody else answers for her from then on",
    (Chart.CASE, Event.TRANSFER): "the case leaves this team",
    (Chart.CASE, Event.RETRACT_CONTACT): "it begins the wait for first contact again",
    (Chart.CASE, Event.MARK_DUPLICATE): "the case ends and its referrals go elsewhere",
    (Chart.CASE, Event.GIVE_UP_CONTACT): "the case ends and nobody calls her again",
    (Chart.CASE, Event.LOSE_CONTACT): "the case ends and its firm loses it",
    (Chart.CASE, Event.DECLINE): "the case ends",
    (Chart.CASE, Event.FIND_INELIGIBLE): "the case ends",
    (Chart.CASE, Event.REFER_ELSEWHERE): "the case ends",
    (Chart.CASE, Event.SEND_WARNING_LETTER): "the case ends and he is warned",
    (Chart.CASE, Event.GIVE_ADVICE_ONLY): "the case ends",
    (Chart.CASE, Event.MAKE_OFFER): "a firm outside is told",
    (Chart.CASE, Event.RELEASE_FIRM): "the firm stops seeing who she is",
    (Chart.CASE, Event.SEEK_ORDER): "a court is asked, and its clocks begin",
    (Chart.CASE, Event.RECORD_OUTCOME): "the case ends",
    (Chart.CASE, Event.WITHDRAW_CONSENT): "the case ends and its firm stops seeing who she is",
    (Chart.CASE, Event.RECORD_DEATH): "the case ends and it can hardly be undone",
    (Chart.CASE, Event.MARK_SENSITIVE): "colleagues stop seeing the case",
    (Chart.CASE, Event.REOPEN): "her consent and its firm are not carried over",
    (Chart.CASE, Event.CLOSE): "a closed case is never opened again",
    (Chart.ORDER, OrderEvent.REFUSE): "the order is over",
    (Chart.ORDER, OrderEvent.WITHDRAW): "the order is over",
    (Chart.ORDER, OrderEvent.DISCHARGE): "she is not protected any more",
    (Chart.ORDER, OrderEvent.END): "she is not protected any more",
    (Chart.SERVICE, ServiceEvent.DISPENSE): "he is held to know of the order without being given it",
    (Chart.OFFER, OfferEvent.ACCEPT): "the firm takes on the case and learns who she is",
    (Chart.OFFER, OfferEvent.DECLINE): "the firm is not asked again",
    (Chart.OFFER, OfferEvent.WITHDRAW): "the firm is told, and may not accept any more",
}
#: Events that are done at once though they end something, each with the reason.
DONE_AT_ONCE: Mapping[tuple[Chart, str], str] = {
    (Chart.NOTICE, NoticeEvent.CANCEL): "it only keeps a message from being sent, and one can be sent anew",
    (Chart.NOTICE, NoticeEvent.DELIVER): "it says what a person has found out, and sends nothing",
}


def is_shown_first(target: Target) -> bool:
    """Say whether an event is shown before it is done."""
    return (target.chart, target.event) in SHOWN_FIRST


#: What a referrer is told of an event, of whose doings they learn nothing else.
TOLD_TO_REFERRERS: Mapping[tuple[Chart, str], str] = {
    (Chart.CASE, Event.WITHDRAW_CONSENT): (
        "our work for her ends, and nobody contacts her because of this referral any more"
    ),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen, as far as its asker may know it. `state` is where the case would stand.

    Of those who are told a firm learns only what comes to itself: `told` says whose messages these are.
    """

    says: str
    state: str | None
    told: str | None
    notices: tuple[tuple[str, str, str], ...]
    started: tuple[tuple[str, str], ...]
    stopped: tuple[str, ...]
    cautions: tuple[str, ...]


def preview(about: About, found: Told, actor: Actor, at: datetime) -> Preview:
    """Say what a dry run found."""
    spot = (about.target.chart, about.target.event)
    if actor.role is Role.OFFICER:
        return Preview(TOLD_TO_REFERRERS[spot], None, None, (), (), (), ())
    before = about.view.clocks if about.is_whole and about.view else found.clocks
    started = [
        name for name, clock in found.clocks.items() if before.get(name, {}).get("due") != clock["due"]
    ]
    stopped = [name for name in before if name not in found.clocks]
    return Preview(
        says=SHOWN_FIRST[spot],
        state=CASE_STATES[found.state] if about.is_whole and found.state else None,
        told=_told(found, actor),
        notices=tuple(
            (recipient(one.recipient), way(one.channel), _when(one.not_before, at)) for one in found.notices
        ),
        started=tuple((_clock(name), _said(found.clocks[name]["due"])) for name in started),
        stopped=tuple(_clock(name) for name in stopped),
        cautions=found.cautions,
    )


def _told(found: Told, actor: Actor) -> str | None:
    if actor.firm is None:
        return "Who is told"
    return "What your firm is told" if found.notices else None


def _clock(name: str) -> str:
    return OPTIONS["Clock"][name.partition(":")[0]]


def _when(not_before: str, at: datetime) -> str:
    return "now" if datetime.fromisoformat(not_before) <= at else f"not before {_said(not_before)}"


def _said(at: str) -> str:
    return moment(datetime.fromisoformat(at))
