"""Break-glass: a lead may open contact details of a case that is not theirs, and never unseen."""

from datetime import timedelta

import orjson
import pytest

from states.errors import Malformed, NotFound, NotPermitted, Refused
from states.vocabulary import Event
from tests.workflow.cast import NAME, PHONE, Cast
from workflow import people, queries
from workflow.actors import Actor
from workflow.glass import LASTS, break_glass
from workflow.reveals import reveal

WHY = "Ada rang the duty line and Cara is on a flight"


def broken(cast: Cast, case: str, actor=None, *, reason: str = WHY, at=None):
    return break_glass(cast.db, case, reason, actor=actor or cast.lead, at=at or cast.at)


def opened(cast: Cast, case: str, actor, at=None):
    return reveal(cast.db, case, ["survivor.phone"], "to call her", actor=actor, at=at or cast.at)


def told(cast: Cast, actor) -> list[str]:
    page = queries.tasks(cast.db, actor, cast.at)
    return [task.reference for task in page.items if task.kind == "glass_broken"]


def shut_out(cast: Cast, *actors: Actor) -> None:
    for actor in actors:
        people.disable(cast.db, actor.reference, at=cast.at)


@pytest.fixture
def case(cast: Cast) -> str:
    return cast.case("taken")


def test_contact_details_are_open_to_the_lead_for_half_an_hour(cast: Cast, case):
    with pytest.raises(NotPermitted):
        opened(cast, case, cast.lead)
    assert broken(cast, case) == cast.at + LASTS
    assert opened(cast, case, cast.lead) == {"survivor.phone": PHONE}
    assert "survivor.phone" in queries.case_view(cast.db, case, cast.lead, cast.at).may_reveal
    with pytest.raises(NotPermitted):
        opened(cast, case, cast.other_lead)
    with pytest.raises(NotPermitted):
        opened(cast, case, cast.lead, at=cast.at + LASTS)


def test_it_is_on_the_trail_with_its_reason_sealed_and_so_is_what_was_opened(cast: Cast, case):
    broken(cast, case)
    opened(cast, case, cast.lead)
    glass, shown = cast.entries(case)[-2:]
    assert glass["event"] == "break_glass"
    assert glass["digest"] is not None
    assert "Ada" not in repr(glass)
    assert orjson.loads(glass["body"])["told"] == [cast.caseworker.reference, cast.other_lead.reference]
    assert orjson.loads(shown["body"]) == {"fields": ["survivor.phone"], "glass": True}


def test_the_owner_and_another_lead_are_told(cast: Cast, case):
    broken(cast, case)
    assert len(told(cast, cast.caseworker)) == len(told(cast, cast.other_lead)) == 1
    assert told(cast, cast.lead) == []


def test_asked_again_while_it_is_open_nothing_happens(cast: Cast, case):
    until = broken(cast, case)
    assert broken(cast, case, at=cast.at + timedelta(minutes=10)) == until
    assert len(told(cast, cast.caseworker)) == 1
    assert broken(cast, case, at=until) == until + LASTS


def test_nothing_opens_where_there_are_not_two_to_tell(cast: Cast, case):
    shut_out(cast, cast.other_lead, cast.far_lead)
    with pytest.raises(Refused) as refused:
        broken(cast, case)
    assert [found.guard for found in refused.value.refusals] == ["two_are_told"]
    with pytest.raises(NotPermitted):
        opened(cast, case, cast.lead)


def test_of_a_case_without_an_owner_two_leads_are_told(cast: Cast):
    waiting = cast.case()
    broken(cast, waiting)
    assert len(told(cast, cast.other_lead)) == len(told(cast, cast.far_lead)) == 1


def test_who_may_not_see_the_case_is_not_told_of_it(cast: Cast, case):
    people.list_associates(cast.db, cast.other_lead.reference, [{"name": NAME}])
    broken(cast, case)
    assert told(cast, cast.again(cast.other_lead)) == []
    assert len(told(cast, cast.far_lead)) == 1


def test_only_a_lead_who_does_not_own_the_case_may(cast: Cast, case):
    for actor in (cast.colleague, cast.caseworker, cast.auditor, cast.system):
        with pytest.raises(NotPermitted):
            broken(cast, case, actor)
    with pytest.raises(NotFound):
        broken(cast, case, cast.solicitor)
    cast.do(cast.lead, case, Event.REASSIGN, {"owner": cast.lead.reference, "reason": "cover"})
    with pytest.raises(NotPermitted):
        broken(cast, case)


def test_a_conflict_of_interest_is_never_passed(cast: Cast, case):
    broken(cast, case)
    people.list_associates(cast.db, cast.lead.reference, [{"name": NAME}])
    lead = cast.again(cast.lead)
    with pytest.raises(NotFound):
        broken(cast, case, lead)
    with pytest.raises(NotFound):
        opened(cast, case, lead)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_reason_is_given(cast: Cast, case, reason):
    with pytest.raises(Malformed):
        broken(cast, case, reason=reason)
