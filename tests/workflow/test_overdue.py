"""What is overdue is seen by who may see its case, and by nobody else; the longest overdue comes first."""

from datetime import timedelta

import pytest

from states.errors import Malformed, NotPermitted
from states.timers import TIMERS
from states.vocabulary import Chart, Clock, Event
from tests.workflow.cast import OTHER_FORCE, SURVIVOR, Cast
from tests.workflow.clockwork import DAY, SCENES, come, swept
from workflow import people
from workflow.actors import Actor
from workflow.queries import Page, case_list, count_overdue, overdue
from workflow.queries.overdue import ESCALATING, OverdueView

ROLES_WITH_WORK = ("caseworker", "colleague", "lead", "other_lead", "far_lead")
OTHERS = ("officer", "solicitor", "analyst", "auditor", "administrator", "survivor", "system")


def everything(cast: Cast, actor: Actor) -> list[OverdueView]:
    """Read every page."""
    found: list[OverdueView] = []
    cursor = None
    while True:
        page: Page[OverdueView] = overdue(cast.db, actor, cast.at, cursor=cursor, limit=2)
        assert len(page.items) <= 2
        found += page.items
        if (cursor := page.next_cursor) is None:
            return found


def counted(cast: Cast, actor: Actor) -> int:
    with cast.db.reading() as tx:
        return count_overdue(tx, actor, cast.at)


def test_it_says_what_is_to_be_done_since_when_and_who_was_told(cast: Cast):
    scene = SCENES[Clock.SERVICE](cast)
    due = come(cast, scene)
    cast.at = due - timedelta(microseconds=1)
    assert [view for view in everything(cast, cast.lead) if view.clock == "service"] == []
    cast.at = due
    (view,) = (view for view in everything(cast, cast.lead) if view.clock == "service")
    order = cast.order(scene.case)
    assert (view.case, view.state, view.subject) == (scene.case, "order_sought", order)
    assert (view.owner, view.queue) == (cast.caseworker.reference, "cambridgeshire")
    assert view.says == TIMERS["service"].asks
    assert (view.due_at, view.escalates_at) == (due, due + DAY)
    assert (view.reached_at, view.escalated_at) == (None, None)
    swept(cast, due)
    (view,) = (view for view in everything(cast, cast.lead) if view.clock == "service")
    assert (view.reached_at, view.escalated_at) == (due, None)
    cast.move(cast.solicitor, "serve", order, chart=Chart.SERVICE)
    assert [view for view in everything(cast, cast.lead) if view.clock == "service"] == []


def test_the_longest_overdue_comes_first_and_each_once_whatever_the_pages(cast: Cast):
    cases = []
    for _ in range(5):
        cases.append(cast.case())
        cast.at += timedelta(hours=1)
    cast.at += DAY
    assert [view.case for view in everything(cast, cast.lead)] == cases
    assert counted(cast, cast.lead) == 5


def test_what_nobody_above_hears_of_is_not_overdue(cast: Cast):
    assert set(TIMERS) - set(ESCALATING) == {Clock.SURVEY}
    scene = SCENES[Clock.SURVEY](cast)
    cast.at = come(cast, scene)
    assert everything(cast, cast.lead) == []


@pytest.mark.parametrize("who", ROLES_WITH_WORK)
def test_overdue_work_is_cut_exactly_as_the_list_of_cases_is(cast: Cast, who: str):
    cast.case()
    cast.case(queue=OTHER_FORCE, force=OTHER_FORCE)
    hidden = cast.case("taken")
    cast.do(cast.lead, hidden, Event.MARK_SENSITIVE)
    theirs = cast.case(survivor={**SURVIVOR, "name": "Cora Fictional", "phone": "07700 900555"})
    close = [{"name": "Nobody Known", "phone": "07700 900555"}]
    people.list_associates(cast.db, cast.other_lead.reference, close)
    people.list_associates(cast.db, cast.colleague.reference, close)
    cast.at += 3 * DAY
    actor = cast.again(getattr(cast, who))
    queues = {row["reference"]: row["queue"] for row in cast.rows("cases")}
    listed = {item.reference for item in case_list(cast.db, actor, cast.at, limit=200).items}
    mine = {case for case in listed if actor.force in (None, queues[case])}
    found = everything(cast, actor)
    assert {view.case for view in found} == mine
    assert len(found) == counted(cast, actor) == len(mine)
    assert (theirs in mine) is (who in {"caseworker", "lead"})
    assert (hidden in mine) is (who in {"caseworker", "lead", "other_lead"})


@pytest.mark.parametrize("who", OTHERS)
def test_whoever_works_on_no_cases_has_no_such_list(cast: Cast, who: str):
    cast.case()
    cast.at += 3 * DAY
    with pytest.raises(NotPermitted):
        overdue(cast.db, getattr(cast, who), cast.at)
    assert counted(cast, getattr(cast, who)) == 0


@pytest.mark.parametrize("given", [{"cursor": "nonsense"}, {"limit": 0}, {"limit": 201}])
def test_what_is_no_page_is_refused(cast: Cast, given):
    with pytest.raises(Malformed):
        overdue(cast.db, cast.lead, cast.at, **given)
