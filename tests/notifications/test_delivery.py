import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest

from notifications.channels import Addressee, Carrier, Result, accepted, not_arrived
from notifications.channels.file import FileCarrier
from notifications.channels.memory import MemoryCarrier
from notifications.delivery import (
    BATCH,
    IN_DOUBT_AFTER,
    LOOK_BACK_EVERY,
    TRY_AGAIN_AFTER,
    Carriers,
    Loop,
    deliver,
    look_back,
)
from notifications.desk import Desk
from notifications.rendering import Message
from states.vocabulary import Channel, NoticeEvent, NoticeState, Recipient
from tests.notifications.builders import NOON, MemoryDesk, Row, contact, notice

HER = Recipient.SURVIVOR
STANDING = {"call_back_number": "020 7946 0000"}


class Broken(Exception):
    """What a provider or a database may raise; its words may be personal."""

    def __init__(self) -> None:
        super().__init__("07700 900123")


@dataclass
class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class BrokenCarrier:
    """Breaks when it sends and when it is asked."""

    addressed: bool = False

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        raise Broken

    def lookup(self, reference: str) -> Result | None:
        raise Broken


@pytest.fixture
def desk() -> Desk:
    return MemoryDesk()


@pytest.fixture
def memory() -> Carrier:
    return MemoryCarrier()


@pytest.fixture
def carriers(memory) -> Carriers:
    return {Channel.SMS: memory, Channel.EMAIL: memory}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def loop(desk, carriers, clock):
    made = Loop(desk, carriers, STANDING, clock, timedelta(hours=1))
    yield made
    assert made.stop(5)


def passing(check, seconds=5.0):
    """Wait until it holds: threads of shared cores may be slow."""
    waited = Event()
    for _ in range(int(seconds * 200)):
        if check():
            return True
        waited.wait(0.005)
    return False


# One notice


def test_a_notice_is_claimed_before_it_is_sent_and_settled_after(desk, carriers, memory):
    desk.plan(notice())
    assert deliver(desk, carriers, STANDING, "N-1", NOON) == accepted("N-1")
    assert desk.steps == ["claim N-1", "address N-1", "accept N-1"]
    message, to = memory.sent["N-1"]
    assert (message.subject, to.address) == ("C-1: closed", "ada@rowan.example")
    assert desk.states() == {"N-1": NoticeState.UNCONFIRMED}


def test_a_text_to_her_carries_the_call_back_number(desk, carriers, memory):
    desk.plan(notice("N-1", HER))
    deliver(desk, carriers, STANDING, "N-1", NOON)
    message, to = memory.sent["N-1"]
    assert "020 7946 0000" in message.body
    assert to.address == "07700 900123"


def test_a_text_queued_before_she_said_unsafe_is_never_sent(desk, carriers, memory):
    desk.plan(notice("N-1", HER))
    desk.contact = contact(safety="unsafe")
    assert deliver(desk, carriers, STANDING, "N-1", NOON) is None
    assert memory.sent == {}
    assert desk.states() == {"N-1": NoticeState.HELD}
    assert desk.steps == []


def test_a_notice_is_sent_once_however_often_it_is_delivered(desk, carriers, memory):
    desk.plan(notice())
    assert deliver(desk, carriers, STANDING, "N-1", NOON) is not None
    memory.sent.clear()
    assert deliver(desk, carriers, STANDING, "N-1", NOON) is None
    assert memory.sent == {}


def test_no_address_is_opened_for_a_carrier_that_needs_none(desk, tmp_path):
    carriers: Carriers = {Channel.SMS: FileCarrier(tmp_path)}
    desk.plan(notice("N-1", HER))
    deliver(desk, carriers, STANDING, "N-1", NOON)
    assert desk.steps == ["claim N-1", "accept N-1"]


def test_without_a_carrier_a_notice_fails_and_says_so(desk):
    desk.plan(notice())
    result = deliver(desk, {}, STANDING, "N-1", NOON)
    assert result is not None
    assert (result.event, result.reason) == (NoticeEvent.FAIL, "no carrier is set up for its channel")


def test_without_an_address_a_notice_fails_and_says_so(desk, carriers, memory):
    desk.plan(notice())
    desk.addresses[Recipient.CASEWORKER] = None
    result = deliver(desk, carriers, STANDING, "N-1", NOON)
    assert result is not None
    assert result.reason == "there is no address to send it to"
    assert memory.sent == {}


def test_words_that_cannot_be_written_fail_and_are_not_sent(desk, carriers, memory):
    desk.plan(notice(values={}))
    result = deliver(desk, carriers, STANDING, "N-1", NOON)
    assert result is not None
    assert result.event is NoticeEvent.FAIL
    assert "UndefinedError" in (result.reason or "")
    assert memory.sent == {}


def test_an_address_that_cannot_be_opened_is_tried_again(desk, carriers, monkeypatch):
    def locked(claimed):
        raise Broken

    monkeypatch.setattr(desk, "address", locked)
    desk.plan(notice())
    result = deliver(desk, carriers, STANDING, "N-1", NOON)
    assert result == not_arrived("its address could not be opened: Broken", not_before=NOON + TRY_AGAIN_AFTER)
    assert desk.states() == {"N-1": NoticeState.PLANNED}
    assert desk.due(1, NOON) == ()


def test_a_carrier_that_breaks_leaves_the_notice_in_doubt(desk):
    desk.plan(notice())
    result = deliver(desk, {Channel.EMAIL: BrokenCarrier()}, STANDING, "N-1", NOON)
    assert result is not None
    assert result.reason == "its carrier broke: Broken"
    assert desk.states() == {"N-1": NoticeState.IN_DOUBT}


@pytest.mark.parametrize(
    ("said", "waits"), [(None, TRY_AGAIN_AFTER), (NOON + timedelta(hours=1), timedelta(hours=1))]
)
def test_what_certainly_did_not_arrive_is_tried_again_later(desk, memory, monkeypatch, said, waits):
    monkeypatch.setattr(memory, "send", lambda *_: not_arrived("refused", not_before=said))
    desk.plan(notice())
    result = deliver(desk, {Channel.EMAIL: memory}, STANDING, "N-1", NOON)
    assert result == not_arrived("refused", not_before=NOON + waits)


# After a crash


def crashed(desk: MemoryDesk, *rows: Row):
    desk.plan(*rows)
    for row in rows:
        desk.claim(row.claimed.reference, NOON)


def test_a_claim_is_left_alone_until_it_has_stood_for_a_quarter_of_an_hour(desk, carriers):
    crashed(desk, notice())
    look_back(desk, carriers, NOON + IN_DOUBT_AFTER - timedelta(seconds=1))
    assert desk.states() == {"N-1": NoticeState.SENDING}
    look_back(desk, carriers, NOON + IN_DOUBT_AFTER)
    assert desk.states() == {"N-1": NoticeState.PLANNED}


def test_what_the_carrier_has_was_sent(desk, carriers, memory):
    memory.sent["N-1"] = (None, None)
    crashed(desk, notice("N-1", HER))
    look_back(desk, carriers, NOON + IN_DOUBT_AFTER)
    assert desk.steps[-2:] == ["doubt N-1", "accept N-1"]
    assert desk.states() == {"N-1": NoticeState.UNCONFIRMED}


def test_a_crash_after_the_file_was_written_is_no_second_message(desk, tmp_path):
    carriers = {Channel.EMAIL: FileCarrier(tmp_path)}
    desk.plan(notice())
    deliver(desk, carriers, STANDING, "N-1", NOON)
    written = (tmp_path / "N-1.txt").stat()
    desk.rows["N-1"].state = NoticeState.SENDING
    look_back(desk, carriers, NOON + IN_DOUBT_AFTER)
    assert desk.states() == {"N-1": NoticeState.UNCONFIRMED}
    assert (tmp_path / "N-1.txt").stat() == written


def test_whether_it_reached_her_is_decided_by_a_person(desk, carriers):
    crashed(desk, notice("N-1", HER))
    for hours in (1, 2):
        look_back(desk, carriers, NOON + timedelta(hours=hours))
    assert desk.states() == {"N-1": NoticeState.IN_DOUBT}
    assert desk.rows["N-1"].tasks == 1


def test_what_no_carrier_is_set_up_for_any_more_never_arrived(desk):
    crashed(desk, notice())
    look_back(desk, {}, NOON + IN_DOUBT_AFTER)
    assert desk.states() == {"N-1": NoticeState.PLANNED}


def test_a_carrier_that_cannot_answer_leaves_it_in_doubt_and_does_not_hide_the_others(desk, memory, caplog):
    crashed(desk, notice("N-1", HER), notice("N-2"))
    look_back(desk, {Channel.SMS: BrokenCarrier(), Channel.EMAIL: memory}, NOON + IN_DOUBT_AFTER)
    assert desk.states() == {"N-1": NoticeState.IN_DOUBT, "N-2": NoticeState.PLANNED}
    assert desk.rows["N-1"].tasks == 0
    assert caplog.messages == ["notice N-1 could not be looked up: Broken"]


# The loop


def test_a_pass_delivers_all_that_is_due_and_nothing_that_is_not(desk, loop, memory, clock):
    many = BATCH * 2 + 1
    desk.plan(*(notice(f"N-{number}") for number in range(many)))
    desk.plan(notice("N-LATER", not_before=NOON + timedelta(minutes=1)))
    assert loop.sweep() == many
    assert len(memory.sent) == many
    assert loop.passed == NOON
    clock.now += timedelta(minutes=1)
    assert loop.sweep() == 1


def test_what_may_not_be_sent_does_not_keep_the_rest_from_going_out(desk, loop, memory, monkeypatch):
    stuck = [f"N-{number}" for number in range(BATCH)]
    desk.plan(*(notice(reference) for reference in stuck), notice("N-LAST"))
    taken = desk.claim
    monkeypatch.setattr(
        desk, "claim", lambda reference, at: None if reference in stuck else taken(reference, at)
    )
    assert loop.sweep() == 1
    assert set(memory.sent) == {"N-LAST"}


def test_one_notice_that_cannot_be_judged_does_not_stop_the_others(desk, loop, memory, monkeypatch, caplog):
    desk.plan(notice("N-1"), notice("N-2"))
    taken = desk.claim

    def claim(reference, at):
        if reference == "N-1":
            raise Broken
        return taken(reference, at)

    monkeypatch.setattr(desk, "claim", claim)
    assert loop.sweep() == 1
    assert set(memory.sent) == {"N-2"}
    assert caplog.messages == ["claiming together failed: Broken", "notice N-1 could not be claimed: Broken"]
    assert "07700" not in caplog.text


def test_one_result_that_cannot_be_recorded_loses_no_other(desk, loop, monkeypatch, caplog):
    desk.plan(notice("N-1"), notice("N-2"))
    settle = desk.settle

    def broken(results, at):
        raise Broken

    def one(reference, result, at):
        if reference == "N-1":
            raise Broken
        settle(reference, result, at)

    monkeypatch.setattr(desk, "settle_many", broken)
    monkeypatch.setattr(desk, "settle", one)
    assert loop.sweep() == 2
    assert desk.states() == {"N-1": NoticeState.SENDING, "N-2": NoticeState.UNCONFIRMED}
    assert caplog.messages == ["settling together failed: Broken", "notice N-1 could not be settled: Broken"]
    assert "07700" not in caplog.text


def test_only_messages_that_left_are_counted(desk, carriers, clock):
    desk.plan(notice("N-1"), notice("N-2", HER))
    loop = Loop(desk, {**carriers, Channel.EMAIL: BrokenCarrier()}, STANDING, clock)
    assert loop.sweep() == 1


def test_a_pass_looks_back_once_a_minute(desk, loop, clock, monkeypatch):
    asked = []

    def unsettled(before, limit):
        asked.append(before)
        return ()

    monkeypatch.setattr(desk, "unsettled", unsettled)
    for _ in range(3):
        loop.sweep()
    clock.now += LOOK_BACK_EVERY
    loop.sweep()
    assert asked == [NOON - IN_DOUBT_AFTER, NOON + LOOK_BACK_EVERY - IN_DOUBT_AFTER]


def test_a_loop_delivers_at_its_start_and_when_it_is_woken(desk, loop, memory):
    desk.plan(notice("N-1"))
    loop.start()
    assert passing(lambda: "N-1" in memory.sent)
    desk.plan(notice("N-2"))
    loop.wake()
    assert passing(lambda: "N-2" in memory.sent)


def test_a_loop_finds_what_others_committed_without_being_woken(desk, carriers, memory, clock):
    loop = Loop(desk, carriers, STANDING, clock, timedelta(milliseconds=5))
    loop.start()
    assert passing(lambda: loop.passed is not None)
    desk.plan(notice("N-1"))
    assert passing(lambda: "N-1" in memory.sent)
    assert loop.stop(5)


def test_a_pass_that_fails_is_reported_and_the_next_one_delivers(desk, loop, memory, monkeypatch, caplog):
    ready, failures = desk.due, [Broken()]

    def due(limit, at):
        if failures:
            raise failures.pop()
        return ready(limit, at)

    monkeypatch.setattr(desk, "due", due)
    desk.plan(notice())
    loop.start()
    assert passing(lambda: "a delivery pass failed: Broken" in caplog.messages)
    assert loop.passed is None
    loop.wake()
    assert passing(lambda: "N-1" in memory.sent)


def test_stopping_finishes_the_message_in_hand_and_gives_the_rest_back(desk, clock, memory):
    begun, go_on = Event(), Event()

    class Slow(MemoryCarrier):
        def send(self, message, to, reference):
            begun.set()
            assert go_on.wait(5)
            return super().send(message, to, reference)

    slow = Slow()
    desk.plan(*(notice(f"N-{number}") for number in range(3)))
    loop = Loop(desk, {Channel.EMAIL: slow}, STANDING, clock)
    loop.start()
    assert begun.wait(5)
    assert not loop.stop(0.01)
    stopping = Thread(target=loop.stop)
    stopping.start()
    go_on.set()
    stopping.join(5)
    assert loop.stop(5)
    assert set(slow.sent) == {"N-0"}
    assert desk.states() == {
        "N-0": NoticeState.UNCONFIRMED,
        "N-1": NoticeState.PLANNED,
        "N-2": NoticeState.PLANNED,
    }
    assert len(desk.due(9, NOON)) == 2


def test_a_loop_that_never_started_can_be_stopped(loop):
    assert loop.stop()


@pytest.mark.parametrize("standing", [{}, {"call_back_number": ""}])
def test_a_loop_without_a_call_back_number_does_not_begin(desk, carriers, clock, standing):
    with pytest.raises(ValueError, match="messages need these settings: call_back_number"):
        Loop(desk, carriers, standing, clock)


def test_nothing_personal_is_logged(desk, carriers, clock, caplog, memory):
    caplog.set_level(logging.DEBUG)
    desk.plan(notice("N-1", HER), notice("N-2"))
    loop = Loop(desk, {**carriers, Channel.EMAIL: BrokenCarrier()}, STANDING, clock)
    loop.sweep()
    clock.now += IN_DOUBT_AFTER
    loop.sweep()
    assert "07700" not in caplog.text
    assert "ada@" not in caplog.text
