"""How a firm answered an offer, and in how many minutes, written with the step that says so."""

from datetime import timedelta

from states.moves import Move
from states.position import parsed
from states.vocabulary import Chart, DeclineReason, OfferEvent, OfferState
from workflow.db import Tx
from workflow.prepared import insertion
from workflow.tables import FirmAnswerRow, to_micros

ANSWERS = FirmAnswerRow.__table__
INSERT_ANSWER = insertion(ANSWERS)

#: A decline for a conflict of interest: not the firm's choice, so that it costs it neither a turn nor its name.
CONFLICT = "conflict"
_ANSWERS = {
    OfferEvent.ACCEPT: OfferState.ACCEPTED.value,
    OfferEvent.DECLINE: OfferState.DECLINED.value,
    OfferEvent.LAPSE: OfferState.LAPSED.value,
}


def keep_answer(tx: Tx, case_id: int, move: Move) -> None:
    """Write down how the firm answered, where this move is an answer; most are none."""
    step = move.step
    if step.chart is not Chart.OFFER or step.event not in _ANSWERS or step.subject is None:
        return
    offer = move.after.facts["offers"][step.subject]
    declined_for = step.payload.get("reason") if step.event == OfferEvent.DECLINE else None
    tx.write(
        INSERT_ANSWER,
        offer=step.subject,
        case_id=case_id,
        firm=offer["firm"],
        answer=CONFLICT if declined_for == DeclineReason.CONFLICT else _ANSWERS[OfferEvent(step.event)],
        answered_at=to_micros(step.at),
        minutes=(step.at - parsed(offer["made_at"])) // timedelta(minutes=1),
    )
