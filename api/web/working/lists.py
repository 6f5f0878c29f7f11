"""What lists of work have in common: addresses that keep their filters, and words for what is due."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from api.web.filters import until
from states.timers import TIMERS
from workflow.forces import FORCES


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due, as a list says it. Being late is said in words, not by colour alone."""

    at: datetime
    says: str
    late: bool


def due(at: datetime, now: datetime) -> Due:
    """Write when something is due."""
    return Due(at, until(at, now), at < now)


def link(path: str, **query: str | None) -> str:
    """Return the address of a list with its filters; nothing but references and words of ours stands in it."""
    said = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(said)}" if said else path


def force(code: str) -> str:
    """Name the force of a queue."""
    return FORCES.get(code, code)


def asks(clock: str | None) -> str:
    """Say what is to be done about a clock; of a case in which none runs, nothing."""
    return "" if clock is None else TIMERS[clock].asks
