"""Many notices settled by one person at once: each in a transaction of its own, with an honest report of each."""

from collections.abc import Iterable
from datetime import datetime

from states.errors import NotPermitted
from workflow.access import WORKS_AS
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.db import Database
from workflow.notices import move
from workflow.reports import MOST, Landed, Outcome, Report, Wanted, checked, one_by_one

__all__ = ["MOST", "Outcome", "Report", "Wanted", "settle_all"]


def settle_all(
    db: Database, items: Iterable[Wanted], *, actor: Actor, at: datetime, key: str | None = None
) -> tuple[Report, ...]:
    """Ask one event of each notice, one after the other, and report in their order.

    Under a `key` the same request has the effect of one, item by item. Raises NotPermitted for who settles no
    notices at all, and Malformed for too many.
    """
    with denials(db, actor, "notices", None, at):
        if actor.role not in WORKS_AS:
            message = "notices are settled by caseworkers and leads"
            raise NotPermitted(message)

    def ask(number: int, item: Wanted) -> Landed:
        own = None if key is None else f"{key} {number}"
        return move(db, item.reference, item.event, item.payload, actor=actor, at=at, key=own)

    return one_by_one(checked(items), ask)
