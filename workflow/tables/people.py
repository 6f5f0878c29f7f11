"""Those who work with Rowan, and whom they work for."""

from sqlalchemy import Index

from workflow.tables.columns import Id, Key, KeyBytes, MaybeMicros, Micros, PersonId, PersonKey, Row, Unique


class ForceRow(Row, table=True):
    """A police force."""

    __tablename__ = "forces"

    code: Key
    name: str


class FirmRow(Row, table=True):
    """A firm of solicitors on the panel."""

    __tablename__ = "firms"

    code: Key
    name: str
    active: bool


class PersonRow(Row, table=True):
    """Somebody who may sign in."""

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_role", "role", "id"),
        Index("ix_people_firm", "firm", "id"),
        # An import looks up the officer of each row.
        Index("ix_people_name", "name", "role", "force"),
    )

    id: Id
    reference: Unique
    name: str
    role: str
    force: str | None
    firm: str | None
    email: str | None
    language: str
    active: bool
    created_at: Micros


class ContactRow(Row, table=True):
    """Where notices to a team, a firm, a force or an order desk go. `kind` is the recipient.

    A webhook's signing secret is derived from the keys and `secret_no`, and stored nowhere.
    """

    __tablename__ = "contacts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Key
    code: Key
    channel: str
    address: str
    language: str
    secret_no: int


class TokenRow(Row, table=True):
    """What an API caller shows; only its hash is kept."""

    __tablename__ = "tokens"
    __table_args__ = (Index("ix_tokens_person_id", "person_id"), Index("uq_tokens_hash", "hash", unique=True))

    id: Id
    person_id: PersonId
    hash: bytes
    created_at: Micros
    expires_at: MaybeMicros
    revoked_at: MaybeMicros


class AssociateRow(Row, table=True):
    """Somebody whom a person is, or is close to: they never see a case in which that one is a party."""

    __tablename__ = "associates"
    # The index says who of all people is in conflict with a case, asked at once.
    __table_args__ = (
        Index("ix_associates_value", "kind", "value", "person_id"),
        {"sqlite_with_rowid": False},
    )

    person_id: PersonKey
    kind: Key
    value: KeyBytes
