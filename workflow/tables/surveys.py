"""What became of asking her whether it helped: whom we asked, what was answered, and the sums of both.

Who was asked stands beside her case. What was answered names no case and no moment, and lies in the order of chance,
so that no row of the one leads to a row of the other.
"""

from sqlalchemy import Index

from workflow.tables.columns import Big, CaseId, Id, Key, KeyBytes, MaybeMicros, Micros, Row, SealedColumn


class SurveyInvitationRow(Row, table=True):
    """That she was asked for one survey after an outcome, and whether she answered; `hash` is of the link she holds.

    `way` is how she was asked first, `month` that of the outcome. `ended_at` is when she answered, or when nobody was to be asked any more.
    """

    __tablename__ = "survey_invitations"
    __table_args__ = (
        Index("ix_survey_invitations_case", "case_id", "id"),
        Index("uq_survey_invitations_hash", "hash", unique=True),
    )

    id: Id
    case_id: CaseId
    wave: str
    way: str
    force: str
    month: str
    hash: bytes | None
    invited_at: Micros
    expires_at: MaybeMicros
    ended_at: MaybeMicros
    answered: bool


class SurveyAnswerRow(Row, table=True):
    """What somebody answered, whoever it was. An item that was left out is "unsaid". `id` is chance."""

    __tablename__ = "survey_answers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: KeyBytes
    force: str
    month: str
    wave: str
    way: str
    language: str
    abuse_since: str
    felt_safety: str
    told: str
    service: str
    solicitor: str


class SurveyCommentRow(Row, table=True):
    """What somebody wrote freely, apart from what they answered: words give away who wrote them. `id` is chance.

    It is sealed under a key of its own, which is no key of a case.
    """

    __tablename__ = "survey_comments"
    __table_args__ = (
        Index("ix_survey_comments_month", "month", "id"),
        Index("ix_survey_comments_force", "force", "month", "id"),
        Index("ix_survey_comments_key", "key_id"),
        {"sqlite_with_rowid": False},
    )

    id: KeyBytes
    force: str
    month: str
    wave: str
    comment: SealedColumn
    key_id: str
    wrapped_key: bytes


class SurveyCountRow(Row, table=True):
    """How often an item of a survey has one answer: of a force, or of all under "", by the month of the outcome.

    The items "invited" and "answered" count by the way; the other five count answers.
    """

    __tablename__ = "survey_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    scope: Key
    month: Key
    wave: Key
    item: Key
    code: Key
    count: Big
