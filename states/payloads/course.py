"""What events about the course of a case carry: other ways on, its firm, the court, its end."""

from typing import Annotated

from pydantic import Field

from states.payloads.fields import (
    SEALED,
    Day,
    Moment,
    Name,
    Payload,
    Reason,
    Reference,
    Text,
)
from states.vocabulary import (
    Benefit,
    Chances,
    Clock,
    EvidenceKind,
    Flag,
    Grade,
    Ground,
    IneligibleReason,
    OrderType,
)

Pounds = Annotated[float, Field(ge=0, le=10_000_000, json_schema_extra=SEALED)]


class OnlyReason(Payload):
    """Why."""

    reason: Reason


class HandOver(Payload):
    """Who takes care of her instead."""

    service: Name
    accepted: bool


class FindIneligible(Payload):
    """Why no order can be sought, and who takes care of her instead."""

    reason: IneligibleReason
    hand_over: HandOver | None = None


class ReferElsewhere(Payload):
    """The service that takes over, and whether it has accepted."""

    service: Name
    accepted: bool


class RecordMeans(Payload):
    """Her means in pounds, as the legal-aid application asks for them; incomes and costs are a month's.

    A partner is one whose means count with hers: never the respondent.
    """

    gross_income: Pounds
    disposable_income: Pounds
    capital: Pounds
    children: Annotated[int, Field(ge=0, le=30)] = 0
    benefit: Annotated[Benefit, Field(json_schema_extra=SEALED)] | None = None
    partner: Annotated[bool, Field(json_schema_extra=SEALED)] | None = None
    dependants: Annotated[int, Field(ge=0, le=30, json_schema_extra=SEALED)] | None = None
    housing_costs: Pounds | None = None
    legal_aid_needed: bool | None = None


class Merits(Payload):
    """What the legal-aid application asks about the case itself."""

    latest_incident_on: Day | None = None
    understands_order: bool | None = None
    police_told: bool | None = None
    bail_conditions: bool | None = None
    bail_ends_on: Day | None = None
    letter_sent: bool | None = None
    why_no_letter: Text | None = None
    chances: Chances | None = None


class RecordStatement(Payload):
    """The day her statement was taken, the evidence there is, and the merits of the case."""

    taken_on: Day
    evidence: Annotated[list[EvidenceKind], Field(min_length=1, max_length=len(EvidenceKind))] | None = None
    evidence_notes: Text | None = None
    merits: Annotated[Merits, Field(json_schema_extra=SEALED)] | None = None


class Agreed(Payload):
    """That she agreed; to a letter, that it is safe."""

    agreed: bool
    note: Text | None = None


class MakeOffer(Payload):
    """The firm that is offered the case, by its code, and whether the next of the ranking is if it does not take it."""

    firm: Name
    down_the_ranking: bool = False


class AssignSolicitor(Payload):
    """The firm that accepted, by its code."""

    firm: Name


class OrderSought(Payload):
    """One order that is applied for."""

    type: OrderType
    court: Name
    applied_on: Day
    without_notice: bool = False
    without_notice_grounds: Annotated[list[Ground], Field(max_length=len(Ground))] = Field(
        default_factory=list
    )


class SeekOrder(Payload):
    """The orders applied for, if any beside those still pending, and that her address is protected."""

    orders: Annotated[list[OrderSought], Field(max_length=10)] = Field(default_factory=list)
    confidential_address_protected: bool


class Note(Payload):
    """A note; `hand_over` marks it as left for whoever carries on."""

    note: Reason
    hand_over: bool = False


class OptionalNote(Payload):
    """A note, if there is anything to say."""

    note: Text | None = None


class SecondWord(Payload):
    """A second lead's approval."""

    approval: Reference | None = None


class Pause(Payload):
    """Which clock is paused, why, and until when."""

    clock: Clock
    reason: Reason
    until: Moment


class Reopen(Payload):
    """Why; after a death, with a second lead's approval."""

    reason: Reason
    approval: Reference | None = None


class CorrectedFacts(Payload):
    """The facts that may be corrected: never consent, safety, disposition or orders."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    interpreter: bool | None = None
    grade: Grade | None = None
    flags: Annotated[list[Flag], Field(max_length=len(Flag))] | None = None
    means_on: Day | None = None
    statement_on: Day | None = None
    urgent: bool | None = None


class Correct(Payload):
    """Facts as they should have been recorded, and why."""

    reason: Reason
    facts: CorrectedFacts
