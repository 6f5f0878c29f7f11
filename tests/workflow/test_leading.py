"""What leads look after is counted person by person and firm by firm, and no number holds what they may not see."""

import sys
from datetime import timedelta

import pytest

from states.errors import NotPermitted
from states.vocabulary import Event, OfferEvent, Role
from tests.workflow.cast import FORCE, HAWTHORN, OTHER_FORCE, RESPONDENT, ROWE, SHUT, THIRD, Cast
from workflow import people, queries
from workflow.finding import load
from workflow.tasks import Work, raise_task

DAY = timedelta(days=1)


def loads(cast: Cast, actor=None, at=None) -> dict[str, tuple[int, int, int]]:
    now = at or cast.at
    page = queries.workload(cast.db, actor or cast.lead, now, now + DAY)
    return {view.reference: (view.open, view.overdue, view.tasks) for view in page.items}


def test_everybody_who_works_on_cases_is_listed_with_what_they_have_to_do(cast: Cast):
    slow = cast.case("contacted")
    over = cast.case("contacted")
    cast.do(cast.caseworker, over, Event.DECLINE)
    given = cast.case("contacted")
    cast.do(cast.lead, given, Event.REASSIGN)
    with cast.db.transaction() as tx:
        for due in (cast.at, cast.at + 2 * DAY):
            raise_task(tx, load(tx, slow), Work("ask", Role.CASEWORKER, due), at=cast.at)
    found = loads(cast)
    assert found.keys() == {
        actor.reference for actor in cast.everybody if actor.role in (Role.CASEWORKER, Role.LEAD)
    }
    assert found[cast.caseworker.reference] == (1, 0, 1)
    assert found[cast.colleague.reference] == (1, 0, 0)
    assert found[cast.lead.reference] == (0, 0, 0)
    assert loads(cast, at=cast.at + timedelta(days=30))[cast.caseworker.reference] == (1, 1, 2)
    people.disable(cast.db, cast.colleague.reference, at=cast.at)
    assert cast.colleague.reference not in loads(cast)


def test_a_lead_of_one_force_sees_its_people_and_what_is_hidden_counts_for_nobody(cast: Cast):
    case = cast.case("contacted")
    with cast.db.transaction() as tx:
        raise_task(tx, load(tx, case), Work("ask", Role.CASEWORKER, cast.at), at=cast.at)
    far = cast.case("contacted", queue=OTHER_FORCE)
    with cast.db.transaction() as tx:
        raise_task(tx, load(tx, far), Work("ask", Role.CASEWORKER, cast.at), at=cast.at)
    near, theirs = cast.lead_of(FORCE), loads(cast, cast.far_lead)
    assert theirs[cast.caseworker.reference] == (1, 0, 1)
    # Who works for every force is among its people, with what they have to do for it.
    assert loads(cast, near)[cast.caseworker.reference] == (1, 0, 1)
    assert near.reference not in theirs
    assert cast.far_lead.reference not in loads(cast, near)
    people.list_associates(cast.db, cast.lead.reference, [dict(RESPONDENT)])
    assert loads(cast, cast.again(cast.lead))[cast.caseworker.reference] == (0, 0, 0)
    assert loads(cast, cast.other_lead)[cast.caseworker.reference] == (2, 0, 2)


def test_the_panel_says_how_the_offers_of_each_firm_stand(cast: Cast, monkeypatch):
    cast.case("offered")
    cast.case("solicitor_assigned")
    case = cast.case("offered")
    offer = next(iter(cast.facts(case)["offers"]))
    cast.move(cast.solicitor, OfferEvent.DECLINE, offer)
    (hart, rowe, shut, third) = queries.panel(cast.db, cast.lead, cast.at).items
    assert (hart.code, hart.name, hart.active) == (HAWTHORN, "Hawthorn", True)
    assert (hart.waiting, hart.accepted, hart.declined, hart.lapsed) == (1, 1, 1, 0)
    assert (rowe.code, third.code, rowe.waiting) == (ROWE, THIRD, 0)
    assert (shut.code, shut.active) == (SHUT, False)
    first = queries.panel(cast.db, cast.lead, cast.at, limit=1)
    (second,) = queries.panel(cast.db, cast.lead, cast.at, limit=1, cursor=first.next_cursor).items
    assert (first.items, second) == ((hart,), rowe)
    people.list_associates(cast.db, cast.lead.reference, [dict(RESPONDENT)])
    (hidden, *_) = queries.panel(cast.db, cast.again(cast.lead), cast.at).items
    assert (hidden.waiting, hidden.accepted, hidden.declined) == (0, 0, 0)
    monkeypatch.setattr(sys.modules[queries.panel.__module__], "MOST_COUNTED", 0)
    assert queries.panel(cast.db, cast.lead, cast.at).items[0].waiting == 0


def test_conflicts_are_counted_and_named_to_nobody(cast: Cast):
    assert queries.listed_conflicts(cast.db, cast.lead, cast.at).items == ()
    people.list_associates(cast.db, cast.colleague.reference, [dict(RESPONDENT)])
    people.list_associates(cast.db, cast.officer.reference, [{"name": "Odd Fictional"}])
    first = queries.listed_conflicts(cast.db, cast.lead, cast.at, limit=1)
    (rest,) = queries.listed_conflicts(cast.db, cast.lead, cast.at, cursor=first.next_cursor).items
    (view,) = first.items
    assert (view.reference, view.name, view.role, view.active, view.indexes) == (
        cast.colleague.reference,
        "Somebody caseworker",
        "caseworker",
        True,
        2,
    )
    assert (rest.reference, rest.indexes) == (cast.officer.reference, 1)


def test_pages_of_the_workload_follow_each_other(cast: Cast):
    first = queries.workload(cast.db, cast.lead, cast.at, cast.at, limit=2)
    assert [view.role for view in first.items] == ["caseworker", "caseworker"]
    rest = queries.workload(cast.db, cast.lead, cast.at, cast.at, cursor=first.next_cursor)
    assert {view.role for view in rest.items} == {"lead"}


def test_all_of_it_is_for_leads_alone(cast: Cast):
    for actor in (cast.caseworker, cast.solicitor, cast.auditor, cast.administrator):
        for ask in (queries.panel, queries.listed_conflicts):
            with pytest.raises(NotPermitted):
                ask(cast.db, actor, cast.at)
        with pytest.raises(NotPermitted):
            loads(cast, actor)
