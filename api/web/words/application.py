"""What the pages of the application ask, and what they call the court's answers. Labels are those of the print."""

from collections.abc import Mapping
from enum import StrEnum

from api.web.words.asks import Asks
from states.payloads import application_options as court
from states.vocabulary import Chart, Event
from workflow.pack.contract import SECTIONS as NAMES
from workflow.pack.contract import fields
from workflow.pack.labels import GROUPS, LABELS, SECTIONS
from workflow.pack.making import Opened

#: Whatever the event carries stands below this.
ABOVE = "application"
_FREE = "Do not write where she lives, works or can be found, nor how she is reached: there is a section for that."
_TAKEN = "Taken from the case where that knows it. It is withheld unless she lets him know it."
_YES = "Only if she clearly says so. Unless she does, he is told none of it."

#: What is said beside a question, by the path of its field.
HINTS: Mapping[str, str] = {
    "metaData.courtSpecialRequirements": _FREE,
    "fl401.situation.ordersAppliedWithoutNoticeReason": "At least one. Without reasons it is heard with notice.",
    "fl401.situation.ordersAppliedWithoutNoticeReasonDetails": _FREE,
    "fl401.situation.additionalDetailsForCourt": _FREE,
    "fl401.applicantDetails.shareContactDetailsWithRespondent": _YES,
    "fl401.applicantDetails.applicantPhoneNumber": _TAKEN,
    "fl401.applicantDetails.applicantEmailAddress": _TAKEN,
    "fl401.applicantDetails.applicantContactInstructions": "For the court, for example a safe time to call.",
    "fl401.applicantDetails.applicantAddress": _TAKEN,
    "fl401.respondentBehaviour.stopBehaviourAnythingElse": _FREE,
    "fl401.theHome.occupationOrderAddress": "If she lives there and he may not know it, it goes to the court alone.",
    "fl401.theHome.anythingElseForCourtToConsider": _FREE,
    "fl401.goingToCourt.disabilityNeedsDetails": _FREE,
    "fl401.statementOfTruth.declaration": "Read it to who signs, word for word.",
    "confidential.keptRoutes": "Only where she lets him know the others. Unless she does, all are kept.",
    "confidential.schools": "These stand on no form: they go to the court alone, and are looked for in all that is told.",
}
#: What one entry of a list is called.
EACH: Mapping[str, str] = {
    "fl401.family.protectedChildren": "Child",
    "fl401.family.ongoingCourtProceedings": "Case",
    "fl401.theHome.childrenApplicantResponsibility": "Child",
    "fl401.theHome.childrenSharedResponsibility": "Child",
    "confidential.schools": "School",
    "confidential.workplaces": "Place of work",
    "confidential.otherPlaces": "Place",
}


def _asked() -> dict[str, Asks]:
    words = {path: Asks(label, HINTS.get(path, "")) for path, label in LABELS.items()}
    words |= {
        path: Asks(label, HINTS.get(path, ""), each=EACH.get(path, "")) for path, label in GROUPS.items()
    }
    # Groups that only hold sections are never drawn; what goes wrong with one is told all the same.
    for path in fields():
        parts = path.split(".")
        for depth in range(1, len(parts)):
            above = ".".join(parts[:depth]).removesuffix("[]")
            words.setdefault(above, Asks("The application"))
    below = {f"{ABOVE}.{path.replace('[]', '')}": said for path, said in words.items()}
    return {ABOVE: Asks("The application"), **below}


#: By the path of a field in the payload.
ASKED: Mapping[str, Asks] = _asked()

_OURS: Mapping[StrEnum, str] = {
    court.ApplicantAge.ADULT: "18 or older",
    court.ApplicantAge.SIXTEEN_OR_MORE: "16 or 17: somebody over 18 must help her apply (form FP9)",
    court.ApplicantAge.UNDER_SIXTEEN: "Under 16: the court's permission is needed (forms FP2 and FP9)",
    court.Gender.OTHER: "Other",
    court.KeptRoute.PHONE: "Her phone number",
    court.KeptRoute.EMAIL: "Her e-mail address",
    court.KeptRoute.ADDRESS: "Her address",
}
_KINDS: tuple[type[StrEnum], ...] = (
    court.ApplicantAge,
    court.CourtOrder,
    court.Cover,
    court.Declaration,
    court.EitherLived,
    court.FamilyHome,
    court.Gender,
    court.KeptRoute,
    court.LivingSituation,
    court.Named,
    court.PreferredContact,
    court.Relationship,
    court.Relative,
    court.Resident,
    court.SpecialMeasure,
    court.TowardsApplicant,
    court.TowardsChildren,
    court.WithoutNoticeReason,
)
#: The court's answers as pages say them: in its own words but for its instructions.
COURT_OPTIONS: Mapping[str, Mapping[str, str]] = {
    kind.__name__: {str(answer.value): _OURS.get(answer, str(answer.value)) for answer in kind}
    for kind in _KINDS
}

#: What stands beside each section on the list of them.
HELP: Mapping[str, str] = {
    "start": "Her age, and what goes with the application",
    "situation": "Which orders, and whether he is told beforehand",
    "you": "Her name, and what he may know of her",
    "solicitor": "Who acts for her",
    "respondent": "Who the order is sought against",
    "family": "The children, and other court proceedings",
    "relationship": "What the two are to each other",
    "behaviour": "What he is to stop",
    "home": "For an occupation order",
    "court": "Interpreter, disability, and keeping the two apart",
    "truth": "Who signs",
    "confidential": "Her ways and places that go to the court alone",
}
#: What each document is called on its button, and what it is.
DOCUMENTS: Mapping[Opened, tuple[str, str]] = {
    Opened.FL401: (
        "Make the application (PDF)",
        "To read, check and sign. It holds nothing that she wants kept.",
    ),
    Opened.C8: ("Make the confidential page C8 (PDF)", "For the court alone. Never serve it."),
    Opened.FORM: ("Make the electronic form (JSON)", "What the court's system takes."),
}
#: What entries call that which was opened.
OPENED: Mapping[str, str] = {
    Opened.FORM: "the electronic form",
    Opened.FL401: "the printed form FL401",
    Opened.C8: "the confidential page C8",
    Opened.SECTION: "one section",
}
#: Why the pages open an application: it is written down with each opening.
PURPOSE = "I prepare the application for her"
#: The event that saves a section.
SAVING = (Chart.CASE, Event.RECORD_APPLICATION)

__all__ = [
    "ABOVE",
    "ASKED",
    "COURT_OPTIONS",
    "DOCUMENTS",
    "HELP",
    "NAMES",
    "OPENED",
    "PURPOSE",
    "SAVING",
    "SECTIONS",
]
