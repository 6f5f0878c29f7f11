from datetime import timedelta

import orjson
import pytest

from states.errors import KeyReused, Malformed, NotFound, NotPermitted, Refused, Stale
from states.payloads import TAKES_APPROVAL
from states.vocabulary import Event
from tests.workflow.cast import Cast
from workflow.approvals import approve


def given(cast: Cast, case: str, event: str = Event.RECORD_DEATH, *, by=None, version=None, key=None) -> str:
    at = cast.version(case) if version is None else version
    return approve(cast.db, case, event, at, actor=by or cast.lead, at=cast.at, key=key)


def test_only_some_events_take_a_second_persons_word(cast: Cast):
    assert {"give_up_contact", "lose_contact", "record_death", "reopen", "transfer"} == TAKES_APPROVAL
    with pytest.raises(Malformed) as refusal:
        given(cast, cast.case(), Event.TAKE)
    assert [problem.field for problem in refusal.value.problems] == ["event"]


def test_a_second_lead_approves_and_the_first_one_acts(cast: Cast):
    case = cast.case("taken")
    approval = given(cast, case, by=cast.other_lead)
    done = cast.do(cast.lead, case, Event.RECORD_DEATH, {"approval": approval})
    assert done.state == "outcome"
    assert cast.row("approvals", reference=approval)["used_at"] is not None


def test_nobodys_own_word_is_a_second_one(cast: Cast):
    case = cast.case("taken")
    approval = given(cast, case)
    with pytest.raises(Refused):
        cast.do(cast.lead, case, Event.RECORD_DEATH, {"approval": approval})


def test_an_approval_leaves_an_entry_and_makes_no_screen_stale(cast: Cast):
    case = cast.case("taken")
    version = cast.version(case)
    approval = given(cast, case)
    entry = cast.entries(case)[-1]
    assert (entry["event"], entry["actor"], entry["version"]) == ("approve", cast.lead.reference, version)
    assert orjson.loads(entry["body"]) == {"approval": approval, "for": "record_death"}
    assert cast.version(case) == version


def test_given_twice_it_is_the_same_approval(cast: Cast):
    case = cast.case("taken")
    first = given(cast, case)
    assert given(cast, case) == first
    assert given(cast, case, by=cast.other_lead) != first
    assert given(cast, case, Event.GIVE_UP_CONTACT) != first
    cast.at += timedelta(hours=24)
    assert given(cast, case) != first


def test_the_same_request_gets_its_answer_though_the_case_has_moved_on(cast: Cast):
    case = cast.case("taken")
    version = cast.version(case)
    first = given(cast, case, key="k")
    cast.do(cast.caseworker, case, Event.MAKE_CONTACT)
    assert given(cast, case, version=version, key="k") == first
    with pytest.raises(KeyReused):
        given(cast, case, Event.REOPEN, key="k")
    assert given(cast, case, by=cast.other_lead, key="k") != first


def test_an_approval_is_for_the_case_as_it_stands(cast: Cast):
    case = cast.case("taken")
    with pytest.raises(Stale):
        given(cast, case, version=1)
    assert cast.rows("approvals") == []


def test_only_leads_approve(cast: Cast):
    case = cast.case("solicitor_assigned")
    for actor in (cast.caseworker, cast.solicitor, cast.auditor, cast.system):
        with pytest.raises(NotPermitted):
            given(cast, case, by=actor)
    for actor in (cast.officer, cast.rival, cast.administrator):
        with pytest.raises(NotFound):
            given(cast, case, by=actor)
    assert cast.rows("approvals") == []
