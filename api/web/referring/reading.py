"""From the referral form to a referral as it is sent, or to what is wrong beside each question.

What blocks a referral is said by `workflow.referral`. Beyond that a form refuses only what was typed wrongly: what
an officer did not know is left out, and becomes a task for somebody. Nothing that was typed stands in an error.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson
from pydantic import ValidationError

from api.web.event_forms.fields import Field, Kind, paths
from api.web.event_forms.reading import Answers, gather
from api.web.event_forms.schemas import fields_in
from api.web.forms import Form
from api.web.words.referral import (
    CHANNELS,
    EMAIL,
    HIS_TOO,
    LACKING,
    LACKS_EMAIL,
    LACKS_PHONE,
    NAME,
    NO_EMAIL,
    NO_NUMBER,
    OVERRIDE,
    PHONE,
    SAFETY,
)
from api.web.words.referral_questions import ASKED
from states.errors import Malformed
from states.payloads import problems
from states.vocabulary import Channel, Role, Safety
from workflow.actors import Actor
from workflow.blind import regular_email, regular_phone
from workflow.referral import read_referral
from workflow.referral_schema import Sent

#: Where nobody contacts her but through the officer, whatever else was ticked.
SHUT = frozenset({Safety.UNSAFE.value, Safety.UNKNOWN.value})
#: The version of DASH that is in use. Source: docs/sources.md#MARAC-crit.
DASH, DASH_VERSION = "dash", "2009"
#: Her address is typed into one box, and a code word is one line.
KINDS: Mapping[str, Kind] = {
    "survivor.address.lines": Kind.SPLIT,
    "safe_contact.code_word": Kind.TEXT,
    "referrer.collar_number": Kind.TEXT,
}

Json = dict[str, Any]


def _laid_out(fields: tuple[Field, ...], above: str = "") -> tuple[Field, ...]:
    return tuple(
        replace(
            one,
            kind=KINDS.get(f"{above}{one.name}", one.kind),
            fields=_laid_out(one.fields, f"{above}{one.name}."),
        )
        for one in fields
    )


#: What may be asked, and each by its path.
FIELDS = _laid_out(fields_in(Sent.model_json_schema(by_alias=True)))
BY_PATH: Mapping[str, Field] = dict(paths(FIELDS))


def read(form: Form, actor: Actor) -> Answers:
    """Read a form as this person sends it; where nothing is wrong, the payload is a referral that can be taken."""
    answers = gather(FIELDS, form)
    answers.errors = {name: _sentence(name, words) for name, words in answers.errors.items()}
    sent = answers.payload = _completed(answers.payload, actor)
    for name, words in (*_unfit(sent), *_unreachable(sent), *_blocking(sent)):
        answers.errors.setdefault(name, words)
    return answers


def path_of(name: str) -> str:
    """Return the path of a control: its name without the numbers of entries."""
    return ".".join(part for part in name.split(".") if not part.isdecimal())


def _completed(sent: Json, actor: Actor) -> Json:
    """Add what an officer is not asked: who they are, and that they pass on messages where nobody else may."""
    if actor.role is Role.OFFICER:
        sent = {**sent, "force": actor.force, "referrer": {"role": actor.role.value}}
    contact = sent.get("safe_contact", {})
    if contact.get("safety") in SHUT:
        channels = [*contact.get("channels", ()), Channel.THROUGH_OFFICER.value]
        sent = {**sent, "safe_contact": {**contact, "channels": [*dict.fromkeys(channels)]}}
    if sent.get("risk", {}).get("tool") == DASH:
        sent = {**sent, "risk": {**sent["risk"], "version": DASH_VERSION}}
    return sent


def _unfit(sent: Json) -> Iterator[tuple[str, str]]:
    """Yield what would be left out of the referral as it is sent, because it cannot be read."""
    survivor, respondent = sent.get("survivor", {}), sent.get("respondent", {})
    for name, person in ((PHONE, survivor), ("respondent.phone", respondent)):
        if person.get("phone") and not regular_phone(person["phone"]):
            yield name, NO_NUMBER
    for name, route, regular in ((PHONE, "phone", regular_phone), (EMAIL, "email", regular_email)):
        hers, his = survivor.get(route), respondent.get(route)
        if hers and his and regular(hers) == regular(his) != "":
            yield name, HIS_TOO
    try:
        Sent.model_validate_json(orjson.dumps(sent), strict=True)
    except ValidationError as error:
        for problem in problems(error):
            yield (
                problem.field,
                NO_EMAIL if problem.field == EMAIL else _sentence(problem.field, problem.message),
            )


def _unreachable(sent: Json) -> Iterator[tuple[str, str]]:
    """Yield what a way to her lacks. Where contact is safe, somebody must be able to tell how."""
    survivor, contact = sent.get("survivor", {}), sent.get("safe_contact", {})
    channels = frozenset(contact.get("channels", ()))
    if contact.get("safety") in frozenset(Safety) - SHUT and not channels:
        yield CHANNELS, LACKING[CHANNELS]
    if channels & {Channel.PHONE, Channel.SMS} and not survivor.get("phone"):
        yield PHONE, LACKS_PHONE
    if Channel.EMAIL in channels and not survivor.get("email"):
        yield EMAIL, LACKS_EMAIL


def _blocking(sent: Json) -> Iterator[tuple[str, str]]:
    try:
        read_referral(sent)
    except Malformed as refusal:
        for problem in refusal.problems:
            # A route is asked for only once it is known how she may be reached.
            if problem.field != PHONE or SAFETY.partition(".")[0] in sent:
                yield _where(problem.field, sent), LACKING.get(_where(problem.field, sent), refusal.detail)


def _where(field: str, sent: Json) -> str:
    """Return the question at which a lack is told."""
    said_no = sent.get("consent", {}).get("to_referral") is False
    return OVERRIDE if said_no and field.startswith("consent.") else field


def _sentence(name: str, words: str) -> str:
    """Say which question it is about: in a summary the error stands alone."""
    asked = ASKED.get(path_of(name))
    said = f"{asked.name} {words}" if asked and name != NAME else words
    return f"{said[:1].upper()}{said[1:]}"
