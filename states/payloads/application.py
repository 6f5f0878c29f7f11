"""An application for a non-molestation or an occupation order, as the court's electronic form takes it.

Same nesting and names as the form: 155 paths, of which each day counts for three. Beside it `confidential` holds
what never goes onto the form. All of it is sealed, and all of it may be left out: what is sent joins what is held,
and null takes away what was held. A definition that was published earlier took any object here; since nothing
reads such an object, cases that run under it are asked for the same as all others.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from states.payloads.application_fields import CourtAddress, CourtPart, CourtText, Email, Line, Phone, few
from states.payloads.application_home import MOST_CHILDREN, TheHome
from states.payloads.application_options import (
    ApplicantAge,
    CourtOrder,
    Cover,
    Declaration,
    Gender,
    KeptRoute,
    PreferredContact,
    Relationship,
    Relative,
    SpecialMeasure,
    TowardsApplicant,
    TowardsChildren,
    WithoutNoticeReason,
)
from states.payloads.fields import SEALED, Day, Payload

#: Most places, and most other proceedings, that an application names.
MOST_PLACES, MOST_PROCEEDINGS = 10, 10


class MetaData(CourtPart):
    """What the court's machine is told about the application itself."""

    case_origin: Line | None = None
    court_nav_approved: bool | None = None
    has_draft_order: bool | None = None
    number_of_attachments: Annotated[int, Field(ge=0, le=100)] | None = None
    court_special_requirements: CourtText | None = None


class BeforeStart(CourtPart):
    """What decides whether the form can be used at all."""

    applicant_how_old: ApplicantAge | None = None


class Situation(CourtPart):
    """Which orders, how urgently, and what else the court should know."""

    orders_applied_for: Annotated[list[CourtOrder], few(CourtOrder)] | None = None
    orders_applied_without_notice: bool | None = None
    orders_applied_without_notice_reason: (
        Annotated[list[WithoutNoticeReason], few(WithoutNoticeReason)] | None
    ) = None
    orders_applied_without_notice_reason_details: CourtText | None = None
    bail_conditions_on_respondent: bool | None = None
    bail_conditions_end_date: Day | None = None
    additional_details_for_court: CourtText | None = None


class ApplicantDetails(CourtPart):
    """The applicant, and who represents her."""

    applicant_first_name: Line | None = None
    applicant_last_name: Line | None = None
    applicant_other_names: Line | None = None
    applicant_date_of_birth: Day | None = None
    applicant_gender: Gender | None = None
    applicant_gender_other: Line | None = None
    share_contact_details_with_respondent: bool | None = None
    applicant_phone_number: Phone | None = None
    applicant_email_address: Email | None = None
    applicant_contact_instructions: CourtText | None = None
    applicant_address: CourtAddress | None = None
    applicant_preferred_contact: Annotated[list[PreferredContact], few(PreferredContact)] | None = None
    applicant_has_legal_representative: bool | None = None
    legal_representative_firm: Line | None = None
    legal_representative_address: CourtAddress | None = None
    legal_representative_dx: Line | None = None
    legal_representative_reference: Line | None = None
    legal_representative_first_name: Line | None = None
    legal_representative_last_name: Line | None = None
    legal_representative_email: Email | None = None
    legal_representative_phone: Phone | None = None


class RespondentDetails(CourtPart):
    """The respondent."""

    respondent_first_name: Line | None = None
    respondent_last_name: Line | None = None
    respondent_other_names: Line | None = None
    respondent_date_of_birth: Day | None = None
    respondent_phone_number: Phone | None = None
    respondent_email_address: Email | None = None
    respondent_address: CourtAddress | None = None
    respondent_lives_with_applicant: bool | None = None


class ProtectedChild(CourtPart):
    """A child whom the order is to protect too."""

    full_name: Line | None = None
    date_of_birth: Day | None = None
    relationship: Line | None = None
    parental_responsibility: bool | None = None
    respondent_relationship: Line | None = None


class Proceedings(CourtPart):
    """Other proceedings in the family."""

    name_of_court: Line | None = None
    case_number: Line | None = None
    case_type: Line | None = None
    case_details: CourtText | None = None


class Family(CourtPart):
    """Whom the application is for, and what else is before a court."""

    who_application_is_for: Cover | None = None
    protected_children: Annotated[list[ProtectedChild], Field(max_length=MOST_CHILDREN)] | None = None
    any_ongoing_court_proceedings: bool | None = None
    ongoing_court_proceedings: Annotated[list[Proceedings], Field(max_length=MOST_PROCEEDINGS)] | None = None


class RelationshipWithRespondent(CourtPart):
    """What makes the two associated persons."""

    relationship_description: Relationship | None = None
    relationship_start_date: Day | None = None
    relationship_end_date: Day | None = None
    ceremony_date: Day | None = None
    respondents_relationship_to_applicant: Relative | None = None
    respondents_relationship_to_applicant_other: Line | None = None
    any_children: bool | None = None


class RespondentBehaviour(CourtPart):
    """What the respondent is to stop. The court's form spells the first of them as it stands here."""

    applying_for_mon_molestation_order: bool | None = None
    stop_behaviour_towards_applicant: Annotated[list[TowardsApplicant], few(TowardsApplicant)] | None = None
    stop_behaviour_towards_children: Annotated[list[TowardsChildren], few(TowardsChildren)] | None = None
    stop_behaviour_anything_else: CourtText | None = None


class GoingToCourt(CourtPart):
    """What she needs at a hearing."""

    is_interpreter_required: bool | None = None
    interpreter_language: Line | None = None
    interpreter_dialect: Line | None = None
    any_disability_needs: bool | None = None
    disability_needs_details: CourtText | None = None
    any_special_measures: Annotated[list[SpecialMeasure], few(SpecialMeasure)] | None = None


class StatementOfTruth(CourtPart):
    """Who says that it is true, and when."""

    declaration: Annotated[list[Declaration], few(Declaration)] | None = None
    signature: Line | None = None
    signature_date: Day | None = None
    signature_full_name: Line | None = None
    representative_firm_name: Line | None = None
    representative_position_held: Line | None = None


class Fl401(CourtPart):
    """The form itself."""

    before_start: BeforeStart | None = None
    situation: Situation | None = None
    applicant_details: ApplicantDetails | None = None
    respondent_details: RespondentDetails | None = None
    family: Family | None = None
    relationship_with_respondent: RelationshipWithRespondent | None = None
    respondent_behaviour: RespondentBehaviour | None = None
    the_home: TheHome | None = None
    going_to_court: GoingToCourt | None = None
    statement_of_truth: StatementOfTruth | None = None


class KeptPlace(CourtPart):
    """Somewhere she or a child can be found."""

    name: Line | None = None
    address: Line | None = None


Places = Annotated[list[KeptPlace], Field(max_length=MOST_PLACES)]


class Confidential(CourtPart):
    """What he is not to learn: it goes to the court on a page of its own, and never onto the form."""

    kept_routes: Annotated[list[KeptRoute], few(KeptRoute)] | None = None
    schools: Places | None = None
    workplaces: Places | None = None
    other_places: Places | None = None


class Application(CourtPart):
    """The sections of an application that are sent; the others stay as they are held."""

    meta_data: MetaData | None = None
    fl401: Fl401 | None = None
    confidential: Confidential | None = None


class RecordApplication(Payload):
    """What is to be held of the application from now on."""

    application: Annotated[Application, Field(json_schema_extra=SEALED)]

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """Refuse an application of nothing."""
        if not self.application.model_fields_set:
            message = "name at least one section of the application"
            raise ValueError(message)
        return self
