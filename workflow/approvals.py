"""Approvals: a second person's word, given under their own sign-in, for one event at one version of one case.

Whether an approval counts is asked when it is used (`findings.py`): within a day, once, and never one's own.
"""

from datetime import datetime

from sqlalchemy import bindparam, select

from states.errors import Malformed, NotPermitted, Problem
from states.payloads import TAKES_APPROVAL
from states.vocabulary import Role
from workflow import references
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.answers import recall, remember
from workflow.command import Command, Done
from workflow.db import Database, Tx
from workflow.finding import Case, fresh
from workflow.findings import APPROVAL_LASTS
from workflow.looking import found
from workflow.prepared import Prepared, insertion
from workflow.rows import Note, note
from workflow.sign_off_tasks import approved
from workflow.tables import ApprovalRow, to_micros

APPROVALS = ApprovalRow.__table__

#: The entry's event.
APPROVE = "approve"

INSERT_APPROVAL = insertion(APPROVALS)
SELECT_GIVEN = Prepared(
    select(APPROVALS.c.reference).where(
        APPROVALS.c.case_id == bindparam("case_id"),
        APPROVALS.c.event == bindparam("event"),
        APPROVALS.c.version == bindparam("version"),
        APPROVALS.c.given_by == bindparam("by"),
        APPROVALS.c.used_at.is_(None),
        APPROVALS.c.given_at > bindparam("since"),
    )
)


def approve(
    db: Database,
    case_reference: str,
    event: str,
    version: int,
    *,
    actor: Actor,
    at: datetime,
    key: str | None = None,
) -> str:
    """Give a lead's word for one event at this version of a case; return the approval's reference.

    Given twice it is the same approval, also under another key. Raises Malformed for an event that takes none,
    NotFound, NotPermitted for anybody but a lead, Stale, and KeyReused.
    """
    if event not in TAKES_APPROVAL:
        problem = Problem("event", f"must be one of {', '.join(sorted(TAKES_APPROVAL))}")
        raise Malformed("this event takes no approval", [problem])
    asked = Command(case_reference, APPROVE, {"for": event}, version, key=key)
    with denials(db, actor, APPROVE, case_reference, at), db.transaction() as tx:
        case = found(tx, case_reference, actor, at, lock=True)
        if actor.role is not Role.LEAD or actor.person_id is None:
            message = "only a lead may approve"
            raise NotPermitted(message)
        if isinstance(before := recall(tx, db.keys, asked, actor), Done):
            return before.created[0]
        fresh(case, version)
        reference = _given(tx, case, event, actor, at)
        if reference is None:
            reference, case = _give(tx, case, event, actor, at)
            approved(tx, case, event, actor=actor, at=at)
        remember(tx, db.keys, asked, actor, _done(case, reference), at)
    return reference


def _done(case: Case, reference: str) -> Done:
    state, head = case.position.state, case.head
    return Done(
        case.reference, APPROVE, state, state, case.version, head.seq, head.hash.hex(), created=(reference,)
    )


def _given(tx: Tx, case: Case, event: str, actor: Actor, at: datetime) -> str | None:
    since = to_micros(at - APPROVAL_LASTS)
    row = tx.one(
        SELECT_GIVEN, case_id=case.id, event=event, version=case.version, by=actor.person_id, since=since
    )
    return row[0] if row else None


def _give(tx: Tx, case: Case, event: str, actor: Actor, at: datetime) -> tuple[str, Case]:
    reference = references.new(references.APPROVAL)
    tx.run(
        INSERT_APPROVAL,
        reference=reference,
        case_id=case.id,
        event=event,
        version=case.version,
        given_by=actor.person_id,
        given_at=to_micros(at),
        used_at=None,
    )
    return reference, note(tx, case, Note(APPROVE, {"approval": reference, "for": event}), by=actor, at=at)
