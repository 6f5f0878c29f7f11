"""Events over HTTP: once however often they are sent, never from an old screen, and nothing on a dry run."""

import pytest

from tests.api.test_doors import is_problem
from tests.api.world import FIRM, referral

NOTE = {"event": "add_note", "payload": {"note": "She called."}}


@pytest.fixture(autouse=True)
def _no_delivery(client):
    """What delivery does leaves entries of its own, whenever it comes to it."""
    client.app.state.doors.loops.notices.stop()


def trail(world, case):
    return world.get("lead", f"/cases/{case}/history").json()["items"]


def test_the_same_referral_under_the_same_key_is_one_referral(world):
    sent = referral()
    first = world.post("officer", "/referrals", sent, key="once")
    again = world.post("officer", "/referrals", sent, key="once")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(world.get("lead", "/cases").json()["items"]) == 1
    is_problem(world.post("officer", "/referrals", referral(), key="once"), "key-reused", 409)
    assert world.post("caseworker", "/referrals", referral(), key="once").status_code == 201


def test_the_same_event_under_the_same_key_is_one_step(world):
    case = world.contacted()
    entries = len(trail(world, case))
    first = world.post("caseworker", f"/cases/{case}/events", NOTE, key="note-1")
    again = world.post("caseworker", f"/cases/{case}/events", NOTE, key="note-1")
    assert first.json() == again.json()
    assert len(trail(world, case)) == entries + 1
    other = {"event": "add_note", "payload": {"note": "She called twice."}}
    is_problem(world.post("caseworker", f"/cases/{case}/events", other, key="note-1"), "key-reused", 409)


def test_a_referrer_acts_by_a_referral_of_their_own_and_by_no_other_reference(world):
    world.post("officer", "/referrals", referral(), key="hers")
    case = world.get("lead", "/cases").json()["items"][0]["reference"]
    entries = len(trail(world, case))
    risk = {"event": "assess_risk", "payload": {"tool": "dash", "version": "2009", "grade": "high"}}
    is_problem(world.post("officer", f"/cases/{case}/events", risk), "not-found", 404)
    assert len(trail(world, case)) == entries


def test_a_referrer_who_may_not_be_told_learns_no_state_by_asking_what_is_not_theirs(world):
    hers = world.refer(consent={"to_referral": True, "tell_force": False})
    case = world.get("lead", "/cases").json()["items"][0]["reference"]
    world.move("caseworker", f"/cases/{case}", "take")
    said = {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True}
    world.move("caseworker", f"/cases/{case}", "make_contact", said)
    asked = {"event": "make_contact", "payload": said}
    is_problem(world.post("officer", f"/cases/{hers}/events", asked), "not-permitted", 403)


def test_a_refusal_is_answered_again_too_and_lists_each_guard(world):
    case = world.contacted()
    body = {
        "event": "give_consent",
        "payload": {"privacy_notice_given": False, "has_capacity": False, "scope": []},
    }
    first = world.post("caseworker", f"/cases/{case}/events", body, key="consent-1")
    is_problem(first, "refused", 409)
    entries = len(trail(world, case))
    again = world.post("caseworker", f"/cases/{case}/events", body, key="consent-1")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(trail(world, case)) == entries
    guards = [refusal["guard"] for refusal in first.json()["refusals"]]
    assert len(guards) == len(set(guards)) == 3
    assert all(refusal[part] for refusal in first.json()["refusals"] for part in ("reason", "remedy", "who"))


def test_an_approval_under_the_same_key_is_one_approval(world):
    case = world.contacted()
    version = world.get("lead", f"/cases/{case}").json()["version"]
    body = {"event": "record_death", "version": version}
    first = world.post("other_lead", f"/cases/{case}/approvals", body, key="word")
    again = world.post("other_lead", f"/cases/{case}/approvals", body, key="word")
    assert (first.status_code, first.json()) == (201, again.json())
    told = world.move("lead", f"/cases/{case}", "record_death", {"approval": first.json()["approval"]})
    assert told["state"] == "outcome"


def test_an_approval_of_an_old_version_is_stale(world):
    case = world.contacted()
    answer = world.post("lead", f"/cases/{case}/approvals", {"event": "record_death", "version": 1})
    is_problem(answer, "stale", 409)


def test_a_stale_event_is_told_what_changed_and_whether_it_is_possible(world):
    case = world.contacted()
    version = world.get("caseworker", f"/cases/{case}").json()["version"]
    world.move("other_lead", f"/cases/{case}", "add_note", {"note": "I called."})
    stale = world.post("caseworker", f"/cases/{case}/events", NOTE | {"version": version})
    is_problem(stale, "stale", 409)
    assert stale.json()["changes"] == ["add_note"]
    assert stale.json()["possible"] is True
    payload = {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True}
    over = {"event": "make_contact", "version": version, "payload": payload}
    impossible = world.post("caseworker", f"/cases/{case}/events", over)
    assert impossible.json()["possible"] is False


def test_a_stale_event_of_an_order_or_offer_says_whether_it_is_possible(world):
    case, order = world.sought()
    body = {"event": "list_hearing", "version": 1, "payload": {"hearing_at": "2026-12-01"}}
    answer = world.post("solicitor", f"/orders/{order}/events", body)
    is_problem(answer, "stale", 409)
    assert answer.json()["possible"] is True
    proof = {"served_on": "2026-11-23", "served_by": "police", "proof": "statement on file"}
    served = {"event": "serve", "version": 1, "payload": proof}
    answer = world.post("caseworker", f"/orders/{order}/events", served)
    is_problem(answer, "stale", 409)
    assert answer.json()["possible"] is False
    other, offer = world.offered()
    answer = world.post("solicitor", f"/offers/{offer}/events", {"event": "accept", "version": 1})
    is_problem(answer, "stale", 409)
    assert case != other


def test_a_refusal_makes_no_screen_stale(world):
    case = world.contacted()
    version = world.get("caseworker", f"/cases/{case}").json()["version"]
    assert world.post("caseworker", f"/cases/{case}/events", {"event": "close"}).status_code in {403, 409}
    assert world.post("caseworker", f"/cases/{case}/events", NOTE | {"version": version}).status_code == 200


def test_a_dry_run_answers_the_same_and_writes_nothing(world, db):
    case = world.consented()
    before, tables = trail(world, case), rows(db)
    path, body = f"/cases/{case}/offers", {"firm": FIRM}
    told = world.post("caseworker", path, body, dry_run="true", key="dry").json()
    assert told["dry_run"] is True
    assert told["notices"]
    assert {"recipient", "channel", "not_before"} <= told["notices"][0].keys()
    assert any(name.startswith("offer:") for name in told["clocks"])
    assert trail(world, case) == before
    assert rows(db) == tables
    real = world.post("caseworker", path, body).json()
    assert (real["state"], real["version"]) == (told["state"], told["version"])
    assert [notice["rule"] for notice in real["notices"]] == [notice["rule"] for notice in told["notices"]]


def test_a_dry_run_of_what_would_be_refused_is_refused_and_leaves_no_entry(world):
    case = world.contacted()
    before = trail(world, case)
    answer = world.post("caseworker", f"/cases/{case}/offers", {"firm": FIRM}, dry_run="true")
    is_problem(answer, "refused", 409)
    assert trail(world, case) == before


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_no_calendar_counts_is_malformed(world, at):
    case = world.contacted()
    body = {"event": "log_attempt", "payload": {"channel": "phone", "result": "no_answer", "at": at}}
    is_problem(world.post("caseworker", f"/cases/{case}/events", body), "malformed", 422)


def test_a_day_that_no_calendar_counts_is_malformed(world):
    _, order = world.sought()
    body = {"event": "make_order", "payload": {"made_on": "0001-01-01", "expires_on": "0001-01-02"}}
    is_problem(world.post("solicitor", f"/orders/{order}/events", body), "malformed", 422)


def test_a_notice_is_cancelled_once(world):
    case = world.contacted()
    world.move("caseworker", f"/cases/{case}", "request_information", {"questions": ["Where is she?"]})
    planned = [
        notice
        for notice in world.get("lead", f"/cases/{case}/notices").json()["items"]
        if notice["events"].get("cancel", {}).get("allowed")
    ]
    assert planned
    reference = planned[-1]["reference"]
    body = {"event": "cancel", "payload": {"reason": "Told by phone."}}
    first = world.post("caseworker", f"/notices/{reference}/events", body, key="cancel-1")
    assert first.status_code == 200, first.text
    assert first.json()["state"] == "cancelled"
    again = world.post("caseworker", f"/notices/{reference}/events", body, key="cancel-1")
    assert again.json() == first.json()


def test_a_case_is_shown_as_it_stood(world, clock):
    case = world.case()
    before = clock().isoformat()
    clock.on(hours=1)
    world.move("caseworker", f"/cases/{case}", "take")
    then = world.get("lead", f"/cases/{case}/history", at=before).json()
    now = world.get("lead", f"/cases/{case}/history", at=clock().isoformat()).json()
    assert then["facts"]["owner"] is None
    assert now["facts"]["owner"] is not None
    answer = world.get("lead", f"/cases/{case}/history", at="2026-01-01T00:00:00Z")
    is_problem(answer, "malformed", 422)


def test_a_full_disk_is_told_and_keeps_nothing(world, db, monkeypatch):
    from workflow import commands
    from workflow.faults import StorageUnavailable

    case = world.contacted()
    before = trail(world, case)

    def full(*_: object, **__: object):
        raise StorageUnavailable("the database cannot be read or written: SQLITE_FULL")

    with monkeypatch.context() as broken:
        broken.setattr(commands, "advance", full)
        is_problem(world.post("caseworker", f"/cases/{case}/events", NOTE), "unavailable", 503)
    assert trail(world, case) == before
    assert world.post("caseworker", f"/cases/{case}/events", NOTE).status_code == 200


def rows(db) -> dict[str, int]:
    """How many rows each table holds."""
    from sqlalchemy import func, select

    from workflow.tables import METADATA

    with db.reading() as tx:
        return {
            table.name: tx.connection.scalar(select(func.count()).select_from(table))
            for table in METADATA.sorted_tables
        }


def test_whoever_may_speak_to_her_is_told_to_book_an_interpreter_first(world):
    case = world.case(survivor={**referral()["survivor"], "interpreter": True})
    world.move("caseworker", f"/cases/{case}", "take")
    warned = world.get("caseworker", f"/cases/{case}").json()["cautions"]
    assert set(warned) == {"log_attempt", "make_contact"}
    payload = {"channel": "phone", "identity_confirmed": True, "safe_to_talk": True}
    told = world.move("caseworker", f"/cases/{case}", "make_contact", payload)
    assert told["cautions"] == warned["make_contact"]
    assert "never family" in told["cautions"][0]


def test_an_event_that_needs_no_second_look_brings_no_caution(world):
    case = world.case()
    assert world.get("caseworker", f"/cases/{case}").json()["cautions"] == {}
    assert world.move("caseworker", f"/cases/{case}", "take")["cautions"] == []
