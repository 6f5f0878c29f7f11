"""What a firm takes, as a form holds it: drawn from its profile, and read back with what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from api.web.forms import Form
from api.web.words.options import LANGUAGES
from states.errors import Problem
from workflow.panel.profiles import Profile

#: Apart by commas, semicolons or spaces.
APART = re.compile(r"[,;\s]+")

#: The fields in their order.
NAMES = ("areas", "languages", "contract", "capacity", "weight")


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """The fields as they are typed, and what is wrong with each."""

    areas: str
    languages: str
    contract: str
    capacity: str
    weight: str
    errors: Mapping[str, str]


def held(profile: Profile) -> ProfileForm:
    """Return the form of what is known. What is not known is blank."""
    return ProfileForm(
        ", ".join(profile.areas or ()),
        ", ".join(LANGUAGES.get(code, code) for code in profile.languages or ()),
        "" if profile.legal_aid is None else "yes" if profile.legal_aid else "no",
        "" if profile.capacity is None else str(profile.capacity),
        str(profile.weight),
        {},
    )


def typed(form: Form, problems: tuple[Problem, ...]) -> ProfileForm:
    """Return the form as it was sent, with what is wrong with it."""
    errors = {problem.field: problem.message for problem in problems}
    areas, languages, contract, capacity, weight = (form.get(name) for name in NAMES)
    return ProfileForm(areas, languages, contract, capacity, weight, errors)


def read(form: Form, *, own: bool) -> tuple[Profile, tuple[Problem, ...]]:
    """Read the form; where a firm speaks of itself, languages and capacity alone. A blank field is not known."""
    spoken, strange = _languages(form.get("languages"))
    problems = [Problem("languages", f"has {len(strange)} that we do not know")] if strange else []
    capacity, wrong = _number(form.get("capacity"), "capacity")
    problems += wrong
    profile = Profile(languages=spoken, capacity=capacity)
    if own:
        return profile, tuple(problems)
    weight, wrong = _number(form.get("weight"), "weight")
    areas = tuple(sorted({part.upper() for part in APART.split(form.get("areas")) if part}))
    contract = {"yes": True, "no": False}.get(form.get("contract"))
    profile = replace(
        profile, areas=areas or None, legal_aid=contract, weight=1 if weight is None else weight
    )
    return profile, (*problems, *wrong)


def _languages(text: str) -> tuple[tuple[str, ...] | None, list[str]]:
    """Read languages by name or code, apart by commas."""
    codes = {name.casefold(): code for code, name in LANGUAGES.items()} | {code: code for code in LANGUAGES}
    said = [part.strip().casefold() for part in re.split(r"[,;\n]", text) if part.strip()]
    known = tuple(sorted({codes[part] for part in said if part in codes}))
    return known or None, [part for part in said if part not in codes]


def _number(text: str, field: str) -> tuple[int | None, list[Problem]]:
    if not text:
        return None, []
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        return None, [Problem(field, "must be a whole number")]
    return int(text), []
