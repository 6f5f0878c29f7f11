"""Applications for tests: one that leaves nothing out, and what a case knows beside it. All of it is made up."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from states.facts import blank
from workflow.details import merged
from workflow.pack.prefill import Source

#: A Monday, ten in the morning in London.
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
FIRM = "Hawthorn Law"

Json = dict[str, Any]


def address(number: int, street: str, postcode: str, **more: str) -> Json:
    """An address that says all that an address may say."""
    return {
        "addressLine1": f"{number} {street}",
        "addressLine2": "Upper floor",
        "addressLine3": "Left door",
        "postTown": "Leeds",
        "postCode": postcode,
        "county": "West Yorkshire",
        "country": "England",
        **more,
    }


def full() -> Json:
    """An application in which every path is said, and every way to her may be shared."""
    return {
        "metaData": {
            "caseOrigin": "Rowan",
            "courtNavApproved": True,
            "hasDraftOrder": True,
            "numberOfAttachments": 2,
            "courtSpecialRequirements": "None.",
        },
        "fl401": {
            "beforeStart": {
                "applicantHowOld": "18 years old or older. You can continue to apply using this form"
            },
            "situation": {
                "ordersAppliedFor": ["Non-molestation order", "Occupation order"],
                "ordersAppliedWithoutNotice": True,
                "ordersAppliedWithoutNoticeReason": [
                    (
                        "There is risk of significant harm to the applicant or a relevant child, attributable to "
                        "conduct of the respondent, if the order is not made immediately"
                    )
                ],
                "ordersAppliedWithoutNoticeReasonDetails": "He said what he would do.",
                "bailConditionsOnRespondent": True,
                "bailConditionsEndDate": "2026-12-24",
                "additionalDetailsForCourt": "He has her keys.",
            },
            "applicantDetails": {
                "applicantFirstName": "Ada",
                "applicantLastName": "Fictional",
                "applicantOtherNames": "Augusta",
                "applicantDateOfBirth": "1990-02-03",
                "applicantGender": "other",
                "applicantGenderOther": "Woman",
                "shareContactDetailsWithRespondent": True,
                "applicantPhoneNumber": "07700 900123",
                "applicantEmailAddress": "ada@example.org",
                "applicantContactInstructions": "In the mornings.",
                "applicantAddress": address(12, "Mill Lane", "LS1 1AA"),
                "applicantPreferredContact": ["Phone", "Email"],
                "applicantHasLegalRepresentative": True,
                "legalRepresentativeFirm": FIRM,
                "legalRepresentativeAddress": address(1, "Court Square", "LS2 2BB"),
                "legalRepresentativeDx": "DX 12345 Leeds",
                "legalRepresentativeReference": "FIC/1",
                "legalRepresentativeFirstName": "Sol",
                "legalRepresentativeLastName": "Licitor",
                "legalRepresentativeEmail": "sol@example.com",
                "legalRepresentativePhone": "0113 496 0001",
            },
            "respondentDetails": {
                "respondentFirstName": "Bert",
                "respondentLastName": "Fictional",
                "respondentOtherNames": "Bertram",
                "respondentDateOfBirth": "1988-01-02",
                "respondentPhoneNumber": "07700 900999",
                "respondentEmailAddress": "bert@example.net",
                "respondentAddress": address(40, "Station Road", "LS3 3CC"),
                "respondentLivesWithApplicant": False,
            },
            "family": {
                "whoApplicationIsFor": "Applicant and children ",
                "protectedChildren": [
                    {
                        "fullName": "Cy Fictional",
                        "dateOfBirth": "2018-05-06",
                        "relationship": "Son",
                        "parentalResponsibility": True,
                        "respondentRelationship": "Son",
                    }
                ],
                "anyOngoingCourtProceedings": True,
                "ongoingCourtProceedings": [
                    {
                        "nameOfCourt": "Leeds",
                        "caseNumber": "LS26P00001",
                        "caseType": "Child arrangements",
                        "caseDetails": "Where Cy lives.",
                    }
                ],
            },
            "relationshipWithRespondent": {
                "relationshipDescription": "None of the above",
                "relationshipStartDate": "2015-01-01",
                "relationshipEndDate": "2026-01-01",
                "ceremonyDate": "2016-06-06",
                "respondentsRelationshipToApplicant": "Other",
                "respondentsRelationshipToApplicantOther": "Stepfather",
                "anyChildren": True,
            },
            "respondentBehaviour": {
                "applyingForMonMolestationOrder": True,
                "stopBehaviourTowardsApplicant": [" Harassing or intimidating them"],
                "stopBehaviourTowardsChildren": ["Harassing or intimidating their child or children"],
                "stopBehaviourAnythingElse": "Following her car.",
            },
            "theHome": {
                "applyingForOccupationOrder": True,
                "occupationOrderAddress": address(7, "Old Street", "LS4 4DD"),
                "currentlyLivesAtAddress": ["The respondent", "Someone else - please specify"],
                "currentlyLivesAtAddressOther": "His brother",
                "previouslyLivedAtAddress": "Yes, both of them",
                "intendedToLiveAtAddress": "Yes, both of them",
                "childrenApplicantResponsibility": [{"fullName": "Dee Fictional", "age": 3}],
                "childrenSharedResponsibility": [{"fullName": "Cy Fictional", "age": 8}],
                "propertySpeciallyAdapted": True,
                "propertySpeciallyAdaptedDetails": "A ramp.",
                "propertyHasMortgage": True,
                "namedOnMortgage": ["Someone else - please specify"],
                "namedOnMortgageOther": "His mother",
                "mortgageNumber": "M-1",
                "mortgageLenderName": "A Bank",
                "mortgageLenderAddress": address(2, "Bank Street", "LS5 5EE"),
                "propertyIsRented": True,
                "namedOnRentalAgreement": ["Someone else - please specify"],
                "namedOnRentalAgreementOther": "His father",
                "landlordName": "A Landlord",
                "landlordAddress": address(3, "Rent Street", "LS6 6FF"),
                "haveHomeRights": True,
                "wantToHappenWithLivingSituation": ["The applicant wants to be able to return home"],
                "wantToHappenWithFamilyHome": [
                    "The applicant needs the use of the furniture or other household contents"
                ],
                "anythingElseForCourtToConsider": "The dog.",
            },
            "goingToCourt": {
                "isInterpreterRequired": True,
                "interpreterLanguage": "Polish",
                "interpreterDialect": "None",
                "anyDisabilityNeeds": True,
                "disabilityNeedsDetails": "A ramp.",
                "anySpecialMeasures": ["A separate waiting room in the court building"],
            },
            "statementOfTruth": {
                "declaration": [
                    "I believe that the facts stated in this form and any continuation\nsheets are true. "
                ],
                "signature": "Ada Fictional",
                "signatureDate": "2026-11-23",
                "signatureFullName": "Ada Fictional",
                "representativeFirmName": FIRM,
                "representativePositionHeld": "Solicitor",
            },
        },
    }


def changed(*changes: Mapping[str, Any]) -> Json:
    """The full application with changes; None takes a field away."""
    whole = full()
    for change in changes:
        whole = merged(whole, change)
    return whole


def source(
    application: Mapping[str, Any] | None = None, *, firm: str | None = None, **details: Any
) -> Source:
    """A case that knows these details; "__" stands for the dot of their names."""
    held = {name.replace("__", "."): value for name, value in details.items()}
    if application is not None:
        held["application"] = deepcopy(dict(application))
    return Source(blank(), held, firm, AT)


def yes(**routes: Any) -> Json:
    """What an application says of sharing: hers by default that he may know all."""
    return {"fl401": {"applicantDetails": {"shareContactDetailsWithRespondent": True}}, **routes}
