"""What a conflict of interest hides from who searches across cases: the cases, and whatever names one of them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from states.errors import NotFound
from workflow.access_log import REFERENCE
from workflow.actors import Actor
from workflow.db import Tx
from workflow.finding import has_conflict, load
from workflow.prepared import Prepared
from workflow.tables import AssociateRow, BlindIndexRow

ASSOCIATES, INDEXES = AssociateRow.__table__, BlindIndexRow.__table__

SELECT_CONFLICTS = Prepared(
    select(INDEXES.c.case_id)
    .join(
        ASSOCIATES,
        (ASSOCIATES.c.kind == INDEXES.c.kind) & (ASSOCIATES.c.value == INDEXES.c.value),
    )
    .where(ASSOCIATES.c.person_id == bindparam("person"))
    .distinct()
)


def conflicts(tx: Tx, actor: Actor) -> tuple[int, ...]:
    """Return the cases in which the actor or a listed associate of theirs is a party."""
    if not actor.watched:
        return ()
    return tuple(case_id for (case_id,) in tx.rows(SELECT_CONFLICTS, person=actor.person_id))


def is_hidden(tx: Tx, reference: Any, actor: Actor) -> bool:
    """Say whether this is a reference that leads to such a case: its own, an order's, a notice's …"""
    if not actor.watched or not isinstance(reference, str) or not REFERENCE.fullmatch(reference):
        return False
    try:
        case = load(tx, reference)
    except NotFound:
        return False
    return has_conflict(tx, case.id, actor.person_id)


def without_hidden(tx: Tx, said: Any, actor: Actor) -> Any:
    """Return clear JSON without the references that lead to such cases, however deep they stand."""
    if not actor.watched:
        return said
    if isinstance(said, Mapping):
        return {name: without_hidden(tx, value, actor) for name, value in said.items()}
    if isinstance(said, list):
        return [without_hidden(tx, value, actor) for value in said]
    return None if is_hidden(tx, said, actor) else said
