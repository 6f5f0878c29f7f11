"""Nothing waits unseen: each clock of the table is acted on, told and escalated, once, whoever looks."""

import pytest

from notifications.rules.clocks import RECIPIENTS, hears
from states.timers import TIMERS
from states.timetable import CLOCKS
from states.vocabulary import Clock, Event
from tests.workflow.cast import Cast
from tests.workflow.clockwork import (
    DONE_BY_ITSELF,
    SCENES,
    TICK,
    asked,
    come,
    deadline,
    quiet,
    reached,
    swept,
    tasks,
    told,
)
from workflow import timers as sweeping
from workflow.clock_work import LEADS_TO, ROLES
from workflow.replay import check_case
from workflow.tables import from_micros, to_micros
from workflow.timers import sweep


def test_every_clock_of_the_table_has_its_scene():
    assert set(SCENES) == set(TIMERS)
    assert {rule.clock.value for rule in CLOCKS} < set(TIMERS)


@pytest.mark.parametrize("clock", TIMERS)
def test_every_clock_fires_when_it_comes_and_not_before(cast: Cast, clock: str):
    scene = SCENES[clock](cast)
    at = come(cast, scene)
    swept(cast, at - TICK)
    assert (row := deadline(cast, scene)) is not None
    assert (row["next_at"], row["reached_at"], row["escalated_at"]) == (to_micros(at), None, None)
    assert (tasks(cast, scene), told(cast, scene), reached(cast, scene)) == ([], set(), [])
    if clock == Clock.CLOSING:
        quiet(cast)
    assert swept(cast, at) >= 1
    if clock in DONE_BY_ITSELF:
        # A survey is asked by a step of its own, after which the second one is to come.
        row = deadline(cast, scene)
        assert row is None or (clock == Clock.SURVEY and row["next_at"] > to_micros(at))
        assert (tasks(cast, scene), told(cast, scene)) == ([], set())
    else:
        assert (row := deadline(cast, scene)) is not None
        assert row["next_at"] is None or row["next_at"] > to_micros(at)
        (entry,) = reached(cast, scene)
        heard = hears(TIMERS[clock], entry["stages"])
        assert {task["role"] for task in tasks(cast, scene)} == {ROLES[who] for who in heard if who in ROLES}
        assert {*entry["tasks"]} == {task["reference"] for task in tasks(cast, scene)}
        by_warning = clock == Clock.EXPIRY
        assert told(cast, scene) == (set() if by_warning else {f"clock.{clock}/{who}" for who in heard})
    assert check_case(cast.db, scene.case) == ()
    assert swept(cast, at) == 0


@pytest.mark.parametrize(
    "clock", [name for name in TIMERS if name not in DONE_BY_ITSELF and TIMERS[name].repeats is None]
)
def test_every_clock_that_stands_escalates_as_its_table_says_and_then_is_silent(cast: Cast, clock: str):
    scene = SCENES[clock](cast)
    heard: list[set[str]] = []
    times = []
    while (row := deadline(cast, scene)) is not None and row["next_at"] is not None:
        times.append(at := from_micros(row["next_at"]))
        swept(cast, at)
        heard.append({stage for entry in reached(cast, scene) for stage in entry["stages"]})
        assert len(times) <= 2
    assert heard[-1] >= {"due", "escalates"}
    row = deadline(cast, scene)
    assert row is not None
    assert sorted({row["due_at"], row["escalates_at"]}) == [to_micros(at) for at in times]
    expected = {RECIPIENTS[word] for word in TIMERS[clock].escalates}
    last = {task["role"] for task in tasks(cast, scene)}
    assert {ROLES[who] for who in expected if who in ROLES} <= last
    assert {f"clock.{clock}/{who}" for who in expected} <= told(cast, scene)


def test_a_task_of_a_clock_leads_to_an_event_that_stops_it_and_is_done_by_it(cast: Cast):
    assert set(LEADS_TO) == set(TIMERS)
    scene = SCENES[Clock.DECISION](cast)
    swept(cast, come(cast, scene))
    assert asked(cast, scene) == {("due_decision", "caseworker"), ("overdue_decision", "lead")}
    assert {task["completes_on"] for task in tasks(cast, scene)} == {Event.GIVE_CONSENT}
    cast.do(cast.caseworker, scene.case, Event.DECLINE)
    assert tasks(cast, scene) == []
    done = tasks(cast, scene, everything=True)
    assert {task["done_at"] for task in done} == {to_micros(cast.at)}
    assert {task["done_by"] for task in done} == {cast.caseworker.person_id}


def test_moving_on_cancels_the_clock(cast: Cast):
    scene = SCENES[Clock.FIRST_CONTACT](cast)
    at = come(cast, scene)
    cast.do(cast.caseworker, scene.case, Event.MAKE_CONTACT)
    assert deadline(cast, scene) is None
    swept(cast, at)
    assert (tasks(cast, scene), told(cast, scene), reached(cast, scene)) == ([], set(), [])


def test_a_deadline_that_was_spotted_and_has_gone_does_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    scene = SCENES[Clock.FIRST_CONTACT](cast)
    at = come(cast, scene)
    spotted = [*sweeping._spotted(cast.db, at, 10)]
    cast.do(cast.caseworker, scene.case, Event.MAKE_CONTACT)
    before = cast.entries(scene.case)
    monkeypatch.setattr(sweeping, "_spotted", lambda *_: spotted)
    assert sweep(cast.db, at) == 0
    assert cast.entries(scene.case) == before


@pytest.mark.parametrize("column", ["version", "next_at"])
def test_a_stale_deadline_does_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch, column: str):
    scene = SCENES[Clock.FIRST_CONTACT](cast)
    at = come(cast, scene)
    spotted = [*sweeping._spotted(cast.db, at, 10)]
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(f"UPDATE deadlines SET {column} = {column} + 1")
    monkeypatch.setattr(sweeping, "_spotted", lambda *_: spotted)
    assert sweep(cast.db, at) == 0
    assert tasks(cast, scene) == []
