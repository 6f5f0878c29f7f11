"""Entering a demonstration, leaving it, and what other sites cannot have a browser do."""

import pytest
from fastapi.testclient import TestClient

from api.headers import DEFAULTS, SECURITY
from api.web.devices import device_of
from tests.api.visiting import Visitor
from workflow import people
from workflow.marks import CAST, MADE_BY_DEMO, set_mark

NEAR = ("127.0.0.1", 50_000)


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def app(settings, clock, db, serve_app):
    return serve_app(settings, clock=clock, db=db)


@pytest.fixture
def demonstration(app, db, clock):
    """A demonstration with two people, on this machine."""
    set_mark(db, MADE_BY_DEMO, "played")
    added = [
        people.add_person(db, name="Ada Alderwood", role="officer", force="essex", at=clock()),
        people.add_person(db, name="Bea Briarwood", role="auditor", at=clock()),
    ]
    people.add_person(db, name="Not Listed", role="lead", at=clock())
    set_mark(db, CAST, " ".join(added))
    with TestClient(app, base_url="http://127.0.0.1:8000", client=NEAR) as client:
        yield client


def test_one_button_a_person_leads_to_their_first_page(demonstration):
    visitor = Visitor(demonstration)
    page = visitor.get("/")
    assert page.path.startswith("/enter")
    assert [*page.forms[0].buttons, *page.forms[1].buttons] == [
        "Enter as Ada Alderwood",
        "Enter as Bea Briarwood",
    ]
    assert "Not Listed" not in page.text
    assert "Auditor" in page.text
    answer = visitor.once("POST", "/enter", f"person={page.forms[0].fields[0][1]}")
    assert answer.headers["location"] == "/refer"
    first = visitor.cookie
    answer = visitor.once("POST", "/enter", f"person={page.forms[1].fields[0][1]}")
    assert answer.headers["location"] == "/audit"
    # Who changes over leaves nothing behind.
    visitor.cookie = first
    assert visitor.once("GET", "/").headers["location"] == "/enter"


def test_the_cookie_is_out_of_reach(demonstration, app):
    visitor = Visitor(demonstration)
    person = visitor.get("/enter").forms[0].fields[0][1]
    set_cookie = visitor.once("POST", "/enter", f"person={person}").headers["set-cookie"]
    assert set_cookie.startswith("rowan=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} == set(set_cookie.split("; ")[1:])
    over_tls = TestClient(app, base_url="https://127.0.0.1", client=NEAR)
    over_tls.app_state = demonstration.app_state
    set_cookie = Visitor(over_tls).once("POST", "/enter", f"person={person}").headers["set-cookie"]
    assert set_cookie.startswith("__Host-rowan=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} == set(set_cookie.split("; ")[1:])


def test_signing_out_ends_the_session_itself(demonstration):
    visitor = Visitor(demonstration)
    person = visitor.get("/enter").forms[0].fields[0][1]
    visitor.once("POST", "/enter", f"person={person}")
    held = visitor.cookie
    assert held
    page = visitor.post("/sign-out")
    assert "You are signed out." in page.text
    assert visitor.cookie is None
    visitor.cookie = held
    assert visitor.once("GET", "/").headers["location"] == "/enter"


@pytest.mark.parametrize(
    ("marked", "host", "client"),
    [
        (False, "http://127.0.0.1", NEAR),
        (True, "http://127.0.0.1", ("192.0.2.7", 1)),
        (True, "http://rowan.example", NEAR),
        (True, "http://127.0.0.1", ("a socket", 1)),
    ],
)
def test_nobody_enters_elsewhere(app, db, clock, marked, host, client):
    who = people.add_person(db, name="Ada Alderwood", role="officer", force="essex", at=clock())
    set_mark(db, CAST, who)
    if marked:
        set_mark(db, MADE_BY_DEMO, "played")
    with TestClient(app, base_url=host, client=client) as running:
        visitor = Visitor(running)
        assert visitor.get("/enter").status == 404
        assert visitor.post("/enter", {"person": who}).status == 404
        assert visitor.cookie is None


def test_nobody_enters_as_who_is_not_listed(demonstration, db):
    lead = people.find_by_name(db, "Not Listed", "lead")
    for person in (lead, "P-00000000", ""):
        visitor = Visitor(demonstration)
        assert visitor.post("/enter", {"person": person}).status == 404
        assert visitor.cookie is None


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site", "authorization": "Bearer rowan_x"}, False),
        ({"origin": "http://testserver"}, True),
        ({"origin": "https://testserver"}, False),
        ({"origin": "http://testserver.example"}, False),
        ({"origin": "null"}, False),
        ({"authorization": "Bearer rowan_x"}, True),
        ({"authorization": "Bearer rowan_x", "cookie": "rowan=x"}, False),
        ({"cookie": "__Host-rowan=x"}, False),
        ({}, False),
    ],
)
def test_only_our_own_pages_may_have_a_browser_change_something(client, headers, passes):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/sign-out", headers=headers)
        assert (answer.status_code != 403) is passes, (method, answer.status_code)
    answer = client.post("/api/v1/cases/C-00000000/events", json={}, headers=headers)
    goes_on = passes or not headers
    assert answer.status_code == (401 if goes_on else 403)
    if not goes_on:
        assert answer.json()["type"] == "/problems/from-elsewhere"
    for name, value in {**SECURITY, **DEFAULTS}.items():
        assert answer.headers[name] == value


def test_a_device_is_called_in_two_words_and_no_more():
    android = "Mozilla/5.0 (Linux; Android 15; SM-X) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"
    assert device_of(android) == "Chrome on Android"
    assert device_of("curl/8") == "A browser on an unknown device"
