"""All events of a case, grouped: those that are possible as links, the rest with their reasons and remedies."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from api.web.presenters.remedies import ELSEWHERE, Reason, reasons
from api.web.words.events import EVENTS
from api.web.words.groups import GROUPS
from states.vocabulary import Chart
from workflow.queries import CaseView


@dataclass(frozen=True, slots=True)
class Possible:
    """One event: where its form is, what it is called and is for, and what stands against it."""

    event: str
    href: str
    text: str
    help: str
    cautions: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Events that belong together, those that can be asked for now apart from those that cannot."""

    title: str
    now: tuple[Possible, ...]
    later: tuple[Possible, ...]


def groups(view: CaseView) -> tuple[Group, ...]:
    """Group what the actor may ever ask for; a group that holds nothing is left out."""
    return tuple(_groups(view))


def _groups(view: CaseView) -> Iterator[Group]:
    for title, events in GROUPS.items():
        found = [_possible(view, event) for event in events if event in view.events]
        if found:
            yield Group(
                title,
                tuple(one for one in found if not one.reasons),
                tuple(one for one in found if one.reasons),
            )


def _possible(view: CaseView, event: str) -> Possible:
    said = EVENTS[Chart.CASE][event]
    return Possible(
        event=event,
        href=f"/cases/{view.reference}/events/{event}",
        text=said.title,
        help=said.help,
        cautions=view.cautions.get(event, ()),
        reasons=tuple(map(_here, reasons(view.events[event], view, event, view.reference))),
    )


def _here(reason: Reason) -> Reason:
    """Leave out the way to what is possible now: this is where that stands."""
    return replace(reason, remedy="", href=None) if reason.guard == ELSEWHERE else reason
