"""One notice: claimed, sent, settled; and found again after a crash."""

import logging
from datetime import timedelta

import pytest

from notifications.channels import accepted, arrived, failed, not_arrived
from notifications.channels.file import FileCarrier
from notifications.channels.memory import MemoryCarrier
from notifications.delivery import IN_DOUBT_AFTER, Carriers, deliver, look_back, poll
from states.vocabulary import Channel, NoticeEvent, NoticeState, Recipient
from tests.notifications.builders import NOON, MemoryDesk, Row, contact, notice
from tests.notifications.carriers import DOWN, Asked, Broken, BrokenCarrier

HER = Recipient.SURVIVOR
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk() -> MemoryDesk:
    return MemoryDesk()


@pytest.fixture
def memory() -> MemoryCarrier:
    return MemoryCarrier()


@pytest.fixture
def carriers(memory) -> Carriers:
    return {Channel.SMS: memory, Channel.EMAIL: memory}


# One notice


def test_a_notice_is_claimed_before_it_is_sent_and_settled_after(desk, carriers, memory):
    desk.plan(notice())
    assert deliver(desk, carriers, "N-1", NOON) == accepted("N-1")
    assert desk.steps == ["claim N-1", "address N-1", "accept N-1"]
    message, to = memory.sent["N-1"]
    assert (message.subject, to.address) == ("C-1: closed", "ada@rowan.example")
    assert desk.states() == {"N-1": NoticeState.UNCONFIRMED}


def test_a_text_to_her_carries_the_call_back_number(desk, carriers, memory):
    desk.plan(notice("N-1", HER))
    deliver(desk, carriers, "N-1", NOON)
    message, to = memory.sent["N-1"]
    assert "020 7946 0000" in message.body
    assert to.address == "07700 900123"


def test_a_text_queued_before_she_said_unsafe_is_never_sent(desk, carriers, memory):
    desk.plan(notice("N-1", HER))
    desk.contact = contact(safety="unsafe")
    assert deliver(desk, carriers, "N-1", NOON) is None
    assert memory.sent == {}
    assert desk.states() == {"N-1": NoticeState.HELD}
    assert desk.steps == []


def test_a_notice_is_sent_once_however_often_it_is_delivered(desk, carriers, memory):
    desk.plan(notice())
    assert deliver(desk, carriers, "N-1", NOON) is not None
    memory.sent.clear()
    assert deliver(desk, carriers, "N-1", NOON) is None
    assert memory.sent == {}


def test_no_address_is_opened_for_a_carrier_that_needs_none(desk, tmp_path):
    carriers: Carriers = {Channel.SMS: FileCarrier(tmp_path)}
    desk.plan(notice("N-1", HER))
    deliver(desk, carriers, "N-1", NOON)
    assert desk.steps == ["claim N-1", "accept N-1"]


def test_without_a_carrier_a_notice_fails_and_says_so(desk):
    desk.plan(notice())
    assert deliver(desk, {}, "N-1", NOON) == failed("no carrier is set up for its channel")
    assert desk.states() == {"N-1": NoticeState.FAILED}


def test_without_an_address_a_notice_fails_and_says_so(desk, carriers, memory):
    desk.plan(notice())
    desk.addresses[Recipient.CASEWORKER] = None
    assert deliver(desk, carriers, "N-1", NOON) == failed("there is no address to send it to")
    assert memory.sent == {}


def test_an_address_that_cannot_be_opened_is_tried_again(desk, carriers, monkeypatch):
    def locked(claimed):
        raise Broken

    monkeypatch.setattr(desk, "address", locked)
    desk.plan(notice())
    result = deliver(desk, carriers, "N-1", NOON)
    assert result == not_arrived("its address could not be opened: Broken")
    assert desk.states() == {"N-1": NoticeState.PLANNED}


def test_a_carrier_that_breaks_leaves_the_notice_in_doubt(desk):
    desk.plan(notice())
    result = deliver(desk, {Channel.EMAIL: BrokenCarrier()}, "N-1", NOON)
    assert result is not None
    assert result.reason == "its carrier broke: Broken"
    assert desk.states() == {"N-1": NoticeState.IN_DOUBT}


def test_what_certainly_did_not_arrive_waits_as_long_as_its_provider_asked(desk, memory, monkeypatch):
    later = NOON + timedelta(hours=1)
    monkeypatch.setattr(memory, "send", lambda *_: not_arrived("refused", not_before=later))
    desk.plan(notice())
    deliver(desk, {Channel.EMAIL: memory}, "N-1", NOON)
    assert (desk.due(1, later - SECOND), desk.due(1, later)) == ((), ("N-1",))


# After a crash


def crashed(desk: MemoryDesk, *rows: Row):
    desk.plan(*rows)
    for row in rows:
        desk.claim(row.reference, NOON)


LATER = NOON + IN_DOUBT_AFTER + SECOND


def test_a_claim_is_left_alone_until_it_has_stood_for_a_quarter_of_an_hour(desk, carriers):
    crashed(desk, notice())
    look_back(desk, carriers, NOON + IN_DOUBT_AFTER)
    assert desk.states() == {"N-1": NoticeState.SENDING}
    look_back(desk, carriers, LATER)
    assert desk.states() == {"N-1": NoticeState.PLANNED}


def test_what_the_carrier_has_was_sent(desk, carriers, memory):
    memory.sent["N-1"] = (None, None)
    crashed(desk, notice("N-1", HER))
    look_back(desk, carriers, LATER)
    assert desk.steps[-2:] == ["doubt N-1", "accept N-1"]
    assert desk.states() == {"N-1": NoticeState.UNCONFIRMED}


@pytest.mark.parametrize(
    ("said", "state"),
    [(arrived("p"), NoticeState.DELIVERED), (failed("bounced", bounced=True), NoticeState.FAILED)],
)
def test_what_has_come_to_an_end_meanwhile_is_recorded_so(desk, said, state):
    crashed(desk, notice("N-1", HER))
    look_back(desk, {Channel.SMS: Asked({"N-1": said})}, LATER)
    assert desk.states() == {"N-1": state}


def test_a_crash_after_the_file_was_written_is_no_second_message(desk, tmp_path):
    carriers = {Channel.EMAIL: FileCarrier(tmp_path)}
    desk.plan(notice())
    deliver(desk, carriers, "N-1", NOON)
    written = (tmp_path / "N-1.txt").stat()
    desk.rows["N-1"].state = NoticeState.SENDING
    look_back(desk, carriers, LATER)
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
    look_back(desk, {}, LATER)
    assert desk.states() == {"N-1": NoticeState.PLANNED}


def test_one_that_cannot_be_looked_up_stays_in_doubt_and_hides_no_other(desk, caplog):
    crashed(desk, notice("N-1", HER), notice("N-2", HER), notice("N-3"))
    asked = Asked({"N-1": Broken(), "N-2": accepted("p")})
    look_back(desk, {Channel.SMS: asked, Channel.EMAIL: Asked()}, LATER)
    assert list(desk.states().values()) == [
        NoticeState.IN_DOUBT,
        NoticeState.UNCONFIRMED,
        NoticeState.PLANNED,
    ]
    assert desk.rows["N-1"].tasks == 0
    assert caplog.messages == ["notice N-1 could not be looked up: Broken"]


def test_whoever_looks_back_never_undoes_a_claim_that_is_newer(desk):
    """Two look back at once, and the slower one answers when the notice is being sent again."""
    crashed(desk, notice("N-1"))

    class Slower(Asked):
        def lookup(self, known):
            desk.rows["N-1"].state = NoticeState.PLANNED
            assert desk.claim("N-1", LATER) is not None

    look_back(desk, {Channel.EMAIL: Slower()}, LATER)
    assert desk.states() == {"N-1": NoticeState.SENDING}
    assert desk.rows["N-1"].claimed_at == LATER


def test_a_provider_that_is_down_is_asked_once_a_round_and_hides_no_other(desk):
    texts = [notice(f"N-{number}", HER) for number in range(5)]
    crashed(desk, *texts, notice("N-LAST"))
    down, up = Asked(otherwise=DOWN), Asked()
    look_back(desk, {Channel.SMS: down, Channel.EMAIL: up}, LATER, limit=2)
    assert (down.asked, up.asked) == (["N-0"], ["N-LAST"])
    assert {desk.states()[text.reference] for text in texts} == {NoticeState.IN_DOUBT}
    assert not any(text.tasks for text in texts)
    look_back(desk, {Channel.SMS: Asked(), Channel.EMAIL: up}, LATER, limit=2)
    assert all(text.tasks for text in texts)


# Receipts that did not come


def accepted_ones(desk: MemoryDesk, *references: str) -> None:
    desk.plan(*(notice(reference, state=NoticeState.ACCEPTED, look_at=NOON) for reference in references))


def test_a_receipt_that_did_not_come_is_asked_for(desk):
    accepted_ones(desk, "N-1", "N-2", "N-3", "N-4")
    asked = Asked({"N-1": arrived("p"), "N-2": failed("gone", bounced=True), "N-3": accepted("p")})
    poll(desk, {Channel.EMAIL: asked}, NOON)
    assert list(desk.states().values()) == [
        NoticeState.DELIVERED,
        NoticeState.FAILED,
        NoticeState.ACCEPTED,
        NoticeState.ACCEPTED,
    ]
    poll(desk, {Channel.EMAIL: asked}, NOON)
    assert asked.asked == ["N-1", "N-2", "N-3", "N-4"]


def test_a_provider_that_is_down_is_asked_for_receipts_later_and_once_a_round(desk, caplog):
    accepted_ones(desk, "N-1", "N-2")
    down = Asked(otherwise=DOWN)
    poll(desk, {Channel.EMAIL: down}, NOON)
    assert down.asked == ["N-1"]
    assert desk.unreceipted(NOON, 9) == ()
    assert caplog.messages == ["notice N-1 could not be asked about: Unanswered"]


def test_one_receipt_that_cannot_be_recorded_hides_no_other(desk, monkeypatch, caplog):
    accepted_ones(desk, "N-1", "N-2")
    heard = desk.heard

    def broken(reference, result, at):
        if reference == "N-1":
            raise Broken
        heard(reference, result, at)

    monkeypatch.setattr(desk, "heard", broken)
    poll(desk, {Channel.EMAIL: Asked(otherwise=arrived("p"))}, NOON)
    assert desk.states() == {"N-1": NoticeState.ACCEPTED, "N-2": NoticeState.DELIVERED}
    assert caplog.messages == ["what became of notice N-1 could not be recorded: Broken"]


def test_nothing_personal_is_logged(desk, memory, caplog):
    caplog.set_level(logging.DEBUG)
    broken = {Channel.EMAIL: BrokenCarrier(), Channel.SMS: BrokenCarrier()}
    desk.plan(notice("N-1", HER), notice("N-2"))
    accepted_ones(desk, "N-3")
    for reference in ("N-1", "N-2"):
        result = deliver(desk, broken, reference, NOON)
        assert result is not None
        assert result.event is NoticeEvent.DOUBT
        assert "07700" not in (result.reason or "")
    look_back(desk, broken, LATER)
    poll(desk, broken, NOON)
    assert len(caplog.messages) == 3
    assert "07700" not in caplog.text
    assert "ada@" not in caplog.text
