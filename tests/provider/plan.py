"""What a stand-in does wrong, and when: drawn by a seed, or told for the next requests."""

from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from random import Random
from typing import Any


class Fault(StrEnum):
    """What becomes of one request to send."""

    NONE = "none"  # accepted, answered, delivered
    SLOW = "slow"  # the same, after a while
    TARDY = "tardy"  # kept only after a while, whether or not the caller still waits
    DROPPED = "dropped"  # the line is cut before anything is kept
    LOST = "lost"  # kept, then the line is cut
    HUNG = "hung"  # kept nothing, and answers when nobody waits any more
    HUNG_KEPT = "hung_kept"  # kept, and answers when nobody waits any more
    BROKEN = "broken"  # 500, kept nothing
    BROKEN_KEPT = "broken_kept"  # 503, though it was kept
    GARBLED = "garbled"  # kept, and the answer is no JSON that anybody knows
    THROTTLED = "throttled"  # 429 with Retry-After, for everybody until then
    DAY_LIMIT = "day_limit"  # 429 without one
    REFUSED = "refused"  # 403: the key is wrong
    MALFORMED = "malformed"  # 400: our fault
    UNREACHABLE = "unreachable"  # 400: it will never take this recipient
    LATE = "late"  # accepted; delivered much later
    BOUNCED = "bounced"  # accepted, then permanent-failure
    EXPIRED = "expired"  # accepted, then temporary-failure
    FAULTY = "faulty"  # accepted, then technical-failure


#: Faults after which the message is kept: it will arrive, or bounce, whatever the caller heard.
KEPT = frozenset(Fault) - {
    Fault.DROPPED,
    Fault.HUNG,
    Fault.BROKEN,
    Fault.THROTTLED,
    Fault.DAY_LIMIT,
    Fault.REFUSED,
    Fault.MALFORMED,
    Fault.UNREACHABLE,
}


@dataclass
class Plan:
    """Faults by weight; the same reference and attempt meet the same fault under the same seed.

    Times are in seconds: `slow` is waited before an answer, `hung` before one that nobody waits for,
    `retry_after` is asked for, `settles` passes before a receipt and `late` before a late one.
    """

    seed: int = 0
    weights: Mapping[str, float] = field(default_factory=lambda: {"none": 1.0})
    slow: float = 0.3
    hung: float = 3.0
    retry_after: float = 1
    settles: float = 0.0
    late: float = 2.0
    told: deque[Fault] = field(default_factory=deque)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Plan":
        told = deque(Fault(name) for name in said.get("told", ()))
        return cls(**{**said, "told": told})

    def said(self) -> dict[str, Any]:
        return {**asdict(self), "told": [fault.value for fault in self.told]}

    def draw(self, reference: str, attempt: int) -> Fault:
        if self.told:
            return self.told.popleft()
        chance = Random(f"{self.seed} {reference} {attempt}")
        (name,) = chance.choices(list(self.weights), list(self.weights.values()))
        return Fault(name)
