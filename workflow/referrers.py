"""Who referred: the person whose row a referral names, found or made."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from states.vocabulary import Role
from workflow import references
from workflow.actors import Actor
from workflow.db import Tx
from workflow.prepared import Prepared, insertion
from workflow.referral import Referral
from workflow.tables import PersonRow, to_micros

PEOPLE = PersonRow.__table__

INSERT_PERSON = insertion(PEOPLE, PEOPLE.c.id)
SELECT_PERSON_ID = Prepared(select(PEOPLE.c.id).where(PEOPLE.c.reference == bindparam("reference")))
SELECT_OFFICER = Prepared(
    select(PEOPLE.c.id, PEOPLE.c.reference)
    .where(
        PEOPLE.c.name == bindparam("name"),
        PEOPLE.c.role == Role.OFFICER.value,
        PEOPLE.c.force == bindparam("force"),
    )
    .order_by(PEOPLE.c.id)
    .limit(1)
)


class Person(NamedTuple):
    """Who referred."""

    id: int
    reference: str


def referrer_of(tx: Tx, referral: Referral, actor: Actor, at: datetime) -> Person:
    """Find who refers: an officer who is signed in, else the officer who is named, made where not known yet."""
    collar = referral.referrer.get("collar_number")
    if actor.role is Role.OFFICER or not collar:
        ((person_id,),) = tx.rows(SELECT_PERSON_ID, reference=actor.reference)
        return Person(person_id, actor.reference)
    name = f"Officer {collar}"
    row = tx.one(SELECT_OFFICER, name=name, force=referral.force)
    if row is not None:
        return Person(*row)
    reference = references.new(references.PERSON)
    ((person_id,),) = tx.rows(
        INSERT_PERSON,
        reference=reference,
        name=name,
        role=Role.OFFICER.value,
        force=referral.force,
        firm=None,
        email=referral.referrer.get("email"),
        language="en",
        active=True,
        created_at=to_micros(at),
    )
    return Person(person_id, reference)
