"""What the court's electronic form takes: every path with its type, and the section in which we ask for it.

The paths are those of the payload itself (`states/payloads/application.py`), so that the two cannot part; a day is
three whole numbers to the court. A path names an entry of a list by "[]".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from states.payloads.application import Application
from states.payloads.application_options import SPELT

Schema = Mapping[str, Any]
#: Where a value stands: names of fields and numbers of entries.
Place = tuple[str | int, ...]

#: The section that never goes onto the form.
CONFIDENTIAL = "confidential"
#: The parts of a day, as the court's form takes it.
PARTS_OF_DAY = ("day", "month", "year")
#: Where each part of the form is asked: the section by the longest beginning of a path that is named here.
ASKED_IN: Mapping[str, str] = {
    "metaData.": "start",
    "fl401.beforeStart.": "start",
    "fl401.situation.": "situation",
    "fl401.applicantDetails.": "you",
    "fl401.applicantDetails.applicantHasLegalRepresentative": "solicitor",
    "fl401.applicantDetails.legalRepresentative": "solicitor",
    "fl401.respondentDetails.": "respondent",
    "fl401.family.": "family",
    "fl401.relationshipWithRespondent.": "relationship",
    "fl401.respondentBehaviour.": "behaviour",
    "fl401.theHome.": "home",
    "fl401.goingToCourt.": "court",
    "fl401.statementOfTruth.": "truth",
    "confidential.": CONFIDENTIAL,
}
#: The sections in the order in which they are asked.
SECTIONS = tuple(dict.fromkeys(ASKED_IN.values()))
_BY_LENGTH = sorted(ASKED_IN, key=len, reverse=True)


class Leaf(NamedTuple):
    """One value that the form takes. `field` is the path of the field of ours that says it."""

    path: str
    type: str
    field: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of ours, by its path without the numbers of entries. `type` is "day" for a day.

    `several` takes a list of answers, and `choice` only the answers that the court offers.
    """

    path: str
    type: str
    several: bool = False
    choice: bool = False

    def leaves(self) -> Iterator[Leaf]:
        """Yield what it is to the court."""
        if self.type == "day":
            yield from (Leaf(f"{self.path}.{part}", "integer", self.path) for part in PARTS_OF_DAY)
        else:
            yield Leaf(f"{self.path}[]" if self.several else self.path, self.type, self.path)


@cache
def fields() -> Mapping[str, Field]:
    """Return every field of an application by its path, the confidential ones too."""
    whole = Application.model_json_schema(by_alias=True)
    return {field.path: field for field in _fields(whole, whole["$defs"], "")}


@cache
def leaves() -> tuple[Leaf, ...]:
    """Return the 155 paths of the form, with their types."""
    ours = (field for path, field in fields().items() if section_of(path) != CONFIDENTIAL)
    return tuple(leaf for field in ours for leaf in field.leaves())


@cache
def section_of(path: str) -> str:
    """Return the section in which a path is asked."""
    return ASKED_IN[next(start for start in _BY_LENGTH if path.startswith(start))]


def path_of(place: Place) -> str:
    """Return the path of a place: `("children", 0, "name")` is "children[].name"."""
    path = ""
    for part in place:
        path += "[]" if isinstance(part, int) else f".{part}" if path else part
    return path


def flat(values: Mapping[str, Any]) -> dict[Place, Any]:
    """Return what an application says, field by field. A list of answers is one value."""
    return dict(_flat(values, ()))


def in_order(found: Mapping[Place, Any]) -> dict[Place, Any]:
    """Return what an application says in the order of the form."""
    order = {path: number for number, path in enumerate(fields())}
    return {place: found[place] for place in sorted(found, key=lambda one: _rank(one, order))}


def _rank(place: Place, order: Mapping[str, int]) -> tuple[int, ...]:
    """Rank the entries of a list one after the other, and the fields in each by the form."""
    lists = [depth for depth, part in enumerate(place) if isinstance(part, int)]
    if not lists:
        return (order[path_of(place)],)
    above = f"{path_of(place[: lists[0] + 1])}."
    first = next(number for path, number in order.items() if path.startswith(above))
    return (first, int(place[lists[0]]), order[path_of(place)])


def nested(found: Mapping[Place, Any]) -> dict[str, Any]:
    """Return what `flat()` took apart as the court takes it: nested, its days as whole numbers.

    Entries of a list keep their order and close ranks: one that says nothing is left out.
    """
    whole: dict[str | int, Any] = {}
    for place, value in found.items():
        within = whole
        for part in place[:-1]:
            within = within.setdefault(part, {})
        within[place[-1]] = _as_court(fields()[path_of(place)], value)
    return {str(name): _listed(part) for name, part in whole.items()}


def _listed(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    if all(isinstance(name, int) for name in part):
        return [_listed(part[number]) for number in sorted(part)]
    return {name: _listed(inner) for name, inner in part.items()}


def _as_court(field: Field, value: Any) -> Any:
    """Return a value as the court takes it: days in whole numbers, answers as its own list spells them."""
    if field.type == "day":
        return _day(value)
    if field.choice:
        return [SPELT.get(one, one) for one in value] if field.several else SPELT.get(value, value)
    return value


def _day(text: str) -> dict[str, int]:
    year, month, day = map(int, text.split("-"))
    return {"day": day, "month": month, "year": year}


def _flat(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, (*place, name))
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for number, inner in enumerate(value):
            yield from _flat(inner, (*place, number))
    elif value not in (None, "", []):
        yield place, value


def _fields(about: Schema, named: Schema, above: str) -> Iterator[Field]:
    for name, said in about["properties"].items():
        path = f"{above}{name}"
        one = _opened(next(kind for kind in said["anyOf"] if kind.get("type") != "null"), named)
        several = one.get("type") == "array"
        if several:
            one = _opened(one["items"], named)
        if "properties" in one:
            yield from _fields(one, named, f"{path}[]." if several else f"{path}.")
        else:
            kind = "day" if one.get("format") == "date" else one["type"]
            yield Field(path, kind, several, "enum" in one)


def _opened(about: Schema, named: Schema) -> Schema:
    reference = about.get("$ref")
    return about if reference is None else named[reference.rpartition("/")[2]]
