"""The domain's words: every state, event, role and kind that the rest of Rowan may name.

One word per idea; docs/glossary.md says what each means to the people who use it.
"""

from states.vocabulary.case import (
    Chart,
    Clock,
    Disposition,
    Event,
    IneligibleReason,
    Role,
    State,
)
from states.vocabulary.court import (
    CopyEvent,
    CopyState,
    EndReason,
    Ground,
    OrderEvent,
    OrderState,
    OrderType,
    ReviewDecision,
    Server,
    ServiceEvent,
    ServiceState,
    Term,
)
from states.vocabulary.papers import DocumentKind
from states.vocabulary.preparing import Benefit, Chances, EvidenceKind
from states.vocabulary.sending import (
    DeclineReason,
    NoticeEvent,
    NoticeState,
    OfferEvent,
    OfferState,
    Recipient,
)
from states.vocabulary.surveys import SurveyWay, Wave
from states.vocabulary.survivor import (
    Answer,
    AttemptResult,
    Channel,
    Flag,
    Grade,
    Safety,
    Scope,
    StopReason,
)

__all__ = [
    "Answer",
    "AttemptResult",
    "Benefit",
    "Chances",
    "Channel",
    "Chart",
    "Clock",
    "CopyEvent",
    "CopyState",
    "DeclineReason",
    "Disposition",
    "DocumentKind",
    "EndReason",
    "Event",
    "EvidenceKind",
    "Flag",
    "Grade",
    "Ground",
    "IneligibleReason",
    "NoticeEvent",
    "NoticeState",
    "OfferEvent",
    "OfferState",
    "OrderEvent",
    "OrderState",
    "OrderType",
    "Recipient",
    "ReviewDecision",
    "Role",
    "Safety",
    "Scope",
    "Server",
    "ServiceEvent",
    "ServiceState",
    "State",
    "StopReason",
    "SurveyWay",
    "Term",
    "Wave",
]
