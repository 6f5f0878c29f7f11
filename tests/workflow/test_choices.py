"""What an event may name: who could own a case, which firms are free, which approvals count."""

from datetime import timedelta

import pytest

from states.errors import NotFound, NotPermitted
from states.vocabulary import Event
from tests.workflow.cast import HAWTHORN, HIS_PHONE, PHONE, ROWE, SHUT, THIRD, Cast
from workflow import people
from workflow.approvals import approve
from workflow.looking import sees
from workflow.queries.choices import approvals, firms, owners
from workflow.queries.work import notice_view, notices


def values(found) -> set[str]:
    return {one.value for one in found}


def test_an_owner_is_an_active_caseworker_or_lead_whom_nothing_ties_to_a_party(cast: Cast):
    case = cast.case("taken")
    people.list_associates(cast.db, cast.colleague.reference, [{"phone": HIS_PHONE}])
    people.disable(cast.db, cast.far_lead.reference, at=cast.at)
    found = owners(cast.db, case, cast.lead, cast.at)
    assert values(found) == {one.reference for one in (cast.caseworker, cast.lead, cast.other_lead)}
    assert {one.role for one in found} == {"caseworker", "lead"}
    (offer,) = cast.facts(cast.case("offered"))["offers"]
    with pytest.raises(NotPermitted):
        owners(cast.db, offer, cast.solicitor, cast.at)


def test_a_firm_is_offered_that_is_free_to_take_the_case(cast: Cast):
    case = cast.case("consented")
    assert values(firms(cast.db, case, cast.caseworker, cast.at)) == {HAWTHORN, ROWE, THIRD}
    assert SHUT not in values(firms(cast.db, case, cast.caseworker, cast.at))
    people.list_associates(cast.db, cast.third.reference, [{"phone": PHONE}])
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": HAWTHORN})
    assert values(firms(cast.db, case, cast.caseworker, cast.at)) == {ROWE}


def test_only_what_would_count_is_offered_as_an_approval(cast: Cast):
    case, event = cast.case("taken"), Event.RECORD_DEATH

    def given(by):
        return approve(cast.db, case, event, cast.version(case), actor=by, at=cast.at)

    mine, theirs = given(cast.lead), given(cast.other_lead)
    assert values(approvals(cast.db, case, event, cast.lead, cast.at)) == {theirs}
    assert values(approvals(cast.db, case, event, cast.other_lead, cast.at)) == {mine}
    assert values(approvals(cast.db, case, Event.REOPEN, cast.lead, cast.at)) == set()
    late = cast.at + timedelta(hours=24, seconds=1)
    assert values(approvals(cast.db, case, event, cast.lead, late)) == set()
    cast.do(cast.lead, case, event, {"approval": theirs})
    assert values(approvals(cast.db, case, event, cast.lead, cast.at)) == set()


def test_who_sees_a_case_is_known_without_an_entry(cast: Cast):
    case = cast.case("taken")
    before = len(cast.rows("entries"))
    assert sees(cast.db, case, cast.caseworker, cast.at)
    assert not sees(cast.db, case, cast.solicitor, cast.at)
    assert not sees(cast.db, "C-00000000", cast.caseworker, cast.at)
    assert len(cast.rows("entries")) == before


def test_a_notice_is_shown_to_who_may_see_it_alone(cast: Cast):
    case = cast.case("solicitor_assigned")
    listed = notices(cast.db, case, cast.caseworker, cast.at).items
    hers = next(one for one in listed if one.recipient != "firm")
    assert notice_view(cast.db, hers.reference, cast.caseworker, cast.at) == (case, hers)
    with pytest.raises(NotFound):
        notice_view(cast.db, hers.reference, cast.solicitor, cast.at)
    with pytest.raises(NotFound):
        notice_view(cast.db, hers.reference, cast.rival, cast.at)
