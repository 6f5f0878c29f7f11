"""Where things stand, in the words of people who work on them."""

from collections.abc import Mapping

from states.vocabulary import (
    CopyState,
    Disposition,
    NoticeState,
    OfferState,
    OrderState,
    ServiceState,
    State,
)

CASE_STATES: Mapping[str, str] = {
    State.RECEIVED: "Referred, not yet reached",
    State.CONTACTED: "Reached, not yet decided",
    State.CONSENTED: "Agreed to a solicitor",
    State.SOLICITOR_ASSIGNED: "With a solicitor",
    State.ORDER_SOUGHT: "Order sought",
    State.OUTCOME: "Ended",
    State.CLOSED: "Closed",
}
#: What is drawn as the way of a case: its steps in order, and at which of them each state stands.
STEPS = ("Referred", "Reached", "Agreed", "Solicitor", "Court", "Ended")
STANDS_AT: Mapping[str, int] = {
    State.RECEIVED: 0,
    State.CONTACTED: 1,
    State.CONSENTED: 2,
    State.SOLICITOR_ASSIGNED: 3,
    State.ORDER_SOUGHT: 4,
    State.OUTCOME: 5,
    State.CLOSED: 5,
}
DISPOSITIONS: Mapping[str, str] = {
    Disposition.DUPLICATE: "A duplicate of another case",
    Disposition.UNABLE_TO_CONTACT: "She could not be reached",
    Disposition.LOST_CONTACT: "Contact with her was lost",
    Disposition.DECLINED: "She declined",
    Disposition.INELIGIBLE: "No order can be sought",
    Disposition.REFERRED_ELSEWHERE: "Referred to another service",
    Disposition.WARNING_LETTER_SENT: "A warning letter was sent",
    Disposition.ADVICE_GIVEN: "Advice was given",
    Disposition.CONSENT_WITHDRAWN: "She withdrew her consent",
    Disposition.DECEASED: "She has died",
    Disposition.ORDER_MADE: "An order was made",
    Disposition.UNDERTAKING_GIVEN: "He gave an undertaking",
    Disposition.ORDER_REFUSED: "The court refused an order",
    Disposition.APPLICATION_WITHDRAWN: "The application was withdrawn",
}
ORDER_STATES: Mapping[str, str] = {
    OrderState.DRAFTED: "Drafted",
    OrderState.APPLIED: "Applied for",
    OrderState.RETURNED: "Sent back by the court",
    OrderState.LISTED: "Listed for a hearing",
    OrderState.INTERIM: "Interim order",
    OrderState.MADE: "Made",
    OrderState.EXPIRING: "Expires soon",
    OrderState.UNDERTAKING: "Undertaking given",
    OrderState.REFUSED: "Refused",
    OrderState.WITHDRAWN: "Withdrawn",
    OrderState.DISCHARGED: "Discharged",
    OrderState.ENDED: "Ended",
}
SERVICE_STATES: Mapping[str, str] = {
    ServiceState.NOT_DUE: "Not due yet",
    ServiceState.DUE: "Waits to be served",
    ServiceState.SERVED: "Served on him",
    ServiceState.FAILED: "Could not be served",
    ServiceState.DISPENSED: "The court did without",
}
COPY_STATES: Mapping[str, str] = {
    CopyState.NOT_DUE: "Not due yet",
    CopyState.DUE: "Waits to be sent",
    CopyState.SENT: "Sent, not yet acknowledged",
    CopyState.ACKNOWLEDGED: "Held by the police",
}
OFFER_STATES: Mapping[str, str] = {
    OfferState.OFFERED: "Waits for an answer",
    OfferState.ACCEPTED: "Accepted",
    OfferState.DECLINED: "Declined",
    OfferState.LAPSED: "Not answered in time",
    OfferState.WITHDRAWN: "Withdrawn",
    OfferState.ENDED: "Over",
}
NOTICE_STATES: Mapping[str, str] = {
    NoticeState.PLANNED: "Planned",
    NoticeState.SENDING: "On its way",
    NoticeState.HELD: "Held for a person",
    NoticeState.IN_DOUBT: "In doubt",
    NoticeState.FAILED: "Failed",
    NoticeState.ACCEPTED: "Sent",
    NoticeState.DELIVERED: "Arrived",
    NoticeState.UNCONFIRMED: "Sent, never confirmed",
    NoticeState.CANCELLED: "Cancelled",
}
#: How loud a message's standing is.
NOTICE_COLOURS: Mapping[str, str] = {
    NoticeState.PLANNED: "",
    NoticeState.SENDING: "",
    NoticeState.HELD: "orange",
    NoticeState.IN_DOUBT: "red",
    NoticeState.FAILED: "red",
    NoticeState.ACCEPTED: "",
    NoticeState.DELIVERED: "green",
    NoticeState.UNCONFIRMED: "grey",
    NoticeState.CANCELLED: "grey",
}
