"""Many notices, by one hand and by several: each once, all of them, and none for want of another."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from notifications import courier as courier_module
from notifications.channels import in_doubt
from notifications.channels.memory import MemoryCarrier
from notifications.courier import BATCH, Courier
from notifications.delivery import IN_DOUBT_AFTER
from states.vocabulary import Channel, NoticeState, Recipient
from tests.notifications.builders import NOON, MemoryDesk, notice
from tests.notifications.carriers import Asked, Broken, BrokenCarrier, Clock, SlowCarrier, passing

HER = Recipient.SURVIVOR
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk() -> MemoryDesk:
    return MemoryDesk()


@pytest.fixture
def memory() -> MemoryCarrier:
    return MemoryCarrier()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=[1, 4], ids=["one hand", "four hands"])
def hands(request) -> int:
    found: int = request.param
    return found


@pytest.fixture
def make(desk, clock, hands):
    def made(carrier, *, hands=hands, **more: Any) -> Courier:
        return Courier(desk, dict.fromkeys((Channel.SMS, Channel.EMAIL), carrier), clock, hands, **more)

    return made


@pytest.fixture
def courier(make, memory) -> Courier:
    found: Courier = make(memory)
    return found


def test_a_sweep_delivers_all_that_is_due_and_nothing_that_is_not(desk, courier, memory, clock):
    many = BATCH * 2 + 1
    desk.plan(*(notice(f"N-{number}") for number in range(many)))
    desk.plan(notice("N-LATER", not_before=NOON + MINUTE))
    assert courier.sweep() == many
    assert len(memory.sent) == many
    clock.now += MINUTE
    assert courier.sweep() == 1


def test_only_those_that_are_asked_for_are_delivered_and_only_if_due(desk, courier, memory):
    desk.plan(*(notice(f"N-{number}") for number in range(BATCH + 2)))
    desk.plan(notice("N-LATER", not_before=NOON + MINUTE))
    wanted = [f"N-{number}" for number in range(BATCH + 1)]
    assert courier.deliver([*wanted, "N-LATER"]) == len(wanted)
    assert sorted(memory.sent) == sorted(wanted)
    assert courier.deliver(wanted) == 0


def test_what_may_not_be_sent_does_not_keep_the_rest_from_going_out(desk, courier, memory, monkeypatch):
    stuck = [f"N-{number}" for number in range(BATCH)]
    desk.plan(*(notice(reference) for reference in stuck), notice("N-LAST"))
    taken = desk.claim
    monkeypatch.setattr(
        desk, "claim", lambda reference, at: None if reference in stuck else taken(reference, at)
    )
    assert courier.sweep() == 1
    assert set(memory.sent) == {"N-LAST"}


def test_one_notice_that_cannot_be_judged_does_not_stop_the_others(
    desk, courier, memory, monkeypatch, caplog
):
    desk.plan(notice("N-1"), notice("N-2"))
    taken = desk.claim

    def claim(reference, at):
        if reference == "N-1":
            raise Broken
        return taken(reference, at)

    monkeypatch.setattr(desk, "claim", claim)
    assert courier.sweep() == 1
    assert set(memory.sent) == {"N-2"}
    assert caplog.messages == ["claiming together failed: Broken", "notice N-1 could not be claimed: Broken"]


def test_only_messages_that_left_are_counted(make, desk):
    desk.plan(notice("N-1"), notice("N-2", HER))
    assert make(BrokenCarrier()).sweep() == 0
    assert set(desk.states().values()) == {NoticeState.IN_DOUBT}


def test_what_left_and_could_not_be_recorded_is_recorded_before_anything_else_is_sent(
    make, desk, memory, monkeypatch, caplog
):
    desk.plan(notice("N-1"), notice("N-2"))
    courier, settle, down = make(memory), desk.settle, [True]

    def broken(reference, result, at):
        if down and reference == "N-1":
            raise Broken
        settle(reference, result, at)

    monkeypatch.setattr(desk, "settle", broken)
    assert courier.sweep() == 2
    assert desk.states() == {"N-1": NoticeState.SENDING, "N-2": NoticeState.UNCONFIRMED}
    assert caplog.messages == ["settling together failed: Broken", "notice N-1 could not be settled: Broken"]
    down.clear()
    desk.plan(notice("N-3"))
    desk.steps.clear()
    courier.sweep()
    assert desk.steps[:2] == ["accept N-1", "claim N-3"]


def test_only_what_left_is_recorded_later_and_the_rest_is_looked_back_at(make, desk, monkeypatch):
    desk.plan(notice("N-1"))
    courier = make(BrokenCarrier())
    with monkeypatch.context() as broken:
        broken.setattr(desk, "settle", failing)
        courier.sweep()
    desk.plan(notice("N-2"))
    courier.sweep()
    assert desk.states()["N-1"] is NoticeState.SENDING


def failing(*_: object) -> None:
    raise Broken


# Old claims


def test_what_waited_too_long_for_its_turn_is_given_back_unsent(make, desk, memory, clock):
    """The time passes while the first message is sent."""
    desk.plan(notice("N-1"), notice("N-2"))
    courier = make(Ageing(clock, IN_DOUBT_AFTER / 3, memory), hands=1)
    assert courier.sweep() == 1
    assert set(memory.sent) == {"N-1"}
    assert desk.rows["N-2"].reason == "it waited too long for its turn"
    assert desk.rows["N-2"].state is NoticeState.PLANNED


def test_what_became_of_a_claim_that_others_may_have_taken_over_is_not_recorded(make, desk, memory, clock):
    desk.plan(notice("N-1"), notice("N-2"))
    courier = make(Ageing(clock, IN_DOUBT_AFTER, memory), hands=1, in_doubt_after=IN_DOUBT_AFTER)
    courier.sweep()
    # Somebody may be sending it: giving it back would have it sent a third time.
    assert desk.rows["N-2"].state is NoticeState.SENDING
    assert desk.rows["N-1"].state is NoticeState.UNCONFIRMED


def test_an_answer_in_doubt_that_comes_too_late_is_not_recorded(make, desk, clock):
    class Late(MemoryCarrier):
        def send(self, message, to, reference):
            clock.now += IN_DOUBT_AFTER
            return in_doubt("a time-out")

    desk.plan(notice("N-1"))
    make(Late(), hands=1).sweep()
    assert desk.rows["N-1"].state is NoticeState.SENDING


class Ageing(MemoryCarrier):
    """Takes its time over every message."""

    def __init__(self, clock, wait, memory) -> None:
        super().__init__(sent=memory.sent)
        self._clock, self._wait = clock, wait

    def send(self, message, to, reference):
        self._clock.now += self._wait
        return super().send(message, to, reference)


# Several at once


def test_hands_work_at_the_same_time(make, desk):
    together = Barrier(4)

    class Meeting(MemoryCarrier):
        def send(self, message, to, reference):
            together.wait(10)
            return super().send(message, to, reference)

    desk.plan(*(notice(f"N-{number}") for number in range(4)))
    assert make(Meeting(), hands=4).sweep() == 4


def test_what_was_sent_is_recorded_while_another_message_still_takes_its_time(make, desk):
    class OneSlow(SlowCarrier):
        def send(self, message, to, reference):
            if reference == "N-0":
                return super().send(message, to, reference)
            return MemoryCarrier.send(self, message, to, reference)

    slow = OneSlow()
    desk.plan(*(notice(f"N-{number}") for number in range(4)))
    sweeping = Thread(target=make(slow, hands=2).sweep)
    sweeping.start()
    try:
        settled = {f"N-{number}": NoticeState.UNCONFIRMED for number in range(1, 4)}
        assert passing(lambda: desk.states() == {**settled, "N-0": NoticeState.SENDING})
    finally:
        slow.go_on.set()
        sweeping.join(10)
    assert set(desk.states().values()) == {NoticeState.UNCONFIRMED}


def test_one_hand_records_what_it_sent_before_it_sends_much_more(make, desk, memory, monkeypatch):
    monkeypatch.setattr(courier_module, "SETTLE_EVERY", 0.0)
    desk.plan(notice("N-0"), notice("N-1"))
    make(memory, hands=1).sweep()
    assert desk.steps[2:] == ["address N-0", "accept N-0", "address N-1", "accept N-1"]


def test_whoever_delivers_at_the_same_time_sends_nothing_twice(make, desk, clock):
    carrier = SlowCarrier()
    carrier.go_on.set()
    references = [f"N-{number}" for number in range(200)]
    desk.plan(*(notice(reference) for reference in references))
    couriers = [make(carrier, hands=2) for _ in range(2)]
    works = [couriers[0].sweep, couriers[1].sweep, lambda: couriers[0].deliver(references[::-1])]
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(carrier.calls) == sorted(references)
    assert set(desk.states().values()) == {NoticeState.UNCONFIRMED}


# Stopping


def test_stopping_finishes_what_is_in_hand_and_gives_the_rest_back(make, desk, hands):
    slow = SlowCarrier()
    desk.plan(*(notice(f"N-{number}") for number in range(9)))
    courier = make(slow)
    sweeping = Thread(target=courier.sweep)
    sweeping.start()
    assert passing(lambda: len(slow.calls) == hands)
    courier.stop()
    slow.go_on.set()
    sweeping.join(10)
    assert not sweeping.is_alive()
    assert sorted(slow.calls) == sorted(slow.sent)
    assert len(slow.sent) == hands
    planned = {ref for ref, state in desk.states().items() if state is NoticeState.PLANNED}
    assert planned == set(desk.rows) - set(slow.sent)


def test_a_courier_that_was_stopped_claims_nothing(desk, courier, memory):
    courier.stop()
    desk.plan(notice())
    assert (courier.sweep(), courier.deliver(["N-1"])) == (0, 0)
    assert (desk.states(), memory.sent) == ({"N-1": NoticeState.PLANNED}, {})


# What was lost


def test_a_courier_looks_back_after_its_own_time(make, desk, clock):
    courier = make(Asked(), in_doubt_after=2 * MINUTE)
    desk.plan(notice())
    desk.claim("N-1", NOON)
    clock.now += 2 * MINUTE
    courier.look_back()
    assert desk.states() == {"N-1": NoticeState.SENDING}
    clock.now += timedelta(seconds=1)
    courier.look_back()
    assert desk.states() == {"N-1": NoticeState.PLANNED}


def test_a_courier_asks_for_receipts(make, desk):
    asked = Asked()
    desk.plan(notice(state=NoticeState.ACCEPTED, look_at=NOON))
    make(asked).poll()
    assert asked.asked == ["N-1"]
