"""A referral as sent: the fields that it may have. Unknown ones are refused; none is required here.

What blocks a referral, and what becomes of a value that does not fit, is said in `referral.py`.
"""

from typing import Annotated, Literal

from pydantic import EmailStr, Field

from states.payloads.fields import LONGEST_LIST, Day, HerChannels, Moment, Name, Payload, Text, Window
from states.payloads.people import Child, Line, Respondent, Survivor
from states.vocabulary import Flag, Grade, OrderType, Safety

#: Longest account of what happened, in characters.
LONGEST_ACCOUNT = 20_000
#: Most children, and most orders that exist already.
MOST_CHILDREN, MOST_ORDERS = 20, 20

#: A tool or version as it stands in clear facts: nothing that could name anybody fits.
Label = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,19}$")]
Account = Annotated[str, Field(max_length=LONGEST_ACCOUNT, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]


class Referrer(Payload):
    """Who sends it. An officer who is signed in need not say so."""

    role: Literal["officer", "caseworker", "lead"] | None = None
    collar_number: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 /-]{0,19}$")] | None = None
    email: EmailStr | None = None


class ReferredSurvivor(Survivor):
    """Who she is, how she may be reached, and in which language."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    interpreter: bool | None = None


class SafeContact(Payload):
    """How contact is safe, as she told the officer. A blank is never a yes."""

    safety: Safety | None = None
    channels: HerChannels | None = None
    windows: Annotated[list[Window], Field(max_length=LONGEST_LIST)] | None = None
    voicemail: bool | None = None
    withheld_number: bool | None = None
    code_word: Text | None = None
    instructions: Text | None = None


class Incident(Payload):
    """What happened last. Orders without notice turn on when."""

    occurred_at: Moment | None = None
    crime_reference: Line | None = None
    summary: Account | None = None


class Risk(Payload):
    """What the officer's risk assessment came to."""

    tool: Label | None = None
    version: Label | None = None
    grade: Grade | None = None
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    flags: Annotated[list[Flag], Field(max_length=len(Flag))] | None = None


class ExistingOrder(Payload):
    """An order or proceedings that the officer knows of."""

    type: OrderType | None = None
    court: Name | None = None
    made_on: Day | None = None
    expires_on: Day | None = None
    note: Text | None = None


class Bail(Payload):
    """Whether he is on bail with conditions, and until when."""

    conditions: bool | None = None
    ends_on: Day | None = None


class Consent(Payload):
    """Whether she agreed to be referred, else why she is referred without; and whether the force may be told."""

    to_referral: bool | None = None
    given_at: Moment | None = None
    override_reason: Text | None = None
    tell_force: bool | None = None


class Sent(Payload):
    """A whole referral."""

    force: Name | None = None
    referrer: Referrer | None = None
    survivor: ReferredSurvivor | None = None
    safe_contact: SafeContact | None = None
    respondent: Respondent | None = None
    incident: Incident | None = None
    risk: Risk | None = None
    children: Annotated[list[Child], Field(max_length=MOST_CHILDREN)] | None = None
    existing_orders: Annotated[list[ExistingOrder], Field(max_length=MOST_ORDERS)] | None = None
    bail: Bail | None = None
    consent: Consent | None = None
