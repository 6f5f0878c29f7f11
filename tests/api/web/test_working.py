"""Caseworkers and leads find their work by the pages: the queue, the search, and tasks, with nobody's name in an address."""

import re

import pytest

from api.web.words.counts import MANY, counted
from api.web.words.tasks import BEST, SEEN_AT, missing
from states.timers import TIMERS
from states.vocabulary import Event, OrderEvent
from tests.api.visiting import Visitor
from tests.api.world import OTHER_FORCE
from workflow.referral import WANTED, WHOLE
from workflow.task_rules import TASK_RULES
from workflow.task_words import OTHERS
from workflow.timers import sweep


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def caseworker(client, tokens) -> Visitor:
    return Visitor(client, tokens["caseworker"])


@pytest.fixture
def lead(client, tokens) -> Visitor:
    return Visitor(client, tokens["lead"])


def options(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)</option>', html)


def test_the_queue_opens_on_ones_own_and_leads_to_the_rest(caseworker, world, clock):
    mine, free = world.contacted(), world.case(risk={"grade": "high", "tool": "dash", "version": "2009"})
    page = caseworker.get("/queue")
    assert (mine in page.text, free in page.text) == (True, False)
    assert "Ask her what she has decided" in page.text
    assert "Overdue in" not in page.text
    page = page.follow("With nobody (1)")
    assert (mine in page.text, free in page.text) == (False, True)
    assert "Urgent" in page.text
    assert page.links[f"take it ({free})"] == f"/cases/{free}/events/take"
    clock.on(hours=25)
    caseworker = Visitor(caseworker.client, world.tokens["caseworker"])
    page = caseworker.get("/queue?view=unowned")
    # Said in words, not by colour alone.
    assert "Overdue" in page.text
    assert "24 hours late" in page.text


def test_filters_stand_in_the_address_and_are_taken_away_one_by_one(lead, world):
    near, far = world.case(), world.case(force=OTHER_FORCE)
    page = lead.get("/queue").submit("Show these", force=OTHER_FORCE, state="received")
    assert page.path.startswith("/queue?view=all&")
    assert f"force={OTHER_FORCE}" in page.path
    assert (near in page.text, far in page.text) == (False, True)
    assert page.links["Remove Essex Police \u00d7"] == "/queue?view=all&state=received"
    page = page.follow("Clear all")
    assert near in page.text
    assert "No case is like that" in page.submit("Show these", urgent="yes").text
    # What is no filter of ours asks for nothing.
    odd = lead.get("/queue?view=queue&state=nonsense&force=atlantis&owner=Ada")
    assert (odd.status, near in odd.text, "Narrowed to" in odd.text) == (200, True, False)


def test_the_queue_goes_on_where_a_page_ended(lead, world, monkeypatch):
    monkeypatch.setattr("api.web.working.queue.PAGE", 1)
    cases = {world.case(), world.case()}
    first = lead.get("/queue")
    second = first.follow("Next page")
    found = {case for case in cases if case in first.text}, {case for case in cases if case in second.text}
    assert found[0] | found[1] == cases
    assert not found[0] & found[1]
    assert second.links["First page"] == "/queue?view=all"
    assert "Next page" not in second.links


def test_a_search_answers_in_place_and_a_reference_leads_to_its_case(caseworker, world):
    survivor = {"name": "Zelda Seldom", "phone": "07700 900321"}
    case = world.case(survivor=survivor)
    for words, by in (("zelda seldom", "Name of the survivor"), ("+447700900321", "Number of the survivor")):
        page = caseworker.get("/search").submit("Search cases", fields={"words": words})
        assert (page.status, page.path) == (200, "/search")
        assert page.links[case] == f"/cases/{case}"
        assert by in page.text
        # The title goes into the browser's history.
        assert "eldom" not in page.html.partition("</title>")[0]
    response = caseworker.once("POST", "/search", f"words={case.lower()}")
    assert (response.status_code, response.headers["location"]) == (303, f"/cases/{case}")
    assert "Nothing was found" in caseworker.post("/search", {"words": "Nobody Known"}).text
    empty = caseworker.post("/search", {"words": " "})
    assert (empty.status, "There is a problem" in empty.text) == (422, True)


def test_each_role_is_led_where_it_may_look(client, tokens, world):
    referral = world.refer()
    case, offer = world.offered()
    for who, words, place in (
        ("officer", referral, f"/referrals/{referral}"),
        ("auditor", case, f"/audit/cases/{case}"),
        ("solicitor", offer, "/firm/offers"),
    ):
        response = Visitor(client, tokens[who]).once("POST", "/search", f"words={words}")
        assert (response.status_code, response.headers["location"]) == (303, place)
    page = Visitor(client, tokens["officer"]).post("/search", {"words": "Anna Example"})
    assert (page.status, "by a reference alone" in page.text) == (403, True)


def test_a_task_is_taken_done_and_handed_on(client, tokens, world, caseworker, lead):
    case = world.case(survivor={"name": "Ada Asked", "email": "ada.asked@example.org"})
    page = caseworker.get("/tasks").follow(
        next(iter(w for w in caseworker.get("/tasks").links if "Waiting" in w))
    )
    assert case in page.text
    button = next(name for form in page.forms for name in form.buttons if name.startswith("Take this task"))
    task = button.partition("(")[2].rstrip(")")
    page = page.submit(button)
    assert "The task is yours." in page.text
    assert f"/cases/{case}" in page.links.values()
    asked = page.follow(f"Say that it is done ({task})")
    page = asked.submit("It is done", note="She told me on the phone")
    assert "The task is done." in page.text
    assert task not in page.html
    # Back, and sent again: nothing happens twice, and it says so in peace.
    assert "The task is done." in asked.submit("It is done", note="She told me on the phone").text
    again = caseworker.get(f"/tasks/{task}/done").submit("It is done")
    assert (again.status, "It is done already" in again.text) == (409, True)
    other = world.case(survivor={"name": "Una Asked", "email": "una.asked@example.org"})
    page = lead.get("/tasks?part=waiting")
    row = next(row for row in page.html.split("<tr ") if other in row)
    (hand,) = re.findall(r'href="(/tasks/T-\w+/hand)"', row)
    asked = lead.get(hand)
    assert (asked.submit("Hand it on").status, other in page.text) == (422, True)
    person = next(value for value, name in options(asked.html) if name == "caseworker")
    page = asked.submit("Hand it on", to=person)
    assert "The task is handed on." in page.text
    assert other in caseworker.get("/tasks").text
    refused = asked.submit("Hand it on", fields={"to": "P-00000000", "_key": "another"})
    assert (refused.status, "This task was not handed on" in refused.text) == (409, True)


def test_who_may_not_hand_a_task_on_is_told_so(caseworker, world):
    world.case(survivor={"name": "Ada Asked", "email": "ada.asked@example.org"})
    task = next(
        form.action.split("/")[2]
        for form in caseworker.get("/tasks?part=waiting").forms
        if form.action.endswith("/take")
    )
    assert caseworker.get(f"/tasks/{task}/hand").status == 403
    assert caseworker.post(f"/tasks/{task}/hand", {"to": "P-00000000"}).status == 403
    assert caseworker.get("/tasks/T-00000000/done").status == 200
    assert caseworker.post("/tasks/T-00000000/done").status == 404


def test_the_bell_counts_what_calls_for_whoever_is_signed_in(lead, caseworker, world):
    assert "Your tasks, none new" in lead.get("/queue").links
    world.case(risk={"grade": "high", "tool": "dash", "version": "2009", "flags": ["threat_to_life"]})
    # What is to be sent meanwhile may call for a lead too.
    assert any(re.fullmatch(r"Your tasks \d+ new", words) for words in lead.get("/queue").links)
    assert "Your tasks, none new" in caseworker.get("/queue").links
    assert counted(MANY) == "99+"
    assert counted(MANY - 1) == "99"


def test_nobody_is_led_to_a_form_that_is_not_for_their_role(lead, world, db, clock):
    case = world.assigned()
    clock.on(days=30)
    sweep(db, clock())
    page = Visitor(lead.client, world.tokens["lead"]).get("/tasks?part=waiting")
    assert "Escalated: file the application" in page.text
    # Only the firm seeks an order.
    assert not [href for href in page.links.values() if href.endswith("/events/seek_order")]
    assert page.links[f"Open the case for {case}"] == f"/cases/{case}"


def test_a_task_says_what_is_missing_and_which_case_is_like_it(caseworker, world):
    survivor = {"name": "Ada Alike", "phone": "07700 900555"}
    first = world.case(survivor=survivor, respondent={"name": "Bert Alike"})
    world.case(survivor=survivor, respondent={"name": "Another Person"})
    page = caseworker.get("/tasks?part=waiting")
    assert "Ask for what the referral did not say: her date of birth" in page.text
    assert f"The other case is {first}" in page.text
    for field in (*WANTED, *WHOLE, "survivor.phone", "survivor.email"):
        assert "." not in missing(field)


def test_every_task_leads_to_where_it_is_done():
    kinds = {*OTHERS, *(rule.kind for rule in TASK_RULES), *TIMERS}
    assert {*BEST} <= kinds
    assert {*SEEN_AT} <= kinds
    assert {*BEST.values()} <= {*Event, *OrderEvent}
