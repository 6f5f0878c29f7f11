"""What the dashboard's templates are given: words and places, decided already."""

from dataclasses import dataclass

from api.web.dashboard.drawing import Drawing
from api.web.dashboard.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Going:
    """A link, or where one is."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One key figure. `of` names what it is a share of, or what was counted; `when` of which referrals, if not all shown."""

    name: str
    value: str
    of: str
    href: str
    withheld: bool = False
    when: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """One chart above its numbers; without a drawing, the table alone. `rail` is how wide a whole is, in per cent."""

    title: str
    of: str
    href: str
    sheet: Sheet
    kind: str = ""
    drawing: Drawing | None = None
    rail: float = 0.0


@dataclass(frozen=True, slots=True)
class Section:
    """Charts that belong together, under one heading."""

    title: str
    text: str
    plots: tuple[Plot, ...]
    more: Going | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """A whole dashboard. `stands` says of when it is, `notice` what must be known before it is read."""

    title: str
    stands: str
    notice: str
    cards: tuple[Card, ...]
    sections: tuple[Section, ...]
    figures: Sheet
    notes: tuple[str, ...]
    definitions: str
    export: str
    hidden: tuple[tuple[str, str], ...]
    trail: tuple[Going, ...] = ()
    months: tuple[Going, ...] = ()
    others: tuple[tuple[str, tuple[Going, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """How one figure was computed: its sentence, its parts, and the rule by which small numbers are protected."""

    name: str
    stands: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]
    rule: tuple[str, ...]
    back: str
    definitions: str


@dataclass(frozen=True, slots=True)
class Defined:
    """One line of the list of definitions."""

    key: str
    name: str
    says: tuple[str, ...]
    href: str
