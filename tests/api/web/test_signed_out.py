"""Somebody whose session has ended loses nothing that they typed, and nobody else finds it."""

import pytest
from fastapi.testclient import TestClient
from jinja2 import ChoiceLoader, DictLoader

from api import web
from api.web.environment import ENVIRONMENT
from api.web.pages import Here, pages
from states.permissions import Place
from tests.api.visiting import Visitor
from workflow import drafts, people, sessions
from workflow.drafts import Typed
from workflow.marks import CAST, MADE_BY_DEMO, set_mark

SECRET = "He waits outside <her> house"

router = pages(Place.ACCOUNT, "/trial")


@router.get("/note")
def draw(here: Here):
    return here.show("trial.html", typed=here.typed)


@router.post("/note")
def send(here: Here):
    return here.go("/trial/note", done="sent")


@router.post("/note/deeper")
def send_elsewhere(here: Here):
    return here.go("/trial/note", done="sent")


PAGE = """{% extends "layout.html" %}{% block content %}<h1>Note</h1><form method="post" action="{{ here_path }}">
<textarea name="note">{{ typed.get("note") }}</textarea>
{% for one in typed.all("flag") %}<input type="hidden" name="flag" value="{{ one }}">{% endfor %}
<button>Send</button></form>{% endblock %}"""


def with_trial(loader):
    return ChoiceLoader([DictLoader({"trial.html": PAGE}), loader])


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def app(settings, clock, db, serve_app, monkeypatch):
    monkeypatch.setattr(web, "ROUTERS", (*web.ROUTERS, router))
    monkeypatch.setattr(ENVIRONMENT, "loader", with_trial(ENVIRONMENT.loader))
    return serve_app(settings, clock=clock, db=db)


@pytest.fixture
def cast(db, clock):
    """A demonstration with two people: entering is the shortest way in."""
    set_mark(db, MADE_BY_DEMO, "played")
    added = {
        name: people.add_person(db, name=name, role=role, at=clock())
        for name, role in (("Ada", "auditor"), ("Bea", "lead"))
    }
    set_mark(db, CAST, " ".join(added.values()))
    return added


@pytest.fixture
def near(app, cast):
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:
        yield client


def typed_too_late(near, cast, clock, path="/trial/note", **headers: str):
    ada = Visitor(near, cast["Ada"])
    ada.get("/trial/note")
    clock.on(minutes=16)
    body = "note=He+waits+outside+%3Cher%3E+house&flag=a&flag=b"
    return ada, ada.ask("POST", path, body, **headers)


def test_what_was_typed_comes_back_once_and_was_not_sent(near, cast, clock, db):
    ada, page = typed_too_late(near, cast, clock)
    assert page.status == 401
    assert "nothing was sent" in page.text
    assert SECRET not in page.html
    assert "outside" not in page.html
    back = page.submit("Enter as Ada")
    assert back.path == "/trial/note?done=typed"
    assert "What you typed is here; nothing was sent." in back.text
    form = back.form("Send")
    assert form.fields == [("note", SECRET), ("flag", "a"), ("flag", "b")]
    assert ada.get("/trial/note").form("Send").fields == [("note", "")]
    with db.reading() as tx:
        assert tx.connection.exec_driver_sql("SELECT count(draft) FROM sessions").scalar() == 0


def test_it_waits_until_its_own_page_is_opened_and_is_sealed_meanwhile(near, cast, clock, db):
    ada, page = typed_too_late(near, cast, clock)
    form = page.form("Enter as Ada")
    answer = ada.once("POST", "/enter", "&".join(f"{name}={value}" for name, value in form.fields))
    assert answer.headers["location"] == "/trial/note?done=typed"
    ada.get("/")
    with db.reading() as tx:
        (draft,) = [row[0] for row in tx.connection.exec_driver_sql("SELECT draft FROM sessions") if row[0]]
    assert b"outside" not in draft
    assert ada.get("/trial/note").form("Send").fields[0] == ("note", SECRET)


def test_nobody_else_who_signs_in_there_finds_it(near, cast, clock):
    _, page = typed_too_late(near, cast, clock)
    after = page.submit("Enter as Bea")
    assert "done=typed" not in after.path
    assert after.visitor.get("/trial/note").form("Send").fields == [("note", "")]


def test_what_was_sent_to_an_address_without_a_page_comes_back_where_it_was_typed(near, cast, clock):
    referer = "http://127.0.0.1/trial/note?done=sent"
    _, page = typed_too_late(near, cast, clock, path="/trial/note/deeper", referer=referer)
    assert page.submit("Enter as Ada").path == "/trial/note?done=typed"
    for elsewhere in ("http://evil.example/trial/note", "http://127.0.0.1/none", ""):
        _, page = typed_too_late(near, cast, clock, path="/trial/note/deeper", referer=elsewhere)
        assert page.form("Enter as Ada").fields[0] == ("next", "/")


def test_without_a_form_one_is_led_back_to_where_one_was_going(near, cast, clock):
    page = Visitor(near).get("/trial/note")
    assert page.path == "/enter?next=%2Ftrial%2Fnote"
    assert page.submit("Enter as Ada").path == "/trial/note"
    clock.on(hours=1)
    again = page.visitor.get("/trial/note")
    assert "nothing happened for a while" in again.text


@pytest.mark.parametrize(
    "where", ["//evil.example/", "/\\evil.example", "https://evil.example/", "/none", ""]
)
def test_nobody_is_led_out_of_the_house(near, where):
    page = Visitor(near).get(f"/enter?next={where}")
    answer = page.visitor.once(
        "POST", "/enter", "&".join(f"{name}={value}" for name, value in page.form("Enter as Ada").fields)
    )
    assert answer.headers["location"] == "/audit"


def test_what_is_too_old_or_no_seal_of_ours_is_nothing(db, clock):
    typed = Typed("/x", (("a", "b"),))
    sealed = drafts.seal(db.keys, "P-1", typed, at=clock())
    assert drafts.unseal(db.keys, "P-1", sealed, at=clock()) == typed
    assert drafts.unseal(db.keys, "P-2", sealed, at=clock()) is None
    assert drafts.unseal(db.keys, "P-1", sealed[:-8] + "AAAAAAA=", at=clock()) is None
    for text in ("é", "a", ""):
        assert drafts.unseal(db.keys, "P-1", text, at=clock()) is None
    unbound = drafts.seal(db.keys, None, typed, at=clock())
    assert drafts.unseal(db.keys, "P-2", unbound, at=clock()) == typed
    clock.on(hours=13)
    assert drafts.unseal(db.keys, "P-1", sealed, at=clock()) is None


def test_a_session_that_is_none_holds_nothing(db, clock):
    assert drafts.take(db, "made up", "/x") is None
    reference = people.add_person(db, name="Ada", role="lead", at=clock())
    token = sessions.begin(db, reference, device="", at=clock())
    assert drafts.take(db, token, "/x") is None
    typed = Typed("/x", (("a", "b"),))
    drafts.keep(db, token, typed)
    assert drafts.take(db, token, "/y") is None
    assert drafts.take(db, token, "/x") == typed
