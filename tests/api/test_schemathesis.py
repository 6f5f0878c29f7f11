"""The description of the API held against the running application: no fault, and no answer that it does not name."""

import os
from collections.abc import Iterator
from zlib import crc32

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.settings import Settings
from tests.api.conftest import Clock, give_tokens
from tests.api.world import World
from tests.databases import KINDS, Databases
from workflow.db import Database
from workflow.keys import Keys

EXAMPLES = 200 if os.environ.get("ROWAN_PROFILE") == "full" else 5
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

#: Described without a database; the tests below give it one.
APP = create_app(Settings())
schema = schemathesis.openapi.from_dict(APP.openapi())


async def requests_alone(scope: Scope, receive: Receive, send: Send) -> None:
    """The application, without opening the database of its settings."""
    if scope["type"] == "http":
        await APP(scope, receive, send)


@pytest.fixture(scope="module", params=KINDS)
def world(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The real application over a database in which there is something of everything."""
    url = databases.create(request.param, migrated=True)
    db, clock = Database(url, keys=Keys.create(tmp_path_factory.mktemp("described") / "keys.json")), Clock()
    APP.state.doors.database, APP.state.doors.clock = db, clock
    yield World(TestClient(APP), give_tokens(db, clock()), clock)
    APP.state.doors.database = None
    db.close()
    databases.drop(url)


@pytest.fixture(scope="module")
def references(world: World) -> dict[str, list[str]]:
    """Something of everything, by the part of the address before its reference."""
    referral = world.refer()
    sought, order = world.sought()
    offered, offer = world.offered()
    cases = [sought, offered, world.contacted(), world.case(), referral]
    (notice, *_) = world.get("lead", f"/cases/{sought}/notices").json()["items"]
    named = {"survivor": {"name": "Ann Asked", "phone": "07700 900555"}}
    (task, *_) = world.get("lead", f"/cases/{world.case(**named)}").json()["tasks"]
    return {
        "cases": cases,
        "referrals": [referral],
        "orders": [order],
        "offers": [offer],
        "notices": [notice["reference"]],
        "tasks": [task["reference"]],
        "absences": [an_absence(world)],
    }


def an_absence(world: World) -> str:
    """Have a caseworker be away, covered by another; the reference of the absence."""
    covers = world.post("lead", f"/cases/{world.case()}/events", {"event": "take"}).json()["reference"]
    lead = world.get("lead", f"/cases/{covers}").json()["facts"]["owner"]
    times = {"begins_at": "2026-12-01T08:00:00Z", "ends_at": "2026-12-02T08:00:00Z"}
    made = world.post("caseworker", "/absences", {"cover": lead, **times})
    assert made.status_code == 201, made.text
    reference: str = made.json()["reference"]
    return reference


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
    ],
)
def test_every_answer_is_one_that_the_description_names(case, world, references):
    # Drawn from the case itself, so that a failing one can be tried again.
    number = crc32(repr((case.body, case.query, case.path_parameters)).encode())
    kind = case.path.split("/")[3] if case.path.startswith("/api/v1/") else ""
    if case.path_parameters and kind in references and number % 4:
        case.path_parameters["reference"] = references[kind][number % len(references[kind])]
    who = sorted(world.tokens)[number % len(world.tokens)]
    headers = {"Authorization": f"Bearer {world.tokens[who]}"}
    case.call_and_validate(app=requests_alone, headers=headers, checks=CHECKS)
