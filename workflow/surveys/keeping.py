"""Keeping what was answered, apart from the case that it is about.

Nothing here knows a case: an answer is kept with its force, the month of the outcome and which survey it was, and no
more. It must never be given a reference, a person or a moment. What was written freely is kept apart even from the
answers beside it, because words give away who wrote them.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from states.errors import Malformed, Problem
from workflow.db import Tx
from workflow.keys import Keys
from workflow.prepared import insertion
from workflow.surveys.counts import Cohort, add
from workflow.surveys.items import ANSWERED, ITEMS, LONGEST, UNSAID
from workflow.tables import SurveyAnswerRow, SurveyCommentRow

#: What the key of a comment is bound to, in the place of a case.
KEY_OF_COMMENTS = "survey"
#: Bytes of chance that name a row.
CHANCE = 16

INSERT_ANSWER = insertion(SurveyAnswerRow.__table__)
INSERT_COMMENT = insertion(SurveyCommentRow.__table__)


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody answered: a code for each item that they did not leave out, and what they wrote."""

    chosen: Mapping[str, str] = field(repr=False)
    comment: str = field(repr=False)
    contact_me: bool
    language: str


def checked(answers: Answers) -> Answers:
    """Return the answers as they are. Raises Malformed, which repeats nothing of them."""
    problems = [
        Problem(item, "must be one of the answers that are offered")
        for item, code in answers.chosen.items()
        if code not in ITEMS.get(item, ())
    ]
    if len(answers.comment) > LONGEST:
        problems.append(Problem("comment", f"must be at most {LONGEST} characters"))
    # Who only asks to be contacted has said enough.
    if not problems and not (answers.chosen or answers.comment or answers.contact_me):
        problems.append(Problem("answers", "must hold at least one"))
    if problems:
        raise Malformed("the answers do not fit the questions", problems)
    return answers


def keep(tx: Tx, keys: Keys, cohort: Cohort, way: str, answers: Answers) -> None:
    """Write the answers and count them, in the transaction of the step that says that there are some."""
    said = {item: answers.chosen.get(item, UNSAID) for item in ITEMS}
    where = {"force": cohort.force, "month": cohort.month, "wave": cohort.wave}
    number = secrets.token_bytes(CHANCE)
    tx.write(INSERT_ANSWER, id=number, way=way, language=answers.language, **where, **said)
    add(tx, cohort, [(ANSWERED, way), *said.items()])
    if answers.comment:
        _keep_comment(tx, keys, where, answers.comment)


def _keep_comment(tx: Tx, keys: Keys, where: Mapping[str, str], comment: str) -> None:
    number, own = secrets.token_bytes(CHANCE), keys.new(KEY_OF_COMMENTS)
    sealed = own.key.seal(field_of(number), comment.encode())
    tx.write(INSERT_COMMENT, id=number, comment=sealed, key_id=own.key_id, wrapped_key=own.wrapped, **where)


def field_of(number: bytes) -> str:
    """Name what a comment is sealed as: it opens nowhere else."""
    return f"comment.{number.hex()}"
