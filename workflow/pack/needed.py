"""Which questions of the court wait for an answer in this application, and which need none.

An application is sent back where something is incomplete. Source: docs/sources.md#PRL. What the court can do without
is asked all the same, and marked as such.
"""

from collections.abc import Callable, Mapping
from typing import Any

from states.payloads.application_options import (
    CourtOrder,
    Cover,
    Gender,
    Named,
    Relationship,
    Relative,
    Resident,
)

Said = Callable[[str], Any]
Rule = Callable[[Said], bool]

_F = "fl401."
_YOU, _HIM, _HOME = f"{_F}applicantDetails.", f"{_F}respondentDetails.", f"{_F}theHome."
_SITUATION, _TIES, _TRUTH = f"{_F}situation.", f"{_F}relationshipWithRespondent.", f"{_F}statementOfTruth."

#: What every application says. An address is told by its first line and its postcode.
ALWAYS = frozenset(
    {
        f"{_F}beforeStart.applicantHowOld",
        f"{_SITUATION}ordersAppliedFor",
        f"{_SITUATION}ordersAppliedWithoutNotice",
        f"{_SITUATION}bailConditionsOnRespondent",
        f"{_YOU}applicantFirstName",
        f"{_YOU}applicantLastName",
        f"{_YOU}applicantDateOfBirth",
        f"{_YOU}applicantGender",
        f"{_YOU}applicantPhoneNumber",
        f"{_YOU}applicantAddress.addressLine1",
        f"{_YOU}applicantAddress.postCode",
        f"{_YOU}applicantHasLegalRepresentative",
        f"{_HIM}respondentFirstName",
        f"{_HIM}respondentLastName",
        f"{_HIM}respondentDateOfBirth",
        f"{_HIM}respondentAddress.addressLine1",
        f"{_HIM}respondentAddress.postCode",
        f"{_HIM}respondentLivesWithApplicant",
        f"{_F}family.whoApplicationIsFor",
        f"{_F}family.anyOngoingCourtProceedings",
        f"{_TIES}relationshipDescription",
        f"{_TIES}anyChildren",
        f"{_F}goingToCourt.isInterpreterRequired",
        f"{_F}goingToCourt.anyDisabilityNeeds",
        f"{_TRUTH}declaration",
        f"{_TRUTH}signature",
        f"{_TRUTH}signatureDate",
        f"{_TRUTH}signatureFullName",
    }
)


def _is(path: str, wanted: Any = True) -> Rule:  # noqa: FBT002 - an answer that is looked for, mostly a yes.
    return lambda said: said(path) == wanted


def _holds(path: str, wanted: str) -> Rule:
    return lambda said: wanted in (said(path) or ())


def _seeks(order: CourtOrder) -> Rule:
    return _holds(f"{_SITUATION}ordersAppliedFor", order)


def _both(one: Rule, other: Rule) -> Rule:
    return lambda said: one(said) and other(said)


def _tied(*kinds: Relationship) -> Rule:
    return lambda said: said(f"{_TIES}relationshipDescription") in kinds


_AT_HOME = _seeks(CourtOrder.OCCUPATION)
_FOR_CHILDREN = _is(f"{_F}family.whoApplicationIsFor", Cover.APPLICANT_AND_CHILDREN)
_REPRESENTED = _is(f"{_YOU}applicantHasLegalRepresentative")
_OTHER_CASES = _is(f"{_F}family.anyOngoingCourtProceedings")

#: What only some applications say, and which.
WHERE: Mapping[str, Rule] = {
    f"{_SITUATION}ordersAppliedWithoutNoticeReason": _is(f"{_SITUATION}ordersAppliedWithoutNotice"),
    f"{_SITUATION}ordersAppliedWithoutNoticeReasonDetails": _is(f"{_SITUATION}ordersAppliedWithoutNotice"),
    f"{_SITUATION}bailConditionsEndDate": _is(f"{_SITUATION}bailConditionsOnRespondent"),
    f"{_YOU}applicantGenderOther": _is(f"{_YOU}applicantGender", Gender.OTHER),
    f"{_YOU}legalRepresentativeFirm": _REPRESENTED,
    f"{_YOU}legalRepresentativeFirstName": _REPRESENTED,
    f"{_YOU}legalRepresentativeLastName": _REPRESENTED,
    f"{_YOU}legalRepresentativeAddress.addressLine1": _REPRESENTED,
    f"{_YOU}legalRepresentativeAddress.postCode": _REPRESENTED,
    f"{_YOU}legalRepresentativeEmail": _REPRESENTED,
    f"{_F}family.protectedChildren[].fullName": _FOR_CHILDREN,
    f"{_F}family.protectedChildren[].dateOfBirth": _FOR_CHILDREN,
    f"{_F}family.protectedChildren[].relationship": _FOR_CHILDREN,
    f"{_F}family.protectedChildren[].parentalResponsibility": _FOR_CHILDREN,
    f"{_F}family.ongoingCourtProceedings[].nameOfCourt": _OTHER_CASES,
    f"{_F}family.ongoingCourtProceedings[].caseDetails": _OTHER_CASES,
    f"{_TIES}relationshipStartDate": lambda said: (
        said(f"{_TIES}relationshipDescription") not in (None, Relationship.NONE)
    ),
    f"{_TIES}relationshipEndDate": _tied(
        Relationship.FORMERLY_MARRIED,
        Relationship.FORMERLY_ENGAGED,
        Relationship.FORMERLY_LIVED_TOGETHER,
        Relationship.FORMER_PARTNER,
    ),
    f"{_TIES}ceremonyDate": _tied(Relationship.MARRIED, Relationship.FORMERLY_MARRIED),
    f"{_TIES}respondentsRelationshipToApplicant": _tied(Relationship.NONE),
    f"{_TIES}respondentsRelationshipToApplicantOther": _is(
        f"{_TIES}respondentsRelationshipToApplicant", Relative.OTHER
    ),
    f"{_F}respondentBehaviour.stopBehaviourTowardsApplicant": _seeks(CourtOrder.NON_MOLESTATION),
    f"{_F}respondentBehaviour.stopBehaviourTowardsChildren": _both(
        _seeks(CourtOrder.NON_MOLESTATION), _FOR_CHILDREN
    ),
    f"{_HOME}occupationOrderAddress.addressLine1": _AT_HOME,
    f"{_HOME}occupationOrderAddress.postCode": _AT_HOME,
    f"{_HOME}currentlyLivesAtAddress": _AT_HOME,
    f"{_HOME}currentlyLivesAtAddressOther": _holds(f"{_HOME}currentlyLivesAtAddress", Resident.OTHER),
    f"{_HOME}previouslyLivedAtAddress": _AT_HOME,
    f"{_HOME}intendedToLiveAtAddress": _AT_HOME,
    f"{_HOME}propertySpeciallyAdapted": _AT_HOME,
    f"{_HOME}propertySpeciallyAdaptedDetails": _is(f"{_HOME}propertySpeciallyAdapted"),
    f"{_HOME}propertyHasMortgage": _AT_HOME,
    f"{_HOME}namedOnMortgage": _is(f"{_HOME}propertyHasMortgage"),
    f"{_HOME}namedOnMortgageOther": _holds(f"{_HOME}namedOnMortgage", Named.OTHER),
    f"{_HOME}mortgageLenderName": _is(f"{_HOME}propertyHasMortgage"),
    f"{_HOME}mortgageLenderAddress.addressLine1": _is(f"{_HOME}propertyHasMortgage"),
    f"{_HOME}propertyIsRented": _AT_HOME,
    f"{_HOME}namedOnRentalAgreement": _is(f"{_HOME}propertyIsRented"),
    f"{_HOME}namedOnRentalAgreementOther": _holds(f"{_HOME}namedOnRentalAgreement", Named.OTHER),
    f"{_HOME}landlordName": _is(f"{_HOME}propertyIsRented"),
    f"{_HOME}landlordAddress.addressLine1": _is(f"{_HOME}propertyIsRented"),
    f"{_HOME}haveHomeRights": _AT_HOME,
    f"{_HOME}wantToHappenWithLivingSituation": _AT_HOME,
    f"{_F}goingToCourt.interpreterLanguage": _is(f"{_F}goingToCourt.isInterpreterRequired"),
    f"{_F}goingToCourt.disabilityNeedsDetails": _is(f"{_F}goingToCourt.anyDisabilityNeeds"),
}


def is_needed(path: str, answers: Mapping[str, Any]) -> bool:
    """Say whether an application with these answers, by the path of their field, waits for that one."""
    return path in ALWAYS or (path in WHERE and WHERE[path](answers.get))
