"""Referrals: one comes in, and its referrer asks what became of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from api.dependencies import Db, Key, Now, Reference, SignedIn, SignedInRoute
from api.errors import CREATED, NOT_FOUND, NOT_PERMITTED, REFUSED, answers
from api.v1.incoming import Paging
from api.v1.outgoing import PageOut, ReferralOut, TakenOut
from workflow import queries
from workflow.intake import take_referral

router = APIRouter(prefix="/api/v1/referrals", tags=["Referrals"], route_class=SignedInRoute)


@router.post(
    "", status_code=CREATED, responses=answers(NOT_PERMITTED, REFUSED), response_model_exclude_none=True
)
def take(body: dict[str, Any], request: Request, db: Db, actor: SignedIn, at: Now, key: Key) -> TakenOut:
    """Take a referral: when this answers, it is stored. What is missing becomes a task, never a rejection."""
    as_sent: bytes = request.state.body
    taken = take_referral(db, body, actor=actor, key=key, at=at, as_sent=as_sent)
    return TakenOut(reference=taken.reference, receipt=taken.receipt, case=taken.case_reference)


@router.get("", responses=answers(NOT_PERMITTED))
def list_own(wanted: Annotated[Paging, Query()], db: Db, actor: SignedIn, at: Now) -> PageOut[ReferralOut]:
    """List the referrals that this officer has sent, the newest first."""
    return PageOut[ReferralOut].model_validate(queries.referral_list(db, actor, at, **wanted.model_dump()))


@router.get("/{reference}", responses=answers(NOT_PERMITTED, NOT_FOUND))
def show(reference: Reference, db: Db, actor: SignedIn, at: Now) -> ReferralOut:
    """Tell a referrer what became of their referral, as far as she let them be told."""
    return ReferralOut.model_validate(queries.referral_view(db, reference, actor, at))
