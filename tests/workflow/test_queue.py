"""The queue shows what waits, due first, in views and under filters that never widen what anybody sees."""

import sys
from datetime import timedelta
from typing import Any

import pytest

from states.errors import Malformed, NotPermitted
from states.vocabulary import Event, Role, State
from tests.workflow.cast import AT, FORCE, OTHER_FORCE, RESPONDENT, Cast
from workflow import people, queries
from workflow.queries.queues import MOST_COUNTED, Wanted, Whose, queue, queue_counts

#: Each engine is asked in words of its own.
pytestmark = pytest.mark.both


def shown(cast: Cast, actor=None, wanted: Wanted | None = None, **given: Any) -> list[str]:
    page = queue(cast.db, actor or cast.lead, given.pop("at", cast.at), wanted or Wanted(), **given)
    return [item.reference for item in page.items]


def test_what_is_due_first_comes_first_and_says_what_it_waits_for(cast: Cast):
    slow = cast.case("contacted")
    pressing = cast.case(grade="high")
    (first, second) = queue(cast.db, cast.lead, cast.at, Wanted()).items
    assert (first.reference, first.state, first.clock, first.urgent) == (
        pressing,
        "received",
        "threat_to_life",
        True,
    )
    assert (second.reference, second.clock, second.urgent, second.grade) == (
        slow,
        "decision",
        False,
        "standard",
    )
    assert (second.owner, second.owner_name) == (cast.caseworker.reference, "Somebody caseworker")
    assert (first.owner, first.owner_name, first.queue, first.version) == (None, None, FORCE, 1)
    assert first.due_at is not None
    assert second.due_at is not None
    assert first.due_at < second.due_at


def test_each_view_holds_its_own_and_is_counted(cast: Cast):
    mine, other = cast.case("taken"), cast.case(queue=OTHER_FORCE)
    theirs = cast.case("taken")
    cast.do(cast.lead, theirs, Event.REASSIGN)
    free = cast.case()
    near = cast.lead_of(FORCE)
    assert shown(cast, cast.caseworker, Wanted(Whose.MINE)) == [mine]
    assert shown(cast, near, Wanted(Whose.QUEUE)) == [mine, theirs, free]
    assert shown(cast, near, Wanted(Whose.UNOWNED)) == [free]
    assert set(shown(cast, near, Wanted(Whose.ALL))) == {mine, other, theirs, free}
    assert set(shown(cast, cast.lead, Wanted(Whose.UNOWNED))) == {other, free}
    counts = queue_counts(cast.db, near, cast.at, Wanted())
    assert counts == {Whose.MINE: 0, Whose.QUEUE: 3, Whose.UNOWNED: 1, Whose.ALL: 4}
    # Who works for every force has no queue of their own to look at.
    assert Whose.QUEUE not in queue_counts(cast.db, cast.lead, cast.at, Wanted())
    assert shown(cast, cast.lead, Wanted(Whose.QUEUE)) == []


def test_filters_narrow_and_counts_follow_them(cast: Cast):
    plain, urgent, graded = cast.case(), cast.case(urgent=True), cast.case(grade="high")
    moved, far = cast.case("contacted"), cast.case(queue=OTHER_FORCE)
    assert set(shown(cast, wanted=Wanted(urgent=True))) == {urgent, graded}
    assert shown(cast, wanted=Wanted(state="contacted")) == [moved]
    assert shown(cast, wanted=Wanted(queue=OTHER_FORCE)) == [far]
    assert shown(cast, wanted=Wanted(owner=cast.caseworker.reference)) == [moved]
    assert shown(cast, wanted=Wanted(overdue=True)) == []
    later = AT + timedelta(hours=25)
    assert set(shown(cast, wanted=Wanted(overdue=True), at=later)) == {plain, urgent, graded, far}
    counts = queue_counts(cast.db, cast.lead, cast.at, Wanted(urgent=True))
    assert (counts[Whose.ALL], counts[Whose.MINE]) == (2, 0)


def test_what_is_over_is_shown_where_its_state_is_asked_for(cast: Cast):
    ended, closed, opened = cast.case("contacted"), cast.case("contacted"), cast.case()
    for case in (ended, closed):
        cast.do(cast.caseworker, case, Event.DECLINE)
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'delivered'")
    cast.do(cast.caseworker, closed, Event.CLOSE, at=cast.at + timedelta(days=91))
    assert cast.state(closed) == State.CLOSED
    assert shown(cast) == [opened]
    assert shown(cast, wanted=Wanted(state="outcome")) == [ended]
    assert shown(cast, wanted=Wanted(state="closed")) == [closed]
    assert queue_counts(cast.db, cast.lead, cast.at, Wanted(state="closed"))[Whose.ALL] == 1
    assert queue_counts(cast.db, cast.lead, cast.at, Wanted())[Whose.ALL] == 1


def test_pages_follow_each_other(cast: Cast):
    cases = [cast.case(at) for at in ("received", "contacted", "taken")]
    seen, cursor = [], None
    while True:
        page = queue(cast.db, cast.lead, cast.at, Wanted(), cursor=cursor, limit=1)
        seen += [item.reference for item in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert sorted(seen) == sorted(cases)
    assert seen == shown(cast)
    # A cursor of what never falls due is of another list, and shows this one from its start.
    assert shown(cast, cursor=queries.paging.cursor_of((None, 1))) == seen


def test_nobody_sees_or_counts_more_than_is_theirs(cast: Cast, monkeypatch):
    case, plain = cast.case(), cast.case(respondent={"name": "Cecil Fictional"})
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    assert set(shown(cast)) == {case, plain}
    assert shown(cast, cast.caseworker) == [plain]
    people.list_associates(cast.db, cast.lead.reference, [dict(RESPONDENT)])
    watched = cast.again(cast.lead)
    assert shown(cast, watched) == [plain]
    assert queue_counts(cast.db, watched, cast.at, Wanted())[Whose.ALL] == 1
    monkeypatch.setattr(sys.modules[queue.__module__], "MOST_COUNTED", 1)
    assert queue_counts(cast.db, cast.lead, cast.at, Wanted())[Whose.ALL] == 1
    assert MOST_COUNTED == 100


def test_it_is_for_those_who_work_on_cases(cast: Cast):
    for actor in cast.everybody:
        if actor.role in (Role.CASEWORKER, Role.LEAD):
            continue
        for ask in (queue, queue_counts):
            with pytest.raises(NotPermitted):
                ask(cast.db, actor, cast.at, Wanted())
    with pytest.raises(Malformed):
        shown(cast, wanted=Wanted(state="nonsense"))
