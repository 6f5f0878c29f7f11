"""The gate: after a provider asked for a pause nobody calls it until the pause is over."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock

#: The longest pause that is believed. Source: none; a header with a wrong year must not silence us for one (I).
LONGEST_PAUSE = timedelta(hours=24)
#: The pause while our own set-up is at fault, as by a wrong key: somebody has to mend it (I).
SETUP_PAUSE = timedelta(minutes=15)


class Gate:
    """Shut while a provider wants a pause. `of` names one of several providers behind the same carrier."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._shut: dict[str, datetime] = {}
        self._lock = Lock()

    def shut(self, until: datetime, of: str = "") -> None:
        """Keep everybody out until then. A shorter pause never ends a longer one."""
        with self._lock:
            self._shut[of] = max(until, self._shut.get(of, until))

    def shut_until(self, of: str = "") -> datetime | None:
        """Return when it opens again; None if it is open."""
        until = self._shut.get(of)
        return until if until is not None and self._clock() < until else None


def asked_pause(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return until when a `Retry-After` asks for a pause: in seconds or as a date. None if it asks for none."""
    said = headers.get("Retry-After", "").strip()
    try:
        until = now + timedelta(seconds=int(said)) if said.isdecimal() else parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(until, now), now + LONGEST_PAUSE)
