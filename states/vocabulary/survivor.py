"""The words for her: how she is reached, what she consents to, what threatens her."""

from enum import StrEnum


class Channel(StrEnum):
    """A way to reach somebody."""

    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    THROUGH_OFFICER = "through_officer"
    IN_PERSON = "in_person"
    #: Into the systems of a force; never a way to her.
    WEBHOOK = "webhook"


class Safety(StrEnum):
    """Whether contact is safe. Unknown means no."""

    SAFE = "safe"
    RESTRICTED = "restricted"
    UNSAFE = "unsafe"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """A risk assessment's grade, in rising order."""

    STANDARD = "standard"
    MEDIUM = "medium"
    HIGH = "high"


class Flag(StrEnum):
    """What a risk assessment may raise beside its grade."""

    STRANGULATION = "strangulation"
    THREAT_TO_LIFE = "threat_to_life"
    SUSPECT_RELEASED = "suspect_released"
    CHILD_AT_RISK = "child_at_risk"
    FORCED_MARRIAGE = "forced_marriage"
    WEAPON = "weapon"


class StopReason(StrEnum):
    """Why no machine sends to her any more."""

    #: What was sent came back: that way does not lead to her.
    BOUNCED = "bounced"
    #: She answered that she wants no more.
    OPTED_OUT = "opted_out"
    #: She told a person so.
    SHE_ASKED = "she_asked"


class AttemptResult(StrEnum):
    """What came of one attempt to reach her."""

    NO_ANSWER = "no_answer"
    VOICEMAIL_LEFT = "voicemail_left"
    WRONG_NUMBER = "wrong_number"
    NOT_SAFE_TO_TALK = "not_safe_to_talk"
    CALL_BACK_AGREED = "call_back_agreed"


class Scope(StrEnum):
    """What she consents to, each given or withheld apart."""

    INSTRUCT_FIRM = "instruct_firm"
    TELL_FORCE = "tell_force"
    SURVEY = "survey"


class Answer(StrEnum):
    """An answer that may honestly be unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
