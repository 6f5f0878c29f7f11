"""The bodies of requests. What an event carries is checked by the definition that names it, not here."""

from typing import Annotated, Any

from pydantic import Field

from api.dependencies import REFERENCE, Moment
from api.v1.shapes import In, Token, Version
from states.payloads import TAKES_APPROVAL
from states.vocabulary import CopyEvent, Event, NoticeEvent, OfferEvent, OrderEvent, ServiceEvent, State
from workflow.details import FIELDS
from workflow.queries.paging import MOST
from workflow.settling import MOST as MOST_AT_ONCE

Payload = Annotated[
    dict[str, Any],
    Field(
        default_factory=dict,
        description="What the event carries: see the definition's schema of its payload.",
    ),
]
Seen = Annotated[
    Version | Token | None,
    Field(
        description="The version that the sender saw, as it was shown to them; it refuses what is stale. "
        "Left out, the event is for the thing as it stands."
    ),
]
Code = Annotated[str, Field(min_length=1, max_length=120)]


class CaseEventIn(In):
    """An event asked of a case."""

    event: Event
    version: Seen = None
    payload: Payload


class OpenDocumentIn(In):
    """Why a document is opened: in words, or for an officer one of the purposes of the order card and words beside."""

    purpose: Annotated[str, Field(min_length=1, max_length=500)]
    why: Annotated[str, Field(max_length=500)] = ""


class VoidDocumentIn(In):
    """Why a document is not valid."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class OrderEventIn(In):
    """An event asked of an order, of its service, or of its police copy: the name tells which."""

    event: OrderEvent | ServiceEvent | CopyEvent
    version: Seen = None
    payload: Payload


class OfferEventIn(In):
    """An event asked of an offer."""

    event: OfferEvent
    version: Seen = None
    payload: Payload


class NoticeEventIn(In):
    """An event asked of a notice."""

    event: NoticeEvent
    payload: Payload


class NoticeItemIn(NoticeEventIn):
    """An event asked of one of many notices."""

    reference: Annotated[str, Field(pattern=REFERENCE)]


class NoticesEventsIn(In):
    """Events asked of many notices, one after the other."""

    items: Annotated[list[NoticeItemIn], Field(min_length=1, max_length=MOST_AT_ONCE)]


class OfferIn(In):
    """A firm to offer the case to, and whether the next of the ranking is offered it if this one does not take it."""

    firm: Code
    down_the_ranking: bool = False
    version: Seen = None


class ApprovalIn(In):
    """A second person's word for one event that takes one, at one version."""

    event: Annotated[Event, Field(json_schema_extra={"enum": sorted(TAKES_APPROVAL)})]
    version: Version


class RevealIn(In):
    """The fields to open, and why."""

    fields: Annotated[
        list[Annotated[str, Field(max_length=60, json_schema_extra={"enum": list(FIELDS)})]],
        Field(min_length=1, max_length=50),
    ]
    purpose: Annotated[str, Field(min_length=1, max_length=500)]


class Paging(In):
    """Which page of a list."""

    cursor: Annotated[str | None, Field(max_length=512, description="`next` of the page before.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST, description="The most rows to answer.")] = 50


class CaseFilter(Paging):
    """Which cases."""

    state: State | None = None
    owner: Annotated[str | None, Field(pattern=REFERENCE, description="Their owner, by reference.")] = None
    due_before: Annotated[Moment | None, Field(description="Something of theirs is due before then.")] = None


class AtMoment(Paging):
    """A page of the trail; or, at a moment, the case as it stood then."""

    at: Annotated[Moment | None, Field(description="Shows the case as it stood, in place of the trail.")] = (
        None
    )
