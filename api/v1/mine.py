"""What waits for the person who asks: offers to their firm, and tasks."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.dependencies import Db, Moment, Now, SignedIn, SignedInRoute
from api.errors import NOT_PERMITTED, answers
from api.v1.incoming import Paging
from api.v1.orders import OfferOut
from api.v1.outgoing import PageOut, TaskOut
from workflow import queries

router = APIRouter(prefix="/api/v1", tags=["Mine"], route_class=SignedInRoute)


class TaskFilter(Paging):
    """Which tasks."""

    due_before: Annotated[Moment | None, Field(description="Due before then; what is late is too.")] = None


@router.get("/offers", responses=answers(NOT_PERMITTED))
def list_offers(wanted: Annotated[Paging, Query()], db: Db, actor: SignedIn, at: Now) -> PageOut[OfferOut]:
    """List the offers to the firm of this person; caseworkers see those of all firms."""
    return PageOut[OfferOut].model_validate(queries.offers(db, actor, at, **wanted.model_dump()))


@router.get("/tasks", responses=answers(NOT_PERMITTED))
def list_tasks(wanted: Annotated[TaskFilter, Query()], db: Db, actor: SignedIn, at: Now) -> PageOut[TaskOut]:
    """List the tasks of this person, their queues or their firm: the first due first."""
    return PageOut[TaskOut].model_validate(queries.tasks(db, actor, at, **wanted.model_dump()))
