"""What a provider says by itself: only with its token, never repeated, and never an error for what is not ours."""

import logging
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr

from api.app import create_app
from api.settings import Settings
from notifications.channels import accepted
from tests.api.conftest import Clock
from tests.api.test_doors import is_problem
from tests.api.world import World, referral
from workflow.db import Database
from workflow.desk import OutboxDesk
from workflow.faults import StorageUnavailable

TOKEN = "a-token-that-notify-was-given"
RECEIPTS, REPLIES = "/api/v1/receipts/notify", "/api/v1/receipts/notify/replies"
NUMBER = "07700 900555"
#: For what no database has a part in.
ON_ONE_ENGINE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def receipt(reference: str | None, status: str = "delivered", **changed: Any) -> dict[str, Any]:
    """As GOV.UK Notify writes it."""
    return {
        "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
        "reference": reference,
        "to": NUMBER,
        "status": status,
        "created_at": "2026-11-23T10:00:00.000000Z",
        "completed_at": "2026-11-23T10:00:05.000000Z",
        "sent_at": "2026-11-23T10:00:01.000000Z",
        "notification_type": "sms",
        "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
        "template_version": 1,
        **changed,
    }


def reply(words: str, **changed: Any) -> dict[str, Any]:
    """As GOV.UK Notify writes it."""
    return {
        "id": "b5f9c8a0-3a29-46b4-9a6f-16142fde533a",
        "source_number": "447700900555",
        "destination_number": "07700900111",
        "message": words,
        "date_received": "2026-11-23T10:00:05.000000Z",
        **changed,
    }


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"notify_callback_token": SecretStr(TOKEN)})


def say(client: TestClient, path: str, body: Any, token: str | None = TOKEN) -> Response:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return client.post(path, json=body, headers=headers)


@pytest.fixture
def sent(app: FastAPI, world: World, db: Database, clock: Clock) -> str:
    """A notice to a firm that its provider accepted."""
    for loop in app.state.doors.loops or ():
        loop.stop()
    case, _ = world.offered()
    notices = world.get("lead", f"/cases/{case}/notices").json()["items"]
    (notice,) = [str(item["reference"]) for item in notices if item["rule"] == "make_offer/firm"]
    desk = OutboxDesk(db, {"call_back_number": "020 7946 0000"})
    assert desk.claim(notice, clock())
    desk.settle(notice, accepted(receipts=True), clock())
    return notice


def state(world: World, notice: str) -> str:
    cases = [item["reference"] for item in world.get("lead", "/cases").json()["items"]]
    listed = [item for case in cases for item in world.get("lead", f"/cases/{case}/notices").json()["items"]]
    return next(str(item["state"]) for item in listed if item["reference"] == notice)


@pytest.mark.parametrize("end", [("delivered", "delivered"), ("permanent-failure", "failed")])
def test_a_receipt_settles_its_notice(client, world, sent, end):
    for status, after in (("sending", "accepted"), ("something-new", "accepted"), end):
        answer = say(client, RECEIPTS, receipt(sent, status))
        assert (answer.status_code, answer.content) == (204, b"")
        assert state(world, sent) == after


def test_what_is_not_ours_is_answered_like_everything_else(client, world, sent):
    for reference in ("N-00000000", "another system's", "", None):
        answer = say(client, RECEIPTS, receipt(reference))
        assert (answer.status_code, answer.content) == (204, b"")
    assert state(world, sent) == "accepted"


def test_a_receipt_that_comes_twice_is_no_error(client, world, sent):
    for status in ("delivered", "delivered", "permanent-failure"):
        assert say(client, RECEIPTS, receipt(sent, status)).status_code == 204
    assert state(world, sent) == "delivered"


@ON_ONE_ENGINE
def test_a_providers_own_name_that_is_none_is_not_kept(client, db, sent):
    assert say(client, RECEIPTS, receipt(sent, "delivered", id="../../elsewhere")).status_code == 204
    with db.reading() as tx:
        rows = tx.connection.exec_driver_sql("SELECT provider_ref FROM notices").all()
    assert {row[0] for row in rows} == {None}


@ON_ONE_ENGINE
def test_without_the_token_nothing_is_read(client, world, sent):
    tokens = (
        "",
        "Bearer",
        "Bearer wrong",
        f"Basic {TOKEN}",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN}x",
        "Bearer é",
    )
    for shown in (*tokens, f"Bearer {TOKEN.upper()}"):
        headers = {"Authorization": shown.encode("latin-1")} if shown else {}
        for path in (RECEIPTS, REPLIES):
            answer = client.post(path, content=b"not json", headers=headers)
            is_problem(answer, "not-signed-in", 401)
            assert answer.headers["www-authenticate"] == "Bearer"
        client.post(RECEIPTS, json=receipt(sent), headers=headers)
    assert state(world, sent) == "accepted"


@ON_ONE_ENGINE
def test_nobody_who_signs_in_may_speak_for_the_provider(client, world, sent):
    for token in world.tokens.values():
        is_problem(say(client, RECEIPTS, receipt(sent), token), "not-signed-in", 401)
        is_problem(say(client, REPLIES, reply("stop"), token), "not-signed-in", 401)


@ON_ONE_ENGINE
def test_the_providers_token_opens_nothing_else(client):
    answer = client.get("/api/v1/cases", headers={"Authorization": f"Bearer {TOKEN}"})
    is_problem(answer, "not-signed-in", 401)


@ON_ONE_ENGINE
def test_where_no_token_is_set_nobody_is_let_in(settings, db, clock):
    shut = settings.model_copy(update={"notify_callback_token": None})
    with TestClient(create_app(shut, clock=clock, db=db)) as client:
        for shown in (None, "", "None", "null", TOKEN):
            is_problem(say(client, RECEIPTS, receipt("N-00000000"), shown), "not-signed-in", 401)


@ON_ONE_ENGINE
def test_what_is_no_receipt_or_reply_is_malformed_and_not_repeated(client):
    receipts: list[Any] = [
        [],
        "delivered",
        {},
        {"reference": "N-00000000"},
        {"status": 1},
        {"status": "x" * 101},
        {"status": "delivered", "reference": "x" * 1001},
        {"status": "deliv\0ered"},
    ]
    replies = [{}, {"message": "stop"}, reply("x" * 10_001), reply("stop", source_number="7" * 41)]
    for path, bodies in ((RECEIPTS, receipts), (REPLIES, replies)):
        for body in bodies:
            answer = say(client, path, body)
            is_problem(answer, "malformed", 422)
            assert "xxx" not in answer.text
            assert "777" not in answer.text
    assert say(client, REPLIES, reply("")).status_code == 204


def test_a_stop_that_she_answers_stops_every_message(client, world):
    case = world.case(survivor=referral()["survivor"] | {"phone": NUMBER})
    assert say(client, REPLIES, reply("STOP")).status_code == 204
    assert world.get("lead", f"/cases/{case}").json()["facts"]["messages_stopped"] == "opted_out"


def test_whatever_else_she_answers_becomes_a_task(client, world):
    case = world.case(survivor=referral()["survivor"] | {"phone": NUMBER})
    for _ in range(2):
        assert say(client, REPLIES, reply("Zelda Seeded is here")).status_code == 204
    tasks = [
        task for task in world.get("lead", f"/cases/{case}").json()["tasks"] if task["kind"] == "she_replied"
    ]
    assert len(tasks) == 1
    history = world.get("lead", f"/cases/{case}/history").json()["items"]
    assert [entry["event"] for entry in history].count("reply") == 1
    assert "Seeded" not in str(history)


@ON_ONE_ENGINE
def test_neither_numbers_nor_words_are_logged(client, world, sent, caplog):
    with caplog.at_level(logging.DEBUG):
        say(client, RECEIPTS, receipt(sent, "permanent-failure"))
        say(client, RECEIPTS, receipt(sent, "Zelda Seeded", to=NUMBER))
        say(client, REPLIES, reply("Zelda Seeded is here"))
        say(client, REPLIES, reply("stop"))
        say(client, REPLIES, {"source_number": NUMBER})
    for told in ("900555", "Seeded", TOKEN):
        assert told not in caplog.text


@ON_ONE_ENGINE
def test_where_the_database_is_gone_the_provider_is_asked_to_come_again(client, monkeypatch):
    def fail(*_: Any, **__: Any):
        raise StorageUnavailable("gone")

    monkeypatch.setattr("api.v1.receipts.take_receipt", fail)
    answer = say(client, RECEIPTS, receipt("N-00000000"))
    is_problem(answer, "unavailable", 503)
    assert answer.headers["retry-after"]
