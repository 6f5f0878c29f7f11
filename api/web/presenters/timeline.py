"""The history of a case for people: what happened, by whom, field by field in what is clear, refusals with reasons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.web.audit.telling import listed
from api.web.presenters.contact_line import hours
from api.web.words.application import OPENED, SECTIONS
from api.web.words.facts import SEALED_FIELDS
from api.web.words.happened import HAPPENED, happened
from api.web.words.options import LANGUAGES, OPTIONS
from api.web.words.roles import ROLES
from api.web.words.states import (
    CASE_STATES,
    COPY_STATES,
    NOTICE_STATES,
    OFFER_STATES,
    ORDER_STATES,
    SERVICE_STATES,
)
from states.vocabulary import Chart, Role
from workflow.entry_words import is_readable
from workflow.forces import FORCES
from workflow.queries import HistoryItem

STATES_OF: Mapping[str, Mapping[str, str]] = {
    Chart.CASE: CASE_STATES,
    Chart.ORDER: ORDER_STATES,
    Chart.SERVICE: SERVICE_STATES,
    Chart.POLICE_COPY: COPY_STATES,
    Chart.OFFER: OFFER_STATES,
    Chart.NOTICE: NOTICE_STATES,
}
#: The words of values, by the field that holds them; of a reveal, `fields` are those that were opened.
WORDS_OF: Mapping[str, Mapping[str, str]] = {
    "channel": OPTIONS["Channel"],
    "channels": OPTIONS["Channel"],
    "result": OPTIONS["AttemptResult"],
    "safety": OPTIONS["Safety"],
    "scope": OPTIONS["Scope"],
    "flags": OPTIONS["Flag"],
    "grade": OPTIONS["Grade"],
    "clock": OPTIONS["Clock"],
    "type": OPTIONS["OrderType"],
    "served_by": OPTIONS["Server"],
    "decision": OPTIONS["ReviewDecision"],
    "language": LANGUAGES,
    "force": FORCES,
    "queue": FORCES,
    "fields": SEALED_FIELDS,
    "application": OPENED,
    "section": SECTIONS,
    "event": HAPPENED[Chart.CASE],
    "for": HAPPENED[Chart.CASE],
}
#: What entries hold for machines: digests of words, keys of clocks, references of tasks that were raised.
UNSAID = frozenset({"source", "target", "wording", "key", "tasks", "task"})


@dataclass(frozen=True, slots=True)
class Told:
    """One entry. `says` are pairs of what was said clearly; `refused` why nothing was done.

    What is `sealed` may be `readable`: words that somebody wrote for whoever works on the case.
    """

    seq: int
    title: str
    at: datetime
    by: str
    moves: tuple[str, ...]
    says: tuple[tuple[str, str], ...]
    sealed: bool
    readable: bool
    refused: tuple[str, ...]
    notices: int


def tell(item: HistoryItem, people: Mapping[str, str]) -> Told:
    """Tell one entry."""
    title = happened(item.chart, item.event)
    return Told(
        seq=item.seq,
        title=f"Refused: {title}" if item.refused else title,
        at=item.at,
        by=_by(item, people),
        moves=tuple(_moves(item)),
        says=tuple(listed(_said(item, people))),
        sealed=item.sealed,
        readable=item.sealed and is_readable(item.chart, item.event),
        refused=tuple(refusal["reason"] for refusal in item.refused),
        notices=len(item.notices),
    )


def _by(item: HistoryItem, people: Mapping[str, str]) -> str:
    role = ROLES[Role(item.role)]
    name = people.get(item.actor)
    return f"{name}, {role.lower()}" if name else role


def _moves(item: HistoryItem) -> Iterator[str]:
    """Say where each step led, where it led anywhere."""
    for step in item.steps or _of_message(item):
        words = STATES_OF.get(step["chart"], {})
        source, target = step.get("source") or "", step["target"]
        if source == target:
            continue
        what = f"{step['subject']}: " if step["subject"] else ""
        yield f"{what}{words.get(source, 'New')} → {words.get(target, target)}"


def _of_message(item: HistoryItem) -> tuple[Mapping[str, Any], ...]:
    """Messages keep their own step beside those of the case."""
    said = item.payload
    known = "source" in said and "target" in said
    return ({**said, "chart": item.chart, "subject": item.subject},) if known else ()


def _said(item: HistoryItem, people: Mapping[str, str]) -> Mapping[str, object]:
    said = {name: _worded(name, value) for name, value in item.payload.items() if name not in UNSAID}
    if isinstance(referrers := said.get("referrers"), list):
        said["referrers"] = [people.get(one, one) for one in referrers]
    return {
        name: people.get(value, value) if isinstance(value, str) else value for name, value in said.items()
    }


def _worded(name: str, value: Any) -> Any:
    """Write a clear value in the words that forms have for it."""
    table = WORDS_OF.get(name, {})
    if name == "windows":
        return hours(value)
    if isinstance(value, list):
        return [table.get(one, one) if isinstance(one, str) else one for one in value]
    return table.get(value, value) if isinstance(value, str) else value
