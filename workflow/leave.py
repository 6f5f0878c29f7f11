"""Leave: who will be away, from when until when, and who does their tasks meanwhile.

Planned by whoever goes, or by a lead for their people. Nothing moves here: `absence.py` does that when it is time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, false, or_, select, true, tuple_, update

from states.errors import Malformed, NotFound, NotPermitted, Problem, Refusal, Refused
from states.position import moment
from states.vocabulary import Role
from workflow import references
from workflow.access import WORKS_AS
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.answers import recall, remember
from workflow.command import Command, Done
from workflow.db import Database, Tx
from workflow.prepared import Prepared, insertion
from workflow.queries.paging import Page, checked, page, place_of
from workflow.tables import AbsenceRow, PersonRow, from_micros, to_micros
from workflow.trail import SETTINGS, Entry, append_to

ABSENCES, PEOPLE = AbsenceRow.__table__, PersonRow.__table__
_AWAY, _COVER = PEOPLE.alias("away"), PEOPLE.alias("cover")

#: The entries' events.
PLAN, END = "plan_absence", "end_absence"
#: Who plans for others: leads for their people, and the command line.
PLAN_FOR_OTHERS = frozenset({Role.LEAD, Role.SYSTEM})

INSERT_ABSENCE = insertion(ABSENCES)
# Locked, so that nobody plans two absences of one person side by side.
SELECT_PERSON = Prepared(
    select(PEOPLE.c.id, PEOPLE.c.role, PEOPLE.c.force, PEOPLE.c.active)
    .where(PEOPLE.c.reference == bindparam("reference"))
    .with_for_update()
)
SELECT_OVERLAPPING = Prepared(
    select(ABSENCES.c.reference).where(
        ABSENCES.c.person_id == bindparam("person"),
        ABSENCES.c.ended_at.is_(None),
        ABSENCES.c.begins_at < bindparam("ends"),
        ABSENCES.c.ends_at > bindparam("begins"),
    )
)
# What has begun is cut short, and the round brings the tasks back; what has not is called off.
CUT_SHORT = Prepared(
    update(ABSENCES)
    .where(ABSENCES.c.reference == bindparam("absence"), ABSENCES.c.ends_at > bindparam("at"))
    .values(ends_at=bindparam("at"))
)
CALL_OFF = Prepared(
    update(ABSENCES)
    .where(ABSENCES.c.reference == bindparam("absence"), ABSENCES.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"))
)
_VIEWED = (
    select(ABSENCES, _AWAY.c.reference.label("person"), _COVER.c.reference.label("cover"), _AWAY.c.force)
    .join(_AWAY, _AWAY.c.id == ABSENCES.c.person_id)
    .join(_COVER, _COVER.c.id == ABSENCES.c.cover_id)
)


@dataclass(frozen=True, slots=True)
class Planned:
    """Who is to be away, by reference, who covers for them, and from when until when."""

    person: str
    cover: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """One absence: people by reference. `begun_at` and `ended_at` are when the tasks were moved."""

    reference: str
    person: str
    cover: str
    begins_at: datetime
    ends_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None


def plan(db: Database, wanted: Planned, *, actor: Actor, at: datetime, key: str | None = None) -> AbsenceView:
    """Plan an absence: one's own, or as a lead somebody else's.

    Raises Malformed where the two do not fit each other or the times do not, NotPermitted, KeyReused, and Refused
    where that person is away then already.
    """
    payload = {
        "person": wanted.person,
        "cover": wanted.cover,
        "begins_at": moment(wanted.begins_at),
        "ends_at": moment(wanted.ends_at),
    }
    asked = Command("", PLAN, payload, key=key)
    with denials(db, actor, PLAN, wanted.person, at), db.transaction() as tx:
        outcome = recall(tx, db.keys, asked, actor)
        if outcome is None:
            try:
                made = _planned(tx, wanted, payload, actor, at)
                outcome = Done(wanted.person, PLAN, "", "", 0, 0, "", created=(made,))
            except Refused as refusal:
                outcome = refusal
            remember(tx, db.keys, asked, actor, outcome, at)
        if isinstance(outcome, Done):
            return _view(tx, outcome.created[0])
    raise outcome


def end(db: Database, reference: str, *, actor: Actor, at: datetime) -> AbsenceView:
    """End an absence now, or call it off before it begins; what is over stays as it is.

    The tasks come back with the next round. Raises NotFound, also for who may not know of it, and NotPermitted.
    """
    with denials(db, actor, END, reference, at), db.transaction() as tx:
        row = tx.connection.execute(
            _VIEWED.where(ABSENCES.c.reference == reference, _theirs(actor))
        ).one_or_none()
        if row is None:
            raise NotFound("absence")
        _permit(actor, row.person, row.force)
        began = row.begins_at <= to_micros(at)
        if row.ended_at is None and tx.run(
            CUT_SHORT if began else CALL_OFF, absence=reference, at=to_micros(at)
        ):
            _enter(tx, END, reference, {"person": row.person}, actor, at)
        return _view(tx, reference)


def absences(
    db: Database, actor: Actor, at: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[AbsenceView]:
    """List the absences that last or are to come, the first first: one's own, those one covers, a lead's people's.

    Raises NotPermitted for who has none, and Malformed.
    """
    after, most = place_of(cursor, int, str), checked(limit)
    with denials(db, actor, "absences", None, at), db.reading() as tx:
        if actor.role not in WORKS_AS and actor.role is not Role.SYSTEM:
            message = "this role has no absences"
            raise NotPermitted(message)
        place = (ABSENCES.c.begins_at, ABSENCES.c.reference)
        query: Select[Any] = _VIEWED.where(ABSENCES.c.ended_at.is_(None), _theirs(actor))
        if after is not None:
            query = query.where(tuple_(*place) > after)
        rows: Sequence[Any] = [*tx.connection.execute(query.order_by(*place).limit(most + 1))]
    cut = page(rows, most, lambda row: (row.begins_at, row.reference))
    return Page(tuple(_of_row(row) for row in cut.items), cut.next_cursor)


def _planned(tx: Tx, wanted: Planned, payload: dict[str, Any], actor: Actor, at: datetime) -> str:
    # In one order, so that two who cover for each other never wait for each other for ever.
    rows = {who: tx.one(SELECT_PERSON, reference=who) for who in sorted({wanted.person, wanted.cover})}
    person, cover = rows[wanted.person], rows[wanted.cover]
    _permit(actor, wanted.person, person[2] if person else None)
    problems = [*_misfits(person, cover), *_mistimed(wanted, at)]
    if problems or person is None or cover is None:
        raise Malformed("nobody can be away so", problems)
    begins, ends = to_micros(wanted.begins_at), to_micros(wanted.ends_at)
    if tx.one(SELECT_OVERLAPPING, person=person[0], begins=begins, ends=ends):
        reason, remedy = "they are away then already", "End the other absence first"
        raise Refused(PLAN, [Refusal("absences_do_not_overlap", reason, remedy, "lead")])
    reference = references.new(references.ABSENCE)
    tx.run(
        INSERT_ABSENCE,
        reference=reference,
        person_id=person[0],
        cover_id=cover[0],
        begins_at=begins,
        ends_at=ends,
        made_by=actor.person_id if actor.person_id is not None else person[0],
        made_at=to_micros(at),
        begun_at=None,
        ended_at=None,
    )
    _enter(tx, PLAN, reference, payload, actor, at)
    return reference


def _permit(actor: Actor, person: str, force: str | None) -> None:
    own = actor.role in WORKS_AS and actor.reference == person
    if own or (actor.role in PLAN_FOR_OTHERS and (None in (actor.force, force) or actor.force == force)):
        return
    message = "only they themselves or a lead of theirs plan an absence"
    raise NotPermitted(message)


def _misfits(person: tuple[Any, ...] | None, cover: tuple[Any, ...] | None) -> list[Problem]:
    """Name who of the two does no tasks, or not those of the other."""
    problems = [
        Problem(field, "must be somebody active who does tasks")
        for field, found in (("person", person), ("cover", cover))
        if found is None or not found[3] or found[1] not in WORKS_AS
    ]
    if problems or person is None or cover is None:
        return problems
    if person[0] == cover[0]:
        return [Problem("cover", "must be somebody else")]
    if not set(WORKS_AS[Role(person[1])]) <= set(WORKS_AS[Role(cover[1])]):
        return [Problem("cover", "must be somebody who does such tasks")]
    return []


def _mistimed(wanted: Planned, at: datetime) -> list[Problem]:
    if wanted.begins_at < wanted.ends_at and wanted.ends_at > at:
        return []
    return [Problem("ends_at", "must come after the beginning, and after now")]


def _theirs(actor: Actor) -> ColumnElement[bool]:
    """The absences that somebody may know of."""
    if actor.role is Role.SYSTEM:
        return true()
    if actor.role not in WORKS_AS:
        return false()
    own = or_(ABSENCES.c.person_id == actor.person_id, ABSENCES.c.cover_id == actor.person_id)
    if actor.role is not Role.LEAD:
        return own
    return true() if actor.force is None else or_(own, _AWAY.c.force.is_(None), _AWAY.c.force == actor.force)


def _view(tx: Tx, reference: str) -> AbsenceView:
    return _of_row(tx.connection.execute(_VIEWED.where(ABSENCES.c.reference == reference)).one())


def _of_row(row: Any) -> AbsenceView:
    begins_at, ends_at = from_micros(row.begins_at), from_micros(row.ends_at)
    begun_at, ended_at = (
        None if when is None else from_micros(when) for when in (row.begun_at, row.ended_at)
    )
    return AbsenceView(row.reference, row.person, row.cover, begins_at, ends_at, begun_at, ended_at)


def _enter(tx: Tx, event: str, reference: str, body: dict[str, Any], actor: Actor, at: datetime) -> None:
    entry = Entry(at, actor.reference, actor.role.value, SETTINGS, event, "", 0, body, reference)
    append_to(tx, SETTINGS, entry)
