from dataclasses import replace

import pytest

from states.compare import Difference, Kind, compare, text
from states.definition import Branch
from states.effects import put, stamp
from states.vocabulary import Chart, Event, Role
from tests.states.planting import DEFINITION, NEVER, only_by, with_branches, with_effects, with_table, without

CASE = Chart.CASE
TABLE = DEFINITION.charts[CASE]


def kinds(new, old=DEFINITION) -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = {}
    for difference in compare(old, new):
        assert difference.chart is CASE
        found.setdefault(difference.kind, []).append(difference.what)
    return found


def test_a_version_does_not_differ_from_itself():
    assert compare(DEFINITION, DEFINITION) == ()
    assert text(()) == "no difference\n"


def test_states_that_come_and_go_are_named():
    new = with_table(CASE, states=(*TABLE.states, "limbo"))
    assert kinds(new) == {Kind.STATE_ADDED: ["limbo"]}
    assert kinds(DEFINITION, new) == {Kind.STATE_REMOVED: ["limbo"]}


def test_another_start_and_other_ends_are_named():
    new = with_table(CASE, initial="contacted", final=frozenset({"outcome"}))
    assert kinds(new) == {
        Kind.START_CHANGED: ["from received to contacted"],
        Kind.END_REMOVED: ["closed"],
        Kind.END_ADDED: ["outcome"],
    }


def test_events_that_come_and_go_are_named_with_their_lines():
    events = tuple(event for event in TABLE.events if event != Event.DECLINE)
    gone = without(CASE, Event.DECLINE)
    new = replace(gone, charts={**gone.charts, CASE: replace(gone.charts[CASE], events=events)})
    assert kinds(new) == {
        Kind.EVENT_REMOVED: ["decline"],
        Kind.LINE_REMOVED: ["decline from contacted to outcome"],
    }
    assert kinds(DEFINITION, new) == {
        Kind.EVENT_ADDED: ["decline"],
        Kind.LINE_ADDED: ["decline from contacted to outcome"],
    }


def test_an_event_that_leads_elsewhere_is_a_line_less_and_a_line_more():
    new = with_branches(CASE, Event.REOPEN, lambda _, branch: [replace(branch, target="received")])
    assert kinds(new) == {
        Kind.LINE_REMOVED: ["reopen from outcome to contacted where was_contacted"],
        Kind.LINE_ADDED: ["reopen from outcome to received where was_contacted"],
    }


def test_a_line_that_chooses_otherwise_says_so():
    def otherwise(_: str, branch: Branch) -> list[Branch]:
        return [replace(branch, choosers=tuple((name, choose, False) for name, choose, _ in branch.choosers))]

    assert kinds(with_branches(CASE, Event.REOPEN, otherwise)) == {
        Kind.LINE_REMOVED: ["reopen from outcome to contacted where was_contacted"],
        Kind.LINE_ADDED: ["reopen from outcome to contacted where not was_contacted"],
    }


def test_who_may_ask_is_compared_line_by_line():
    new = with_branches(
        CASE, Event.DECLINE, lambda _, branch: [replace(branch, asks=frozenset({Role.LEAD, Role.SYSTEM}))]
    )
    where = "for decline from contacted to outcome"
    assert kinds(new) == {
        Kind.ASKER_REMOVED: [f"caseworker {where}"],
        Kind.ASKER_ADDED: [f"system {where}"],
    }


def test_guards_are_compared_line_by_line():
    new = with_branches(CASE, Event.DECLINE, lambda _, branch: [replace(branch, guards=(NEVER,))])
    where = "for decline from contacted to outcome"
    assert kinds(new) == {
        Kind.GUARD_REMOVED: [f"door_is_left_open {where}"],
        Kind.GUARD_ADDED: [f"never {where}"],
    }


def test_effects_are_compared_and_their_order_too():
    old = with_effects(CASE, Event.ADD_NOTE, put("urgent", True), stamp("answered_at"))
    new = with_effects(CASE, Event.ADD_NOTE, put("urgent", True), stamp("spoke_at"))
    turned = with_effects(CASE, Event.ADD_NOTE, stamp("answered_at"), put("urgent", True))
    assert kinds(new, old) == {
        Kind.EFFECT_REMOVED: ["stamp answered_at in add_note"],
        Kind.EFFECT_ADDED: ["stamp spoke_at in add_note"],
    }
    assert kinds(turned, old) == {Kind.EFFECTS_REORDERED: ["add_note"]}


def test_every_role_that_loses_sight_of_a_state_is_named():
    events = sorted({event for state, event in TABLE.branches if state == "contacted"})
    new = DEFINITION
    for event in events:
        new = with_branches(
            CASE,
            event,
            lambda state, b: [replace(b, asks=b.asks - {Role.OFFICER}) if state == "contacted" else b],
            of=new,
        )
    assert kinds(new)[Kind.SIGHT_LOST] == ["officer can ask for nothing while it is contacted"]
    assert Kind.WAY_OUT_LOST not in kinds(new)


def test_every_role_that_can_no_longer_leave_a_state_is_named():
    new = only_by(CASE, Event.CLOSE, Role.LEAD, Role.SYSTEM)
    found = kinds(new)
    assert found[Kind.WAY_OUT_LOST] == ["caseworker cannot leave outcome"]
    assert Kind.SIGHT_LOST not in found


def test_nobody_loses_sight_of_a_state_that_is_no_more():
    states = tuple(state for state in TABLE.states if state != "outcome")
    branches = {spot: found for spot, found in TABLE.branches.items() if spot[0] != "outcome"}
    found = kinds(with_table(CASE, states=states, branches=branches))
    assert found[Kind.STATE_REMOVED] == ["outcome"]
    assert Kind.SIGHT_LOST not in found


@pytest.mark.parametrize("chart", Chart)
def test_differences_tell_their_chart(chart):
    table = DEFINITION.charts[chart]
    (difference,) = compare(DEFINITION, with_table(chart, states=(*table.states, "limbo")))
    assert difference == Difference(chart, Kind.STATE_ADDED, "limbo")
    assert text([difference]) == f"{chart}: state added: limbo\n"
