"""Codes that people type once: made of chance, easy to read aloud, kept as keyed digests alone."""

import secrets

from workflow.keys import Keys
from workflow.references import ALPHABET

#: Characters of one group, with hyphens between groups.
GROUP = 4
#: Letters that are taken for digits when they are typed. Source: docs/sources.md#Crockford.
TAKEN_FOR = str.maketrans("OIL", "011")


def new_code(groups: int) -> str:
    """Return a code such as "7KQ2-9MXD": 20 random bits a group."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(groups))


def digest_of(keys: Keys, kind: str, owner: str, code: str) -> bytes:
    """Return what is kept of a code; however it was typed, it is the same. `owner` is "" where nobody is known yet."""
    plain = "".join(code.upper().split()).replace("-", "").translate(TAKEN_FOR)
    return keys.digest(f"code.{kind}", f"{owner}|{plain}".encode())
