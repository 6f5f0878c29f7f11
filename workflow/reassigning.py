"""Many cases given to one owner by a lead at once: each by the same command as one alone, with a report of each."""

from collections.abc import Mapping
from datetime import datetime

from states.errors import NotPermitted
from states.vocabulary import Event, Role
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.command import Command
from workflow.commands import perform
from workflow.db import Database
from workflow.reports import Landed, Report, Wanted, checked, one_by_one


def reassign_all(
    db: Database,
    cases: Mapping[str, int | None],
    owner: str,
    reason: str,
    *,
    actor: Actor,
    at: datetime,
    key: str | None = None,
) -> tuple[Report, ...]:
    """Give these cases, as they stood at their versions, to one owner; report in their order.

    Under a `key` the same request has the effect of one, case by case. Raises NotPermitted for anybody but a lead,
    and Malformed for too many.
    """
    with denials(db, actor, "reassign", None, at):
        if actor.role is not Role.LEAD:
            message = "cases are reassigned by leads"
            raise NotPermitted(message)
    payload = {"owner": owner, "reason": reason}
    event = Event.REASSIGN.value
    wanted = checked(Wanted(case, event, payload, version) for case, version in cases.items())

    def ask(_: int, item: Wanted) -> Landed:
        # By the case, not by its place: the same cases ticked in another order are the same request.
        own = None if key is None else f"{key} {item.reference}"
        command = Command(item.reference, event, payload, item.version, key=own)
        return perform(db, command, actor=actor, at=at)

    return one_by_one(wanted, ask)
