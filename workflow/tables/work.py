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


LOOKED = text("look_at IS NOT NULL")
UNENDED = text("ended_at IS NULL")
NEXT = text("next_at IS NOT NULL")
#: As literal text, because an index over some rows serves only a question that says the same words.
UNSERVED = "clock = 'service'"


class NoticeRow(Row, table=True):
    """One planned message: the outbox, written with the step that caused it.

    `since` is when it came to its state, `look_at` when its receipt is next asked for. From the claim on
    `digest` is that of the template's wording, and `sealed` holds the exact words.
    """

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
        # What is stuck, and since when.
        Index("ix_notices_since", "state", "since", "reference"),
        # Receipts that are still to be asked for; most notices wait for none.
        Index("ix_notices_look", "look_at", "reference", sqlite_where=LOOKED, postgresql_where=LOOKED),
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
    since: Micros
    version: Big
    not_before: Micros
    planned_at: Micros
    claimed_at: MaybeMicros
    settled_at: MaybeMicros
    look_at: MaybeMicros
    attempts: int
    route_version: Big
    provider_ref: str | None
    reason: str | None
    values: Json
    digest: str | None
    sealed: MaybeSealed


class DeadlineRow(Row, table=True):
    """One timer of a case. `version` is the step that set it: a later one makes it void.

    `next_at` is when something is next to be done about it, None once nothing is; `reached_at` and
    `escalated_at` are when that was done last.
    """

    __tablename__ = "deadlines"
    __table_args__ = (
        Index("ix_deadlines_next", "next_at", "case_id", "key", sqlite_where=NEXT, postgresql_where=NEXT),
        # What is past due, the oldest first, whether or not somebody has heard of it.
        Index("ix_deadlines_due", "due_at", "case_id", "key"),
        # Orders that wait to be served: few of all clocks, and looked at with every list of work.
        Index(
            "ix_deadlines_unserved",
            "due_at",
            "case_id",
            "key",
            sqlite_where=text(UNSERVED),
            postgresql_where=text(UNSERVED),
        ),
        {"sqlite_with_rowid": False},
    )

    case_id: CaseKey
    key: Key
    clock: str
    subject: str | None
    due_at: Micros
    escalates_at: Micros
    next_at: MaybeMicros
    version: Big
    reached_at: MaybeMicros
    escalated_at: MaybeMicros


class TaskRow(Row, table=True):
    """Work for a person, a role or a queue, with a due time. `subject` is the notice, offer or order it is about.

    `deadline` is the key of the clock that raised it, `firm` the firm whose task it is, `way` the channel by
    which she may be reached for it, `covers_for` whose task it is while they are away.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_case", "case_id", "done_at"),
        # "Mine, due first" asks for open tasks only, and most tasks are done.
        Index("ix_tasks_owner", "owner_id", "due_at", "reference", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_tasks_queue", "queue", "due_at", "reference", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_tasks_role", "role", "due_at", "reference", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_tasks_firm", "firm", "due_at", "reference", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    reference: Key
    case_id: MaybeCaseId
    kind: str
    subject: str | None
    role: str | None
    queue: str | None
    firm: str | None
    owner_id: MaybePersonId
    covers_for: MaybePersonId
    deadline: str | None
    way: str | None
    reason: str | None
    due_at: Micros
    created_at: Micros
    done_at: MaybeMicros
    done_by: MaybePersonId
    completes_on: str | None


class AbsenceRow(Row, table=True):
    """Somebody is away and somebody else does their tasks. `begun_at` and `ended_at` are when tasks moved.

    One that was called off has ended and never begun.
    """

    __tablename__ = "absences"
    __table_args__ = (
        Index("ix_absences_person", "person_id", "begins_at"),
        Index("ix_absences_cover", "cover_id"),
        # Most absences are over.
        Index("ix_absences_open", "begins_at", "reference", sqlite_where=UNENDED, postgresql_where=UNENDED),
    )

    reference: Key
    person_id: PersonId
    cover_id: PersonId
    begins_at: Micros
    ends_at: Micros
    made_by: PersonId
    made_at: Micros
    begun_at: MaybeMicros
    ended_at: MaybeMicros


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
