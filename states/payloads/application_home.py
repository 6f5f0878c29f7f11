"""What an application says about the home: an occupation order turns on it."""

from typing import Annotated

from pydantic import Field

from states.payloads.application_fields import (
    CourtAddress,
    CourtPart,
    CourtText,
    Line,
    few,
)
from states.payloads.application_options import EitherLived, FamilyHome, LivingSituation, Named, Resident

#: Most children of a household that the form holds.
MOST_CHILDREN = 20


class ChildAtHome(CourtPart):
    """A child who lives at the address."""

    full_name: Line | None = None
    age: Annotated[int, Field(ge=0, le=30)] | None = None


Children = Annotated[list[ChildAtHome], Field(max_length=MOST_CHILDREN)]


class TheHome(CourtPart):
    """The home that an occupation order is about."""

    applying_for_occupation_order: bool | None = None
    occupation_order_address: CourtAddress | None = None
    currently_lives_at_address: Annotated[list[Resident], few(Resident)] | None = None
    currently_lives_at_address_other: CourtText | None = None
    previously_lived_at_address: EitherLived | None = None
    intended_to_live_at_address: EitherLived | None = None
    children_applicant_responsibility: Children | None = None
    children_shared_responsibility: Children | None = None
    property_specially_adapted: bool | None = None
    property_specially_adapted_details: CourtText | None = None
    property_has_mortgage: bool | None = None
    named_on_mortgage: Annotated[list[Named], few(Named)] | None = None
    named_on_mortgage_other: CourtText | None = None
    mortgage_number: Line | None = None
    mortgage_lender_name: Line | None = None
    mortgage_lender_address: CourtAddress | None = None
    property_is_rented: bool | None = None
    named_on_rental_agreement: Annotated[list[Named], few(Named)] | None = None
    named_on_rental_agreement_other: CourtText | None = None
    landlord_name: Line | None = None
    landlord_address: CourtAddress | None = None
    have_home_rights: bool | None = None
    want_to_happen_with_living_situation: Annotated[list[LivingSituation], few(LivingSituation)] | None = None
    want_to_happen_with_family_home: Annotated[list[FamilyHome], few(FamilyHome)] | None = None
    anything_else_for_court_to_consider: CourtText | None = None
