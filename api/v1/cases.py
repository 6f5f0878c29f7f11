"""Cases: their list, one case, its orders, notices and trail, and what only a person may open or approve."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Db, MaybeKey, Now, Reference, SignedIn, SignedInRoute
from api.errors import CREATED, NOT_FOUND, NOT_PERMITTED, REFUSED, answers
from api.steps import telling_what_changed
from api.v1.incoming import ApprovalIn, AtMoment, CaseFilter, Paging, RevealIn
from api.v1.orders import OrderOut
from api.v1.outgoing import (
    ApprovalOut,
    CaseItemOut,
    CaseOut,
    EntryOut,
    NoticeOut,
    PageOut,
    RevealedOut,
    StoodOut,
)
from workflow import queries
from workflow.approvals import approve
from workflow.command import Command
from workflow.reveals import reveal

router = APIRouter(prefix="/api/v1/cases", tags=["Cases"], route_class=SignedInRoute)

SEEN = answers(NOT_PERMITTED, NOT_FOUND)


@router.get("", responses=answers(NOT_PERMITTED))
def list_cases(
    wanted: Annotated[CaseFilter, Query()], db: Db, actor: SignedIn, at: Now
) -> PageOut[CaseItemOut]:
    """List the cases that this person sees, masked, the first due first."""
    page = queries.case_list(db, actor, at, **wanted.model_dump())
    return PageOut[CaseItemOut].model_validate(page)


@router.get("/{reference}", responses=SEEN)
def show_case(reference: Reference, db: Db, actor: SignedIn, at: Now) -> CaseOut:
    """Show one case: where it stands, what runs, and what may be asked of it."""
    return CaseOut.model_validate(queries.case_view(db, reference, actor, at))


@router.get("/{reference}/orders", responses=SEEN)
def list_orders(
    reference: Reference, wanted: Annotated[Paging, Query()], db: Db, actor: SignedIn, at: Now
) -> PageOut[OrderOut]:
    """List the orders of a case."""
    page = queries.orders(db, reference, actor, at, **wanted.model_dump())
    return PageOut[OrderOut].model_validate(page)


@router.get("/{reference}/notices", responses=SEEN)
def list_notices(
    reference: Reference, wanted: Annotated[Paging, Query()], db: Db, actor: SignedIn, at: Now
) -> PageOut[NoticeOut]:
    """List the notices of a case, in the order in which they were caused."""
    page = queries.notices(db, reference, actor, at, **wanted.model_dump())
    return PageOut[NoticeOut].model_validate(page)


@router.get("/{reference}/history", responses=SEEN)
def show_history(
    reference: Reference, wanted: Annotated[AtMoment, Query()], db: Db, actor: SignedIn, at: Now
) -> PageOut[EntryOut] | StoodOut:
    """List the trail of a case, the oldest entry first; or, `at` a moment, show the case as it stood then."""
    if wanted.at is not None:
        return StoodOut.model_validate(queries.as_at(db, reference, actor, wanted.at, at))
    page = queries.history(db, reference, actor, at, cursor=wanted.cursor, limit=wanted.limit)
    return PageOut[EntryOut].model_validate(page)


@router.post(
    "/{reference}/approvals", status_code=CREATED, responses=answers(NOT_PERMITTED, NOT_FOUND, REFUSED)
)
def give_approval(
    reference: Reference,
    body: ApprovalIn,
    db: Db,
    actor: SignedIn,
    at: Now,
    key: MaybeKey = None,
) -> ApprovalOut:
    """Give a second person's word for one event at one version."""
    with telling_what_changed(db, Command(reference, body.event), actor, at):
        given = approve(db, reference, body.event, body.version, actor=actor, at=at, key=key)
    return ApprovalOut(approval=given)


@router.post("/{reference}/reveal", responses=SEEN)
def open_fields(
    reference: Reference,
    body: RevealIn,
    db: Db,
    actor: SignedIn,
    at: Now,
    _: MaybeKey = None,
) -> RevealedOut:
    """Open sealed fields for a purpose. Each time leaves its own entry; what was shown is kept nowhere."""
    opened = reveal(db, reference, body.fields, body.purpose, actor=actor, at=at)
    return RevealedOut(fields=opened)
