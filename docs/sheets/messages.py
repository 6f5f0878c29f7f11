"""The page of the words of every message, in every language."""

from collections.abc import Iterator
from dataclasses import dataclass

from docs.sheets.page import Page, plain, word, words
from notifications.rendering import LANGUAGES, PLACEHOLDERS, Message, render
from notifications.rules import RULES, Rule
from notifications.safety import MACHINE_CHANNELS
from states.vocabulary import Channel, Recipient

#: What each language is called.
CALLED = {"en": "English", "cy": "Welsh"}
#: How the message of a channel reaches somebody.
BY = {Channel.SMS: "by text", Channel.EMAIL: "by e-mail"}


@dataclass(frozen=True, slots=True)
class Wording:
    """What one rule says by one channel, in each language."""

    rule: Rule
    channel: Channel
    messages: tuple[Message, ...]


def messages() -> Page:
    """Write the page of the words of every message."""
    page = Page("Messages")
    page.block(
        "The words of every message, filled with the longest value of each placeholder; a message holds no other. "
        "To her they say nothing that another reader could use. A force's own system is sent by webhook what an "
        "e-mail would say. `rowan notices preview` shows the same."
    )
    page.block(
        "> **The Welsh has not been read by a translator.** We wrote it. Have it "
        "[reviewed](../how-to/translator.md) before anybody is sent a word of it."
    )
    page.block(
        "The digest says which wording was sent: each notice keeps the digest of its own. It changes with every "
        "change of the words, and never with what was filled in."
    )
    page.table(("Placeholder", "Filled with"), [(word(name), shown) for name, shown in PLACEHOLDERS.items()])
    for recipient in Recipient:
        alike: dict[tuple[str, ...], list[Wording]] = {}
        for wording in _wordings(recipient):
            alike.setdefault(tuple(message.digest for message in wording.messages), []).append(wording)
        if alike:
            page.heading(f"To the {plain(recipient)}")
        for same in alike.values():
            _show(page, same)
    return page


def _show(page: Page, same: list[Wording]) -> None:
    page.heading(f"{words((one.rule.name for one in same), ordered=True)}, {BY[same[0].channel]}", level=3)
    for message in same[0].messages:
        subject = f"Subject: {message.subject}\n\n" if message.subject else ""
        page.block(f"{CALLED[message.language]}, {word(message.digest)}")
        page.code(subject + message.body, "text")


def _wordings(recipient: Recipient) -> Iterator[Wording]:
    for rule in (rule for rule in RULES if rule.recipient is recipient):
        for channel in MACHINE_CHANNELS if recipient is Recipient.SURVIVOR else (Channel.EMAIL,):
            written = (render(rule.name, channel, language, PLACEHOLDERS) for language in LANGUAGES)
            yield Wording(rule, channel, tuple(written))
