"""Why something could not be done, as a tree.

    RowanError
    ├── Refused        a guard said no: lists every failing guard once        (409)
    ├── NotPermitted   this person may not ask for this here                  (403, or 404
    │                  where even the existence of the thing is confidential)
    ├── NotFound       there is no such thing, or this person may not know it (404)
    ├── Conflict       somebody or something else was first                   (409)
    │   ├── Stale      the case has moved on since it was read
    │   └── KeyReused  the same key came with another request
    └── Malformed      what was sent does not fit its schema                  (422)

Anything outside the tree is a bug. HTTP numbers stand in `api/errors.py` alone. A message
finishes the sentence "We could not do this because …" and never holds personal data:
it may name references, guards, events and fields, never what a field contains.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One failing guard: why, what would mend it, and who can."""

    guard: str
    reason: str
    remedy: str
    who: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that does not fit: where it is and what is wrong, never what it holds."""

    field: str
    message: str


class RowanError(Exception):
    """An expected refusal; `detail` finishes "We could not do this because …"."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Refused(RowanError):
    """A guard said no. `refusals` lists every failing guard once."""

    def __init__(self, event: str, refusals: Sequence[Refusal]) -> None:
        super().__init__("; ".join(refusal.reason for refusal in refusals))
        self.event = event
        self.refusals = tuple(refusals)


class NotPermitted(RowanError):
    """This person may not ask for this here."""


class NotFound(RowanError):
    """There is no such thing, or this person may not know of it."""

    def __init__(self, kind: str = "case") -> None:
        super().__init__(f"there is no such {kind}")
        self.kind = kind


class Conflict(RowanError):
    """Somebody or something else was first."""


class Stale(Conflict):
    """The case has moved on since it was read: from `expected` to `actual` accepted steps."""

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__("the case has changed since you opened it")
        self.expected = expected
        self.actual = actual


class KeyReused(Conflict):
    """The idempotency key was used before for another request."""

    def __init__(self) -> None:
        super().__init__("this idempotency key was used before for another request")


class Malformed(RowanError):
    """What was sent does not fit its schema."""

    def __init__(self, detail: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(detail)
        self.problems = tuple(problems)
