"""The answers that the court's electronic form takes, in its own words. Source: docs/sources.md#PRL-courtnav.

They are sent letter for letter, also where the court's own list has a blank or a slip too many (`SPELT`): another
spelling is another answer to the machine that reads it. People and forms use the words without them; both are taken.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

#: What the court's list spells otherwise than people do.
SPELT: Mapping[str, str] = {
    "Applicant and children": "Applicant and children ",
    "Harassing or intimidating them": " Harassing or intimidating them",
    "Niece": "Neice",
    "I believe that the facts stated in this form and any continuation sheets are true.": (
        "I believe that the facts stated in this form and any continuation\nsheets are true. "
    ),
    "The applicant believes that the facts stated in this form and any continuation sheets are true. I am authorised "
    "by the applicant to sign this statement.": (
        "The applicant believes that the facts stated in this form and any continuation sheets are true. I am "
        "authorised by the applicant to sign this statement. "
    ),
}
_AS_PEOPLE_DO = {court: plain for plain, court in SPELT.items()}


class CourtAnswer(StrEnum):
    """One of the court's answers; also taken as the court spells it."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        plain = _AS_PEOPLE_DO.get(value) if isinstance(value, str) else None
        return None if plain is None else cls(plain)


class ApplicantAge(CourtAnswer):
    """How old the applicant is."""

    ADULT = "18 years old or older. You can continue to apply using this form"
    SIXTEEN_OR_MORE = (
        "16 to 18 years old. Someone over 18 must help you apply, such as a parent. "
        "They will also need to complete form 'FP9' to include with your application."
    )
    UNDER_SIXTEEN = (
        "Under 16 years old. You will need permission from the court to apply. With the help of someone over 18, "
        "you must also complete form 'FP2' and they will need to complete form 'FP9' and include these with your "
        "application. Visit GOV.UK and search form ‘FP2’ and form 'FP9'"  # noqa: RUF001 - the court's own marks.
    )


class CourtOrder(CourtAnswer):
    """The orders that the form asks for."""

    NON_MOLESTATION = "Non-molestation order"
    OCCUPATION = "Occupation order"


class WithoutNoticeReason(CourtAnswer):
    """Why the court is asked before the respondent is told: the three grounds of s45."""

    SIGNIFICANT_HARM = (
        "There is risk of significant harm to the applicant or a relevant child, attributable to conduct of the "
        "respondent, if the order is not made immediately"
    )
    WOULD_BE_DETERRED = (
        "It is likely that the applicant will be deterred or prevented from pursuing the application if order is "
        "not made immediately"
    )
    EVADING_SERVICE = (
        "The applicant believes that the respondent is aware of the proceedings but is deliberately evading service "
        "and that the applicant or a relevant child will be seriously prejudiced by the delay in effecting "
        "substituted service"
    )


class Gender(CourtAnswer):
    """The applicant's gender."""

    FEMALE = "Female"
    MALE = "Male"
    NON_BINARY = "Non-binary"
    TRANSGENDER = "Transgender"
    OTHER = "other"


class PreferredContact(CourtAnswer):
    """How the court may reach the applicant."""

    PHONE = "Phone"
    EMAIL = "Email"


class Cover(CourtAnswer):
    """Whom the application is for."""

    APPLICANT = "Applicant Only"
    APPLICANT_AND_CHILDREN = "Applicant and children"


class Relationship(CourtAnswer):
    """What the two are or were to each other."""

    MARRIED = "Married or in a civil partnership"
    FORMERLY_MARRIED = "Formerly married or in a civil partnership"
    ENGAGED = "Engaged or proposed civil partnership"
    FORMERLY_ENGAGED = "Formerly engaged or proposed civil partnership"
    LIVE_TOGETHER = "Live together as a couple"
    FORMERLY_LIVED_TOGETHER = "Formerly lived together as a couple"
    PARTNER = "Boyfriend, girlfriend or partner who does not live with them"
    FORMER_PARTNER = "Formerly boyfriend, girlfriend or partner who has not lived with them"
    NONE = "None of the above"


class Relative(CourtAnswer):
    """What the respondent is to the applicant in the family."""

    FATHER = "Father"
    MOTHER = "Mother"
    SON = "Son"
    DAUGHTER = "Daughter"
    BROTHER = "Brother"
    SISTER = "Sister"
    GRANDFATHER = "Grandfather"
    GRANDMOTHER = "Grandmother"
    UNCLE = "Uncle"
    AUNT = "Aunt"
    NEPHEW = "Nephew"
    NIECE = "Niece"
    COUSIN = "Cousin"
    OTHER = "Other"


class TowardsApplicant(CourtAnswer):
    """What the respondent is to stop doing to the applicant."""

    VIOLENCE = "Being violent or threatening towards them"
    HARASSING = "Harassing or intimidating them"
    PUBLISHING = "Posting or publishing about them either in print or digitally"
    CONTACTING = "Contacting them directly"
    POSSESSIONS = "Causing damage to their possessions"
    DAMAGING_HOME = "Causing damage to their home"
    ENTERING_HOME = "Coming into my home"
    NEAR_HOME = "Coming near my home"
    NEAR_WORK = "Coming near my place of work"


class TowardsChildren(CourtAnswer):
    """What the respondent is to stop doing to the children."""

    VIOLENCE = "Being violent or threatening towards their child or children"
    HARASSING = "Harassing or intimidating their child or children"
    PUBLISHING = "Posting or publishing anything about their child or children in print or digitally"
    CONTACTING = "Contacting their child or children directly without the applicant’s consent"  # noqa: RUF001
    NEAR_SCHOOL = "Going to or near the child or child's school or Nursery"


class Resident(CourtAnswer):
    """Who lives at an address."""

    APPLICANT = "The applicant"
    RESPONDENT = "The respondent"
    CHILDREN = "The applicant’s child or children"  # noqa: RUF001 - the court's own mark.
    OTHER = "Someone else - please specify"


class Named(CourtAnswer):
    """Who is named on a mortgage or a rental agreement."""

    APPLICANT = "The applicant"
    RESPONDENT = "The respondent"
    OTHER = "Someone else - please specify"


class EitherLived(CourtAnswer):
    """Which of the two lived, or meant to live, at an address."""

    BOTH = "Yes, both of them"
    APPLICANT = "Yes, the applicant"
    RESPONDENT = "Yes, the respondent"
    NEITHER = "No"


class LivingSituation(CourtAnswer):
    """What is to happen about where they live."""

    STAY = "The applicant wants to be able to stay in their home"
    RETURN = "The applicant wants to be able to return home"
    KEEP_OUT = "The applicant doesn’t want the respondent to be able to enter the home"  # noqa: RUF001
    KEEP_AWAY = "The applicant wants to keep the respondent away from the area surrounding their home"
    LIMIT = "The applicant wants to limit where in their home the respondent can go"


class FamilyHome(CourtAnswer):
    """What is to happen about the home itself."""

    REPAIRS = (
        "The applicant needs the respondent to pay for or contribute to repairs or maintenance to the home"
    )
    RENT = "The applicant needs the respondent to pay for or contribute to the rent or the mortgage"
    FURNITURE = "The applicant needs the use of the furniture or other household contents"


class Declaration(CourtAnswer):
    """Who says that it is true."""

    APPLICANT = "I believe that the facts stated in this form and any continuation sheets are true."
    REPRESENTATIVE = (
        "The applicant believes that the facts stated in this form and any continuation sheets are true. I am "
        "authorised by the applicant to sign this statement."
    )


class SpecialMeasure(CourtAnswer):
    """What keeps the two apart at court."""

    WAITING_ROOM = "A separate waiting room in the court building"
    ENTRANCE = "A separate entrance and exit from the court building"
    SCREEN = "To be shielded by a privacy screen in the courtroom"
    VIDEO = "To join the hearing by video link rather than in person"


class KeptRoute(StrEnum):
    """A way to her that the respondent is not to learn, whatever else may be shared. Ours, not the court's."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
