"""The messages of a case: to whom, about what, how they stand, and what a person may do about one."""

from dataclasses import dataclass
from datetime import datetime

from api.web.presenters.next_step import Action
from api.web.words.events import EVENTS
from api.web.words.happened import happened
from api.web.words.notices import recipient, way
from api.web.words.options import OPTIONS
from api.web.words.states import NOTICE_COLOURS, NOTICE_STATES
from notifications.rules import BY_NAME
from states.vocabulary import Chart
from workflow.queries import NoticeView

#: What begins the name of a rule that a clock follows.
CLOCK = "clock."


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """One message. `why` is the reason for how it stands; `has_words` whether anything was written yet."""

    reference: str
    to: str
    way: str
    about: str
    stands: str
    colour: str
    at: datetime
    when: str
    why: str
    has_words: bool
    actions: tuple[Action, ...]


def notice(view: NoticeView) -> NoticeShown:
    """Write one message for people."""
    events = EVENTS[Chart.NOTICE]
    at, when = _when(view)
    return NoticeShown(
        reference=view.reference,
        to=recipient(view.recipient),
        way=way(view.channel),
        about=about(view.rule),
        stands=NOTICE_STATES[view.state],
        colour=NOTICE_COLOURS[view.state],
        at=at,
        when=when,
        why=f"{view.reason[:1].upper()}{view.reason[1:]}" if view.reason else "",
        has_words=view.claimed_at is not None,
        actions=tuple(
            Action(f"/notices/{view.reference}/{event}", events[event].title, event)
            for event, refusals in view.events.items()
            if not refusals
        ),
    )


def _when(view: NoticeView) -> tuple[datetime, str]:
    if view.settled_at is not None:
        return view.settled_at, "Settled"
    if view.claimed_at is not None:
        return view.claimed_at, "Sent"
    return view.not_before, "Not before"


def about(rule: str) -> str:
    """Say what a message is about: the event or the clock that caused it."""
    known = BY_NAME.get(rule)
    event = rule.partition("/")[0]
    if event.startswith(CLOCK):
        return f"Time ran out: {OPTIONS['Clock'].get(event.removeprefix(CLOCK), 'a clock').lower()}"
    return happened(
        Chart.CASE if known is None else known.chart, event if known is None else str(known.event)
    )
