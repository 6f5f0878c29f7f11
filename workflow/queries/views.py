"""What screens are given: frozen, clear, and already cut to what the actor may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from states.errors import Refusal

Events = Mapping[str, list[Refusal]]
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order of a case. `events` are given by chart: order, service, police_copy."""

    reference: str
    case: str
    type: str
    court: str
    state: str
    service: str
    copy: str
    firm: str | None
    without_notice: bool
    applied_on: str | None
    made_on: str | None
    expires_on: str | None
    return_day: str | None
    hearing_at: str | None
    in_force: bool
    protected_at: str | None
    clocks: Mapping[str, Facts]
    events: Mapping[str, Events]
    #: What it says he must do or not do, coded; None: nobody has coded it. Likewise of a power of arrest.
    terms: tuple[str, ...] | None = None
    power_of_arrest: bool | None = None
    undertaking: bool = False
    #: Since when it waits to be served; None: it does not.
    unserved_since: str | None = None


@dataclass(frozen=True, slots=True)
class OfferView:
    """One offer of a case to a firm. Until it is accepted, `summary` is all that the firm learns."""

    reference: str
    case: str | None
    firm: str
    state: str
    made_at: str
    due_at: str | None
    summary: Facts
    events: Events


@dataclass(frozen=True, slots=True)
class TaskView:
    """Work that waits for a person.

    `way` is the channel by which she may be reached for it (None: none is known, or none is needed), `reason` why
    it is raised. It is done by an event of `completes_on`, or by a person's word where `by_hand` says so.
    `covers_for` is whose task it is while they are away.
    """

    reference: str
    case: str | None
    kind: str
    subject: str | None
    says: str
    way: str | None
    reason: str | None
    completes_on: tuple[str, ...]
    by_hand: bool
    role: str | None
    queue: str | None
    firm: str | None
    owner: str | None
    covers_for: str | None
    mine: bool
    due_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NoticeView:
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


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One line of a list of cases. Of a case in which a firm only owes something there is no more than this much."""

    reference: str
    sight: str
    state: str | None = None
    disposition: str | None = None
    force: str | None = None
    queue: str | None = None
    owner: str | None = None
    firm: str | None = None
    sensitive: bool | None = None
    urgent: bool | None = None
    grade: str | None = None
    due_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case, as far as the actor sees it; `sight` says how far.

    `details` names the sealed fields that are held, and `may_reveal` those of them that the actor may open. For
    a referrer `reference` is that of the referral, `state` its status and `version` a token that tells nothing.
    `cautions` are sentences to show beside an event before it is asked for.
    """

    reference: str
    sight: str
    state: str | None
    version: int | str | None
    facts: Facts = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    may_reveal: tuple[str, ...] = ()
    clocks: Mapping[str, Facts] = field(default_factory=dict)
    tasks: tuple[TaskView, ...] = ()
    orders: tuple[OrderView, ...] = ()
    offers: tuple[OfferView, ...] = ()
    events: Events = field(default_factory=dict)
    cautions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    definition: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReferralView:
    """What became of a referral, in plain words for who sent it. Nothing here says who she is, or which case."""

    reference: str
    receipt: str
    received_at: datetime
    status: str
    says: str
    version: str
    events: Events
