"""What happened since a form was drawn: what was done, when, and by whom, without a name."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.web.filters import moment
from api.web.words.events import EVENTS
from api.web.words.roles import ROLES
from states.vocabulary import Chart, Role
from workflow.queries import HistoryItem

FIRST = "Referred"


@dataclass(frozen=True, slots=True)
class Change:
    """One step that somebody took meanwhile."""

    text: str
    at: str
    who: str


def told_of(changes: Iterable[HistoryItem], reader: str) -> tuple[Change, ...]:
    """Say what was done since, to somebody who may have done some of it."""
    return tuple(_change(item, reader) for item in changes)


def _change(item: HistoryItem, reader: str) -> Change:
    words = EVENTS[Chart(item.chart)].get(item.event)
    # The first entry of a case is no event: that it was referred.
    text = FIRST if words is None else words.title
    role = ROLES[Role(item.role)]
    return Change(text, moment(item.at), "you" if item.actor == reader else f"{role} ({item.actor})")
