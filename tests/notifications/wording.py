"""What every message must keep, as functions that return what is wrong; none needs a database.

The tests run each check over all templates, and over templates that were spoilt on purpose: a
check that cannot fail shows nothing.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from notifications.rendering import LANGUAGES, ONE_SEGMENT, PLACEHOLDERS, Unrenderable, placeholders, septets
from states.vocabulary import Channel
from tests.notifications.telling import lost_terms, told_by
from tests.notifications.templates import TEMPLATES, Template

#: Words that begin a sentence to her, by language; any other capital would begin a name.
CAPITALS = {
    "en": {"Hello", "Please", "Thank", "You"},
    "cy": {"Helo", "Ffoniwch", "Diolch", "Gallwch", "Dywedwch", "Nid"},
}
#: How a message to a professional says where to read more.
WHERE_TO_READ = {"en": "Sign in to Rowan", "cy": "Mewngofnodwch i Rowan"}
#: Words of one sex: neither she nor the respondent is given one. Welsh "ef" is any thing as well.
OF_ONE_SEX = {
    "en": "she|her|hers|herself|he|him|his|himself",
    "cy": "hi|hithau|yntau|dyn|dynes|gŵr|gwraig|menyw",
}
#: Everyday words that only the one language has: a sentence left behind is found by them.
EVERYDAY = {
    "en": "and|are|been|by|for|has|have|is|it|of|please|that|the|this|to|was|when|with|you|your",
    "cy": "ac|ar|cyn|chi|eich|gan|i|mae|neu|nid|o|wedi|yn|yr",
}
#: What stands for a placeholder that may be in a subject, and for all the others.
MAY_BE_IN_A_SUBJECT = {"reference", "order"}


def unwritten(files: Iterable[str]) -> list[str]:
    """Name each rule's template that there is not, and each file that no rule would use."""
    own = {name for name in files if "/shared/" not in name}
    return sorted(own ^ {template.name for template in TEMPLATES})


def unused(sources: Mapping[str, str]) -> list[str]:
    """Name shared parts that nothing includes, parts that are not there, and parts of another language."""
    used = {name: re.findall(r'include "([^"]+)"', source) for name, source in sources.items()}
    strange = [
        part for name, parts in used.items() for part in parts if part.split("/")[0] != name.split("/")[0]
    ]
    included = {part for parts in used.values() for part in parts}
    return sorted(included ^ {name for name in sources if "/shared/" in name}) + strange


def untranslated(sources: Mapping[str, str]) -> list[str]:
    """Name templates and shared parts that read the same in two languages, or are of one language only."""
    first, *others = LANGUAGES
    return [
        f"{language}/{rest}"
        for name, source in sources.items()
        for own, rest in [name.split("/", 1)]
        for language in others
        if own == first
        if _letters(source) and _letters(source) == _letters(sources.get(f"{language}/{rest}", source))
    ]


def _letters(source: str) -> str:
    """Leave only what is read: a template that does nothing but include has no words of its own."""
    return " ".join(re.findall(r"[^\W\d_]+", re.sub(r"{[{%].*?[%}]}", " ", source)))


def left_in_another_language(template: Template) -> list[str]:
    """Find sentences that stand in the template of another language, and everyday words of one."""
    others = [replaced for language in LANGUAGES if (replaced := _in(template, language)) != template]
    same = [
        sentence for other in others for sentence in template.sentences() if sentence in other.sentences()
    ]
    only = set(EVERYDAY).difference([template.language])
    spoken = r"|".join(EVERYDAY[language] for language in only)
    return [sentence for sentence in same if re.search(r"[a-z]", sentence)] + re.findall(
        rf"\b(?:{spoken})\b", template.words.replace("Rowan", "").lower()
    )


def _in(template: Template, language: str) -> Template:
    return Template(template.rule, template.channel, language)


def lost(template: Template) -> list[str]:
    """Find terms of the field that a translation does not keep."""
    if template.language == LANGUAGES[0]:
        return []
    return lost_terms(_in(template, LANGUAGES[0]).words, template.words)


def wrong_placeholders(template: Template) -> list[str]:
    """Find placeholders that its rule does not declare, and those declared that it does not use."""
    return sorted(placeholders(template.name) ^ set(template.rule.values))


def unknown_placeholders(template: Template) -> list[str]:
    """Find placeholders that nobody would fill in."""
    return sorted(placeholders(template.name) - set(PLACEHOLDERS))


def differing_placeholders(template: Template) -> list[str]:
    """Find placeholders that only one of its languages has."""
    found = [placeholders(_in(template, language).name) for language in LANGUAGES]
    return sorted(frozenset.union(*found) - frozenset.intersection(*found))


def left_open(template: Template) -> list[str]:
    """Find what rendering left behind, and blank lines where nobody wants them."""
    message = template.message()
    text = f"{message.subject or ''}\n{message.body}"
    return re.findall(r"[{}]|\bNone\b|\bUndefined\b|\n\n\n|[ \t]\n", text)


def links(template: Template) -> list[str]:
    """Find anything that a phone would make a link of."""
    return re.findall(r"https?:|www\.|\S*@\S*|\w\.\w+", template.words)


def telling(template: Template) -> list[str]:
    """Find what would tell another reader of her message what it is about, in either language."""
    if not template.is_hers:
        return []
    return [found for language in LANGUAGES for found in told_by(template.words, language)]


def naming(template: Template) -> list[str]:
    """Find what may be a name, a reference, a time or a date in a message to her."""
    if not template.is_hers:
        return []
    capitals = set(re.findall(r"\b[^\W\d_a-zâêîôûŵŷ]\w*", template.words))
    return sorted(capitals - CAPITALS[template.language]) + re.findall(r"\d+", template.words)


def too_long(template: Template) -> list[str]:
    """Find a text that is not one segment of the GSM alphabet, or a subject that an inbox would cut."""
    message = template.message()
    if message.channel is Channel.SMS:
        length = septets(message.body.rstrip("\n"))
        return [] if length is not None and length <= ONE_SEGMENT else [f"{length} septets"]
    return [] if len(message.subject or "x" * 91) <= 90 else [str(message.subject)]


def too_much_in_a_subject(template: Template) -> list[str]:
    """Find a placeholder in a subject that is more than the reference of a case, referral, offer or order."""
    if template.channel is Channel.SMS:
        return []
    own = template.message()
    other = template.message(
        **{
            name: "2031-01-01"
            for name in template.rule.values
            if name not in MAY_BE_IN_A_SUBJECT or template.is_hers
        }
    )
    return [] if own.subject == other.subject else [str(own.subject)]


def personal(template: Template) -> list[str]:
    """Find what a message to a professional may not say, or does not say."""
    if template.is_hers:
        return []
    text = template.words
    said = re.findall(
        rf"\b(?:{OF_ONE_SEX[template.language]})\b|\d{{4}}", re.sub(r"\b20\d\d\b", "", text.lower())
    )
    return said + ([] if WHERE_TO_READ[template.language] in text else ["where to read more"])


def not_the_same_by_webhook(template: Template) -> list[str]:
    """Find a message whose words by webhook are not those of its e-mail."""
    if template.channel is not Channel.EMAIL:
        return []
    own = template.message()
    hooked = Template(template.rule, Channel.WEBHOOK, template.language).message()
    return [] if (hooked.subject, hooked.body) == (own.subject, own.body) else [template.name]


Check = Callable[[Template], list[str]]
#: Every check of one template.
CHECKS: tuple[Check, ...] = (
    left_in_another_language,
    lost,
    wrong_placeholders,
    unknown_placeholders,
    differing_placeholders,
    left_open,
    links,
    telling,
    naming,
    too_long,
    too_much_in_a_subject,
    personal,
    not_the_same_by_webhook,
)


def faults(check: Check, templates: Iterable[Template] = TEMPLATES) -> dict[str, list[str]]:
    """Return what a check finds, by template; a template that cannot be written is a fault of its own."""
    found = {template.name: _faults_of(check, template) for template in templates}
    return {name: wrong for name, wrong in found.items() if wrong}


def _faults_of(check: Check, template: Template) -> list[str]:
    try:
        return check(template)
    except Unrenderable as error:
        return [str(error)]
