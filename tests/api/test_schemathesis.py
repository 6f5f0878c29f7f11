"""The description of the API held against the running application: no fault, and no answer that it does not name."""

import os
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.settings import Settings
from tests.api.conftest import Clock, give_tokens
from tests.api.world import World
from tests.databases import KINDS, Databases, Kind
from workflow.db import Database
from workflow.keys import Keys

#: Beside some two hundred cases a route that are worked out from the description.
EXAMPLES = 200 if os.environ.get("ROWAN_PROFILE") == "full" else 5

#: Described without a database; the tests below give it one.
APP = create_app(Settings())
#: What takes any event takes a payload of any schema, and a referral is a large one: to work those cases out takes minutes.
LONG = frozenset(
    {"/api/v1/cases/{reference}/events", "/api/v1/orders/{reference}/events", "/api/v1/referrals"}
)
ROUTES = [
    pytest.param(path, method, marks=pytest.mark.whole if path in LONG else ())
    for path, methods in APP.openapi()["paths"].items()
    for method in methods
]


async def requests_alone(scope: Scope, receive: Receive, send: Send) -> None:
    """The application, without opening the database of its settings."""
    if scope["type"] == "http":
        await APP(scope, receive, send)


class Described(World):
    """The real application over a database in which there is something of everything."""

    def __init__(self, kind: Kind, db: Database) -> None:
        clock = Clock()
        super().__init__(TestClient(APP), give_tokens(db, clock()), clock)
        self.kind, self.db = kind, db
        self.take_over()
        self.references = something_of_everything(self)

    def take_over(self) -> None:
        """Have the application ask this database from now on."""
        APP.state.doors.database, APP.state.doors.clock = self.db, self.clock


@pytest.fixture(scope="module")
def worlds(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Described, ...]]:
    """A world over each kind of database."""
    keys = Keys.create(tmp_path_factory.mktemp("described") / "keys.json")
    urls = {kind: databases.create(kind, migrated=True) for kind in KINDS}
    opened = {kind: Database(url, keys=keys) for kind, url in urls.items()}
    yield tuple(Described(kind, db) for kind, db in opened.items())
    APP.state.doors.database = None
    for kind in KINDS:
        opened[kind].close()
        databases.drop(urls[kind])


def something_of_everything(world: World) -> dict[str, list[str]]:
    """References, by the part of the address before them."""
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


@pytest.fixture(scope="module")
def described() -> Any:
    """The description as schemathesis reads it, which takes a while to import."""
    import schemathesis

    return schemathesis.openapi.from_dict(APP.openapi())


# Every line that these reach is counted where it is tested by itself.
@pytest.mark.no_cover
@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_every_answer_is_one_that_the_description_names(path, method, described, worlds):
    # Its plugin would work out the cases of every route at each collection, in every worker.
    from schemathesis.generation.feedback import FeedbackSources
    from schemathesis.pytest._test_builder import build_operation_test

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    def answers(case: Any) -> None:
        # Drawn from the case itself, so that a failing one can be tried again.
        number = crc32(repr((case.body, case.query, case.path_parameters)).encode())
        # Working a case out takes longer than asking it of another database too.
        for world in worlds:
            ask(case, world, number)

    build_operation_test(
        config=described.config,
        operation=described[path][method],
        test_func=answers,
        given_kwargs={},
        feedback=FeedbackSources(),
    )()


def ask(case: Any, world: Described, number: int) -> None:
    """Ask as somebody, mostly about something that there is, and hold the answer against the description."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    world.take_over()
    kind = case.path.split("/")[3] if case.path.startswith("/api/v1/") else ""
    if case.path_parameters and number % 4 and (known := world.references.get(kind)):
        case.path_parameters["reference"] = known[number % len(known)]
    who = sorted(world.tokens)[number % len(world.tokens)]
    try:
        case.call_and_validate(
            app=requests_alone,
            headers={"Authorization": f"Bearer {world.tokens[who]}"},
            checks=[
                not_a_server_error,
                checks.status_code_conformance,
                checks.content_type_conformance,
                checks.response_headers_conformance,
                checks.response_schema_conformance,
            ],
        )
    except Exception as failed:
        failed.add_note(f"Asked of {world.kind} as {who}.")
        raise
