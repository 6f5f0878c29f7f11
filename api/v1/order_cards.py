"""Order cards for programs: what an officer must know of an order in force, asked for with a purpose, on the trail.

Names stand in the body of a POST alone: nobody is ever in an address.
"""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BeforeValidator, Field

from api.dependencies import Db, Now, SignedIn, SignedInRoute
from api.errors import NOT_PERMITTED, answers
from api.v1.shapes import In, Out
from workflow.order_cards import look_up
from workflow.order_search import LONGEST, LONGEST_NAME, Purpose, Sought, Why

router = APIRouter(prefix="/api/v1/order-cards", tags=["Order cards"], route_class=SignedInRoute)

Typed = Annotated[str, Field(max_length=LONGEST_NAME)]


class OrderCardIn(In):
    """Which order, by its reference or by both names and the birth date of one of the two; and why."""

    reference: Typed = ""
    protected: Typed = ""
    respondent: Typed = ""
    born: Typed = ""
    purpose: Purpose
    why: Annotated[str, Field(max_length=LONGEST)] = ""


class OrderCardOut(Out):
    """One order in force. It names nobody; null where a thing was not recorded."""

    reference: str
    type: str
    state: str
    court: str
    without_notice: bool
    made_on: str | None
    expires_on: str | None
    return_day: str | None
    service: str
    served_on: str | None
    served_by: str | None
    proof: str | None
    police_copy: Annotated[str, Field(validation_alias="copy")]
    copied_at: str | None
    protected_at: str | None
    terms: list[str] | None
    other_terms: str | None
    power_of_arrest: bool | None
    #: Documents of the copy that the police hold, by what each is.
    holds: Annotated[dict[str, str], BeforeValidator(dict)]


class OrderCardsOut(Out):
    """The cards that were found; none, where there is none in force or none to be seen."""

    items: list[OrderCardOut]


@router.post("", responses=answers(NOT_PERMITTED))
def find_cards(body: OrderCardIn, db: Db, actor: SignedIn, at: Now) -> OrderCardsOut:
    """Find the cards of orders in force, for officers alone. Each look leaves its entry before it is answered."""
    sought = Sought(body.reference, body.protected, body.respondent, body.born)
    cards = look_up(db, sought, Why(body.purpose, body.why), actor=actor, at=at)
    return OrderCardsOut.model_validate({"items": cards})
