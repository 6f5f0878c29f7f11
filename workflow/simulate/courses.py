"""Courses: a few whole lives that many people live. Case i follows course i mod COURSES, at the same times.

Who lives a course is somebody of their own: other names, numbers and addresses, and another officer. Whatever
makes two referrals meet is put anew by a rule that keeps what differed different and what was equal equal, so that
those of one block meet each other as those of the first did, and never those of another block.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from workflow.simulate.names import HIS_NUMBERS, NUMBERS

#: Different lives. Enough that nearly every path of every script is lived.
COURSES = 1000
#: Blocks that share their officers: so that a million cases have some 40,000 of them, as 43 forces have (I).
SHARING = 25

Json = dict[str, Any]

CONSONANTS, VOWELS = "bdfghklmnprstvwyz", "aeiou"
#: Areas that no postcode has: of three letters, and none begins with any of these. Source: docs/sources.md#ONS-areas.
AREAS, LETTERS = "ZQVX", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Most blocks that can be told apart.
MOST = len(AREAS) * len(LETTERS) ** 2

#: How a collar number begins where JSON holds it.
COLLAR = '"collar_number":"'

_PREFIXES = {prefix.replace(" ", ""): place * 1000 for place, prefix in enumerate((*NUMBERS, *HIS_NUMBERS))}


class Courses(NamedTuple):
    """How many different lives there are, and the force to which every second of them is referred, if any."""

    most: int = COURSES
    force: str | None = None


#: As many as it takes, of all forces.
ALL = Courses()


class Place(NamedTuple):
    """Which course a case follows, and in which block of people it does."""

    course: int
    block: int


def place_of(number: int, courses: int) -> Place:
    """Say where a case stands. Raises ValueError past the last block that can be told from all others."""
    block, course = divmod(number, courses)
    if block >= MOST:
        raise ValueError(f"{courses} courses are enough for {MOST * courses:,} cases, and no more")
    return Place(course, block)


class Others:
    """The people of one block in the place of those of the first, who stay as they are."""

    def __init__(self, block: int) -> None:
        self.block = block
        pair = len(CONSONANTS) * len(VOWELS)
        self._syllables = "".join(
            CONSONANTS[part // len(VOWELS)] + VOWELS[part % len(VOWELS)] for part in divmod(block, pair)
        )
        first, rest = divmod(block, len(LETTERS) ** 2)
        self._area = AREAS[first] + LETTERS[rest // len(LETTERS)] + LETTERS[rest % len(LETTERS)]
        self._officers = block // SHARING

    def name(self, name: str) -> str:
        """Give a surname two more syllables."""
        return name if self.block == 0 else name + self._syllables

    def phone(self, phone: str) -> str:
        """Give a number under 04, where nobody in Britain has one. Source: docs/sources.md#Ofcom-plan."""
        if self.block == 0:
            return phone
        digits = re.sub(r"\D", "", phone)
        return f"04{self.block:04}{_PREFIXES[digits[:-3]] + int(digits[-3:]):05}"

    def dialled(self, phone: str) -> str:
        """Do so with a number as E.164."""
        return f"+44{self.phone(f'0{phone[3:]}')[1:]}"

    def email(self, email: str) -> str:
        """Give an address that leads nowhere either."""
        local, _, domain = email.partition("@")
        return email if self.block == 0 else f"{local}.{self._syllables}@{domain}"

    def postcode(self, postcode: str) -> str:
        """Give a postcode of an area that does not exist either."""
        return postcode if self.block == 0 else self._area + postcode[2:]

    def collar(self, number: str) -> str:
        """Give the number of another officer."""
        return number if self._officers == 0 else f"{self._officers}{number}"

    def written_collar(self, said: str) -> str:
        """Do so where it stands in JSON."""
        return f"{COLLAR}{self.collar(said.removeprefix(COLLAR))}"

    def sent(self, sent: Mapping[str, Any]) -> Json:
        """Return a referral as it is sent about people of this block."""
        words = {word: getattr(self, kind)(word) for word, kind in words_of(sent).items()}
        collar = sent["referrer"]["collar_number"]
        anew: Json = _put(dict(sent), words)
        return anew | {"referrer": sent["referrer"] | {"collar_number": self.collar(collar)}}


def words_of(sent: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of a referral that are put anew, each with the method of `Others` that does so."""
    survivor, respondent = sent["survivor"], sent["respondent"]
    said = {
        survivor["name"]: "name",
        respondent["name"]: "name",
        survivor["phone"]: "phone",
        respondent["phone"]: "phone",
        survivor["email"]: "email",
        (survivor["address"] or {}).get("postcode"): "postcode",
    }
    return {word: kind for word, kind in said.items() if word}


def _put(value: Any, words: Mapping[str, str]) -> Any:
    """Put each whole word in its place."""
    match value:
        case dict():
            return {name: _put(inner, words) for name, inner in value.items()}
        case list():
            return [_put(inner, words) for inner in value]
        case str():
            return words.get(value, value)
        case _:
            return value
