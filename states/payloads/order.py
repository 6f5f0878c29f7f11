"""What the events of orders, their service and copies, offers and notices carry."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from states.payloads.fields import LONGEST_TEXT, SEALED, Day, Empty, Moment, Payload, Reason, Reference, Text
from states.vocabulary import (
    CopyEvent,
    DeclineReason,
    EndReason,
    NoticeEvent,
    OfferEvent,
    OrderEvent,
    ReviewDecision,
    Server,
    ServiceEvent,
    Term,
)

Proof = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, json_schema_extra=SEALED)]


class OnlyReason(Payload):
    """Why."""

    reason: Reason


class ListHearing(Payload):
    """A hearing: the hour where the court has named it, else the day."""

    hearing_at: Moment | Day


class Terms(Payload):
    """What an order says he must do or not do: coded, and whatever no code says, sealed; it may name a place.

    What is not given is unknown, except where an order is made again: there it stays as it was.
    """

    terms: Annotated[list[Term], Field(min_length=1, max_length=len(Term))] | None = None
    other_terms: Text | None = None


class Ordered(Terms):
    """What a court's own order says; a power of arrest goes with an occupation order alone."""

    power_of_arrest: bool | None = None


class GrantInterim(Ordered):
    """The days and terms that an interim order states."""

    made_on: Day
    expires_on: Day | None = None
    return_day: Day | None = None

    @model_validator(mode="after")
    def days_follow(self) -> Self:
        """Refuse an expiry or return day before the order was made."""
        _follow(self.made_on, self.expires_on, self.return_day)
        return self


class MakeOrder(Ordered):
    """The days and terms that a final order states; one without expiry lasts until it is ended."""

    made_on: Day
    expires_on: Day | None = None

    @model_validator(mode="after")
    def days_follow(self) -> Self:
        """Refuse an expiry before the order was made."""
        _follow(self.made_on, self.expires_on)
        return self


class TakeUndertaking(Terms):
    """The days of an undertaking, what he promised, and that the judge was shown the bar of section 46(3A)."""

    made_on: Day
    expires_on: Day | None = None
    bar_shown: bool

    @model_validator(mode="after")
    def days_follow(self) -> Self:
        """Refuse an expiry before the undertaking was given."""
        _follow(self.made_on, self.expires_on)
        return self


class Ending(Payload):
    """Why it ends."""

    reason: EndReason
    note: Text | None = None


class Remake(Ordered):
    """An order made again; the days and terms that it does not name stay as they were."""

    made_on: Day | None = None
    expires_on: Day | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def days_follow(self) -> Self:
        """Refuse an expiry before the order was made."""
        if self.made_on is not None:
            _follow(self.made_on, self.expires_on)
        return self


class Review(Payload):
    """What a review decides, and why."""

    decision: ReviewDecision
    reason: Reason


class Serve(Payload):
    """When and by whom it was served, and what proves it: a document that is stored here, or words on where it is held."""

    served_on: Day
    served_by: Server
    document: Reference | None = None
    proof: Proof | None = None

    @model_validator(mode="after")
    def something_proves_it(self) -> Self:
        """Refuse a service of which nothing is said to be the proof."""
        if self.document is None and self.proof is None:
            message = "name the document that proves it, or say what proves it and where it is held"
            raise ValueError(message)
        return self


class SendCopy(Payload):
    """A note, if there is anything to say."""

    note: Text | None = None


class DeclineOffer(Payload):
    """Why the firm declines; a conflict is never shown to another firm."""

    reason: DeclineReason
    note: Text | None = None


class Settled(Payload):
    """What a provider or a person says of a notice."""

    reason: Text | None = None


class Retried(Settled):
    """Whether it is certain that it did not arrive."""

    certain: bool = False


def _follow(made_on: Day, *days: Day | None) -> None:
    if any(day is not None and day < made_on for day in days):
        message = "an expiry or return day comes before the day it was made"
        raise ValueError(message)


ORDER: Mapping[str, type[BaseModel]] = {
    OrderEvent.APPLY: Empty,
    OrderEvent.SEND_BACK: OnlyReason,
    OrderEvent.RESUBMIT: Empty,
    OrderEvent.LIST_HEARING: ListHearing,
    OrderEvent.GRANT_INTERIM: GrantInterim,
    OrderEvent.MAKE_ORDER: MakeOrder,
    OrderEvent.TAKE_UNDERTAKING: TakeUndertaking,
    OrderEvent.REFUSE: OnlyReason,
    OrderEvent.WITHDRAW: Ending,
    OrderEvent.DISCHARGE: OnlyReason,
    OrderEvent.END: Ending,
    OrderEvent.VARY: Remake,
    OrderEvent.EXTEND: Remake,
    OrderEvent.REVIEW: Review,
    OrderEvent.WARN: Empty,
}
SERVICE: Mapping[str, type[BaseModel]] = {
    ServiceEvent.FALL_DUE: Empty,
    ServiceEvent.SERVE: Serve,
    ServiceEvent.FAIL: OnlyReason,
    ServiceEvent.DISPENSE: OnlyReason,
}
COPY: Mapping[str, type[BaseModel]] = {
    CopyEvent.FALL_DUE: Empty,
    CopyEvent.SEND: SendCopy,
    CopyEvent.BOUNCE: SendCopy,
    CopyEvent.ACKNOWLEDGE: Empty,
}
OFFER: Mapping[str, type[BaseModel]] = {
    OfferEvent.ACCEPT: Empty,
    OfferEvent.DECLINE: DeclineOffer,
    OfferEvent.LAPSE: Empty,
    OfferEvent.WITHDRAW: OnlyReason,
    OfferEvent.END: Empty,
}
NOTICE: Mapping[str, type[BaseModel]] = {
    NoticeEvent.CLAIM: Empty,
    NoticeEvent.ACCEPT: Settled,
    NoticeEvent.DOUBT: Settled,
    NoticeEvent.RETRY: Retried,
    NoticeEvent.HOLD: Settled,
    NoticeEvent.RELEASE: Empty,
    NoticeEvent.CANCEL: Settled,
    NoticeEvent.DELIVER: Settled,
    NoticeEvent.FAIL: Settled,
    NoticeEvent.EXPIRE_RECEIPT: Empty,
}
