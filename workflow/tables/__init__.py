"""The tables as SQLModel classes, private to workflow. Commands use their `__table__`, screens the classes.

They declare; the migrations make. A test holds both equal on both engines.
"""

from workflow.tables import guards  # noqa: F401 - Makes the triggers with the tables.
from workflow.tables.cases import BlindIndexRow, CaseRow, DetailRow, ReferralRow
from workflow.tables.columns import Row, from_micros, to_micros
from workflow.tables.orders import OfferRow, OrderRow
from workflow.tables.people import AssociateRow, ContactRow, FirmRow, ForceRow, PersonRow, TokenRow
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
    "CaseRow",
    "ContactRow",
    "DeadlineRow",
    "DetailRow",
    "EntryRow",
    "FirmRow",
    "ForceRow",
    "MetaRow",
    "NoticeRow",
    "OfferRow",
    "OrderRow",
    "PersonRow",
    "ReferralRow",
    "Row",
    "SealedPayloadRow",
    "StreamRow",
    "TaskRow",
    "TokenRow",
    "from_micros",
    "to_micros",
]
