"""The case page: what its reader may know, in every state, and nothing sealed before it is asked for."""

import re

TABS = ("", "/people", "/orders", "/contact", "/notices", "/history")


def test_no_part_of_a_case_shows_what_is_sealed(world, caseworker):
    case, _ = world.sought()
    for tab in TABS:
        page = caseworker.get(f"/cases/{case}{tab}")
        assert page.status == 200, tab
        assert page.response.headers["cache-control"] == "no-store"
        assert not re.search(r"Anna|Brian|07700|door\.", page.html), tab
        assert "Safe contact" in page.text, tab
