"""Kinds of fields that an application to the court is made of, named as the court's own form names them."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import ConfigDict, EmailStr, Field
from pydantic.alias_generators import to_camel

from states.payloads.fields import LONGEST_TEXT, Payload
from states.payloads.people import Line

__all__ = ["CourtAddress", "CourtPart", "CourtText", "Email", "Line", "Phone", "few"]

#: Free text to the court: sealed with the whole application.
CourtText = Annotated[
    str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")
]
Phone = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
Email = EmailStr


def few(kind: type[StrEnum]) -> Any:
    """Bound a list of answers: each once at the most."""
    return Field(max_length=len(kind))


class CourtPart(Payload):
    """A part of the court's form. Every field may be left out: an application grows."""

    # Nothing of it is required, so no name that is made is missed.
    model_config = ConfigDict(  # type: ignore[pydantic-alias]
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        alias_generator=to_camel,
        serialize_by_alias=True,
    )


class CourtAddress(CourtPart):
    """A postal address as the court's form divides it."""

    address_line1: Line | None = None
    address_line2: Line | None = None
    address_line3: Line | None = None
    post_town: Line | None = None
    post_code: Annotated[str, Field(max_length=10, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None
    county: Line | None = None
    country: Line | None = None
