"""What is promised of every address: who is let in, what errors look like, and which headers go along."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from api.errors import KINDS, PROBLEM_JSON
from api.headers import DEFAULTS, SECURITY
from api.settings import Settings
from api.web.assets import assets
from tests.api.world import World, referral
from workflow import queries
from workflow.faults import NotUnique, StorageUnavailable

SECRET = "Anna-Example-07700900123"
FILLED = {"reference": "C-00000000", "name": "case", "document": "fl401", "code": "essex"}


@pytest.fixture
def settings(sqlite_settings: Settings) -> Settings:
    """One database is enough: none of this depends on it."""
    return sqlite_settings


def operations(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and address of the API, from the application."""
    paths: dict[str, dict[str, Any]] = app.openapi()["paths"]
    return [(method.upper(), path.format(**FILLED)) for path, found in paths.items() for method in found]


def is_problem(answer: Response, kind: str, status: int) -> None:
    told = answer.json()
    assert (answer.status_code, told["type"]) == (status, f"/problems/{kind}"), told
    assert answer.headers["content-type"] == PROBLEM_JSON
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]


def test_there_are_routes_to_prove_things_about(app):
    assert len(operations(app)) > 20


def test_nobody_is_let_in_without_a_token(app, client):
    for method, path in operations(app):
        if not path.startswith("/api"):
            continue
        for content in (b"", b"{}", b"not json"):
            answer = client.request(method, path, content=content)
            is_problem(answer, "not-signed-in", 401)
            assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer none", "Basic YTpi", "bearer " + "x" * 1000, "Bearer é", "Bearer a b"],
)
def test_a_token_that_is_none_lets_nobody_in(client, header):
    answer = client.get("/api/v1/cases", headers={"Authorization": header.encode("latin-1")})
    is_problem(answer, "not-signed-in", 401)


def test_running_is_told_to_everybody(client):
    assert client.get("/healthz").json() == {"status": "alive"}
    told = client.get("/readyz").json()
    assert told["status"] == "ready"
    assert told["database"] in {"sqlite", "postgresql"}


def test_readiness_ends_when_delivery_falls_behind(client, app, clock):
    app.state.doors.loops.notices.stop()
    clock.on(minutes=5)
    answer = client.get("/readyz")
    is_problem(answer, "unavailable", 503)
    assert "behind" in answer.json()["detail"]
    assert client.get("/healthz").status_code == 200


def test_readiness_ends_when_the_database_cannot_be_reached(client, monkeypatch):
    def fail(*_: object):
        raise StorageUnavailable("the database cannot be read or written: SQLITE_IOERR")

    monkeypatch.setattr("api.health.delivery_lag", fail)
    is_problem(client.get("/readyz"), "unavailable", 503)


def test_security_headers_go_with_every_answer(app, client, world):
    addresses = [
        *operations(app),
        ("GET", "/"),
        ("GET", "/reference"),
        ("GET", "/nowhere"),
        ("PUT", "/healthz"),
    ]
    for method, path in addresses:
        for who in (None, "caseworker"):
            headers = {"Authorization": f"Bearer {world.tokens[who]}"} if who else {}
            answer = client.request(method, path, headers=headers, content=b"{}")
            assert all(answer.headers[name] == value for name, value in SECURITY.items())
            assert answer.headers["cache-control"] == DEFAULTS["Cache-Control"]
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert "unsafe" not in answer.headers["content-security-policy"]


def test_whoever_is_not_signed_in_is_led_to_the_door(client):
    home = client.get("/")
    assert (home.status_code, home.headers["location"]) == (303, "/sign-in")


def test_the_reference_works_under_the_policy(client):
    page = client.get("/reference")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded
    assert {address.partition("?")[0] for address in loaded if address != "/openapi.json"} == {
        "/static/vendor/swagger-ui-dist@5.35.0/swagger-ui.css",
        "/static/vendor/swagger-ui-dist@5.35.0/swagger-ui-bundle.js",
        "/static/icon.svg",
        "/static/reference.js",
    }
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|style=", page.text)
    for address in loaded:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert '"/openapi.json"' in assets()["reference.js"].body.decode()
    told = client.get("/openapi.json").json()
    assert told["info"]["title"] == "Rowan"
    summaries = {found["summary"] for path in told["paths"].values() for found in path.values()}
    assert {"Take a referral", "Show one case"} <= summaries
    assert all(" " in summary and len(summary) <= 80 for summary in summaries)


def test_a_referral_without_its_key_is_told_which_header_it_lacks(client, world):
    answer = client.post(
        "/api/v1/referrals", json={}, headers={"Authorization": f"Bearer {world.tokens['officer']}"}
    )
    is_problem(answer, "malformed", 422)
    assert [found["field"] for found in answer.json()["problems"]] == ["header.idempotency-key"]


def test_what_is_nowhere_and_what_is_not_taken_are_problems(client):
    is_problem(client.get("/nowhere"), "not-found", 404)
    is_problem(client.get("/api/v1/cases/"), "not-found", 404)
    answer = client.put("/api/v1/cases")
    is_problem(answer, "method-not-allowed", 405)
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", "body"),
        (b'{"event": "take", "payload": {"a": "\\u0000"}}', "body"),
        (b'{"event": "' + SECRET.encode() + b'"}', "body.event"),
        (b'{"event": "take", "' + SECRET.encode() + b'": 1}', "body.…"),
        (b'{"event": "take", "version": true}', "body.version"),
        (b'{"event": "take", "version": 1.5}', "body.version"),
        (b'{"event": "take", "payload": ["' + SECRET.encode() + b'"]}', "body.payload"),
        (b'{"event": "take", "payload": {"' + SECRET.encode() + b'": "x"}}', "…"),
        (b'{"event": "reassign", "payload": {"owner": "' + SECRET.encode() + b'", "reason": "x"}}', "owner"),
    ],
)
def test_a_malformed_request_is_told_which_field_and_never_what_it_held(world, body, field):
    case = world.case()
    headers = {"Authorization": f"Bearer {world.tokens['caseworker']}", "Content-Type": "application/json"}
    answer = world.client.post(f"/api/v1/cases/{case}/events", content=body, headers=headers)
    is_problem(answer, "malformed", 422)
    assert any(problem["field"].startswith(field) for problem in answer.json()["problems"]), answer.json()
    assert SECRET not in answer.text


def test_other_content_than_json_is_malformed(world):
    headers = {"Authorization": f"Bearer {world.tokens['officer']}", "Content-Type": "text/plain"}
    answer = world.client.post("/api/v1/referrals", content=b"{}", headers=headers | {"Idempotency-Key": "a"})
    is_problem(answer, "malformed", 422)


@pytest.mark.parametrize(
    "path",
    [
        "/cases/c-00000000",
        "/cases/C-0000000%00",
        "/cases?cursor=a%00",
        "/cases?cursor=%F0%9F%8C%B3",
        "/cases?limit=0",
        "/cases?limit=201",
        "/cases?state=lost",
        "/cases?owner=Anna",
        "/cases?due_before=yesterday",
        "/cases?due_before=2026-01-01T00:00:00",
        "/cases?due_before=0001-01-01T00:00:00%2B14:00",
        "/cases?colour=red",
    ],
)
def test_an_address_that_does_not_fit_is_malformed(world, path):
    is_problem(world.get("caseworker", path), "malformed", 422)


@pytest.mark.parametrize("key", ["", " ", "a b", "é".encode(), "x" * 201])
def test_a_key_that_is_none_is_malformed(world, key):
    headers = {"Authorization": f"Bearer {world.tokens['officer']}", "Idempotency-Key": key}
    is_problem(world.client.post("/api/v1/referrals", json=referral(), headers=headers), "malformed", 422)


def test_a_referral_without_a_key_is_malformed(world):
    is_problem(world.post("officer", "/referrals", referral()), "malformed", 422)


def test_a_request_that_is_too_large_is_not_read(world, app):
    limit = app.state.doors.settings.request_limit
    headers = {
        "Authorization": f"Bearer {world.tokens['officer']}",
        "Content-Type": "application/json",
        "Idempotency-Key": "large",
    }
    announced = world.client.post("/api/v1/referrals", content=b"x" * (limit + 1), headers=headers)
    is_problem(announced, "too-large", 413)
    in_parts = world.client.post(
        "/api/v1/referrals", content=(b"x" * 1024 for _ in range(limit // 1024 + 1)), headers=headers
    )
    is_problem(in_parts, "too-large", 413)


def test_a_fault_of_ours_shows_a_reference_and_nothing_else(world, monkeypatch, caplog):
    def fail(*_: object, **__: object):
        raise KeyError(SECRET)

    monkeypatch.setattr(queries, "case_list", fail)
    answer = world.get("caseworker", "/cases")
    is_problem(answer, "fault", 500)
    assert SECRET not in answer.text + caplog.text
    (line,) = [record for record in caplog.records if record.name == "api.errors"]
    assert line.fields["reference"] == answer.json()["reference"]
    assert line.fields["error"] == "KeyError"
    assert SECURITY["X-Frame-Options"] == answer.headers["x-frame-options"]


@pytest.mark.parametrize(
    ("error", "kind", "status"),
    [
        (StorageUnavailable("SQLITE_FULL"), "unavailable", 503),
        (NotUnique("answers"), "conflict", 409),
    ],
)
def test_what_lies_beneath_is_told_in_our_own_words(world, monkeypatch, error, kind, status):
    def fail(*_: object, **__: object):
        raise error

    monkeypatch.setattr(queries, "case_list", fail)
    answer = world.get("caseworker", "/cases")
    is_problem(answer, kind, status)
    assert "SQLITE" not in answer.text
    assert ("retry-after" in answer.headers) is (status == 503)


def test_every_problem_is_known_by_one_name():
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_logs_and_measures_name_routes_and_never_addresses(world, caplog):
    caplog.set_level("INFO")
    case = world.case()
    world.get("caseworker", f"/cases/{case}")
    world.client.get(f"/{SECRET}?name={SECRET}")
    world.client.request("BREW", f"/{SECRET}")
    told = world.client.get("/metrics").text
    assert 'route="/api/v1/cases/{reference}"' in told
    assert 'route="unmatched"' in told
    assert 'method="other"' in told
    lines = [record.fields for record in caplog.records if record.name == "api.requests"]
    assert {"/api/v1/cases/{reference}", "unmatched"} <= {line["route"] for line in lines}
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("api.")]
    for text in (told, str(lines), str(ours)):
        assert case not in text
        assert SECRET not in text


def test_an_application_opens_its_own_database_if_none_is_given(settings: Settings, serve_app):
    app = serve_app(settings)
    with TestClient(app) as client:
        assert client.get("/readyz").status_code == 200
    with pytest.raises(RuntimeError, match="not running"):
        _ = serve_app(settings).state.doors.db


def test_whoever_leaves_before_the_answer_is_no_fault(world, monkeypatch, caplog):
    from starlette.requests import ClientDisconnect

    def leave(*_: object, **__: object):
        raise ClientDisconnect

    caplog.set_level("INFO")
    monkeypatch.setattr(queries, "case_list", leave)
    # The test's own client has nobody left to answer.
    with pytest.raises((AssertionError, RuntimeError)):
        world.get("caseworker", "/cases")
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_world_has_somebody_of_every_role(world: World):
    assert len(world.tokens) == 11
