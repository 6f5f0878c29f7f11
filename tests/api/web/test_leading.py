"""Leads see who has what, what waits for their word, what is late or stuck, and act on many at once with a report of each."""

import re

import pytest

from api.web.leading.reports import OUTCOMES, THEN
from states.vocabulary import Event
from tests.api.visiting import Visitor
from workflow import people
from workflow.firms import Hours, set_hours
from workflow.reports import Outcome
from workflow.sign_offs import Because, ask

PAGES = (
    "/lead/sign-offs",
    "/lead/workload",
    "/lead/reassign",
    "/lead/overdue",
    "/lead/stuck",
    "/lead/panel",
    "/lead/panel/conflicts",
)


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def lead(client, tokens) -> Visitor:
    return Visitor(client, tokens["lead"])


def of(db, tokens, name: str, clock):
    found = people.authenticate(db, tokens[name], at=clock())
    assert found is not None
    return found


def test_every_page_shows_itself_empty_and_to_leads_alone(client, tokens, lead):
    for path in PAGES:
        page = lead.get(path)
        assert page.status == 200, path
        assert page.html.count("<h1") == 1
        for who in ("caseworker", "solicitor", "officer", "auditor", "administrator"):
            assert Visitor(client, tokens[who]).get(path).status == 403


def test_the_workload_leads_to_the_cases_of_each_person(lead, world, clock):
    mine = world.contacted()
    clock.on(days=8)
    lead = Visitor(lead.client, world.tokens["lead"])
    page = lead.get("/lead/workload")
    theirs = page.follow("1 open cases of caseworker")
    assert mine in theirs.text
    assert "Remove Owner: caseworker" in theirs.text
    assert mine in page.follow("1 overdue cases of caseworker").text
    assert mine in page.follow("Reassign cases of caseworker").text


def test_many_cases_are_given_at_once_and_each_is_reported(lead, world, db, tokens, clock):
    given, moved = world.case(), world.case()
    page = lead.get("/lead/reassign")
    boxes = re.findall(r'name="case" type="checkbox" value="(C-\w+ \d+)"', page.html)
    assert {box[:10] for box in boxes} == {given, moved}
    world.move("caseworker", f"/cases/{moved}", Event.TAKE)
    to = of(db, tokens, "other_caseworker", clock).reference
    report = page.submit("Reassign those ticked", case=boxes, to=to, reason="They live near her")
    assert (report.status, "1 of 2 done" in report.text) == (200, True)
    assert "Changed meanwhile" in report.text
    assert report.links[given] == f"/cases/{given}"
    # A double click is answered alike, and gives nothing twice.
    assert (
        page.submit("Reassign those ticked", case=boxes, to=to, reason="They live near her").text
        == report.text
    )
    assert "live near" not in report.html
    assert given in lead.get(f"/lead/reassign?owner={to}").text


def test_what_is_left_out_is_asked_for_and_nothing_that_was_chosen_is_lost(lead, world):
    case = world.case()
    page = lead.get("/lead/reassign").submit("Reassign those ticked", case=f"{case} 1", reason="")
    assert page.status == 422
    for words in ("Choose who is to have them", "Say why"):
        assert page.links[words].startswith("#")
    assert ("case", f"{case} 1") in page.form("Reassign those ticked").fields
    page = lead.post("/lead/reassign", {"case": "<script> 1", "to": "nobody", "reason": "x"})
    assert (page.status, "Tick at least one case" in page.text, "<script> 1" in page.html) == (
        422,
        True,
        False,
    )


def test_a_sign_off_is_listed_with_why_and_where_it_is_answered(lead, world, db, tokens, clock):
    case = world.contacted()
    version = world.get("caseworker", f"/cases/{case}").json()["version"]
    asker = of(db, tokens, "caseworker", clock)
    ask(db, case, Event.LOSE_CONTACT, version, Because.EVERY_WAY_TRIED, actor=asker, at=clock())
    page = lead.get("/lead/sign-offs")
    assert "Every way that is open to us was tried" in page.text
    assert page.links[f"Approve or turn down for {case}"] == f"/cases/{case}/approve/lose_contact"
    tasks = lead.get("/tasks?part=waiting")
    assert tasks.links[f"Approve or turn down for {case}"] == f"/cases/{case}/approve/lose_contact"


def test_what_is_overdue_says_since_when_and_whose_it_is(lead, world, clock):
    case = world.case()
    clock.on(days=2)
    page = Visitor(lead.client, world.tokens["lead"]).get("/lead/overdue")
    assert case in page.text
    assert "24 hours late" in page.text
    assert "Nobody" in page.text


def test_stuck_messages_are_settled_at_once_with_a_report_of_each(lead, world, db):
    world.contacted()
    with db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'held', reason = 'no route to her'")
    page = lead.get("/lead/stuck")
    boxes = re.findall(r'name="notice" type="checkbox" value="(N-\w+)"', page.html)
    assert boxes
    assert "No machine may send it (no route to her)" in page.text
    report = page.submit("Cancel those ticked", notice=boxes)
    assert f"{len(boxes)} of {len(boxes)} done" in report.text
    assert page.submit("Cancel those ticked", notice=boxes).text == report.text
    refused = page.submit("Release those ticked", notice=boxes[:1])
    assert "0 of 1 done" in refused.text
    assert "No message is stuck" in lead.get("/lead/stuck").text
    nothing = lead.post("/lead/stuck", {"event": "cancel"})
    assert (nothing.status, "Tick at least one message" in nothing.text) == (422, True)
    assert lead.post("/lead/stuck", {"event": "deliver", "notice": boxes[0]}).status == 422
    assert lead.get("/lead/stuck?why=held").status == 200


def test_the_panel_says_how_each_firm_stands_and_conflicts_name_nobody(lead, world, db, tokens, clock):
    world.offered()
    page = lead.get("/lead/panel")
    assert "Hart and Co Has not said 1 0 0 0" in page.text
    hours = [Hours("mon", 9 * 60, 17 * 60 + 30), Hours("sun", 0, 12 * 60)]
    set_hours(db, hours, actor=of(db, tokens, "solicitor", clock), at=clock())
    assert "Mon 9am to 5:30pm, Sun 12am to 12pm" in lead.get("/lead/panel").text
    people.list_associates(
        db, of(db, tokens, "officer", clock).reference, [{"name": "Zelda Hidden", "phone": "07700 900111"}]
    )
    page = page.follow("Conflicts of interest")
    assert "officer Police officer 2" in page.text
    assert "Zelda" not in page.html


def test_every_outcome_has_its_words():
    assert OUTCOMES.keys() == THEN.keys() == {*Outcome}
