"""An officer looks up an order by a form, reads its card in place, and leaves no name in an address."""

import pytest

from api.web.words.order_card import (
    ARREST_ATTACHED,
    ARREST_FOR_CRIME,
    ARREST_PROMISED,
    ARREST_UNKNOWN,
    NO_ARREST_ATTACHED,
    READ,
    TELL_HIM,
    may_do,
)
from states.vocabulary import Event
from tests.api.visiting import Visitor

NAMES = {
    "protected": "Anna Known",
    "respondent": "Brian Known",
    "born-day": "3",
    "born-month": "2",
    "born-year": "1990",
}


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


@pytest.fixture
def officer(client, tokens) -> Visitor:
    return Visitor(client, tokens["other_officer"])


@pytest.fixture
def order(world) -> str:
    """An order in force and served."""
    survivor = {"name": "Anna Known", "date_of_birth": "1990-02-03", "phone": "07700 900111"}
    case, offer = world.offered(survivor=survivor, respondent={"name": "Brian Known"})
    world.post("solicitor", f"/offers/{offer}/events", {"event": "accept", "payload": {}})
    sought: dict[str, str | bool] = {"type": "non_molestation", "court": "Leeds"}
    sought |= {"applied_on": "2026-11-23", "without_notice": False}
    payload = {"orders": [sought], "confidential_address_protected": True}
    world.move("solicitor", f"/cases/{case}", Event.SEEK_ORDER, payload)
    (found,) = world.get("solicitor", f"/cases/{case}/orders").json()["items"]
    reference: str = found["reference"]
    made = {"made_on": "2026-11-23", "expires_on": "2027-11-22"}
    world.move("solicitor", f"/orders/{reference}", "make_order", made)
    proof = {"served_on": "2026-11-23", "served_by": "process_server", "proof": "FL415 <i>in</i> the file"}
    world.move("solicitor", f"/orders/{reference}", "serve", proof)
    return reference


def test_the_card_answers_in_place_and_names_nobody(officer, order):
    page = officer.get("/order-card")
    found = page.submit("Look up", reference=order.lower(), purpose="breach")
    assert found.status == 200
    assert found.path == "/order-card"
    for said in (
        "Non-molestation order",
        "Breaking it is a crime",
        "Served on him on 23 November 2026 by a process server",
    ):
        assert said in found.text, said
    assert "FL415 <i>in</i> the file" in found.text
    assert "<i>" not in found.html
    assert "at the end of 22 November 2027" in found.text
    by_names = page.submit("Look up", purpose="at_the_scene", fields=NAMES)
    assert order in by_names.text
    assert "Known" not in by_names.html
    assert "no-store" in found.response.headers["cache-control"]


def test_the_card_says_what_he_must_not_do_and_what_the_officer_may(officer, order, world):
    page = officer.get("/order-card")
    found = page.submit("Look up", reference=order, purpose="breach")
    assert "We do not hold its terms: read the order" in found.text
    assert "You may arrest him for breaking it" in found.text
    said = {"terms": ["not_to_contact"], "other_terms": "Not to drive along <b>Elm Road</b>."}
    world.move("solicitor", f"/orders/{order}", "vary", said)
    found = page.submit("Look up", reference=order, purpose="breach")
    assert "Not to contact her in any way, except through solicitors" in found.text
    assert "Not to drive along <b>Elm Road</b>." in found.text
    assert "<b>Elm" not in found.html
    assert "We do not hold its terms" not in found.text
    # A new order is to be served anew: until he knows of it, breaking it is no crime.
    assert "As far as we know he has not been given this order" in found.text


@pytest.mark.parametrize(
    ("kind", "card", "words"),
    [
        ("non_molestation", {"promised": True, "attached": None, "told": True}, ARREST_PROMISED),
        ("occupation", {"promised": False, "attached": True, "told": True}, ARREST_ATTACHED),
        ("occupation", {"promised": False, "attached": False, "told": True}, NO_ARREST_ATTACHED),
        ("occupation", {"promised": False, "attached": None, "told": True}, ARREST_UNKNOWN),
        ("prohibited_steps", {"promised": False, "attached": None, "told": True}, READ),
        ("non_molestation", {"promised": False, "attached": None, "told": False}, TELL_HIM),
    ],
)
def test_an_officer_is_told_of_no_power_that_an_order_does_not_give(kind, card, words):
    first, *others = may_do(kind, **card)
    assert first == words
    assert others == ([ARREST_FOR_CRIME] if words == TELL_HIM else [])


def test_what_is_not_found_says_no_more(officer, order):
    page = officer.get("/order-card")
    absent = page.submit("Look up", reference="O-00000000", purpose="breach")
    wrong = page.submit("Look up", purpose="breach", fields=NAMES | {"born-day": "4"})
    assert absent.status == wrong.status == 200
    assert absent.html == wrong.html
    assert "We know of no such order in force" in absent.text


def test_programs_of_officers_are_told_what_the_card_says(order, world):
    world.move("solicitor", f"/orders/{order}", "vary", {"terms": ["not_to_contact"]})
    asked = {"reference": order, "purpose": "breach", "why": "He was seen there"}
    (card,) = world.post("other_officer", "/order-cards", asked).json()["items"]
    assert (card["reference"], card["terms"], card["service"]) == (order, ["not_to_contact"], "due")
    assert (card["other_terms"], card["power_of_arrest"], card["holds"]) == (None, None, {})
    assert "Known" not in str(card)
    names = {
        "protected": "Anna Known",
        "respondent": "Brian Known",
        "born": "1990-02-03",
        "purpose": "arrest",
    }
    assert len(world.post("other_officer", "/order-cards", names).json()["items"]) == 1
    assert world.post("other_officer", "/order-cards", names | {"born": "1990-02-04"}).json() == {"items": []}
    assert world.post("other_officer", "/order-cards", {"purpose": "breach"}).status_code == 422
    assert (
        world.post("other_officer", "/order-cards", {"reference": order, "purpose": "x"}).status_code == 422
    )
    assert world.post("lead", "/order-cards", asked).status_code == 403


def test_an_error_leads_to_its_field_and_keeps_what_was_typed(officer):
    page = officer.get("/order-card").submit(
        "Look up", protected="<script>Ada", purpose="other", fields={"born-day": "31", "born-month": "2"}
    )
    assert page.status == 422
    targets = {href for href in page.links.values() if href.startswith("#")}
    assert {"#respondent", "#born-day", "#why"} <= targets
    assert "#protected" not in targets
    assert "<script>" not in page.html.replace("<script src", "")
    assert ("protected", "<script>Ada") in page.form("Look up").fields
    page = page.submit("Look up", reference="C-00000000")
    assert page.links["Enter the reference of an order, like O-7KQ29MXD"] == "#reference"


def test_the_card_is_for_officers(client, tokens):
    for role in ("caseworker", "lead", "solicitor", "auditor", "administrator", "analyst"):
        visitor = Visitor(client, tokens[role])
        assert visitor.get("/order-card").status == 403
        assert visitor.post("/order-card", {"reference": "O-00000000", "purpose": "breach"}).status == 403
