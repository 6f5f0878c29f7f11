"""How people come in by the pages: what they know, what was sent to them once, and where they are signed in."""

from sqlalchemy import Index

from workflow.tables.columns import (
    Big,
    Id,
    KeyBytes,
    MaybeMicros,
    MaybeSealed,
    Micros,
    PersonId,
    PersonKey,
    Row,
    Unique,
)


class CredentialRow(Row, table=True):
    """How one person signs in. `login` is their e-mail address made regular; `totp` is sealed under a key of their own.

    `totp_step` is the last time step whose code was taken: none is taken twice.
    """

    __tablename__ = "credentials"
    __table_args__ = (Index("ix_credentials_key", "key_id"),)

    person_id: PersonKey
    login: Unique
    password: str | None
    totp: MaybeSealed
    totp_step: Big
    changed_at: Micros
    key_id: str
    wrapped_key: bytes


class RecoveryCodeRow(Row, table=True):
    """One code that stands in for the telephone, once."""

    __tablename__ = "recovery_codes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    person_id: PersonKey
    hash: KeyBytes
    used_at: MaybeMicros


class InvitationRow(Row, table=True):
    """A one-time code with which somebody chooses a password; only its hash is kept."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index("ix_invitations_person", "person_id"),
        Index("uq_invitations_hash", "hash", unique=True),
    )

    id: Id
    person_id: PersonId
    hash: bytes
    created_by: str
    created_at: Micros
    expires_at: Micros
    used_at: MaybeMicros


class SignInFailureRow(Row, table=True):
    """How often something failed lately, by the keyed digest of what was tried: each failure makes the next wait longer."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_at", "failed_at"), {"sqlite_with_rowid": False})

    tried: KeyBytes
    failures: Big
    failed_at: Micros


class SessionRow(Row, table=True):
    """One browser in which a person is signed in; only the hash of its token is kept.

    `draft` is what they had typed when they were signed out, sealed under a key that only the cookie holds.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index("ix_sessions_person", "person_id", "id"),
        Index("ix_sessions_expires", "expires_at"),
        Index("uq_sessions_hash", "hash", unique=True),
    )

    id: Id
    reference: Unique
    person_id: PersonId
    hash: bytes
    device: str
    created_at: Micros
    seen_at: Micros
    expires_at: Micros
    ended_at: MaybeMicros
    draft: MaybeSealed
