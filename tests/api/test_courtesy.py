"""What can wait gives way to requests in hand, and never for long."""

import time
from threading import Thread

from api import courtesy
from api.courtesy import InHand


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
