"""What every page has in common: who may enter, what a form may send, and how an error looks."""

import pytest

from api.web.forms import MOST_FIELDS, Form
from api.web.route import PageRoute
from states.errors import Malformed
from states.permissions import ENTERS
from tests.api.visiting import FORM_TYPE, Visitor
from workflow import queries
from workflow.faults import StorageUnavailable


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


def page_routes(app):
    return [route for route in app.state.pages if isinstance(route, PageRoute)]


def test_every_role_begins_on_a_page_that_it_may_open(client, tokens):
    for role in ("officer", "caseworker", "lead", "solicitor", "auditor", "administrator", "analyst"):
        page = Visitor(client, tokens[role]).get("/")
        assert page.status == 200, role
        assert "<h1" in page.html


def test_a_page_for_others_says_so_and_leads_on(client, tokens):
    page = Visitor(client, tokens["officer"]).get("/admin/people")
    assert page.status == 403
    assert page.response.headers["content-type"].startswith("text/html")
    assert "not for your role" in page.text


def test_an_address_that_is_none_is_a_page_to_people_and_a_document_to_programs(client, tokens):
    page = Visitor(client, tokens["officer"]).get("/no-such-page")
    assert (page.status, page.response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    for path, accept in (("/no-such-page", "*/*"), ("/api/v1/none", "text/html")):
        answer = client.get(path, headers={"accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_every_page_declares_a_place_and_is_in_no_reference(app):
    routes = page_routes(app)
    assert routes
    assert {route.place for route in routes} <= set(ENTERS)
    assert not any(route.include_in_schema for route in routes)


def test_nothing_but_a_form_is_read(client, tokens):
    visitor = Visitor(client, tokens["officer"])
    answer = visitor.once("POST", "/sign-out", "{}", **{"content-type": "application/json"})
    assert answer.status_code in (303, 422)
    with pytest.raises(Malformed):
        Form.of("application/json", b"{}")


@pytest.mark.parametrize(
    "body",
    [b"\xff", b"name=%ff", b"name=%00", b"a=1&" * MOST_FIELDS + b"a=1"],
    ids=["bytes", "utf8", "nul", "many"],
)
def test_a_form_that_cannot_be_read_is_refused(body):
    with pytest.raises(Malformed):
        Form.of(FORM_TYPE, body)


def test_a_form_says_what_was_typed_and_prints_nothing():
    form = Form.of(f"{FORM_TYPE}; charset=utf-8", b"name=+Ada+&name=Bea&note=a%0D%0Ab&blank=+")
    assert (form.get("name"), form.all("name"), form.get("none")) == ("Ada", ("Ada", "Bea"), "")
    assert (form.get("note"), form.all("blank")) == ("a\nb", ())
    assert form.names() == ("name", "note", "blank")
    assert next(iter(form.pairs())) == ("name", " Ada ")
    assert "Ada" not in repr(form)
    assert form
    assert not Form.of("", b"")


def test_an_error_page_needs_nothing_of_a_database_that_fails(client, tokens, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise StorageUnavailable

    visitor = Visitor(client, tokens["caseworker"])
    monkeypatch.setattr(queries, "count_tasks", fail)
    page = visitor.get("/account")
    assert (page.status, page.response.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "Try again" in page.text
