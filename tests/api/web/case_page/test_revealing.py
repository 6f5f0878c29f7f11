"""Opening what is sealed on pages: with a purpose, written down first, shown once."""

import pytest

from api.web.words.facts import PURPOSES
from workflow.faults import StorageUnavailable


@pytest.fixture
def case(world):
    return world.contacted()


def entries(world, case, event="reveal"):
    items = world.get("auditor", f"/cases/{case}/history", limit=200).json()["items"]
    return [item for item in items if item["event"] == event]


def test_what_is_sealed_shows_after_a_purpose_and_is_on_the_trail(world, caseworker, case):
    page = caseworker.get(f"/cases/{case}/people")
    asked = page.follow("Show her: name")
    assert "Anna" not in asked.html
    assert not entries(world, case)
    shown = asked.submit("Show it", purpose="prepare")
    assert "Anna Example" in shown.text
    assert shown.response.headers["cache-control"] == "no-store"
    assert "Anna" not in shown.path
    (entry,) = entries(world, case)
    assert entry["payload"]["fields"] == ["survivor.name"]
    assert "Anna" not in caseworker.get(f"/cases/{case}/people").html


def test_one_press_before_a_call_shows_all_that_a_caller_needs(world, caseworker, case):
    page = caseworker.get(f"/cases/{case}/contact")
    shown = page.submit("I am about to call her: show her number")
    assert "Anna Example" in shown.text
    assert "07700 9" in shown.text
    assert "Withhold your number" in shown.text
    assert entries(world, case)[0]["payload"]["fields"] == ["survivor.name", "survivor.phone"]


def test_no_purpose_opens_nothing_and_keeps_what_was_typed(world, caseworker, case):
    asked = caseworker.get(f"/cases/{case}/reveal?field=survivor.name&field=survivor.phone")
    for given in ({}, {"purpose": "other"}, {"purpose": "other", "because": "x" * 501}):
        page = asked.submit("Show it", **given)
        assert page.status == 422
        assert "There is a problem" in page.text
        assert "Anna" not in page.html
        assert page.form("Show it").fields[:2] == [("field", "survivor.name"), ("field", "survivor.phone")]
    assert not entries(world, case)
    typed = asked.submit("Show it", purpose="other", because="A court asks for her name")
    assert "Anna" in typed.text


def test_where_its_entry_cannot_be_written_nothing_shows(caseworker, case, monkeypatch):
    def fails(*_: object, **__: object):
        raise StorageUnavailable("the disk is full")

    monkeypatch.setattr("workflow.reveals.note", fails)
    page = caseworker.get(f"/cases/{case}/contact")
    shown = page.submit("I am about to call her: show her number")
    assert shown.status == 503
    assert "Anna" not in shown.html
    assert "07700" not in shown.html


def test_contact_details_of_another_owners_case_stay_closed(visit, case):
    other = visit("other_caseworker")
    page = other.get(f"/cases/{case}/contact")
    assert "Her number opens to the owner of the case alone." in page.text
    assert "Show her name" in page.links
    assert other.get(f"/cases/{case}/reveal?field=survivor.phone").status == 404
    refused = other.post(f"/cases/{case}/reveal", {"field": "survivor.phone", "purpose": "call"})
    assert refused.status == 403
    assert "07700" not in refused.html


def test_unknown_fields_and_those_who_see_less_get_nothing(world, visit, caseworker, case):
    assert caseworker.get(f"/cases/{case}/reveal?field=nothing").status == 404
    assert caseworker.post(f"/cases/{case}/reveal", {"purpose": "call"}).status == 404
    unknown = caseworker.post(f"/cases/{case}/reveal", {"field": "nothing", "purpose": "call"})
    assert unknown.status == 404
    _, offer = world.offered()
    assert visit("solicitor").get(f"/cases/{offer}/reveal?field=survivor.name").status == 403


def test_a_lead_breaks_the_glass_before_witnesses(world, visit, case):
    lead = visit("lead")
    page = lead.get(f"/cases/{case}/people").follow("break the glass")
    assert page.submit("Open the contact details").status == 422
    assert page.submit("Open the contact details", reason="x" * 501).status == 422
    people = page.submit("Open the contact details", reason="Her owner is in hospital")
    assert "The contact details are open to you until 10:30am" in people.text
    asked = lead.get(f"/cases/{case}/reveal?field=survivor.phone")
    assert "07700" in asked.submit("Show it", purpose="safety").text
    assert visit("caseworker").get(f"/cases/{case}/glass").status == 403
    assert entries(world, case, "break_glass")
    own = world.case()
    world.move("lead", f"/cases/{own}", "take")
    assert lead.get(f"/cases/{own}/glass").status == 403


def test_every_purpose_is_a_sentence_that_can_be_kept():
    assert all(purpose.startswith("I ") for purpose in PURPOSES.values())
