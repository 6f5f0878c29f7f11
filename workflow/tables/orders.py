"""Orders and offers: projections of a case's facts, written with them, for lists and look-ups."""

from sqlalchemy import Column, Index, Text, text
from sqlmodel import Field

from workflow.tables.columns import CaseId, Key, MaybeDay, MaybeMicros, Micros, Row

ACCEPTED = text("state = 'accepted'")


class OrderRow(Row, table=True):
    """One court order sought."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_case", "case_id"),
        Index("ix_orders_firm", "firm", "due_at", "reference"),
        # What a firm still owes: without it, every order that it ever sought would be read.
        Index("ix_orders_owed", "firm", "state", "service"),
        Index("ix_orders_state", "state", "expires_on"),
    )

    reference: Key
    case_id: CaseId
    type: str
    state: str
    service: str
    # Pydantic's models have a method named copy.
    police_copy: str = Field(sa_column=Column("copy", Text, nullable=False))
    firm: str | None
    made_on: MaybeDay
    expires_on: MaybeDay
    return_day: MaybeDay
    protected_at: MaybeMicros
    due_at: MaybeMicros
    updated_at: Micros


class OfferRow(Row, table=True):
    """One case offered to one firm."""

    __tablename__ = "offers"
    __table_args__ = (
        Index("ix_offers_case", "case_id"),
        Index("ix_offers_firm", "firm", "state", "due_at", "reference"),
        # Whose turn it was lately: the panel's fair share is counted over it alone.
        Index("ix_offers_made", "made_at", "firm", "state"),
        # Two firms answering at once must not both win.
        Index(
            "uq_offers_accepted",
            "case_id",
            unique=True,
            sqlite_where=ACCEPTED,
            postgresql_where=ACCEPTED,
        ),
    )

    reference: Key
    case_id: CaseId
    firm: str
    state: str
    made_at: Micros
    due_at: MaybeMicros
    ended_at: MaybeMicros
