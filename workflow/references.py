"""Public references: a letter for the kind and eight random characters, so that none can be guessed from another."""

import secrets

#: Crockford's base 32: no letter that reads like a digit, and none that spells words by itself.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8

CASE, REFERRAL, ORDER, OFFER, NOTICE, TASK, APPROVAL, PERSON, ABSENCE, SESSION, CONFLICT = "CROFNTAPLSK"
DOCUMENT = "D"


def new(kind: str) -> str:
    """Return a new reference of that kind, such as "C-7KQ29MXD": 40 random bits."""
    number = secrets.randbits(5 * LENGTH)
    return f"{kind}-" + "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(LENGTH))
