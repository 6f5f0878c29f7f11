"""Readiness and measures tell what waits, whoever was to see to it."""

import re

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.settings import Settings
from tests.api.conftest import give_tokens, opened
from tests.api.test_doors import is_problem
from tests.api.world import World
from workflow.faults import StorageUnavailable
from workflow.keys import Keys


@pytest.fixture
def left_to_workers(home, fresh_database, serve_app, clock):
    """An application on PostgreSQL that nobody delivers for, with a case in it."""
    Keys.create(home / "keys.json")
    settings = Settings(home=home, database_url=SecretStr(fresh_database("postgresql", migrated=True)))
    with opened(settings) as db, TestClient(serve_app(settings, clock=clock, db=db)) as client:
        World(client, give_tokens(db, clock()), clock).case()
        yield client


def measured(client: TestClient, name: str) -> float:
    (found,) = re.findall(rf"^{re.escape(name)} (\S+)$", client.get("/metrics").text, re.MULTILINE)
    return float(found)


def test_a_loop_that_ended_is_noticed_though_nothing_is_due(client, app, clock):
    app.state.doors.loops.clocks.stop()
    clock.on(minutes=5)
    answer = client.get("/readyz")
    is_problem(answer, "unavailable", 503)
    assert "300 seconds behind" in answer.json()["detail"]


def test_where_workers_deliver_a_lag_is_told_and_shuts_no_door(left_to_workers, clock):
    assert left_to_workers.get("/readyz").json()["status"] == "ready"
    clock.on(minutes=5)
    answer = left_to_workers.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "behind", "database": "postgresql", "delivery_lag_seconds": 300}


def test_what_waits_is_measured(left_to_workers, clock):
    assert measured(left_to_workers, "rowan_delivery_lag_seconds") == 0
    assert measured(left_to_workers, 'rowan_notices_stuck{why="late"}') == 0
    assert measured(left_to_workers, "rowan_clocks_overdue") == 0
    clock.on(minutes=20)
    assert measured(left_to_workers, "rowan_delivery_lag_seconds") == 1200
    assert measured(left_to_workers, 'rowan_notices_stuck{why="late"}') > 0
    clock.on(days=2)
    assert measured(left_to_workers, "rowan_clocks_overdue") > 0
    assert measured(left_to_workers, "rowan_clock_lag_seconds") > 0


def test_what_waits_is_no_number_while_the_database_is_away(left_to_workers, monkeypatch):
    def fail(*_: object):
        raise StorageUnavailable("the database cannot be read or written: SQLITE_IOERR")

    monkeypatch.setattr("api.health.waiting", fail)
    told = left_to_workers.get("/metrics").text
    assert "rowan_delivery_lag_seconds NaN" in told
    assert "rowan_requests_total{" in told
