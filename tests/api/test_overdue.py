"""Overdue work through the door: in the order of the list, cut to who asks, page by page."""

from datetime import timedelta

import pytest

from tests.api.test_doors import is_problem
from tests.api.world import World


@pytest.fixture(autouse=True)
def _no_sweep(client):
    """What the clocks' loop tells people shows in the list, whenever it comes to it."""
    client.app.state.doors.loops.clocks.stop()


def test_leads_and_caseworkers_see_what_is_overdue(world: World):
    case, order = world.sought()
    world.clock.at += timedelta(days=30)
    for who in ("lead", "caseworker"):
        answer = world.get(who, "/overdue")
        assert answer.status_code == 200
        (first, *_) = answer.json()["items"]
        assert first["case"] == case
        assert {item["subject"] for item in answer.json()["items"]} >= {order}
        assert all(item["says"] for item in answer.json()["items"])
        dues = [item["due_at"] for item in answer.json()["items"]]
        assert dues == sorted(dues)


def test_pages_follow_each_other(world: World):
    world.sought()
    world.clock.at += timedelta(days=30)
    whole = world.get("lead", "/overdue").json()["items"]
    assert len(whole) > 1
    page = world.get("lead", "/overdue?limit=1").json()
    assert page["items"] == whole[:1]
    after = world.get("lead", f"/overdue?limit=1&cursor={page['next']}").json()
    assert after["items"] == whole[1:2]


def test_nobody_else_has_such_a_list(world: World):
    for who in ("solicitor", "officer", "auditor", "administrator", "analyst"):
        is_problem(world.get(who, "/overdue"), "not-permitted", 403)
