"""The trail's tables. Triggers in the migrations keep the first append-only on both engines."""

from typing import Annotated

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from workflow.tables.columns import Big, Json, Key, Micros, Row, SealedColumn

Seq = Annotated[int, Field(primary_key=True, sa_type=BigInteger)]


#: The entry of a refused attempt: the one kind whose body begins with what was found for its guards. As literal
#: text, because an index over some rows serves only a question that says the same words.
REFUSED = "substr(body, 1, 10) = '{\"found\":{'"
#: An entry of the access stream: its subject is what was asked for.
ASKED = "chart = 'access'"


class EntryRow(Row, table=True):
    """One line of the trail; `previous` is the hash of the line before it in the same stream."""

    __tablename__ = "entries"
    __table_args__ = (
        Index("ix_entries_actor", "actor", "at"),
        Index("ix_entries_event", "event", "at"),
        # No step is in these two, so that they cost a command nothing.
        Index("ix_entries_refused", "at", sqlite_where=text(REFUSED), postgresql_where=text(REFUSED)),
        Index("ix_entries_asked", "subject", "at", sqlite_where=text(ASKED), postgresql_where=text(ASKED)),
    )

    # No foreign key: the trail must outlive the case that it describes.
    stream: Key
    seq: Seq
    at: Micros
    actor: str
    role: str
    chart: str
    subject: str | None
    event: str
    definition: str
    version: Big
    body: Json
    digest: bytes | None
    previous: bytes
    hash: bytes


class SealedPayloadRow(Row, table=True):
    """What an entry says about persons, kept apart so that it can be erased and the chain stay whole."""

    __tablename__ = "sealed_payloads"

    stream: Key
    seq: Seq
    sealed: SealedColumn


class StreamRow(Row, table=True):
    """The end of a stream that belongs to no case, as a case row holds its own."""

    __tablename__ = "streams"

    stream: Key
    seq: Big
    head: bytes
