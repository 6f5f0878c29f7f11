"""What the events of a case carry."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, model_validator

from states.payloads.fields import (
    LONGEST_LIST,
    SEALED,
    ContactRules,
    Day,
    Empty,
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
    Channel,
    Clock,
    Event,
    Flag,
    Grade,
    Ground,
    IneligibleReason,
    OrderType,
    Scope,
)

Pounds = Annotated[float, Field(ge=0, le=10_000_000, json_schema_extra=SEALED)]
Questions = Annotated[list[str], Field(min_length=1, max_length=LONGEST_LIST, json_schema_extra=SEALED)]


class Reassign(Payload):
    owner: Reference
    reason: Reason


class LogAttempt(Payload):
    channel: Channel
    result: AttemptResult
    at: Moment
    call_back_at: Moment | None = None
    note: Text | None = None


class RequestInformation(Payload):
    questions: Questions


class SupplyInformation(Payload):
    answers: Questions


class MakeContact(Payload):
    channel: Channel
    identity_confirmed: bool
    safe_to_talk: bool


class OnlyReason(Payload):
    reason: Reason


class MarkDuplicate(Payload):
    case: Reference


class Unreachable(Payload):
    reason: Reason
    approval: Reference | None = None


class Consent(Payload):
    privacy_notice_given: bool
    has_capacity: bool
    scope: Annotated[list[Scope], Field(max_length=len(Scope))]


class Decline(Payload):
    reason: Reason
    door_open_advice: bool


class HandOver(Payload):
    service: Name
    accepted: bool


class FindIneligible(Payload):
    reason: IneligibleReason
    hand_over: HandOver | None = None


class ReferElsewhere(Payload):
    service: Name
    accepted: bool


class RecordMeans(Payload):
    gross_income: Pounds
    disposable_income: Pounds
    capital: Pounds
    children: Annotated[int, Field(ge=0, le=30)] = 0


class RecordStatement(Payload):
    taken_on: Day


class RecordApplication(Payload):
    application: Annotated[dict[str, Any], Field(json_schema_extra=SEALED)]


class Agreed(Payload):
    agreed: bool
    note: Text | None = None


class MakeOffer(Payload):
    firm: Name


class AssignSolicitor(Payload):
    firm: Name


class OrderSought(Payload):
    type: OrderType
    court: Name
    applied_on: Day
    without_notice: bool = False
    without_notice_grounds: Annotated[list[Ground], Field(max_length=len(Ground))] = []


class SeekOrder(Payload):
    orders: Annotated[list[OrderSought], Field(max_length=10)] = []
    confidential_address_protected: bool


class Note(Payload):
    note: Reason


class OptionalNote(Payload):
    note: Text | None = None


class WithdrawConsent(Payload):
    asked_safely: bool | None = None
    under_pressure: Answer = Answer.UNKNOWN
    reason: Text | None = None


class SecondWord(Payload):
    approval: Reference | None = None


class SetSafety(ContactRules):
    code_word: Text | None = None
    instructions: Text | None = None
    spoke_at: Moment | None = None


class UpdateDetails(Payload):
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
    tool: Name
    version: Name
    grade: Grade
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    flags: Annotated[list[Flag], Field(max_length=len(Flag))] = []


class AddIncident(Payload):
    occurred_at: Moment
    crime_reference: Text | None = None
    summary: Text | None = None


class ReportBreach(AddIncident):
    """A breach; who reports it may not know the order's reference."""

    order: Reference | None = None


class Transfer(Payload):
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


class Pause(Payload):
    clock: Clock
    reason: Reason
    until: Moment


class Reopen(Payload):
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
    reason: Reason
    facts: CorrectedFacts


class JoinReferral(Payload):
    """The clear part of a referral that joins an open case; made by intake alone."""

    referral: Reference
    referrer: Reference
    contact: ContactRules
    tell_force: bool
    grade: Grade
    flags: list[Flag] = []


CASE: Mapping[str, type[BaseModel]] = {
    Event.TAKE: Empty,
    Event.REASSIGN: Reassign,
    Event.TRANSFER: Transfer,
    Event.JOIN_REFERRAL: JoinReferral,
    Event.LOG_ATTEMPT: LogAttempt,
    Event.REQUEST_INFORMATION: RequestInformation,
    Event.SUPPLY_INFORMATION: SupplyInformation,
    Event.MAKE_CONTACT: MakeContact,
    Event.RETRACT_CONTACT: OnlyReason,
    Event.MARK_DUPLICATE: MarkDuplicate,
    Event.GIVE_UP_CONTACT: Unreachable,
    Event.LOSE_CONTACT: Unreachable,
    Event.GIVE_CONSENT: Consent,
    Event.CHANGE_CONSENT: Consent,
    Event.DECLINE: Decline,
    Event.FIND_INELIGIBLE: FindIneligible,
    Event.REFER_ELSEWHERE: ReferElsewhere,
    Event.RECORD_MEANS: RecordMeans,
    Event.RECORD_STATEMENT: RecordStatement,
    Event.RECORD_APPLICATION: RecordApplication,
    Event.SEND_WARNING_LETTER: Agreed,
    Event.GIVE_ADVICE_ONLY: Agreed,
    Event.MAKE_OFFER: MakeOffer,
    Event.ASSIGN_SOLICITOR: AssignSolicitor,
    Event.RELEASE_FIRM: OnlyReason,
    Event.SEEK_ORDER: SeekOrder,
    Event.RECORD_OUTCOME: OptionalNote,
    Event.WITHDRAW_CONSENT: WithdrawConsent,
    Event.RECORD_DEATH: SecondWord,
    Event.SET_SAFETY: SetSafety,
    Event.UPDATE_DETAILS: UpdateDetails,
    Event.ASSESS_RISK: AssessRisk,
    Event.ADD_INCIDENT: AddIncident,
    Event.REPORT_BREACH: ReportBreach,
    Event.MARK_SENSITIVE: OnlyReason,
    Event.ADD_NOTE: Note,
    Event.PAUSE: Pause,
    Event.RESUME: OptionalNote,
    Event.REOPEN: Reopen,
    Event.CLOSE: OptionalNote,
    Event.CORRECT: Correct,
}
