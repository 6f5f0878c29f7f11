"""The words of court orders, their service, and the copies that the police hold."""

from enum import StrEnum


class OrderState(StrEnum):
    """Where one court order stands. `DRAFTED` exists only inside `seek_order`, never in a row."""

    DRAFTED = "drafted"
    APPLIED = "applied"
    RETURNED = "returned"
    LISTED = "listed"
    INTERIM = "interim"
    MADE = "made"
    EXPIRING = "expiring"
    UNDERTAKING = "undertaking"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DISCHARGED = "discharged"
    ENDED = "ended"


class OrderEvent(StrEnum):
    """What may be asked of an order."""

    APPLY = "apply"
    SEND_BACK = "send_back"
    RESUBMIT = "resubmit"
    LIST_HEARING = "list_hearing"
    GRANT_INTERIM = "grant_interim"
    MAKE_ORDER = "make_order"
    TAKE_UNDERTAKING = "take_undertaking"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    DISCHARGE = "discharge"
    END = "end"
    VARY = "vary"
    EXTEND = "extend"
    REVIEW = "review"
    WARN = "warn"


class OrderType(StrEnum):
    """The orders that a firm may seek for her."""

    NON_MOLESTATION = "non_molestation"
    OCCUPATION = "occupation"
    PROHIBITED_STEPS = "prohibited_steps"
    FORCED_MARRIAGE_PROTECTION = "forced_marriage_protection"
    DOMESTIC_ABUSE_PROTECTION = "domestic_abuse_protection"
    OTHER = "other"


class Term(StrEnum):
    """What an order forbids or requires of him, or what he promised. Source: docs/sources.md#FL404A.

    A place is never named: an order card says "her home", the order itself says which.
    """

    NOT_TO_USE_VIOLENCE = "not_to_use_violence"
    NOT_TO_HARASS = "not_to_harass"
    NOT_TO_CONTACT = "not_to_contact"
    NOT_TO_PUBLISH = "not_to_publish"
    NOT_TO_DAMAGE_PROPERTY = "not_to_damage_property"
    NOT_TO_COME_NEAR_HER = "not_to_come_near_her"
    NOT_TO_COME_NEAR_HOME = "not_to_come_near_home"
    NOT_TO_COME_NEAR_WORK = "not_to_come_near_work"
    NOT_TO_COME_NEAR_SCHOOL = "not_to_come_near_school"
    NOT_TO_HARM_CHILDREN = "not_to_harm_children"
    NOT_TO_CONTACT_CHILDREN = "not_to_contact_children"
    TO_LEAVE_HOME = "to_leave_home"
    NOT_TO_RETURN_HOME = "not_to_return_home"
    TO_LET_HER_LIVE_THERE = "to_let_her_live_there"
    TO_PAY_FOR_HOME = "to_pay_for_home"
    NOT_TO_DISPOSE = "not_to_dispose"
    NOT_TO_REMOVE_CHILDREN = "not_to_remove_children"
    NOT_TO_TAKE_CHILDREN_ABROAD = "not_to_take_children_abroad"
    NOT_TO_ARRANGE_MARRIAGE = "not_to_arrange_marriage"
    TO_HAND_IN_PASSPORTS = "to_hand_in_passports"
    TO_TELL_POLICE_HIS_ADDRESS = "to_tell_police_his_address"
    TO_ATTEND_PROGRAMME = "to_attend_programme"
    TO_WEAR_TAG = "to_wear_tag"


class ServiceState(StrEnum):
    """Whether the respondent has been given the order."""

    NOT_DUE = "not_due"
    DUE = "due"
    SERVED = "served"
    FAILED = "failed"
    DISPENSED = "dispensed"


class ServiceEvent(StrEnum):
    """What may be asked of an order's service."""

    FALL_DUE = "fall_due"
    SERVE = "serve"
    FAIL = "fail"
    DISPENSE = "dispense"


class CopyState(StrEnum):
    """Whether the police hold the order and its proof of service."""

    NOT_DUE = "not_due"
    DUE = "due"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"


class CopyEvent(StrEnum):
    """What may be asked of an order's police copy."""

    FALL_DUE = "fall_due"
    SEND = "send"
    BOUNCE = "bounce"
    ACKNOWLEDGE = "acknowledge"


class Ground(StrEnum):
    """Why an order is sought without notice. Source: docs/sources.md#s45."""

    SIGNIFICANT_HARM = "significant_harm"
    WOULD_BE_DETERRED = "would_be_deterred"
    EVADING_SERVICE = "evading_service"


class Server(StrEnum):
    """Who gave the order to the respondent; never the applicant."""

    PROCESS_SERVER = "process_server"
    COURT_BAILIFF = "court_bailiff"
    POLICE = "police"
    SOLICITOR = "solicitor"
    OTHER = "other"
    APPLICANT = "applicant"


class EndReason(StrEnum):
    """Why an application is withdrawn or an order ends."""

    SHE_ASKED = "she_asked"
    RESPONDENT_DIED = "respondent_died"
    EXPIRED = "expired"
    REPLACED = "replaced"
    ADVICE = "advice"
    OTHER = "other"


class ReviewDecision(StrEnum):
    """What a review of an order decides."""

    EXTEND = "extend"
    LET_END = "let_end"
    RELEASE_FROM_WATCH = "release_from_watch"
