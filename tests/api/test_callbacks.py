"""From a step to the provider and back: its callback settles the notice, and a bounce stops every other to her."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast
from uuid import uuid4

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from api.settings import Settings
from tests.api.conftest import Clock
from tests.api.world import World
from tests.provider.notify import Callback, Provider, running
from tests.provider.plan import Fault, Plan
from workflow.db import Database

TOKEN = "a-token-that-notify-was-given"
#: Seconds that anything may take on a busy machine.
PATIENCE = 30


@pytest.fixture
def provider() -> Iterator[Provider]:
    # Its word comes after its answer is recorded: what comes before is left to the next look, in 30 seconds.
    with running(Plan(settles=0.5)) as found:
        yield found


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    return settings.model_copy(
        update={
            "channels": "sms=notify,email=file,webhook=file",
            "deliver": "here",
            "notify_api_key": SecretStr(provider.api_key),
            "notify_url": provider.url,
            "notify_sms_template": uuid4(),
            "notify_callback_token": SecretStr(TOKEN),
        }
    )


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve the application in a thread, and yield where."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive())
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


@pytest.fixture
def world(
    settings: Settings, provider: Provider, db: Database, clock: Clock, tokens: dict[str, str]
) -> Iterator[World]:
    with (
        served(create_app(settings, clock=clock, db=db)) as address,
        httpx2.Client(base_url=address) as client,
    ):
        provider.callback = Callback(f"{address}/api/v1/receipts/notify", TOKEN)
        yield World(cast("TestClient", client), tokens, clock)


def until(holds: Callable[[], Any]) -> Any:
    """Wait until something holds, and return it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := holds()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)
    return found


def hers(world: World, case: str) -> dict[str, str]:
    """Where the messages to her stand, by what they are about."""
    listed = world.get("lead", f"/cases/{case}/notices").json()["items"]
    return {item["rule"]: item["state"] for item in listed if item["recipient"] == "survivor"}


def test_the_providers_word_settles_what_it_delivered(world, provider):
    case = world.consented()
    until(lambda: hers(world, case) == {"give_consent/survivor": "delivered"})
    assert [kept.reference for kept in provider.book.kept] == [
        item["reference"]
        for item in world.get("lead", f"/cases/{case}/notices").json()["items"]
        if item["recipient"] == "survivor"
    ]


def test_a_bounce_stops_every_other_message_to_her(world, provider):
    provider.tell(Fault.BOUNCED)
    case = world.consented()
    until(lambda: hers(world, case) == {"give_consent/survivor": "failed"})
    view = world.get("lead", f"/cases/{case}").json()
    assert view["facts"]["messages_stopped"] == "bounced"
    assert {"call_her", "find_another_way"} <= {task["kind"] for task in view["tasks"]}
    offer = world.post("caseworker", f"/cases/{case}/offers", {"firm": "hart"}).json()["created"][0]
    world.move("solicitor", f"/offers/{offer}", "accept")
    until(lambda: hers(world, case)["assign_solicitor/survivor"] == "held")
    assert len(provider.book.kept) == 1
