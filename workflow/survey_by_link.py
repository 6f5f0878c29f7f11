"""Her own answers, by a link: found, recorded and forgotten in one transaction, with no session and no name.

Whoever holds the link is all that is known. It must never tell anybody anything: a link that is wrong, used, expired
or void is answered alike, whatever the reason, and leaves no entry.
"""

from datetime import datetime

from states.errors import NotPermitted, Refused
from states.moves import Ask
from states.payloads import read
from states.surveys import open_wave
from states.vocabulary import Chart, Event, SurveyWay
from workflow.actors import SURVIVOR
from workflow.commands import act
from workflow.db import Database, Tx
from workflow.finding import Case, load
from workflow.keys import Keys
from workflow.surveys.inviting import by_link, cohort_of
from workflow.surveys.keeping import Answers, checked, keep
from workflow.wording import spoken


def language_of(db: Database, token: str, at: datetime) -> str | None:
    """Return the language in which the questions behind a link are first shown; None where the link is good no more."""
    with db.reading() as tx:
        case = _case(tx, db.keys, token, at)
    return None if case is None else spoken(case.position.facts["language"])


def answer(db: Database, token: str, answers: Answers, *, at: datetime) -> bool:
    """Take the answers to the questions behind a link, which is good no more after it. False where it was not before.

    Raises Malformed, and the link stays good.
    """
    said = checked(answers)
    with db.transaction() as tx:
        case = _case(tx, db.keys, token, at, lock=True)
        if case is None or not _recorded(tx, db.keys, case, said, at):
            return False
        tx.after_commit(db.wake)
    return True


def _case(tx: Tx, keys: Keys, token: str, at: datetime, *, lock: bool = False) -> Case | None:
    """Return the case of a link that is good, as it stands; under its lock the link is looked at again."""
    held = by_link(tx, keys, token, at)
    if held is None:
        return None
    case = load(tx, held.case, lock=lock)
    if lock and by_link(tx, keys, token, at) is None:
        return None
    return case if open_wave(case.position.facts) == held.wave else None


def _recorded(tx: Tx, keys: Keys, case: Case, answers: Answers, at: datetime) -> bool:
    facts, way = case.position.facts, SurveyWay.LINK.value
    clear, _ = read(Chart.CASE, Event.RECORD_SURVEY, {"way": way, "contact_me": answers.contact_me})
    found = {"answers_kept": True}
    ask = Ask(Event.RECORD_SURVEY.value, SURVIVOR.role, at, SURVIVOR.reference, clear, found)
    cohort = cohort_of(facts, str(open_wave(facts)))
    try:
        act(tx, keys, case, ask)
    except (Refused, NotPermitted):
        return False
    keep(tx, keys, cohort, way, answers)
    return True
