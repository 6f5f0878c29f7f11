"""Help: for anybody, signed in or not, and a way out for her who may be watched."""

import pytest

from api.web.assets import assets
from api.web.guidance import AWAY
from tests.api.visiting import Visitor


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.mark.parametrize("path", ["/help", "/help/safety", "/accessibility", "/privacy", AWAY])
def test_anybody_may_read_it(client, tokens, path):
    for person in (None, tokens["auditor"]):
        page = Visitor(client, person).get(path)
        assert (page.status, page.path) == (200, path)
        assert page.html.count("<h1") == 1


def test_the_way_out_leads_to_a_page_that_says_nothing_of_us(client):
    assert AWAY in Visitor(client, None).get("/help/safety").html
    left = Visitor(client, None).get(AWAY)
    assert "Rowan" not in left.text
    assert "help" not in left.html
    # Kept by her browser alone: it comes without a network, and no cache in between learns of it.
    assert left.response.headers["cache-control"] == "private, max-age=86400"
    assert "location.replace(exit.href)" in assets()["rowan.js"].body.decode()


def test_shortcuts_are_for_those_who_are_signed_in(client, tokens):
    assert "data-shortcuts" in Visitor(client, tokens["lead"]).get("/shortcuts").html
