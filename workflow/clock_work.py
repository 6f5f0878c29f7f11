"""What a clock that has come asks of people: one task for each who is to act, until the clock stops.

The step that stops the clock completes them (`projections.py`). No role is asked twice at a time about one clock.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import bindparam, exists, select

from notifications.rules.clocks import Stage, hears, is_of_order
from states.position import Facts
from states.timers import ORDER_END, PAUSE, TimerRule
from states.vocabulary import Clock, CopyEvent, Event, OfferEvent, OrderEvent, Recipient, Role, ServiceEvent
from workflow.db import Tx
from workflow.deadlines import Deadline
from workflow.finding import Case
from workflow.prepared import Prepared
from workflow.tables import TaskRow, from_micros
from workflow.tasks import Work, raise_task

TASKS = TaskRow.__table__

Stages = tuple[Stage, ...]

#: Who does the work of those who are asked or told. The police are told, and do nothing in Rowan.
ROLES: Mapping[Recipient, Role] = MappingProxyType(
    {
        Recipient.CASEWORKER: Role.CASEWORKER,
        Recipient.LEAD: Role.LEAD,
        Recipient.FIRM: Role.SOLICITOR,
    }
)
#: The event that a task of a clock leads to; any other that stops the clock completes the task too.
LEADS_TO: Mapping[str, str | None] = MappingProxyType(
    {
        Clock.FIRST_CONTACT: Event.MAKE_CONTACT,
        Clock.INFORMATION_ASKED: Event.SUPPLY_INFORMATION,
        Clock.DECISION: Event.GIVE_CONSENT,
        Clock.PREPARATION: Event.MAKE_OFFER,
        Clock.OFFER: OfferEvent.WITHDRAW,
        Clock.FIRM_CALLS_HER: Event.LOG_ATTEMPT,
        Clock.FILING: Event.SEEK_ORDER,
        Clock.RETURNED_BY_COURT: OrderEvent.RESUBMIT,
        Clock.COURT_ANSWER: OrderEvent.LIST_HEARING,
        Clock.OUTCOME_TO_RECORD: Event.RECORD_OUTCOME,
        Clock.HEARING: OrderEvent.MAKE_ORDER,
        Clock.SERVICE: ServiceEvent.SERVE,
        Clock.POLICE_COPY: CopyEvent.SEND,
        Clock.EXPIRY: OrderEvent.REVIEW,
        # Raised only where the system may not ask her: in cases from before it did.
        Clock.SURVEY: None,
        Clock.CLOSING: Event.CLOSE,
        Clock.THREAT_TO_LIFE: Event.ADD_NOTE,
        PAUSE: Event.RESUME,
        ORDER_END: OrderEvent.END,
    }
)
IS_ASKED = Prepared(
    select(
        exists().where(
            TASKS.c.case_id == bindparam("of_case"),
            TASKS.c.done_at.is_(None),
            TASKS.c.deadline == bindparam("clock_key"),
            TASKS.c.role == bindparam("asked"),
        )
    )
)


def ask_people(tx: Tx, case: Case, deadline: Deadline, *, at: datetime) -> tuple[str, ...]:
    """Raise the tasks of a deadline that has come; return their references. What waits already is not doubled."""
    facts, stages = case.position.facts, deadline.stages(at)
    return tuple(
        raise_task(tx, case, work, at=at)
        for work in (_work(deadline, who, stages, facts) for who in _asked(deadline, stages, facts))
        if not _is_asked(tx, case.id, deadline.key, work.role)
    )


def _asked(deadline: Deadline, stages: Stages, facts: Facts) -> Iterable[Recipient]:
    """Return those who are to act, each once; the owner too where the firm that was to act is gone."""
    told = [who for who in hears(deadline.rule, stages) if who in ROLES]
    firm = _firm(deadline, facts)
    if Recipient.FIRM in told and firm != facts["firm"]:
        told.append(Recipient.CASEWORKER)
    return dict.fromkeys(told if firm else (who for who in told if who is not Recipient.FIRM))


def _firm(deadline: Deadline, facts: Facts) -> str | None:
    """Return the firm whose matter it is: that of the order, or of the case."""
    of = facts["orders"][deadline.subject] if is_of_order(deadline.clock) else facts
    return None if of["firm"] is None else str(of["firm"])


def _work(deadline: Deadline, who: Recipient, stages: Stages, facts: Facts) -> Work:
    late, rule = _is_late(deadline.rule, stages, who), deadline.rule
    if late or not rule.escalates:
        due = deadline.next_at or deadline.due_at
    else:
        due = max(deadline.due_at, deadline.escalates_at)
    return Work(
        kind=f"{'overdue' if late else 'due'}_{deadline.clock}",
        role=ROLES[who],
        due=from_micros(due),
        subject=deadline.subject,
        completes_on=LEADS_TO[deadline.clock],
        firm=_firm(deadline, facts) if who is Recipient.FIRM else None,
        deadline=deadline.key,
    )


def _is_late(rule: TimerRule, stages: Stages, who: Recipient) -> bool:
    """Say whether they are told that it is late: a lead always, others where it was due before."""
    escalates = bool(rule.escalates) and set(stages) != {Stage.DUE}
    return escalates and (who is Recipient.LEAD or Stage.DUE not in stages)


def _is_asked(tx: Tx, case_id: int, key: str, role: Role) -> bool:
    row = tx.one(IS_ASKED, of_case=case_id, clock_key=key, asked=role.value)
    return bool(row and row[0])
