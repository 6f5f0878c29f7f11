"""A firm's own pages."""

import re

import pytest

from tests.api.visiting import Visitor


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def solicitor(client, tokens):
    return Visitor(client, tokens["solicitor"])


@pytest.fixture
def rival(client, tokens):
    return Visitor(client, tokens["other_solicitor"])


def test_an_offer_says_what_a_firm_needs_and_not_who_she_is(world, solicitor, rival):
    case, offer = world.offered()
    page = solicitor.get("/firm/offers")
    assert "Answer by" in page.text
    assert "Cambridgeshire" in page.text
    assert case not in page.html
    assert "Leila" not in page.html
    assert page.follow(f"Accept the case {offer}").status == 200
    assert "Nothing is offered" in rival.get("/firm/offers").text


def test_an_accepted_case_stands_with_the_firms_cases_and_with_no_other(world, solicitor, rival):
    case = world.assigned()
    page = solicitor.get("/firm/cases")
    assert case in page.html
    assert "With a solicitor" in page.text
    assert case not in rival.get("/firm/cases").html


def test_the_firm_says_when_it_answers(solicitor):
    page = solicitor.get("/firm/hours").submit("Save hours", mon_opens="9", mon_closes="17.30")
    assert "Your duty hours are saved." in page.text
    assert re.search(r'name="mon_opens"[^>]*value="09:00"', page.html)
    assert re.search(r'name="mon_closes"[^>]*value="17:30"', page.html)


@pytest.mark.parametrize(
    ("opens", "closes"), [("9", ""), ("nine", "17"), ("17", "9"), ("9", "25"), ("9:75", "17")]
)
def test_hours_that_are_none_are_said_so_and_kept_in_the_form(solicitor, opens, closes):
    page = solicitor.get("/firm/hours").submit(
        "Save hours", tue_opens=opens, tue_closes=closes, wed_opens="8", wed_closes="12"
    )
    assert page.status == 422
    assert "There is a problem" in page.text
    assert 'href="#tue_opens"' in page.html
    assert re.search(rf'name="tue_opens"[^>]*value="{opens}"', page.html)
    assert re.search(r'name="wed_opens"[^>]*value="8"', page.html)
    assert 'value="08:00"' not in solicitor.get("/firm/hours").html


def test_a_conflict_is_listed_by_its_file_number_alone(solicitor, rival):
    page = solicitor.get("/firm/conflicts").submit("Add to the list", name="Mark Doyle", matter="2026/0555")
    assert "2026/0555" in page.text
    assert "Doyle" not in page.html
    assert "2026/0555" not in rival.get("/firm/conflicts").text
    assert "Nobody is listed" in page.submit("Remove 2026/0555").text


def test_a_conflict_that_cannot_be_listed_keeps_what_was_typed(solicitor):
    page = solicitor.get("/firm/conflicts").submit("Add to the list", name='<script>"x', matter="Doyle")
    assert page.status == 422
    assert "Your file number must be your file number, not a name" in page.text
    assert '<script>"x' not in page.html
    assert "&lt;script&gt;&#34;x" in page.html


def test_another_firms_line_is_not_there(solicitor, rival):
    page = solicitor.get("/firm/conflicts").submit("Add to the list", name="Mark Doyle", matter="2026/0555")
    action = page.form("Remove 2026/0555").action
    assert rival.post(action).status == 404
    assert "2026/0555" in solicitor.get("/firm/conflicts").text


def test_the_people_of_a_firm_are_its_own(solicitor):
    page = solicitor.get("/firm/people")
    assert "solicitor" in page.text
    assert "other_solicitor" not in page.text
