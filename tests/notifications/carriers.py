"""Carriers that misbehave, and a clock that stands still."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Any

from notifications.channels import Addressee, Known, Result, Unanswered, accepted
from notifications.channels.memory import MemoryCarrier
from notifications.rendering import Message
from tests.notifications.builders import NOON


class Broken(Exception):
    """What a provider or a database may raise; its words may be personal."""

    def __init__(self) -> None:
        super().__init__("07700 900123")


@dataclass
class Clock:
    """Shows the time that it is set to."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class BrokenCarrier:
    """Breaks when it sends and when it is asked."""

    addressed: bool = False

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        raise Broken

    def lookup(self, known: Known) -> Result | None:
        raise Broken


@dataclass
class Asked:
    """Answers questions from a table; what is not there is unknown. Keeps what it was asked."""

    answers: dict[str, Result | Exception | None] = field(default_factory=dict)
    otherwise: Result | Exception | None = None
    asked: list[str] = field(default_factory=list)
    addressed: bool = False

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        return accepted(reference, receipts=True)

    def lookup(self, known: Known) -> Result | None:
        self.asked.append(known.reference)
        answer = self.answers.get(known.reference, self.otherwise)
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class SlowCarrier(MemoryCarrier):
    """Keeps whoever sends until it is let go, and counts how often each notice was sent."""

    begun: Event = field(default_factory=Event)
    go_on: Event = field(default_factory=Event)
    calls: list[str] = field(default_factory=list)

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        self.calls.append(reference)
        self.begun.set()
        assert self.go_on.wait(10)
        return super().send(message, to, reference)


DOWN = Unanswered("its provider is down")


def passing(check: Any, seconds: float = 10.0) -> bool:
    """Wait until it holds: threads of shared cores may be slow."""
    waited = Event()
    for _ in range(int(seconds * 200)):
        if check():
            return True
        waited.wait(0.005)
    return False
