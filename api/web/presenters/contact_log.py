"""The log of attempts to reach her: what was tried, by whom, and what came of it. Notes stay sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.web.words.happened import happened
from api.web.words.options import OPTIONS
from states.position import parsed
from states.vocabulary import Event
from workflow.queries import HistoryItem

#: The entries that the log is made of: every word between her and us, and what rules it.
ENTRIES = frozenset(
    {
        Event.LOG_ATTEMPT.value,
        Event.MAKE_CONTACT.value,
        Event.RETRACT_CONTACT.value,
        Event.REQUEST_INFORMATION.value,
        Event.SUPPLY_INFORMATION.value,
        Event.SET_SAFETY.value,
        Event.STOP_MESSAGES.value,
        "reply",
    }
)


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of the log, in the shape of the timeline."""

    title: str
    at: datetime
    by: str
    text: str


def log(items: tuple[HistoryItem, ...], people: Mapping[str, str]) -> tuple[Logged, ...]:
    """Write the log of a case; refused attempts stand in its history alone."""
    return tuple(_line(item, people) for item in items if not item.refused)


def _line(item: HistoryItem, people: Mapping[str, str]) -> Logged:
    said = item.payload
    channel, result = said.get("channel"), said.get("result")
    title = OPTIONS["AttemptResult"][result] if result else happened(item.chart, item.event)
    made = said.get("at") or said.get("spoke_at")
    return Logged(
        title=title,
        at=parsed(made) if made else item.at,
        by=people.get(item.actor, ""),
        text=". ".join(_says(item, said, channel)),
    )


def _says(item: HistoryItem, said: Mapping[str, Any], channel: str | None) -> list[str]:
    says = [OPTIONS["Channel"][channel]] if channel else []
    if safety := said.get("safety"):
        says.append(OPTIONS["Safety"][safety])
    if item.sealed:
        says.append("What was written down is sealed")
    return says
