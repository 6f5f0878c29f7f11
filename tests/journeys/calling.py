"""What comes from outside: receipts, answers to texts, carriers that fail in every way, and what nobody asked for."""

import time
from collections.abc import Callable
from typing import Any

import orjson

from states.vocabulary import Chart
from tests.journeys.asking import Asker
from tests.journeys.canaries import found_in
from tests.journeys.outside import CALLBACKS
from tests.provider import mail
from tests.provider.plan import Fault
from tests.provider.wire import Answer

#: Seconds that what a process does by itself may take.
PATIENCE = 30
#: Faults for which somebody would have to wait too long, or after which nothing goes out for a while.
SLOW = {Fault.HUNG, Fault.HUNG_KEPT, mail.Fault.SILENT, mail.Fault.HUNG}
SHUTTING = {Fault.THROTTLED, Fault.DAY_LIMIT, Fault.REFUSED}
NOTIFY_FAULTS = [fault for fault in Fault if fault not in SLOW | SHUTTING]
MAIL_FAULTS = [fault for fault in mail.Fault if fault not in SLOW]
#: How many notices are in doubt, for certain, after all of them.
DOUBTS = 4


def hears(asker: Asker) -> None:
    """What Notify says by itself: of its own, of nobody's, malformed, and from who is not Notify."""
    canaries = asker.canaries
    answers(asker, "", "STOP", "stop, ")
    asker.outside.notify.tell(Fault.UNREACHABLE)
    asker.do("caseworker", asker.contacted(), "give_consent")
    receipts: list[dict[str, Any]] = [
        {"reference": canaries.word("a reference"), "status": canaries.word("a status"), "id": "x"},
        {"reference": "N-00000000", "status": "delivered", "to": canaries.phone("the number of a receipt")},
        {
            "reference": None,
            "status": "sending",
            "to": f"{canaries.word('the address of a receipt')}@x.example",
        },
    ]
    said = {
        "id": canaries.word("the name of a text"),
        "source_number": canaries.phone("a number that nobody knows"),
        "message": canaries.word("the words of a text"),
    }
    for path, bodies in (("", receipts), ("/replies", [said, said])):
        for body in bodies:
            assert asker.call_back(path, body) == 204
            assert asker.call_back(path, body, canaries.word("a token")) == 401
            assert asker.send(None, "POST", f"{CALLBACKS}{path}", json=body).status_code == 401
            assert asker.call_back(f"{path}?number={canaries.phone('a query')}", body) in {204, 422}
        for wrong in _malformed(asker, bodies[0]):
            assert asker.call_back(path, wrong) == 422
        broken = orjson.dumps(bodies[0])[:-2]
        assert asker.send(None, "POST", f"{CALLBACKS}{path}", content=broken).status_code == 401


def _malformed(asker: Asker, body: dict[str, Any]) -> list[Any]:
    word, phone = asker.canaries.word, asker.canaries.phone
    bent = {name: [{asker.canaries.named("a field"): word("a value")}] for name in body}
    return [bent, dict.fromkeys(body, phone("a number too long") * 1000), [body], word("a body"), {}]


def answers(asker: Asker, *begun: str) -> None:
    """Have women answer, in words that begin so: without any they say something, after STOP nothing more."""
    for words in begun:
        hers = asker.canaries.referral()
        case = asker.post("caseworker", "/referrals", hers).json()["case"]
        asker.do("caseworker", case, "take")
        said = words if words == "STOP" else f"{words}{asker.canaries.word('an answer of hers')}"
        body = {"source_number": f"44{hers['survivor']['phone'][1:]}", "message": said, "id": f"text {words}"}
        for _ in range(2):
            assert asker.call_back("/replies", body) == 204
        shown = asker.reveal("caseworker", case, ["replies"])
        assert bool(found_in(orjson.dumps(shown))) is (words != "STOP")
        stopped = asker.get("lead", f"/cases/{case}/history").json()["items"]
        assert ("stop_messages" in {entry["event"] for entry in stopped}) is bool(words)


def meets_faults(asker: Asker, *, by_mail: bool) -> None:
    """Have everything go wrong that may between a process and those who carry; then decide what is in doubt."""
    outside = asker.outside
    outside.notify.tell(*NOTIFY_FAULTS, *[Fault.BROKEN] * DOUBTS)
    outside.mail.tell(*MAIL_FAULTS, *[mail.Fault.LOST] * DOUBTS)
    outside.force.tell(*_of_a_force(asker))
    # At night nothing goes to her, so that only what carries e-mail is sure to be met.
    told: Any = outside.mail.told if by_mail else outside.notify.plan.told

    def left() -> tuple[int, int]:
        return len(told), len(outside.force.told)

    while any(left()):
        before = left()
        asker.do("caseworker", asker.contacted(), "give_consent")
        gone = asker.contacted()
        asker.do("lead", gone, "transfer", approval=asker.approval(gone, "transfer"))
        until(lambda before=before: left() < before)  # type: ignore[misc]
    _decides(asker)


def _of_a_force(asker: Asker) -> list[Answer]:
    word = asker.canaries.word
    words = {word("what a force says"): word("what a force says")}
    heads = {"Location": f"https://{word('a host')}.example/", "X-Word": word("a header of a force")}
    # The last one closes its gate.
    return [
        Answer(500, words, heads),
        Answer(302, words, heads),
        Answer(410, words, heads),
        Answer(cut=True),
        Answer(raw=f"HTTP/1.1 200 {word('a reason')}\r\n{word('half a header')}".encode()),
        Answer(429, words, {"Retry-After": word("a pause")}),
    ]


def _decides(asker: Asker) -> None:
    """Say of each that is in doubt what became of it, one by one and many together; hold what waits for its next try."""

    def in_doubt() -> list[str]:
        listed = asker.get("lead", "/notices/stuck", why="in_doubt", limit=200).json()["items"]
        # What Notify kept it will say itself: of that no doubt lasts.
        kept = asker.outside.notify.book.by_reference
        return [one["reference"] for one in listed if one["reference"] not in kept]

    until(lambda: len(in_doubt()) >= DOUBTS)
    waiting = in_doubt()
    for notice, event in zip(waiting, ("accept", "deliver", "fail"), strict=False):
        asker.do("lead", notice, event, Chart.NOTICE)
    asker.do("lead", waiting[2], "retry", Chart.NOTICE)
    said = [
        {"reference": notice, "event": event, "payload": asker.canaries.payload(Chart.NOTICE, event)}
        for notice, event in ((waiting[3], "cancel"), (waiting[0], "release"), ("N-00000000", "fail"))
    ]
    wrong = {asker.canaries.named("a field"): asker.canaries.word("a value")}
    said.append({"reference": waiting[0], "event": "fail", "payload": wrong})
    report = asker.post("lead", "/notices/events", {"items": said}).json()
    assert [one["outcome"] for one in report["items"]] == ["done", "refused", "not_found", "malformed"]
    _holds(asker)


def _holds(asker: Asker) -> None:
    """Hold one that certainly did not arrive, before it is tried again."""
    for one in asker.get("lead", "/cases", limit=200).json()["items"]:
        listed = asker.get("lead", f"/cases/{one['reference']}/notices").json()["items"]
        for notice in (each["reference"] for each in listed if each["state"] == "planned"):
            if asker.ask("lead", notice, "hold", Chart.NOTICE).status_code == 200:
                return
    raise AssertionError("nothing waits to be tried again")


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, holds
        time.sleep(0.05)
