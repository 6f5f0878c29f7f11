"""What a person has to do about a notice: one open task of a kind for each, due when it may be done."""

from datetime import datetime

from notifications.safety import Contact, Verdict, by_hand
from states.vocabulary import Role
from workflow.db import Tx
from workflow.finding import Case
from workflow.notice_rows import Notice
from workflow.tasks import Work, has_open, raise_task

#: Tell her what no machine may send, decide whether a message reached her, or look at what a professional was to
#: be told.
CALL_HER, DECIDE, LOOK = "call_her", "notice_in_doubt", "notice_held"


def ask(tx: Tx, case: Case, notice: Notice, kind: str, verdict: Verdict, at: datetime) -> None:
    """Ask it of a person, unless somebody is asked already."""
    if has_open(tx, case.id, kind, notice.reference):
        return
    due, about = verdict.when or at, notice.reference
    work = Work(kind, Role.CASEWORKER, due, subject=about, way=verdict.by, reason=verdict.reason)
    raise_task(tx, case, work, at=at)


def ask_to_call(tx: Tx, case: Case, notice: Notice, reason: str, at: datetime) -> None:
    """Ask a person to tell her what did not reach her, by a safe way and at a safe time; never who died, or is done."""
    contact = Contact.of(case.position.facts)
    if not contact.is_over:
        ask(tx, case, notice, CALL_HER, by_hand(contact, reason, at), at)
