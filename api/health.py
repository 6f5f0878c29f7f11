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
from workflow.waiting import Waiting, delivery_lag, waiting

router = APIRouter(tags=["Running"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Ready(BaseModel):
    """The database answers; `behind` says that notices wait for workers, and that this process is well."""

    status: Literal["ready", "behind"]
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
    at = held.clock()
    try:
        lag = await run_in_threadpool(delivery_lag, held.db, at)
    except StorageUnavailable as error:
        return document(UNAVAILABLE, str(error))
    lag = max(lag, _silence(held, at))
    behind = lag > held.settings.delivery_lag.total_seconds()
    # Where workers deliver, to say no would take every process that serves away from the officers too.
    if behind and held.loops is not None:
        return document(UNAVAILABLE, f"delivery is {lag:.0f} seconds behind")
    return Ready(
        status="behind" if behind else "ready",
        database=held.db.dialect,
        delivery_lag_seconds=round(lag, 1),
    )


@router.get("/metrics", response_class=Response, responses={DONE: {"content": {MEDIA_TYPE: {}}}})
async def metrics(request: Request) -> Response:
    """Return the measures, as Prometheus reads them."""
    measures: Measures = request.app.state.measures
    found = await run_in_threadpool(_waiting, doors(request))
    return Response(measures.written(found), media_type=MEDIA_TYPE)


def _silence(held: Doors, at: datetime) -> float:
    """Return the seconds since a loop of this process last got through, the longer one's; 0 where it has none."""
    if held.loops is None or held.started is None:
        return 0.0
    return max(0.0, *((at - (loop.passed or held.started)).total_seconds() for loop in held.loops))


def _waiting(held: Doors) -> Waiting | None:
    try:
        return waiting(held.db, held.clock())
    except StorageUnavailable:
        # What the process itself counted is told all the same.
        return None
