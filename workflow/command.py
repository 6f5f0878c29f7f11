"""What is asked of the engine, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

from states.vocabulary import Chart


@dataclass(frozen=True, slots=True)
class Command:
    """One event asked of a case, or of an order or offer of it.

    `case` may be the reference of the case, of a referral to it, or of the order or offer that
    is asked; `subject` names that order or offer. Without a `version` the command is for the
    case as it stands. `key` makes repeats have the effect of one.
    """

    case: str
    event: str
    payload: Mapping[str, Any] = field(default_factory=dict, repr=False)
    version: int | None = None
    chart: Chart = Chart.CASE
    subject: str | None = None
    key: str | None = field(default=None, repr=False)
    dry_run: bool = False

    def asked(self) -> bytes:
        """Write down what is asked, so that this request can be told from another under the same key."""
        parts = (self.case, self.event, self.payload, self.version, self.chart, self.subject, self.dry_run)
        return orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)


@dataclass(frozen=True, slots=True)
class PlannedNotice:
    """A notice that a step planned: to whom, by what, and when at the earliest."""

    reference: str
    rule: str
    recipient: str
    channel: str
    not_before: str


@dataclass(frozen=True, slots=True)
class Done:
    """What an accepted command did. `clocks` are those that run now; `created` names new orders and offers.

    `cautions` are sentences about what was taken and is still worth a second look.
    """

    case: str
    event: str
    source: str
    state: str
    version: int
    seq: int
    hash: str
    notices: tuple[PlannedNotice, ...] = ()
    clocks: Mapping[str, Any] = field(default_factory=dict)
    created: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """Write the answer as it is stored under an idempotency key."""
        return orjson.dumps(self)

    @classmethod
    def of_json(cls, text: str | bytes) -> Self:
        """Read a stored answer."""
        held = orjson.loads(text)
        held["notices"] = tuple(PlannedNotice(**notice) for notice in held["notices"])
        held["created"] = tuple(held["created"])
        held["cautions"] = tuple(held["cautions"])
        return cls(**held)
