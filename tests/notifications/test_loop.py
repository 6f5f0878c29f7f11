"""The loop: every round has its turn, whatever becomes of the others."""

from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from notifications.loop import Loop, Round
from tests.notifications.builders import NOON
from tests.notifications.carriers import Broken, Clock, passing

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ALWAYS = timedelta()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def make(clock, done):
    loops: list[Loop] = []

    def made(*rounds: Any, interval=HOUR) -> Loop:
        loops.append(Loop([note(done, *each) for each in rounds], clock, interval))
        return loops[-1]

    yield made
    for loop in loops:
        assert loop.stop(10)


def note(done, name, every=ALWAYS, run=lambda: None):
    def noted():
        done.append(name)
        run()

    return Round(name, every, noted)


def broken():
    raise Broken


def test_each_round_has_its_turn_in_order_and_in_its_own_time(make, done, clock):
    loop = make(("always",), ("hourly", HOUR), ("by the minute", MINUTE))
    loop.turn()
    loop.turn()
    clock.now += MINUTE
    loop.turn()
    assert done == ["always", "hourly", "by the minute", "always", "always", "by the minute"]
    assert loop.passed == NOON + MINUTE


def test_a_round_that_fails_hides_no_other_and_is_logged_by_type_alone(make, done, caplog):
    loop = make(("bad", ALWAYS, broken), ("good",))
    loop.turn()
    assert done == ["bad", "good"]
    assert caplog.messages == ["the round bad failed: Broken"]
    assert "07700" not in caplog.text


def test_a_loop_has_not_passed_while_any_round_fails(make, clock):
    mended = Event()
    loop = make(("good",), ("bad", MINUTE, lambda: mended.is_set() or broken()))
    loop.turn()
    assert (loop.passed, loop.failing) == (None, {"bad"})
    clock.now += timedelta(seconds=1)
    loop.turn()
    assert loop.passed is None, "it has not had its turn again"
    mended.set()
    clock.now += MINUTE
    loop.turn()
    assert (loop.passed, loop.failing) == (clock.now, frozenset())


def test_a_clock_that_is_set_back_silences_no_round(make, done, clock):
    loop = make(("by the minute", MINUTE))
    loop.turn()
    clock.now -= HOUR
    loop.turn()
    assert len(done) == 2


def test_a_loop_begins_at_once_and_again_when_it_is_woken(make, done):
    loop = make(("always",))
    loop.start()
    assert passing(lambda: len(done) == 1)
    loop.wake()
    assert passing(lambda: len(done) == 2)


def test_a_loop_turns_at_its_interval_without_being_woken(make, done):
    make(("always",), interval=timedelta(milliseconds=5)).start()
    assert passing(lambda: len(done) >= 3)


def test_what_is_committed_during_a_turn_wakes_the_next(make, done):
    loops: list[Loop] = []

    def commit():
        if len(done) == 1:
            loops[0].wake()

    loops.append(make(("always", ALWAYS, commit)))
    loops[0].start()
    assert passing(lambda: len(done) == 2)


def test_a_loop_goes_on_after_a_round_that_failed(make, done):
    loop = make(("bad", ALWAYS, broken), interval=timedelta(milliseconds=5))
    loop.start()
    assert passing(lambda: len(done) >= 2)


def test_stopping_waits_for_the_round_in_hand_and_begins_no_other(make, done):
    begun, go_on = Event(), Event()

    def slow():
        begun.set()
        assert go_on.wait(10)

    loop = make(("slow", ALWAYS, slow), ("next",))
    loop.start()
    assert begun.wait(10)
    assert not loop.stop(0.01)
    go_on.set()
    assert loop.stop(10)
    assert done == ["slow"]
    assert loop.passed is None


def test_a_loop_that_never_started_can_be_stopped(make):
    assert make(("always",)).stop()
