"""What one wants to know of a case at a glance, and the clocks that run in it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.web.filters import day, moment
from api.web.presenters.contact_line import language
from api.web.presenters.moments import by
from api.web.words.options import OPTIONS
from api.web.words.referral_questions import ASKED
from states.position import parsed
from states.timers import TIMERS
from workflow.forces import FORCES
from workflow.queries import CaseView


def tool(said: str) -> str:
    """Write an assessment as it was named to whoever chose it, and as it was typed where it was typed."""
    name, _, version = said.partition(" ")
    return f"{ASKED['risk.tool'].options.get(name, name)} {version}".strip()


#: Facts that are shown where there are any, each with its label and how it is written.
PLAIN: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "contacted_at": ("First reached", moment),
    "call_back_at": ("To be called back", moment),
    "means_on": ("Means recorded", day),
    "statement_on": ("Statement taken", day),
    "application_on": ("Application recorded", day),
    "risk_tool": ("Risk assessed with", tool),
    "incidents": ("Incidents since", str),
    "breaches": ("Breaches", str),
    "handed_over_at": ("Hand-over note left", moment),
    "repeat_of": ("Repeat of", str),
    "duplicate_of": ("Joined to", str),
    "outcome_at": ("Ended", moment),
}


@dataclass(frozen=True, slots=True)
class Running:
    """One clock that runs: what is asked, for which order or offer, by when."""

    what: str
    asks: str
    subject: str
    due: datetime
    when: str
    late: bool
    paused: bool


def key_facts(view: CaseView, people: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return facts with their labels; what is not known is left out."""
    return tuple(_facts(view, people))


def _facts(view: CaseView, people: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    facts = view.facts
    yield "Language", language(facts) + (", with an interpreter" if facts["interpreter"] else "")
    yield "Queue", FORCES.get(facts["queue"], facts["queue"] or "None")
    if made := facts["attempts"]:
        yield "Attempts since she answered", f"{made['count']}, the last one on {moment(made['last'])}"
    if facts["consent"] is not None:
        yield "She agreed to", _agreed(facts["consent"]["scope"])
    if facts["firm"]:
        yield "Firm", people.get(facts["firm"], facts["firm"])
    for name, (label, write) in PLAIN.items():
        if facts[name]:
            yield label, write(facts[name])


def _agreed(scope: Iterable[str]) -> str:
    return "; ".join(OPTIONS["Scope"][one] for one in scope) or "Nothing"


def running(view: CaseView, at: datetime) -> tuple[Running, ...]:
    """Return the clocks that run, due first."""
    found = (_running(name, clock, at) for name, clock in view.clocks.items())
    return tuple(sorted(found, key=lambda one: one.due))


def _running(name: str, clock: Mapping[str, str], at: datetime) -> Running:
    kind, _, subject = name.partition(":")
    due = parsed(clock["due"])
    return Running(
        what=OPTIONS["Clock"][kind],
        asks=TIMERS[kind].asks,
        subject=subject,
        due=due,
        when=by(due),
        late=due < at,
        paused="paused_until" in clock,
    )
