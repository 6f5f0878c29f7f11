"""Cases, the referrals that open or join them, and whatever identifies a person, sealed."""

from sqlalchemy import Index, text

from workflow.tables.columns import (
    Big,
    CaseId,
    CaseKey,
    Id,
    Json,
    Key,
    KeyBytes,
    MaybeMicros,
    MaybePersonId,
    Micros,
    PersonId,
    Row,
    SealedColumn,
    Unique,
)

#: A firm acts in the case and has work with it.
CARRIED = text("state IN ('solicitor_assigned', 'order_sought')")


#: A case that is not over. As literal text, because an index over some rows serves only a question that says the
#: same words.
WAITING = "state NOT IN ('outcome', 'closed')"


class CaseRow(Row, table=True):
    """Where a case stands. `facts` is its whole clear truth; the columns repeat what lists search by.

    `version` counts accepted steps, `seq` the entries of its trail, `head` is the last entry's hash.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_due", "due_at", "id"),
        Index("ix_cases_state", "state", "due_at", "id"),
        Index("ix_cases_owner", "owner_id", "due_at", "id"),
        # Most cases of whoever has worked long are over: without it, a list of theirs would read past them.
        Index(
            "ix_cases_waiting",
            "owner_id",
            "due_at",
            "id",
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
        Index("ix_cases_queue", "queue", "due_at", "id"),
        Index("ix_cases_firm", "firm", "due_at", "id"),
        # How much each firm carries now; nothing that is over is in it.
        Index("ix_cases_carried", "firm", sqlite_where=CARRIED, postgresql_where=CARRIED),
        Index("ix_cases_force", "force", "created_at", "id"),
        Index("ix_cases_key", "key_id"),
        # A trail is named by its case's number: never give the number of a removed case to another.
        {"sqlite_autoincrement": True},
    )

    id: Id
    reference: Unique
    definition: str
    state: str
    version: Big
    seq: Big
    head: bytes
    force: str
    queue: str
    owner_id: MaybePersonId
    firm: str | None
    sensitive: bool
    disposition: str | None
    due_at: MaybeMicros
    created_at: Micros
    updated_at: Micros
    facts: Json
    key_id: str
    wrapped_key: bytes


class ReferralRow(Row, table=True):
    """What a referrer sent, exactly as received. `digest` tells a repeat from something new."""

    __tablename__ = "referrals"
    __table_args__ = (
        Index("ix_referrals_case", "case_id"),
        Index("ix_referrals_referrer", "referrer_id", "received_at", "id"),
        Index("ix_referrals_force", "force", "received_at", "id"),
        Index("ix_referrals_digest", "digest"),
    )

    id: Id
    reference: Unique
    case_id: CaseId
    force: str
    referrer_id: PersonId
    receipt: Unique
    received_at: Micros
    digest: bytes
    as_sent: SealedColumn


class DetailRow(Row, table=True):
    """One sealed field about a person of the case, such as "survivor.phone", as it is now."""

    __tablename__ = "details"
    __table_args__ = ({"sqlite_with_rowid": False},)

    case_id: CaseKey
    field: Key
    sealed: SealedColumn


class BlindIndexRow(Row, table=True):
    """A keyed digest by which a person can be found again without being readable."""

    __tablename__ = "blind_indexes"
    __table_args__ = (Index("ix_blind_indexes_value", "kind", "value"), {"sqlite_with_rowid": False})

    case_id: CaseKey
    party: Key
    kind: Key
    value: KeyBytes
