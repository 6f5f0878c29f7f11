"""Somebody who can sign in, made quickly: real hashing takes a tenth of a second each."""

from datetime import datetime, timedelta

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from workflow import invitations, passwords, people, totp
from workflow.actors import SYSTEM
from workflow.db import Database

PASSWORD, OTHER = "the heron sleeps at noon", "nine kites above the quay"
LOGIN = "asha@service.example"
CHEAP = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))


def cheaply(monkeypatch) -> None:
    """Hash with little work."""
    monkeypatch.setattr(passwords, "HASHING", CHEAP)
    monkeypatch.setattr(passwords, "NOBODYS", CHEAP.hash("nobody has this one"))


class Member:
    """Somebody invited, with an app that has a clock of its own. `codes` are for recovery."""

    def __init__(self, db: Database, at: datetime, *, role: str = "caseworker", email: str = LOGIN) -> None:
        self.db = db
        self.person = people.add_person(db, name="Asha Raman", role=role, email=email, at=at)
        self.login = email
        self.accept(at)

    def accept(self, at: datetime) -> None:
        """Be invited, choose a password, and set an app up."""
        code = invitations.invite(self.db, self.person, by=SYSTEM, at=at)
        invited = invitations.find(self.db, code, at=at)
        assert invited is not None
        chosen = invitations.choose(self.db, invited, code, PASSWORD, PASSWORD, at=at)
        self.secret = chosen.secret
        done = invitations.accept(self.db, chosen.ticket, self.code(at), at=at)
        assert done is not None
        self.codes = done.codes

    def code(self, at: datetime, steps: int = 0) -> str:
        """Return what the app shows, or showed or will show some steps away."""
        return totp.code_at(self.secret, at + timedelta(seconds=totp.STEP * steps))
