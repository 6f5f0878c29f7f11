"""What she wants kept is found however it is written, and what is nobody's secret goes out."""

import pytest

from tests.workflow.pack.applying import Json, address, changed, source, yes
from workflow.pack.keeping import kept
from workflow.pack.standing import Standing, Why, judged

PHONE, EMAIL = "07700 900123", "ada@example.org"
HERS = {"lines": ["Flat 3, 12 Mill Lane", "Leeds"], "postcode": "LS1 1AA"}
APPLICANT, HOME = "fl401.applicantDetails.", "fl401.theHome."
LOOKED_FOR = kept(
    [PHONE],
    [EMAIL],
    [{"addressLine1": "Flat 3, 12 Mill Lane", "postTown": "Leeds", "postCode": "LS1 1AA"}],
    [{"name": "The Saint Mary's School", "address": "Church Road, LS2 2BB"}, {"name": "M&S"}],
)


def stands(pack):
    return {leaf.path: leaf.standing for leaf in pack.leaves}


def why(pack, path):
    return {leaf.path: leaf.why for leaf in pack.leaves}[path]


@pytest.mark.parametrize(
    "text",
    [
        "He rang 07700900123.",
        "Her number: +44 7700 900 123",
        "0044 (0)7700-900-123 it is",
        "0 7 7 0 0 9 0 0 1 2 3",
        "write to ADA@Example.ORG",
        "ada at example dot org",
        "He waits at 12 Mill Lane",
        "12, mill ln.",
        "flat 3 12  MILL-LANE",
        "He sits in Mill Lane all day",
        "she is in ls11aa now",
        "LS1  1AA",
        "St. Mary’s School",  # noqa: RUF001 - as people type it.
        "outside Saint Marys school, every day",
        "he came to church rd",
        "near LS2 2BB",
        "she is at M&S from nine",
        "she is at M & S from nine",
    ],
)
def test_what_is_kept_is_found_however_it_is_written(text):
    assert LOOKED_FOR.is_in(text), text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "He lives in Leeds.",
        "12 Mill Street",
        "LS1 1AB",
        "He rang 07700 900124",
        "Mary told him",
        "at ms's house",
    ],
)
def test_what_tells_nothing_of_her_is_nobodys_secret(text):
    assert not LOOKED_FOR.is_in(text), text


def test_an_address_in_a_street_of_the_same_name_may_be_anybodys():
    assert LOOKED_FOR.is_in("He lives in Mill Lane")
    assert not LOOKED_FOR.is_at("40 Mill Lane, York, YO1 1AA")
    assert LOOKED_FOR.is_at("12 Mill Lane, York")
    assert LOOKED_FOR.is_at("Somewhere else, LS1 1AA")


def test_a_number_of_a_house_or_a_town_alone_is_no_secret():
    found = kept([], [], [{"addressLine1": "12", "addressLine2": "Flat 3", "postTown": "Leeds"}], [])
    assert not found.is_in("He has 12 dogs in flat 3 in Leeds")
    assert kept([], [], [{"postTown": "Mill Lane"}], []).is_in("in Mill Lane")


def test_her_ways_are_withheld_until_she_clearly_says_that_he_may_know_them():
    known: Json = {"survivor__phone": PHONE, "survivor__email": EMAIL, "survivor__address": HERS}
    for said in (None, False):
        application = {"fl401": {"applicantDetails": {"shareContactDetailsWithRespondent": said}}}
        pack = judged(source(application, **known))
        hers = {path: how for path, how in stands(pack).items() if path.startswith(APPLICANT)}
        assert {path for path, how in hers.items() if how is Standing.WITHHELD} == {
            f"{APPLICANT}applicantPhoneNumber",
            f"{APPLICANT}applicantEmailAddress",
            f"{APPLICANT}applicantAddress.addressLine1",
            f"{APPLICANT}applicantAddress.postTown",
            f"{APPLICANT}applicantAddress.postCode",
        }
        assert why(pack, f"{APPLICANT}applicantPhoneNumber") == Why.ROUTE
        assert pack.form["fl401"]["applicantDetails"] == {"shareContactDetailsWithRespondent": False}
    told = judged(source(yes(), **known)).form["fl401"]["applicantDetails"]
    assert told["applicantPhoneNumber"] == PHONE
    assert told["applicantAddress"] == {
        "addressLine1": "Flat 3, 12 Mill Lane",
        "postTown": "Leeds",
        "postCode": "LS1 1AA",
    }
    assert told["shareContactDetailsWithRespondent"] is True


def test_one_way_may_be_kept_while_the_others_are_told():
    """The court's form knows one answer for all: as long as one way is kept, it is told no."""
    application = yes(confidential={"keptRoutes": ["address"]})
    application["fl401"]["applicantDetails"]["applicantContactInstructions"] = "Ring twice."
    pack = judged(source(application, survivor__phone=PHONE, survivor__address=HERS))
    told = pack.form["fl401"]["applicantDetails"]
    assert told == {"applicantPhoneNumber": PHONE, "shareContactDetailsWithRespondent": False}
    assert why(pack, f"{APPLICANT}applicantContactInstructions") == Why.INSTRUCTIONS


@pytest.mark.parametrize(
    "home",
    [
        {"addressLine1": "12 Mill Lane", "postCode": "LS1 1AA"},
        {"addressLine1": "FLAT 3,  12 mill ln", "postTown": "Leeds"},
        {"addressLine1": "Flat 3", "addressLine2": "12 Mill Lane"},
        {"addressLine1": "The old house", "postCode": "ls1 1aa"},
    ],
)
def test_an_occupation_order_address_equal_to_hers_goes_to_the_court_alone(home):
    said = {"occupationOrderAddress": home, "currentlyLivesAtAddress": ["The respondent"]}
    pack = judged(source({"fl401": {"theHome": said}}, survivor__address=HERS))
    assert "occupationOrderAddress" not in pack.form["fl401"].get("theHome", {})
    assert {why(pack, f"{HOME}occupationOrderAddress.{name}") for name in home} == {Why.HOME}
    assert set(pack.withheld.values()) >= set(home.values())


def test_an_occupation_order_address_where_he_lives_alone_is_told():
    home = address(7, "Old Street", "LS4 4DD")
    said = {"occupationOrderAddress": home, "currentlyLivesAtAddress": ["The respondent"]}
    pack = judged(source({"fl401": {"theHome": said}}, survivor__address=HERS))
    assert pack.form["fl401"]["theHome"]["occupationOrderAddress"] == home


def test_where_she_lives_at_home_that_is_hers_whatever_is_held_of_her():
    home = {
        "occupationOrderAddress": {"addressLine1": "7 Old Street", "postCode": "LS4 4DD"},
        "currentlyLivesAtAddress": ["The applicant"],
    }
    him = {"respondentAddress": {"addressLine1": "7 Old St"}}
    said = {
        "theHome": home,
        "respondentDetails": him,
        "situation": {"additionalDetailsForCourt": "In LS4 4DD."},
    }
    pack = judged(source({"fl401": said}))
    assert why(pack, f"{HOME}occupationOrderAddress.postCode") == Why.HOME
    assert why(pack, "fl401.respondentDetails.respondentAddress.addressLine1") == Why.TOLD
    assert why(pack, "fl401.situation.additionalDetailsForCourt") == Why.TOLD
    told = judged(source({"fl401": {**said, **yes()["fl401"]}}))
    assert told.form["fl401"]["theHome"]["occupationOrderAddress"]["postCode"] == "LS4 4DD"


def test_a_home_is_hers_until_somebody_says_who_lives_there():
    home = {"occupationOrderAddress": {"addressLine1": "7 Old Street", "postCode": "LS4 4DD"}}
    pack = judged(source({"fl401": {"theHome": home}}))
    assert why(pack, f"{HOME}occupationOrderAddress.postCode") == Why.HOME
    alone = judged(source({"fl401": {"theHome": {**home, "currentlyLivesAtAddress": ["The respondent"]}}}))
    assert alone.form["fl401"]["theHome"]["occupationOrderAddress"]["postCode"] == "LS4 4DD"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("schools", "He waits at Oak Primary."),
        ("workplaces", "at oak  primary"),
        ("otherPlaces", "OAK PRIMARY"),
    ],
)
def test_a_place_is_never_on_the_form_and_no_text_tells_it_even_if_her_ways_are_shared(kind, text):
    place = {"name": "Oak Primary", "address": "1 Church Road, LS9 9ZZ"}
    changes = {"fl401": {"situation": {"additionalDetailsForCourt": text}}, "confidential": {kind: [place]}}
    pack = judged(source(changed(changes)))
    assert why(pack, "fl401.situation.additionalDetailsForCourt") == Why.TOLD
    assert set(pack.form) == {"metaData", "fl401"}
    assert ("confidential", kind, 0, "name") in pack.kept
    assert "Oak" not in repr(pack.form)


def test_an_older_way_that_the_case_holds_is_kept_beside_the_one_of_the_application():
    said = {"applicantDetails": {"applicantPhoneNumber": "07700 900555"}}
    text = {"situation": {"additionalDetailsForCourt": "He has 07700 900123."}}
    pack = judged(source({"fl401": {**said, **text}}, survivor__phone=PHONE))
    assert why(pack, "fl401.situation.additionalDetailsForCourt") == Why.TOLD


def test_nothing_that_is_withheld_is_lost():
    changes = {"fl401": {"applicantDetails": {"shareContactDetailsWithRespondent": False}}}
    pack = judged(source(changed(changes)))
    assert pack.withheld
    assert not pack.withheld.keys() & pack.told.keys()
    assert len(pack.withheld) + len(pack.told) == len(judged(source(changed())).told)
