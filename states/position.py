"""Where a case stands: its state and its facts.

Facts are one JSON-able dictionary. The orders, offers and running clocks of a case live
inside it, so that folding a trail rebuilds everything, and one row read is enough to decide.
Times are strings such as "2026-11-20T21:10:00Z", days such as "2026-11-20".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from states.vocabulary import Chart, Role

Facts = dict[str, Any]
Payload = Mapping[str, Any]

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Position:
    """Where a case stands. The facts are never mutated: `apply()` makes new ones."""

    state: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a guard may read: the facts, what was asked, by whom, when.

    `payload` holds clear fields only. `found` holds what the caller looked up outside the
    case (an approval, the state of another case); a guard treats a missing finding as a no.
    `coupled` marks a step that another chart's step brings with it.
    """

    state: str
    facts: Facts
    payload: Payload
    at: datetime
    by: Role
    actor: str = ""
    found: Mapping[str, Any] = field(default_factory=dict)
    subject: str | None = None
    coupled: bool = False

    @property
    def order(self) -> Facts:
        """The order that is asked about."""
        return self.facts["orders"][self.subject]  # type: ignore[no-any-return] # a dict of dicts


@dataclass(frozen=True, slots=True)
class Step:
    """One accepted move of one chart: all that `apply()` needs, and nothing personal."""

    chart: Chart
    subject: str | None
    event: str
    source: str
    target: str
    payload: Payload
    at: datetime
    by: Role
    actor: str = ""
    found: Mapping[str, Any] = field(default_factory=dict)


def moment(at: datetime) -> str:
    """Write an aware datetime as facts hold it, in UTC."""
    text = at.astimezone(UTC).isoformat(timespec="microseconds" if at.microsecond else "seconds")
    return text.removesuffix("+00:00") + "Z"


def parsed(text: str) -> datetime:
    """Read a moment that facts hold."""
    return datetime.fromisoformat(text)


def local_day(at: datetime) -> date:
    """Return the day in London at that moment."""
    return at.astimezone(LONDON).date()
