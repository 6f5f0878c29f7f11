"""The bodies of answers: frozen views in the form of JSON. What a role may not see is not in its view."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field

from api.v1.orders import Clocks, OfferOut, OrderOut
from api.v1.shapes import Events, Facts, Out

T = TypeVar("T")


class PageOut(Out, Generic[T]):
    """Some rows, and the cursor of the page after them."""

    items: list[T]
    next: Annotated[str | None, Field(validation_alias="next_cursor")] = None


class TakenOut(Out):
    """A referral is stored. `case` is there for those who may see cases."""

    reference: str
    receipt: str
    case: str | None = None


class ReferralOut(Out):
    """What became of a referral. `version` tells nothing but whether it has changed."""

    reference: str
    receipt: str
    received_at: datetime
    status: str
    says: str
    version: str
    events: Events


class StoredOut(Out):
    """A document is stored."""

    document: str


class DocumentOut(Out):
    """What is said of one document, never what stands in it. `may_open` says whether it is handed out to who asks."""

    reference: str
    case: str
    kind: str
    order: str | None
    media: str
    size: int
    stored_at: datetime
    stored_by: str
    voided_at: datetime | None
    may_open: bool
    may_void: bool


class TaskOut(Out):
    """Work that waits for a person.

    `way` is how she may be reached for it; null where no way is known or none is needed. An event of
    `completes_on` shows it done, or a person says so where it is done `by_hand`.
    """

    reference: str
    case: str | None
    kind: str
    subject: str | None
    says: str
    way: str | None
    reason: str | None
    completes_on: list[str]
    by_hand: bool
    role: str | None
    queue: str | None
    firm: str | None
    owner: str | None
    covers_for: str | None
    mine: bool
    due_at: datetime
    created_at: datetime


class NoticeOut(Out):
    """One planned message: to whom and how, never what it says."""

    reference: str
    cause_seq: int
    rule: str
    recipient: str
    recipient_ref: str
    channel: str
    language: str
    state: str
    version: int
    not_before: datetime
    planned_at: datetime
    claimed_at: datetime | None
    settled_at: datetime | None
    attempts: int
    reason: str | None
    events: Events


class CaseItemOut(Out):
    """One line of a list of cases."""

    reference: str
    sight: str
    state: str | None
    disposition: str | None
    force: str | None
    queue: str | None
    owner: str | None
    firm: str | None
    sensitive: bool
    urgent: bool
    grade: str | None
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime


class CaseOut(Out):
    """One case as far as this person sees it; `sight` says how far.

    `details` names the sealed fields that are held, `may_reveal` those that this person may open.
    """

    reference: str
    sight: str
    state: str | None
    version: int | str | None
    facts: Facts
    details: dict[str, str]
    may_reveal: list[str]
    clocks: Clocks
    tasks: list[TaskOut]
    orders: list[OrderOut]
    offers: list[OfferOut]
    events: Events
    cautions: Annotated[
        dict[str, list[str]],
        Field(description="What to see to before asking for an event; it refuses nothing."),
    ]
    definition: str | None
    created_at: datetime | None


class EntryOut(Out):
    """One entry of the trail. What it says about persons stays sealed; `refused` lists guards that said no."""

    seq: int
    at: datetime
    actor: str
    role: str
    chart: str
    subject: str | None
    event: str
    version: int
    steps: list[Facts]
    payload: Facts
    refused: list[Facts]
    notices: list[str]
    sealed: bool
    digest: str | None
    hash: str | None


class StoodOut(Out):
    """A case as it stood at a moment, rebuilt from its trail."""

    reference: str
    at: datetime
    seq: int
    version: int
    state: str
    facts: Facts
    clocks: Clocks
    orders: list[OrderOut]


class PlannedOut(Out):
    """A notice that a step plans: to whom, by what, and when at the earliest."""

    reference: str
    rule: str
    recipient: str
    channel: str
    not_before: str


class StepOut(Out):
    """What an event did, or on a dry run would do. What this person may not see is left empty."""

    reference: str
    event: str
    dry_run: bool
    hash: str
    state: str | None = None
    version: int | str | None = None
    notices: list[PlannedOut] = Field(default_factory=list)
    clocks: Clocks = Field(default_factory=dict)
    created: list[str] = Field(default_factory=list)
    cautions: list[str] = Field(default_factory=list)


class ApprovalOut(Out):
    """An approval, to be named by the event that it is for within 24 hours."""

    approval: str


class RevealedOut(Out):
    """The opened fields; null where a case holds none of that name."""

    fields: Annotated[dict[str, Any], Field(repr=False)]
