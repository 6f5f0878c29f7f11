"""What must not be read on the form: ways to reach her, and places where she or a child can be found.

It fails closed. What may be shared is what she clearly said may be shared; all else is looked for in whatever else
the form would say, and a text that holds it is kept back whole. It finds what is written again, however it is
spaced, cased or abbreviated; it cannot find a place that is only described.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from states.payloads.application_options import KeptRoute, Resident
from workflow.blind import regular_phone

Json = Mapping[str, Any]

#: Fewest characters of a value that is looked for anywhere in a text; a shorter one must be a word of its own.
ANYWHERE = 5
#: Fewest digits that are looked for as a telephone number.
DIGITS = 7
#: Ways in which the words of an address are shortened.
SHORT = {
    "apartment": "flat",
    "apt": "flat",
    "avenue": "ave",
    "close": "cl",
    "court": "ct",
    "crescent": "cres",
    "drive": "dr",
    "gardens": "gdns",
    "grove": "gr",
    "lane": "ln",
    "place": "pl",
    "road": "rd",
    "saint": "st",
    "square": "sq",
    "street": "st",
    "terrace": "ter",
}
#: Words by which a line of an address is a street or a house, and not a town.
STREETS = (
    frozenset(SHORT)
    | frozenset(SHORT.values())
    | frozenset(
        {"cottage", "farm", "house", "mews", "park", "rise", "row", "view", "walk", "way", "hill", "green"}
    )
)
POSTCODE = re.compile(r"\b[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}\b", re.IGNORECASE)
_LONG = re.compile("|".join(SHORT))
_NUMBER = re.compile(r"^(?:flat|no)?\d+\w?(?:to)?(?:\d+\w?)?$")


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """All that is not to be read, as letters and digits alone.

    `streets` are names of streets without a number: a text that tells one says where to look, while an address in a
    street of the same name may be anybody's.
    """

    phones: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()

    def is_in(self, text: str) -> bool:
        """Say whether a text tells any of it."""
        return self.is_at(text) or _holds(plain(text), self.streets)

    def is_at(self, address: str) -> bool:
        """Say whether an address is, or holds, any of it."""
        digits = "".join(letter for letter in unicodedata.normalize("NFKC", address) if letter.isdecimal())
        if any(phone in digits for phone in self.phones):
            return True
        long = frozenset(word for word in self.words if len(word) >= ANYWHERE)
        return _holds(plain(address), long) or not self.words.isdisjoint(_runs(address))


def _holds(text: str, words: Iterable[str]) -> bool:
    """Say whether a text holds any of the words, each as it is written or shortened."""
    brief = short(text)
    return any(word in text or short(word) in brief for word in words)


def kept(
    phones: Iterable[str], emails: Iterable[str], addresses: Iterable[Json], places: Iterable[Json]
) -> Kept:
    """Return what to look for. Addresses are as the court divides them, places have a name and one line."""
    phones = [*phones]
    words, streets = {plain(phone) for phone in phones}, set[str]()
    for address in addresses:
        for text in _lines(address):
            words |= set(_of_line(text))
            streets |= set(_street(text))
        words.add(plain(address.get("postCode") or ""))
    for place in places:
        words |= set(_of_name(place.get("name") or ""))
        for text in (place.get("address") or "").split(","):
            words |= set(_of_line(text))
            streets |= set(_street(text))
        words |= {plain(found) for found in POSTCODE.findall(place.get("address") or "")}
    for email in emails:
        words |= {plain(email), plain(email.replace("@", " at ").replace(".", " dot "))}
    return Kept(
        frozenset(number for phone in phones if len(number := _number(phone)) >= DIGITS),
        frozenset(words - {""}),
        frozenset(street for street in streets if len(street) >= ANYWHERE),
    )


def shared(application: Json) -> frozenset[KeptRoute]:
    """Return the ways to her that she clearly said he may learn. Unknown means none."""
    applicant = (application.get("fl401") or {}).get("applicantDetails") or {}
    if applicant.get("shareContactDetailsWithRespondent") is not True:
        return frozenset()
    hidden = (application.get("confidential") or {}).get("keptRoutes") or ()
    return frozenset(KeptRoute) - {KeptRoute(route) for route in hidden}


def lives_at_home(application: Json) -> bool:
    """Say whether she may live at the address of the occupation order: until somebody says who does, she may."""
    home = (application.get("fl401") or {}).get("theHome") or {}
    residents = home.get("currentlyLivesAtAddress")
    return not residents or Resident.APPLICANT in residents


def plain(text: str) -> str:
    """Return a text by its letters and digits alone, small and unaccented."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in bare if letter.isalnum())


def short(text: str) -> str:
    """Return a plain text with the words of addresses shortened, wherever they stand: "milllane" is "millln"."""
    return _LONG.sub(lambda found: SHORT[found[0]], text)


def _lines(address: Json) -> Iterator[str]:
    for name in ("addressLine1", "addressLine2", "addressLine3"):
        yield from (address.get(name) or "").split(",")
    town = address.get("postTown") or ""
    # A town alone is no secret; a street that was typed where the town goes is.
    if any(letter.isdigit() for letter in town) or _tokens(town) & STREETS:
        yield town


def _of_line(line: str) -> Iterator[str]:
    """Yield a line of an address as it is looked for; the number of a flat or house alone is none."""
    if not all(_NUMBER.match(word) or word == "flat" for word in _ordered(line)):
        yield plain(line)


def _of_name(name: str) -> Iterator[str]:
    yield plain(name)
    yield plain(re.sub(r"^\s*the\s+", "", name, flags=re.IGNORECASE))


def _street(line: str) -> Iterator[str]:
    words = _ordered(line)
    named = [word for word in words if not _NUMBER.match(word)]
    if len(named) >= 2 and named[-1] in STREETS:
        yield "".join(named)


def _ordered(line: str) -> list[str]:
    found = (plain(word) for word in line.replace(",", " ").split())
    return [word for word in found if word]


def _runs(text: str) -> set[str]:
    """Return the words of a text, and what few words in a row make: a short name may be written apart."""
    words = _ordered(text)
    return {
        "".join(words[start : start + many]) for many in range(1, ANYWHERE) for start in range(len(words))
    }


def _tokens(line: str) -> set[str]:
    return set(_ordered(line))


def _number(phone: str) -> str:
    """Return the digits that stay the same whether a number is written for here or from abroad."""
    digits = "".join(letter for letter in regular_phone(phone) or phone if letter.isdecimal())
    return re.sub(r"^(?:0044|44(?=\d{9})|0)0?", "", digits)
