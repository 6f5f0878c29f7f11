"""A force's own system: what it is sent is signed, and what it answers is told for what it is."""

import hmac
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from time import monotonic

import pytest

from notifications.channels import Addressee, accepted, failed, in_doubt, not_arrived
from notifications.channels.gate import SETUP_PAUSE
from notifications.channels.web import Timeouts
from notifications.channels.webhook import PAUSE, WebhookCarrier, is_allowed, signed
from notifications.rendering import render
from states.vocabulary import Channel, NoticeEvent, Recipient
from tests.notifications.builders import NOON
from tests.notifications.carriers import Clock
from tests.notifications.channels.messages import hers
from tests.provider import force as stand_in
from tests.provider.force import CUT, Force
from tests.provider.wire import Answer

SECRET = b"3f9a" * 16
NOTICE = render("close/firm", Channel.WEBHOOK, "cy", {"reference": "C-1"})


@pytest.fixture(scope="module")
def everybodys() -> Iterator[Force]:
    with stand_in.running(SECRET) as force:
        yield force


@pytest.fixture
def force(everybodys) -> Force:
    found: Force = everybodys
    found.posted.clear()
    found.told.clear()
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def carrier(clock) -> WebhookCarrier:
    return WebhookCarrier(clock, Timeouts(0.3, 0.3))


@pytest.fixture
def avon(force) -> Addressee:
    return Addressee(Recipient.FORCE, "avon", force.url, SECRET)


def test_a_notice_is_posted_signed_and_was_received_when_it_is_taken(carrier, force, avon, clock):
    assert carrier.send(NOTICE, avon, "N-1") == accepted(delivered=True)
    (posted,) = force.posted
    assert posted.is_signed
    assert posted.content == {
        "notice": "N-1",
        "rule": "close/firm",
        "language": "cy",
        "subject": NOTICE.subject,
        "body": NOTICE.body,
    }
    assert (posted.headers["rowan-notice"], posted.headers["content-type"]) == ("N-1", "application/json")
    assert posted.headers["rowan-timestamp"] == str(int(clock.now.timestamp()))


def test_another_secret_makes_another_signature(carrier, force, avon):
    carrier.send(NOTICE, replace(avon, secret=b"another"), "N-1")
    assert not force.posted[0].is_signed


def test_a_signature_is_over_time_and_body():
    headers = signed(b'{"a":1}', b"key", "N-1", NOON)
    said = f"{headers['Rowan-Timestamp']}.".encode() + b'{"a":1}'
    assert headers["Rowan-Signature"] == f"v1={hmac.new(b'key', said, sha256).hexdigest()}"
    later = signed(b'{"a":1}', b"key", "N-1", NOON + timedelta(seconds=1))
    assert later["Rowan-Signature"] != headers["Rowan-Signature"]


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (Answer(200), accepted(delivered=True)),
        (Answer(202), accepted(delivered=True)),
        (Answer(301, headers={"Location": "/"}), failed("its receiver does not take it (301)")),
        (Answer(307, headers={"Location": "/"}), failed("its receiver does not take it (307)")),
        (Answer(400), failed("its receiver does not take it (400)")),
        (Answer(404), failed("its receiver does not take it (404)")),
        (Answer(410), failed("its receiver does not take it (410)")),
        (
            Answer(401),
            not_arrived("its receiver takes nothing just now (401)", not_before=NOON + SETUP_PAUSE),
        ),
        (Answer(408), not_arrived("its receiver takes nothing just now (408)")),
        (Answer(429), not_arrived("its receiver takes nothing just now (429)", not_before=NOON + PAUSE)),
        (Answer(500), in_doubt("its receiver failed (500)")),
        (Answer(503), in_doubt("its receiver failed (503)")),
        (CUT, in_doubt("its receiver was not heard to the end")),
        (
            Answer(raw=b"HTTP/1.1 900 What\r\nContent-Length: 0\r\n\r\n"),
            in_doubt("its receiver failed (900)"),
        ),
        (Answer(raw=b"what is this?\r\n\r\n"), in_doubt("its receiver was not heard to the end")),
    ],
)
def test_each_answer_is_told_for_what_it_is(carrier, force, avon, answer, result):
    force.tell(answer)
    assert carrier.send(NOTICE, avon, "N-1") == result
    assert [posted.path for posted in force.posted] == ["/notices"], "no redirect is followed"


def test_a_receiver_that_does_not_answer_is_not_waited_for(clock, force, avon):
    async def sleep(_):
        import asyncio

        await asyncio.sleep(30)

    force.server._handle, handle = sleep, force.server._handle
    try:
        began = monotonic()
        result = WebhookCarrier(clock, Timeouts(0.2, 0.2)).send(NOTICE, avon, "N-1")
    finally:
        force.server._handle = handle
    assert result == in_doubt("its receiver was not heard to the end")
    assert monotonic() - began < 5


def test_a_receiver_that_is_gone_got_nothing(carrier, avon):
    gone = replace(avon, address="http://127.0.0.1:1/notices")
    assert carrier.send(NOTICE, gone, "N-1") == not_arrived("its receiver could not be reached")


@pytest.mark.parametrize("status", [429, 503])
def test_a_receiver_that_asks_for_a_pause_gets_it_and_others_are_told_meanwhile(
    carrier, force, avon, clock, status
):
    force.tell(Answer(status, headers={"Retry-After": "30"}))
    carrier.send(NOTICE, avon, "N-1")
    until = NOON + timedelta(seconds=30)
    paused = not_arrived("its receiver asked for a pause", not_before=until)
    assert carrier.send(NOTICE, avon, "N-2") == paused
    kent = replace(avon, recipient_ref="kent")
    assert carrier.send(NOTICE, kent, "N-3").event is NoticeEvent.ACCEPT
    clock.now = until
    assert carrier.send(NOTICE, avon, "N-2").event is NoticeEvent.ACCEPT
    assert [posted.headers["rowan-notice"] for posted in force.posted] == ["N-1", "N-3", "N-2"]


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://force.example/notices", True),
        ("http://localhost:9/x", True),
        ("http://127.0.0.1:9/x", True),
        ("http://[::1]:9/x", True),
        ("http://force.example/notices", False),
        ("http://localhost.force.example/", False),
        ("ftp://force.example/", False),
        ("https:///notices", False),
        ("https://force.example:port/", False),
        ("https://[::1/", False),
        ("", False),
    ],
)
def test_notices_travel_sealed_or_not_at_all(carrier, avon, url, allowed):
    assert is_allowed(url) is allowed
    if not allowed:
        sent = carrier.send(NOTICE, replace(avon, address=url or None), "N-1")
        assert sent == failed("its address is no https:// URL")


def test_nothing_unsigned_is_posted(carrier, force, avon):
    unsigned = replace(avon, secret=None)
    assert carrier.send(NOTICE, unsigned, "N-1") == failed("there is no secret to sign it with")
    assert force.posted == []


def test_a_receiver_cannot_be_asked(carrier):
    assert carrier.lookup(hers("N-1")) is None


def test_a_netrc_of_the_machine_is_never_shown_to_a_receiver(carrier, force, avon, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    carrier.send(NOTICE, avon, "N-1")
    assert "authorization" not in force.posted[0].headers


def test_neither_secret_nor_url_is_told(carrier, avon, caplog):
    caplog.set_level(logging.DEBUG, logger="notifications")
    result = carrier.send(NOTICE, replace(avon, address=f"{avon.address}/token"), "N-1")
    told = f"{caplog.text} {result} {avon}"
    assert "3f9a" not in told
    assert "127.0.0.1" not in told
