"""An application over a database full of cases, with somebody signed in for each role who is asked for pages.

The cases are those of `rowan simulate --bulk`: lives that the engine played, and copies of them whose rows are such
as it would have written.
"""

import math
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import httpx2
from pydantic import SecretStr
from sqlalchemy import func, select

from api.app import create_app
from api.identity import PLAIN_COOKIE
from api.settings import Settings
from states.vocabulary import Role
from workflow import queries, sessions
from workflow.actors import Actor
from workflow.db import Database
from workflow.details import open_details
from workflow.finding import load
from workflow.keys import Keys
from workflow.migrations import migrate
from workflow.people import add_person, find_by_name
from workflow.simulate import write_lives
from workflow.simulate.cast import actor_of, gather
from workflow.simulate.courses import ALL, COURSES, Courses
from workflow.tables import CaseRow, PersonRow, ReferralRow

CASES, PEOPLE, REFERRALS = CaseRow.__table__, PersonRow.__table__, ReferralRow.__table__

#: A Monday, when every life that was played has come as far as it has.
PRESENT = datetime(2026, 11, 23, 11, tzinfo=UTC)
SEED = 7
#: Cases whose own pages are asked for in turn.
SHOWN = 25
BUSIEST = (
    select(PEOPLE.c.reference)
    .join(REFERRALS, REFERRALS.c.referrer_id == PEOPLE.c.id)
    .where(REFERRALS.c.id <= 10 * COURSES, PEOPLE.c.role == Role.OFFICER.value)
    .group_by(PEOPLE.c.reference)
    .order_by(func.count().desc(), func.min(REFERRALS.c.id))
    .limit(1)
)
#: The force whose analyst looks.
FORCE = "cambridgeshire"


class Took(NamedTuple):
    """Milliseconds that one page took, by the wall and of this process alone."""

    wall: float
    own: float


class Asked(NamedTuple):
    """One page: what it is called, who asks, the addresses that are asked in turn, and what is sent to each, if anything."""

    name: str
    role: Role
    paths: Sequence[str]
    words: Sequence[str] = ()


class Office:
    """An application over a database full of cases, with somebody signed in for each role."""

    def __init__(self, folder: Path, cases: int, url: str | None = None, courses: Courses = ALL) -> None:
        self.kind = "PostgreSQL" if url else "SQLite"
        url = url or f"sqlite:///{folder / 'pages.db'}"
        keys = _filled(folder, url, cases, courses)
        self.db = Database(url, keys=keys)
        members = gather(self.db, PRESENT)
        self.lead = members.leads[0]
        listed = queries.case_list(self.db, self.lead, PRESENT, limit=SHOWN)
        self.shown = [item.reference for item in listed.items]
        with self.db.reading() as tx:
            self.cases = tx.connection.scalar(select(func.max(CASES.c.id))) or 0
            # The busiest of those who referred first, so that their page is full however many cases there are.
            officer = tx.connection.scalar(BUSIEST) or ""
        self.caseworker = max(members.caseworkers, key=self._owned)
        settings = Settings(home=folder, database_url=SecretStr(url))
        self.app = create_app(settings, clock=lambda: PRESENT, db=self.db)
        # Not started: nothing is to be delivered meanwhile.
        self.app.state.doors.database = self.db
        actors = {
            Role.LEAD: self.lead,
            Role.CASEWORKER: self.caseworker,
            Role.OFFICER: actor_of(self.db, officer),
            Role.AUDITOR: self._person(Role.AUDITOR),
            Role.ANALYST: self._person(Role.ANALYST, FORCE),
        }
        self.cookies = {role: self._enter(actor) for role, actor in actors.items()}

    def close(self) -> None:
        """Let the database go."""
        self.db.close()

    def _person(self, role: Role, force: str | None = None) -> Actor:
        name = f"Bench {role}"
        found = find_by_name(self.db, name, role)
        return actor_of(self.db, found or add_person(self.db, name=name, role=role, force=force, at=PRESENT))

    def _owned(self, actor: Actor) -> int:
        owned = queries.case_list(self.db, actor, PRESENT, owner=actor.reference, limit=200)
        return len(owned.items)

    def _enter(self, actor: Actor) -> str:
        return sessions.begin(self.db, actor.reference, device="bench", at=PRESENT)

    def names(self) -> list[str]:
        """Return whom the shown cases are about."""
        with self.db.reading() as tx:
            cases = [load(tx, reference) for reference in self.shown]
            return [
                open_details(tx, self.db.keys, case, ["survivor.name"])["survivor.name"] for case in cases
            ]

    def phones(self) -> list[str]:
        """Return telephone numbers of theirs."""
        with self.db.reading() as tx:
            held = [open_details(tx, self.db.keys, load(tx, case), ["survivor.phone"]) for case in self.shown]
        return [phone for phone in (found.get("survivor.phone") for found in held) if phone]


def _filled(folder: Path, url: str, cases: int, courses: Courses) -> Keys:
    """Fill a database with lives, unless its keys lie in the folder already; return them."""
    file = folder / "keys.json"
    if file.exists():
        return Keys.load(file)
    folder.mkdir(parents=True, exist_ok=True)
    migrate(url)
    keys = Keys.create(file)
    write_lives(url, keys, cases, SEED, PRESENT, courses=courses)
    return keys


async def ask(client: httpx2.AsyncClient, office: Office, page: Asked, turn: int) -> Took:
    """Ask for a page, which has to be shown; return how long it took."""
    path = page.paths[turn % len(page.paths)]
    headers = {"cookie": f"{PLAIN_COOKIE}={office.cookies[page.role]}", "sec-fetch-site": "same-origin"}
    if page.words:
        headers["content-type"] = "application/x-www-form-urlencoded"
    sent = urlencode({"words": page.words[turn % len(page.words)]}) if page.words else None
    began, used = time.perf_counter(), time.process_time()
    answer = await client.request("POST" if sent else "GET", path, content=sent, headers=headers)
    took = Took((time.perf_counter() - began) * 1000, (time.process_time() - used) * 1000)
    assert answer.status_code == httpx2.codes.OK, (page.name, answer.status_code)
    return took


def percentile(found: Sequence[float], share: float) -> float:
    """Return what that share of them does not pass."""
    return sorted(found)[max(0, math.ceil(len(found) * share) - 1)]
