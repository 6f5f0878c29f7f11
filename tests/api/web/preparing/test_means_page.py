"""Legal aid on a page: what is clear, what is opened with an entry, and what it comes to in sentences."""

import pytest

from api.web.words import means as words
from states.means import PROCEEDINGS, Limit
from states.vocabulary import OrderType

MEANS = {"gross_income": 3210, "disposable_income": 415.5, "capital": 4321, "children": 1, "benefit": "none"}
STATEMENT = {
    "taken_on": "2026-11-22",
    "evidence": ["photographs"],
    "evidence_notes": "On <b>the phone</b> of Ada's aunt",
    "merits": {"police_told": True, "chances": "good", "bail_ends_on": "2026-12-01"},
}


@pytest.fixture
def case(world) -> str:
    reference: str = world.consented()
    return reference


def test_the_page_opens_what_is_held_and_says_what_it_comes_to(world, visit, case):
    world.move("caseworker", f"/cases/{case}", "record_means", MEANS | {"legal_aid_needed": True})
    world.move("caseworker", f"/cases/{case}", "record_statement", STATEMENT)
    page = visit("caseworker").get(f"/cases/{case}/means")
    for clear in ("Photographs", "22 November 2026", "DA004", "CV117", "When the legal-aid system is down"):
        assert clear in page.text, clear
    for sealed in ("3,210", "4,321", "aunt", words.WAIVED):
        assert sealed not in page.text, sealed
    opened = page.submit("Open it and work out legal aid")
    assert opened.path == f"/cases/{case}/means"
    for said in (
        words.WAIVED,
        words.PAYS,
        words.DECIDES,
        "Above it: waived for her",
        "£3,210",
        "about £36.58",
        "at most £1,321",
        "Good: 60 to 80 %",
        "1 December 2026",
        "On <b>the phone</b> of Ada's aunt",
    ):
        assert said in opened.text, said
    assert "<b>the" not in opened.html
    assert "no-store" in opened.response.headers["cache-control"]


def test_a_benefit_stands_for_her_income(world, visit, case):
    said = MEANS | {"capital": 0, "benefit": "universal_credit"}
    world.move("caseworker", f"/cases/{case}", "record_means", said)
    opened = visit("caseworker").get(f"/cases/{case}/means").submit("Open it and work out legal aid")
    assert words.PASSPORTED in opened.text
    assert words.QUALIFIES in opened.text
    assert words.PAYS_NOTHING in opened.text
    assert "Universal Credit" in opened.text


def test_a_colleague_is_told_who_opens_it(world, visit, case):
    world.move("caseworker", f"/cases/{case}", "record_means", MEANS)
    lead = visit("lead")
    page = lead.get(f"/cases/{case}/means")
    assert "Her means are opened by the owner of the case" in page.text
    assert lead.post(f"/cases/{case}/means").status == 403


def test_a_case_of_which_nothing_is_held_asks_for_it(world, visit, case):
    page = visit("caseworker").get(f"/cases/{case}/means")
    assert page.links["Record her means"] == f"/cases/{case}/events/record_means"
    assert "Open it" not in page.text
    assert visit("caseworker").post(f"/cases/{case}/means").status == 403


def test_an_order_that_was_sought_names_its_own_code(world, visit):
    case, _ = world.sought()
    page = visit("caseworker").get(f"/cases/{case}/means")
    assert "DA004" in page.text
    assert "DA005" not in page.text


def test_programs_are_told_the_same_and_leave_the_same_entry(world, case):
    path = f"/cases/{case}/legal-aid"
    assert world.post("caseworker", path, None).status_code == 403
    world.move("caseworker", f"/cases/{case}", "record_means", MEANS)
    answer = world.post("caseworker", path, None).json()
    assert answer["means"]["gross_income"] == 3210
    assert (answer["merits"], answer["evidence"]) == (None, None)
    found = answer["assessment"]
    assert (found["waived"], found["passported"]) == (["gross"], False)
    assert (found["income_contribution"], found["capital_contribution"]) == ("36.58", "1321.0")
    assert found["thresholds"]["since"] == "2026-04-06"
    assert world.post("lead", path, None).status_code == 403
    assert world.post("other_officer", path, None).status_code == 404
    entries = world.get("auditor", f"/cases/{case}/history", limit=200).json()["items"]
    assert [entry["event"] for entry in entries].count("reveal") == 1


def test_every_limit_and_order_has_words():
    assert set(words.LIMITS) == set(Limit)
    assert {OrderType(kind) for kind in words.ORDERS} == set(PROCEEDINGS)
