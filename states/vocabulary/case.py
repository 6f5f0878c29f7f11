"""The words of a case: who asks, where it stands, what may be asked of it, how it ends."""

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
    INVITE_TO_SURVEY = "invite_to_survey"
    RECORD_SURVEY = "record_survey"
    WITHDRAW_CONSENT = "withdraw_consent"
    RECORD_DEATH = "record_death"
    SET_SAFETY = "set_safety"
    STOP_MESSAGES = "stop_messages"
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


class IneligibleReason(StrEnum):
    """Why no civil order can be sought for her."""

    MISTAKEN = "mistaken"
    OUTSIDE_JURISDICTION = "outside_jurisdiction"
    NOT_ASSOCIATED = "not_associated"
    RESPONDENT_DIED = "respondent_died"
    NO_REMEDY = "no_remedy"


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
