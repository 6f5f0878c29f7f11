"""Blind indexes of a copy: the text under each digest of the one who was played, put anew, and digested again.

A text is regular: lower case, digits, no spaces. So are the words that are put into it.
"""

from collections.abc import Mapping
from typing import Any

from workflow.blind import POSTCODE, RULES, SIZE, regular_email, regular_name, regular_phone, regular_postcode
from workflow.details import NAMES, PAIR, RESPONDENT, SURVIVOR
from workflow.keys import Keys

#: How a word of each kind reads in an index.
REGULAR = {
    "name": regular_name,
    "phone": regular_phone,
    "email": regular_email,
    "postcode": regular_postcode,
}


def digest(keys: Keys, kind: str, text: str) -> bytes:
    """Digest a text as an index of this kind."""
    return keys.digest(f"index.{kind}", text.encode())[:SIZE]


def texts_of(survivor: Mapping[str, Any], respondent: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Return the text under each index of a case."""
    texts: dict[tuple[str, str], str] = {}
    for party, person in ((SURVIVOR, survivor), (RESPONDENT, respondent)):
        known = {
            name: person[name] for name in ("name", "date_of_birth", "phone", "email") if person.get(name)
        }
        postcode = (person.get("address") or {}).get("postcode") or ""
        known |= {"postcode": postcode} if postcode else {}
        for kind, rule in RULES.items():
            if all(parts := [*rule(known)]):
                texts[party, kind.value] = "|".join(parts)
        if regular_postcode(postcode):
            texts[party, POSTCODE] = regular_postcode(postcode)
    names = [regular_name(person.get("name") or "") for person in (survivor, respondent)]
    if all(names):
        texts[PAIR, NAMES] = "|".join(names)
    return texts


def regular_words(words: Mapping[str, str]) -> dict[str, str]:
    """Return what may stand in such texts: words as they read there, a surname alone too, each with its kind."""
    read: dict[str, str] = {}
    for word, kind in words.items():
        if kind in REGULAR:
            regular = REGULAR[kind](word)
            read[regular] = "dialled" if kind == "phone" else kind
            if kind == "name":
                read[regular.split()[-1]] = kind
    return read
