"""Blind indexes: a person found again by what identifies them, though nobody can read it back.

Each kind of index has a key of its own. A value that cannot be made regular has no index: it is never guessed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

import phonenumbers

from workflow.keys import Keys

#: Bytes kept of each HMAC-SHA256: no two persons will ever share sixteen.
SIZE = 16
#: Where a number without a country code is taken to be from.
REGION = "GB"
#: Typed or typographic, they are left out by as many as write them.
APOSTROPHES = re.compile("['`\u2019\u02bc]")


class Kind(StrEnum):
    """What a person may be found by."""

    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    NAME_DOB = "name_dob"
    SURNAME_INITIAL_DOB = "surname_initial_dob"
    POSTCODE_DOB = "postcode_dob"


#: By this a case is only searched for. Many live at one postcode: it hides no case, joins none, and is of no `Kind`.
POSTCODE = "postcode"


def blind_indexes(keys: Keys, person: Mapping[str, str | None]) -> dict[Kind, bytes]:
    """The indexes of a person, of whom `name`, `date_of_birth`, `phone`, `email`, `postcode` may be known."""
    known = {field: value for field, value in person.items() if value}
    return {
        kind: keys.digest(f"index.{kind}", "|".join(parts).encode())[:SIZE]
        for kind, rule in RULES.items()
        if all(parts := [*rule(known)])
    }


def postcode_index(keys: Keys, postcode: str | None) -> bytes | None:
    """The index of a postcode alone, for searches; None where there is none."""
    regular = regular_postcode(postcode or "")
    return keys.digest(f"index.{POSTCODE}", regular.encode())[:SIZE] if regular else None


def regular_phone(phone: str) -> str:
    """The number as E.164, or "" where it is none."""
    try:
        number = phonenumbers.parse(phone, REGION)
    except phonenumbers.NumberParseException:
        return ""
    # A number that is only dialled locally, such as "07700", leads to nobody in particular.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def regular_email(email: str) -> str:
    """The address without the differences of case and width."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def regular_name(name: str) -> str:
    """The name without case, accents, apostrophes, hyphens and titles' dots: "O'Brien-Gárcia" is "obrien garcia"."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    ).casefold()
    return " ".join(re.sub(r"[^\w\s]|_", " ", APOSTROPHES.sub("", plain)).split())


def regular_postcode(postcode: str) -> str:
    """The postcode without spaces and case."""
    return "".join(postcode.split()).upper()


def _surname_initial(name: str) -> str:
    words = regular_name(name).split()
    return f"{words[-1]} {words[0][0]}" if len(words) > 1 else ""


def _parts(*fields: tuple[str, Callable[[str], str]]) -> Callable[[Mapping[str, str]], Iterator[str]]:
    return lambda known: (regular(known.get(field, "")) for field, regular in fields)


_BORN = ("date_of_birth", str.strip)
RULES: Mapping[Kind, Callable[[Mapping[str, str]], Iterator[str]]] = {
    Kind.PHONE: _parts(("phone", regular_phone)),
    Kind.EMAIL: _parts(("email", regular_email)),
    Kind.NAME: _parts(("name", regular_name)),
    Kind.NAME_DOB: _parts(("name", regular_name), _BORN),
    Kind.SURNAME_INITIAL_DOB: _parts(("name", _surname_initial), _BORN),
    Kind.POSTCODE_DOB: _parts(("postcode", regular_postcode), _BORN),
}
