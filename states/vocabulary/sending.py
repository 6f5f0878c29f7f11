"""The words of what is sent out: offers to firms, notices to everybody."""

from enum import StrEnum


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


class DeclineReason(StrEnum):
    """Why a firm declines an offer. A conflict is never shown to another firm."""

    CONFLICT = "conflict"
    CAPACITY = "capacity"
    OUT_OF_AREA = "out_of_area"
    LANGUAGE = "language"
    OTHER = "other"


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
