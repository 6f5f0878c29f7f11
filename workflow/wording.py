"""The exact words of a notice: written in its claim, and sealed in its row for who may see what was sent."""

from dataclasses import dataclass, field

import orjson

from notifications.rendering import LANGUAGES, Message
from states.vocabulary import Channel
from workflow.sealed import Sealed
from workflow.vault import DataKey


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice said, and how. The words are in no repr."""

    channel: Channel
    language: str
    subject: str | None = field(repr=False)
    body: str = field(repr=False)


def spoken(language: str | None) -> str:
    """Return the language in which somebody is written to: theirs, where there are templates in it."""
    return language if language in LANGUAGES else LANGUAGES[0]


def seal_words(key: DataKey, reference: str, message: Message) -> Sealed:
    """Seal what one notice says, under the key of its case."""
    words = [message.channel.value, message.language, message.subject, message.body]
    return key.seal(_field(reference), orjson.dumps(words))


def open_words(key: DataKey, reference: str, sealed: Sealed) -> Words:
    """Open what one notice said, or raise Unreadable. Whoever shows hers to a person writes the entry first."""
    channel, *rest = orjson.loads(key.open(_field(reference), sealed))
    return Words(Channel(channel), *rest)


def _field(reference: str) -> str:
    return f"notice.{reference}"
