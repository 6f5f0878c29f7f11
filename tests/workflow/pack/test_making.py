"""An application is opened to who may open how she is reached, never unseen, and is merged as it grows."""

from datetime import timedelta

import orjson
import pytest

from states.errors import Malformed, NotFound, NotPermitted
from states.vocabulary import Event
from tests.workflow.cast import NAME, PHONE, Cast
from workflow.db import Database
from workflow.details import merged
from workflow.faults import StorageUnavailable
from workflow.finding import load
from workflow.glass import break_glass
from workflow.pack import making
from workflow.pack.contract import SECTIONS
from workflow.pack.making import Opened, how_far, known_before, make, may_open, open_application
from workflow.pack.prefill import READ, Address
from workflow.pack.standing import Standing
from workflow.trail import sealed_payload
from workflow.vault import SealedPayload, open_payload

WHY = "to file it for Ada"


@pytest.fixture
def cast(sqlite_database: Database) -> Cast:
    """Which engine it is cannot matter here."""
    return Cast(sqlite_database)


def made(cast: Cast, case: str, actor):
    return make(cast.db, case, Opened.FORM, WHY, actor=actor, at=cast.at)


def test_the_owner_opens_it_and_the_entry_says_what_and_seals_why(cast: Cast):
    case = cast.case("consented")
    version = cast.version(case)
    pack = made(cast, case, cast.caseworker)
    assert pack.form["fl401"]["applicantDetails"]["applicantFirstName"] == NAME.split()[0]
    assert PHONE not in repr(pack.form)
    entry = cast.entries(case)[-1]
    assert (entry["event"], cast.version(case)) == ("reveal", version)
    assert orjson.loads(entry["body"]) == {"fields": sorted(READ), "application": "form"}
    with cast.db.reading() as tx:
        found = load(tx, case)
        sealed = sealed_payload(tx, found.head.stream, entry["seq"])
    assert sealed is not None
    said = open_payload(found.key(cast.db.keys), entry["seq"], SealedPayload(entry["digest"], sealed))
    assert orjson.loads(said) == {"purpose": WHY}


def test_a_section_is_named_and_nothing_else_that_is_typed(cast: Cast):
    case = cast.case("consented")
    for section in (SECTIONS[0], "Ada Fictional"):
        open_application(
            cast.db, case, Opened.SECTION, WHY, actor=cast.caseworker, at=cast.at, section=section
        )
    bodies = [orjson.loads(entry["body"]) for entry in cast.entries(case)[-2:]]
    assert [body.get("section") for body in bodies] == [SECTIONS[0], None]


def test_who_broke_the_glass_opens_it_and_the_entry_says_so(cast: Cast):
    case = cast.case("consented")
    with pytest.raises(NotPermitted):
        made(cast, case, cast.lead)
    assert not may_open(cast.db, case, cast.lead, cast.at)
    break_glass(cast.db, case, "she is at court", actor=cast.lead, at=cast.at)
    assert may_open(cast.db, case, cast.lead, cast.at)
    made(cast, case, cast.lead)
    assert orjson.loads(cast.entries(case)[-1]["body"])["glass"] is True
    with pytest.raises(NotPermitted):
        make(cast.db, case, Opened.C8, WHY, actor=cast.lead, at=cast.at + timedelta(hours=1))


def test_a_firm_opens_it_only_while_it_acts_with_her_consent(cast: Cast):
    case = cast.case("offered")
    with pytest.raises(NotPermitted):
        made(cast, case, cast.solicitor)
    cast.accept(case)
    form = made(cast, case, cast.solicitor).form["fl401"]
    assert form["applicantDetails"]["legalRepresentativeFirm"] == "Hawthorn"
    cast.do(cast.solicitor, case, Event.SEEK_ORDER)
    sought = made(cast, case, cast.solicitor).form["fl401"]
    assert sought["situation"]["ordersAppliedFor"] == ["Non-molestation order"]
    assert sought["situation"]["ordersAppliedWithoutNotice"] is False
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT)
    with pytest.raises(NotPermitted):
        made(cast, case, cast.solicitor)
    with pytest.raises(NotFound):
        made(cast, case, cast.rival)


def test_nobody_else_opens_or_counts_it(cast: Cast):
    case = cast.case("consented")
    for actor in (cast.auditor, cast.colleague, cast.system):
        with pytest.raises(NotPermitted):
            made(cast, case, actor)
    for actor in (cast.rival, cast.analyst, cast.administrator):
        with pytest.raises(NotFound):
            how_far(cast.db, case, actor, cast.at)


def test_counting_writes_nothing(cast: Cast):
    case = cast.case("consented")
    count = len(cast.entries(case))
    pack = how_far(cast.db, case, cast.colleague, cast.at)
    assert pack.count("you", Standing.WITHHELD) == 2
    assert known_before(cast.db, case, cast.colleague, cast.at)["metaData"] == {"caseOrigin": "Rowan"}
    assert len(cast.entries(case)) == count


def test_nothing_is_shown_that_could_not_be_written(cast: Cast, monkeypatch):
    case = cast.case("consented")

    def fail(*_: object, **__: object):
        raise StorageUnavailable("the disk is full")

    monkeypatch.setattr(making, "note", fail)
    with pytest.raises(StorageUnavailable):
        made(cast, case, cast.caseworker)


@pytest.mark.parametrize("purpose", ["", "  ", "x" * 501])
def test_a_purpose_is_given(cast: Cast, purpose):
    case = cast.case("consented")
    with pytest.raises(Malformed) as refused:
        make(cast.db, case, Opened.FORM, purpose, actor=cast.caseworker, at=cast.at)
    assert [problem.field for problem in refused.value.problems] == ["purpose"]


def test_sections_join_what_is_held_and_null_takes_it_away(cast: Cast):
    case = cast.case("consented")
    for said in (
        {"fl401": {"goingToCourt": {"anyDisabilityNeeds": True, "disabilityNeedsDetails": "A ramp."}}},
        {"fl401": {"family": {"anyOngoingCourtProceedings": False}}},
        {
            "fl401": {"goingToCourt": {"disabilityNeedsDetails": None}},
            "confidential": {"schools": [{"name": "Oak"}]},
        },
    ):
        cast.do(cast.caseworker, case, Event.RECORD_APPLICATION, {"application": said})
    source = open_application(cast.db, case, Opened.SECTION, WHY, actor=cast.caseworker, at=cast.at)
    assert source.said == {
        "fl401": {
            "goingToCourt": {"anyDisabilityNeeds": True},
            "family": {"anyOngoingCourtProceedings": False},
        },
        "confidential": {"schools": [{"name": "Oak"}]},
    }


def test_merging_takes_a_list_for_the_other_and_holds_nothing_empty():
    assert merged({"a": [1, 2], "b": {"c": 1}}, {"a": [3], "b": {"c": None}}) == {"a": [3]}
    assert merged({}, {"a": {"b": {}}, "c": False, "d": 0}) == {"c": False, "d": 0}
    assert merged({"a": None}, {"b": None}) == {}


def test_a_case_that_started_earlier_is_asked_the_same(cast: Cast):
    case = cast.case("consented", definition="1")
    said = {"fl401": {"family": {"anyOngoingCourtProceedings": False}}}
    cast.do(cast.caseworker, case, Event.RECORD_APPLICATION, {"application": said})
    assert made(cast, case, cast.caseworker).form["fl401"]["family"] == {"anyOngoingCourtProceedings": False}
    with pytest.raises(Malformed):
        cast.do(
            cast.caseworker,
            case,
            Event.RECORD_APPLICATION,
            {"application": {"text": "She asks for an order."}},
        )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], {}),
        (["12 Mill Lane"], {"addressLine1": "12 Mill Lane"}),
        (["12 Mill Lane", "Leeds"], {"addressLine1": "12 Mill Lane", "postTown": "Leeds"}),
        (
            ["Flat 3", "The Mill", "12 Mill Lane", "Headingley", "Leeds"],
            {
                "addressLine1": "Flat 3",
                "addressLine2": "The Mill",
                "addressLine3": "12 Mill Lane, Headingley",
                "postTown": "Leeds",
            },
        ),
    ],
)
def test_an_address_is_divided_as_the_court_wants_it(lines, said):
    assert {name: value for name, value in Address(lines).as_court().items() if value} == said


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("2008-11-23", "18 years"),
        ("2008-11-24", "16 to 18"),
        ("2010-11-23", "16 to 18"),
        ("2010-11-24", "Under 16"),
    ],
)
def test_how_old_she_is_follows_her_birthday(cast: Cast, born, age):
    case = cast.case("consented", survivor={"name": NAME, "date_of_birth": born, "phone": PHONE})
    assert made(cast, case, cast.caseworker).form["fl401"]["beforeStart"]["applicantHowOld"].startswith(age)


def test_an_interpreter_is_asked_for_in_a_language_that_the_court_can_read(cast: Cast):
    for code, name in (("pl", "Polish"), ("xyz", "xyz")):
        case = cast.case("consented", language=code, interpreter=True)
        court = made(cast, case, cast.caseworker).form["fl401"]["goingToCourt"]
        assert court == {"isInterpreterRequired": True, "interpreterLanguage": name}


def test_what_a_case_was_given_keeps_no_secret_in_its_own_repr(cast: Cast):
    case = cast.case("consented")
    source = open_application(cast.db, case, Opened.SECTION, WHY, actor=cast.caseworker, at=cast.at)
    assert NAME not in repr(source)
    assert PHONE not in repr(made(cast, case, cast.caseworker))
