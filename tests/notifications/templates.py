"""Every template as its tests see it: one rule's words, by one channel, in one language."""

import re
from dataclasses import dataclass

from notifications import rendering
from notifications.rendering import LANGUAGES, PLACEHOLDERS, Message, file_name, render
from notifications.rules import RULES, Rule
from notifications.safety import MACHINE_CHANNELS
from states.vocabulary import Channel, Recipient


@dataclass(frozen=True, slots=True)
class Template:
    """One rule's words for one channel in one language."""

    rule: Rule
    channel: Channel
    language: str

    @property
    def name(self) -> str:
        """Its path under `templates/`."""
        return file_name(self.rule.name, self.channel, self.language)

    @property
    def is_hers(self) -> bool:
        """Say whether a survivor would read it."""
        return self.rule.recipient is Recipient.SURVIVOR

    def message(self, **changed: str) -> Message:
        """Write it with the longest values, or with others."""
        values = {name: PLACEHOLDERS[name] for name in self.rule.values}
        return render(self.rule.name, self.channel, self.language, values | changed)

    @property
    def words(self) -> str:
        """All that would be read: its subject and its body, without the values."""
        message = self.message()
        text = f"{message.subject or ''}\n{message.body}"
        for name in self.rule.values:
            text = text.replace(PLACEHOLDERS[name], "")
        return text

    def sentences(self) -> list[str]:
        """Return its sentences, so that a whole one that was left in another language is found."""
        return [found.strip() for found in re.split(r"[.:\n]", self.words) if found.strip()]


def channels_of(rule: Rule) -> tuple[Channel, ...]:
    """Return the channels that need templates of their own: a webhook is sent what an e-mail says."""
    return MACHINE_CHANNELS if rule.recipient is Recipient.SURVIVOR else (Channel.EMAIL,)


TEMPLATES = tuple(
    Template(rule, channel, language)
    for rule in RULES
    for language in LANGUAGES
    for channel in channels_of(rule)
)
HERS = tuple(template for template in TEMPLATES if template.is_hers)
THEIRS = tuple(template for template in TEMPLATES if not template.is_hers)


def sources() -> dict[str, str]:
    """Return the source of every template and shared part, by its path."""
    loader = rendering._loader
    return {name: loader.get_source(rendering._environment, name)[0] for name in loader.list_templates()}
