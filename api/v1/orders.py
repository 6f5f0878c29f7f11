"""Orders of a case and its offers to firms, as they go out."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.v1.shapes import Events, Facts, Out

Clocks = dict[str, Facts]


class OrderOut(Out):
    """One order. `events` are given by chart: order, service, police_copy."""

    reference: str
    case: str | None
    type: str
    court: str
    state: str
    service: str
    police_copy: Annotated[str, Field(validation_alias="copy")]
    firm: str | None
    without_notice: bool
    applied_on: str | None
    made_on: str | None
    expires_on: str | None
    return_day: str | None
    hearing_at: str | None
    in_force: bool
    protected_at: str | None
    clocks: Clocks
    events: dict[str, Events]
    terms: list[str] | None
    power_of_arrest: bool | None
    undertaking: bool
    unserved_since: str | None


class OfferOut(Out):
    """One offer to a firm. Until it is accepted, `summary` is all that the firm learns."""

    reference: str
    case: str | None
    firm: str
    state: str
    made_at: datetime
    due_at: datetime | None
    summary: Facts
    events: Events
