"""What a stand-in was asked, what it kept, and what it would hold against us."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from uuid import uuid4

#: Seconds that a request may have been on its way when somebody else was told to wait.
ON_ITS_WAY = 0.25


@dataclass
class Kept:
    """One message that was taken: it is never taken back."""

    kind: str
    reference: str
    to: str
    words: dict[str, str]
    template: str
    end: str
    settles_at: datetime
    id: str = field(default_factory=lambda: str(uuid4()))
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def status(self) -> str:
        return self.end if datetime.now(UTC) >= self.settles_at else "sending"


@dataclass
class Book:
    """All of it. Only the server's loop writes here."""

    kept: list[Kept] = field(default_factory=list)
    by_id: dict[str, Kept] = field(default_factory=dict)
    by_reference: dict[str, list[Kept]] = field(default_factory=lambda: defaultdict(list))
    #: Every request to send: its reference, and which fault it met.
    asked: list[tuple[str, str]] = field(default_factory=list)
    attempts: Counter[str] = field(default_factory=Counter)
    lookups: int = 0
    #: Requests that came although `Retry-After` had been said.
    hasty: int = 0
    shut_until: float = 0.0
    shut_at: float = 0.0

    def shut(self, seconds: float) -> None:
        now = monotonic()
        self.shut_until, self.shut_at = max(self.shut_until, now + seconds), now

    def rest(self) -> float:
        """Return the seconds for which nobody is to come."""
        return max(0.0, self.shut_until - monotonic())

    def note_haste(self) -> None:
        if self.rest() and monotonic() - self.shut_at > ON_ITS_WAY:
            self.hasty += 1

    def keep(self, kept: Kept) -> Kept:
        self.kept.append(kept)
        self.by_id[kept.id] = kept
        self.by_reference[kept.reference].append(kept)
        return kept

    def note(self, reference: str, fault: str) -> None:
        self.asked.append((reference, fault))
        self.attempts[reference] += 1

    def twice(self) -> list[str]:
        """Return the references of messages that were taken more than once."""
        return sorted(reference for reference, kept in self.by_reference.items() if len(kept) > 1)

    def summary(self) -> dict[str, Any]:
        return {
            "kept": len(self.kept),
            "references": len(self.by_reference),
            "twice": self.twice(),
            "hasty": self.hasty,
            "lookups": self.lookups,
            "faults": dict(Counter(fault for _, fault in self.asked)),
        }


def settling(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
