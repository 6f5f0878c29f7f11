"""Workers: started as people start them, beside the processes that serve, and stopped as machines stop them."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx2
import psycopg
import pytest
from pydantic import SecretStr

from api.commands.worker import refuse_file
from api.delivering import courier, is_here
from api.settings import Settings
from tests.api.test_serving import PATIENCE, ROWAN, environment, rowan, started
from tests.api.world import FORCE, referral
from workflow.faults import ConfigurationFault
from workflow.serving import serving

__all__ = ["environment"]


@pytest.fixture
def database(environment, fresh_database) -> str:
    """A PostgreSQL database that the processes of the environment share."""
    url: str = fresh_database("postgresql").replace("postgresql+psycopg://", "postgresql://")
    environment["ROWAN_DATABASE_URL"] = url
    rowan(environment, "migrate")
    return url


@contextmanager
def working(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as lines:
        process = subprocess.Popen([ROWAN, "worker"], env=environment, stderr=lines)
    try:
        until(lambda: any(line["logger"] == "api.commands.worker" for line in told(log)))
        yield process
    finally:
        process.kill()
        process.wait()


def told(log: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in log.read_text().splitlines(keepends=True) if line.endswith("\n")]


def until(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def files(environment: dict[str, str]) -> int:
    return sum(not file.name.startswith(".") for file in Path(environment["ROWAN_HOME"], "notices").glob("*"))


def jobs(database: str) -> int:
    """Count the jobs that nobody has taken; one that was in hand when its worker was cut off is dropped later."""
    with psycopg.connect(database) as owner:
        row = owner.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'").fetchone()
    assert row is not None
    return int(row[0])


def refer(address: str, token: str, key: str) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return httpx2.post(f"{address}/api/v1/referrals", json=referral(), headers=headers)


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_worker_delivers_what_another_process_took(environment, database, tmp_path):
    log = tmp_path / "worker.log"
    token = rowan(environment, "people", "token", "PC 1", "--role", "officer", "--force", FORCE).strip()
    with started(environment, "serve") as (_, address, _):
        assert refer(address, token, "one").status_code == 201
        assert files(environment) == 0
        with working(environment, log) as worker:
            until(lambda: files(environment) > 0)
            before = files(environment)
            # The server of the database ends every connection of the worker, as a restart of it would.
            with psycopg.connect(database, autocommit=True) as owner:
                owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            # Who serves meets its own dead connections, and may say so once.
            until(lambda: refer(address, token, uuid4().hex).status_code == 201)
            until(lambda: files(environment) > before)
            # The sweep may be quicker than the job, which is only a hint.
            until(lambda: jobs(database) == 0)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE) == 0
        ready = httpx2.get(f"{address}/readyz").json()
    assert ready["status"] == "ready"
    assert FORCE not in log.read_text()
    assert not [line for line in told(log) if line["logger"] == "procrastinate" and line["level"] == "info"]


def test_a_file_has_no_workers_and_says_who_serves_it(sqlite_settings):
    with pytest.raises(ConfigurationFault, match="a SQLite file has no workers: `rowan serve` delivers"):
        refuse_file(sqlite_settings)
    with (
        serving(sqlite_settings.database),
        pytest.raises(ConfigurationFault, match=f"is being served by process {os.getpid()}"),
    ):
        refuse_file(sqlite_settings)


def test_a_file_that_is_not_there_has_no_workers_either(tmp_path):
    with pytest.raises(ConfigurationFault, match="a SQLite file has no workers"):
        refuse_file(Settings(home=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_nobody_serves_a_file_and_leaves_its_notices_to_workers(sqlite_settings):
    left = sqlite_settings.model_copy(update={"deliver": "worker"})
    with pytest.raises(ConfigurationFault, match="ROWAN_DELIVER=worker needs PostgreSQL"):
        is_here(left)
    assert is_here(sqlite_settings)


@pytest.mark.parametrize(("deliver", "here"), [("auto", False), ("worker", False), ("here", True)])
def test_on_postgresql_workers_deliver_unless_settings_say_otherwise(home, deliver, here):
    url = SecretStr("postgresql://somewhere/rowan")
    assert is_here(Settings(home=home, database_url=url, deliver=deliver)) is here


def test_a_short_doubt_is_warned_of(settings, db, clock, caplog):
    courier(settings, db, clock).stop()
    assert not caplog.records
    courier(settings.model_copy(update={"in_doubt_after": timedelta(minutes=14)}), db, clock).stop()
    assert "a slow provider may send a message twice" in caplog.text
