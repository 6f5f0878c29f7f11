"""Whether a lead could open the contact details of a case that is not theirs, and until when they have."""

from dataclasses import dataclass
from datetime import datetime

from workflow.actors import Actor
from workflow.db import Database
from workflow.glass import may_break, open_until
from workflow.looking import found, looking


@dataclass(frozen=True, slots=True)
class GlassState:
    """Whether the details are closed to this lead and could be opened, and until when they are open."""

    may_break: bool
    until: datetime | None


def glass_state(db: Database, reference: str, actor: Actor, at: datetime) -> GlassState:
    """Say how the contact details of a case stand for somebody. Raises NotFound."""
    with looking(db, actor, "glass", reference, at) as tx:
        case = found(tx, reference, actor, at)
        return GlassState(may_break(case, actor), open_until(tx, case, actor, at))
