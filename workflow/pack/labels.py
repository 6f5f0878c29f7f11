"""What each question of the application is called, in print and on pages: by the path of its field.

On the form she is "the applicant" and he "the respondent": it is read in court.
"""

from collections.abc import Mapping

from workflow.pack.contract import PARTS_OF_DAY

SECTIONS: Mapping[str, str] = {
    "start": "Before you start",
    "situation": "The situation",
    "you": "The applicant",
    "solicitor": "The legal representative",
    "respondent": "The respondent",
    "family": "The family",
    "relationship": "The relationship",
    "behaviour": "The respondent's behaviour",
    "home": "The home",
    "court": "Going to court",
    "truth": "Statement of truth",
    "confidential": "Kept from the respondent",
}

_ADDRESS: Mapping[str, str] = {
    "addressLine1": "Building and street",
    "addressLine2": "Address line 2",
    "addressLine3": "Address line 3",
    "postTown": "Town",
    "postCode": "Postcode",
    "county": "County",
    "country": "Country",
}

#: Groups and lists by their paths.
GROUPS: Mapping[str, str] = {
    "fl401.applicantDetails.applicantAddress": "The applicant's address",
    "fl401.applicantDetails.legalRepresentativeAddress": "Address of the legal representative",
    "fl401.respondentDetails.respondentAddress": "The respondent's address",
    "fl401.family.protectedChildren": "Children to be protected",
    "fl401.family.ongoingCourtProceedings": "Other court proceedings",
    "fl401.theHome.occupationOrderAddress": "Address of the home",
    "fl401.theHome.childrenApplicantResponsibility": "Children for whom the applicant alone is responsible",
    "fl401.theHome.childrenSharedResponsibility": "Children for whom both are responsible",
    "fl401.theHome.mortgageLenderAddress": "Address of the mortgage lender",
    "fl401.theHome.landlordAddress": "Address of the landlord",
    "confidential.schools": "Schools and nurseries of the children",
    "confidential.workplaces": "Places of work or study",
    "confidential.otherPlaces": "Other places where the applicant can be found",
}

_OF_GROUPS: Mapping[str, Mapping[str, str]] = {
    "fl401.applicantDetails.applicantAddress.": _ADDRESS,
    "fl401.applicantDetails.legalRepresentativeAddress.": _ADDRESS,
    "fl401.respondentDetails.respondentAddress.": _ADDRESS,
    "fl401.theHome.occupationOrderAddress.": _ADDRESS,
    "fl401.theHome.mortgageLenderAddress.": _ADDRESS,
    "fl401.theHome.landlordAddress.": _ADDRESS,
    "fl401.theHome.childrenApplicantResponsibility[].": {"fullName": "Full name", "age": "Age"},
    "fl401.theHome.childrenSharedResponsibility[].": {"fullName": "Full name", "age": "Age"},
    **{
        f"confidential.{kind}[].": {"name": "Name", "address": "Address"}
        for kind in ("schools", "workplaces", "otherPlaces")
    },
}

LABELS: Mapping[str, str] = {
    "metaData.caseOrigin": "Where the application comes from",
    "metaData.courtNavApproved": "A legal adviser has approved it",
    "metaData.hasDraftOrder": "A draft of the order is attached",
    "metaData.numberOfAttachments": "Number of attachments",
    "metaData.courtSpecialRequirements": "What the court must know to handle it",
    "fl401.beforeStart.applicantHowOld": "How old the applicant is",
    "fl401.situation.ordersAppliedFor": "Orders that are asked for",
    "fl401.situation.ordersAppliedWithoutNotice": "To be heard before the respondent is told",
    "fl401.situation.ordersAppliedWithoutNoticeReason": "Why without notice",
    "fl401.situation.ordersAppliedWithoutNoticeReasonDetails": "The reasons in full",
    "fl401.situation.bailConditionsOnRespondent": "The respondent is on bail with conditions",
    "fl401.situation.bailConditionsEndDate": "When bail ends",
    "fl401.situation.additionalDetailsForCourt": "What else the court should know",
    "fl401.applicantDetails.applicantFirstName": "The applicant's first name",
    "fl401.applicantDetails.applicantLastName": "The applicant's last name",
    "fl401.applicantDetails.applicantOtherNames": "The applicant's other names",
    "fl401.applicantDetails.applicantDateOfBirth": "The applicant's date of birth",
    "fl401.applicantDetails.applicantGender": "The applicant's gender",
    "fl401.applicantDetails.applicantGenderOther": "The applicant's gender, in her own words",
    "fl401.applicantDetails.shareContactDetailsWithRespondent": "Contact details may be given to the respondent",
    "fl401.applicantDetails.applicantPhoneNumber": "The applicant's phone number",
    "fl401.applicantDetails.applicantEmailAddress": "The applicant's e-mail address",
    "fl401.applicantDetails.applicantContactInstructions": "How the court is to contact the applicant",
    "fl401.applicantDetails.applicantPreferredContact": "Preferred ways of contact",
    "fl401.applicantDetails.applicantHasLegalRepresentative": "The applicant is legally represented",
    "fl401.applicantDetails.legalRepresentativeFirm": "Firm",
    "fl401.applicantDetails.legalRepresentativeDx": "DX number",
    "fl401.applicantDetails.legalRepresentativeReference": "The firm's reference",
    "fl401.applicantDetails.legalRepresentativeFirstName": "First name of the legal representative",
    "fl401.applicantDetails.legalRepresentativeLastName": "Last name of the legal representative",
    "fl401.applicantDetails.legalRepresentativeEmail": "E-mail address of the legal representative",
    "fl401.applicantDetails.legalRepresentativePhone": "Phone number of the legal representative",
    "fl401.respondentDetails.respondentFirstName": "The respondent's first name",
    "fl401.respondentDetails.respondentLastName": "The respondent's last name",
    "fl401.respondentDetails.respondentOtherNames": "The respondent's other names",
    "fl401.respondentDetails.respondentDateOfBirth": "The respondent's date of birth",
    "fl401.respondentDetails.respondentPhoneNumber": "The respondent's phone number",
    "fl401.respondentDetails.respondentEmailAddress": "The respondent's e-mail address",
    "fl401.respondentDetails.respondentLivesWithApplicant": "The two live together",
    "fl401.family.whoApplicationIsFor": "Whom the application is for",
    "fl401.family.protectedChildren[].fullName": "Full name",
    "fl401.family.protectedChildren[].dateOfBirth": "Date of birth",
    "fl401.family.protectedChildren[].relationship": "What the child is to the applicant",
    "fl401.family.protectedChildren[].parentalResponsibility": "The respondent has parental responsibility",
    "fl401.family.protectedChildren[].respondentRelationship": "What the child is to the respondent",
    "fl401.family.anyOngoingCourtProceedings": "There are other court proceedings",
    "fl401.family.ongoingCourtProceedings[].nameOfCourt": "Name of the court",
    "fl401.family.ongoingCourtProceedings[].caseNumber": "Case number",
    "fl401.family.ongoingCourtProceedings[].caseType": "Type of case",
    "fl401.family.ongoingCourtProceedings[].caseDetails": "What it is about",
    "fl401.relationshipWithRespondent.relationshipDescription": "What the two are or were to each other",
    "fl401.relationshipWithRespondent.relationshipStartDate": "When the relationship began",
    "fl401.relationshipWithRespondent.relationshipEndDate": "When the relationship ended",
    "fl401.relationshipWithRespondent.ceremonyDate": "Day of the marriage or civil partnership",
    "fl401.relationshipWithRespondent.respondentsRelationshipToApplicant": "What the respondent is in the family",
    "fl401.relationshipWithRespondent.respondentsRelationshipToApplicantOther": "Another relation",
    "fl401.relationshipWithRespondent.anyChildren": "There are children",
    "fl401.respondentBehaviour.applyingForMonMolestationOrder": "A non-molestation order is asked for",
    "fl401.respondentBehaviour.stopBehaviourTowardsApplicant": "What is to stop towards the applicant",
    "fl401.respondentBehaviour.stopBehaviourTowardsChildren": "What is to stop towards the children",
    "fl401.respondentBehaviour.stopBehaviourAnythingElse": "What else is to stop",
    "fl401.theHome.applyingForOccupationOrder": "An occupation order is asked for",
    "fl401.theHome.currentlyLivesAtAddress": "Who lives there now",
    "fl401.theHome.currentlyLivesAtAddressOther": "Who else lives there",
    "fl401.theHome.previouslyLivedAtAddress": "Who of the two lived there before",
    "fl401.theHome.intendedToLiveAtAddress": "Who of the two meant to live there",
    "fl401.theHome.propertySpeciallyAdapted": "The home is specially adapted",
    "fl401.theHome.propertySpeciallyAdaptedDetails": "How it is adapted",
    "fl401.theHome.propertyHasMortgage": "There is a mortgage on the home",
    "fl401.theHome.namedOnMortgage": "Who is named on the mortgage",
    "fl401.theHome.namedOnMortgageOther": "Who else is named on the mortgage",
    "fl401.theHome.mortgageNumber": "Number of the mortgage",
    "fl401.theHome.mortgageLenderName": "Mortgage lender",
    "fl401.theHome.propertyIsRented": "The home is rented",
    "fl401.theHome.namedOnRentalAgreement": "Who is named on the rental agreement",
    "fl401.theHome.namedOnRentalAgreementOther": "Who else is named on the rental agreement",
    "fl401.theHome.landlordName": "Landlord",
    "fl401.theHome.haveHomeRights": "The applicant has home rights",
    "fl401.theHome.wantToHappenWithLivingSituation": "What is to happen about where they live",
    "fl401.theHome.wantToHappenWithFamilyHome": "What is to happen about the home itself",
    "fl401.theHome.anythingElseForCourtToConsider": "What else the court should consider",
    "fl401.goingToCourt.isInterpreterRequired": "An interpreter is needed",
    "fl401.goingToCourt.interpreterLanguage": "Language of the interpreter",
    "fl401.goingToCourt.interpreterDialect": "Dialect",
    "fl401.goingToCourt.anyDisabilityNeeds": "Somebody needs help because of a disability",
    "fl401.goingToCourt.disabilityNeedsDetails": "Which help",
    "fl401.goingToCourt.anySpecialMeasures": "What keeps the two apart at court",
    "fl401.statementOfTruth.declaration": "Declaration",
    "fl401.statementOfTruth.signature": "Signature",
    "fl401.statementOfTruth.signatureDate": "Day of the signature",
    "fl401.statementOfTruth.signatureFullName": "Full name of who signs",
    "fl401.statementOfTruth.representativeFirmName": "Firm of who signs",
    "fl401.statementOfTruth.representativePositionHeld": "Position of who signs",
    "confidential.keptRoutes": "Ways to the applicant to be kept, whatever else may be shared",
    **{f"{above}{name}": label for above, parts in _OF_GROUPS.items() for name, label in parts.items()},
}


def told_whole(path: str) -> str:
    """Return what is told or withheld as a whole is called: an address, or what stands alone."""
    group = path.rpartition(".")[0]
    return GROUPS[group] if group in GROUPS else called(path)


def called(path: str) -> str:
    """Return what a path of the form is called where it stands alone; the parts of a day are one."""
    whole = path.removesuffix("[]")
    parts = (f".{part}" for part in PARTS_OF_DAY)
    whole = next((whole.removesuffix(part) for part in parts if whole.endswith(part)), whole)
    group = whole.rpartition(".")[0].removesuffix("[]")
    return f"{GROUPS[group]}: {LABELS[whole].lower()}" if group in GROUPS else LABELS[whole]
