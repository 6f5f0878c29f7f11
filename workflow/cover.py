"""Whose turn it is: who does somebody's tasks while they are away, and who gets those of a case that changes hands.

Nobody is given a task of a case that they may not see: it waits in its queue instead, where whoever sees the case,
and always a lead, finds it.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, exists, or_, select, update
from sqlalchemy import case as case_of

from states.permissions import Sight, sight
from states.position import Facts
from states.vocabulary import Role
from workflow.access import WORKS_AS
from workflow.actors import Actor
from workflow.db import Tx
from workflow.finding import Case, has_conflict
from workflow.prepared import Prepared
from workflow.tables import AbsenceRow, AssociateRow, BlindIndexRow, CaseRow, PersonRow, TaskRow, to_micros

ABSENCES, ASSOCIATES, CASES = AbsenceRow.__table__, AssociateRow.__table__, CaseRow.__table__
INDEXES, PEOPLE, TASKS = BlindIndexRow.__table__, PersonRow.__table__, TaskRow.__table__

#: Longest chain of covers that is followed: whoever is further away than that is not asked.
LONGEST_CHAIN = 5

#: Whether an absence lasts at a moment: one that was called off, or is over, has ended.
LASTS = and_(
    ABSENCES.c.begins_at <= bindparam("at"),
    ABSENCES.c.ends_at > bindparam("at"),
    ABSENCES.c.ended_at.is_(None),
)
SELECT_PERSON = Prepared(
    select(
        PEOPLE.c.reference,
        PEOPLE.c.role,
        PEOPLE.c.force,
        PEOPLE.c.firm,
        PEOPLE.c.active,
        exists().where(ASSOCIATES.c.person_id == PEOPLE.c.id),
        select(ABSENCES.c.cover_id)
        .where(ABSENCES.c.person_id == PEOPLE.c.id, LASTS)
        .order_by(ABSENCES.c.begins_at)
        .limit(1)
        .scalar_subquery(),
    ).where(PEOPLE.c.id == bindparam("person"))
)
_OPEN = (TASKS.c.case_id == bindparam("of_case"), TASKS.c.done_at.is_(None))
_OF_THE_CASE = {
    name: select(CASES.c[name]).where(CASES.c.id == TASKS.c.case_id).scalar_subquery()
    for name in ("queue", "owner_id")
}
_FOR_A_CASEWORKER = TASKS.c.role == Role.CASEWORKER.value
# What waits for the owner of a case, or for who stands in for them, waits for the next one too. What was given to
# somebody else stays theirs.
HAND_ON = Prepared(
    update(TASKS)
    .where(
        *_OPEN,
        _FOR_A_CASEWORKER,
        or_(
            TASKS.c.owner_id.is_(None),
            TASKS.c.owner_id == bindparam("was"),
            TASKS.c.covers_for == bindparam("was"),
        ),
    )
    .values(owner_id=_OF_THE_CASE["owner_id"], covers_for=None)
)
# Nobody of the old side keeps a task of a case that went to another.
HAND_OVER = Prepared(
    update(TASKS)
    .where(*_OPEN)
    .values(
        queue=_OF_THE_CASE["queue"],
        owner_id=case_of((_FOR_A_CASEWORKER, _OF_THE_CASE["owner_id"]), else_=None),
        covers_for=None,
    )
)
# A caseworker sees a sensitive case only as its owner; leads see it all the same.
TAKE_BACK = Prepared(
    update(TASKS).where(*_OPEN, _FOR_A_CASEWORKER).values(owner_id=_OF_THE_CASE["owner_id"], covers_for=None)
)
PUT = Prepared(
    update(TASKS)
    .where(*_OPEN, TASKS.c.owner_id == bindparam("was"), _FOR_A_CASEWORKER)
    .values(owner_id=bindparam("to"), covers_for=bindparam("for_whom"))
)
TO_FIRM = Prepared(
    update(TASKS)
    .where(*_OPEN, TASKS.c.subject == bindparam("about"), TASKS.c.firm.is_not(None))
    .values(firm=bindparam("taken_by"))
)
LET_GO = Prepared(
    update(TASKS)
    .where(
        TASKS.c.owner_id == bindparam("person"),
        TASKS.c.done_at.is_(None),
        exists().where(
            ASSOCIATES.c.person_id == TASKS.c.owner_id,
            ASSOCIATES.c.kind == INDEXES.c.kind,
            ASSOCIATES.c.value == INDEXES.c.value,
            INDEXES.c.case_id == TASKS.c.case_id,
        ),
    )
    .values(owner_id=None)
)
SELECT_COVERED = Prepared(
    select(PEOPLE.c.id, PEOPLE.c.reference)
    .join(ABSENCES, ABSENCES.c.person_id == PEOPLE.c.id)
    .where(ABSENCES.c.cover_id == bindparam("cover"), LASTS)
    .order_by(PEOPLE.c.id)
)
SELECT_OWNER = Prepared(select(CASES.c.owner_id).where(CASES.c.id == bindparam("case_id")))


GIVE = Prepared(
    update(TASKS)
    .where(TASKS.c.reference == bindparam("task"), TASKS.c.done_at.is_(None))
    .values(owner_id=bindparam("to"), covers_for=bindparam("for_whom"))
)


class Place(NamedTuple):
    """Whose task it is, None where it waits in its queue, and for whom they stand in, if they do."""

    owner_id: int | None
    covers_for: int | None


class Person(NamedTuple):
    """Somebody who may be given a task, and who covers for them at that moment, if they are away."""

    actor: Actor
    active: bool
    cover_id: int | None


def person_of(tx: Tx, person_id: int, at: datetime) -> Person:
    """Return who somebody is, and who covers for them."""
    ((reference, role, force, firm, active, watched, cover),) = tx.rows(
        SELECT_PERSON, person=person_id, at=to_micros(at)
    )
    actor = Actor(reference, Role(role), force, firm, person_id=person_id, watched=bool(watched))
    return Person(actor, bool(active), cover)


def present(tx: Tx, person_id: int, at: datetime) -> Person | None:
    """Return who does somebody's tasks at that moment: they themselves, their cover, or the cover of that one.

    None where nobody is left: all of them are away, or shut out.
    """
    return _stands_in(tx, person_of(tx, person_id, at), at)


def _stands_in(tx: Tx, found: Person, at: datetime) -> Person | None:
    for _ in range(LONGEST_CHAIN):
        if found.cover_id is None:
            return found if found.active else None
        found = person_of(tx, found.cover_id, at)
    return None


def place(tx: Tx, case_id: int | None, facts: Facts, role: Role, person_id: int, at: datetime) -> Place:
    """Say whose a task of that role is that would be somebody's; their cover's, where that one may see the case."""
    first = person_of(tx, person_id, at)
    if not first.active:
        # Who was shut out never comes back for it.
        return Place(None, None)
    found = _stands_in(tx, first, at)
    away = None if found and found.actor.person_id == person_id else person_id
    if found is None or not may_do(tx, case_id, facts, role, found.actor, at):
        return Place(None, away)
    return Place(found.actor.person_id, away)


def may_do(tx: Tx, case_id: int | None, facts: Facts, role: Role, actor: Actor, at: datetime) -> bool:
    """Say whether somebody does tasks of that role, and sees the case that this one is of, if it is of one."""
    if role not in WORKS_AS.get(actor.role, ()):
        return False
    if case_id is None:
        return True
    conflict = actor.watched and has_conflict(tx, case_id, actor.person_id)
    return sight(actor, facts, conflict=conflict, at=at) is Sight.CASE


def hand_on(tx: Tx, case: Case, before: Facts, after: Facts, at: datetime) -> None:
    """Give the open tasks of a case to those whose they now are. Its row is already written."""
    if before["queue"] != after["queue"]:
        tx.write(HAND_OVER, of_case=case.id)
    elif before["sensitive"] != after["sensitive"]:
        tx.write(TAKE_BACK, of_case=case.id)
    else:
        tx.write(HAND_ON, of_case=case.id, was=case.owner_id)
    if after["owner"] is None:
        return
    ((owner,),) = tx.rows(SELECT_OWNER, case_id=case.id)
    to = place(tx, case.id, after, Role.CASEWORKER, owner, at)
    if to.owner_id != owner:
        tx.write(PUT, of_case=case.id, was=owner, to=to.owner_id, for_whom=to.covers_for)


def follow_orders(tx: Tx, case_id: int, before: Facts, after: Facts) -> None:
    """Give what a firm was to do about an order to the firm that took the order over."""
    for reference, order in before["orders"].items():
        taken_by = after["orders"][reference]["firm"]
        if taken_by != order["firm"]:
            tx.write(TO_FIRM, of_case=case_id, about=reference, taken_by=taken_by)


def let_go(tx: Tx, person_id: int) -> None:
    """Have the tasks of cases that somebody may no longer know of wait in their queues."""
    tx.run(LET_GO, person=person_id)


def stands_in(tx: Tx, case: Case, actor: Actor, at: datetime) -> bool:
    """Say whether somebody does the tasks of the owner of this case, who is away."""
    if case.owner_id is None or actor.person_id is None or actor.role not in WORKS_AS:
        return False
    found = None if case.owner_id == actor.person_id else present(tx, case.owner_id, at)
    return found is not None and found.actor.person_id == actor.person_id


def covered(tx: Tx, person_id: int, at: datetime) -> dict[int, str]:
    """Return those whose tasks somebody does beside their own at that moment: row by reference."""
    found: dict[int, str] = {}
    asked = [person_id]
    for _ in range(LONGEST_CHAIN):
        rows = [row for cover in asked for row in tx.rows(SELECT_COVERED, cover=cover, at=to_micros(at))]
        asked = [row_id for row_id, _ in rows if row_id not in found and row_id != person_id]
        found |= {row_id: reference for row_id, reference in rows if row_id in asked}
    return found
