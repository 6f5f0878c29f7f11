"""The people of a case, as a referral or a change of details names them. All of it is sealed."""

from typing import Annotated

from pydantic import EmailStr, Field

from states.payloads.fields import Day, Payload

_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=_PRINTABLE)]


class Address(Payload):
    """A postal address; the postcode is kept as it was written."""

    lines: Annotated[list[Line], Field(max_length=6)] = Field(default_factory=list)
    postcode: Annotated[str, Field(max_length=10, pattern=_PRINTABLE)] | None = None


class Survivor(Payload):
    """Who she is and how she may be reached; a name or an alias is enough."""

    name: Line | None = None
    alias: Line | None = None
    date_of_birth: Day | None = None
    phone: Annotated[str, Field(max_length=40, pattern=_PRINTABLE)] | None = None
    email: EmailStr | None = None
    address: Address | None = None


class Respondent(Payload):
    """Who the order is sought against."""

    name: Line | None = None
    date_of_birth: Day | None = None
    phone: Annotated[str, Field(max_length=40, pattern=_PRINTABLE)] | None = None
    email: EmailStr | None = None
    address: Address | None = None
    relationship: Annotated[str, Field(max_length=60, pattern=_PRINTABLE)] | None = None
    lives_with_survivor: bool | None = None


class Child(Payload):
    """A child of the household."""

    name: Line | None = None
    date_of_birth: Day | None = None
