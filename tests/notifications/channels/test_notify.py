"""The real client against a server that speaks Notify's own API: what is said of a message is true."""

import logging
import socket
import subprocess
import sys
from asyncio import run_coroutine_threadsafe
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from json import loads
from time import monotonic

import pytest
import requests

from notifications.channels import Unanswered, accepted, failed, in_doubt, not_arrived
from notifications.channels.gate import SETUP_PAUSE, Gate
from notifications.channels.notify import LIMIT_PAUSE, RATE_PAUSE, Account, NotifyCarrier
from notifications.channels.notify_answers import said
from notifications.channels.web import Timeouts
from states.vocabulary import NoticeEvent
from tests.notifications.builders import NOON
from tests.notifications.carriers import Clock, passing
from tests.notifications.channels.messages import ADA, EMAIL, HER, LETTER, PHONE, TEXT, hers
from tests.provider.mail import certified
from tests.provider.notify import Callback, Provider, running
from tests.provider.plan import KEPT, Fault, Plan
from tests.provider.wire import Answer, Asked, Server, answering, serving

SMS, MAIL, OWN = (f"{number}3517fff-2a88-4f6e-b855-c550268ce08a"[:36] for number in (1, 2, 3))
TEMPLATES = {"sms": SMS, "email": MAIL}
#: How long the client of these tests waits, and how long a provider that hangs does.
SHORT, HUNG = 0.3, 0.5


@pytest.fixture(scope="module")
def everybodys() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(everybodys: Provider) -> Provider:
    everybodys.plan, everybodys.callback = Plan(hung=HUNG, slow=0.1, late=60), None
    everybodys.book.shut_until = 0.0
    return everybodys


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def carrier(provider, clock) -> NotifyCarrier:
    return carrying(provider, clock)


def carrying(provider: Provider, clock: Clock, **changed: object) -> NotifyCarrier:
    account = {"api_key": provider.api_key, "templates": TEMPLATES, "url": provider.url}
    return NotifyCarrier(Account(**{**account, "timeouts": Timeouts(SHORT, SHORT), **changed}), clock)  # type: ignore[arg-type]


@pytest.fixture
def reference(request) -> str:
    return f"N-{abs(hash(request.node.name)):X}"


# What is taken


def test_a_text_is_sent_under_our_reference_through_the_template_that_passes_it(carrier, provider, reference):
    result = carrier.send(TEXT, HER, reference)
    (kept,) = provider.book.by_reference[reference]
    assert result == accepted(kept.id, receipts=True)
    assert (kept.kind, kept.to, kept.template, kept.words) == ("sms", PHONE, SMS, {"body": TEXT.body})


def test_an_e_mail_passes_its_subject_through_too(carrier, provider, reference):
    carrier.send(LETTER, ADA, reference)
    (kept,) = provider.book.by_reference[reference]
    words = {"subject": LETTER.subject, "body": LETTER.body}
    assert (kept.kind, kept.to, kept.template, kept.words) == ("email", EMAIL, MAIL, words)


@pytest.mark.parametrize("name", ["assign_solicitor/survivor", "assign_solicitor/survivor.sms"])
def test_a_rule_may_have_a_template_of_its_own(provider, clock, reference, name):
    carrying(provider, clock, templates={**TEMPLATES, name: OWN}).send(TEXT, HER, reference)
    carrying(provider, clock, templates={**TEMPLATES, "close/caseworker.sms": OWN}).send(
        LETTER, ADA, f"{reference}E"
    )
    assert provider.book.by_reference[reference][0].template == OWN
    assert provider.book.by_reference[f"{reference}E"][0].template == MAIL


def test_a_slow_answer_is_waited_for(carrier, provider, reference):
    provider.tell(Fault.SLOW)
    assert carrier.send(TEXT, HER, reference).event is NoticeEvent.ACCEPT


# What is not, and what may be


@pytest.mark.parametrize(
    ("fault", "result"),
    [
        (Fault.DROPPED, in_doubt("its provider was not heard to the end")),
        (Fault.LOST, in_doubt("its provider was not heard to the end")),
        (Fault.HUNG, in_doubt("its provider was not heard to the end")),
        (Fault.HUNG_KEPT, in_doubt("its provider was not heard to the end")),
        (Fault.BROKEN, in_doubt("its provider failed (500)")),
        (Fault.BROKEN_KEPT, in_doubt("its provider failed (503)")),
        (Fault.GARBLED, in_doubt("the provider's answer names no message")),
        (Fault.MALFORMED, failed("its provider will not take it (400)")),
        (Fault.UNREACHABLE, failed("its provider will not take it (400)", bounced=True)),
    ],
)
def test_each_fault_is_told_for_what_it_is(carrier, provider, reference, fault, result):
    provider.tell(fault)
    assert carrier.send(TEXT, HER, reference) == result
    found = carrier.lookup(hers(reference))
    assert (found is not None) == (fault in KEPT)
    assert len(provider.book.by_reference.get(reference, [])) == (fault in KEPT)


def test_an_answer_that_is_no_json_is_in_doubt(clock, provider, reference):
    with answering(Answer(raw=b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\n<html")) as url:
        result = carrying(provider, clock, url=url).send(TEXT, HER, reference)
    assert result == in_doubt("the provider's answer could not be read")


def test_an_answer_that_breaks_off_is_in_doubt(clock, provider, reference):
    with answering(Answer(raw=b'HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{"id": "')) as url:
        result = carrying(provider, clock, url=url).send(TEXT, HER, reference)
    assert result == in_doubt("its provider was not heard to the end")


@pytest.mark.parametrize(
    "words", ["email_address Not a valid address", "Cannot send to international numbers"]
)
def test_whoever_notify_will_never_take_cannot_be_reached_this_way(clock, provider, reference, words):
    errors = [{"error": "BadRequestError", "message": said} for said in ("another", words)]
    refusal = Answer(400, {"status_code": 400, "errors": errors})
    with answering(refusal) as url:
        assert carrying(provider, clock, url=url).send(TEXT, HER, reference).bounced


def test_a_number_that_is_none_bounces(carrier, reference):
    result = carrier.send(TEXT, replace(HER, address="077"), reference)
    assert (result.event, result.bounced) == (NoticeEvent.FAIL, True)


# What certainly never left


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


def test_a_refused_connection_never_left(clock, provider, reference):
    carrier = carrying(provider, clock, url=f"http://127.0.0.1:{free_port()}")
    assert carrier.send(TEXT, HER, reference) == not_arrived("its provider could not be reached")


def test_a_name_that_leads_nowhere_never_left(clock, provider, reference):
    carrier = carrying(provider, clock, url="http://notify.invalid")
    assert carrier.send(TEXT, HER, reference) == not_arrived("its provider could not be reached")


def test_a_connection_that_takes_too_long_never_left(clock, provider, reference):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        began = monotonic()
        carrier = carrying(provider, clock, url=f"http://127.0.0.1:{port}")
        result = carrier.send(TEXT, HER, reference)
        for each in waiting:
            each.close()
    assert result == not_arrived("its provider could not be reached")
    assert SHORT <= monotonic() - began < 10 * SHORT


def test_a_server_that_is_not_who_it_says_gets_nothing(clock, provider, reference, tmp_path):
    server = Server(never)
    _, server.tls = certified(tmp_path)
    with serving(server):
        carrier = carrying(provider, clock, url=f"https://localhost:{server.port}")
        assert carrier.send(TEXT, HER, reference) == not_arrived("its provider could not be reached")


async def never(asked: Asked) -> Answer:
    raise AssertionError(asked)


def test_a_provider_that_vanishes_and_comes_back_is_used_again(clock, reference):
    provider = Provider()
    with serving(provider.server) as loop:
        carrier = carrying(provider, clock)
        for step, event in [
            (None, NoticeEvent.ACCEPT),
            (provider.server.close, NoticeEvent.RETRY),
            (provider.server.open, NoticeEvent.ACCEPT),
        ]:
            if step is not None:
                run_coroutine_threadsafe(step(), loop).result(5)
            assert carrier.send(TEXT, HER, reference).event is event
        gone = {"seconds": 0.05}
        requests.post(f"{provider.url}/control/refuse", json=gone, timeout=5)
        assert passing(lambda: carrier.send(TEXT, HER, f"{reference}0").event is NoticeEvent.ACCEPT)


# Pauses


def test_nobody_calls_a_provider_that_asked_for_a_pause(carrier, provider, clock, reference):
    provider.tell(Fault.THROTTLED, retry_after=7)
    until = clock.now + timedelta(seconds=7)
    first = carrier.send(TEXT, HER, f"{reference}0")
    assert first == not_arrived("its provider takes nothing just now (429)", not_before=until)
    asked = len(provider.book.asked)
    assert carrier.send(LETTER, ADA, f"{reference}1") == not_arrived(
        "its provider asked for a pause", not_before=until
    )
    with pytest.raises(Unanswered):
        carrier.lookup(hers(reference))
    assert (len(provider.book.asked), provider.book.hasty) == (asked, 0)
    clock.now = until
    provider.book.shut_until = 0
    assert carrier.send(TEXT, HER, reference).event is NoticeEvent.ACCEPT


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (Answer(429, {"errors": [{"error": "RateLimitError", "message": "Exceeded"}]}), RATE_PAUSE),
        (Answer(429, {"errors": [{"error": "TooManyRequestsError", "message": "Exceeded"}]}), LIMIT_PAUSE),
        (Answer(429, headers={"Retry-After": "Tue, 24 Nov 2026 12:05:00 GMT"}), timedelta(minutes=5)),
        (Answer(403), SETUP_PAUSE),
        (Answer(401), SETUP_PAUSE),
        (Answer(404), SETUP_PAUSE),
        (Answer(302, headers={"Location": "http://127.0.0.1:1/"}), SETUP_PAUSE),
        (Answer(307, headers={"Location": "http://127.0.0.1:1/"}), SETUP_PAUSE),
    ],
    ids=lambda said: str(said.status) if isinstance(said, Answer) else None,
)
def test_what_is_refused_for_now_never_arrived_and_shuts_the_gate(clock, provider, reference, answer, wait):
    with answering(answer) as url:
        carrier = carrying(provider, clock, url=url)
        result = carrier.send(TEXT, HER, reference)
        assert result == not_arrived(
            f"its provider takes nothing just now ({answer.status})", not_before=NOON + wait
        )
        again = carrier.send(TEXT, HER, reference)
    assert again == not_arrived("its provider asked for a pause", not_before=NOON + wait)


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (408, not_arrived("its provider takes nothing just now (408)")),
        (413, failed("its provider will not take it (413)")),
        (422, failed("its provider will not take it (422)")),
    ],
)
def test_what_would_be_refused_again_is_not_tried_for_ever(clock, provider, reference, status, result):
    with answering(Answer(status)) as url:
        assert carrying(provider, clock, url=url).send(TEXT, HER, reference) == result


def test_a_provider_that_fails_and_asks_for_a_pause_gets_it(clock, provider, reference):
    failing = Answer(503, headers={"Retry-After": "30"})
    with answering(failing) as url:
        carrier = carrying(provider, clock, url=url)
        assert carrier.send(TEXT, HER, reference) == in_doubt("its provider failed (503)")
        again = carrier.send(TEXT, HER, f"{reference}1")
    assert again.not_before == NOON + timedelta(seconds=30)


def test_a_wrong_key_is_our_fault_and_is_said_aloud(provider, clock, reference, caplog):
    key = f"{provider.api_key[:-4]}0000"
    result = carrying(provider, clock, api_key=key).send(TEXT, HER, reference)
    assert (result.event, result.not_before) == (NoticeEvent.RETRY, NOON + SETUP_PAUSE)
    assert caplog.messages == [
        "GOV.UK Notify refuses us (403): check ROWAN_NOTIFY_API_KEY and ROWAN_NOTIFY_URL"
    ]


# What became of it


@pytest.mark.parametrize(
    ("fault", "event", "bounced"),
    [
        (Fault.NONE, NoticeEvent.DELIVER, False),
        (Fault.LATE, NoticeEvent.ACCEPT, False),
        (Fault.BOUNCED, NoticeEvent.FAIL, True),
        (Fault.EXPIRED, NoticeEvent.FAIL, False),
        (Fault.FAULTY, NoticeEvent.FAIL, False),
    ],
)
def test_notify_tells_what_became_of_a_message_by_its_reference_and_by_ours(
    carrier, provider, reference, fault, event, bounced
):
    provider.tell(fault)
    sent = carrier.send(TEXT, HER, reference)
    for known in (hers(reference, sent.provider_ref), hers(reference)):
        found = carrier.lookup(known)
        assert (found.event, found.bounced, found.provider_ref) == (event, bounced, sent.provider_ref)


def test_what_notify_never_had_it_does_not_know(carrier):
    assert carrier.lookup(hers("N-NEVER")) is None
    assert carrier.lookup(hers("N-NEVER", OWN)) is None


def test_what_notify_lists_of_others_is_not_believed(clock, provider):
    listed = {"notifications": [{"id": OWN, "reference": "N-2", "status": "delivered"}]}
    with answering(Answer(200, listed)) as url:
        assert carrying(provider, clock, url=url).lookup(hers("N-1")) is None


def test_where_it_came_twice_what_arrived_counts(carrier, provider, reference):
    for fault in (Fault.NONE, Fault.BOUNCED, Fault.LATE):
        provider.tell(fault)
        carrier.send(TEXT, HER, reference)
    found = carrier.lookup(hers(reference))
    assert found.event is NoticeEvent.DELIVER
    assert reference in provider.book.twice()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(500),
        Answer(403),
        Answer(200, {"unexpected": True}),
        Answer(200, ["what"]),
        Answer(200, {"notifications": [{"reference": "N-1"}]}),
        Answer(200, {"notifications": [{"status": "delivered"}]}),
        Answer(cut=True),
    ],
)
def test_no_answer_is_not_an_answer(clock, provider, answer):
    for known in (hers("N-1"), hers("N-1", OWN)):
        with answering(answer) as url, pytest.raises(Unanswered):
            carrying(provider, clock, url=url).lookup(known)


def test_a_question_that_is_throttled_shuts_the_gate_too(clock, provider):
    with answering(Answer(429, headers={"Retry-After": "9"})) as url:
        carrier = carrying(provider, clock, url=url)
        with pytest.raises(Unanswered):
            carrier.lookup(hers("N-1"))
        assert carrier.send(TEXT, HER, "N-1").not_before == NOON + timedelta(seconds=9)


def test_every_status_that_notify_names_means_something():
    assert {status: said(status, "p").event for status in ("created", "sending", "pending", "sent")} == (
        dict.fromkeys(("created", "sending", "pending", "sent"), NoticeEvent.ACCEPT)
    )
    assert said("delivered", "p").event is NoticeEvent.DELIVER
    assert said("a new status", "p").event is NoticeEvent.ACCEPT


def test_a_receipt_comes_by_callback_with_its_token(carrier, provider, reference):
    came: list[Asked] = []

    async def take(asked: Asked) -> Answer:
        came.append(asked)
        return Answer(204)

    server = Server(take)
    with serving(server):
        provider.callback = Callback(f"{server.url}/receipts", "a token")
        carrier.send(TEXT, HER, reference)
        assert passing(lambda: came)
    (receipt,) = came
    assert receipt.headers["authorization"] == "Bearer a token"
    assert (receipt.json()["reference"], receipt.json()["status"]) == (reference, "delivered")


# Many at once


def test_several_hands_share_a_carrier(carrier, provider, reference):
    references = [f"{reference}{number}" for number in range(40)]
    with ThreadPoolExecutor(4) as hands:
        results = list(hands.map(lambda each: carrier.send(TEXT, HER, each), references))
    assert {result.event for result in results} == {NoticeEvent.ACCEPT}
    assert all(len(provider.book.by_reference[each]) == 1 for each in references)


def test_a_line_that_lay_idle_is_not_used_again(carrier, monkeypatch, reference):
    carrier.send(TEXT, HER, f"{reference}0")
    first = carrier._clients.get()
    assert carrier._clients.get() is first
    monkeypatch.setattr("notifications.channels.web.IDLE", -1.0)
    assert carrier._clients.get() is not first


# What is never told


@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.BROKEN, Fault.LOST, Fault.NONE])
def test_nothing_that_notify_says_is_logged_or_kept(carrier, provider, reference, fault, caplog):
    caplog.set_level(logging.DEBUG)
    provider.tell(fault)
    result = carrier.send(TEXT, HER, reference)
    carrier.lookup(hers(reference))
    told = f"{caplog.text} {result} {carrier._account}"
    for secret in (PHONE, provider.api_key, provider.account.secret, TEXT.body):
        assert secret not in told
    assert not [record for record in caplog.records if record.name.startswith("notifications_python_client")]


def test_no_netrc_replaces_our_key(provider, clock, reference, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert carrying(provider, clock).send(TEXT, HER, reference).event is NoticeEvent.ACCEPT


def test_a_proxy_of_the_environment_is_used_and_one_that_is_gone_takes_nothing(
    provider, clock, reference, monkeypatch
):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", "")
    carrier = carrying(provider, clock, url="http://notify.invalid")
    assert carrier.send(TEXT, HER, reference) == not_arrived("its provider could not be reached")


def test_a_proxy_of_the_environment_carries_it(provider, clock, reference, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", provider.url)
    monkeypatch.setenv("NO_PROXY", "")
    carrier = carrying(provider, clock, url="http://notify.invalid")
    assert carrier.send(TEXT, HER, reference).event is NoticeEvent.ACCEPT


def test_an_authority_that_the_environment_names_is_trusted(clock, reference, monkeypatch, tmp_path):
    provider = Provider()
    _, provider.server.tls = certified(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "certificate.pem"))
    with serving(provider.server):
        carrier = carrying(provider, clock, url=f"https://localhost:{provider.server.port}")
        assert carrier.send(TEXT, HER, reference).event is NoticeEvent.ACCEPT


# The stand-in itself


def test_the_stand_in_counts_who_comes_back_too_early(provider):
    provider.book.hasty = 0
    provider.tell(Fault.THROTTLED, retry_after=2)
    eager = NotifyCarrier(Account(provider.api_key, TEMPLATES, provider.url), lambda: datetime.now(UTC))
    eager.send(TEXT, HER, "N-EAGER1")
    eager._gate = Gate(Clock())
    provider.book.shut_at -= 1
    eager.send(TEXT, HER, "N-EAGER2")
    assert provider.book.hasty == 1


def test_the_stand_in_does_the_same_again_under_the_same_seed():
    weights: dict[str, float] = dict.fromkeys(Fault, 1.0)
    drawn = [Plan(seed=3, weights=weights).draw(f"N-{number}", 0) for number in range(200)]
    assert drawn == [Plan(seed=3, weights=weights).draw(f"N-{number}", 0) for number in range(200)]
    assert set(drawn) == set(Fault)
    assert drawn != [Plan(seed=4, weights=weights).draw(f"N-{number}", 0) for number in range(200)]


def test_the_stand_in_runs_in_a_process_of_its_own(clock):
    command = [sys.executable, "-m", "tests.provider", "--plan", '{"told": ["lost"]}']
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = loads(process.stdout.readline())
        account = Account(told["api_key"], TEMPLATES, told["url"])
        carrier = NotifyCarrier(account, clock)
        assert [carrier.send(TEXT, HER, "N-1").event, carrier.send(TEXT, HER, "N-1").event] == [
            NoticeEvent.DOUBT,
            NoticeEvent.ACCEPT,
        ]
        assert requests.get(f"{told['url']}/control/summary", timeout=5).json()["twice"] == ["N-1"]
        process.terminate()
        assert process.wait(10) == 0
