"""What people wrote freely with their answers, for leads of the service alone; each reading is an entry first.

A comment names no case, and no answer stands beside it. Who wrote it may still be known by its words, so nobody reads
them without leaving a trace, and they go into no export.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, select

from states.errors import Malformed, NotPermitted, Problem
from states.vocabulary import Role
from workflow import access_log
from workflow.actors import Actor
from workflow.db import Database
from workflow.prepared import Prepared
from workflow.sealed import Sealed
from workflow.surveys.keeping import KEY_OF_COMMENTS, field_of
from workflow.tables import SurveyCommentRow

COMMENTS = SurveyCommentRow.__table__

#: Comments of one page.
PAGE = 20
#: What the entry of a reading says was read.
READ = "survey_comments"


def _page(*narrowed: ColumnElement[bool]) -> Select[tuple[bytes, str, str, str, bytes, bytes]]:
    columns = ("id", "force", "wave", "key_id", "wrapped_key", "comment")
    return (
        select(*(COMMENTS.c[name] for name in columns))
        .where(COMMENTS.c.month == bindparam("of_month"), COMMENTS.c.id > bindparam("after"), *narrowed)
        .order_by(COMMENTS.c.id)
        .limit(bindparam("most"))
    )


OF_ALL = Prepared(_page())
OF_FORCE = Prepared(_page(COMMENTS.c.force == bindparam("of_force")))


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote, about which force and in which of the two surveys."""

    force: str
    wave: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Comments:
    """One page of comments, and where the next one begins."""

    comments: tuple[Comment, ...]
    next_cursor: str | None


def read_comments(db: Database, month: str, *, actor: Actor, at: datetime, cursor: str = "") -> Comments:
    """Return what was written about outcomes of one month, in the order of chance.

    A lead of one force reads what is about it. Raises NotPermitted to anybody but a lead, Malformed for a cursor that
    is none, and StorageUnavailable where the entry cannot be written.
    """
    with access_log.denials(db, actor, READ, None, at):
        if actor.role is not Role.LEAD:
            message = "what was written with a survey is for leads"
            raise NotPermitted(message)
    after = _after(cursor)
    with db.transaction() as tx:
        given = {"of_month": month, "after": after, "most": PAGE + 1}
        if actor.force is None:
            rows = tx.rows(OF_ALL, **given)
        else:
            rows = tx.rows(OF_FORCE, of_force=actor.force, **given)
        shown = rows[:PAGE]
        access_log.write(tx, actor, access_log.READ, READ, None, at, found=len(shown))
        comments = tuple(
            Comment(force, wave, _opened(db, number, key_id, wrapped, sealed))
            for number, force, wave, key_id, wrapped, sealed in shown
        )
    return Comments(comments, bytes(shown[-1][0]).hex() if len(rows) > PAGE else None)


def _opened(db: Database, number: bytes, key_id: str, wrapped: bytes, sealed: Sealed) -> str:
    key = db.keys.unwrap(KEY_OF_COMMENTS, key_id, bytes(wrapped))
    return key.open(field_of(bytes(number)), sealed).decode()


def _after(cursor: str) -> bytes:
    try:
        return bytes.fromhex(cursor)
    except ValueError:
        raise Malformed("the cursor is none of ours", [Problem("cursor", "is none")]) from None
