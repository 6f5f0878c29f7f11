"""What events about her carry: reaching her, her decision, her safety, her risk."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from states.payloads.fields import (
    LONGEST_LIST,
    SEALED,
    ContactRules,
    HerChannel,
    Moment,
    Name,
    Payload,
    Reason,
    Reference,
    Text,
)
from states.payloads.people import Respondent, Survivor
from states.vocabulary import (
    Answer,
    AttemptResult,
    Flag,
    Grade,
    Scope,
    StopReason,
    SurveyWay,
)

Questions = Annotated[list[str], Field(min_length=1, max_length=LONGEST_LIST, json_schema_extra=SEALED)]


class Reassign(Payload):
    """Who is to own the case, and why."""

    owner: Reference
    reason: Reason


class Transfer(Payload):
    """The side that receives the case, and its lead's approval."""

    force: Name | None = None
    service: Name | None = None
    approval: Reference

    @model_validator(mode="after")
    def names_one_side(self) -> Self:
        """Refuse a transfer to nobody, or to two."""
        if (self.force is None) == (self.service is None):
            message = "name the receiving force or the receiving service"
            raise ValueError(message)
        return self


class JoinReferral(Payload):
    """The clear part of a referral that joins an open case; made by intake alone.

    A case that turns out to be a duplicate brings along that messages to her were stopped.
    """

    referral: Reference
    referrer: Reference
    contact: ContactRules
    tell_force: bool
    grade: Grade
    flags: list[Flag] = Field(default_factory=list)
    messages_stopped: StopReason | None = None


class LogAttempt(Payload):
    """One attempt to reach her, as it happened."""

    channel: HerChannel
    result: AttemptResult
    at: Moment
    call_back_at: Moment | None = None
    note: Text | None = None


class RequestInformation(Payload):
    """What the referrer is asked."""

    questions: Questions


class SupplyInformation(Payload):
    """What the referrer answers."""

    answers: Questions


class MakeContact(Payload):
    """That it was her, and that she could talk."""

    channel: HerChannel
    identity_confirmed: bool
    safe_to_talk: bool


class MarkDuplicate(Payload):
    """The open case that this one joins."""

    case: Reference


class Unreachable(Payload):
    """Why she cannot be reached, and a lead's approval where one is needed."""

    reason: Reason
    approval: Reference | None = None


class Consent(Payload):
    """What she was told, and what she consents to."""

    privacy_notice_given: bool
    has_capacity: bool
    scope: Annotated[list[Scope], Field(max_length=len(Scope))]


class Decline(Payload):
    """Why she declines, and that she may come back."""

    reason: Reason
    door_open_advice: bool


class WithdrawConsent(Payload):
    """How she was asked; none of it can refuse her."""

    asked_safely: bool | None = None
    under_pressure: Answer = Answer.UNKNOWN
    reason: Text | None = None


class SetSafety(ContactRules):
    """How she may be reached from now on, whole, and when a caseworker heard it from her."""

    code_word: Text | None = None
    instructions: Text | None = None
    spoke_at: Moment | None = None


class RecordSurvey(Payload):
    """How she answered, and whether she asks to be contacted; what she answered is no part of her case."""

    way: SurveyWay
    contact_me: bool = False


class StopMessages(Payload):
    """Why no machine is to send to her any more, and which notice told so."""

    reason: StopReason
    notice: Reference | None = None


class UpdateDetails(Payload):
    """The fields that change, and no others."""

    survivor: Annotated[Survivor | None, Field(json_schema_extra=SEALED)] = None
    respondent: Annotated[Respondent | None, Field(json_schema_extra=SEALED)] = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    interpreter: bool | None = None

    @model_validator(mode="after")
    def changes_something(self) -> Self:
        """Refuse a change of nothing."""
        if not self.model_fields_set:
            message = "name at least one field that changes"
            raise ValueError(message)
        return self


class AssessRisk(Payload):
    """What a risk tool or a judgement says."""

    tool: Name
    version: Name
    grade: Grade
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    flags: Annotated[list[Flag], Field(max_length=len(Flag))] = Field(default_factory=list)


class AddIncident(Payload):
    """A later incident between the same two people."""

    occurred_at: Moment
    crime_reference: Text | None = None
    summary: Text | None = None


class ReportBreach(AddIncident):
    """A breach; who reports it may not know the order's reference."""

    order: Reference | None = None
