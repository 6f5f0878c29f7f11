"""Orders that wait to be served, for those who work on their cases and for firms that owe their service."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Db, Now, SignedIn, SignedInRoute
from api.errors import NOT_PERMITTED, answers
from api.v1.incoming import Paging
from api.v1.outgoing import PageOut
from api.v1.shapes import Out
from workflow.queries import unserved

router = APIRouter(prefix="/api/v1/unserved", tags=["Mine"], route_class=SignedInRoute)


class UnservedOut(Out):
    """One order that waits: since when a court sealed it, and whether serving it was tried in vain."""

    order: str
    case: str
    type: str
    court: str
    since: datetime
    expires_on: str | None
    failed: bool


@router.get("", responses=answers(NOT_PERMITTED))
def list_unserved(
    wanted: Annotated[Paging, Query()], db: Db, actor: SignedIn, at: Now
) -> PageOut[UnservedOut]:
    """List the orders that wait to be served, the longest waiting first."""
    return PageOut[UnservedOut].model_validate(unserved(db, actor, at, **wanted.model_dump()))
