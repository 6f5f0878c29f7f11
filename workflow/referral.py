"""Reading a referral: what blocks it, and what becomes of whatever else does not fit.

Only five things block: the force, a name or alias for her, one route to her, a `safety` value, and consent or
the reason for referring without it. Any other value that cannot be used is left where it was sent, sealed, and
becomes something to ask for. It must never loosen how she may be reached: what cannot be read there means unknown.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from states.errors import Malformed, Problem
from states.guards import scores_high
from states.vocabulary import Channel, Grade, Safety
from workflow.blind import regular_email, regular_phone
from workflow.details import FIELDS, RESPONDENT, ROUTES, SURVIVOR, leads_to_her
from workflow.referral_schema import Sent

#: Longest referral, in bytes of JSON.
LONGEST = 64 * 1024
#: What a task asks for where the referral is silent (I). Source: docs/sources.md#MARAC-ISP.
WANTED = (
    "survivor.name",
    "survivor.date_of_birth",
    "respondent.name",
    "respondent.date_of_birth",
    "respondent.relationship",
    "incident.occurred_at",
)
#: Groups of which one task asks for the whole.
WHOLE = ("safe_contact", "risk", "children", "existing_orders")
#: Values that say no more than a field left out.
NOTHING: tuple[Any, ...] = (None, [], {"lines": [], "postcode": None})

Json = dict[str, Any]
Place = tuple[int | str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Referral:
    """What can be used of a referral. `contact` are clear contact rules; `asks` names what is to be asked for."""

    force: str
    referrer: Json
    survivor: Json
    respondent: Json
    contact: Json
    routes: dict[str, bool]
    clear: Json
    details: Json
    asks: tuple[str, ...]


@dataclass(slots=True, repr=False)
class _Reading:
    """A referral while it is read: what is left of it, and why the rest was dropped."""

    held: Json
    dropped: dict[str, str] = field(default_factory=dict)
    routes: dict[str, bool] = field(default_factory=dict)

    def drop(self, place: Place, why: str) -> None:
        """Leave out the value at that place, and remember why."""
        self.dropped[".".join(map(str, place))] = why
        within: Any = self.held
        for part in place[:-1]:
            within = within[part]
        del within[place[-1]]

    def get(self, path: str) -> Any:
        """Return a value by its path, or None."""
        group, _, name = path.partition(".")
        value = self.held.get(group)
        return value.get(name) if name and value is not None else value


def read_referral(sent: Mapping[str, Any]) -> Referral:
    """Read a referral that somebody sends. Raises Malformed, which names fields and never what they hold."""
    reading = _Reading(_copy(sent))
    _fit(reading)
    _part_routes(reading)
    hers = reading.get(SURVIVOR) or {}
    reading.routes = {channel.value: leads_to_her(name, hers.get(name)) for name, channel in ROUTES.items()}
    problems = list(_blocking(reading))
    if problems:
        raise Malformed("the referral lacks what it cannot be taken without", problems)
    return _usable(reading)


def _copy(sent: Mapping[str, Any]) -> Json:
    try:
        text = orjson.dumps(dict(sent))
    except TypeError:
        # Not chained: the message may quote what was sent.
        raise Malformed("the referral is not JSON that can be kept") from None
    if len(text) > LONGEST:
        raise Malformed(f"the referral is longer than {LONGEST // 1024} KiB")
    copied: Json = orjson.loads(text)
    return copied


def _fit(reading: _Reading) -> None:
    """Drop whatever does not fit the schema, until the rest does; refuse unknown fields."""
    while True:
        try:
            fitting = Sent.model_validate_json(orjson.dumps(reading.held), strict=True)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False, include_input=False)
            unknown = [_unknown(problem["loc"]) for problem in found if problem["type"] == "extra_forbidden"]
            if unknown:
                raise Malformed("the referral has fields that are not known", unknown) from None
            unfit = {_unfit(problem): _words(problem) for problem in found}
            # From the end, so that the places in lists before it stay true.
            for place in sorted(unfit, reverse=True):
                reading.drop(place, unfit[place])
        else:
            reading.held = fitting.model_dump(mode="json", by_alias=True)
            return


def _unknown(place: Place) -> Problem:
    """Name an unknown field, unless it is no name of a field: somebody may have put a person there."""
    *within, last = map(str, place)
    known = last if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", last) else "?"
    return Problem(".".join([*within, known]), "is not a field of a referral")


def _unfit(problem: ErrorDetails) -> Place:
    """Return where what does not fit stands; where part of it is missing, that is the whole."""
    place = problem["loc"]
    return place[:-1] if problem["type"] == "missing" else place


def _words(problem: ErrorDetails) -> str:
    # What is said of an address may quote it.
    return "is not an e-mail address" if problem["loc"][-1] == "email" else problem["msg"]


def _part_routes(reading: _Reading) -> None:
    """Drop a route to her that leads to him: no message may ever take it."""
    for name, regular in (("phone", regular_phone), ("email", regular_email)):
        hers, his = reading.get(f"{SURVIVOR}.{name}"), reading.get(f"{RESPONDENT}.{name}")
        if hers and his and regular(hers) == regular(his):
            reading.drop((SURVIVOR, name), "is the respondent's too")


def _blocking(reading: _Reading) -> Iterator[Problem]:
    """Yield what the referral cannot be taken without, each under the field where it is looked for first."""

    def lacking(path: str, words: str) -> Problem:
        return Problem(path, reading.dropped.get(path, words))

    if not reading.get("force"):
        yield lacking("force", "name the police force")
    if not _has_text(reading.get("survivor.name")) and not _has_text(reading.get("survivor.alias")):
        yield lacking("survivor.name", "give her name, or an alias")
    routes = reading.routes
    through_officer = Channel.THROUGH_OFFICER.value in (reading.get("safe_contact.channels") or ())
    if not (routes.get(Channel.PHONE.value) or routes.get(Channel.EMAIL.value) or through_officer):
        unusable = "is not a telephone number" if reading.get("survivor.phone") else None
        words = unusable or "give one route to her: a phone, an e-mail, or the channel through_officer"
        yield lacking("survivor.phone", words)
    if reading.get("safe_contact.safety") is None:
        yield lacking(
            "safe_contact.safety", "say whether contact is safe: safe, restricted, unsafe or unknown"
        )
    consents = reading.get("consent.to_referral") is True
    if not consents and not _has_text(reading.get("consent.override_reason")):
        yield lacking("consent.to_referral", "say that she consents, or why she is referred without")


def _has_text(value: str | None) -> bool:
    return value is not None and value.strip() != ""


def _usable(reading: _Reading) -> Referral:
    survivor: Json = reading.get(SURVIVOR)
    contact = _contact(reading)
    return Referral(
        force=reading.get("force"),
        referrer=reading.get("referrer") or {},
        survivor=survivor,
        respondent=reading.get(RESPONDENT) or {},
        contact=contact,
        routes=reading.routes,
        clear={
            "tell_force": reading.get("consent.tell_force") is True,
            "language": survivor["language"] or "en",
            "interpreter": survivor["interpreter"] is True,
            **_risk(reading),
        },
        details={name: value for name in FIELDS if (value := reading.get(name)) not in NOTHING},
        asks=tuple(dict.fromkeys(_asks(reading, contact))),
    )


def _contact(reading: _Reading) -> Json:
    """Return the rules of contact; where part of them could not be read, nothing is known."""
    lost = any(path.split(".")[0] == "safe_contact" for path in reading.dropped)
    sent: Json = reading.get("safe_contact")
    return {
        "safety": Safety.UNKNOWN.value if lost else sent["safety"],
        "channels": list(dict.fromkeys(sent["channels"] or ())),
        "windows": sent["windows"] or [],
        "voicemail": sent["voicemail"],
        "withheld_number": sent["withheld_number"],
    }


def _risk(reading: _Reading) -> Json:
    """Return the grade, which a high score raises whatever was judged, the flags, and the tool."""
    tool, version = reading.get("risk.tool"), reading.get("risk.version")
    high = scores_high(tool, reading.get("risk.score"))
    grade = Grade.HIGH.value if high else reading.get("risk.grade")
    return {
        "grade": grade or Grade.STANDARD.value,
        "flags": sorted(set(reading.get("risk.flags") or ())),
        "risk_tool": " ".join(part for part in (tool, version) if part) or None,
    }


def _asks(reading: _Reading, contact: Json) -> Iterator[str]:
    """Yield what is to be asked for: what was dropped, then what was never said."""
    if contact["safety"] == Safety.UNKNOWN:
        yield "safe_contact"
    for path in reading.dropped:
        yield next((known for known in (*WHOLE, *FIELDS) if f"{path}.".startswith(f"{known}.")), path)
    if reading.get("survivor.phone") and not reading.routes[Channel.PHONE.value]:
        yield "survivor.phone"
    for path in WANTED:
        if not _has_text(reading.get(path)):
            yield path
    if reading.get("risk.grade") is None:
        yield "risk"
