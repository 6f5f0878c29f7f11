"""What happened, as a history tells it: each event of each chart in the past, and each entry that is no event."""

from collections.abc import Mapping

from api.web.words.audit import OTHERS, plain
from states.vocabulary import (
    Chart,
    CopyEvent,
    Event,
    NoticeEvent,
    OfferEvent,
    OrderEvent,
    ServiceEvent,
)

CASES: Mapping[str, str] = {
    Event.TAKE: "The case was taken",
    Event.REASSIGN: "The case was given to somebody else",
    Event.TRANSFER: "The case was transferred",
    Event.JOIN_REFERRAL: "Another referral joined the case",
    Event.LOG_ATTEMPT: "An attempt to reach her",
    Event.REQUEST_INFORMATION: "The officer was asked for information",
    Event.SUPPLY_INFORMATION: "The officer answered",
    Event.MAKE_CONTACT: "She was reached",
    Event.RETRACT_CONTACT: "A recorded contact was taken back",
    Event.MARK_DUPLICATE: "Marked as a duplicate",
    Event.GIVE_UP_CONTACT: "Trying to reach her was stopped",
    Event.GIVE_CONSENT: "She gave her consent",
    Event.CHANGE_CONSENT: "Her consent was changed",
    Event.DECLINE: "She declined",
    Event.FIND_INELIGIBLE: "No order can be sought",
    Event.REFER_ELSEWHERE: "She was referred to another service",
    Event.RECORD_MEANS: "Her means were recorded",
    Event.RECORD_STATEMENT: "Her statement was recorded",
    Event.RECORD_APPLICATION: "The application was prepared",
    Event.SEND_WARNING_LETTER: "A warning letter was sent to him",
    Event.GIVE_ADVICE_ONLY: "The case ended with advice",
    Event.LOSE_CONTACT: "Contact with her was lost",
    Event.MAKE_OFFER: "The case was offered to a firm",
    Event.ASSIGN_SOLICITOR: "A firm was assigned",
    Event.RELEASE_FIRM: "The case parted from its firm",
    Event.SEEK_ORDER: "An application went to the court",
    Event.RECORD_OUTCOME: "The outcome was recorded",
    Event.INVITE_TO_SURVEY: "She was asked how it went",
    Event.RECORD_SURVEY: "She answered how it went",
    Event.WITHDRAW_CONSENT: "She withdrew her consent",
    Event.RECORD_DEATH: "Her death was recorded",
    Event.SET_SAFETY: "The rules for contact were set",
    Event.STOP_MESSAGES: "Messages to her were stopped",
    Event.UPDATE_DETAILS: "Details were changed",
    Event.ASSESS_RISK: "The risk was assessed",
    Event.ADD_INCIDENT: "A new incident was reported",
    Event.REPORT_BREACH: "A breach was reported",
    Event.MARK_SENSITIVE: "Who may see the case was changed",
    Event.ADD_NOTE: "A note was left",
    Event.CORRECT: "A record was corrected",
    Event.PAUSE: "A clock was paused",
    Event.RESUME: "A clock runs on",
    Event.REOPEN: "The case was opened again",
    Event.CLOSE: "The case was closed",
}
ORDERS: Mapping[str, str] = {
    OrderEvent.APPLY: "An order was applied for",
    OrderEvent.SEND_BACK: "The court sent the application back",
    OrderEvent.RESUBMIT: "The application was sent again",
    OrderEvent.LIST_HEARING: "A hearing was listed",
    OrderEvent.GRANT_INTERIM: "An interim order was made",
    OrderEvent.MAKE_ORDER: "An order was made",
    OrderEvent.TAKE_UNDERTAKING: "He gave an undertaking",
    OrderEvent.REFUSE: "The court made no order",
    OrderEvent.WITHDRAW: "The application was withdrawn",
    OrderEvent.DISCHARGE: "The order was discharged",
    OrderEvent.END: "The order ended",
    OrderEvent.VARY: "The order was varied",
    OrderEvent.EXTEND: "The order was extended",
    OrderEvent.REVIEW: "The order was reviewed",
    OrderEvent.WARN: "The order expires soon",
}
SERVICES: Mapping[str, str] = {
    ServiceEvent.FALL_DUE: "Service fell due",
    ServiceEvent.SERVE: "The order was served on him",
    ServiceEvent.FAIL: "Service failed",
    ServiceEvent.DISPENSE: "The court did without service",
}
COPIES: Mapping[str, str] = {
    CopyEvent.FALL_DUE: "The copy for the police fell due",
    CopyEvent.SEND: "The copy was sent to the police",
    CopyEvent.BOUNCE: "The copy for the police came back",
    CopyEvent.ACKNOWLEDGE: "The police acknowledged the copy",
}
OFFERS: Mapping[str, str] = {
    OfferEvent.ACCEPT: "A firm accepted",
    OfferEvent.DECLINE: "A firm declined",
    OfferEvent.LAPSE: "An offer ran out",
    OfferEvent.WITHDRAW: "An offer was withdrawn",
    OfferEvent.END: "An accepted offer ended",
}
NOTICES: Mapping[str, str] = {
    NoticeEvent.CLAIM: "A message went out",
    NoticeEvent.ACCEPT: "A provider took a message",
    NoticeEvent.DOUBT: "Whether a message went out is in doubt",
    NoticeEvent.RETRY: "A message is to be sent again",
    NoticeEvent.HOLD: "A message was held",
    NoticeEvent.RELEASE: "A held message was let go",
    NoticeEvent.CANCEL: "A message was cancelled",
    NoticeEvent.DELIVER: "A message arrived",
    NoticeEvent.FAIL: "A message did not arrive",
    NoticeEvent.EXPIRE_RECEIPT: "No receipt came for a message",
}
HAPPENED: Mapping[str, Mapping[str, str]] = {
    Chart.CASE: CASES,
    Chart.ORDER: ORDERS,
    Chart.SERVICE: SERVICES,
    Chart.POLICE_COPY: COPIES,
    Chart.OFFER: OFFERS,
    Chart.NOTICE: NOTICES,
}


def happened(chart: str, event: str) -> str:
    """Say what an entry tells of."""
    return HAPPENED.get(chart, {}).get(event) or OTHERS.get(event) or plain(event)


def happened_anywhere(event: str) -> str:
    """Say what entries of an event tell of, of whatever chart they are: charts share some of their words."""
    told = [words[event] for words in HAPPENED.values() if event in words] or [happened("", event)]
    return ", or: ".join((told[0], *(f"{other[:1].lower()}{other[1:]}" for other in told[1:])))
