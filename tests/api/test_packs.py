"""The application by the API: every path with how it stands, the court's contract, and documents, for who may open them."""

import pytest

from tests.workflow.pack.court_paths import PATHS
from tests.workflow.pack.printed import text_of

WHY = {"purpose": "to file the application"}


@pytest.fixture
def settings(sqlite_settings):
    return sqlite_settings


def test_every_path_stands_and_the_form_holds_what_is_filled(world):
    case = world.consented()
    said = {"fl401": {"family": {"whoApplicationIsFor": "Applicant and children "}}}
    world.move("caseworker", f"/cases/{case}", "record_application", {"application": said})
    answer = world.post("caseworker", f"/cases/{case}/pack", WHY)
    assert answer.status_code == 200
    pack = answer.json()
    leaves = {leaf["path"]: leaf for leaf in pack["leaves"]}
    assert leaves.keys() == PATHS.keys()
    assert pack["form"]["fl401"]["family"] == {"whoApplicationIsFor": "Applicant and children "}
    assert pack["form"]["fl401"]["applicantDetails"]["applicantFirstName"] == "Anna"
    missing = leaves["fl401.applicantDetails.applicantGender"]
    assert (missing["standing"], missing["needed"]) == ("missing", True)
    assert missing["asked_at"] == f"/cases/{case}/application/you"
    withheld = leaves["fl401.applicantDetails.applicantPhoneNumber"]
    assert (withheld["standing"], withheld["why"]) == ("withheld", "she has not said that he may know it")
    assert "07700" not in answer.text


def test_documents_are_files_that_nothing_keeps(world):
    case = world.consented(survivor={"name": "Anna Example", "phone": "07700 912345"})
    for document in ("fl401", "c8"):
        answer = world.post("caseworker", f"/cases/{case}/pack/{document}", WHY)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"] == f'attachment; filename="{document}-{case}.pdf"'
        assert answer.headers["cache-control"] == "no-store"
        assert ("07700 912345" in text_of(answer.content)) is (document == "c8")
        assert "Application for an order" in text_of(answer.content) or document == "c8"
    assert world.post("caseworker", f"/cases/{case}/pack/form", WHY).status_code == 422


def test_each_time_is_an_entry_that_says_what_and_seals_why(world):
    case = world.consented()
    world.post("caseworker", f"/cases/{case}/pack", WHY)
    world.post("caseworker", f"/cases/{case}/pack/c8", WHY)
    entries = world.get("caseworker", f"/cases/{case}/history", limit=200).json()["items"]
    opened = [entry["payload"] for entry in entries if entry["event"] == "reveal"]
    assert [body["application"] for body in opened] == ["form", "c8"]
    assert all("application" in body["fields"] and "survivor.phone" in body["fields"] for body in opened)
    assert "to file" not in str(entries)


def test_only_who_may_open_how_she_is_reached_opens_an_application(world):
    case = world.assigned()
    for who, status in (
        ("caseworker", 200),
        ("solicitor", 200),
        ("other_caseworker", 403),
        ("lead", 403),
        ("auditor", 403),
        ("analyst", 403),
        ("administrator", 403),
        ("other_solicitor", 404),
        ("officer", 404),
    ):
        for path in (f"/cases/{case}/pack", f"/cases/{case}/pack/fl401", f"/cases/{case}/pack/c8"):
            answer = world.post(who, path, WHY)
            assert (who, answer.status_code) in {(who, status), (who, 404 if status == 403 else status)}, path
            assert status == 200 or "07700" not in answer.text
    world.move("caseworker", f"/cases/{case}", "withdraw_consent", {"under_pressure": "no"})
    assert world.post("solicitor", f"/cases/{case}/pack", WHY).status_code in (403, 404)


@pytest.mark.parametrize(
    "body", [{}, {"purpose": ""}, {"purpose": " "}, {"purpose": "x" * 501}, {"why": "x"}]
)
def test_nothing_is_opened_without_a_reason(world, body):
    case = world.consented()
    assert world.post("caseworker", f"/cases/{case}/pack", body).status_code == 422
