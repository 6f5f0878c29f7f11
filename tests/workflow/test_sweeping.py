"""The sweep itself: once, in order, in short transactions, whatever fails, dies or sweeps beside it."""

import logging
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from states.position import moment
from states.vocabulary import Clock, Event
from tests.workflow.cast import Cast, dump
from tests.workflow.clockwork import HOUR, SCENES, TICK, Scene, come, deadline, reached, swept, tasks, told
from tests.workflow.test_plans import plan as planned
from tests.workflow.test_plans import recording, whole_tables
from workflow import timers
from workflow.db import Database
from workflow.deadlines import LATE, late
from workflow.faults import StorageUnavailable
from workflow.tables import to_micros
from workflow.timers import sweep

ROOT = Path(__file__).parents[2]
#: Deadlines that two processes reach for.
SHARED = 24


def referred(cast: Cast, number: int) -> list[Scene]:
    """Refer that many cases, one a minute."""
    scenes = []
    for _ in range(number):
        scenes.append(SCENES[Clock.FIRST_CONTACT](cast))
        cast.at += timedelta(minutes=1)
    return scenes


def test_with_nothing_due_a_sweep_is_one_look_into_an_index(cast: Cast):
    at = come(cast, SCENES[Clock.FIRST_CONTACT](cast))
    with recording() as statements:
        assert sweep(cast.db, at - TICK) == 0
    ((text, values),) = statements
    assert whole_tables(plan := planned(cast.db, text, values)) == []
    assert "ix_deadlines_next" in plan
    # PostgreSQL sorts a handful of rows; of many it knows that its index holds them in order.
    assert "TEMP B-TREE" not in plan


def test_delivery_is_woken_once_a_deadline_was_acted_on(cast: Cast):
    woken: list[str] = []
    scene = SCENES[Clock.FIRST_CONTACT](cast)
    cast.db.on_commit(lambda: woken.append("woken"))
    sweep(cast.db, come(cast, scene) - TICK)
    assert woken == []
    sweep(cast.db, come(cast, scene))
    assert woken == ["woken"]


def test_the_oldest_go_first_and_no_more_than_asked_for(cast: Cast):
    scenes = referred(cast, 5)
    at = come(cast, scenes[-1])
    assert sweep(cast.db, at, limit=2) == 2
    assert [bool(tasks(cast, scene)) for scene in scenes] == [True, True, False, False, False]
    assert sweep(cast.db, at, limit=2) == 2
    assert sweep(cast.db, at, limit=2) == 1
    assert sweep(cast.db, at, limit=2) == 0
    assert all(len(tasks(cast, scene)) == 2 for scene in scenes)


def test_each_deadline_is_a_transaction_of_its_own_and_commands_go_between(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    scenes, opened = referred(cast, 3), []
    transaction = Database.transaction

    @contextmanager
    def counted(db: Database, **given: Any):
        opened.append("transaction")
        with transaction(db, **given) as tx:
            yield tx

    monkeypatch.setattr(Database, "transaction", counted)
    assert sweep(cast.db, come(cast, scenes[-1])) == 3
    assert len(opened) == 3


def test_a_command_does_not_wait_for_a_whole_sweep(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
):
    cast = Cast(sqlite_database)
    scenes, taken = referred(cast, 20), timers._taken
    at, begun, told = come(cast, scenes[-1]), threading.Event(), list[str]()

    def counted(*given: Any) -> bool:
        begun.set()
        told.append("swept")
        return taken(*given)

    def asking() -> None:
        begun.wait(10)
        cast.do(cast.caseworker, scenes[-1].case, Event.TAKE, at=at)
        told.append("asked")

    monkeypatch.setattr(timers, "_taken", counted)
    thread = threading.Thread(target=asking)
    thread.start()
    assert sweep(cast.db, at) == 20
    thread.join()
    # Without giving way, SQLite's writer is the sweep's until it is over.
    assert told.index("asked") < 20


def test_one_case_that_fails_keeps_no_other_waiting_and_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    scenes = referred(cast, 4)
    at, do = come(cast, scenes[-1]), timers._do

    def failing(tx: Any, keys: Any, case: Any, *rest: Any) -> bool:
        if case.reference in {scene.case for scene in scenes[:2]}:
            raise ValueError("Ada Fictional")
        return do(tx, keys, case, *rest)

    monkeypatch.setattr(timers, "_do", failing)
    with caplog.at_level(logging.ERROR):
        # Those that fail are a whole page of it.
        assert sweep(cast.db, at, limit=2) == 2
    assert [bool(tasks(cast, scene)) for scene in scenes] == [False, False, True, True]
    assert "deadline first_contact of case:1 failed: ValueError" in caplog.text
    assert "Ada" not in caplog.text
    monkeypatch.undo()
    assert sweep(cast.db, at) == 2
    assert all(tasks(cast, scene) for scene in scenes)


def test_a_database_that_is_away_ends_the_sweep(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    scenes = referred(cast, 2)

    def away(*_: Any) -> bool:
        raise StorageUnavailable

    monkeypatch.setattr(timers, "_do", away)
    with pytest.raises(StorageUnavailable):
        sweep(cast.db, come(cast, scenes[-1]))


@pytest.mark.parametrize("point", ["note", "keep"])
def test_a_crash_between_leaves_nothing_and_loses_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, point: str
):
    scene = SCENES[Clock.EXPIRY](cast)
    at = come(cast, scene)
    swept(cast, at - TICK)
    before = dump(cast.db)

    def crash(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(timers, point, crash)
    with pytest.raises(KeyboardInterrupt):
        sweep(cast.db, at)
    # Also the step of the system, which was written already, is gone.
    assert dump(cast.db) == before
    monkeypatch.undo()
    assert sweep(cast.db, at) == 1
    assert tasks(cast, scene)


@pytest.mark.no_cover
def test_two_processes_at_once_raise_each_task_once(cast: Cast, key_file: Path):
    scenes = referred(cast, SHARED)
    at = come(cast, scenes[-1])
    command = [sys.executable, "-m", "tests.workflow.clockwork", cast.db.url, str(key_file), moment(at)]
    processes = [
        subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    done = [int(process.communicate("go\n", timeout=60)[0]) for process in processes]
    assert sum(done) == SHARED
    for scene in scenes:
        assert sorted(task["kind"] for task in tasks(cast, scene)) == [
            "due_first_contact",
            "overdue_first_contact",
        ]
        assert len(reached(cast, scene)) == 1


def test_after_a_long_outage_all_is_told_once_and_missed_repeats_are_not_made_up_for(cast: Cast):
    first, closing = SCENES[Clock.FIRST_CONTACT](cast), SCENES[Clock.CLOSING](cast)
    due = come(cast, closing)
    at = due + timedelta(days=100)
    assert swept(cast, at) == 2
    assert [entry["stages"] for entry in reached(cast, closing)] == [["due", "escalates"]]
    assert [entry["stages"] for entry in reached(cast, first)] == [["due", "escalates"]]
    assert come(cast, closing) == due + timedelta(days=120)


def test_a_sweep_may_be_late_and_then_is_counted(cast: Cast):
    scene = SCENES[Clock.FIRST_CONTACT](cast)
    at = come(cast, scene)
    for moment_, count in ((at + LATE, 0), (at + LATE + TICK, 1)):
        with cast.db.reading() as tx:
            assert late(tx, moment_) == count
    swept(cast, at + 2 * HOUR)
    with cast.db.reading() as tx:
        assert late(tx, at + 3 * HOUR) == 0


def test_a_step_that_comes_in_between_is_not_overrun(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    scene = SCENES[Clock.FIRST_CONTACT](cast)
    at, taken = come(cast, scene), timers._taken

    def late_one(db: Database, spotted: Any, when: Any) -> bool:
        thread = threading.Thread(
            target=cast.do, args=(cast.caseworker, scene.case, Event.MAKE_CONTACT), kwargs={"at": at}
        )
        thread.start()
        thread.join()
        return taken(db, spotted, when)

    monkeypatch.setattr(timers, "_taken", late_one)
    assert sweep(cast.db, at) == 0
    assert deadline(cast, scene) is None
    assert (tasks(cast, scene), told(cast, scene)) == ([], set())


def test_a_clock_that_runs_anew_is_told_anew(cast: Cast):
    scene = SCENES[Clock.DECISION](cast)
    swept(cast, come(cast, scene))
    (first,) = [task for task in tasks(cast, scene) if task["role"] == "caseworker"]
    cast.do(cast.lead, scene.case, Event.RETRACT_CONTACT)
    cast.do(cast.caseworker, scene.case, Event.MAKE_CONTACT)
    row = deadline(cast, scene)
    assert row is not None
    assert (row["reached_at"], row["escalated_at"]) == (None, None)
    assert row["next_at"] > to_micros(cast.at)
    assert tasks(cast, scene) == []
    swept(cast, come(cast, scene))
    (second,) = [task for task in tasks(cast, scene) if task["role"] == "caseworker"]
    assert second["reference"] != first["reference"]
    assert len(reached(cast, scene)) == 2
