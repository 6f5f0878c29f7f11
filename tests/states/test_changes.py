from typing import Any

import pytest

from states.changes import Change, ClockTurn, changes, clock_turns
from tests.states.building import Walk

CLOCKS: dict[str, Any] = {"clocks": {}}


def test_each_field_that_differs_is_named_with_what_it_was_and_is():
    before = {"owner": None, "safety": "safe", "flags": [], **CLOCKS}
    after = {"owner": "P-1", "safety": "safe", "flags": ["weapon"], **CLOCKS}
    assert changes(before, after) == (Change(("owner",), None, "P-1"), Change(("flags",), [], ["weapon"]))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            {"O-1": {"state": "applied", "court": "York"}},
            {"O-1": {"state": "listed", "court": "York"}},
            [(("orders", "O-1", "state"), "applied", "listed")],
        ),
        ({}, {"O-1": {"state": "applied"}}, [(("orders", "O-1", "state"), None, "applied")]),
        (None, {"scope": ["survey"]}, [(("orders", "scope"), None, ["survey"])]),
        ({"scope": ["survey"]}, None, [(("orders",), {"scope": ["survey"]}, None)]),
    ],
)
def test_what_stands_inside_a_fact_is_named_by_its_path(before, after, told):
    found = changes({"orders": before, **CLOCKS}, {"orders": after, **CLOCKS})
    assert [(change.path, change.before, change.after) for change in found] == told


def test_clocks_are_told_apart_as_started_stopped_or_set_anew():
    walk = Walk().do("make_contact").do("give_consent").do("make_offer")
    before, after = walk.moves[-1].before.facts, walk.facts
    turns = {turn.clock: turn for turn in clock_turns(before, after)}
    assert turns["preparation"].after is None
    assert turns["offer"] == ClockTurn("offer", "F-00000001", None, after["clocks"]["offer:F-00000001"])
    assert "clocks" not in {change.path[0] for change in changes(before, after)}
