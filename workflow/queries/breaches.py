"""The log of breaches of a case: when each happened, of which order, and who reported it; what was said is sealed."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import bindparam, desc, select

from states.vocabulary import Event
from workflow.actors import Actor
from workflow.db import Database
from workflow.looking import WHOLE, found, looking
from workflow.prepared import Prepared
from workflow.tables import EntryRow, from_micros

ENTRIES = EntryRow.__table__

#: Most that one page shows, the newest first.
MOST = 50

SELECT_BREACHES = Prepared(
    select(ENTRIES.c.seq, ENTRIES.c.at, ENTRIES.c.actor, ENTRIES.c.body)
    .where(ENTRIES.c.stream == bindparam("stream"), ENTRIES.c.event == Event.REPORT_BREACH.value)
    .order_by(desc(ENTRIES.c.seq))
    .limit(MOST)
)


@dataclass(frozen=True, slots=True)
class BreachView:
    """One breach that was reported. `order` is None where nobody knew which."""

    seq: int
    reported_at: datetime
    reported_by: str
    occurred_at: str
    order: str | None


def breaches(db: Database, reference: str, actor: Actor, at: datetime) -> tuple[BreachView, ...]:
    """Return the breaches of a case that the actor sees whole, the newest first. Raises NotFound."""
    with looking(db, actor, "breaches", reference, at) as tx:
        case = found(tx, reference, actor, at)
        if case.sight not in WHOLE or not case.position.facts["breaches"]:
            return ()
        rows = tx.rows(SELECT_BREACHES, stream=case.head.stream)
    said = ((seq, when, who, orjson.loads(body)) for seq, when, who, body in rows)
    return tuple(
        BreachView(seq, from_micros(when), who, body["payload"]["occurred_at"], body["payload"]["order"])
        for seq, when, who, body in said
        # A refusal has an entry too, and reports nothing.
        if "steps" in body
    )
