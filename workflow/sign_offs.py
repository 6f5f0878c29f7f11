"""Sign-offs: somebody asks leads for a second person's word, and a lead gives it or turns it down.

Asking changes nothing of the case and makes no screen stale. Why is said by a clear word of a short list; whatever
names anybody belongs into a note. Who asked is told by a task, whatever the answer is.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from states.errors import Malformed, NotFound, NotPermitted, Problem, Refused
from states.payloads import TAKES_APPROVAL
from states.vocabulary import Role
from workflow.access import WORKS_AS
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.answers import recall, remember
from workflow.command import Command, Done
from workflow.db import Database, Tx
from workflow.finding import Case, fresh
from workflow.looking import found
from workflow.queries.possible import possible
from workflow.rows import Note, note
from workflow.sign_off_tasks import SELECT_ASKED, answer
from workflow.task_words import APPROVAL_ASKED, APPROVAL_TURNED_DOWN
from workflow.tasks import Work, raise_task

#: The entries' events.
ASK, TURN_DOWN = "ask_approval", "turn_down_approval"
#: The guard that fails where the state of a case does not know an event at all.
STATE_ALLOWS_IT = "state_allows_it"
#: Time that a lead has to answer (I). Source: docs/sources.md#design.
ANSWERED_WITHIN = timedelta(hours=4)


class Because(StrEnum):
    """Why somebody asks for a lead's approval."""

    EVERY_WAY_TRIED = "every_way_tried"
    NO_SAFE_WAY = "no_safe_way"
    SHE_MOVED = "she_moved"
    DEATH_CONFIRMED = "death_confirmed"
    RECORDED_IN_ERROR = "recorded_in_error"
    SEE_NOTES = "see_notes"


class Against(StrEnum):
    """Why a lead turns it down."""

    TRY_AGAIN = "try_again"
    TOO_SOON = "too_soon"
    ANOTHER_WAY = "another_way"
    SAY_MORE = "say_more"
    SEE_NOTES = "see_notes"


BECAUSE: Mapping[Because, str] = {
    Because.EVERY_WAY_TRIED: "every way that is open to us was tried",
    Because.NO_SAFE_WAY: "there is no safe way to reach her",
    Because.SHE_MOVED: "she moved, or another force leads now",
    Because.DEATH_CONFIRMED: "a professional confirmed the death",
    Because.RECORDED_IN_ERROR: "it was recorded in error",
    Because.SEE_NOTES: "the notes of the case say why",
}
AGAINST: Mapping[Against, str] = {
    Against.TRY_AGAIN: "try to reach her again first",
    Against.TOO_SOON: "it is too soon",
    Against.ANOTHER_WAY: "another way is open",
    Against.SAY_MORE: "the notes do not say enough yet",
    Against.SEE_NOTES: "the notes of the case say why",
}


def ask(  # noqa: PLR0913 - one word for each thing that is asked.
    db: Database,
    case_reference: str,
    event: str,
    version: int,
    because: Because,
    *,
    actor: Actor,
    at: datetime,
    queue: str | None = None,
    key: str | None = None,
) -> str:
    """Ask leads to approve one event of a case; return the reference of their task.

    Asked again by the same person it is the same task. `queue` is whose leads are asked, where not the case's own.
    Raises Malformed for an event that takes no approval, NotFound, NotPermitted, Stale, KeyReused, and Refused where
    the state of the case does not know the event.
    """
    _check(event)
    asked = Command(case_reference, ASK, {"for": event, "because": because, "queue": queue}, version, key=key)
    with denials(db, actor, ASK, case_reference, at), db.transaction() as tx:
        case = found(tx, case_reference, actor, at, lock=True)
        _check_asker(case, event, actor, at)
        if isinstance(before := recall(tx, db.keys, asked, actor), Done):
            return before.created[0]
        fresh(case, version)
        rows = tx.rows(SELECT_ASKED, of_case=case.id, event=event)
        task = next((task for task, asker, *_ in rows if asker == actor.reference), None)
        if task is None:
            task = _raise(tx, case, event, because, queue, actor, at)
            case = note(
                tx, case, Note(ASK, {"for": event, "because": because, "task": task}), by=actor, at=at
            )
        remember(tx, db.keys, asked, actor, _done(case, ASK, task), at)
        tx.after_commit(db.wake)
    return task


def turn_down(
    db: Database,
    case_reference: str,
    event: str,
    because: Against,
    *,
    actor: Actor,
    at: datetime,
    key: str | None = None,
) -> None:
    """Turn down, as a lead, what was asked; whoever asked is told by a task.

    Raises Malformed, NotFound where nobody asked, NotPermitted for anybody but a lead, and KeyReused.
    """
    _check(event)
    asked = Command(case_reference, TURN_DOWN, {"for": event, "because": because}, key=key)
    with denials(db, actor, TURN_DOWN, case_reference, at), db.transaction() as tx:
        case = found(tx, case_reference, actor, at, lock=True)
        if actor.role is not Role.LEAD:
            message = "only a lead may turn it down"
            raise NotPermitted(message)
        if isinstance(recall(tx, db.keys, asked, actor), Done):
            return
        said = f"Turned down: {AGAINST[because]}"
        if not answer(tx, case, event, APPROVAL_TURNED_DOWN, said, actor=actor, at=at):
            raise NotFound("approval")
        case = note(tx, case, Note(TURN_DOWN, {"for": event, "because": because}), by=actor, at=at)
        remember(tx, db.keys, asked, actor, _done(case, TURN_DOWN), at)
        tx.after_commit(db.wake)


def _check(event: str) -> None:
    if event not in TAKES_APPROVAL:
        problem = Problem("event", f"must be one of {', '.join(sorted(TAKES_APPROVAL))}")
        raise Malformed("this event takes no approval", [problem])


def _check_asker(case: Case, event: str, actor: Actor, at: datetime) -> None:
    events = possible(case, actor, at)
    if actor.role not in WORKS_AS or event not in events:
        message = "this event is not for this role here"
        raise NotPermitted(message)
    if out_of_place := [refusal for refusal in events[event] if refusal.guard == STATE_ALLOWS_IT]:
        raise Refused(event, out_of_place)


def _raise(
    tx: Tx, case: Case, event: str, because: Because, queue: str | None, actor: Actor, at: datetime
) -> str:
    work = Work(
        APPROVAL_ASKED,
        Role.LEAD,
        at + ANSWERED_WITHIN,
        actor.reference,
        event,
        reason=BECAUSE[because],
        queue=queue,
    )
    return raise_task(tx, case, work, at=at)


def _done(case: Case, event: str, *created: str) -> Done:
    state, head = case.position.state, case.head
    return Done(case.reference, event, state, state, case.version, head.seq, head.hash.hex(), created=created)
