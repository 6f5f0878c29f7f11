"""Templates into words: one strict Jinja2 environment for every language and channel.

A placeholder that nobody fills in is an error, never a gap; a text message that would not fit
one segment is an error, never two. Tests hold every template to its rule, so that neither
happens while sending. Rendering reads no clock, no database and no personal data.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, meta

from states.vocabulary import Channel

#: Languages that have all templates; the first stands in for one that has none.
LANGUAGES = ("en",)
#: Septets that one text message holds. Source: 3GPP TS 23.038.
ONE_SEGMENT = 160
#: What a text may consist of, one septet and two septets a character. Source: 3GPP TS 23.038.
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_EXTENDED = frozenset("^{}\\[~]|€\f")

#: Every placeholder, with the longest value it may take: previews and tests fill templates with these.
PLACEHOLDERS: Mapping[str, str] = {
    "reference": "C-W0W0W0W0",
    "order": "O-W0W0W0W0",
    "expires_on": "30 September 2027",
    "call_back_number": "+44 20 7946 0000",
}
#: Placeholders that are the same in every message: settings, handed to the delivery loop.
STANDING = frozenset({"call_back_number"})


class Unrenderable(Exception):
    """A template and its values do not make a message. A fault of ours: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Message:
    """Words for one channel. `digest` says which wording of the template they came from."""

    channel: Channel
    subject: str | None
    body: str
    digest: str


# Plain text: there is no markup to escape from, and an escaped "&" would be read by people.
_environment = Environment(
    loader=PackageLoader("notifications"),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, channel: Channel, language: str, values: Mapping[str, str]) -> Message:
    """Write one message. Raises Unrenderable for a missing template or value, or a text too long."""
    name = file_name(template, channel, language)
    try:
        text = _environment.get_template(name).render(values)
        digest = digest_of(name)
    except TemplateError as error:
        # The error's own words may quote a value.
        message = f"{name} could not be rendered: {type(error).__name__}"
        raise Unrenderable(message) from None
    if channel is Channel.EMAIL:
        return _email(name, text, digest)
    if channel is Channel.SMS and (septets(text) or ONE_SEGMENT + 1) > ONE_SEGMENT:
        message = f"{name} does not fit one text message"
        raise Unrenderable(message)
    return Message(channel, None, text, digest)


def _email(name: str, text: str, digest: str) -> Message:
    found = re.fullmatch(r"Subject: ([^\n]+)\n\n(.+)", text, re.DOTALL)
    if found is None:
        message = f"{name} does not begin with a subject line"
        raise Unrenderable(message)
    return Message(Channel.EMAIL, found[1], found[2], digest)


def file_name(template: str, channel: Channel, language: str) -> str:
    """Return a template's path under `templates/`."""
    return f"{language}/{template}.{channel}.txt"


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
    source, _, _ = PackageLoader("notifications").get_source(_environment, name)
    yield source
    for included in meta.find_referenced_templates(_environment.parse(source)):
        yield from _sources(str(included))
