"""How each of the 155 paths stands: filled, missing, or withheld with the reason why.

The whole application is judged at once: what is withheld is looked for in everything that would go out. Whatever is
withheld stands on the page for the court alone (C8), with what she wants kept; nothing is lost, and nothing of it
stands anywhere else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from states.payloads.application_options import KeptRoute
from workflow.pack import contract, keeping, needed
from workflow.pack.contract import Place, path_of
from workflow.pack.prefill import Source

Json = dict[str, Any]

_YOU = ("fl401", "applicantDetails")
SHARE: Place = (*_YOU, "shareContactDetailsWithRespondent")
HOME: Place = ("fl401", "theHome", "occupationOrderAddress")
#: What leads to her, and by which way.
ROUTES: Mapping[Place, KeptRoute] = {
    (*_YOU, "applicantPhoneNumber"): KeptRoute.PHONE,
    (*_YOU, "applicantEmailAddress"): KeptRoute.EMAIL,
    (*_YOU, "applicantAddress"): KeptRoute.ADDRESS,
}
#: How she wants to be reached, in words: kept unless every way may be shared.
INSTRUCTIONS: Place = (*_YOU, "applicantContactInstructions")
#: Addresses are kept or told whole: part of one tells the rest.
ADDRESSES = frozenset(
    {
        (*_YOU, "applicantAddress"),
        (*_YOU, "legalRepresentativeAddress"),
        ("fl401", "respondentDetails", "respondentAddress"),
        HOME,
        ("fl401", "theHome", "mortgageLenderAddress"),
        ("fl401", "theHome", "landlordAddress"),
    }
)


class Standing(StrEnum):
    """How one path stands."""

    FILLED = "filled"
    MISSING = "missing"
    WITHHELD = "withheld"


class Why(StrEnum):
    """Why a value is withheld, as people are told."""

    ROUTE = "she has not said that he may know it"
    INSTRUCTIONS = "it says how to reach her"
    HOME = "it is where she lives, or may live"
    TOLD = "it says where she or a child can be found, or how she is reached"


@dataclass(frozen=True, slots=True)
class LeafStanding:
    """How one path stands; it holds no value. `needed` says whether the application waits for it."""

    path: str
    type: str
    section: str
    standing: Standing
    needed: bool
    why: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Pack:
    """What goes out. `form` is what the court's machine takes; `withheld` and `kept` go on the page for the court."""

    leaves: tuple[LeafStanding, ...]
    form: Json
    told: Mapping[Place, Any] = field(default_factory=dict)
    withheld: Mapping[Place, Any] = field(default_factory=dict)
    kept: Mapping[Place, Any] = field(default_factory=dict)

    def count(self, section: str, standing: Standing) -> int:
        """Count the paths of a section that stand so."""
        return sum(leaf.section == section and leaf.standing is standing for leaf in self.leaves)


def judged(source: Source) -> Pack:
    """Judge an application as it stands."""
    whole = source.whole
    found = contract.flat(whole)
    kept = {place: value for place, value in found.items() if place[0] == contract.CONFIDENTIAL}
    asked = {place: value for place, value in found.items() if place not in kept}
    # He is told only what she clearly said that he may be told: silence is a no, and is sent as one.
    shared = keeping.shared(whole)
    asked[SHARE] = shared == frozenset(KeptRoute)
    asked = contract.in_order(asked)
    whys = dict(_withheld(source, whole, asked, shared))
    told = {place: value for place, value in asked.items() if place not in whys}
    return Pack(
        leaves=tuple(_standings(asked, whys)),
        form=contract.nested(told),
        told=told,
        withheld={place: asked[place] for place in asked if place in whys},
        kept=kept,
    )


def _withheld(
    source: Source, whole: Json, asked: Mapping[Place, Any], shared: frozenset[KeptRoute]
) -> Iterator[tuple[Place, Why]]:
    """Yield each place that is withheld, and why."""
    looked_for = _kept(source, whole, shared)
    at_home = KeptRoute.ADDRESS not in shared and keeping.lives_at_home(whole)
    for group, places in _groups(asked).items():
        route = ROUTES.get(group)
        if route is not None and route not in shared:
            yield from ((place, Why.ROUTE) for place in places)
        elif group == INSTRUCTIONS and shared != frozenset(KeptRoute):
            yield group, Why.INSTRUCTIONS
        elif group == HOME and (at_home or looked_for.is_at(_joined(asked, places))):
            yield from ((place, Why.HOME) for place in places)
        elif group in ADDRESSES:
            if looked_for.is_at(_joined(asked, places)):
                yield from ((place, Why.TOLD) for place in places)
        elif _is_text(group) and looked_for.is_in(asked[group]):
            yield group, Why.TOLD


def _groups(asked: Mapping[Place, Any]) -> dict[Place, list[Place]]:
    """Return what is kept or told together: each address, and every other value by itself."""
    groups: dict[Place, list[Place]] = {}
    for place in asked:
        groups.setdefault(place[:-1] if place[:-1] in ADDRESSES else place, []).append(place)
    return groups


def _joined(asked: Mapping[Place, Any], places: list[Place]) -> str:
    return ", ".join(str(asked[place]) for place in places)


def _is_text(place: Place) -> bool:
    """Say whether somebody typed it: what the court offers, days and numbers tell of no place."""
    field_of = contract.fields()[path_of(place)]
    return field_of.type == "string" and not field_of.choice


def _kept(source: Source, whole: Json, shared: frozenset[KeptRoute]) -> keeping.Kept:
    """Return all that is looked for: what is held of her here and there, as long as it is not to be shared."""
    hers = [part.get("fl401", {}).get("applicantDetails", {}) for part in (source.known, source.said)]
    home = whole.get("fl401", {}).get("theHome", {}).get("occupationOrderAddress")
    addresses = [said.get("applicantAddress") for said in hers]
    if keeping.lives_at_home(whole):
        addresses.append(home)
    places = whole.get(contract.CONFIDENTIAL, {})
    return keeping.kept(
        phones=_unless(KeptRoute.PHONE, shared, [said.get("applicantPhoneNumber") for said in hers]),
        emails=_unless(KeptRoute.EMAIL, shared, [said.get("applicantEmailAddress") for said in hers]),
        addresses=_unless(KeptRoute.ADDRESS, shared, addresses),
        places=[place for kind in ("schools", "workplaces", "otherPlaces") for place in places.get(kind, ())],
    )


def _unless(route: KeptRoute, shared: frozenset[KeptRoute], values: list[Any]) -> list[Any]:
    return [] if route in shared else [value for value in values if value]


def _standings(asked: Mapping[Place, Any], whys: Mapping[Place, Why]) -> Iterator[LeafStanding]:
    by_path: dict[str, list[Place]] = {}
    for place in asked:
        by_path.setdefault(path_of(place), []).append(place)
    entries, answers = _entries(asked), {path_of(place): value for place, value in asked.items()}
    for leaf in contract.leaves():
        places = by_path.get(leaf.field, [])
        why = next((whys[place] for place in places if place in whys), None)
        above, _, _ = leaf.field.rpartition("[]")
        whole = len(places) >= max(1, entries.get(above, 0))
        standing = Standing.FILLED if whole else Standing.MISSING
        yield LeafStanding(
            path=leaf.path,
            type=leaf.type,
            section=contract.section_of(leaf.field),
            standing=Standing.WITHHELD if why else standing,
            needed=not why and not whole and needed.is_needed(leaf.field, answers),
            why=why and why.value,
        )


def _entries(asked: Mapping[Place, Any]) -> dict[str, int]:
    """Count the entries of each list, by its path without the brackets."""
    numbers: dict[str, set[int]] = {}
    for place in asked:
        for depth, part in enumerate(place):
            if isinstance(part, int):
                numbers.setdefault(path_of(place[:depth]), set()).add(part)
    return {path: len(found) for path, found in numbers.items()}
