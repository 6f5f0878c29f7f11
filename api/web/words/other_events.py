"""What pages call the events of orders, their service and copies, offers, notices and surveys."""

from collections.abc import Mapping

from api.web.words.said import Said, said
from states.vocabulary import CopyEvent, Event, NoticeEvent, OfferEvent, OrderEvent, ServiceEvent

#: Asking her whether it helped, which is asked of a case.
SURVEYS: Mapping[str, Said] = {
    Event.INVITE_TO_SURVEY: said(
        "Ask her again how it went",
        "Ask her",
        "She is asked: by a message where one may go to her, else by a task to call her.",
        "The system asks her when it is time. This asks her once more, for as long as she has not answered.",
    ),
    Event.RECORD_SURVEY: said(
        "Ask her how it went, by phone",
        "Send her answers",
        "Her answers are kept, apart from this case.",
        "The questions to read out to her. What she answers is not kept with the case.",
    ),
}
ORDERS: Mapping[str, Said] = {
    OrderEvent.APPLY: said("Apply for the order", "Apply", "The order is applied for."),
    OrderEvent.SEND_BACK: said(
        "The court sent it back", "Record that it came back", "It is recorded that the court sent it back."
    ),
    OrderEvent.RESUBMIT: said(
        "Send it to the court again", "Record that it was sent", "The application is with the court again."
    ),
    OrderEvent.LIST_HEARING: said("List a hearing", "List the hearing", "The hearing is listed."),
    OrderEvent.GRANT_INTERIM: said(
        "Record an interim order",
        "Record the interim order",
        "The interim order is recorded. It has to be served.",
        "As the sealed order states it.",
    ),
    OrderEvent.MAKE_ORDER: said(
        "Record the order",
        "Record the order",
        "The order is recorded. It has to be served.",
        "As the sealed order states it. She is protected once it is served and the police hold a copy.",
    ),
    OrderEvent.TAKE_UNDERTAKING: said(
        "Record an undertaking",
        "Record the undertaking",
        "The undertaking is recorded.",
        "A promise to the court. It carries no power of arrest.",
    ),
    OrderEvent.REFUSE: said(
        "The court made no order", "Record the refusal", "It is recorded that the court made no order."
    ),
    OrderEvent.WITHDRAW: said("Withdraw the application", "Withdraw it", "The application is withdrawn."),
    OrderEvent.DISCHARGE: said(
        "The court discharged the order", "Record the discharge", "The discharge is recorded."
    ),
    OrderEvent.END: said("The order has ended", "Record its end", "The end of the order is recorded."),
    OrderEvent.VARY: said(
        "The court varied the order",
        "Record the variation",
        "The variation is recorded. The order has to be served again.",
        "Days that you leave empty stay as they were.",
    ),
    OrderEvent.EXTEND: said(
        "The court extended the order",
        "Record the extension",
        "The extension is recorded. The order has to be served again.",
        "Days that you leave empty stay as they were.",
    ),
    OrderEvent.REVIEW: said("Review the order", "Record the review", "The review is recorded."),
    OrderEvent.WARN: said(
        "Mark the order as expiring", "Mark as expiring", "The order is marked as expiring."
    ),
}
SERVICES: Mapping[str, Said] = {
    ServiceEvent.FALL_DUE: said("Try to serve it again", "Try again", "The order is to be served again."),
    ServiceEvent.SERVE: said(
        "Record its service",
        "Record the service",
        "The service is recorded. The police need a copy.",
        "He knows of the order from the day that it is given to him.",
    ),
    ServiceEvent.FAIL: said(
        "It could not be served", "Record the failure", "It is recorded that the order could not be served."
    ),
    ServiceEvent.DISPENSE: said(
        "The court dispensed with service", "Record it", "It is recorded that service is dispensed with."
    ),
}
COPIES: Mapping[str, Said] = {
    CopyEvent.FALL_DUE: said("The police need a copy", "Say so", "The police need a copy."),
    CopyEvent.SEND: said(
        "Send the police their copy",
        "Record that it was sent",
        "It is recorded that the police were sent their copy.",
        "The order and its proof of service: the law requires both. Any officer with a reason can then download them.",
    ),
    CopyEvent.BOUNCE: said(
        "The copy came back", "Record that it came back", "It is recorded that the copy came back."
    ),
    CopyEvent.ACKNOWLEDGE: said(
        "The police have their copy", "Record that they have it", "The police have their copy."
    ),
}
OFFERS: Mapping[str, Said] = {
    OfferEvent.ACCEPT: said(
        "Accept the case",
        "Accept the case",
        "The case is yours.",
        "Check your own list of conflicts first. Once you accept you learn who she is.",
    ),
    OfferEvent.DECLINE: said(
        "Decline the offer", "Decline the offer", "The offer is declined.", "No other firm learns of it."
    ),
    OfferEvent.LAPSE: said("The offer has run out", "Say so", "The offer has run out."),
    OfferEvent.WITHDRAW: said("Withdraw the offer", "Withdraw it", "The offer is withdrawn."),
    OfferEvent.END: said("End the offer", "End it", "The offer has ended."),
}
NOTICES: Mapping[str, Said] = {
    NoticeEvent.CLAIM: said("Claim the message", "Claim it", "The message is claimed."),
    NoticeEvent.ACCEPT: said(
        "A provider has it", "Record it", "It is recorded that a provider has the message."
    ),
    NoticeEvent.DOUBT: said("It may have been sent", "Say so", "The message is in doubt."),
    NoticeEvent.RETRY: said(
        "Send it again",
        "Send it again",
        "The message is sent again.",
        "She must never get the same message twice: find out first whether it reached her.",
    ),
    NoticeEvent.HOLD: said("Hold the message", "Hold it", "The message is held."),
    NoticeEvent.RELEASE: said("Let the message go", "Let it go", "The message is on its way."),
    NoticeEvent.CANCEL: said("Cancel the message", "Cancel it", "The message is cancelled."),
    NoticeEvent.DELIVER: said(
        "It arrived", "Record that it arrived", "It is recorded that the message arrived."
    ),
    NoticeEvent.FAIL: said(
        "It did not arrive",
        "Record that it did not arrive",
        "It is recorded that the message did not arrive.",
    ),
    NoticeEvent.EXPIRE_RECEIPT: said("No receipt came", "Say so", "No receipt came for the message."),
}
