"""What happened since a form was drawn: what was done, when, and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.web.filters import moment
from api.web.pages import Visit
from api.web.words.happened import happened
from api.web.words.roles import ROLES
from states.vocabulary import Role
from workflow.queries import HistoryItem
from workflow.queries.register import person


@dataclass(frozen=True, slots=True)
class Change:
    """One step that somebody took meanwhile."""

    text: str
    at: str
    who: str


def told_of(changes: Iterable[HistoryItem], here: Visit) -> tuple[Change, ...]:
    """Say what was done since, to somebody who may have done some of it."""
    return tuple(_change(item, here) for item in changes)


def name_of(here: Visit, reference: str, role: str = Role.SYSTEM) -> str:
    """Say who did something: a colleague by name, to a firm outside by role; nobody but Rowan has no name."""
    if reference == here.actor.reference:
        return "you"
    found = None if here.actor.firm else person(here.db, reference)
    return ROLES[Role(role)] if found is None else found.name


def _change(item: HistoryItem, here: Visit) -> Change:
    return Change(happened(item.chart, item.event), moment(item.at), name_of(here, item.actor, item.role))
