"""Notices to be sent, as many as are asked for: to survivors by text, and to professionals by e-mail.

Each comes of a case of its own by real commands, so that there is a number to open and a key to open it with.
Used by the benchmarks and by the faults.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text

from states.vocabulary import Channel, Event, Recipient, Role
from workflow import people
from workflow.actors import SYSTEM, Actor
from workflow.command import Command
from workflow.commands import perform
from workflow.contacts import Contact, set_contact
from workflow.db import Database
from workflow.intake import take_referral

FORCE = "cambridgeshire"
#: The id of a template at the stand-in, which takes any.
TEMPLATE = "0b7ff2f2-7ff2-4a68-bd0c-5a1d2b0c2d11"
#: Notices of one case: one to her, two to whoever referred, one to the queue's mailbox.
A_CASE = 4

READY: tuple[tuple[str, dict[str, Any]], ...] = (
    (Event.MAKE_CONTACT, {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True}),
    (
        Event.GIVE_CONSENT,
        {"privacy_notice_given": True, "has_capacity": True, "scope": ["instruct_firm", "tell_force"]},
    ),
)


def referral(number: int, at: datetime) -> dict[str, Any]:
    """A referral of a survivor of her own, who may be texted; each has a number of her own."""
    return {
        "force": FORCE,
        "referrer": {"role": "officer", "collar_number": "1234", "email": "officer@example.org"},
        "survivor": {
            "name": f"Fictional Person {number}",
            "date_of_birth": "1990-02-03",
            "phone": f"07{400_000_000 + number}",
        },
        "safe_contact": {"safety": "safe", "channels": ["sms", "phone"], "voicemail": False},
        "respondent": {"name": f"Fictional Respondent {number}", "date_of_birth": "1988-05-06"},
        "consent": {"to_referral": True, "given_at": at.isoformat(), "tell_force": True},
    }


@dataclass(frozen=True)
class Office:
    """A database with a queue that has a mailbox, and somebody who does its work."""

    db: Database
    caseworker: Actor

    @classmethod
    def at(cls, db: Database, at: datetime) -> "Office":
        """Settle in a database that is migrated and empty, or that was settled in before."""
        if people.find_by_name(db, "Asha Raman", Role.CASEWORKER) is None:
            people.add_force(db, FORCE, "Cambridgeshire Constabulary")
            for kind in (Recipient.CASEWORKER, Recipient.LEAD):
                box = Contact(kind, FORCE, Channel.EMAIL, f"{kind.value}@example.org", "en")
                set_contact(db, box, by=SYSTEM, at=at)
            people.add_person(db, name="Asha Raman", role=Role.CASEWORKER, at=at)
        found = people.find_by_name(db, "Asha Raman", Role.CASEWORKER)
        assert found is not None
        return cls(db, Actor(found, Role.CASEWORKER))

    def plan(self, cases: int, at: datetime, first: int = 0) -> list[str]:
        """Take that many cases to their survivor's consent; return their references."""
        return [self.case(number, at) for number in range(first, first + cases)]

    def case(self, number: int, at: datetime) -> str:
        """Take one case to its survivor's consent: `A_CASE` notices are due."""
        case = self.contacted(number, at)
        self._perform(case, *READY[-1], at)
        return case

    def contacted(self, number: int, at: datetime) -> str:
        """Take one case to where its survivor may consent."""
        taken = take_referral(
            self.db, referral(number, at), actor=self.caseworker, key=f"sending-{number}", at=at
        )
        assert taken.case_reference is not None
        self._perform(taken.case_reference, *READY[0], at)
        return taken.case_reference

    def _perform(self, case: str, event: str, payload: dict[str, Any], at: datetime) -> None:
        perform(self.db, Command(case, event, payload), actor=self.caseworker, at=at)


class Account(Protocol):
    """Where a stand-in is, and what lets us in."""

    @property
    def url(self) -> str: ...

    @property
    def api_key(self) -> str: ...


def environment(home: Path, url: str, provider: Account) -> dict[str, str]:
    """The settings of processes that send by that stand-in."""
    return {
        "ROWAN_HOME": str(home),
        "ROWAN_DATABASE_URL": url,
        "ROWAN_CHANNELS": "sms=notify,email=notify,webhook=webhook",
        "ROWAN_NOTIFY_URL": provider.url,
        "ROWAN_NOTIFY_API_KEY": provider.api_key,
        "ROWAN_NOTIFY_SMS_TEMPLATE": TEMPLATE,
        "ROWAN_NOTIFY_EMAIL_TEMPLATE": TEMPLATE,
    }


def notices(
    db: Database, columns: Sequence[str] = ("reference", "recipient", "state")
) -> list[tuple[Any, ...]]:
    """Read those columns of every notice."""
    with db.reading() as tx:
        rows = tx.connection.execute(text(f"SELECT {', '.join(columns)} FROM notices ORDER BY reference"))
        return [tuple(row) for row in rows]
