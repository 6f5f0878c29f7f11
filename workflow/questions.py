"""What a caseworker asks an officer: opened for the officer who was told of it, until somebody has answered.

An officer who referred her later, or whose referral joined the case, was asked nothing and reads nothing: a question
may say what only its own officer knows. The entry is committed before a question leaves this module.
"""

from datetime import datetime

import orjson
from sqlalchemy import bindparam, exists, func, select

from states.vocabulary import Chart, Event, Recipient
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.finding import Case
from workflow.looking import found, looking
from workflow.prepared import Prepared, Rows
from workflow.rows import Note, note
from workflow.tables import EntryRow, NoticeRow, SealedPayloadRow
from workflow.vault import SealedPayload, open_payload

ENTRIES, NOTICES, PAYLOADS = EntryRow.__table__, NoticeRow.__table__, SealedPayloadRow.__table__
ANSWERS = ENTRIES.alias("answers")

#: The entry's event.
READ_QUESTIONS = "read_questions"
#: Most requests that are shown at once.
MOST = 20

_answered = (
    select(func.coalesce(func.max(ANSWERS.c.seq), 0))
    .where(
        ANSWERS.c.stream == bindparam("stream"),
        ANSWERS.c.event == Event.SUPPLY_INFORMATION.value,
        ANSWERS.c.digest.is_not(None),
    )
    .scalar_subquery()
)
# What was refused holds no question, and what was erased cannot be asked any more.
SELECT_ASKED = Prepared(
    select(ENTRIES.c.seq, ENTRIES.c.digest, PAYLOADS.c.sealed)
    .join(PAYLOADS, (PAYLOADS.c.stream == ENTRIES.c.stream) & (PAYLOADS.c.seq == ENTRIES.c.seq))
    .where(
        ENTRIES.c.stream == bindparam("stream"),
        ENTRIES.c.chart == Chart.CASE.value,
        ENTRIES.c.event == Event.REQUEST_INFORMATION.value,
        ENTRIES.c.seq > _answered,
        exists()
        .where(
            NOTICES.c.case_id == bindparam("case"),
            NOTICES.c.cause_seq == ENTRIES.c.seq,
            NOTICES.c.recipient == Recipient.REFERRER.value,
            NOTICES.c.recipient_ref == bindparam("officer"),
        )
        .correlate(ENTRIES),
    )
    .order_by(ENTRIES.c.seq)
    .limit(MOST)
)


def is_asked(db: Database, reference: str, *, actor: Actor, at: datetime) -> bool:
    """Say whether a question waits for this person's answer. Raises NotFound."""
    with looking(db, actor, "questions", reference, at) as tx:
        return bool(_asked(tx, found(tx, reference, actor, at), actor))


def read_questions(db: Database, reference: str, *, actor: Actor, at: datetime) -> tuple[str, ...]:
    """Open the questions that wait for this person's answer, by the reference of their referral.

    Raises NotFound, and StorageUnavailable where the entry cannot be written.
    """
    with denials(db, actor, READ_QUESTIONS, reference, at), db.transaction() as tx:
        case = found(tx, reference, actor, at, lock=True)
        rows = _asked(tx, case, actor)
        key = case.key(db.keys)
        opened = [open_payload(key, seq, SealedPayload(digest, sealed)) for seq, digest, sealed in rows]
        if rows:
            note(tx, case, Note(READ_QUESTIONS, {"asked": [seq for seq, *_ in rows]}), by=actor, at=at)
    return tuple(question for said in opened for question in orjson.loads(said)["questions"])


def _asked(tx: Tx, case: Case, actor: Actor) -> Rows:
    return tx.rows(SELECT_ASKED, stream=case.head.stream, case=case.id, officer=actor.reference)
