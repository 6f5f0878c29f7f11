"""The worker: takes the jobs of `jobs.defer` on PostgreSQL, beside as many others as one likes, until it is told to stop.

It never decides whether a notice may go, and what it loses is no loss: the outbox is the truth, and the sweep finds
whatever is due. Jobs are deleted when they are done, however they ended.
"""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import procrastinate

from notifications.delivery import report
from workflow.engines import parse
from workflow.jobs import DELIVER, QUEUE

#: Seconds between two attempts to work again after the database went away: doubled from the first to the last (I).
WAITS = (1.0, 30.0)
#: Seconds after which jobs are looked for though nobody told of one (I).
LOOK_EVERY = 5.0

Deliver = Callable[[Sequence[str]], object]


class Worker:
    """One process's worker at the PostgreSQL database at `url`.

    `deliver` is called in several threads at once, and may wait; `stop` is called when it is told to stop, and
    lets what `deliver` has in hand end soon. `stop_within` is in seconds.
    """

    def __init__(
        self, url: str, deliver: Deliver, stop: Callable[[], object], *, hands: int, stop_within: float
    ) -> None:
        plain = parse(url).set(drivername="postgresql").render_as_string(hide_password=False)
        # One connection a hand for its job's end, and one to fetch the next.
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(conninfo=plain, min_size=1, max_size=hands + 1)
        )
        self._stop = stop
        self._hands, self._stop_within = hands, stop_within
        self._stopping = asyncio.Event()

        @self._app.task(name=DELIVER, queue=QUEUE)
        async def take(notices: list[str]) -> None:
            await asyncio.to_thread(self._deliver, deliver, notices)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; then finish the jobs in hand, for as long as stopping may take."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        running = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            running.add_signal_handler(number, self._told)
        wait = WAITS[0]
        while not self._stopping.is_set():
            began = running.time()
            try:
                await self._until_told(self._work())
            except Exception as error:  # noqa: BLE001 - Whatever it was, the next worker may do better.
                report("working ended before its time", error)
            wait = WAITS[0] if running.time() - began > WAITS[1] else min(wait * 2, WAITS[1])
            await self._pause(wait)

    def _told(self) -> None:
        self._stopping.set()
        self._stop()

    async def _until_told(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it until it ends or a signal comes. A worker that is cancelled takes no more and ends what it has."""
        working, told = asyncio.create_task(work), asyncio.create_task(self._stopping.wait())
        await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        working.cancel()
        (ended,) = await asyncio.gather(working, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended

    async def _work(self) -> None:
        async with self._app.open_async():
            await self._app.run_worker_async(
                queues=[QUEUE],
                concurrency=self._hands,
                delete_jobs="always",
                fetch_job_polling_interval=LOOK_EVERY,
                shutdown_graceful_timeout=self._stop_within,
                install_signal_handlers=False,
            )

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    def _deliver(self, deliver: Deliver, notices: Sequence[str]) -> None:
        try:
            deliver(notices)
        except Exception as error:  # noqa: BLE001 - The sweep finds them again; the job is done either way.
            report("a job failed", error)
