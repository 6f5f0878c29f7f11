"""What differs between two who live the same course: references, receipts, and the words that name people.

All of it is put anew in one pass over each text. References keep their order: canonical JSON sorts by them.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from workflow.references import ALPHABET, LENGTH
from workflow.simulate.courses import Others

#: Words of one person's case, each at its place.
Words = tuple[str, ...]
#: What writes a text for somebody else.
Writer = Callable[[Words], str]

REFERENCE, RECEIPT = r"[A-Z]-[0-9A-Z]{8}", r"[0-9a-f]{20}"
#: Bits of a reference.
BITS = 5 * LENGTH
#: Two characters of the alphabet for every ten bits.
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]


class References:
    """New references that cannot collide: each is another number, stirred so that neighbours look nothing alike."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = frozenset(taken)
        self._next = 0
        # Odd, so that no two numbers of 40 bits are stirred into the same.
        self._factor = int.from_bytes(os.urandom(BITS // 8)) | 1
        self._start = int.from_bytes(os.urandom(BITS // 8))

    def draw(self, letter: str, most: int) -> list[str]:
        """Return so many of one kind, in their order."""
        drawn: list[str] = []
        while len(drawn) < most:
            reference = f"{letter}-{self._stirred()}"
            if reference not in self._taken:
                drawn.append(reference)
        drawn.sort()
        return drawn

    def _stirred(self) -> str:
        self._next += 1
        number = (self._start + self._next * self._factor) & ((1 << BITS) - 1)
        number ^= number >> 17
        return (
            _PAIRS[number >> 30]
            + _PAIRS[number >> 20 & 1023]
            + _PAIRS[number >> 10 & 1023]
            + _PAIRS[number & 1023]
        )


class Cut:
    """Where the texts of one course are cut: at what is known to be random, and at the words of its people."""

    def __init__(self, known: Mapping[str, Any], words: Iterable[str]) -> None:
        self._known = known
        spelt = "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
        named = rf"|(?<!\w)(?:{spelt})(?!\w)" if spelt else ""
        self._pattern = re.compile(rf"((?<!\w)(?:{REFERENCE}|{RECEIPT})(?!\w){named})")

    def writer(self, text: str, places: dict[str, int]) -> Writer | None:
        """Return what writes this text anew; None where nothing in it differs. New places are added."""
        parts = self._pattern.split(text)
        found = [part in self._known if odd % 2 else False for odd, part in enumerate(parts)]
        if not any(found):
            return None
        wanted = [places.setdefault(part, len(places)) for part, put in zip(parts, found, strict=True) if put]
        pattern = "".join(
            "%s" if put else part.replace("%", "%%") for part, put in zip(parts, found, strict=True)
        )
        pick = itemgetter(*wanted)
        return lambda words: pattern % pick(words)


class Random:
    """Everything that is random in the lives that were played, by kind: references by letter, receipts, words."""

    def __init__(self) -> None:
        self.references: dict[str, list[str]] = {}
        self.receipts: list[str] = []
        #: Words with the method of `Others` that puts another in their place.
        self.words: dict[str, str] = {}

    def known(self) -> dict[str, None]:
        """Return all of it."""
        references = (one for kind in self.references.values() for one in kind)
        return dict.fromkeys([*references, *self.receipts, *self.words])

    def anew(self, drawing: References, others: Others) -> dict[str, str]:
        """Return what stands in place of each for the people of one block."""
        put: dict[str, str] = {}
        for letter, known in self.references.items():
            put.update(zip(known, drawing.draw(letter, len(known)), strict=True))
        for receipt in self.receipts:
            put[receipt] = os.urandom(len(receipt) // 2).hex()
        speak = {kind: getattr(others, kind) for kind in set(self.words.values())}
        put.update((word, speak[kind](word)) for word, kind in self.words.items())
        return put
