"""What people do with tasks: take one that waits, hand one to somebody else, say by hand that one is done.

Each leaves its entry on the trail of the case. What an event shows done is done by that event alone: otherwise a
list would say that she was called, and the case would not.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from states.errors import NotPermitted, Refusal, Refused
from states.vocabulary import NoticeEvent, Role
from workflow.access import WORKS_AS
from workflow.actors import Actor
from workflow.command import Command, Done
from workflow.cover import GIVE, Place, place, present
from workflow.db import Database
from workflow.finding import Case
from workflow.notice_rows import find
from workflow.notices import WAITING, Shift, shift
from workflow.prepared import Prepared
from workflow.tables import PersonRow
from workflow.task_asking import Said, Task, answer, enter, performed
from workflow.task_words import Words, words_of
from workflow.tasks import complete_one

PEOPLE = PersonRow.__table__

#: The entries' events.
COMPLETE, TAKE, HAND = "complete_task", "take_task", "hand_task"
#: Why a message is no longer to be sent: its words reached her by somebody's voice.
TOLD = "told by a person"

SELECT_PERSON_ID = Prepared(select(PEOPLE.c.id).where(PEOPLE.c.reference == bindparam("reference")))


def complete(
    db: Database,
    reference: str,
    *,
    actor: Actor,
    at: datetime,
    said: str | None = None,
    key: str | None = None,
) -> Done:
    """Say that a task is done, with a note for the trail. Who calls her by one thereby cancels the message.

    Raises NotFound, NotPermitted, KeyReused, and Refused where an event shows it done, which it names.
    """
    command = Command(reference, COMPLETE, {"note": said}, subject=reference, key=key)
    return performed(db, command, actor, at, _complete)


def take(db: Database, reference: str, *, actor: Actor, at: datetime, key: str | None = None) -> Done:
    """Take a task that waits in a queue of theirs; a lead takes anybody's.

    Raises NotFound, NotPermitted, KeyReused, and Refused where somebody has it or they are away themselves.
    """
    return performed(db, Command(reference, TAKE, subject=reference, key=key), actor, at, _take)


def hand(
    db: Database, reference: str, to: str, *, actor: Actor, at: datetime, key: str | None = None
) -> Done:
    """Hand a task to somebody, or to who covers for them, as a lead may.

    Raises NotFound, NotPermitted for anybody but a lead, KeyReused, and Refused where that one does no such tasks
    or may not see its case.
    """
    command = Command(reference, HAND, {"to": to}, subject=reference, key=key)
    return performed(db, command, actor, at, lambda said: _hand(said, to))


def _complete(said: Said) -> Done:
    task = said.task
    if not task.theirs and said.actor.role is not Role.LEAD:
        message = "it is somebody else's task"
        raise NotPermitted(message)
    words = words_of(task.kind, task.deadline, task.completes_on)
    if not words.by_hand:
        raise Refused(COMPLETE, [_by_its_event(task, words)])
    body = {"kind": task.kind, "about": task.subject}
    case, done = enter(said, COMPLETE, body)
    if words.of_a_notice and task.subject is not None and case is not None:
        _cancel(said, case, task.subject)
    complete_one(said.tx, task.reference, by=said.actor.reference, at=said.at)
    return done


def _by_its_event(task: Task, words: Words) -> Refusal:
    named = ", ".join(event.replace("_", " ") for event in words.completes_on)
    if words.of_a_notice:
        remedy = f"Say of the message {task.subject} what became of it: {named}"
        return Refusal("done_by_its_event", "it is done by what becomes of its message", remedy, "caseworker")
    return Refusal(
        "done_by_its_event", f"it is done by what is recorded: {named}", f"Record one of: {named}", task.role
    )


def _cancel(said: Said, case: Case, notice: str) -> None:
    """Cancel the message that she was told in person, so that no machine repeats it."""
    found = find(said.tx, notice)
    if found.state in WAITING:
        shift(
            said.tx,
            said.db.keys,
            case,
            found,
            Shift(NoticeEvent.CANCEL, reason=TOLD),
            by=said.actor,
            at=said.at,
        )


def _take(said: Said) -> Done:
    task, actor = said.task, said.actor
    if actor.person_id is None or task.role not in WORKS_AS.get(actor.role, ()):
        message = "such tasks are not for this role"
        raise NotPermitted(message)
    if task.case is not None and task.owner_id == actor.person_id:
        return answer(task.case, TAKE)
    if not task.theirs and actor.role is not Role.LEAD:
        reason, remedy = "it does not wait in a queue of theirs", "Ask a lead to hand it over"
        raise Refused(TAKE, [Refusal("task_waits_for_them", reason, remedy, "lead")])
    here = present(said.tx, actor.person_id, said.at)
    if here is None or here.actor.person_id != actor.person_id:
        reason, remedy = "they are away, and somebody else does their tasks", "End the absence first"
        raise Refused(TAKE, [Refusal("taker_is_there", reason, remedy, "anyone")])
    return _give(said, TAKE, Place(actor.person_id, None), {})


def _hand(said: Said, to: str) -> Done:
    task, actor = said.task, said.actor
    if actor.role is not Role.LEAD:
        message = "only a lead hands tasks on"
        raise NotPermitted(message)
    person = said.tx.one(SELECT_PERSON_ID, reference=to)
    given = None if person is None else _place(said, person[0])
    if given is None or given.owner_id is None:
        reason = "whoever is to have it is not there, does no such tasks, or may not work on this case"
        raise Refused(HAND, [Refusal("new_owner_may_do_it", reason, "Choose somebody else", "lead")])
    return _give(said, HAND, given, {"to": to, "kind": task.kind})


def _place(said: Said, person_id: int) -> Place:
    task = said.task
    facts = task.case.position.facts if task.case else {}
    return place(said.tx, task.case.id if task.case else None, facts, Role(task.role), person_id, said.at)


def _give(said: Said, event: str, to: Place, body: Mapping[str, Any]) -> Done:
    said.tx.run(GIVE, task=said.task.reference, to=to.owner_id, for_whom=to.covers_for)
    _, done = enter(said, event, {"kind": said.task.kind, **body})
    return done
