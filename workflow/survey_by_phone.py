"""Her answers, given to who calls her: taken with the step that says so, and shown to nobody afterwards."""

from datetime import datetime

from states.errors import NotFound, NotPermitted, Refused
from states.moves import Ask
from states.payloads import read
from states.permissions import masks_contact
from states.surveys import open_wave
from states.vocabulary import Chart, Event, SurveyWay
from workflow.access_log import denied
from workflow.actors import Actor
from workflow.answers import Outcome, recall, remember
from workflow.command import Command, Done
from workflow.commands import act
from workflow.db import Database, Tx
from workflow.faults import NotUnique
from workflow.finding import Case, fresh, load, permit, seen
from workflow.reveals import opens
from workflow.rows import refuse
from workflow.surveys.inviting import cohort_of
from workflow.surveys.keeping import Answers, checked, keep

EVENT = Event.RECORD_SURVEY.value


def may_ask_her(db: Database, reference: str, actor: Actor, at: datetime) -> bool:
    """Say whether somebody may ask her by phone: whoever may open her number. Raises NotFound."""
    with db.reading() as tx:
        return _calls_her(tx, seen(tx, load(tx, reference), actor, at), actor, at)


def record(
    db: Database,
    reference: str,
    answers: Answers,
    *,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    key: str | None = None,
) -> Done:
    """Take what she answered by phone, in one transaction with the step that says that she did.

    Raises Malformed, NotFound, NotPermitted, also to who may not open her number, Stale, KeyReused or Refused.
    """
    said = checked(answers)
    payload = {"way": SurveyWay.PHONE.value, "contact_me": said.contact_me}
    command = Command(reference, EVENT, payload, version, key=key)
    try:
        try:
            outcome = _once(db, command, said, actor, at)
        except NotUnique:
            # The same request was quicker elsewhere: the second try finds its answer.
            outcome = _once(db, command, said, actor, at)
    except (NotFound, NotPermitted) as refusal:
        denied(db, command, refusal, actor=actor, at=at)
        raise
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _once(db: Database, command: Command, said: Answers, actor: Actor, at: datetime) -> Outcome:
    with db.transaction() as tx:
        case = load(tx, command.case, lock=True)
        outcome = recall(tx, db.keys, command, actor)
        if outcome is None:
            case = seen(tx, case, actor, at)
            outcome = _attempt(db, tx, case, command, said, actor, at)
            remember(tx, db.keys, command, actor, outcome, at)
        tx.after_commit(db.wake)
    return outcome


def _attempt(
    db: Database, tx: Tx, case: Case, command: Command, said: Answers, actor: Actor, at: datetime
) -> Outcome:
    fresh(case, command.version)
    permit(case, Chart.CASE, None, EVENT, actor)
    if not _calls_her(tx, case, actor, at):
        message = "she is asked by who may call her"
        raise NotPermitted(message)
    clear, _ = read(Chart.CASE, EVENT, command.payload)
    ask = Ask(EVENT, actor.role, at, actor.reference, clear, {"answers_kept": True})
    facts = case.position.facts
    try:
        done = act(tx, db.keys, case, ask)
    except Refused as refusal:
        refuse(tx, case, ask, refusal)
        return refusal
    keep(tx, db.keys, cohort_of(facts, str(open_wave(facts))), SurveyWay.PHONE.value, said)
    return done


def _calls_her(tx: Tx, case: Case, actor: Actor, at: datetime) -> bool:
    return not masks_contact(actor, case.position.facts) or opens(tx, case, actor, at)
