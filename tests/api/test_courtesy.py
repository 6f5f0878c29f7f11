"""What can wait gives way to requests in hand, and never for long."""

import time
from threading import Thread

import pytest

from api import courtesy
from api.courtesy import CourteousDesk, InHand
from tests.api.conftest import START


def test_nothing_in_hand_is_nothing_to_wait_for():
    began = time.monotonic()
    InHand().give_way()
    assert time.monotonic() - began < courtesy.AT_MOST


def test_work_begins_when_the_last_request_is_answered(monkeypatch):
    monkeypatch.setattr(courtesy, "AT_MOST", 60)
    in_hand = InHand()
    waiting = Thread(target=in_hand.give_way)
    with in_hand:
        with in_hand:
            waiting.start()
        waiting.join(0.05)
        assert waiting.is_alive()
    waiting.join(30)
    assert not waiting.is_alive()


def test_a_request_that_takes_long_stops_nothing():
    in_hand = InHand()
    with in_hand:
        began = time.monotonic()
        in_hand.give_way()
        assert time.monotonic() - began >= courtesy.AT_MOST


def test_every_request_is_in_hand_while_it_is_answered(client, app):
    found = []
    held = app.state.doors.in_hand
    app.add_api_route("/probe", lambda: found.append(held._number))
    client.get("/probe")
    assert found == [1]
    assert held._number == 0


@pytest.fixture
def rested(monkeypatch):
    """How long whoever delivers rested, each time."""
    times: list[float] = []
    monkeypatch.setattr(courtesy, "sleep", times.append)
    return times


def test_whoever_delivers_rests_while_requests_come(rested):
    in_hand = InHand()
    in_hand.rest(0.01)
    assert rested == []
    with in_hand:
        pass
    in_hand.rest(0.01)
    in_hand.rest(60)
    assert rested == [0.01 * courtesy.REST, courtesy.AT_MOST]


def test_a_quiet_office_is_delivered_for_without_a_rest(rested, monkeypatch):
    in_hand = InHand()
    with in_hand:
        pass
    later = time.monotonic() + courtesy.LATELY
    monkeypatch.setattr(courtesy, "monotonic", lambda: later)
    in_hand.rest(0.01)
    assert rested == []


def test_one_hand_at_a_time_stands_before_a_command(settings, db):
    desk = CourteousDesk(db, settings.standing, InHand())
    with desk._turn():
        other = Thread(target=desk.claim_many, args=([], START))
        other.start()
        other.join(0.05)
        assert other.is_alive()
    other.join(30)
    assert not other.is_alive()
