"""The domain's words: every state, event, role and kind that the rest of Rowan may name.

One word per idea; docs/glossary.md says what each means to the people who use it.
"""

from enum import StrEnum


class Chart(StrEnum):
    """The lifecycles that have a chart of their own."""

    CASE = "case"
    ORDER = "order"
    SERVICE = "service"
    POLICE_COPY = "police_copy"
    OFFER = "offer"
    NOTICE = "notice"


class Role(StrEnum):
    """Who asks. `SYSTEM` is a timer, `PROVIDER` a delivery receipt; neither signs in."""

    OFFICER = "officer"
    CASEWORKER = "caseworker"
    LEAD = "lead"
    SOLICITOR = "solicitor"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SURVIVOR = "survivor"
    SYSTEM = "system"
    PROVIDER = "provider"


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    CONTACTED = "contacted"
    CONSENTED = "consented"
    SOLICITOR_ASSIGNED = "solicitor_assigned"
    ORDER_SOUGHT = "order_sought"
    OUTCOME = "outcome"
    CLOSED = "closed"


class Event(StrEnum):
    """What may be asked of a case."""

    TAKE = "take"
    REASSIGN = "reassign"
    LOG_ATTEMPT = "log_attempt"
    REQUEST_INFORMATION = "request_information"
    SUPPLY_INFORMATION = "supply_information"
    MAKE_CONTACT = "make_contact"
    RETRACT_CONTACT = "retract_contact"
    MARK_DUPLICATE = "mark_duplicate"
    GIVE_UP_CONTACT = "give_up_contact"
    GIVE_CONSENT = "give_consent"
    CHANGE_CONSENT = "change_consent"
    DECLINE = "decline"
    FIND_INELIGIBLE = "find_ineligible"
    REFER_ELSEWHERE = "refer_elsewhere"
    RECORD_MEANS = "record_means"
    RECORD_STATEMENT = "record_statement"
    RECORD_APPLICATION = "record_application"
    SEND_WARNING_LETTER = "send_warning_letter"
    GIVE_ADVICE_ONLY = "give_advice_only"
    LOSE_CONTACT = "lose_contact"
    MAKE_OFFER = "make_offer"
    ASSIGN_SOLICITOR = "assign_solicitor"
    RELEASE_FIRM = "release_firm"
    SEEK_ORDER = "seek_order"
    RECORD_OUTCOME = "record_outcome"
    WITHDRAW_CONSENT = "withdraw_consent"
    RECORD_DEATH = "record_death"
    SET_SAFETY = "set_safety"
    UPDATE_DETAILS = "update_details"
    ASSESS_RISK = "assess_risk"
    ADD_INCIDENT = "add_incident"
    REPORT_BREACH = "report_breach"
    MARK_SENSITIVE = "mark_sensitive"
    ADD_NOTE = "add_note"
    TRANSFER = "transfer"
    JOIN_REFERRAL = "join_referral"
    PAUSE = "pause"
    RESUME = "resume"
    REOPEN = "reopen"
    CLOSE = "close"
    CORRECT = "correct"


class Disposition(StrEnum):
    """How a case came to its outcome."""

    DUPLICATE = "duplicate"
    UNABLE_TO_CONTACT = "unable_to_contact"
    LOST_CONTACT = "lost_contact"
    DECLINED = "declined"
    INELIGIBLE = "ineligible"
    REFERRED_ELSEWHERE = "referred_elsewhere"
    WARNING_LETTER_SENT = "warning_letter_sent"
    ADVICE_GIVEN = "advice_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    DECEASED = "deceased"
    ORDER_MADE = "order_made"
    UNDERTAKING_GIVEN = "undertaking_given"
    ORDER_REFUSED = "order_refused"
    APPLICATION_WITHDRAWN = "application_withdrawn"


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


class OfferState(StrEnum):
    """Where an offer to a firm stands; live means offered."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class OfferEvent(StrEnum):
    """What may be asked of an offer."""

    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    END = "end"


class NoticeState(StrEnum):
    """Where one planned message stands."""

    PLANNED = "planned"
    SENDING = "sending"
    HELD = "held"
    IN_DOUBT = "in_doubt"
    FAILED = "failed"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNCONFIRMED = "unconfirmed"
    CANCELLED = "cancelled"


class NoticeEvent(StrEnum):
    """What may be asked of a notice."""

    CLAIM = "claim"
    ACCEPT = "accept"
    DOUBT = "doubt"
    RETRY = "retry"
    HOLD = "hold"
    RELEASE = "release"
    CANCEL = "cancel"
    DELIVER = "deliver"
    FAIL = "fail"
    EXPIRE_RECEIPT = "expire_receipt"


class Recipient(StrEnum):
    """Who a notice is for."""

    SURVIVOR = "survivor"
    REFERRER = "referrer"
    CASEWORKER = "caseworker"
    LEAD = "lead"
    FIRM = "firm"
    FORCE = "force"
    ORDER_DESK = "order_desk"


class Channel(StrEnum):
    """A way to reach somebody."""

    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    THROUGH_OFFICER = "through_officer"
    IN_PERSON = "in_person"


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


class DeclineReason(StrEnum):
    """Why a firm declines an offer. A conflict is never shown to another firm."""

    CONFLICT = "conflict"
    CAPACITY = "capacity"
    OUT_OF_AREA = "out_of_area"
    LANGUAGE = "language"
    OTHER = "other"


class EndReason(StrEnum):
    """Why an application is withdrawn or an order ends."""

    SHE_ASKED = "she_asked"
    RESPONDENT_DIED = "respondent_died"
    EXPIRED = "expired"
    REPLACED = "replaced"
    ADVICE = "advice"
    OTHER = "other"


class IneligibleReason(StrEnum):
    """Why no civil order can be sought for her."""

    MISTAKEN = "mistaken"
    OUTSIDE_JURISDICTION = "outside_jurisdiction"
    NOT_ASSOCIATED = "not_associated"
    RESPONDENT_DIED = "respondent_died"
    NO_REMEDY = "no_remedy"


class ReviewDecision(StrEnum):
    """What a review of an order decides."""

    EXTEND = "extend"
    LET_END = "let_end"
    RELEASE_FROM_WATCH = "release_from_watch"


class Answer(StrEnum):
    """An answer that may honestly be unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Clock(StrEnum):
    """What must happen by when; states/clocks.py says when each starts, is due and stops."""

    FIRST_CONTACT = "first_contact"
    INFORMATION_ASKED = "information_asked"
    DECISION = "decision"
    PREPARATION = "preparation"
    OFFER = "offer"
    FIRM_CALLS_HER = "firm_calls_her"
    FILING = "filing"
    RETURNED_BY_COURT = "returned_by_court"
    COURT_ANSWER = "court_answer"
    OUTCOME_TO_RECORD = "outcome_to_record"
    HEARING = "hearing"
    SERVICE = "service"
    POLICE_COPY = "police_copy"
    EXPIRY = "expiry"
    SURVEY = "survey"
    CLOSING = "closing"
    THREAT_TO_LIFE = "threat_to_life"
