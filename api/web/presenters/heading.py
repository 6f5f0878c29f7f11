"""What stands above every part of a case: which it is, how she may be reached, how urgent it is, whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.web.presenters.contact_line import ContactLine, contact_line
from api.web.presenters.sealed_fields import openable
from api.web.presenters.tracker import Step, tracker
from api.web.words.facts import GRADE_COLOURS, GRADES, NUMBER, TO_KNOW_HER
from api.web.words.options import OPTIONS
from api.web.words.states import CASE_STATES, DISPOSITIONS
from states.due import is_urgent
from states.position import parsed
from states.vocabulary import Clock
from workflow.forces import FORCES
from workflow.queries import CaseView

#: The parts of a case: address and name.
PARTS: tuple[tuple[str, str], ...] = (
    ("", "Overview"),
    ("people", "People"),
    ("means", "Legal aid"),
    ("application", "Application"),
    ("orders", "Orders"),
    ("documents", "Documents"),
    ("contact", "Contact log"),
    ("notices", "Notices"),
    ("history", "History"),
)


@dataclass(frozen=True, slots=True)
class Tag:
    """One mark: its words and how loud it is."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The top of every page of a case."""

    reference: str
    version: int | str | None
    referred_by: str
    referred_at: datetime
    stands: str
    owner: str
    line: ContactLine
    tags: tuple[Tag, ...]
    flags: tuple[str, ...]
    danger: datetime | None
    steps: tuple[Step, ...]
    shows_her: tuple[str, ...]
    shows: str


def heading(view: CaseView, people: Mapping[str, str], at: datetime) -> Heading:
    """Work out the top of a page of a case."""
    facts, threat = view.facts, view.clocks.get(Clock.THREAT_TO_LIFE)
    shown = openable(view, TO_KNOW_HER)
    return Heading(
        reference=view.reference,
        version=view.version,
        referred_by=_referred_by(facts, people),
        referred_at=parsed(facts["referred_at"]),
        stands=DISPOSITIONS.get(facts["disposition"]) or CASE_STATES[str(view.state)],
        owner=_owner(facts, people),
        line=contact_line(facts),
        tags=tuple(_tags(view, at)),
        flags=tuple(OPTIONS["Flag"][flag] for flag in facts["flags"]),
        danger=parsed(threat["due"]) if threat else None,
        steps=tracker(str(view.state), facts, len(view.orders)),
        shows_her=shown,
        shows="her name and number" if NUMBER in shown else "her name",
    )


def _referred_by(facts: Mapping[str, Any], people: Mapping[str, str]) -> str:
    force = FORCES.get(facts["force"], facts["force"] or "")
    who = [people[reference] for reference in facts["referrers"] if reference in people]
    return f"{', '.join(who)}, {force}" if who else force


def _owner(facts: Mapping[str, Any], people: Mapping[str, str]) -> str:
    if facts["owner"] is None:
        return "Nobody yet"
    return people.get(facts["owner"], "Somebody")


def _tags(view: CaseView, at: datetime) -> list[Tag]:
    facts = view.facts
    tags = [Tag(GRADES[facts["grade"]], GRADE_COLOURS[facts["grade"]])]
    if is_urgent(dict(facts)):
        tags.append(Tag("Urgent", "red"))
    if facts["sensitive"]:
        tags.append(Tag("Sensitive", "orange"))
    if facts["paused"] is not None:
        tags.append(Tag("Paused", "grey"))
    if any(parsed(clock["due"]) < at for clock in view.clocks.values()):
        tags.append(Tag("Overdue", "red"))
    return tags


def tabs(view: CaseView, part: str) -> list[dict[str, Any]]:
    """Return the parts of a case as links."""
    counts = {"orders": len(view.orders) or None}
    return [
        {
            "text": text,
            "href": f"/cases/{view.reference}{'/' if name else ''}{name}",
            "current": name == part,
            "count": counts.get(name),
        }
        for name, text in PARTS
    ]
