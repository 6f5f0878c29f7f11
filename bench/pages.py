"""How long a page takes on the server: asked of the application itself with 10,000 cases on SQLite, no network between.

Some whole lives are played through the engine and written again for others until there are enough. Each page is
asked for in turn with the others, so that a noisy machine is as unkind to all of them.
"""

import asyncio
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx2

from bench.figures import Figure
from bench.office import PRESENT, Asked, Office, Took, ask, percentile
from states.vocabulary import Role
from workflow.queries.paging import cursor_of
from workflow.simulate.courses import Courses
from workflow.tables import to_micros

#: Different lives that are lived: fewer than there are, so that filling takes less long.
LIVES = 250
#: Milliseconds that a page may take on the server: the median, and the 99th percentile.
MEDIAN, WORST = 30, 100


def measure(folder: Path, cases: int, requests: int) -> Iterator[Figure]:
    """Measure each page so many times; yield its median with the 99th percentile beside it."""
    office = Office(folder, cases, courses=Courses(LIVES))
    pages = [*_pages(office)]
    took = asyncio.run(_asked(office, pages, requests))
    office.close()
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
            await ask(client, office, page, 0)
        for turn in range(requests):
            for page in pages:
                took[page.name].append(await ask(client, office, page, turn))
    return took


def _figure(page: Asked, took: Sequence[Took], cases: int) -> Figure:
    worst, own = (percentile(found, 0.99) for found in zip(*took, strict=True))
    return Figure(
        f"page: {page.name}, SQLite",
        round(statistics.median(one.wall for one in took), 1),
        "ms",
        f"median at most {MEDIAN} ms, p99 at most {WORST} ms",
        None,
        f"p99 {worst:.1f} ms, of the process alone {own:.1f} ms; n = {len(took)}, {cases:,} cases",
    )
