"""Kinds of fields that payloads are made of."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

from states.contact import minutes
from states.position import moment
from states.vocabulary import Safety

#: Longest free text, in characters.
LONGEST_TEXT = 4000
#: Most entries of any list in a payload.
LONGEST_LIST = 50

SEALED: dict[str, Any] = {"sealed": True}

_PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

#: Free text: sealed, since it may name anybody.
Text = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=_PRINTABLE, json_schema_extra=SEALED)]
#: Free text that must be given.
Reason = Annotated[
    str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=_PRINTABLE, json_schema_extra=SEALED)
]
#: A short clear name of a public body or code, such as a court or force.
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[\w][\w .,'&()/:-]*$")]
#: A reference such as "C-7KQ29MXD".
Reference = Annotated[str, Field(pattern=r"^[A-Z]-[0-9A-HJKMNP-TV-Z]{8}$")]

#: A way to her. A webhook leads into the systems of a force, and is never one.
HerChannel = Literal["phone", "sms", "email", "through_officer", "in_person"]
HerChannels = Annotated[list[HerChannel], Field(max_length=len(get_args(HerChannel)))]

#: No day or moment of a case lies outside these: beyond them calendars and zones cannot be counted.
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)

#: A moment with its zone, kept in UTC.
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime.combine(EARLIEST, time(), UTC), le=datetime.combine(LATEST, time(), UTC)),
    AfterValidator(lambda at: at.astimezone(UTC)),
    PlainSerializer(moment, return_type=str),
]
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]


def sealed_fields(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of a schema's sealed fields."""
    properties = model.model_json_schema().get("properties", {})
    return frozenset(name for name, about in properties.items() if _is_sealed(about))


def _is_sealed(about: dict[str, Any]) -> bool:
    return about.get("sealed") is True or any(_is_sealed(kind) for kind in about.get("anyOf", ()))


class Payload(BaseModel):
    """What an event carries; unknown fields are refused. Its repr says nothing of what it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Name no field: whoever prints a payload prints persons."""
        return ()


class Empty(Payload):
    """An event that carries nothing."""


def _clock(text: str) -> str:
    hours, _, rest = text.partition(":")
    if len(hours) != 2 or len(rest) != 2 or not 0 <= minutes(text) <= 24 * 60 or int(rest) > 59:
        message = 'must be a time of day such as "10:30"'
        raise ValueError(message)
    return text


TimeOfDay = Annotated[str, Field(pattern=r"^[0-9]{2}:[0-9]{2}$"), AfterValidator(_clock)]


class Window(Payload):
    """Hours in which contact is safe, by the London clock; over midnight takes two windows."""

    days: Annotated[
        list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]], Field(min_length=1, max_length=7)
    ]
    start: TimeOfDay = Field(alias="from", serialization_alias="from")
    to: TimeOfDay

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, serialize_by_alias=True)

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> Self:
        """Refuse a window that is empty or runs over midnight."""
        if minutes(self.start) >= minutes(self.to):
            message = "a window must end after it starts, on the same day"
            raise ValueError(message)
        return self


class ContactRules(Payload):
    """How she may be reached: every value is given, a blank is never a yes."""

    safety: Safety
    channels: HerChannels = Field(default_factory=list)
    windows: Annotated[list[Window], Field(max_length=LONGEST_LIST)] = Field(default_factory=list)
    voicemail: bool | None = None
    withheld_number: bool | None = None
