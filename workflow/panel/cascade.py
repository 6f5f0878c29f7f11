"""Down the ranking: when an offer came to nothing, the system offers the case to the next firm, in the same step.

Whether it goes on is said in `states/cascade.py`; which firm comes next, by the ranking as it is then. Where no
firm is left, a lead is asked, and the entry says so.
"""

from collections.abc import Callable
from datetime import datetime

from states.cascade import CHOSEN, goes_on
from states.errors import Refused
from states.moves import Ask
from states.payloads import read
from states.vocabulary import Chart, Event, Role
from workflow.actors import SYSTEM
from workflow.command import Command, Done
from workflow.db import Tx
from workflow.finding import Case
from workflow.findings import Look, look_up
from workflow.keys import Keys
from workflow.panel.matters import ranking_for
from workflow.rows import Note, note
from workflow.task_rules import BY_KIND
from workflow.tasks import Work, raise_task

#: The entry that says that the ranking has come to its end, and the task that it raises.
END_RANKING, NO_FIRM_LEFT = "end_ranking", "no_firm_left"

#: How a step is taken: `commands.act`, which cannot be imported from here.
Act = Callable[[Tx, Keys, Case, Ask], Done]


def go_on(tx: Tx, keys: Keys, case: Case, offer: str, *, at: datetime, act: Act) -> None:
    """Offer the case to the next firm where its owner chose that and this offer has come to nothing.

    `case` is as that offer's end left it, and still locked.
    """
    if not goes_on(case.position, offer):
        return
    order = ranking_for(tx, keys, case, at, precise=False).order
    if not order or not _offered(tx, keys, case, order[0].code, at, act):
        _ask_lead(tx, case, offer, at)


def _offered(tx: Tx, keys: Keys, case: Case, firm: str, at: datetime, act: Act) -> bool:
    """Make the offer as the system; False where the case refuses it, which leaves nothing."""
    clear, sealed = read(Chart.CASE, Event.MAKE_OFFER, {"firm": firm, CHOSEN: True})
    command = Command(case.reference, Event.MAKE_OFFER, clear)
    found = look_up(Look(tx, keys, case, command, clear, sealed, SYSTEM, at))
    try:
        act(tx, keys, case, Ask(Event.MAKE_OFFER, Role.SYSTEM, at, SYSTEM.reference, clear, found))
    except Refused:
        return False
    return True


def _ask_lead(tx: Tx, case: Case, offer: str, at: datetime) -> None:
    work = Work(NO_FIRM_LEFT, Role.LEAD, at, completes_on=BY_KIND[NO_FIRM_LEFT].completes_on[0])
    task = raise_task(tx, case, work, at=at)
    note(tx, case, Note(END_RANKING, {"tasks": [task]}, Chart.OFFER, offer), by=SYSTEM, at=at)
