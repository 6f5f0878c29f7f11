"""The words of the survey: which of the two it is, and how she is asked."""

from enum import StrEnum


class Wave(StrEnum):
    """Which survey after an outcome it is: the one after weeks, or the one after half a year."""

    FIRST = "first"
    SECOND = "second"


class SurveyWay(StrEnum):
    """How she is asked: by a link that she answers herself, or by a person who calls her."""

    LINK = "link"
    PHONE = "phone"
