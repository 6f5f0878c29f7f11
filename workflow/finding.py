"""Finding a case for somebody: its row, locked for a command, or nothing at all for who may not see it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, bindparam, exists, select

from states.definitions import DEFINITIONS
from states.errors import NotFound, NotPermitted, Stale
from states.moves import Definition
from states.permissions import Sight, may_ask, sight
from states.position import Position
from states.vocabulary import Chart
from workflow import references
from workflow.actors import Actor
from workflow.db import Tx
from workflow.keys import Keys
from workflow.prepared import Prepared
from workflow.tables import (
    AssociateRow,
    BlindIndexRow,
    CaseRow,
    DocumentRow,
    NoticeRow,
    OfferRow,
    OrderRow,
    ReferralRow,
    TaskRow,
)
from workflow.trail import Head, stream_of
from workflow.vault import DataKey

CASES = CaseRow.__table__
ASSOCIATES, INDEXES = AssociateRow.__table__, BlindIndexRow.__table__

#: Tables through which another reference leads to its case.
_WAYS: Mapping[str, Any] = {
    references.REFERRAL: ReferralRow.__table__,
    references.ORDER: OrderRow.__table__,
    references.OFFER: OfferRow.__table__,
    references.NOTICE: NoticeRow.__table__,
    references.TASK: TaskRow.__table__,
    references.DOCUMENT: DocumentRow.__table__,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its row holds it. `sight` is how much of it the actor sees."""

    id: int
    reference: str
    definition: str
    version: int
    head: Head
    position: Position
    key_id: str
    wrapped_key: bytes
    created_at: int
    owner_id: int | None
    sight: Sight = Sight.NOTHING

    @property
    def rules(self) -> Definition:
        """The definition that the case started on."""
        return DEFINITIONS[self.definition]

    def key(self, keys: Keys) -> DataKey:
        """Unwrap the key of the case."""
        return keys.unwrap(self.reference, self.key_id, self.wrapped_key)


#: What `of_row()` reads, in its order.
COLUMNS = tuple(
    CASES.c[name]
    for name in (
        "id",
        "reference",
        "definition",
        "state",
        "version",
        "seq",
        "head",
        "facts",
        "key_id",
        "wrapped_key",
        "created_at",
        "owner_id",
    )
)


def _by(kind: str) -> Select[Any]:
    if kind == references.CASE:
        return select(*COLUMNS).where(CASES.c.reference == bindparam("reference"))
    way = _WAYS[kind]
    return (
        select(*COLUMNS)
        .join(way, way.c.case_id == CASES.c.id)
        .where(way.c.reference == bindparam("reference"))
    )


_KINDS = (references.CASE, *_WAYS)
READ = {kind: Prepared(_by(kind)) for kind in _KINDS}
LOCK = {kind: Prepared(_by(kind).with_for_update(of=CASES)) for kind in _KINDS}
IN_CONFLICT = Prepared(
    select(
        exists().where(
            ASSOCIATES.c.person_id == bindparam("person"),
            ASSOCIATES.c.kind == INDEXES.c.kind,
            ASSOCIATES.c.value == INDEXES.c.value,
            INDEXES.c.case_id == bindparam("case_id"),
        )
    )
)


def load(tx: Tx, reference: str, *, lock: bool = False) -> Case:
    """Return the case that a reference leads to: its own, or that of a referral, order, offer, notice, task or document.

    Whether the actor may see it is not asked here; `seen()` does. Raises NotFound.
    """
    statement = (LOCK if lock else READ).get(reference[:1])
    row = statement and tx.one(statement, reference=reference)
    if not row:
        raise NotFound
    return of_row(row)


def of_row(row: tuple[Any, ...]) -> Case:
    """Make a case of the columns that this module reads."""
    case_id, reference, definition, state, version, seq, head, facts, key_id, wrapped_key, *rest = row
    if definition not in DEFINITIONS:
        message = f"case {reference} is on definition {definition}, which this Rowan does not know"
        raise LookupError(message)
    position = Position(state, orjson.loads(facts))
    trail = Head(stream_of(case_id), seq, bytes(head))
    return Case(case_id, reference, definition, version, trail, position, key_id, bytes(wrapped_key), *rest)


def seen(tx: Tx, case: Case, actor: Actor, at: datetime) -> Case:
    """Return the case with what the actor sees of it. Raises NotFound where that is nothing."""
    conflict = has_conflict(tx, case.id, actor.person_id) if actor.watched else False
    how = sight(actor, case.position.facts, conflict=conflict, at=at)
    if how is Sight.NOTHING:
        raise NotFound
    return replace(case, sight=how)


def has_conflict(tx: Tx, case_id: int, person_id: int | None) -> bool:
    """Say whether the person or a listed associate of theirs is a party to the case."""
    found = tx.one(IN_CONFLICT, person=person_id, case_id=case_id)
    return bool(found and found[0])


def fresh(case: Case, version: int | None) -> None:
    """Refuse a command that was drawn from an older version. Without a version it is for now."""
    if version is not None and version != case.version:
        raise Stale(version, case.version)


def permit(case: Case, chart: Chart, subject: str | None, event: str, actor: Actor) -> None:
    """Refuse who may not ask anything of this chart here; which events a role may ask, the charts say."""
    if not may_ask(actor, case.sight, chart, subject, case.position.facts):
        message = f"{event} is not for this role here"
        raise NotPermitted(message)
