"""Family courts and the councils that they hear: public facts from an imported list, and nothing of anybody."""

from sqlalchemy import Boolean, Index
from sqlmodel import Field

from workflow.tables.columns import Key, Micros, Row


class CourtRow(Row, table=True):
    """One court, by the code that the courts' own list gives it. `area` is that of its designated family judge."""

    __tablename__ = "courts"
    __table_args__ = (Index("ix_courts_name", "name"),)

    code: Key
    name: str
    address: str
    area: str
    region: str
    open: bool = Field(sa_type=Boolean)
    updated_at: Micros


class CouncilRow(Row, table=True):
    """That a court hears a council: all of it, or the postcodes that the list names.

    `council` is the council's name made regular, `name` as the list has it. `only` and `never` are outward codes and
    areas as canonical JSON: of what the court hears there, and what it does not.
    """

    __tablename__ = "councils"
    __table_args__ = (Index("ix_councils_court", "court"), {"sqlite_with_rowid": False})

    council: Key
    court: Key
    name: str
    only: str
    never: str


class CourtPostcodeRow(Row, table=True):
    """An outward code, such as CF81, or a postcode area, such as EX, for which the list names a court."""

    __tablename__ = "court_postcodes"
    __table_args__ = (Index("ix_court_postcodes_court", "court", "council"), {"sqlite_with_rowid": False})

    part: Key
    council: Key
    court: Key
