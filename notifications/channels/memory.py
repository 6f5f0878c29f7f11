"""A carrier that keeps what it is given, for tests."""

from dataclasses import dataclass, field

from notifications.channels import Addressee, Known, Result, accepted
from notifications.rendering import Message


@dataclass
class MemoryCarrier:
    """Keeps each message under its notice's reference; a second one under the same is not kept."""

    addressed: bool = True
    sent: dict[str, tuple[Message, Addressee]] = field(default_factory=dict)

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        """Keep the message."""
        self.sent.setdefault(reference, (message, to))
        return accepted(reference)

    def lookup(self, known: Known) -> Result | None:
        """Say whether a message is kept under that reference."""
        return accepted(known.reference) if known.reference in self.sent else None
