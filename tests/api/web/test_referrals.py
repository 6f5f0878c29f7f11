"""An officer sees what became of a referral, answers, reports, and stops all contact; and nothing else."""

from typing import Any

import orjson
import pytest

from api.web.words.referrals import ANSWER, AS_FAR, ASKS, COME_TO, NOT_SAFE, THEN
from states.vocabulary import Event
from tests.api.visiting import Visitor
from workflow.finding import load
from workflow.queries.referrals import ENDINGS, STATUS
from workflow.tables import METADATA
from workflow.vault import SealedPayload, open_payload

ASKED = ["Does Brian hold a key? <b>", "Is her sister safe to call?"]


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def officer(client, tokens) -> Visitor:
    return Visitor(client, tokens["officer"])


def events(db, event: str) -> list[str]:
    """The actors of each entry of an event."""
    entries = METADATA.tables["entries"]
    with db.reading() as tx:
        rows = tx.connection.execute(entries.select().where(entries.c.event == event).order_by(entries.c.seq))
        return [row.actor for row in rows]


def answers(db) -> dict[str, Any]:
    """What was answered last."""
    entries, payloads = METADATA.tables["entries"], METADATA.tables["sealed_payloads"]
    with db.reading() as tx:
        given = entries.select().where(entries.c.event == ANSWER).order_by(entries.c.seq.desc())
        row = tx.connection.execute(given).first()
        held = payloads.select().where(payloads.c.stream == row.stream, payloads.c.seq == row.seq)
        sealed = tx.connection.execute(held).one().sealed
        reference = tx.connection.execute(METADATA.tables["cases"].select()).one().reference
        key = load(tx, reference).key(db.keys)
    said: dict[str, Any] = orjson.loads(open_payload(key, row.seq, SealedPayload(row.digest, sealed)))
    return said


def test_the_list_leads_to_the_newest_first_page_by_page(officer, world, monkeypatch):
    assert "You have not referred anybody yet" in officer.get("/referrals").text
    sent = [world.refer() for _ in range(3) if world.clock.on(minutes=1) is None]
    monkeypatch.setattr("api.web.referrals.ROWS", 2)
    page = officer.get("/referrals")
    assert [name for name in page.links if name.startswith("R-")] == sent[:0:-1]
    page = page.follow("Next page")
    assert [name for name in page.links if name.startswith("R-")] == sent[:1]
    assert page.follow("First page").links.keys() >= {sent[2]}
    page = page.follow(sent[0])
    assert "We have your referral." in page.text
    assert "Example" not in page.html
    assert officer.get("/referrals?cursor=nonsense").status == 422


def test_each_status_says_what_follows_and_nothing_that_it_does_not_tell():
    told = {says for _, says in STATUS.values()} | set(ENDINGS.values())
    assert set(THEN) == told
    assert set(COME_TO) == {status for status, _ in STATUS.values()} - {"received", "ended"}


def test_who_may_not_be_told_reads_the_same_from_the_first_day_to_the_last(officer, world, client, tokens):
    def shown(reference: str) -> str:
        text: str = officer.get(f"/referrals/{reference}").text
        return text.replace(reference, "R").partition("Sent on")[0]

    silent = {"to_referral": True, "given_at": "2026-11-20T22:00:00Z", "tell_force": False}
    reference, told = world.refer(consent=silent), world.refer()
    first = shown(reference)
    assert AS_FAR in first
    assert first == shown(told)
    contact = {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True}
    for each in (reference, told):
        world.move("caseworker", f"/cases/{each}", Event.TAKE)
        world.move("caseworker", f"/cases/{each}", Event.MAKE_CONTACT, contact)
    assert shown(reference) == first
    assert "rowan-tracker" not in officer.get(f"/referrals/{reference}").html
    assert "She hears what a court can do" in shown(told)
    assert 'aria-current="step"' in officer.get(f"/referrals/{told}").html


def test_what_may_be_done_is_what_the_charts_say(officer, world, client, tokens):
    reference = world.refer()
    page = officer.get(f"/referrals/{reference}")
    assert {"Report a new incident", "She does not want this any more"} <= page.links.keys()
    world.move("caseworker", f"/cases/{reference}", Event.TAKE)
    contact = {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True}
    world.move("caseworker", f"/cases/{reference}", Event.MAKE_CONTACT, contact)
    page = officer.get(f"/referrals/{reference}")
    assert "We have spoken to her." in page.text
    assert "She does not want this any more" not in page.links
    world.move("caseworker", f"/cases/{reference}", Event.DECLINE, {"reason": "no", "door_open_advice": True})
    page = officer.get(f"/referrals/{reference}")
    assert "She did not want this help now." in page.text
    assert "Tell the caseworker something" not in page.links
    caseworker = Visitor(client, tokens["caseworker"])
    assert caseworker.get(f"/referrals/{reference}").links["Open the case"] == f"/cases/{reference}"
    assert caseworker.get("/referrals").status == 403


def test_others_find_nothing(world, client, tokens, officer):
    reference = world.refer()
    case = world.get("caseworker", f"/cases/{reference}").json()["reference"]
    other = Visitor(client, tokens["other_officer"])
    for visitor, found in ((other, reference), (officer, case), (officer, "R-00000000")):
        for path in ("", "/not-safe", "/questions", "/set_safety", "/add_incident", "/take"):
            missing = visitor.get(f"/referrals/{found}{path}")
            assert missing.status == 404, (found, path)
        for path in ("/not-safe", "/questions", "/set_safety"):
            assert visitor.post(f"/referrals/{found}{path}", {"safety": "unsafe"}).status == 404, (
                found,
                path,
            )


def test_all_contact_stops_with_one_tap_and_one_more(officer, world):
    reference = world.refer()
    page = officer.get(f"/referrals/{reference}").follow("It is not safe to contact her")
    assert "Stop all contact with her?" in page.text
    done = page.submit("Stop all contact now")
    assert "All contact with her has stopped." in done.text
    # A second click, and Back and once more, change nothing twice.
    version = world.get("caseworker", f"/cases/{reference}").json()["version"]
    assert page.submit("Stop all contact now").status == 200
    facts = world.get("caseworker", f"/cases/{reference}").json()
    assert facts["facts"]["safety"] == "unsafe"
    assert facts["version"] == version


def test_a_question_is_opened_by_whom_it_is_asked_of_and_answered_below(officer, world, db):
    reference = world.refer()
    world.move("caseworker", f"/cases/{reference}", Event.REQUEST_INFORMATION, {"questions": ASKED})
    page = officer.get(f"/referrals/{reference}")
    assert "A caseworker has asked you something" in page.text
    assert "key" not in page.text
    assert officer.get(f"/referrals/{reference}/questions").path == f"/referrals/{reference}"
    assert events(db, "read_questions") == []
    page = page.submit("Read and answer")
    assert ASKED[0] in page.text
    assert "<b>" not in page.html
    assert len(events(db, "read_questions")) == 1
    page = page.submit("Send the answers", fields={"answers.1": "No"})
    assert page.path.startswith(f"/referrals/{reference}")
    assert "A caseworker has asked you something" not in page.text
    assert len(events(db, "supply_information")) == 1
    assert answers(db) == {"answers": ["2. No"]}
    assert officer.get(f"/referrals/{reference}/answers").form("Send the answers")
    # Nothing is open any more: who comes Back is led to the referral.
    assert officer.post(f"/referrals/{reference}/questions").path == f"/referrals/{reference}"


def test_a_question_that_nobody_could_count_is_no_fault_of_ours(officer, world):
    reference = world.refer()
    fields = {"answers.0": "Yes", f"answers.{'9' * 5000}": "No", "answers.٣": "No"}
    assert officer.post(f"/referrals/{reference}/answers", fields).status < 500


def test_a_stale_form_keeps_what_was_typed_and_can_be_sent_again(officer, world):
    reference = world.refer()
    page = officer.get(f"/referrals/{reference}/add_incident")
    world.move("caseworker", f"/cases/{reference}", Event.TAKE)
    typed = {"occurred_at-day": "22", "occurred_at-month": "11", "occurred_at-year": "2026"}
    typed |= {"occurred_at-time": "19:30", "summary": "He came back & <shouted>"}
    button = next(iter(page.form(f"/referrals/{reference}/add_incident").buttons))
    stale = page.submit(button, fields=typed)
    assert stale.status == 409
    assert ("summary", typed["summary"]) in stale.form(button).fields
    assert "<shouted>" not in stale.html
    assert "C-" not in stale.text
    done = stale.submit(button)
    assert done.path.startswith(f"/referrals/{reference}")
    assert world.get("caseworker", f"/cases/{reference}").json()["facts"]["incidents"] == 1


@pytest.mark.parametrize("event", [*ASKS])
def test_every_event_of_an_officer_has_a_form(officer, world, event):
    reference = world.refer()
    page = officer.get(f"/referrals/{reference}/{event}")
    assert page.status == 200
    assert any(form.action.endswith(event) for form in page.forms)
    assert ("999" in page.text) is (event in (Event.ADD_INCIDENT, Event.REPORT_BREACH))


def test_what_is_for_others_is_never_asked_of_an_officer(officer, world):
    reference = world.refer()
    for event in (Event.TAKE, Event.ADD_NOTE, Event.CLOSE):
        assert officer.get(f"/referrals/{reference}/{event}").status in (403, 404)
        assert officer.post(f"/referrals/{reference}/{event}", {"note": "x"}).status in (403, 404, 422)
    assert set(ASKS) | {ANSWER, NOT_SAFE} == {
        event for event, refusals in world.get("officer", f"/referrals/{reference}").json()["events"].items()
    }
