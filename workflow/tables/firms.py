"""What firms say of themselves: whom they act for or against already, and when they answer; and glass that was broken."""

from sqlalchemy import Index

from workflow.tables.columns import (
    Big,
    CaseId,
    Id,
    Key,
    KeyBytes,
    MaybeMicros,
    Micros,
    PersonId,
    Row,
    Unique,
)


class FirmConflictRow(Row, table=True):
    """One person whom a firm may not act about; `matter` is the firm's own number for why. No name is kept."""

    __tablename__ = "firm_conflicts"
    __table_args__ = (Index("ix_firm_conflicts_firm", "firm", "id"),)

    id: Id
    reference: Unique
    firm: str
    matter: str
    added_by: PersonId
    added_at: Micros


class FirmConflictValueRow(Row, table=True):
    """One digest by which that person is found among the parties of a case."""

    __tablename__ = "firm_conflict_values"
    __table_args__ = (
        Index("ix_firm_conflict_values_firm", "firm", "kind", "value"),
        # Which of all firms are not free to act, asked at once.
        Index("ix_firm_conflict_values_value", "kind", "value", "firm"),
        {"sqlite_with_rowid": False},
    )

    conflict: Key
    kind: Key
    value: KeyBytes
    firm: str


class FirmHoursRow(Row, table=True):
    """When somebody at a firm answers offers: one stretch of one day of the week, as minutes of the day in London."""

    __tablename__ = "firm_hours"
    __table_args__ = ({"sqlite_with_rowid": False},)

    firm: Key
    day: Key
    opens: Big
    closes: Big


class BreakGlassRow(Row, table=True):
    """Contact details of a case opened for a while to somebody who does not own it. Why is sealed on the trail."""

    __tablename__ = "break_glass"
    __table_args__ = (
        Index("ix_break_glass_person", "person_id", "case_id", "until"),
        Index("ix_break_glass_case", "case_id", "id"),
    )

    id: Id
    case_id: CaseId
    person_id: PersonId
    opened_at: Micros
    until: Micros
    ended_at: MaybeMicros
