"""What a form asks, one field at a time: a reading of a payload's schema that knows no page and no person."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How one field is asked."""

    TEXT = "text"
    #: A line of text with answers beside it, of which none need be taken.
    SUGGESTED = "suggested"
    LONG = "long"
    #: Yes or no; unanswered it is missing.
    YES_NO = "yes_no"
    #: Yes, no, or nothing known.
    MAYBE = "maybe"
    #: A tick that is off until somebody sets it.
    TICK = "tick"
    ONE = "one"
    #: One of many, picked from a list.
    PICK = "pick"
    SEVERAL = "several"
    NUMBER = "number"
    POUNDS = "pounds"
    DAY = "day"
    MOMENT = "moment"
    #: A day, with its hour where that is known.
    DAY_OR_MOMENT = "day_or_moment"
    TIME = "time"
    #: Several lines of text, each an entry of its own.
    LINES = "lines"
    #: The same, typed into one box, one on each line.
    SPLIT = "split"
    GROUP = "group"
    #: Any number of groups.
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a payload.

    `words` names its options' words, `least` and `most` bound its characters, its number or its entries, and
    `fields` are those of a group.
    """

    name: str
    kind: Kind
    required: bool = True
    #: Where nothing was said of a required list or text it is sent empty; elsewhere it is left out.
    nullable: bool = False
    sealed: bool = False
    options: tuple[str, ...] = ()
    words: str = ""
    least: float | None = None
    most: float | None = None
    pattern: str | None = None
    #: Whether fields of this group may be asked to hold nothing any more.
    emptied: bool = False
    fields: tuple["Field", ...] = ()


def paths(fields: tuple[Field, ...], above: str = "") -> Iterator[tuple[str, Field]]:
    """Yield every field with its path, such as "orders.court", groups before what they hold."""
    for field in fields:
        path = f"{above}{field.name}"
        yield path, field
        yield from paths(field.fields, f"{path}.")
