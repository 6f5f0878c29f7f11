"""Whether the process lives, whether it can do its work, and what it measures. None of it names anybody."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.dependencies import Doors, doors
from api.errors import DONE, UNAVAILABLE, document
from api.measures import MEDIA_TYPE, Measures
from api.problems import ProblemOut
from workflow.faults import StorageUnavailable
from workflow.marks import MADE_BY_DEMO, mark

router = APIRouter(tags=["Running"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Ready(BaseModel):
    """The database answers, and delivery keeps up."""

    status: Literal["ready"] = "ready"
    database: Literal["sqlite", "postgresql"]
    delivery_lag_seconds: float


@router.get("/healthz")
async def alive() -> Alive:
    """Say that the process lives."""
    return Alive()


@router.get("/readyz", response_model=Ready, responses={UNAVAILABLE.status: {"model": ProblemOut}})
async def ready(request: Request) -> Ready | JSONResponse:
    """Say whether requests can be answered and notices go out."""
    held = doors(request)
    try:
        await run_in_threadpool(_reach, held)
    except StorageUnavailable as error:
        return document(UNAVAILABLE, str(error))
    lag = delivery_lag(held, held.clock())
    if lag > held.settings.delivery_lag.total_seconds():
        return document(UNAVAILABLE, f"delivery is {lag:.0f} seconds behind")
    return Ready(database=held.db.dialect, delivery_lag_seconds=round(lag, 1))


@router.get("/metrics", response_class=Response, responses={DONE: {"content": {MEDIA_TYPE: {}}}})
async def metrics(request: Request) -> Response:
    """Return the measures, as Prometheus reads them."""
    measures: Measures = request.app.state.measures
    return Response(measures.written(), media_type=MEDIA_TYPE)


def delivery_lag(held: Doors, at: datetime) -> float:
    """Return the seconds since delivery last got through all that was due."""
    since = held.started if held.loop is None or held.loop.passed is None else held.loop.passed
    return 0.0 if since is None else max(0.0, (at - since).total_seconds())


def _reach(held: Doors) -> None:
    mark(held.db, MADE_BY_DEMO)
