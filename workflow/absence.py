"""Absence: the tasks of whoever is away go to their cover, and come back with them. A round does it, case by case.

It may be run by any number of processes, and be killed at any moment: it moves what it finds with whoever is not
there, and nothing twice. What a cover may not see waits in its queue, where leads find it.
"""

import logging
import time
from datetime import datetime

from sqlalchemy import and_, bindparam, exists, or_, select, update

from states.vocabulary import Role
from workflow.actors import SYSTEM
from workflow.cover import GIVE, place
from workflow.db import Database
from workflow.faults import StorageUnavailable
from workflow.finding import load
from workflow.prepared import Prepared
from workflow.tables import AbsenceRow, PersonRow, TaskRow, to_micros
from workflow.trail import SETTINGS, Entry, append_to

ABSENCES, PEOPLE, TASKS = AbsenceRow.__table__, PersonRow.__table__, TaskRow.__table__

log = logging.getLogger(__name__)

#: Most absences that one round looks at; the next one goes on.
MOST = 100
#: Pause after each task, in seconds: on SQLite whoever writes again at once would keep commands waiting.
GIVE_WAY = 0.0002
#: The entries' events.
BEGIN, END = "begin_cover", "end_cover"

_HAS_TASKS = exists().where(TASKS.c.owner_id == ABSENCES.c.person_id, TASKS.c.done_at.is_(None))
SELECT_DUE = Prepared(
    select(ABSENCES.c.reference, ABSENCES.c.person_id, ABSENCES.c.ends_at <= bindparam("at"))
    .where(
        ABSENCES.c.ended_at.is_(None),
        ABSENCES.c.begins_at <= bindparam("at"),
        or_(ABSENCES.c.ends_at <= bindparam("at"), ABSENCES.c.begun_at.is_(None), _HAS_TASKS),
    )
    .order_by(ABSENCES.c.begins_at, ABSENCES.c.reference)
    .limit(bindparam("most"))
)
SELECT_GONE = Prepared(
    select(PEOPLE.c.id)
    .where(
        PEOPLE.c.active.is_(False),
        exists().where(TASKS.c.owner_id == PEOPLE.c.id, TASKS.c.done_at.is_(None)),
    )
    .limit(bindparam("most"))
)
_NAMED = (TASKS.c.reference, TASKS.c.case_id)
# One that covers for somebody else goes where that one's tasks go now.
SELECT_HELD = Prepared(
    select(*_NAMED).where(TASKS.c.owner_id == bindparam("person"), TASKS.c.done_at.is_(None))
)
SELECT_COVERED = Prepared(
    select(*_NAMED).where(TASKS.c.covers_for == bindparam("person"), TASKS.c.done_at.is_(None))
)
SELECT_TASK = Prepared(
    select(TASKS.c.role, TASKS.c.owner_id, TASKS.c.covers_for)
    .where(TASKS.c.reference == bindparam("task"), TASKS.c.done_at.is_(None))
    .with_for_update()
)
BEGUN = Prepared(
    update(ABSENCES)
    .where(ABSENCES.c.reference == bindparam("absence"), ABSENCES.c.begun_at.is_(None))
    .values(begun_at=bindparam("when"))
)
ENDED = Prepared(
    update(ABSENCES)
    .where(
        ABSENCES.c.reference == bindparam("absence"),
        and_(ABSENCES.c.ended_at.is_(None), ABSENCES.c.ends_at <= bindparam("when")),
    )
    .values(ended_at=bindparam("when"))
)


def move_tasks(db: Database, at: datetime) -> int:
    """Begin and end the covers that are due, and return how many tasks changed hands.

    The tasks of people who were shut out go back to their queues. Each task moves in a transaction of its own.
    """
    with db.reading() as tx:
        due = tx.rows(SELECT_DUE, at=to_micros(at), most=MOST)
        gone = tx.rows(SELECT_GONE, most=MOST)
    moved = 0
    for reference, person_id, is_over in due:
        given, failed = _move(db, SELECT_COVERED if is_over else SELECT_HELD, person_id, at)
        moved += given
        if not failed:
            _mark(db, reference, at, over=bool(is_over))
    return moved + sum(_move(db, SELECT_HELD, person_id, at)[0] for (person_id,) in gone)


def _move(db: Database, which: Prepared, person_id: int, at: datetime) -> tuple[int, int]:
    """Give somebody's tasks to whose they are now; return how many moved, and how many could not be."""
    with db.reading() as tx:
        held = tx.rows(which, person=person_id)
    moved = failed = 0
    for reference, case_id in held:
        try:
            moved += _give(db, reference, of_case=case_id is not None, at=at)
        except StorageUnavailable:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, the other tasks are still somebody's to do.
            # By its kind alone: its words may quote what a row holds.
            log.error("task %s could not be moved: %s", reference, type(fault).__name__)  # noqa: TRY400
            failed += 1
        time.sleep(GIVE_WAY)
    return moved, failed


def _give(db: Database, reference: str, *, of_case: bool, at: datetime) -> bool:
    """Give one task to whose it is now; say whether that is somebody else."""
    with db.transaction() as tx:
        # In the order in which commands lock, so that neither waits for the other for ever.
        case = load(tx, reference, lock=True) if of_case else None
        row = tx.one(SELECT_TASK, task=reference)
        if row is None:
            return False
        role, owner_id, covers_for = row
        person_id = covers_for if covers_for is not None else owner_id
        if person_id is None:
            return False
        facts = case.position.facts if case else {}
        to = place(tx, case.id if case else None, facts, Role(role), person_id, at)
        tx.run(GIVE, task=reference, to=to.owner_id, for_whom=to.covers_for)
    return bool(to.owner_id != owner_id)


def _mark(db: Database, reference: str, at: datetime, *, over: bool) -> None:
    """Note that a cover began or ended, once, whoever else came to the same end."""
    with db.transaction() as tx:
        if tx.run(ENDED if over else BEGUN, absence=reference, when=to_micros(at)):
            event = END if over else BEGIN
            entry = Entry(at, SYSTEM.reference, SYSTEM.role.value, SETTINGS, event, "", 0, {}, reference)
            append_to(tx, SETTINGS, entry)
