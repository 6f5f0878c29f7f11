"""Events: whatever is asked of a case, an order, an offer or a notice. The charts decide, nothing here."""

from fastapi import APIRouter

from api.dependencies import Db, MaybeKey, Now, Reference, SignedIn, SignedInRoute
from api.errors import CREATED, NOT_FOUND, NOT_PERMITTED, REFUSED, answers
from api.steps import told
from api.v1.incoming import CaseEventIn, NoticeEventIn, OfferEventIn, OfferIn, OrderEventIn
from api.v1.outgoing import StepOut
from api.v1.steps import Asked
from states.vocabulary import Chart, CopyEvent, Event, ServiceEvent
from workflow import notices
from workflow.command import Command

router = APIRouter(prefix="/api/v1", tags=["Events"], route_class=SignedInRoute)

STEP = answers(NOT_PERMITTED, NOT_FOUND, REFUSED)


@router.post("/cases/{reference}/events", responses=STEP)
def move_case(reference: Reference, body: CaseEventIn, asked: Asked) -> StepOut:
    """Ask an event of a case. A referrer asks by the reference of their referral."""
    return asked.perform(Command(reference, body.event, body.payload), body.version)


@router.post("/cases/{reference}/offers", status_code=CREATED, responses=STEP)
def offer_case(reference: Reference, body: OfferIn, asked: Asked) -> StepOut:
    """Offer a case to a firm: the event `make_offer`. `created` names the offer."""
    payload = {"firm": body.firm, "down_the_ranking": body.down_the_ranking}
    return asked.perform(Command(reference, Event.MAKE_OFFER, payload), body.version)


@router.post("/offers/{reference}/events", responses=STEP)
def move_offer(reference: Reference, body: OfferEventIn, asked: Asked) -> StepOut:
    """Ask an event of an offer; accepting it assigns the firm to the case."""
    command = Command(reference, body.event, body.payload, chart=Chart.OFFER, subject=reference)
    return asked.perform(command, body.version)


@router.post("/orders/{reference}/events", responses=STEP)
def move_order(reference: Reference, body: OrderEventIn, asked: Asked) -> StepOut:
    """Ask an event of an order, of its service or of its police copy: the name tells which."""
    chart = Chart.ORDER
    if isinstance(body.event, ServiceEvent):
        chart = Chart.SERVICE
    elif isinstance(body.event, CopyEvent):
        chart = Chart.POLICE_COPY
    command = Command(reference, body.event, body.payload, chart=chart, subject=reference)
    return asked.perform(command, body.version)


@router.post("/notices/{reference}/events", responses=STEP)
def move_notice(
    reference: Reference, body: NoticeEventIn, db: Db, actor: SignedIn, at: Now, key: MaybeKey = None
) -> StepOut:
    """Ask an event of a notice: release it, cancel it, or say what became of it."""
    done = notices.move(db, reference, body.event, body.payload, actor=actor, at=at, key=key)
    return StepOut.model_validate(
        told(db, Command(reference, body.event, chart=Chart.NOTICE), done, actor, at)
    )
