"""Firms are shown with reasons, offered from there, and looked after by leads and, in part, by themselves."""

import html
import re

import pytest

from tests.api.visiting import Visitor
from tests.api.world import FIRM, OTHER_FIRM

ADDRESS = {"lines": ["1 Hidden Lane"], "postcode": "CB1 7ZZ"}


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def worker(client, tokens):
    return Visitor(client, tokens["caseworker"])


@pytest.fixture
def lead(client, tokens):
    return Visitor(client, tokens["lead"])


@pytest.fixture
def solicitor(client, tokens):
    return Visitor(client, tokens["solicitor"])


HERS = {"name": "Petra Hidden", "phone": "07700 900456", "language": "pl", "address": ADDRESS}


def test_the_ranking_names_firms_with_reasons_and_nothing_of_hers(world, worker):
    case = world.consented(survivor=HERS)
    page = worker.get(f"/cases/{case}/firms")
    assert page.status == 200
    assert "How far away is not known" in page.text
    assert "Was offered 0 cases in the last half year" in page.text
    for secret in ("Hidden", "7ZZ", "900456"):
        assert secret not in page.html
    assert "See the firms for this case" in worker.get(f"/cases/{case}/orders").text


def test_an_offer_is_made_from_the_ranking_and_goes_down_it(world, worker, client):
    case = world.consented()
    page = worker.get(f"/cases/{case}/firms")
    links = [
        html.unescape(link)
        for link in re.findall(rf'href="(/cases/{case}/events/make_offer\?[^"]+)"', page.html)
    ]
    assert f"/cases/{case}/events/make_offer?firm={FIRM}" in links
    form = worker.get(f"/cases/{case}/events/make_offer?firm={FIRM}")
    assert re.search(rf'value="{FIRM}"[^>]*(checked|selected)', form.html)
    assert "offer the case to the next one at once" in form.text
    assert not re.search(r'<input[^>]*name="down_the_ranking"[^>]*checked', form.html)
    down = page.follow("Offer down the ranking")
    assert re.search(r'<input[^>]*name="down_the_ranking"[^>]*checked', down.html)
    shown = form.submit("Continue", firm=FIRM, down_the_ranking="yes")
    done = shown.submit("Confirm: make the offer")
    assert done.status == 200
    offers = world.get("caseworker", f"/cases/{case}").json()["offers"]
    assert [(one["firm"], one["state"]) for one in offers] == [(FIRM, "offered")]
    world.move("solicitor", f"/offers/{offers[0]['reference']}", "decline", {"reason": "conflict"})
    offers = world.get("caseworker", f"/cases/{case}").json()["offers"]
    assert {one["firm"]: one["state"] for one in offers} == {FIRM: "declined", OTHER_FIRM: "offered"}
    left_out = worker.get(f"/cases/{case}/firms")
    assert "conflict" not in left_out.text.casefold().replace("conflicts of interest", "")
    assert "Declined this case, let its offer lapse, or acted in it before" in left_out.text


def test_where_no_offer_can_be_made_the_page_says_why(world, worker):
    page = worker.get(f"/cases/{world.assigned()}/firms")
    assert "No offer can be made now" in page.text
    assert "Offer the case to" not in page.text


def test_only_who_offers_cases_sees_the_ranking(world, client, tokens, worker):
    case = world.assigned()
    assert Visitor(client, tokens["solicitor"]).get(f"/cases/{case}/firms").status == 403
    assert world.get("solicitor", f"/cases/{case}/firms").status_code == 403
    assert world.get("auditor", f"/cases/{case}/firms").status_code == 403
    assert world.get("other_solicitor", f"/cases/{case}/firms").status_code == 404


def test_the_api_ranks_with_reasons_and_takes_the_choice_to_go_on(world):
    case = world.consented()
    told = world.get("caseworker", f"/cases/{case}/firms").json()
    assert {one["code"] for one in told["ranked"]} == {FIRM, OTHER_FIRM}
    first = told["ranked"][0]
    assert {"factor": "distance", "weighs": "neither", "says": "How far away is not known"} in first[
        "reasons"
    ]
    assert (told["case"], told["refusals"], first["miles"]) == (case, [], None)
    answer = world.post("caseworker", f"/cases/{case}/offers", {"firm": FIRM, "down_the_ranking": True})
    assert answer.status_code == 201
    told = world.get("caseworker", f"/cases/{case}/firms").json()
    assert [(one["code"], one["reasons"][0]["factor"]) for one in told["excluded"]] == [(FIRM, "waiting")]


def test_many_firms_are_shown_page_by_page_and_any_of_them_can_be_offered(world, worker, db):
    from workflow.people import put_firm

    with db.transaction() as tx:
        for number in range(25):
            put_firm(tx, f"extra-{number:03}", f"Extra {number:03}", active=True)
    case = world.consented()
    page = worker.get(f"/cases/{case}/firms")
    second = page.follow("Next page")
    assert "21. " in second.text
    assert worker.get(f"/cases/{case}/firms?first=999").status == 200
    assert worker.get(f"/cases/{case}/firms?first=0").text == page.text


def test_a_lead_says_what_a_firm_takes_and_sees_how_it_answered(world, lead, worker):
    case, offer = world.offered()
    world.move("solicitor", f"/offers/{offer}", "decline", {"reason": "capacity"})
    page = lead.get("/lead/panel")
    assert f'href="/lead/panel/firms/{FIRM}"' in page.html
    page = lead.get(f"/lead/panel/firms/{FIRM}")
    assert re.search(r"Declined\s*1", page.text)
    saved = page.submit(
        "Save",
        active="yes",
        areas="cb, PE28",
        languages="Polish, cy",
        contract="no",
        capacity="0",
        weight="2",
    )
    assert "The firm is saved." in saved.text
    assert re.search(r'name="areas"[^>]*value="CB, PE28"', saved.html)
    assert re.search(r'name="languages"[^>]*value="Welsh, Polish"', saved.html)
    other = world.consented()
    told = world.get("caseworker", f"/cases/{other}/firms").json()
    assert [(one["code"], one["reasons"][0]["says"]) for one in told["excluded"]] == [
        (FIRM, "Full: it carries 0 cases and takes 0 at a time")
    ]
    assert case != other
    lead.get(f"/lead/panel/firms/{FIRM}").submit("Save", active="no", capacity="", weight="1")
    told = world.get("caseworker", f"/cases/{other}/firms").json()
    assert told["excluded"][0]["reasons"][0]["factor"] == "active"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("areas", "Cambridge", "must be at most 200 codes"),
        ("languages", "Klingon", "has 1 that we do not know"),
        ("capacity", "many", "must be a whole number"),
        ("capacity", "100000", "must be from 0 to 1000"),
        ("weight", "0", "must be from 1 to 100"),
    ],
)
def test_what_no_firm_can_take_is_said_so_and_stays_in_the_form(world, lead, field, value, told):
    page = lead.get(f"/lead/panel/firms/{FIRM}").submit(
        "Save", **{"active": "yes", "weight": "1", field: value}
    )
    assert (page.status, told in page.text) == (422, True)
    assert re.search(rf'name="{field}"[^>]*value="{value}"', page.html)


def test_a_firm_says_its_own_languages_and_capacity_and_nothing_else(world, solicitor, lead, client, tokens):
    lead.get(f"/lead/panel/firms/{FIRM}").submit("Save", active="yes", areas="CB", contract="yes", weight="3")
    page = solicitor.get("/firm/profile")
    assert "What the panel holds" in page.text
    saved = solicitor.post(
        "/firm/profile",
        {"languages": "Polish", "capacity": "7", "weight": "99", "contract": "no", "areas": "LS"},
    )
    assert "What you take is saved." in saved.text
    page = lead.get(f"/lead/panel/firms/{FIRM}")
    values = dict(re.findall(r'name="(areas|languages|capacity|weight)"[^>]*value="([^"]*)"', page.html))
    assert values == {"areas": "CB", "languages": "Polish", "capacity": "7", "weight": "3"}
    assert solicitor.get("/firm/profile").submit("Save", capacity="-1").status == 422
    assert Visitor(client, tokens["caseworker"]).get("/firm/profile").status == 403
    assert lead.get("/lead/panel/firms/nobody").status == 404
