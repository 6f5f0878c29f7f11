"""One case at a glance, for an auditor: where it stands, how much happened, and whether its trail is whole."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.finding import Case
from workflow.queries.auditing import auditing
from workflow.replay import Folded, differences
from workflow.reveals import REVEAL
from workflow.tables import NoticeRow, from_micros
from workflow.trail_check import WORDS, verify

NOTICES = NoticeRow.__table__


@dataclass(frozen=True, slots=True)
class Overview:
    """A case at a glance. `faults` says what is wrong with its chain, `unequal` which columns differ from its replay."""

    reference: str
    state: str
    disposition: str | None
    definition: str
    version: int
    opened_at: datetime
    last_at: datetime
    facts: Mapping[str, Any]
    head: str
    counts: Mapping[str, int]
    notices: Mapping[str, int]
    faults: tuple[str, ...]
    unequal: tuple[str, ...]


def overview(db: Database, reference: str, actor: Actor, at: datetime) -> Overview:
    """Show a case at a glance, its chain walked and its rows compared with the replay just now.

    Raises NotFound and NotPermitted.
    """
    with auditing(db, actor, "audit_case", reference, at) as (tx, case):
        heard: list[Folded] = []
        broken = verify(tx, case.head.stream, keys=db.keys)
        # Of a chain that is broken nothing can be folded with trust.
        unequal = () if broken else differences(tx, case.id, heard.append)
        facts = case.position.facts
        return Overview(
            reference=case.reference,
            state=case.position.state,
            disposition=facts["disposition"],
            definition=case.definition,
            version=case.version,
            opened_at=from_micros(case.created_at),
            last_at=heard[-1].recorded.entry.at if heard else from_micros(case.created_at),
            facts={name: facts[name] for name in ("owner", "queue", "force", "firm", "sensitive", "grade")},
            head=case.head.hash.hex(),
            counts=_counts(case, heard),
            notices=_notices(tx, case),
            faults=tuple(f"entry {finding.seq} {WORDS[finding.problem]}" for finding in broken),
            unequal=unequal,
        )


def _counts(case: Case, entries: list[Folded]) -> dict[str, int]:
    told = Counter(
        "steps"
        if folded.is_step
        else "refused"
        if "refused" in folded.recorded.entry.body
        else "reveals"
        if folded.recorded.entry.event == REVEAL
        else "others"
        for folded in entries
    )
    kinds = {kind: told[kind] for kind in ("steps", "refused", "reveals", "others")}
    facts = case.position.facts
    return {"entries": case.head.seq, **kinds, "orders": len(facts["orders"]), "offers": len(facts["offers"])}


def _notices(tx: Tx, case: Case) -> dict[str, int]:
    counted = select(NOTICES.c.state, func.count().label("many")).where(NOTICES.c.case_id == case.id)
    rows = tx.connection.execute(counted.group_by(NOTICES.c.state).order_by(NOTICES.c.state))
    return {row.state: row.many for row in rows}
