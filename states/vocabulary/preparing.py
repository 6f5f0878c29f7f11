"""The words of what is prepared for a firm: her benefits, what proves her account, and how likely an order is."""

from enum import StrEnum


class Benefit(StrEnum):
    """A benefit with which her income is not asked for again. Source: docs/sources.md#means."""

    NONE = "none"
    UNIVERSAL_CREDIT = "universal_credit"
    INCOME_SUPPORT = "income_support"
    JOBSEEKERS_ALLOWANCE = "jobseekers_allowance"
    EMPLOYMENT_AND_SUPPORT_ALLOWANCE = "employment_and_support_allowance"
    GUARANTEE_CREDIT = "guarantee_credit"


class EvidenceKind(StrEnum):
    """A kind of evidence that is held, or could be had; what it says and where it lies is written beside it."""

    POLICE_REPORT = "police_report"
    ARREST_OR_CHARGE = "arrest_or_charge"
    BAIL_CONDITIONS = "bail_conditions"
    PHOTOGRAPHS = "photographs"
    MESSAGES = "messages"
    MEDICAL = "medical"
    WITNESS = "witness"
    SOCIAL_SERVICES = "social_services"
    ADVISER_OR_MARAC_LETTER = "adviser_or_marac_letter"
    REFUGE_LETTER = "refuge_letter"
    EARLIER_ORDER = "earlier_order"
    OTHER = "other"


class Chances(StrEnum):
    """How likely it is that a court makes the order, in the steps of the legal-aid application."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    MODERATE = "moderate"
    BORDERLINE = "borderline"
    POOR = "poor"
    NOT_KNOWN = "not_known"
