"""What the case page calls facts, sealed fields, clocks, and why somebody opens what is sealed."""

from collections.abc import Mapping

from states.vocabulary import Grade, Role

GRADES: Mapping[str, str] = {
    Grade.STANDARD: "Standard risk",
    Grade.MEDIUM: "Medium risk",
    Grade.HIGH: "High risk",
}
GRADE_COLOURS: Mapping[str, str] = {Grade.STANDARD: "grey", Grade.MEDIUM: "orange", Grade.HIGH: "red"}

#: Sealed fields, in groups as people ask for them.
SEALED: Mapping[str, Mapping[str, str]] = {
    "Her": {
        "survivor.name": "Name",
        "survivor.alias": "Other name",
        "survivor.date_of_birth": "Date of birth",
        "survivor.phone": "Phone",
        "survivor.email": "E-mail",
        "survivor.address": "Address",
    },
    "Calling her": {
        "safe_contact.code_word": "Code word",
        "safe_contact.instructions": "What she asked callers to do",
        "replies": "What she answered to texts",
    },
    "Her children": {"children": "Children"},
    "Him": {
        "respondent.name": "Name",
        "respondent.date_of_birth": "Date of birth",
        "respondent.phone": "Phone",
        "respondent.email": "E-mail",
        "respondent.address": "Address",
        "respondent.relationship": "What he is to her",
        "respondent.lives_with_survivor": "Lives with her",
    },
    "What happened": {
        "incident.occurred_at": "When",
        "incident.crime_reference": "Crime reference",
        "incident.summary": "What happened",
        "existing_orders": "Orders that there were",
        "bail.conditions": "Bail conditions",
        "bail.ends_on": "Bail ends",
    },
    "For the court": {"application": "The application"},
    "Her word to the officer": {
        "consent.given_at": "When she agreed to be referred",
        "consent.override_reason": "Why she was referred without",
    },
    "For whoever carries on": {"hand_over": "Hand-over note"},
    "For legal aid": {
        "means": "Her means",
        "merits": "The merits of the case",
        "evidence_notes": "What the evidence is, and who holds it",
    },
}
#: Each field by itself, said so that it stands alone.
SEALED_FIELDS: Mapping[str, str] = {
    name: label
    if group in ("Her children", "For the court", "For whoever carries on")
    else f"{group}: {label.lower()}"
    for group, fields in SEALED.items()
    for name, label in fields.items()
}
#: Names of parts of sealed values that are lists or mappings.
PARTS: Mapping[str, str] = {"dob": "Date of birth", "occurred_at": "When", "case_number": "Court number"}

#: The way to her that callers need.
NUMBER = "survivor.phone"
#: What is opened together by whoever is about to call her.
TO_CALL = ("survivor.name", "survivor.phone", "safe_contact.code_word", "safe_contact.instructions")
#: What shows who she is.
TO_KNOW_HER = ("survivor.name", "survivor.phone")

#: Why somebody opens what is sealed. What is written down is the sentence.
PURPOSES: Mapping[str, str] = {
    "call": "I am about to call her",
    "prepare": "I prepare a form or a statement for her",
    "check": "I check whether the details are right",
    "safety": "I need it for her safety or a child's",
    "hand_over": "I take over the case",
}

#: Who can mend what is waited for.
WHO: Mapping[Role, str] = {
    Role.CASEWORKER: "the caseworker",
    Role.LEAD: "a lead",
    Role.SOLICITOR: "the firm",
    Role.OFFICER: "the officer who referred her",
    Role.SYSTEM: "nobody: it happens by itself",
}
