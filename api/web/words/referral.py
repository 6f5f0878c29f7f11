"""What the referral form asks, in words that an officer can answer at a doorstep.

The first six questions are all that is needed; whatever stands in a section may be left out. Each field has the
name that it has in a referral as sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Asked:
    """How one field is asked. `short` is what it is called once answered; `hints` stand below options."""

    label: str
    short: str = ""
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    #: A width of GOV.UK's, and what a phone's keyboard is told.
    width: str = ""
    type: str = "text"
    spellcheck: bool = False
    #: Whether it belongs to the question before it.
    aside: bool = False

    @property
    def name(self) -> str:
        """What it is called in a summary or an error."""
        return self.short or self.label


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading. What is `optional` is folded away until somebody opens it."""

    title: str
    fields: tuple[str, ...]
    optional: bool = True


NAME, PHONE, EMAIL = "survivor.name", "survivor.phone", "survivor.email"
CHANNELS, SAFETY = "safe_contact.channels", "safe_contact.safety"
GRADE, FLAGS = "risk.grade", "risk.flags"
CONSENT, OVERRIDE = "consent.to_referral", "consent.override_reason"
FORCE, TOLD_BY = "force", "referrer.collar_number"

#: What a referral needs, in the order in which it is asked: six questions, two of them with a line to type.
NEEDED = (NAME, SAFETY, CHANNELS, PHONE, EMAIL, GRADE, FLAGS, CONSENT, OVERRIDE)
#: What only those answer who refer for somebody else.
FOR_OTHERS = (FORCE, TOLD_BY)

SECTIONS: tuple[Section, ...] = (
    Section(
        "About him",
        (
            "respondent.name",
            "respondent.date_of_birth",
            "respondent.relationship",
            "respondent.lives_with_survivor",
            "respondent.phone",
        ),
    ),
    Section(
        "When and how to call her",
        (
            "safe_contact.windows",
            "safe_contact.voicemail",
            "safe_contact.withheld_number",
            "safe_contact.code_word",
            "safe_contact.instructions",
        ),
    ),
    Section(
        "More about her",
        (
            "survivor.alias",
            "survivor.date_of_birth",
            "survivor.address.lines",
            "survivor.address.postcode",
            "survivor.language",
            "survivor.interpreter",
        ),
    ),
    Section("What happened", ("incident.occurred_at", "incident.crime_reference", "incident.summary")),
    Section("Risk assessment", ("risk.tool", "risk.score")),
    Section("Children", ("children",)),
    Section("Orders and bail", ("existing_orders", "bail.conditions", "bail.ends_on")),
    Section("Telling you what becomes of it", ("consent.tell_force",)),
)

#: What is wrong with a field that a referral cannot do without.
LACKING: Mapping[str, str] = {
    FORCE: "Choose the police force",
    NAME: "Enter her name, or what she wants to be called",
    PHONE: "Enter her phone number or her e-mail address, or tick \u201cThrough the referring officer\u201d",
    SAFETY: "Say whether it is safe for us to contact her",
    CHANNELS: "Tick how we may reach her, or say that you could not ask her safely",
    CONSENT: "Say whether she agrees to be referred",
    OVERRIDE: "Say why you refer her without her agreement",
}
#: What else may be wrong with a route to her.
NO_NUMBER = "Enter a phone number, like 07700 900123"
NO_EMAIL = "Enter an e-mail address, like name@example.com"
HIS_TOO = "This leads to him too: leave it out, or ask her for another"
LACKS_PHONE = "Enter the number that we may call or text"
LACKS_EMAIL = "Enter the address that we may write to"
