"""Whether anything gets slower because there are a million cases: what people do most, at ten thousand and at many.

Two applications stand beside each other, over lives written by `rowan simulate --bulk`, and are asked in turn, so
that a noisy machine is as unkind to both. What is compared is the time on the server, no network between; a
transition is performed as the API performs it, its commit on the disk included.
"""

import asyncio
import itertools
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import httpx2
from sqlalchemy import select

from bench.figures import Figure
from bench.office import PRESENT, Asked, Office, Took, ask, percentile
from states.vocabulary import Role
from workflow.command import Command
from workflow.commands import perform
from workflow.dashboard import freeze
from workflow.tables import CaseRow

CASES = CaseRow.__table__

#: How many cases the others are compared with.
FEW = 10_000
#: At most so many times the figure at few.
RATIO = 1.3
#: Milliseconds that a dashboard may take at its median.
DASHBOARD = 50
#: Cases that are moved in turn.
MOVED = 40


class Many(Office):
    """An office, and what is done there that is no page."""

    def __init__(self, folder: Path, cases: int, url: str | None = None) -> None:
        super().__init__(folder, cases, url)
        # What analysts see is what was published when the last month ended.
        freeze(self.db, PRESENT)
        statement = select(CASES.c.reference).where(CASES.c.state != "closed").order_by(CASES.c.id.desc())
        with self.db.reading() as tx:
            self.open = [*tx.connection.scalars(statement.limit(MOVED))]
        self._at = itertools.count(1)

    def pages(self) -> list[Asked]:
        """Return what is asked for: each page by who asks for it most."""
        narrow = Role.CASEWORKER
        return [
            Asked("dashboard, force", Role.ANALYST, ["/analysis"]),
            Asked("dashboard, service", Role.LEAD, ["/lead/dashboard"]),
            Asked("queue, mine", narrow, ["/queue"]),
            Asked("queue, all", Role.LEAD, ["/queue?view=all"]),
            Asked("case", Role.LEAD, [f"/cases/{case}" for case in self.shown]),
            Asked("search by name", narrow, ["/search"], self.names()),
            Asked("search by phone", narrow, ["/search"], self.phones()),
            Asked("officer's list", Role.OFFICER, ["/referrals"]),
        ]

    def move(self, turn: int) -> Took:
        """Perform one step on one of the open cases; return how long it took."""
        command = Command(
            self.open[turn % len(self.open)], "add_note", {"note": "Fictional note: she asks to be called."}
        )
        at = PRESENT + timedelta(seconds=next(self._at))
        began, used = time.perf_counter(), time.process_time()
        perform(self.db, command, actor=self.lead, at=at)
        return Took((time.perf_counter() - began) * 1000, (time.process_time() - used) * 1000)


def measure(few: Many, many: Many, requests: int) -> Iterator[Figure]:
    """Measure each page and one transition in both, in turn; yield the median at many, compared with that at few."""
    offices = (few, many)
    took = asyncio.run(_asked(offices, requests))
    moved: tuple[list[Took], list[Took]] = ([], [])
    for office in offices:
        office.move(0)
    for turn in range(1, requests + 1):
        for office, times in zip(offices, moved, strict=True):
            times.append(office.move(turn))
    took["one transition"] = moved
    for name, both in took.items():
        yield _figure(name, many, both)
    for office in offices:
        office.close()


async def _asked(offices: Sequence[Many], requests: int) -> dict[str, tuple[list[Took], list[Took]]]:
    took: dict[str, tuple[list[Took], list[Took]]] = {}
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(
                httpx2.AsyncClient(
                    transport=httpx2.ASGITransport(app=office.app), base_url="http://localhost"
                )
            )
            for office in offices
        ]
        for pages in zip(*(office.pages() for office in offices), strict=True):
            times: tuple[list[Took], list[Took]] = ([], [])
            # The first of each compiles and caches, and is no page's doing.
            for turn in range(-1, requests):
                for office, client, page, into in zip(offices, clients, pages, times, strict=True):
                    one = await ask(client, office, page, max(turn, 0))
                    if turn >= 0:
                        into.append(one)
            took[pages[0].name] = times
    return took


def _figure(name: str, many: Many, times: tuple[list[Took], list[Took]]) -> Figure:
    medians = [statistics.median(one.wall for one in each) for each in times]
    worst = [percentile([one.wall for one in each], 0.99) for each in times]
    own = [statistics.median(one.own for one in each) for each in times]
    limit = f"at most {RATIO} times that at {FEW:,}"
    if name.startswith("dashboard"):
        limit = f"median at most {DASHBOARD} ms, and {limit}"
    return Figure(
        f"at {many.cases:,} cases: {name}, {many.kind}",
        round(medians[1], 1),
        "ms",
        limit,
        round(medians[1] / medians[0], 2),
        f"median {medians[0]:.1f} ms at few; p99 {worst[0]:.1f} and {worst[1]:.1f} ms; "
        f"of the process alone {own[0]:.1f} and {own[1]:.1f} ms; n = {len(times[0])}",
    )
