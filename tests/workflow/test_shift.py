"""A shift: what is due before it ends, what was left to know, and for leads what waits elsewhere."""

from datetime import timedelta
from typing import Any

import pytest

from states.errors import Malformed, NotPermitted
from states.position import moment
from states.vocabulary import Event, Role
from tests.workflow.cast import FORCE, RESPONDENT, Cast
from workflow import people, queries
from workflow import shift as shifts
from workflow.actors import Actor
from workflow.details import HAND_OVER
from workflow.finding import load
from workflow.leave import Planned, plan
from workflow.reveals import reveal
from workflow.shift import ShiftView, shift
from workflow.tasks import Work, raise_task

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTE = "Ada moves out on Friday: ring before noon"


def task(cast: Cast, case: str, due: timedelta, role: Role = Role.CASEWORKER, **parts: Any) -> str:
    with cast.db.transaction() as tx:
        return raise_task(
            tx, load(tx, case, lock=True), Work("check_repeat", role, cast.at + due, **parts), at=cast.at
        )


def seen(cast: Cast, actor: Actor, hours: int = 8, **parts: Any) -> ShiftView:
    return shift(cast.db, actor, cast.at, cast.at + hours * HOUR, **parts)


def leave_note(cast: Cast, case: str, actor: Actor, note: str = NOTE) -> None:
    cast.do(actor, case, Event.ADD_NOTE, {"note": note, "hand_over": True})


def test_a_shift_holds_what_is_due_before_it_ends_and_what_is_late(cast: Cast):
    case = cast.case("taken")
    late, soon, _ = (task(cast, case, due) for due in (-HOUR, HOUR, 9 * HOUR))
    found = seen(cast, cast.caseworker)
    assert [view.reference for view in found.tasks] == [late, soon]
    assert found.more_tasks is None
    assert (found.stuck, found.overdue, found.late, found.covers_for) == (None, None, None, ())
    # The first contact is due a day after the referral.
    assert found.cases == ()
    (shown,) = seen(cast, cast.caseworker, 30).cases
    assert (shown.reference, shown.state, shown.owner) == (case, "received", cast.caseworker.reference)
    assert shown.clocks.keys() == {"first_contact"}
    assert shown.due_at is not None
    assert (shown.urgent, shown.handed_over_at) == (False, None)
    assert seen(cast, cast.colleague, 30).cases == ()


def test_a_long_shift_says_that_there_is_more_and_the_list_goes_on(cast: Cast):
    case, other = cast.case("taken"), cast.case("taken")
    for hours in range(3):
        task(cast, case, hours * HOUR)
    until = cast.at + 30 * HOUR
    found = shift(cast.db, cast.caseworker, cast.at, until, limit=1)
    assert (len(found.tasks), len(found.cases), found.more_cases) == (1, 1, True)
    rest = queries.tasks(cast.db, cast.caseworker, cast.at, due_before=until, cursor=found.more_tasks)
    assert [view.due_at for view in rest.items] == [cast.at + HOUR, cast.at + 2 * HOUR]
    assert {item.reference for item in seen(cast, cast.caseworker, 30).cases} == {case, other}


def test_what_pauses_and_orders_that_end_bring_is_shown_with_the_clocks(cast: Cast):
    case = cast.case("contacted")
    until = moment(cast.at + 4 * HOUR)
    cast.do(cast.caseworker, case, Event.PAUSE, {"clock": "decision", "reason": "exams", "until": until})
    assert seen(cast, cast.caseworker, 24 * 14).cases[0].clocks.keys() >= {"pause", "decision"}


def test_a_note_for_whoever_carries_on_is_a_flag_and_is_opened_by_who_sees_the_case(cast: Cast):
    case = cast.case("solicitor_assigned")
    leave_note(cast, case, cast.caseworker)
    when = cast.at
    cast.do(cast.lead, case, Event.REASSIGN)
    found = seen(cast, cast.colleague)
    assert [(shown.reference, shown.handed_over_at) for shown in found.handed_over] == [(case, when)]
    assert NOTE not in repr(found)
    assert seen(cast, cast.caseworker).handed_over == ()
    for actor in (cast.colleague, cast.lead):
        opened = reveal(cast.db, case, [HAND_OVER], "to carry on", actor=actor, at=cast.at)
        assert opened == {HAND_OVER: NOTE}
        assert HAND_OVER in queries.case_view(cast.db, case, actor, cast.at).may_reveal
    assert HAND_OVER not in queries.case_view(cast.db, case, cast.solicitor, cast.at).may_reveal
    with pytest.raises(NotPermitted):
        reveal(cast.db, case, [HAND_OVER], "to carry on", actor=cast.solicitor, at=cast.at)


def test_the_latest_note_stands_a_firm_writes_over_none_and_an_old_one_is_no_news(cast: Cast):
    case = cast.case("solicitor_assigned")
    leave_note(cast, case, cast.caseworker, "the first")
    leave_note(cast, case, cast.caseworker)
    leave_note(cast, case, cast.solicitor, "the firm's own")
    opened = reveal(cast.db, case, [HAND_OVER], "to carry on", actor=cast.caseworker, at=cast.at)
    assert opened == {HAND_OVER: NOTE}
    cast.do(cast.caseworker, case, Event.ADD_NOTE, {"note": "no hand-over"}, at=cast.at + shifts.NEWS)
    assert seen(cast, cast.caseworker).handed_over == ()


def test_notes_are_listed_the_latest_first(cast: Cast):
    cases = [cast.case("taken") for _ in range(3)]
    for case in cases:
        leave_note(cast, case, cast.caseworker)
    assert [shown.reference for shown in seen(cast, cast.caseworker).handed_over] == cases[::-1]


def test_who_covers_for_somebody_has_their_cases_in_the_shift_but_none_they_may_not_see(cast: Cast):
    case, hidden = cast.case("taken"), cast.case("taken")
    cast.do(cast.lead, hidden, Event.MARK_SENSITIVE)
    gone = Planned(cast.caseworker.reference, cast.colleague.reference, cast.at, cast.at + DAY)
    plan(cast.db, gone, actor=cast.caseworker, at=cast.at)
    # And whoever covers for the cover has them too.
    too = Planned(cast.colleague.reference, cast.lead.reference, cast.at, cast.at + DAY)
    plan(cast.db, too, actor=cast.lead, at=cast.at)
    found = seen(cast, cast.colleague, 30)
    assert found.covers_for == (cast.caseworker.reference,)
    assert [shown.reference for shown in found.cases] == [case]
    found = seen(cast, cast.lead, 30)
    assert set(found.covers_for) == {cast.caseworker.reference, cast.colleague.reference}
    assert {shown.reference for shown in found.cases} == {case, hidden}


def test_a_lead_reads_how_much_is_late_and_stuck_in_their_queue(cast: Cast):
    near = cast.lead_of(FORCE)
    case = cast.case("taken")
    task(cast, case, -HOUR)
    task(cast, case, -HOUR, Role.LEAD)
    task(cast, case, HOUR)
    for lead in (near, cast.lead):
        assert (seen(cast, lead).late, seen(cast, lead).overdue) == (2, 0)
    assert seen(cast, cast.far_lead).late == 0
    people.list_associates(cast.db, cast.lead.reference, [RESPONDENT])
    assert seen(cast, cast.again(cast.lead)).late == 0
    after = cast.at + 2 * DAY
    assert shift(cast.db, near, after, after + HOUR).overdue == 1
    assert seen(cast, cast.lead).stuck == 0
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'held'")
    assert seen(cast, cast.other_lead).stuck == len(cast.rows("notices")) > 0


@pytest.mark.parametrize("span", [timedelta(), -HOUR, timedelta(days=15)])
def test_a_shift_ends_after_now_and_within_two_weeks(cast: Cast, span):
    with pytest.raises(Malformed):
        shift(cast.db, cast.caseworker, cast.at, cast.at + span)


def test_who_has_no_tasks_has_no_shift(cast: Cast):
    for actor in (cast.officer, cast.solicitor, cast.auditor, cast.administrator, cast.system):
        with pytest.raises(NotPermitted):
            seen(cast, actor)
