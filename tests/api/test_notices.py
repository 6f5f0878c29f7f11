"""Notices beside their cases, over HTTP: who may ask what of them, and what they are told."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from notifications.rendering import LANGUAGES
from notifications.rules import BY_NAME
from tests.api.conftest import Clock
from tests.api.test_doors import is_problem
from tests.api.world import World
from workflow.db import Database
from workflow.desk import OutboxDesk
from workflow.tables import to_micros

ON_ONE_ENGINE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
EVERYBODY = (
    "officer",
    "other_officer",
    "caseworker",
    "other_caseworker",
    "lead",
    "other_lead",
    "solicitor",
    "other_solicitor",
    "analyst",
    "auditor",
    "administrator",
)
NOBODY = "N-00000000"


@pytest.fixture
def case(app: FastAPI, world: World) -> str:
    """A case that a firm took; nothing of it is delivered yet."""
    for loop in app.state.doors.loops or ():
        loop.stop()
    return world.assigned()


@pytest.fixture
def notices(world: World, case: str) -> dict[str, str]:
    """Its notices by what they are about."""
    listed = world.get("lead", f"/cases/{case}/notices").json()["items"]
    return {item["rule"]: item["reference"] for item in listed}


def fail(db: Database, clock: Clock, *notices: str) -> None:
    """Have notices stand failed."""
    said = text(
        "UPDATE notices SET state = 'failed', since = :at, reason = 'a test' WHERE reference = :notice"
    )
    with db.transaction() as tx:
        for notice in notices:
            tx.connection.execute(said, {"at": to_micros(clock()), "notice": notice})


def items(*asked: tuple[str, str], **payload: Any) -> dict[str, Any]:
    return {"items": [{"reference": ref, "event": event, "payload": payload} for ref, event in asked]}


def test_what_is_stuck_is_listed_page_by_page_and_moved_on_together(world, db, clock, case, notices):
    stuck = sorted(notices.values())[:3]
    fail(db, clock, *stuck)
    first = world.get("lead", "/notices/stuck", limit=2).json()
    rest = world.get("lead", "/notices/stuck", limit=2, cursor=first["next"]).json()
    listed = first["items"] + rest["items"]
    assert ([item["reference"] for item in listed], rest["next"]) == (stuck, None)
    seen = listed[0]
    assert (seen["case"], seen["why"], seen["reason"]) == (case, "failed", "a test")
    assert seen["events"]["cancel"] == {"allowed": True, "refusals": []}
    assert world.get("lead", "/notices/stuck", why="held").json()["items"] == []
    body = items((stuck[0], "cancel"), (stuck[1], "release"), (NOBODY, "cancel"), (stuck[2], "retry"))
    told = world.post("lead", "/notices/events", body, key="a").json()
    assert [item["outcome"] for item in told["items"]] == ["done", "refused", "not_found", "done"]
    assert [item["reference"] for item in told["items"]] == [stuck[0], stuck[1], NOBODY, stuck[2]]
    assert told["done"] == 2
    (refusal,) = told["items"][1]["refusals"]
    assert set(refusal) == {"guard", "reason", "remedy", "who"}
    assert world.post("lead", "/notices/events", body, key="a").json() == told
    assert [item["reference"] for item in world.get("lead", "/notices/stuck").json()["items"]] == [stuck[1]]


@ON_ONE_ENGINE
def test_who_may_do_what_with_notices_is_decided_for_every_role(world, db, clock, case, notices):
    hers, theirs = notices["assign_solicitor/survivor"], notices["make_offer/firm"]
    desk = OutboxDesk(db, {"call_back_number": "020 7946 0000"})
    assert len(desk.claim_many([hers, theirs], clock())) == 2
    leads, workers = {"lead", "other_lead"}, {"caseworker", "other_caseworker"}
    readers = leads | workers | {"auditor", "administrator"}
    allowed = {
        "stuck": leads,
        "many": leads | workers,
        "preview": readers,
        "preview of a case": readers - {"administrator"},
        "test": readers - {"auditor"},
        "words": leads | {"caseworker", "auditor"},
    }
    trial = {"event": "make_contact", "recipient": "referrer"}
    for who in EVERYBODY:
        answers = {
            "stuck": world.get(who, "/notices/stuck"),
            "many": world.post(who, "/notices/events", items((NOBODY, "cancel"))),
            "preview": world.get(who, "/notices/preview", event="make_contact"),
            "preview of a case": world.get(who, "/notices/preview", event="make_contact", case=case),
            "test": world.post(who, "/notices/test", trial),
            "words": world.get(who, f"/notices/{hers}/words"),
        }
        # Nobody here has an address: whoever may try a message is told so.
        granted = {what for what, answer in answers.items() if answer.status_code in {200, 409}}
        assert granted == {what for what, roles in allowed.items() if who in roles}, who
        for what, answer in answers.items():
            if what not in granted:
                hidden = what == "words" and who not in {"other_caseworker", "solicitor"}
                hidden |= what == "preview of a case" and who == "administrator"
                kind, status = ("not-found", 404) if hidden else ("not-permitted", 403)
                is_problem(answer, kind, status)


@ON_ONE_ENGINE
def test_whoever_has_no_token_is_let_in_nowhere(client, notices):
    for path in ("stuck", "preview", f"{NOBODY}/words"):
        is_problem(client.get(f"/api/v1/notices/{path}"), "not-signed-in", 401)
    for path in ("events", "test"):
        is_problem(client.post(f"/api/v1/notices/{path}", json={}), "not-signed-in", 401)


@ON_ONE_ENGINE
def test_many_are_asked_for_in_a_form_that_fits(world, notices):
    notice = notices["make_offer/firm"]
    wrong: list[dict[str, Any]] = [
        {},
        {"items": []},
        items(*[(notice, "hold")] * 101),
        items((notice, "no_such_event")),
        items(("Anna Example", "hold")),
        {"items": [{"reference": notice}]},
        {"items": [{"reference": notice, "event": "hold", "more": 1}]},
    ]
    for body in wrong:
        answer = world.post("lead", "/notices/events", body)
        is_problem(answer, "malformed", 422)
        assert "Anna" not in answer.text
    told = world.post("lead", "/notices/events", items((notice, "hold"), nonsense=1)).json()
    assert told["items"][0]["outcome"] == "malformed"
    assert [problem["field"] for problem in told["items"][0]["problems"]] == ["nonsense"]


@ON_ONE_ENGINE
def test_a_message_is_shown_as_it_would_be_sent(world, case):
    everything = world.get("administrator", "/notices/preview").json()["items"]
    assert {item["name"] for item in everything} == set(BY_NAME)
    welsh = world.get(
        "lead", "/notices/preview", language="cy", event="assign_solicitor", channel="sms"
    ).json()
    (hers,) = welsh["items"]
    assert (hers["recipient"], hers["channel"], hers["language"]) == ("survivor", "sms", "cy")
    assert world.client.app.state.doors.settings.call_back_number in hers["body"]
    assert (hers["subject"], hers["samples"]) == (None, [])
    known = world.get("caseworker", "/notices/preview", event="reassign", case=case).json()["items"]
    assert case in known[0]["body"]
    assert known[0]["samples"] == []


@ON_ONE_ENGINE
def test_what_no_message_is_called_is_malformed(world):
    for wrong in (
        {"event": "no_such_event"},
        {"event": "Anna Example"},
        {"event": "make_contact", "recipient": "survivor"},
        {"recipient": "the_queen"},
        {"language": "tlh"},
        {"channel": "pigeon"},
        {"case": "Anna"},
        {"more": "1"},
    ):
        answer = world.get("lead", "/notices/preview", **wrong)
        is_problem(answer, "malformed", 422)
        assert "Anna" not in answer.text
    is_problem(world.get("lead", "/notices/preview", case="C-00000000"), "not-found", 404)


def test_a_message_goes_to_the_address_of_whoever_asks(world, db, home):
    with db.transaction() as tx:
        tx.connection.execute(text("UPDATE people SET email = 'lead@example.org' WHERE role = 'lead'"))
    body = {"event": "make_contact", "recipient": "referrer", "language": "cy"}
    told = world.post("lead", "/notices/test", body, key="a").json()
    assert (told["rule"], told["channel"], told["language"]) == ("make_contact/referrer", "email", "cy")
    assert "Test: " in (home / "notices" / f"{told['reference']}.txt").read_text()
    assert world.post("lead", "/notices/test", body, key="a").json() == told
    assert len(list((home / "notices").glob("*.txt"))) == 1
    is_problem(world.post("lead", "/notices/test", body | {"language": "en"}, key="a"), "key-reused", 409)


def test_the_exact_words_are_shown_with_their_digest(world, db, clock, notices):
    hers = notices["assign_solicitor/survivor"]
    before = world.get("auditor", f"/notices/{hers}/words").json()
    assert (before["state"], before["body"], before["digest"]) == ("planned", None, None)
    assert OutboxDesk(db, {"call_back_number": "020 7946 0009"}).claim(hers, clock())
    told = world.get("auditor", f"/notices/{hers}/words").json()
    assert "020 7946 0009" in told["body"]
    assert len(told["digest"]) == 64
    assert told["body"] == world.get("lead", f"/notices/{hers}/words").json()["body"]


@ON_ONE_ENGINE
def test_words_of_nothing_are_not_found_in_the_words_of_what_is_not_theirs(world, case, notices):
    hers = notices["assign_solicitor/survivor"]
    none = world.get("analyst", f"/notices/{NOBODY}/words")
    assert none.json() == world.get("analyst", f"/notices/{hers}/words").json()
    is_problem(none, "not-found", 404)
    is_problem(world.get("lead", f"/notices/{case}/words"), "not-found", 404)


@ON_ONE_ENGINE
def test_what_is_late_is_on_the_list(world, clock, notices):
    clock.on(minutes=15)
    late = world.get("lead", "/notices/stuck", why="late").json()["items"]
    assert {item["reference"] for item in late} == set(notices.values())
    assert {item["since"] for item in late} <= {
        (clock() - timedelta(minutes=15)).isoformat().replace("+00:00", "Z")
    }


def test_every_language_may_be_asked_for(app):
    (asked,) = [
        parameter["schema"]
        for parameter in app.openapi()["paths"]["/api/v1/notices/preview"]["get"]["parameters"]
        if parameter["name"] == "language"
    ]
    assert asked["enum"] == list(LANGUAGES)
