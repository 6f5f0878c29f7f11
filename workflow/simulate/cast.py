"""Who plays the parts: fictional caseworkers, leads and firms. Officers are made by their referrals."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import bindparam, select

from states.vocabulary import Channel, Recipient, Role
from workflow.actors import SYSTEM, Actor
from workflow.contacts import Contact, contacts, set_contact
from workflow.db import Database
from workflow.forces import FORCES
from workflow.people import add_firm, add_force, add_person, find_by_name
from workflow.prepared import Prepared
from workflow.simulate import names
from workflow.tables import PersonRow

PEOPLE = PersonRow.__table__

CASEWORKERS, LEADS, FIRMS = 12, 3, 10
TEAMS = (Recipient.CASEWORKER, Recipient.LEAD)

SELECT_ACTOR = Prepared(
    select(PEOPLE.c.reference, PEOPLE.c.role, PEOPLE.c.force, PEOPLE.c.firm, PEOPLE.c.id).where(
        PEOPLE.c.reference == bindparam("reference")
    )
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who acts. Solicitors are found by the code of their firm."""

    caseworkers: tuple[Actor, ...]
    leads: tuple[Actor, ...]
    solicitors: dict[str, Actor]


def gather(db: Database, at: datetime) -> Cast:
    """Return the cast; whoever of it is not there yet is made, and so are the forces."""
    for code, name in FORCES.items():
        add_force(db, code, name)
    random = Random("cast")
    _give_mailboxes(db, at)
    firms = [f"sim-{number:02}" for number in range(1, FIRMS + 1)]
    for code in firms:
        add_firm(db, code, f"{names.surname(random)} & {names.surname(random)} (fictional)")
    return Cast(
        tuple(_person(db, random, Role.CASEWORKER, at) for _ in range(CASEWORKERS)),
        tuple(_person(db, random, Role.LEAD, at) for _ in range(LEADS)),
        {code: _person(db, random, Role.SOLICITOR, at, firm=code) for code in firms},
    )


def _give_mailboxes(db: Database, at: datetime) -> None:
    """Let each queue have the mailboxes that a large team has, so that no step tells a dozen people one by one."""
    known = {(contact.kind, contact.code) for contact in contacts(db)}
    for code in FORCES:
        for team in TEAMS:
            if (team, code) not in known:
                address = f"{team}s.{code}@example.org"
                set_contact(db, Contact(team, code, Channel.EMAIL, address, "en"), by=SYSTEM, at=at)


def _person(db: Database, random: Random, role: Role, at: datetime, **where: Any) -> Actor:
    name = f"{random.choice(names.HERS)} {names.surname(random)}"
    reference = find_by_name(db, name, role)
    if reference is None:
        email = names.email(name, random)
        reference = add_person(db, name=name, role=role, email=email, at=at, **where)
    else:
        # So that the next draws are the same whether or not this one was there.
        names.email(name, random)
    return actor_of(db, reference)


def actor_of(db: Database, reference: str) -> Actor:
    """Return a person as an actor, without any token of theirs."""
    with db.reading() as tx:
        ((reference, role, force, firm, person_id),) = tx.rows(SELECT_ACTOR, reference=reference)
    return Actor(reference, Role(role), force, firm, person_id=person_id)
