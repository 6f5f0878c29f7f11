"""The sweep: what runs out in a case is acted on, told and escalated, whether or not anybody looks.

Each deadline is one short transaction on its locked case, read anew under the lock: a deadline whose timer has
stopped, or that another process was quicker to take, is left alone, and a crash leaves it to the next sweep. It must
never let one case that fails keep others from being heard.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, tuple_

from notifications.planning import notices_for
from notifications.rules.clocks import event_of
from states.errors import NotPermitted, Refused
from states.moves import Ask
from states.payloads import read
from states.position import Step, moment
from states.vocabulary import Chart, Role
from workflow.actors import SYSTEM
from workflow.clock_work import ask_people
from workflow.command import Command
from workflow.commands import act, go_down
from workflow.db import Database, Tx
from workflow.deadlines import DEADLINES, Deadline, find, keep
from workflow.faults import StorageUnavailable
from workflow.finding import CASES, Case, load
from workflow.findings import Look, look_up
from workflow.keys import Keys
from workflow.outbox import plan_notices
from workflow.prepared import Prepared
from workflow.rows import Note, note
from workflow.tables import from_micros, to_micros
from workflow.trail import stream_of

log = logging.getLogger(__name__)

#: Seconds between two deadlines: without them the thread that lets SQLite's one writer go takes it again before
#: any command that waits, until its batch is over (measured: commands of half a second).
GIVE_WAY = 0.0002
#: The entry that a deadline leaves which has come and still stands.
REACH = "reach_deadline"

_PLACE = (DEADLINES.c.next_at, DEADLINES.c.case_id, DEADLINES.c.key)
SELECT_COME = Prepared(
    select(*_PLACE, DEADLINES.c.version)
    .where(
        DEADLINES.c.next_at <= bindparam("at"),
        tuple_(*_PLACE) > tuple_(bindparam("after_at"), bindparam("after_case"), bindparam("after_key")),
    )
    .order_by(*_PLACE)
    .limit(bindparam("most"))
)
SELECT_CASE = Prepared(select(CASES.c.reference).where(CASES.c.id == bindparam("of_case")))
#: Before every deadline.
FIRST: Mapping[str, int | str] = {"after_at": -1, "after_case": -1, "after_key": ""}


@dataclass(frozen=True, slots=True)
class Spotted:
    """A deadline that has come, as it stood when it was seen outside its own transaction."""

    next_at: int
    case_id: int
    key: str
    version: int


def sweep(db: Database, at: datetime, limit: int = 100) -> int:
    """Act on what has run out, the oldest first, on at most `limit` deadlines; return on how many.

    Where that is `limit` there is more: whoever calls goes on soon, and commands are taken in between. A
    deadline that fails is logged, passed over and tried again by the next sweep; `late()` counts it.
    Raises StorageUnavailable.
    """
    done = 0
    for spotted in _spotted(db, at, limit):
        done += _tried(db, spotted, at)
        if done == limit:
            break
        time.sleep(GIVE_WAY)
    return done


def _spotted(db: Database, at: datetime, limit: int) -> Iterator[Spotted]:
    """Yield what has come, page by page; with nothing there it is one look into an index."""
    place: dict[str, int | str] = {**FIRST}
    while True:
        with db.reading() as tx:
            page = [Spotted(*row) for row in tx.rows(SELECT_COME, at=to_micros(at), most=limit, **place)]
        yield from page
        if len(page) < limit:
            return
        last = page[-1]
        place = {"after_at": last.next_at, "after_case": last.case_id, "after_key": last.key}


def _tried(db: Database, spotted: Spotted, at: datetime) -> bool:
    try:
        return _taken(db, spotted, at)
    except StorageUnavailable:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever it is, the other cases are still to be heard.
        # By its kind alone: its words may quote what a row holds.
        where, kind = stream_of(spotted.case_id), type(fault).__name__
        log.error("deadline %s of %s failed: %s", spotted.key, where, kind)  # noqa: TRY400
        return False


def _taken(db: Database, spotted: Spotted, at: datetime) -> bool:
    """Act on one deadline, in one transaction. False where it is no longer as it was seen."""
    with db.transaction() as tx:
        ((reference,),) = tx.rows(SELECT_CASE, of_case=spotted.case_id)
        case = load(tx, reference, lock=True)
        deadline = find(tx, case.id, spotted.key)
        if deadline is None or (deadline.version, deadline.next_at) != (spotted.version, spotted.next_at):
            return False
        did = _do(tx, db.keys, case, deadline, at)
        if did:
            case = load(tx, reference, lock=True)
        # What the system could do has mostly stopped the clock.
        if not did or find(tx, case.id, spotted.key) == deadline:
            _tell(tx, case, deadline, did=did, at=at)
        tx.after_commit(db.wake)
    return True


def _do(tx: Tx, keys: Keys, case: Case, deadline: Deadline, at: datetime) -> bool:
    """Have the system do what it may now that the time has come; False where that is nothing, or is refused.

    A refusal leaves no entry: nobody asked for it, it is tried again each time, and a person is asked instead.
    """
    if deadline.rule.then is None:
        return False
    chart, event = deadline.rule.then
    clear, sealed = read(chart, event, deadline.rule.said)
    subject = None if chart is Chart.CASE else deadline.subject
    command = Command(case.reference, event, deadline.rule.said, chart=chart, subject=subject)
    found = look_up(Look(tx, keys, case, command, clear, sealed, SYSTEM, at))
    ask = Ask(event, Role.SYSTEM, at, SYSTEM.reference, clear, found, chart, subject)
    try:
        act(tx, keys, case, ask, sealed)
    except (Refused, NotPermitted):
        return False
    go_down(tx, keys, ask, case.reference)
    return True


def _tell(tx: Tx, case: Case, deadline: Deadline, *, did: bool, at: datetime) -> None:
    """Tell and ask people of a deadline that still stands, leave its entry, and set when it comes next."""
    stages, facts = [stage.value for stage in deadline.stages(at)], case.position.facts
    step = _step(case, deadline, {"stages": stages, "did": did}, at)
    notices = plan_notices(tx, case, step, notices_for(step, facts, facts), case.head.seq + 1)
    said = {
        "clock": deadline.clock,
        "key": deadline.key,
        "stages": stages,
        "due": moment(from_micros(deadline.due_at)),
        "tasks": ask_people(tx, case, deadline, at=at),
        "notices": [notice.reference for notice in notices],
    }
    note(tx, case, Note(REACH, said, subject=deadline.subject), by=SYSTEM, at=at)
    keep(tx, case.id, deadline.acted_on(at))


def _step(case: Case, deadline: Deadline, payload: dict[str, object], at: datetime) -> Step:
    """Make up the step of a clock, which moves nothing, for the rules that say who hears of it."""
    event, state, who = event_of(deadline.clock), case.position.state, SYSTEM.reference
    return Step(Chart.CASE, deadline.subject, event, state, state, payload, at, Role.SYSTEM, who)
