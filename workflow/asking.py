"""What a referral did not say, as tasks: it never keeps a referral out, and never gets lost either."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, update

from states.due import FIRST_CONTACT
from states.vocabulary import Event, Role
from workflow.db import Tx
from workflow.finding import Case
from workflow.prepared import Prepared
from workflow.tables import TaskRow, to_micros
from workflow.tasks import DONE, Work, raise_task

TASKS = TaskRow.__table__

#: The kind of these tasks; the subject is the field to ask for.
ASK = "ask"
#: What a task says that stands for more than one field, and the event that shows it done. The others are done
#: when `update_details` gives their field.
COMPLETED_BY: Mapping[str, str] = {
    "safe_contact": Event.SET_SAFETY.value,
    "risk": Event.ASSESS_RISK.value,
}

COMPLETE = Prepared(
    update(TASKS)
    .where(
        TASKS.c.case_id == bindparam("of_case"),
        TASKS.c.kind == ASK,
        TASKS.c.subject == bindparam("about"),
        TASKS.c.done_at.is_(None),
    )
    .values(DONE)
)


def ask(tx: Tx, case: Case, fields: Iterable[str], *, at: datetime) -> None:
    """Raise a task for a caseworker for each field, due with the first contact."""
    for field in fields:
        work = Work(ASK, Role.CASEWORKER, at + FIRST_CONTACT, field, COMPLETED_BY.get(field))
        raise_task(tx, case, work, at=at)


def answered(tx: Tx, case_id: int, fields: Iterable[str], *, by: str, at: datetime) -> None:
    """Complete the tasks that asked for these fields."""
    for field in fields:
        tx.write(COMPLETE, of_case=case_id, about=field, by=by, at=to_micros(at))
