"""What the tables have in common: their base, their times, and the types of their columns."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar

from sqlalchemy import BigInteger, Integer, MetaData, Table
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from workflow.sealed import Sealed, SealedBytes

#: Names for what SQLite and PostgreSQL would each name in their own way.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows by itself only where the type reads INTEGER.
_ID = BigInteger().with_variant(Integer(), "sqlite")

#: A row number that the database gives; never shown outside this package.
Id = Annotated[int | None, Field(primary_key=True, sa_type=_ID)]
CaseId = Annotated[int, Field(foreign_key="cases.id", sa_type=BigInteger)]
MaybeCaseId = Annotated[int | None, Field(foreign_key="cases.id", sa_type=BigInteger)]
CaseKey = Annotated[int, Field(foreign_key="cases.id", primary_key=True, sa_type=BigInteger)]
PersonKey = Annotated[int, Field(foreign_key="people.id", primary_key=True, sa_type=BigInteger)]
PersonId = Annotated[int, Field(foreign_key="people.id", sa_type=BigInteger)]
MaybePersonId = Annotated[int | None, Field(foreign_key="people.id", sa_type=BigInteger)]

Key = Annotated[str, Field(primary_key=True)]
Unique = Annotated[str, Field(unique=True)]
KeyBytes = Annotated[bytes, Field(primary_key=True)]
Big = Annotated[int, Field(sa_type=BigInteger)]
SealedColumn = Annotated[Sealed, Field(sa_type=SealedBytes)]
MaybeSealed = Annotated[Sealed | None, Field(sa_type=SealedBytes)]

#: A time: microseconds since 1970 in UTC, which sorts alike and loses nothing on both engines.
Micros = Annotated[int, Field(sa_type=BigInteger)]
MaybeMicros = Annotated[int | None, Field(sa_type=BigInteger)]

#: A day as "2026-11-20".
MaybeDay = str | None
#: Canonical JSON, clear values only.
Json = str

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Row(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """The base of all tables: their own metadata, so that no other SQLModel class can join the schema."""

    __table__: ClassVar[Table]
    model_config = {"arbitrary_types_allowed": True}


def to_micros(at: datetime) -> int:
    """The column's form of a time. A time without a zone is a TypeError."""
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The time, in UTC, that a column holds."""
    return _EPOCH + timedelta(microseconds=micros)
