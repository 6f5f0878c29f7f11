"""What goes out is the court's contract, path by path and type by type; nothing that is asked is lost on the way."""

from enum import StrEnum

import pytest

from states.payloads import application_options as court
from states.payloads import read
from states.vocabulary import Chart, Event
from tests.workflow.pack.applying import changed, full, source
from tests.workflow.pack.court_paths import PATHS
from workflow.pack import contract, needed
from workflow.pack.labels import GROUPS, LABELS, SECTIONS, called, told_whole
from workflow.pack.standing import Standing, judged

TYPES = {"string": str, "boolean": bool, "integer": int}


def said(value, path=""):
    """Yield every path of some JSON with what stands there."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from said(inner, f"{path}.{name}" if path else name)
        case list():
            assert value, path
            for inner in value:
                yield from said(inner, f"{path}[]")
        case _:
            yield path, value


def test_the_contract_has_the_paths_and_types_of_the_court():
    assert len(PATHS) == 155
    assert {leaf.path: TYPES[leaf.type] for leaf in contract.leaves()} == PATHS


def test_a_full_application_comes_out_with_every_path_in_its_type():
    pack = judged(source(full()))
    assert {path: type(value) for path, value in said(pack.form)} == PATHS
    assert {leaf.standing for leaf in pack.leaves} == {Standing.FILLED}
    assert not pack.withheld


def test_what_comes_out_is_what_was_said_and_days_are_whole_numbers():
    form = judged(source(full())).form
    assert form["fl401"]["applicantDetails"]["applicantDateOfBirth"] == {"day": 3, "month": 2, "year": 1990}
    assert form["fl401"]["family"]["whoApplicationIsFor"] == "Applicant and children "
    assert form["fl401"]["theHome"]["childrenSharedResponsibility"] == [
        {"fullName": "Cy Fictional", "age": 8}
    ]
    assert list(form["fl401"]) == [
        "beforeStart",
        "situation",
        "applicantDetails",
        "respondentDetails",
        "family",
        "relationshipWithRespondent",
        "respondentBehaviour",
        "theHome",
        "goingToCourt",
        "statementOfTruth",
    ]


def test_the_event_takes_a_full_application_and_hands_it_on_as_it_is():
    """The court's own spelling is taken, is kept as people spell it, and goes out as the court spells it."""
    clear, sealed = read(Chart.CASE, Event.RECORD_APPLICATION, {"application": full()})
    assert clear == {}
    assert sealed["application"]["fl401"]["family"]["whoApplicationIsFor"] == "Applicant and children"
    assert judged(source(sealed["application"])).form == judged(source(full())).form


def test_the_courts_spelling_is_of_answers_that_there_are():
    answers = {
        str(one.value)
        for kind in vars(court).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum)
        for one in kind
    }
    assert set(court.SPELT) <= answers
    for plain, spelt in court.SPELT.items():
        (kind,) = [one for one in court.CourtAnswer.__subclasses__() if plain in {str(each) for each in one}]
        assert kind(spelt) == plain
    with pytest.raises(ValueError, match="Uncle Bob"):
        court.Relative("Uncle Bob")


def test_every_path_stands_somehow_and_nothing_is_said_of_an_empty_application():
    pack = judged(source())
    assert sorted(leaf.path for leaf in pack.leaves) == sorted(PATHS)
    filled = {leaf.path for leaf in pack.leaves if leaf.standing is Standing.FILLED}
    # Silence is a no, and is said as one.
    assert filled == {"metaData.caseOrigin", "fl401.applicantDetails.shareContactDetailsWithRespondent"}
    assert pack.form["fl401"]["applicantDetails"] == {"shareContactDetailsWithRespondent": False}
    assert {leaf.standing for leaf in pack.leaves} == {Standing.FILLED, Standing.MISSING}


def test_an_empty_answer_is_none():
    assert (
        contract.flat({"fl401": {"situation": {"ordersAppliedFor": [], "additionalDetailsForCourt": ""}}})
        == {}
    )


def test_an_entry_that_lacks_something_leaves_its_path_missing():
    children = [{"fullName": "Cy Fictional", "age": 8}, {"fullName": "Dee Fictional"}]
    pack = judged(source(changed({"fl401": {"theHome": {"childrenSharedResponsibility": children}}})))
    stands = {leaf.path: leaf.standing for leaf in pack.leaves}
    assert stands["fl401.theHome.childrenSharedResponsibility[].fullName"] is Standing.FILLED
    assert stands["fl401.theHome.childrenSharedResponsibility[].age"] is Standing.MISSING
    assert pack.form["fl401"]["theHome"]["childrenSharedResponsibility"] == children


@pytest.mark.parametrize(
    ("said", "path", "waits"),
    [
        ({}, "fl401.situation.bailConditionsEndDate.day", False),
        (
            {"situation": {"bailConditionsOnRespondent": True}},
            "fl401.situation.bailConditionsEndDate.day",
            True,
        ),
        ({}, "fl401.theHome.haveHomeRights", False),
        ({"situation": {"ordersAppliedFor": ["Occupation order"]}}, "fl401.theHome.haveHomeRights", True),
        ({}, "fl401.family.protectedChildren[].fullName", False),
        (
            {"family": {"whoApplicationIsFor": court.Cover.APPLICANT_AND_CHILDREN.value}},
            "fl401.family.protectedChildren[].fullName",
            True,
        ),
        (
            {
                "family": {"whoApplicationIsFor": court.Cover.APPLICANT_AND_CHILDREN.value},
                "situation": {"ordersAppliedFor": ["Non-molestation order"]},
            },
            "fl401.respondentBehaviour.stopBehaviourTowardsChildren[]",
            True,
        ),
        (
            {"relationshipWithRespondent": {"relationshipDescription": "Live together as a couple"}},
            "fl401.relationshipWithRespondent.relationshipStartDate.day",
            True,
        ),
        ({}, "fl401.relationshipWithRespondent.relationshipStartDate.day", False),
    ],
)
def test_an_answer_is_waited_for_only_where_it_matters(said, path, waits):
    pack = judged(source({"fl401": said}))
    assert {leaf.path: leaf.needed for leaf in pack.leaves}[path] is waits


def test_what_an_application_waits_for_is_asked_somewhere():
    """A rule about a path that is not there would never be kept."""
    assert needed.ALWAYS | set(needed.WHERE) <= set(contract.fields())
    assert all(contract.section_of(path) in SECTIONS for path in contract.fields())
    assert set(SECTIONS) == set(contract.SECTIONS)


def test_every_question_has_a_name_and_no_name_is_without_question():
    assert set(LABELS) == set(contract.fields())
    assert all(
        any(path.startswith((f"{group}.", f"{group}[]")) for path in contract.fields()) for group in GROUPS
    )
    assert called("fl401.applicantDetails.applicantDateOfBirth.year") == "The applicant's date of birth"
    assert called("fl401.theHome.landlordAddress.postCode") == "Address of the landlord: postcode"
    assert told_whole("fl401.theHome.landlordAddress.postCode") == "Address of the landlord"
    assert told_whole("fl401.theHome.landlordName") == "Landlord"
    assert called("fl401.situation.ordersAppliedFor[]") == "Orders that are asked for"
