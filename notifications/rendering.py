"""Templates into words: one strict Jinja2 environment for every language and channel.

A placeholder that nobody fills in is an error, never a gap; a text message that would not fit
one segment is an error, never two. Tests hold every template to its rule, so that neither
happens while sending. Rendering reads no clock, no database and no personal data. Every language
but the first was written by us and needs a translator's review: docs/how-to/translator.md.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined, TemplateError, meta, pass_context
from jinja2.runtime import Context

from notifications.dates import write_day
from states.vocabulary import Channel

#: Languages that have all templates; the first stands in for one that has none.
LANGUAGES = ("en", "cy")
#: Septets that one text message holds. Source: 3GPP TS 23.038.
ONE_SEGMENT = 160
#: What a text may consist of, one septet and two septets a character. Source: 3GPP TS 23.038.
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_EXTENDED = frozenset("^{}\\[~]|€\f")

#: Every placeholder, with the longest value it may take: previews and tests fill templates with these.
#: A day is ISO, or "" where none was given: a template writes it with the filter `day`.
PLACEHOLDERS: Mapping[str, str] = {
    "reference": "C-W0W0W0W0",
    "order": "O-W0W0W0W0",
    "expires_on": "2027-09-30",
    "call_back_number": "+44 20 7946 0000",
    # The longest public address that may be set, and what is added to it.
    "survey_link": f"https://{'w' * 52}/q/{'W' * 43}",
}
#: Channels that carry the words of another: a force's system is sent what an inbox would get.
WORDED_AS: Mapping[Channel, Channel] = {Channel.WEBHOOK: Channel.EMAIL}
#: Placeholders that are the same in every message: settings, handed to the delivery loop.
STANDING = frozenset({"call_back_number"})
#: Placeholders that are made in the claim of a message, and stand in its sealed words alone.
CLAIMED = frozenset({"survey_link"})


class Unrenderable(Exception):
    """A template and its values do not make a message. A fault of ours: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Message:
    """Words for one channel. `digest` says which wording of the template they came from.

    `template` is the name of the rule that they were written for.
    """

    channel: Channel
    subject: str | None
    body: str
    digest: str
    template: str = ""
    language: str = LANGUAGES[0]


@pass_context
def _day(context: Context, day: str) -> str:
    return write_day(day, context["language"])


_loader: BaseLoader = PackageLoader("notifications")
# Plain text: there is no markup to escape from, and an escaped "&" would be read by people.
_environment = Environment(
    loader=_loader,
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["day"] = _day


def render(template: str, channel: Channel, language: str, values: Mapping[str, str]) -> Message:
    """Write one message; by webhook goes what an e-mail would say, in its two parts.

    Raises Unrenderable for a missing template or value, for what is no day, or a text too long.
    """
    name = file_name(template, channel, language)
    try:
        text = _environment.get_template(name).render({**values, "language": language})
        digest = digest_of(name)
    except (TemplateError, ValueError) as error:
        # The error's own words may quote a value.
        message = f"{name} could not be rendered: {type(error).__name__}"
        raise Unrenderable(message) from None
    if channel is Channel.SMS:
        _fits(name, text)
    parted = WORDED_AS.get(channel, channel) is Channel.EMAIL
    subject, body = _parts(name, text) if parted else (None, text)
    return Message(channel, subject, body, digest, template, language)


def _fits(name: str, text: str) -> None:
    if (septets(text) or ONE_SEGMENT + 1) > ONE_SEGMENT:
        message = f"{name} does not fit one text message"
        raise Unrenderable(message)


def _parts(name: str, text: str) -> tuple[str, str]:
    found = re.fullmatch(r"Subject: ([^\n]+)\n\n(.+)", text, re.DOTALL)
    if found is None:
        message = f"{name} does not begin with a subject line"
        raise Unrenderable(message)
    return found[1], found[2]


def file_name(template: str, channel: Channel, language: str) -> str:
    """Return a template's path under `templates/`."""
    return f"{language}/{template}.{WORDED_AS.get(channel, channel)}.txt"


def septets(text: str) -> int | None:
    """Return how many septets a text takes on the air; None if a character has no place there."""
    if not set(text) <= GSM_7 | GSM_7_EXTENDED:
        return None
    return sum(2 if character in GSM_7_EXTENDED else 1 for character in text)


def placeholders(name: str) -> frozenset[str]:
    """Return every placeholder of a template and of those that it includes."""
    trees = (_environment.parse(source) for source in _sources(name))
    return frozenset(found for tree in trees for found in meta.find_undeclared_variables(tree))


@cache
def digest_of(name: str) -> str:
    """Return the digest of a template's wording, included templates and all."""
    return sha256("\0".join(_sources(name)).encode()).hexdigest()


def _sources(name: str) -> Iterator[str]:
    source, _, _ = _loader.get_source(_environment, name)
    yield source
    for included in meta.find_referenced_templates(_environment.parse(source)):
        yield from _sources(str(included))
