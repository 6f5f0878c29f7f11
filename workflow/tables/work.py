"""What is still to be done or told: notices, deadlines, tasks, approvals and remembered answers."""

from sqlalchemy import Index, text

from workflow.tables.columns import (
    Big,
    CaseId,
    CaseKey,
    Json,
    Key,
    MaybeCaseId,
    MaybeMicros,
    MaybePersonId,
    MaybeSealed,
    Micros,
    PersonId,
    Row,
)

OPEN = text("done_at IS NULL")


class NoticeRow(Row, table=True):
    """One planned message: the outbox, written with the step that caused it."""

    __tablename__ = "notices"
    __table_args__ = (
        # One step makes at most one notice a rule and recipient. An unnamed recipient is "", never NULL,
        # because NULLs are distinct to a unique index.
        Index(
            "uq_notices_cause",
            "case_id",
            "cause_seq",
            "rule",
            "recipient",
            "recipient_ref",
            unique=True,
        ),
        Index("ix_notices_due", "state", "not_before", "reference"),
        Index("ix_notices_provider", "provider_ref"),
    )

    reference: Key
    case_id: CaseId
    cause_seq: Big
    rule: str
    recipient: str
    recipient_ref: str
    channel: str
    template: str
    language: str
    state: str
    version: Big
    not_before: Micros
    planned_at: Micros
    claimed_at: MaybeMicros
    settled_at: MaybeMicros
    attempts: int
    route_version: Big
    provider_ref: str | None
    reason: str | None
    values: Json
    sealed: MaybeSealed


class DeadlineRow(Row, table=True):
    """One running clock. `version` is the step that set it: a later one makes it void."""

    __tablename__ = "deadlines"
    __table_args__ = (Index("ix_deadlines_due", "due_at", "case_id", "key"), {"sqlite_with_rowid": False})

    case_id: CaseKey
    key: Key
    clock: str
    subject: str | None
    due_at: Micros
    version: Big
    escalated_at: MaybeMicros


class TaskRow(Row, table=True):
    """Work for a person, a role or a queue, with a due time. `subject` is the notice or order it is about."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_case", "case_id", "done_at"),
        # "Mine, due first" asks for open tasks only, and most tasks are done.
        Index("ix_tasks_owner", "owner_id", "due_at", "reference", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_tasks_queue", "queue", "due_at", "reference", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_tasks_role", "role", "due_at", "reference", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    reference: Key
    case_id: MaybeCaseId
    kind: str
    subject: str | None
    role: str | None
    queue: str | None
    owner_id: MaybePersonId
    due_at: Micros
    created_at: Micros
    done_at: MaybeMicros
    done_by: MaybePersonId
    completes_on: str | None


class ApprovalRow(Row, table=True):
    """A second person's word for one event at one version of a case; used once."""

    __tablename__ = "approvals"
    __table_args__ = (Index("ix_approvals_case", "case_id", "event"),)

    reference: Key
    case_id: CaseId
    event: str
    version: Big
    given_by: PersonId
    given_at: Micros
    used_at: MaybeMicros


class AnswerRow(Row, table=True):
    """What was answered to a request, so that the same request has the effect of one."""

    __tablename__ = "answers"
    __table_args__ = (Index("ix_answers_at", "at"),)

    actor: Key
    key: Key
    request: bytes
    status: int
    body: Json
    at: Micros


class MetaRow(Row, table=True):
    """Marks that the database carries about itself."""

    __tablename__ = "meta"

    name: Key
    value: str
