"""A worker takes jobs until it is told to stop; a job or a database that fails ends no worker."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from threading import Thread
from typing import Any

import procrastinate
import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text

from workflow import jobs, worker
from workflow.db import Database
from workflow.worker import Worker

COUNT = text("SELECT count(*) FROM procrastinate_jobs")
END_OTHERS = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(worker, "WAITS", (0.01, 0.02))


@pytest.fixture
def stopped() -> Iterator[list[str]]:
    """What was called when the worker was told to stop. A signal that comes too late is nobody's."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    signal.signal(signal.SIGTERM, lambda *_: None)
    yield []
    for number, handler in before.items():
        signal.signal(number, handler)


def defer(db: Database, *references: str) -> None:
    with db.transaction() as tx:
        jobs.defer(tx, references)


def left(db: Database) -> int:
    with db.reading() as tx:
        return int(tx.connection.execute(COUNT).scalar_one())


def tell_to_stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def work(db: Database, deliver: Callable[[Sequence[str]], object], stopped: list[str]) -> None:
    Worker(db.url, deliver, lambda: stopped.append("stopped"), hands=2, stop_within=10).run()


def test_a_worker_takes_what_waits_and_what_comes(postgres_database, stopped):
    taken: list[Sequence[str]] = []

    def deliver(notices: Sequence[str]) -> None:
        taken.append(notices)
        if len(taken) == 1:
            defer(postgres_database, "N-00000003")
        else:
            tell_to_stop()

    defer(postgres_database, "N-00000001", "N-00000002")
    work(postgres_database, deliver, stopped)
    assert taken == [["N-00000001", "N-00000002"], ["N-00000003"]]
    assert stopped == ["stopped"]
    assert left(postgres_database) == 0


def test_a_job_that_fails_is_named_by_its_fault_alone_and_dropped(postgres_database, stopped, caplog):
    def deliver(notices: Sequence[str]) -> None:
        tell_to_stop()
        raise ValueError("07700 900123")

    defer(postgres_database, "N-00000001")
    work(postgres_database, deliver, stopped)
    assert "a job failed: ValueError" in caplog.text
    assert "07700" not in caplog.text
    assert left(postgres_database) == 0


def test_a_database_that_ended_every_connection_is_worked_at_again(postgres_database, stopped):
    taken: list[Sequence[str]] = []

    def deliver(notices: Sequence[str]) -> None:
        taken.append(notices)
        if len(taken) > 1:
            tell_to_stop()
            return
        with postgres_database.transaction() as tx:
            tx.connection.execute(END_OTHERS)
        defer(postgres_database, "N-00000002")

    defer(postgres_database, "N-00000001")
    work(postgres_database, deliver, stopped)
    assert ["N-00000002"] in taken


def test_a_worker_that_ended_before_its_time_begins_again(postgres_database, stopped, monkeypatch, caplog):
    run, failures = procrastinate.App.run_worker_async, [ConnectorException("host=10.0.0.7")]

    async def fail_once(app: procrastinate.App, **options: Any) -> None:
        if failures:
            raise failures.pop()
        await run(app, **options)

    monkeypatch.setattr(procrastinate.App, "run_worker_async", fail_once)
    defer(postgres_database, "N-00000001")
    work(postgres_database, lambda _: tell_to_stop(), stopped)
    assert "working ended before its time: ConnectorException" in caplog.text
    assert "10.0.0.7" not in caplog.text
    assert left(postgres_database) == 0


def test_a_worker_that_finds_no_database_stops_when_it_is_told(stopped):
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    before = signal.getsignal(signal.SIGTERM)

    def tell_once_it_listens() -> None:
        until = time.monotonic() + 30
        while signal.getsignal(signal.SIGTERM) is before and time.monotonic() < until:
            time.sleep(0.01)
        tell_to_stop()

    telling = Thread(target=tell_once_it_listens)
    telling.start()
    Worker(nowhere, print, lambda: stopped.append("stopped"), hands=1, stop_within=1).run()
    telling.join()
    assert stopped == ["stopped"]
