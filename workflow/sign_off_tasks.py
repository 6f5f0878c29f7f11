"""The tasks of sign-offs: what leads are asked is completed by their answer, which is a task for who asked."""

from datetime import datetime

from sqlalchemy import bindparam, select

from states.vocabulary import Role
from workflow.actors import Actor
from workflow.db import Tx
from workflow.finding import Case
from workflow.findings import APPROVAL_LASTS
from workflow.prepared import Prepared
from workflow.tables import PersonRow, TaskRow
from workflow.task_words import APPROVAL_ASKED, APPROVAL_GIVEN
from workflow.tasks import Work, complete_one, raise_task

PEOPLE, TASKS = PersonRow.__table__, TaskRow.__table__

# The subject of such a task is who asked.
SELECT_ASKED = Prepared(
    select(TASKS.c.reference, TASKS.c.subject, PEOPLE.c.id, PEOPLE.c.role)
    .join(PEOPLE, PEOPLE.c.reference == TASKS.c.subject)
    .where(
        TASKS.c.case_id == bindparam("of_case"),
        TASKS.c.kind == APPROVAL_ASKED,
        TASKS.c.completes_on == bindparam("event"),
        TASKS.c.done_at.is_(None),
    )
    .order_by(TASKS.c.reference)
)


def answer(tx: Tx, case: Case, event: str, kind: str, said: str | None, *, actor: Actor, at: datetime) -> int:
    """Complete what leads were asked about this event, and give each who asked a task; return how many asked.

    Nobody answers themselves: what the actor asked stays open. The case is locked.
    """
    answered = 0
    for task, asker, asker_id, role in tx.rows(SELECT_ASKED, of_case=case.id, event=event):
        if asker == actor.reference:
            continue
        complete_one(tx, task, by=actor.reference, at=at)
        work = Work(
            kind, Role(role), at + APPROVAL_LASTS, actor.reference, event, reason=said, owner_id=asker_id
        )
        raise_task(tx, case, work, at=at)
        answered += 1
    return answered


def approved(tx: Tx, case: Case, event: str, *, actor: Actor, at: datetime) -> None:
    """Tell who asked that a lead gave their word. The case is locked."""
    answer(tx, case, event, APPROVAL_GIVEN, None, actor=actor, at=at)
