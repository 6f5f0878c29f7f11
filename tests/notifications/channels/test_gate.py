"""Pauses that a provider asks for."""

from datetime import timedelta

import pytest

from notifications.channels.gate import LONGEST_PAUSE, Gate, asked_pause
from tests.notifications.builders import NOON
from tests.notifications.carriers import Clock

SECOND = timedelta(seconds=1)


def test_a_gate_is_shut_until_its_time_and_a_shorter_pause_ends_no_longer_one():
    clock = Clock()
    gate = Gate(clock)
    assert gate.shut_until() is None
    gate.shut(NOON + 9 * SECOND)
    gate.shut(NOON + SECOND)
    assert gate.shut_until() == NOON + 9 * SECOND
    clock.now += 9 * SECOND
    assert gate.shut_until() is None


def test_one_that_is_shut_keeps_nobody_from_another():
    gate = Gate(Clock())
    gate.shut(NOON + SECOND, "avon")
    assert (gate.shut_until("avon"), gate.shut_until("kent")) == (NOON + SECOND, None)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("120", NOON + 120 * SECOND),
        (" 0 ", NOON),
        ("Tue, 24 Nov 2026 12:01:00 GMT", NOON + 60 * SECOND),
        ("Tue, 24 Nov 2026 12:01:00 -0000", NOON + 60 * SECOND),
        ("Tue, 24 Nov 2026 13:01:00 +0100", NOON + 60 * SECOND),
        ("Mon, 23 Nov 2026 12:00:00 GMT", NOON),
        ("Wed, 24 Nov 2027 12:00:00 GMT", NOON + LONGEST_PAUSE),
        ("9" * 30, None),
        ("999999", NOON + LONGEST_PAUSE),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_nothing_else(said, until):
    assert asked_pause({"Retry-After": said}, NOON) == until


def test_no_header_asks_for_no_pause():
    assert asked_pause({}, NOON) is None
