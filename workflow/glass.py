"""Break-glass: a lead opens the contact details of a case that they do not own, for a while, before others' eyes.

Its entry, with the reason sealed, and the word to two people are one transaction: if nobody can be told, nothing
opens. It never passes a conflict of interest: such a case does not exist for who asks.
"""

from datetime import datetime, timedelta

import orjson
from sqlalchemy import bindparam, select

from states.errors import Malformed, NotPermitted, Problem, Refusal, Refused
from states.permissions import Sight, masks_contact
from states.vocabulary import Role
from workflow import references
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.cover import may_do, person_of
from workflow.db import Database, Tx
from workflow.finding import Case
from workflow.looking import found
from workflow.prepared import Prepared, insertion
from workflow.rows import Note, note
from workflow.tables import BreakGlassRow, PersonRow, TaskRow, from_micros, to_micros
from workflow.vault import seal_payload

GLASS, PEOPLE, TASKS = BreakGlassRow.__table__, PersonRow.__table__, TaskRow.__table__

#: The entry's event, and the task by which others hear of it.
BREAK_GLASS, TOLD_OF_GLASS = "break_glass", "glass_broken"
#: How long details stay open. Source: docs/sources.md#design.
LASTS = timedelta(minutes=30)
#: How many others hear of it, and by when they are to have looked (I).
WITNESSES, LOOK_WITHIN = 2, timedelta(hours=4)
#: Longest reason, in characters.
LONGEST = 500
#: Why it is refused where there is nobody to tell.
NOBODY_TO_TELL = Refusal(
    "two_are_told",
    "two other people must be told, and there are not two who may see this case",
    "Have the owner of the case open them, or have another lead added",
    Role.ADMINISTRATOR.value,
)

INSERT_GLASS, INSERT_TASK = insertion(GLASS), insertion(TASKS)
SELECT_OPEN = Prepared(
    select(GLASS.c.until)
    .where(
        GLASS.c.person_id == bindparam("person"),
        GLASS.c.case_id == bindparam("case_id"),
        GLASS.c.until > bindparam("at"),
        GLASS.c.ended_at.is_(None),
    )
    .order_by(GLASS.c.until.desc())
    .limit(1)
)
#: More leads than this are not asked whether they may be told: two are enough.
MOST_LEADS = 50
SELECT_LEADS = Prepared(
    select(PEOPLE.c.id)
    .where(PEOPLE.c.role == Role.LEAD.value, PEOPLE.c.active.is_(True), PEOPLE.c.id != bindparam("but"))
    .order_by(PEOPLE.c.id)
    .limit(MOST_LEADS)
)


def break_glass(db: Database, case_reference: str, reason: str, *, actor: Actor, at: datetime) -> datetime:
    """Open the contact details of a case to a lead who does not own it; return until when.

    Asked again while they are open, nothing happens. Raises Malformed without a reason, NotFound, NotPermitted for
    anybody but a lead, and Refused where there are not two others to be told.
    """
    if not reason.strip() or len(reason) > LONGEST:
        problem = Problem("reason", f"must say why, in at most {LONGEST} characters")
        raise Malformed("breaking the glass needs a reason", [problem])
    with denials(db, actor, BREAK_GLASS, case_reference, at), db.transaction() as tx:
        case = found(tx, case_reference, actor, at, lock=True)
        if not may_break(case, actor):
            message = "only a lead who does not own the case may open its contact details so"
            raise NotPermitted(message)
        if (until := open_until(tx, case, actor, at)) is not None:
            return until
        witnesses = _witnesses(tx, case, actor, at)
        if len(witnesses) < WITNESSES:
            raise Refused(BREAK_GLASS, [NOBODY_TO_TELL])
        return _open(db, tx, case, reason.strip(), witnesses, actor, at)


def may_break(case: Case, actor: Actor) -> bool:
    """Say whether this is a lead to whom the contact details of the case are closed."""
    return (
        actor.role is Role.LEAD
        and actor.person_id is not None
        and case.sight is Sight.CASE
        and masks_contact(actor, case.position.facts)
    )


def open_until(tx: Tx, case: Case, actor: Actor, at: datetime) -> datetime | None:
    """Return until when the contact details of a case are open to who broke the glass; None where they are not."""
    if actor.role is not Role.LEAD or actor.person_id is None:
        return None
    row = tx.one(SELECT_OPEN, person=actor.person_id, case_id=case.id, at=to_micros(at))
    return None if row is None else from_micros(row[0])


def _open(
    db: Database, tx: Tx, case: Case, reason: str, witnesses: list[Actor], actor: Actor, at: datetime
) -> datetime:
    until = at + LASTS
    tx.write(
        INSERT_GLASS,
        case_id=case.id,
        person_id=actor.person_id,
        opened_at=to_micros(at),
        until=to_micros(until),
        ended_at=None,
    )
    for witness in witnesses:
        _tell(tx, case, witness, actor, at)
    why = seal_payload(case.key(db.keys), case.head.seq + 1, orjson.dumps({"reason": reason}))
    body = {"minutes": LASTS // timedelta(minutes=1), "told": [witness.reference for witness in witnesses]}
    note(tx, case, Note(BREAK_GLASS, body), by=actor, at=at, hidden=why)
    return until


def _witnesses(tx: Tx, case: Case, actor: Actor, at: datetime) -> list[Actor]:
    """Return two others who may see the case: its owner first, then leads."""
    facts, told = case.position.facts, []
    leads = [row_id for (row_id,) in tx.rows(SELECT_LEADS, but=actor.person_id)]
    asked = ([] if case.owner_id is None else [case.owner_id]) + leads
    for row_id in dict.fromkeys(asked):
        other = person_of(tx, row_id, at)
        if other.active and may_do(tx, case.id, facts, other.actor.role, other.actor, at):
            told.append(other.actor)
        if len(told) == WITNESSES:
            break
    return told


def _tell(tx: Tx, case: Case, witness: Actor, actor: Actor, at: datetime) -> None:
    """Give somebody the task to look at it: theirs alone, never their cover's nor the next owner's."""
    tx.write(
        INSERT_TASK,
        reference=references.new(references.TASK),
        case_id=case.id,
        kind=TOLD_OF_GLASS,
        subject=actor.reference,
        role=witness.role.value,
        queue=case.position.facts["queue"],
        firm=None,
        owner_id=witness.person_id,
        covers_for=None,
        deadline=None,
        way=None,
        reason=None,
        due_at=to_micros(at + LOOK_WITHIN),
        created_at=to_micros(at),
        done_at=None,
        done_by=None,
        completes_on=None,
    )
