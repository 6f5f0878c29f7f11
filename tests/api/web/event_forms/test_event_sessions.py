"""A session that ends while somebody types: they lose nothing, and nothing is done that they did not see."""

import pytest
from fastapi.testclient import TestClient

from tests.api.visiting import Visitor
from workflow import people
from workflow.marks import CAST, MADE_BY_DEMO, set_mark


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def client(app):
    with TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50_000)) as near:
        for loop in app.state.doors.loops:
            loop.stop()
        yield near


def test_what_was_typed_is_there_after_signing_in_and_what_changed_is_said(world, client, tokens, clock, db):
    case = world.contacted()
    caseworker = people.authenticate(db, tokens["caseworker"], at=clock())
    assert caseworker is not None
    set_mark(db, MADE_BY_DEMO, "played")
    set_mark(db, CAST, caseworker.reference)
    page = Visitor(client, tokens["caseworker"]).get(f"/cases/{case}/events/make_contact")
    clock.on(minutes=20)
    world.move("lead", f"/cases/{case}", "retract_contact", {"reason": "It was not her."})
    page = Visitor(client, tokens["caseworker"]).get(f"/cases/{case}/events/make_contact")
    clock.on(minutes=20)
    world.move("lead", f"/cases/{case}", "add_note", {"note": "Meanwhile."})
    asked = page.submit(
        "Record the contact", channel="in_person", identity_confirmed="yes", safe_to_talk="yes"
    )
    assert asked.status == 401
    back = asked.submit("Enter as caseworker")
    assert back.path.startswith(f"/cases/{case}/events/make_contact")
    typed = dict(back.form("Record the contact").fields)
    assert (typed["channel"], typed["identity_confirmed"]) == ("in_person", "yes")
    stale = back.submit("Record the contact")
    assert "It has changed since you opened this form" in stale.text
    assert "The contact is recorded." in stale.submit("Record the contact").text


def test_what_was_typed_is_there_even_where_it_is_possible_no_more(world, client, tokens, clock, db):
    case = world.contacted()
    caseworker = people.authenticate(db, tokens["caseworker"], at=clock())
    assert caseworker is not None
    set_mark(db, MADE_BY_DEMO, "played")
    set_mark(db, CAST, caseworker.reference)
    page = Visitor(client, tokens["caseworker"]).get(f"/cases/{case}/events/give_consent")
    clock.on(minutes=20)
    world.move("lead", f"/cases/{case}", "retract_contact", {"reason": "It was not her."})
    back = page.submit("Record her consent", has_capacity="yes").submit("Enter as caseworker")
    assert "This is not possible where things stand now." in back.text
    assert dict(back.form("Record her consent").fields)["has_capacity"] == "yes"
