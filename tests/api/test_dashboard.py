"""The API gives the dashboard's numbers as they were published, each with its definition, and no others."""

from typing import Any

import pytest

from api.v1 import forces
from tests.api.web.dashboard.figures import dashboard
from workflow.dashboard import DEFINITIONS

PATH = "/forces/cambridgeshire/dashboard"


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def asked(monkeypatch) -> list[Any]:
    """What was asked of the read model, which answers with made-up figures."""
    found: list[Any] = []

    def published(_db, actor, _at, force, *, first, last):
        found.append((actor.role.value, force, first, last))
        return dashboard()

    monkeypatch.setattr(forces, "published", published)
    return found


def test_every_number_leads_to_its_definition(world, asked):
    told = world.get("analyst", PATH).json()
    assert (told["force"], told["month"], told["first"], told["last"]) == (
        "cambridgeshire",
        "2026-10",
        "2025-11",
        "2026-10",
    )
    keys = {found["key"] for part in ("figures", "series", "splits") for found in told[part]}
    assert keys == set(told["definitions"])
    for key, definition in told["definitions"].items():
        assert definition["counts"] == DEFINITIONS[key].counts


def test_a_number_that_is_not_shown_says_why(world, asked):
    told = world.get("analyst", PATH).json()
    figures = {found["key"]: found for found in told["figures"]}
    assert (figures["unserved_48h"]["value"], figures["unserved_48h"]["why"]) == (None, "small")
    assert figures["contacted"]["numerator"] == {"value": 870, "why": None}
    (states,) = (found["cells"] for found in told["splits"] if found["key"] == "states")
    assert states["order_sought"] == {"value": None, "why": "small"}
    assert told["cohorts"][-1]["mature"] is False


def test_months_cut_what_one_publication_holds(world, asked):
    assert world.get("analyst", PATH, **{"from": "2026-01", "to": "2026-06"}).status_code == 200
    assert asked == [("analyst", "cambridgeshire", "2026-01", "2026-06")]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"from": "2026-13"}, "query.from"),
        ({"to": "last month"}, "query.to"),
        ({"from": "2026-06", "to": "2026-01"}, "from"),
        ({"officer": "P-00000000"}, "query.officer"),
    ],
)
def test_what_is_no_range_of_months_is_a_problem_that_names_it(world, asked, wrong, field):
    answer = world.get("analyst", PATH, **wrong)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [problem["field"] for problem in answer.json()["problems"]] == [field]
    assert asked == []
