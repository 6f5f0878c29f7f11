"""The tables as SQLModel classes, private to workflow. Commands use their `__table__`, screens the classes.

They declare; the migrations make. A test holds both equal on both engines.
"""

from workflow.tables import guards  # noqa: F401 - Makes the triggers with the tables.
from workflow.tables.cases import BlindIndexRow, CaseRow, DetailRow, ReferralRow
from workflow.tables.columns import Row, from_micros, to_micros
from workflow.tables.counts import SnapshotRow, TallyChangeRow, TallyRow
from workflow.tables.courts import CouncilRow, CourtPostcodeRow, CourtRow
from workflow.tables.documents import DocumentContentRow, DocumentRow
from workflow.tables.doors import (
    CredentialRow,
    InvitationRow,
    RecoveryCodeRow,
    SessionRow,
    SignInFailureRow,
)
from workflow.tables.firms import BreakGlassRow, FirmConflictRow, FirmConflictValueRow, FirmHoursRow
from workflow.tables.orders import OfferRow, OrderRow
from workflow.tables.panel import FirmAnswerRow, FirmOfficeRow, FirmProfileRow
from workflow.tables.people import AssociateRow, ContactRow, FirmRow, ForceRow, PersonRow, TokenRow
from workflow.tables.surveys import (
    SurveyAnswerRow,
    SurveyCommentRow,
    SurveyCountRow,
    SurveyInvitationRow,
)
from workflow.tables.trail import EntryRow, SealedPayloadRow, StreamRow
from workflow.tables.work import AbsenceRow, AnswerRow, ApprovalRow, DeadlineRow, MetaRow, NoticeRow, TaskRow

METADATA = Row.metadata

__all__ = [
    "METADATA",
    "AbsenceRow",
    "AnswerRow",
    "ApprovalRow",
    "AssociateRow",
    "BlindIndexRow",
    "BreakGlassRow",
    "CaseRow",
    "ContactRow",
    "CouncilRow",
    "CourtPostcodeRow",
    "CourtRow",
    "CredentialRow",
    "DeadlineRow",
    "DetailRow",
    "DocumentContentRow",
    "DocumentRow",
    "EntryRow",
    "FirmAnswerRow",
    "FirmConflictRow",
    "FirmConflictValueRow",
    "FirmHoursRow",
    "FirmOfficeRow",
    "FirmProfileRow",
    "FirmRow",
    "ForceRow",
    "InvitationRow",
    "MetaRow",
    "NoticeRow",
    "OfferRow",
    "OrderRow",
    "PersonRow",
    "RecoveryCodeRow",
    "ReferralRow",
    "Row",
    "SealedPayloadRow",
    "SessionRow",
    "SignInFailureRow",
    "SnapshotRow",
    "StreamRow",
    "SurveyAnswerRow",
    "SurveyCommentRow",
    "SurveyCountRow",
    "SurveyInvitationRow",
    "TallyChangeRow",
    "TallyRow",
    "TaskRow",
    "TokenRow",
    "from_micros",
    "to_micros",
]
