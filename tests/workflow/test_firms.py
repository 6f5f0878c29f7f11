"""What firms say of themselves: whom they may not act about, and when they answer."""

import pytest

from states.errors import Malformed, NotFound, NotPermitted, Refused
from states.vocabulary import Event
from tests.workflow.cast import HAWTHORN, HIS_NAME, HIS_PHONE, NAME, Cast
from workflow.firms import (
    Hours,
    add_conflict,
    colleagues,
    conflicts,
    hours_of,
    remove_conflict,
    set_hours,
)

HIM = {"name": HIS_NAME}


def listed(cast: Cast, person=HIM, *, matter: str = "2026/0417", actor=None) -> str:
    return add_conflict(cast.db, person, matter, actor=actor or cast.solicitor, at=cast.at)


def test_a_case_is_not_offered_to_a_firm_that_may_not_act_about_a_party(cast: Cast):
    line = listed(cast)
    case = cast.case("consented")
    with pytest.raises(Refused) as refused:
        cast.do(cast.caseworker, case, Event.MAKE_OFFER)
    assert [found.guard for found in refused.value.refusals] == ["firm_has_no_conflict"]
    remove_conflict(cast.db, line, actor=cast.solicitor, at=cast.at)
    cast.do(cast.caseworker, case, Event.MAKE_OFFER)


def test_a_conflict_that_is_found_later_refuses_the_firms_yes(cast: Cast):
    case = cast.case("offered")
    listed(cast, {"phone": HIS_PHONE})
    with pytest.raises(Refused):
        cast.accept(case)


def test_another_firms_list_stands_against_nobody_else(cast: Cast):
    listed(cast, actor=cast.rival)
    cast.case("offered")


def test_no_name_is_kept_and_only_the_firm_reads_its_list(cast: Cast):
    first, second = listed(cast), listed(cast, {"name": NAME}, matter="X-1")
    page = conflicts(cast.db, cast.solicitor, cast.at, limit=1)
    (newest,) = page.items
    assert (newest.reference, newest.matter, newest.added_at) == (second, "X-1", cast.at)
    (older,) = conflicts(cast.db, cast.solicitor, cast.at, cursor=page.next_cursor).items
    assert older.reference == first
    assert HIS_NAME not in repr([newest, older])
    assert conflicts(cast.db, cast.rival, cast.at).items == ()
    with pytest.raises(NotFound):
        remove_conflict(cast.db, first, actor=cast.rival, at=cast.at)


def test_two_lines_may_be_about_one_person(cast: Cast):
    first, second = listed(cast), listed(cast, matter="2026/2")
    remove_conflict(cast.db, first, actor=cast.solicitor, at=cast.at)
    with pytest.raises(Refused):
        cast.do(cast.caseworker, cast.case("consented"), Event.MAKE_OFFER)
    assert second


@pytest.mark.parametrize(
    ("person", "matter"), [({}, "1"), ({"name": "", "phone": "07"}, "1"), (HIM, "Smith"), (HIM, "")]
)
def test_a_line_has_a_person_and_a_file_number_that_is_no_name(cast: Cast, person, matter):
    with pytest.raises(Malformed):
        listed(cast, person, matter=matter)


def test_nobody_outside_a_firm_has_a_list_hours_or_colleagues(cast: Cast):
    for actor in (cast.caseworker, cast.lead, cast.administrator, cast.auditor):
        with pytest.raises(NotPermitted):
            listed(cast, actor=actor)
        with pytest.raises(NotPermitted):
            conflicts(cast.db, actor, cast.at)
        with pytest.raises(NotPermitted):
            remove_conflict(cast.db, "K-00000000", actor=actor, at=cast.at)
        with pytest.raises(NotPermitted):
            set_hours(cast.db, [], actor=actor, at=cast.at)
        with pytest.raises(NotPermitted):
            colleagues(cast.db, actor, cast.at)


def test_a_firm_says_when_it_answers(cast: Cast):
    assert hours_of(cast.db, HAWTHORN) == ()
    set_hours(cast.db, [Hours("fri", 540, 960), Hours("mon", 540, 1020)], actor=cast.solicitor, at=cast.at)
    assert [found.day for found in hours_of(cast.db, HAWTHORN)] == ["mon", "fri"]
    set_hours(cast.db, [Hours("sat", 0, 1440)], actor=cast.solicitor, at=cast.at)
    assert hours_of(cast.db, HAWTHORN) == (Hours("sat", 0, 1440),)


@pytest.mark.parametrize(
    "hours",
    [
        [Hours("mon", 600, 600)],
        [Hours("mon", -1, 600)],
        [Hours("mon", 0, 1441)],
        [Hours("today", 0, 60)],
        [Hours("mon", 0, 60), Hours("mon", 90, 120)],
    ],
)
def test_hours_that_are_none_are_not_taken(cast: Cast, hours):
    with pytest.raises(Malformed):
        set_hours(cast.db, hours, actor=cast.solicitor, at=cast.at)


def test_a_firm_sees_its_own_people(cast: Cast):
    (one,) = colleagues(cast.db, cast.solicitor, cast.at).items
    assert (one.reference, one.active) == (cast.solicitor.reference, True)
    assert colleagues(cast.db, cast.solicitor, cast.at, limit=1).next_cursor is None
