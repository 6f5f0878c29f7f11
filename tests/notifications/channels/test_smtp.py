"""A real mail server, over TLS: certain until the end of a message is said, in doubt until it is answered."""

import logging
import smtplib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest

from notifications.channels import accepted, failed, in_doubt, not_arrived, smtp
from notifications.channels.gate import SETUP_PAUSE
from notifications.channels.smtp import MailServer, Security, SmtpCarrier
from notifications.channels.web import Timeouts
from states.vocabulary import NoticeEvent
from tests.notifications.builders import NOON
from tests.notifications.carriers import Clock
from tests.notifications.channels.messages import ADA, EMAIL, LETTER, hers, letter
from tests.provider import mail
from tests.provider.mail import HOST, PASSWORD, USER, Fault

SENDER = "Rowan <office@rowan.example>"
SHORT = 0.3


@pytest.fixture(scope="module")
def everybodys(tmp_path_factory) -> Iterator[mail.MailServer]:
    with mail.running(tmp_path_factory.mktemp("mail"), secret=PASSWORD) as server:
        yield server


@pytest.fixture
def server(everybodys) -> mail.MailServer:
    found: mail.MailServer = everybodys
    found.taken.clear()
    found.told.clear()
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def carrier(server, clock) -> SmtpCarrier:
    return carrying(server, clock)


def carrying(server: mail.MailServer, clock: Clock, **changed: object) -> SmtpCarrier:
    there = MailServer(
        HOST,
        server.port,
        SENDER,
        user=USER,
        password=PASSWORD,
        timeouts=Timeouts(SHORT, SHORT),
        trusted=server.trusting(),
    )
    return SmtpCarrier(replace(there, **changed), clock)  # type: ignore[arg-type]


# What is taken


def test_an_e_mail_goes_out_sealed_and_signed_in(carrier, server):
    assert carrier.send(LETTER, ADA, "N-1") == accepted()
    (taken,) = server.taken
    assert (taken.sender, taken.to, taken.sealed, taken.user) == (
        "office@rowan.example",
        [EMAIL],
        True,
        USER,
    )
    assert taken.letter["Subject"] == LETTER.subject
    assert taken.letter["Message-ID"] == "<N-1@rowan.example>"


def test_words_arrive_as_they_were_written_dots_and_all(carrier, server):
    body = "Dear Ada,\n.\n..two dots\n.leading dot\n\nŵ ŷ and 100 %\n" + "long " * 300
    carrier.send(letter("C-1: ŵ", body, "cy"), ADA, "N-1")
    (taken,) = server.taken
    plain, html = taken.letter.iter_parts()
    assert plain.get_content().splitlines() == body.splitlines()
    assert html.get_content_type() == "text/html"
    assert taken.letter["Subject"] == "C-1: ŵ"
    assert max(map(len, taken.content.splitlines())) <= 78


def test_what_was_taken_stays_taken_whatever_becomes_of_the_line(carrier, server):
    server.tell(Fault.CUT_AFTER)
    assert carrier.send(LETTER, ADA, "N-1") == accepted()


@pytest.mark.parametrize("tls", [True, False], ids=["sealed from the start", "on this machine alone"])
def test_other_ways_to_seal_the_line(clock, tmp_path, tls):
    with mail.running(tmp_path, starttls=False, tls=tls) as server:
        security = Security.TLS if tls else Security.NONE
        carrier = carrying(server, clock, security=security, user=None)
        assert carrier.send(LETTER, ADA, "N-1") == accepted()
        assert [taken.sealed for taken in server.taken] == [tls]


# What is not, and what may be


@pytest.mark.parametrize(
    ("fault", "result", "kept"),
    [
        (Fault.BUSY, not_arrived("the mail server could not be reached: SMTPConnectError"), 0),
        (Fault.SILENT, not_arrived("the mail server could not be reached: SMTPServerDisconnected"), 0),
        (Fault.SENDER_LATER, not_arrived("the mail server takes nothing just now (451)"), 0),
        (
            Fault.SENDER_NEVER,
            not_arrived("the mail server refuses our sender (550)", not_before=NOON + SETUP_PAUSE),
            0,
        ),
        (Fault.LATER, not_arrived("the mail server does not take its recipient just now (450)"), 0),
        (Fault.UNKNOWN, failed("the mail server refuses its recipient (550)", bounced=True), 0),
        (Fault.POLICY, failed("the mail server refuses its recipient (550)"), 0),
        (Fault.NO_DATA, not_arrived("the mail server takes no message just now (451)"), 0),
        (Fault.NEVER_DATA, failed("the mail server refuses the message (554)"), 0),
        (Fault.REFUSED, failed("the mail server refuses the message (554)"), 0),
        (Fault.DEFERRED, not_arrived("the mail server did not take the message (451)"), 0),
        (Fault.ODD, in_doubt("the mail server's answer could not be understood"), 1),
        (
            Fault.LOST,
            in_doubt("the mail server was lost at the end of the message: SMTPServerDisconnected"),
            1,
        ),
        (
            Fault.HUNG,
            in_doubt("the mail server was lost at the end of the message: SMTPServerDisconnected"),
            1,
        ),
    ],
)
def test_each_fault_is_told_for_what_it_is(carrier, server, fault, result, kept):
    server.tell(fault)
    assert carrier.send(LETTER, ADA, "N-1") == result
    assert len(server.taken) == kept


def test_a_server_that_falls_silent_is_waited_for_as_long_as_an_answer_may_take(server, clock):
    server.tell(Fault.HUNG)
    began = monotonic()
    result = carrying(server, clock, timeouts=Timeouts(30, SHORT)).send(LETTER, ADA, "N-1")
    assert result.event is NoticeEvent.DOUBT
    assert monotonic() - began < 15


def test_a_line_cut_inside_a_message_delivered_nothing(carrier, server, monkeypatch):
    """The end may be said into a line that is dead already: then nobody here can know."""
    server.tell(Fault.CUT_INSIDE)
    monkeypatch.setattr(smtp, "written", lambda *_: b"more than fits on the way\r\n" * 1_000_000)
    result = carrier.send(LETTER, ADA, "N-1")
    assert result.event is NoticeEvent.RETRY
    assert (result.reason or "").startswith("the mail server was lost before the end of the message")
    assert server.taken == []


def test_a_mail_server_that_is_gone_got_nothing(clock, server):
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = opened.getsockname()[1]
    result = carrying(server, clock, host="127.0.0.1", port=port).send(LETTER, ADA, "N-1")
    assert result == not_arrived("the mail server could not be reached: ConnectionRefusedError")


@pytest.mark.parametrize(
    "address",
    [None, "", "ada", "ada@", "@rowan.example", "ada@rowan.example\r\nRCPT TO:<eve@x>", "ădă@x.example"],
)
def test_what_is_no_address_is_never_tried(carrier, server, address):
    result = carrier.send(LETTER, replace(ADA, address=address), "N-1")
    assert result == failed("its address is none that a mail server takes", bounced=True)
    assert server.taken == []


# Our own set-up


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "wrong"},
        {"trusted": ssl.create_default_context()},
        {"host": "127.0.0.1"},
    ],
    ids=["a wrong password", "a certificate that nobody vouches for", "a certificate for another name"],
)
def test_who_is_not_let_in_or_does_not_trust_the_server_sends_nothing_for_a_while(
    clock, tmp_path, changed, caplog
):
    with mail.running(tmp_path, secret=PASSWORD) as server:
        carrier = carrying(server, clock, **changed)
        refused = not_arrived("the mail server does not let us in", not_before=NOON + SETUP_PAUSE)
        assert carrier.send(LETTER, ADA, "N-1") == refused
        assert carrier.send(LETTER, ADA, "N-2") == refused
        assert len(caplog.messages) == 1, "the second was not even tried"
        assert caplog.messages[0].startswith("the mail server does not let us in")
        assert server.taken == []
    clock.now += SETUP_PAUSE + timedelta(seconds=1)
    assert carrier.send(LETTER, ADA, "N-3").reason != refused.reason, "it is tried again"


def test_a_server_that_cannot_seal_the_line_gets_nothing(clock, tmp_path):
    with mail.running(tmp_path, starttls=False) as server:
        result = carrying(server, clock, user=None).send(LETTER, ADA, "N-1")
        assert (result.event, server.taken) == (NoticeEvent.RETRY, [])


def test_mail_leaves_this_machine_over_tls_alone():
    with pytest.raises(ValueError, match="TLS alone"):
        SmtpCarrier(MailServer("mail.example", 25, SENDER, Security.NONE), Clock())


# What is never told


@pytest.mark.parametrize("fault", [Fault.UNKNOWN, Fault.LOST, Fault.NONE])
def test_no_address_and_no_password_is_told(carrier, server, fault, caplog, capfd):
    caplog.set_level(logging.DEBUG, logger="notifications")
    server.tell(fault)
    result = carrier.send(LETTER, ADA, "N-1")
    told = f"{caplog.text} {result} {carrier._server} {''.join(capfd.readouterr())}"
    for secret in (EMAIL, PASSWORD, USER):
        assert secret not in told


def test_a_mail_server_cannot_be_asked(carrier):
    assert carrier.lookup(hers("N-1")) is None


def test_the_library_says_nothing_of_its_own(carrier):
    assert smtplib.SMTP.debuglevel == 0
