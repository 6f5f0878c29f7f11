"""The family courts, for whoever works on a case: which hears a council, or the first half of a postcode."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Db, SignedIn, SignedInRoute
from api.errors import NOT_PERMITTED, answers
from api.v1.shapes import In, Out
from states.errors import Malformed, NotPermitted, Problem
from states.permissions import Place, may_enter
from workflow.courts import LONGEST, Hears, by_council, by_postcode

router = APIRouter(prefix="/api/v1/courts", tags=["Courts"], route_class=SignedInRoute)


class CourtsFilter(In):
    """What is asked: one of the two. Never a whole postcode, which leads to a door."""

    council: Annotated[str | None, Query(max_length=LONGEST)] = None
    postcode_area: Annotated[str | None, Query(max_length=10)] = None


class CourtOut(Out):
    """One family court. One that is not open hears nobody any more."""

    code: str
    name: str
    address: str
    area: str
    region: str
    open: bool


class HearsOut(Out):
    """That a court hears a council: all of it, or only and never these postcodes."""

    council: str
    only: list[str]
    never: list[str]
    court: CourtOut


class CourtsOut(Out):
    """The courts that the list names, the nearest name first; at most 20."""

    items: list[HearsOut]


@router.get("", responses=answers(NOT_PERMITTED))
def list_courts(wanted: Annotated[CourtsFilter, Query()], db: Db, actor: SignedIn) -> CourtsOut:
    """Find the family court by council, or by the first half of a postcode."""
    if not may_enter(actor, Place.CASES):
        raise NotPermitted("the list of courts is for those who work on cases")
    return CourtsOut.model_validate({"items": _found(db, wanted)})


def _found(db: Db, wanted: CourtsFilter) -> tuple[Hears, ...]:
    match wanted.council, wanted.postcode_area:
        case str(council), None:
            return by_council(db, council)
        case None, str(area):
            return by_postcode(db, area)
        case _:
            raise Malformed("one question at a time", [Problem("council", "give this or postcode_area")])
