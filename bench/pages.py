"""How long a page takes on the server: asked of the application itself with 10,000 cases on SQLite, no network between.

Some whole lives are played through the engine and their rows copied until there are enough; the pages of single
cases are those of lives that were really played. Each page is asked for in turn with the others, so that a noisy
machine is as unkind to all of them.
"""

import asyncio
import math
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import httpx2
from pydantic import SecretStr

from api.app import create_app
from api.identity import PLAIN_COOKIE
from api.settings import Settings
from bench.figures import Figure
from bench.filling import fill
from states.vocabulary import Role
from workflow import queries, sessions
from workflow.actors import Actor
from workflow.db import Database
from workflow.details import open_details
from workflow.finding import load
from workflow.keys import Keys
from workflow.migrations import migrate
from workflow.people import add_person
from workflow.queries.paging import cursor_of
from workflow.simulate import play
from workflow.simulate.cast import actor_of, gather
from workflow.tables import to_micros

#: A Monday, when every life that was played has come as far as it has.
PRESENT = datetime(2026, 11, 23, 11, tzinfo=UTC)
SEED = 7
#: Lives that are played. Each is copied until there are enough cases.
LIVES = 250
#: Milliseconds that a page may take on the server: the median, and the 99th percentile.
MEDIAN, WORST = 30, 100
#: Cases whose own pages are asked for in turn.
SHOWN = 25


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

    def __init__(self, folder: Path, cases: int) -> None:
        folder.mkdir()
        url = f"sqlite:///{folder / 'pages.db'}"
        migrate(url)
        self.db = Database(url, keys=Keys.create(folder / "keys.json"))
        play(self.db, LIVES, SEED, PRESENT)
        members = gather(self.db, PRESENT)
        self.lead = members.leads[0]
        listed = queries.case_list(self.db, self.lead, PRESENT, limit=SHOWN)
        self.shown = [item.reference for item in listed.items]
        self.cases = fill(self.db, cases)
        self.caseworker = max(members.caseworkers, key=self._owned)
        settings = Settings(home=folder, database_url=SecretStr(url))
        self.app = create_app(settings, clock=lambda: PRESENT, db=self.db)
        # Not started: nothing is to be delivered meanwhile.
        self.app.state.doors.database = self.db
        auditor = add_person(self.db, name="Auditor", role=Role.AUDITOR, at=PRESENT)
        actors = {
            Role.LEAD: self.lead,
            Role.CASEWORKER: self.caseworker,
            Role.AUDITOR: actor_of(self.db, auditor),
        }
        self.cookies = {role: self._enter(actor) for role, actor in actors.items()}

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


def measure(folder: Path, cases: int, requests: int) -> Iterator[Figure]:
    """Measure each page so many times; yield its median with the 99th percentile beside it."""
    office = Office(folder, cases)
    pages = [*_pages(office)]
    took = asyncio.run(_asked(office, pages, requests))
    office.db.close()
    for page in pages:
        yield _figure(page, took[page.name], office.cases)


def _pages(office: Office) -> Iterator[Asked]:
    caseworker, lead = Role.CASEWORKER, Role.LEAD
    late = cursor_of((to_micros(PRESENT), 0))
    yield Asked("queue, mine", caseworker, ["/queue"])
    yield Asked("queue, all", lead, ["/queue?view=all", f"/queue?view=all&cursor={late}"])
    yield Asked("queue, nobody's", lead, ["/queue?view=unowned"])
    narrowed = ["urgent=yes", "overdue=yes", "state=received", "force=cambridgeshire"]
    yield Asked("queue, narrowed", lead, [f"/queue?view=all&{one}" for one in narrowed])
    yield Asked("case", lead, [f"/cases/{case}" for case in office.shown])
    yield Asked("history", lead, [f"/cases/{case}/history" for case in office.shown])
    yield Asked("search by name", caseworker, ["/search"], office.names())
    yield Asked("search by phone", caseworker, ["/search"], office.phones())
    yield Asked("tasks, mine", caseworker, ["/tasks"])
    yield Asked("tasks, waiting", lead, ["/tasks?part=waiting"])
    for name in ("workload", "reassign", "overdue", "stuck", "sign-offs", "panel"):
        yield Asked(name, lead, [f"/lead/{name}"])
    yield from _audited(office.shown)


def _audited(cases: Sequence[str]) -> Iterator[Asked]:
    auditor = Role.AUDITOR
    yield Asked("trail", auditor, ["/audit", "/audit?kind=refused", "/audit?event=take"])
    for name in ("history", "entries/1", "at", "path"):
        yield Asked(f"audit, {name}", auditor, [f"/audit/cases/{case}/{name}" for case in cases])


async def _asked(office: Office, pages: Sequence[Asked], requests: int) -> dict[str, list[Took]]:
    took: dict[str, list[Took]] = {page.name: [] for page in pages}
    transport = httpx2.ASGITransport(app=office.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for page in pages:
            # What is compiled and cached once is no page's doing.
            await _ask(client, office, page, 0)
        for turn in range(requests):
            for page in pages:
                took[page.name].append(await _ask(client, office, page, turn))
    return took


async def _ask(client: httpx2.AsyncClient, office: Office, page: Asked, turn: int) -> Took:
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


def _figure(page: Asked, took: Sequence[Took], cases: int) -> Figure:
    worst, own = (_percentile(found, 0.99) for found in zip(*took, strict=True))
    return Figure(
        f"page: {page.name}, SQLite",
        round(statistics.median(one.wall for one in took), 1),
        "ms",
        f"median at most {MEDIAN} ms, p99 at most {WORST} ms",
        None,
        f"p99 {worst:.1f} ms, of the process alone {own:.1f} ms; n = {len(took)}, {cases:,} cases",
    )


def _percentile(found: Sequence[float], share: float) -> float:
    return sorted(found)[max(0, math.ceil(len(found) * share) - 1)]
