"""The panel: which firms a case may be offered to, best first, and why."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.dependencies import Db, Now, Reference, SignedIn, SignedInRoute
from api.errors import NOT_FOUND, NOT_PERMITTED, answers
from api.problems import RefusalOut
from api.v1.shapes import In, Out
from workflow.panel.offering import Factor, Weighs
from workflow.queries.ranked import ranking

router = APIRouter(prefix="/api/v1", tags=["Panel"], route_class=SignedInRoute)


class ReasonOut(Out):
    """One reason, and which way it weighs. What is not known weighs neither way."""

    factor: Factor
    weighs: Weighs
    says: str


class ExcludedOut(Out):
    """A firm that is left out, and why."""

    code: str
    name: str
    reasons: list[ReasonOut]


class RankedOut(ExcludedOut):
    """A firm that may be offered the case, with its score out of a hundred and why."""

    score: int
    miles: Annotated[int | None, Field(description="About how far, rounded; null where that is not known.")]


class RankingOut(Out):
    """The firms for a case as it stands at `version`, best first from the place `first` on, and those left out.

    `of` and `excluded_of` count all of them; `refusals` bar every offer.
    """

    case: str
    version: int
    first: int
    of: int
    ranked: list[RankedOut]
    excluded_of: int
    excluded: list[ExcludedOut]
    refusals: list[RefusalOut]


class Part(In):
    """Which part of a ranking."""

    first: Annotated[int, Field(ge=1, le=100_000, description="The place of the first firm to tell of.")] = 1
    limit: Annotated[int, Field(ge=1, le=200, description="The most firms to tell of.")] = 50


@router.get("/cases/{reference}/firms", responses=answers(NOT_PERMITTED, NOT_FOUND))
def rank_firms(
    reference: Reference, wanted: Annotated[Part, Query()], db: Db, actor: SignedIn, at: Now
) -> RankingOut:
    """Rank the firms of the panel for a case, each with its reasons. Nothing is written."""
    found = ranking(db, reference, actor, at, first=wanted.first, most=wanted.limit)
    return RankingOut.model_validate(found)
