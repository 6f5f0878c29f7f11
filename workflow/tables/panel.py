"""What is known of the firms of the panel: what each takes, where its offices are, and how it answered offers.

Whatever a firm has not said is NULL: it is unknown, is shown as unknown, and excludes nobody.
"""

from sqlalchemy import Boolean, Index
from sqlmodel import Field

from workflow.tables.columns import CaseId, Key, Micros, Row


class FirmProfileRow(Row, table=True):
    """What one firm takes. Lists are canonical JSON; a firm without a row has said nothing.

    `share_since` is since when its share is counted: it came onto the panel then, or its weight changed.
    """

    __tablename__ = "firm_profiles"

    firm: Key
    areas: str | None
    languages: str | None
    legal_aid: bool | None = Field(sa_type=Boolean)
    capacity: int | None
    weight: int
    share_since: Micros
    updated_at: Micros


class FirmOfficeRow(Row, table=True):
    """One office of a firm. Its position, in millionths of a degree, only ever says how far away about it is."""

    __tablename__ = "firm_offices"
    __table_args__ = ({"sqlite_with_rowid": False},)

    firm: Key
    office: Key
    town: str | None
    postcode: str | None
    latitude: int | None
    longitude: int | None


class FirmAnswerRow(Row, table=True):
    """How and how fast a firm answered one offer: the offer's own row forgets that once the offer has ended."""

    __tablename__ = "firm_answers"
    __table_args__ = (Index("ix_firm_answers_at", "answered_at", "firm", "answer", "minutes"),)

    offer: Key
    case_id: CaseId
    firm: str
    answer: str
    answered_at: Micros
    minutes: int
