"""The events of a case as the case page groups them: what one is about to do, in the order in which cases go."""

from collections.abc import Mapping

from states.vocabulary import Event

GROUPS: Mapping[str, tuple[Event, ...]] = {
    "Reaching her": (
        Event.LOG_ATTEMPT,
        Event.MAKE_CONTACT,
        Event.REQUEST_INFORMATION,
        Event.SUPPLY_INFORMATION,
        Event.RETRACT_CONTACT,
    ),
    "Her decision": (Event.GIVE_CONSENT, Event.CHANGE_CONSENT, Event.WITHDRAW_CONSENT),
    "Solicitor and court": (
        Event.RECORD_MEANS,
        Event.RECORD_STATEMENT,
        Event.RECORD_APPLICATION,
        Event.MAKE_OFFER,
        Event.ASSIGN_SOLICITOR,
        Event.SEEK_ORDER,
        Event.RELEASE_FIRM,
    ),
    "Safety and risk": (
        Event.SET_SAFETY,
        Event.ASSESS_RISK,
        Event.ADD_INCIDENT,
        Event.REPORT_BREACH,
        Event.STOP_MESSAGES,
        Event.MARK_SENSITIVE,
    ),
    "Whether it helped": (Event.RECORD_SURVEY, Event.INVITE_TO_SURVEY),
    "Records": (
        Event.ADD_NOTE,
        Event.UPDATE_DETAILS,
        Event.CORRECT,
        Event.JOIN_REFERRAL,
    ),
    "Whose case, and when": (
        Event.TAKE,
        Event.REASSIGN,
        Event.TRANSFER,
        Event.PAUSE,
        Event.RESUME,
    ),
    "How it ends": (
        Event.RECORD_OUTCOME,
        Event.DECLINE,
        Event.GIVE_UP_CONTACT,
        Event.LOSE_CONTACT,
        Event.MARK_DUPLICATE,
        Event.FIND_INELIGIBLE,
        Event.REFER_ELSEWHERE,
        Event.SEND_WARNING_LETTER,
        Event.GIVE_ADVICE_ONLY,
        Event.RECORD_DEATH,
        Event.REOPEN,
        Event.CLOSE,
    ),
}
