"""The chart of one planned message: `planned -> sending` is committed before any provider is called."""

from statemachine import State, StateMachine

from states.guarding import CASEWORKERS, by
from states.guards import a_person_decides_for_her, certainly_did_not_arrive, receipt_is_overdue
from states.vocabulary import NoticeState, Role

SYSTEM, PROVIDER = Role.SYSTEM, Role.PROVIDER


class NoticeChart(StateMachine):
    """A message is sent at most once to a survivor: what is in doubt is decided by a person."""

    planned = State(initial=True, value=NoticeState.PLANNED.value)
    sending = State(value=NoticeState.SENDING.value)
    held = State(value=NoticeState.HELD.value)
    in_doubt = State(value=NoticeState.IN_DOUBT.value)
    failed = State(value=NoticeState.FAILED.value)
    accepted = State(value=NoticeState.ACCEPTED.value)
    delivered = State(final=True, value=NoticeState.DELIVERED.value)
    unconfirmed = State(final=True, value=NoticeState.UNCONFIRMED.value)
    cancelled = State(final=True, value=NoticeState.CANCELLED.value)

    claim = planned.to(sending, cond=[by(SYSTEM)])
    hold = planned.to(held, cond=[by(CASEWORKERS, SYSTEM)])
    release = held.to(planned, cond=[by(CASEWORKERS)])
    cancel = cancelled.from_(planned, held, failed, cond=[by(CASEWORKERS, SYSTEM)]) | in_doubt.to(
        cancelled, cond=[by(CASEWORKERS)]
    )
    accept = accepted.from_(sending, in_doubt, cond=[by(CASEWORKERS, SYSTEM, PROVIDER)])
    doubt = sending.to(in_doubt, cond=[by(SYSTEM)])
    retry = (
        sending.to(planned, cond=[by(SYSTEM), certainly_did_not_arrive])
        | in_doubt.to(planned, cond=[by(CASEWORKERS, SYSTEM), a_person_decides_for_her])
        | failed.to(planned, cond=[by(CASEWORKERS, SYSTEM), a_person_decides_for_her])
    )
    deliver = delivered.from_(accepted, in_doubt, cond=[by(CASEWORKERS, SYSTEM, PROVIDER)])
    fail = failed.from_(sending, in_doubt, accepted, cond=[by(CASEWORKERS, SYSTEM, PROVIDER)])
    expire_receipt = accepted.to(unconfirmed, cond=[by(SYSTEM), receipt_is_overdue])
