"""Messages as people would get them, before anybody does: any template, with the values given or with samples.

Pure: it reads no case and sends nothing. What stands in a value is for whoever asks to know already.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from notifications.rendering import LANGUAGES, PLACEHOLDERS, WORDED_AS, Message, render
from notifications.rules import RULES, Rule
from notifications.safety import MACHINE_CHANNELS
from states.vocabulary import Channel, Recipient

#: What a rule's placeholders stand for; what it leaves out is filled with the longest value that it may take.
Values = Callable[[Rule], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are to be shown; None means all. `event` is the rule's: "make_contact", "order.make_order"."""

    event: str | None = None
    recipient: Recipient | None = None
    channel: Channel | None = None
    language: str = LANGUAGES[0]


@dataclass(frozen=True, slots=True)
class Preview:
    """One message as it would be sent. `samples` names the placeholders for which no value was given."""

    rule: Rule
    message: Message
    samples: tuple[str, ...]


def previews(wanted: Wanted, values: Values = lambda _: {}) -> tuple[Preview, ...]:
    """Write the messages that are wanted, in the order of the rules; none, where no rule has that name.

    Raises Unrenderable where a value given does not fit.
    """
    return tuple(
        _preview(rule, channel, wanted.language, values(rule))
        for rule in RULES
        if wanted.event in (None, rule.folder) and wanted.recipient in (None, rule.recipient)
        for channel in channels_of(rule)
        if wanted.channel in (None, channel) and (wanted.channel is channel or channel not in WORDED_AS)
    )


def channels_of(rule: Rule) -> tuple[Channel, ...]:
    """Return the channels by which a machine may carry what a rule says."""
    if rule.recipient is Recipient.SURVIVOR:
        return MACHINE_CHANNELS
    return (Channel.EMAIL, Channel.WEBHOOK)


def _preview(rule: Rule, channel: Channel, language: str, given: Mapping[str, str]) -> Preview:
    known = {name: given[name] for name in rule.values if name in given}
    samples = tuple(name for name in rule.values if name not in given)
    message = render(rule.name, channel, language, {name: PLACEHOLDERS[name] for name in samples} | known)
    return Preview(rule, message, samples)
