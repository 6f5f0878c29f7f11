"""What is overdue in the cases that somebody works on or answers for."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Db, Now, SignedIn, SignedInRoute
from api.errors import NOT_PERMITTED, answers
from api.v1.incoming import Paging
from api.v1.outgoing import PageOut
from api.v1.shapes import Out
from workflow.queries import overdue

router = APIRouter(prefix="/api/v1", tags=["Mine"], route_class=SignedInRoute)


class OverdueOut(Out):
    """One clock that is overdue: of which case, order or offer, since when, and when people were told."""

    case: str
    state: str
    queue: str | None
    owner: str | None
    clock: str
    subject: str | None
    says: str
    due_at: datetime
    escalates_at: datetime
    reached_at: datetime | None
    escalated_at: datetime | None


@router.get("/overdue", responses=answers(NOT_PERMITTED))
def list_overdue(wanted: Annotated[Paging, Query()], db: Db, actor: SignedIn, at: Now) -> PageOut[OverdueOut]:
    """List the clocks that are overdue, the longest overdue first.

    Of the cases that this person sees; of their force alone, if they have one.
    """
    return PageOut[OverdueOut].model_validate(overdue(db, actor, at, **wanted.model_dump()))
