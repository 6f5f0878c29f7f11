"""Passwords: which are good enough, how they are kept, and how they are compared.

Never more than two are hashed at once: each takes 64 MiB, and a crowd of strangers must not take the machine.
"""

import functools
import itertools
import re
import threading
from collections.abc import Callable, Mapping
from importlib.resources import files

from pwdlib import PasswordHash

#: Characters. Source: docs/sources.md#passwords.
SHORTEST, LONGEST = 15, 200
#: How many may be hashed at the same time. Source: docs/sources.md#engineering.
AT_ONCE = 2
#: A password of fewer different characters is a pattern.
LEAST_DIFFERENT = 6
#: A password made of so few common parts, and so few characters beside them, would be tried early.
COMMON_PARTS, BESIDE = 2, 4
#: Characters of the longest part that is looked for.
LONGEST_PART = 24
#: Parts of one's own name or address that are shorter than this say nothing.
SHORTEST_OWN = 3
#: Keys and letters in the orders in which hands and heads go along them.
ORDERS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
#: The share of a password that may be such a run.
IN_ORDER = 0.6
#: What every password here could be guessed to hold.
OURS = ("rowan", "referral", "police", "solicitor")

Own = tuple[str, ...]

HASHING = PasswordHash.recommended()
#: What a password is compared with where there is no such person: the hash of a text that was thrown away.
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$xGERyblqVTP51SdebKD5PA$4UfsLegdBGYW4yC18LmPAUoXDtL0d925QzgBKrjEM/Y"
_TURNS = threading.BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """Return what is kept of a password: argon2id with a salt of its own."""
    with _TURNS:
        return HASHING.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Say whether this is the password that was kept. Where none was, no less work is done to say no."""
    if len(password) > LONGEST:
        return False
    with _TURNS:
        return HASHING.verify(password, kept or NOBODYS) and kept is not None


def problem_with(password: str, *own: str) -> str | None:
    """Say what is wrong with a new password; `own` is what others know of its owner, such as name and address."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"must have {SHORTEST} to {LONGEST} characters"
    plain = _plain(password)
    return next((reason for reason, is_weak in WEAK.items() if is_weak(plain, own)), None)


def _plain(password: str) -> str:
    """Return the letters and digits alone: signs between them hold nobody up."""
    return re.sub(r"[\W_]", "", password.casefold())


def _repeats(plain: str, _: Own) -> bool:
    """Say whether it is one short thing again and again."""
    unit = (plain + plain).find(plain, 1)
    return len(set(plain)) < LEAST_DIFFERENT or unit < SHORTEST // 2


def _runs(plain: str, _: Own) -> bool:
    """Say whether most characters follow the one before them in an order of ORDERS, either way."""
    following = sum(
        any(pair in order or pair[::-1] in order for order in ORDERS)
        for pair in map("".join, itertools.pairwise(plain))
    )
    return following > IN_ORDER * len(plain)


def _is_own(plain: str, own: Own) -> bool:
    """Say whether little is left of it without what others know."""
    known = {part for text in (*OURS, *own) for part in re.split(r"[\W_]+", text.casefold())}
    for part in sorted(known, key=len, reverse=True):
        if len(part) >= SHORTEST_OWN:
            plain = plain.replace(part, "")
    return len(plain) < SHORTEST // 2


def _is_common(plain: str, _: Own) -> bool:
    """Say whether it is a common password, or made of two and a few characters."""

    @functools.cache
    def made(start: int, parts: int, beside: int) -> bool:
        if start >= len(plain):
            return True
        if beside and made(start + 1, parts, beside - 1):
            return True
        ends = range(start + 1, min(len(plain), start + LONGEST_PART) + 1)
        return parts > 0 and any(
            plain[start:end] in _common() and made(end, parts - 1, beside) for end in ends
        )

    return plain in _common() or made(0, COMMON_PARTS, BESIDE)


@functools.cache
def _common() -> frozenset[str]:
    lines = files("workflow").joinpath("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(_plain(line) for line in lines if not line.startswith("#"))


#: Why a new password is not taken, and who says so. The first that says so is told.
WEAK: Mapping[str, Callable[[str, Own], bool]] = {
    "must not repeat the same few characters": _repeats,
    "must not follow the order of the alphabet or of the keys": _runs,
    "must not be made of your name, your address or words of this service": _is_own,
    "is among those that are tried first: choose another": _is_common,
}
