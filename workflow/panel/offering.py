"""What a ranking is made of: the firms as they stand, and what of a case it asks. Nothing here names a person."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from workflow.panel.places import Origin, Position


class Factor(StrEnum):
    """What a firm is ranked by, or left out for."""

    DISTANCE = "distance"
    LANGUAGE = "language"
    LEGAL_AID = "legal_aid"
    DUTY = "duty"
    SPEED = "speed"
    DECLINES = "declines"
    CAPACITY = "capacity"
    SHARE = "share"
    AREA = "area"
    ACTIVE = "active"
    CONFLICT = "conflict"
    EARLIER = "earlier"
    WAITING = "waiting"


class Weighs(StrEnum):
    """Which way a reason weighs. What is not known weighs neither way."""

    FOR = "for"
    NEITHER = "neither"
    AGAINST = "against"


class Reason(NamedTuple):
    """One reason, in words for a caseworker."""

    factor: Factor
    weighs: Weighs
    says: str


class Firm(NamedTuple):
    """A firm of the panel as it stands now. None is unknown, and excludes nobody.

    `days` is for how long its share has been counted, `turns` how many cases it was offered in them, `last_turn`
    when last. `answers` are those of that time, `refused` how many of them did not take the case, and `minutes`
    how long it takes to answer on average.
    """

    code: str
    name: str
    active: bool = True
    positions: tuple[Position, ...] = ()
    areas: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    legal_aid: bool | None = None
    capacity: int | None = None
    weight: int = 1
    on_duty: bool | None = None
    conflict: bool = False
    carries: int = 0
    days: float = 1.0
    turns: int = 0
    last_turn: int = 0
    answers: int = 0
    refused: int = 0
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a ranking asks of a case. `position` is that of her outward code or area, never hers.

    `near` is what whoever looks may read of where she is: the outward code for whoever may open her address, the
    area for anybody else.
    """

    origin: Origin | None = None
    near: str | None = None
    position: Position | None = None
    language: str = "en"
    urgent: bool = False
    needs_legal_aid: bool | None = None
    excluded: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranked:
    """One firm that may be offered the case, with its score out of a hundred and why. `miles` are rounded."""

    code: str
    name: str
    score: int
    miles: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """One firm that is left out, and why."""

    code: str
    name: str
    reasons: tuple[Reason, ...]
