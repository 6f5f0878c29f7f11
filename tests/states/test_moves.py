import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.clocks import ClockChange
from states.definitions import DEFINITIONS
from states.errors import NotFound, NotPermitted, Refused
from states.moves import Ask, opened, standing, tick
from states.position import Position, local_day, moment, parsed
from states.record import recorded, replayed
from states.vocabulary import Chart, Role, State
from tests.states.building import (
    AT,
    CASE,
    FIRST_REFERRAL,
    FOUND,
    OFFER,
    Walk,
    assert_plain,
    clear,
)
from tests.states.generated import payloads

DEFINITION = DEFINITIONS["1"]
CHARTS = (Chart.CASE, Chart.CASE, Chart.ORDER, Chart.SERVICE, Chart.POLICE_COPY, Chart.OFFER)


@st.composite
def asks(draw: st.DrawFn, position: Position, at: Any, number: int) -> Ask:
    """Draw something that somebody may well ask where the case stands."""
    chart = draw(st.sampled_from(CHARTS))
    place = {Chart.CASE: None, Chart.OFFER: "offers"}.get(chart, "orders")
    held = sorted(position.facts[place]) if place else [None]
    if not held:
        chart, held = Chart.CASE, [None]
    subject = draw(st.sampled_from(held))
    table = DEFINITION.charts[chart]
    state = standing(position, chart, subject)
    known = sorted({event for origin, event in table.branches if origin == state})
    event = draw(st.sampled_from(known or table.events))
    said = draw(payloads(chart, event)) if draw(st.booleans()) else clear(chart, event)
    roles = sorted({role for branch in table.branches.get((state, event), ()) for role in branch.asks})
    found = dict(FOUND.get((chart, event), {}))
    if event == "seek_order":
        found["orders"] = [f"O-{number:04}{place:04}" for place in range(len(said["orders"]))]
    if event == "make_offer":
        found["offer"] = f"F-{number:08}"
    by = draw(st.sampled_from(roles or list(Role)))
    return Ask(
        event, by, at, draw(st.sampled_from(["P-00000001", "P-00000004"])), said, found, chart, subject
    )


@given(st.data())
def test_folding_what_was_recorded_gives_where_the_case_stands(data):
    at = AT
    referral = data.draw(
        st.sampled_from([FIRST_REFERRAL, FIRST_REFERRAL | {"grade": "high", "urgent": True}])
    )
    move = opened(referral, at=at, by=Role.OFFICER, actor="P-00000008")
    entries = [(json.loads(json.dumps(recorded(move))), at, Role.OFFICER, "P-00000008")]
    position = move.after
    for number in range(data.draw(st.integers(1, 25))):
        at += data.draw(st.sampled_from([timedelta(0), timedelta(hours=5), timedelta(days=4)]))
        ask = data.draw(asks(position, at, number))
        try:
            move = DEFINITION.decide(position, ask)
        except (Refused, NotPermitted):
            continue
        position = move.after
        assert_plain(position.facts)
        assert position.state == State.CLOSED or position.facts["clocks"]
        entries.append((json.loads(json.dumps(recorded(move))), at, ask.by, ask.actor))
    folded: Position | None = None
    for body, when, by, actor in entries:
        folded = replayed(DEFINITION, folded, body, at=when, by=by.value, actor=actor)
    assert folded == position


def test_a_step_never_changes_what_came_before_it():
    walk, written = Walk(), []
    for step in ("make_contact", "give_consent", "make_offer", "add_note", "request_information", "pause"):
        written.append(json.dumps(walk.facts))
        payload: dict[str, Any] = {"clock": "offer"} if step == "pause" else {}
        walk.do(step, **payload)
    written.append(json.dumps(walk.facts))
    assert [json.dumps(move.after.facts) for move in walk.moves] == written


def test_a_move_holds_its_own_step_first_and_the_way_it_took():
    move = Walk().to("solicitor_assigned").moves[-1]
    assert (move.step.chart, move.step.event) == (OFFER, "accept")
    assert [position.state for position in move.path] == ["consented", "consented", "solicitor_assigned"]
    assert move.path[-1].facts["clocks"] != move.after.facts["clocks"]


def test_a_case_opens_with_what_its_referral_says_and_blanks_for_the_rest():
    move = opened({"force": "kent"}, at=AT, by=Role.OFFICER, actor="P-00000008")
    assert (move.before.state, move.after.state) == ("", "received")
    assert move.after.facts["safety"] == "unknown"
    assert (
        move.after.facts["referred_at"] == move.after.facts["first_contact_since"] == "2026-11-23T09:00:00Z"
    )
    assert move.step.actor == "P-00000008"


def test_only_an_event_that_moves_the_case_ends_a_pause():
    walk = Walk().do("request_information").do("pause", clock="information_asked").do("add_note")
    assert walk.facts["paused"] is not None
    assert walk.do("make_contact").facts["paused"] is None


@pytest.mark.parametrize(
    ("chart", "kind"),
    [
        (Chart.ORDER, "order"),
        (Chart.SERVICE, "service"),
        (Chart.POLICE_COPY, "police copy"),
        (Chart.OFFER, "offer"),
    ],
)
def test_what_the_case_has_not_is_named_by_its_kind(chart, kind):
    with pytest.raises(NotFound, match=f"there is no such {kind}"):
        standing(Walk().position, chart, "X-00000001")
    assert standing(Walk().position, CASE, None) == "received"


def test_clocks_that_did_not_change_leave_the_position_as_it_is():
    position = Walk().position
    assert tick(position, ClockChange(None)) is position
    assert Walk().do("add_note").moves[-1].clocks.running is None


@pytest.mark.parametrize(
    ("steps", "message"),
    [([], "no step"), ([{"chart": "case", "event": "add_note"}], "does not open the case")],
)
def test_a_trail_that_does_not_begin_with_an_opening_cannot_be_replayed(steps, message):
    whole = {"subject": None, "source": "received", "target": "received"}
    body: dict[str, Any] = {
        "payload": {},
        "found": {},
        "steps": [whole | step for step in steps],
        "clocks": None,
    }
    with pytest.raises(ValueError, match=message):
        replayed(DEFINITION, None, body, at=AT, by="lead", actor="P-00000001")


@given(
    st.datetimes(
        datetime.fromisoformat("1970-01-01"), datetime.fromisoformat("2100-01-01"), timezones=st.timezones()
    )
)
def test_a_moment_is_read_as_it_was_written(at):
    assert moment(at).endswith("Z")
    assert parsed(moment(at)) == at.astimezone(UTC)


def test_a_day_is_the_day_in_london():
    assert local_day(parsed("2026-07-20T23:30:00Z")).isoformat() == "2026-07-21"
