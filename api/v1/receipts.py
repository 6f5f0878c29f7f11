"""What GOV.UK Notify says by itself: what became of a message, and what somebody answered to a text.

Unknown fields are left unread: a provider may say more tomorrow. To whom a message went is among them, because it is
not needed. Whatever is not ours, or over, is answered like everything else, else it would come again for hours.
"""

from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from api.callbacks import DECLARED, CallbackRoute
from api.dependencies import Db, Now
from api.errors import NOTHING, answers
from api.v1.shapes import In
from notifications.channels.notify_answers import id_of, said
from workflow.receipts import take_receipt
from workflow.replies import Reply, take_reply

router = APIRouter(
    prefix="/api/v1/receipts/notify",
    tags=["Receipts"],
    route_class=CallbackRoute,
    dependencies=[DECLARED],
)

#: Characters of a name that a provider gives to a message.
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Said(In):
    """What a provider says; only what is wanted is read."""

    model_config = ConfigDict(extra="ignore")


class ReceiptIn(Said):
    """What became of one message. `reference` is ours, `id` the provider's own."""

    id: Name | None = None
    reference: Annotated[str | None, Field(max_length=1000)] = None
    status: Annotated[str, Field(max_length=100, examples=["delivered", "permanent-failure"])]


class ReplyIn(Said):
    """One text that came in."""

    id: Name | None = None
    source_number: Annotated[str, Field(min_length=1, max_length=40)]
    message: Annotated[str, Field(max_length=10_000)]


@router.post("", status_code=NOTHING, responses=answers())
def hear_receipt(body: ReceiptIn, db: Db, at: Now) -> None:
    """Record what became of a message, if it is one of ours."""
    if body.reference is not None:
        take_receipt(db, body.reference, said(body.status, id_of({"id": body.id})), at=at)


@router.post("/replies", status_code=NOTHING, responses=answers())
def hear_reply(body: ReplyIn, db: Db, at: Now) -> None:
    """Do what a text that came in asks for: no more messages, or that a person reads it."""
    take_reply(db, Reply(body.source_number, body.message, body.id), at=at)
