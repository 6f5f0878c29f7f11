"""A lead's word is asked for, given or turned down, and whoever asked hears of it; none of it makes a screen stale."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from states.errors import KeyReused, Malformed, NotFound, NotPermitted, Refused, Stale
from states.vocabulary import Event
from tests.workflow.cast import AT, FORCE, OTHER_FORCE, RESPONDENT, Cast
from workflow import people, queries
from workflow.doing import complete
from workflow.sign_offs import AGAINST, BECAUSE, Against, Because, ask, turn_down

LOSE = Event.LOSE_CONTACT.value


def asked(cast: Cast, case: str, event: str = LOSE, *, by=None, **given: Any) -> str:
    version = given.pop("version", None) or cast.version(case)
    because = Because.EVERY_WAY_TRIED
    return ask(cast.db, case, event, version, because, actor=by or cast.caseworker, at=cast.at, **given)


def declined(cast: Cast, case: str, event: str = LOSE, *, by=None, **given: Any) -> None:
    turn_down(cast.db, case, event, Against.TRY_AGAIN, actor=by or cast.lead, at=cast.at, **given)


def listed(cast: Cast, actor) -> list[queries.SignOffView]:
    return [*queries.sign_offs(cast.db, actor, cast.at).items]


def opened(cast: Cast, actor) -> list[queries.TaskView]:
    page = queries.tasks(cast.db, actor, cast.at, part=queries.Part.MINE)
    return [view for view in page.items if view.kind.startswith("approval")]


def test_every_reason_has_its_words():
    assert BECAUSE.keys() == {*Because}
    assert AGAINST.keys() == {*Against}


def test_what_is_asked_is_on_the_list_of_leads_and_on_the_trail(cast: Cast):
    case = cast.case("contacted")
    version = cast.version(case)
    task = asked(cast, case)
    (view,) = listed(cast, cast.lead)
    assert (view.task, view.case, view.event, view.version) == (task, case, LOSE, version)
    assert (view.asked_by, view.asker) == (cast.caseworker.reference, "Somebody caseworker")
    assert (view.because, view.own, view.state) == (BECAUSE[Because.EVERY_WAY_TRIED], False, "contacted")
    assert (view.asked_at, view.due_at, view.queue) == (cast.at, cast.at + timedelta(hours=4), FORCE)
    entry = cast.entries(case)[-1]
    assert (entry["event"], entry["actor"]) == ("ask_approval", cast.caseworker.reference)
    assert orjson.loads(entry["body"]) == {"because": "every_way_tried", "for": LOSE, "task": task}
    # It changed nothing that anybody may have on their screen.
    assert cast.version(case) == version


def test_asked_again_it_is_the_same_task(cast: Cast):
    case = cast.case("contacted")
    first = asked(cast, case, key="k")
    entries = len(cast.entries(case))
    assert asked(cast, case, key="k") == asked(cast, case) == first
    assert len(cast.entries(case)) == entries
    with pytest.raises(KeyReused):
        asked(cast, case, queue=OTHER_FORCE, key="k")
    second = asked(cast, case, by=cast.colleague)
    assert second != first
    assert len(listed(cast, cast.lead)) == 2


def test_who_asked_is_told_that_it_is_approved_and_the_task_ends_with_the_event(cast: Cast):
    case = cast.case("contacted")
    task = asked(cast, case, by=cast.colleague)
    approval = cast.approval(case, LOSE)
    assert listed(cast, cast.lead) == []
    assert cast.row("tasks", reference=task)["done_by"] == cast.other_lead.person_id
    (told,) = opened(cast, cast.colleague)
    assert (told.kind, told.completes_on, told.subject) == (
        "approval_given",
        (LOSE,),
        cast.other_lead.reference,
    )
    assert (told.by_hand, told.due_at) == (True, cast.at + timedelta(hours=24))
    assert opened(cast, cast.caseworker) == []
    # Given again, nobody is told twice.
    cast.approval(case, LOSE)
    assert len(opened(cast, cast.colleague)) == 1
    for days in (0, 4, 8):
        at = AT + timedelta(days=days, hours=2 + days)
        said = {"channel": "phone", "result": "no_answer", "at": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        cast.do(cast.caseworker, case, Event.LOG_ATTEMPT, said, at=at)
    approval = cast.approval(case, LOSE)
    cast.do(cast.colleague, case, LOSE, {"reason": "no answer", "approval": approval})
    assert opened(cast, cast.colleague) == []


def test_who_asked_is_told_that_it_is_turned_down_and_why(cast: Cast):
    case = cast.case("contacted")
    asked(cast, case)
    declined(cast, case, key="k")
    declined(cast, case, key="k")
    assert listed(cast, cast.lead) == []
    (told,) = opened(cast, cast.caseworker)
    assert (told.kind, told.reason) == ("approval_turned_down", "Turned down: try to reach her again first")
    entry = cast.entries(case)[-1]
    assert (entry["event"], entry["actor"]) == ("turn_down_approval", cast.lead.reference)
    assert orjson.loads(entry["body"]) == {"because": "try_again", "for": LOSE}
    complete(cast.db, told.reference, actor=cast.caseworker, at=cast.at)
    assert opened(cast, cast.caseworker) == []
    with pytest.raises(NotFound):
        declined(cast, case)


def test_a_lead_asks_another_and_never_answers_themselves(cast: Cast):
    case = cast.case("taken")
    asked(cast, case, Event.RECORD_DEATH, by=cast.lead)
    assert [view.own for view in listed(cast, cast.lead)] == [True]
    assert [view.own for view in listed(cast, cast.other_lead)] == [False]
    with pytest.raises(NotFound):
        declined(cast, case, Event.RECORD_DEATH, by=cast.lead)
    cast.approval(case, Event.RECORD_DEATH, by=cast.lead)
    assert len(listed(cast, cast.lead)) == 1
    cast.approval(case, Event.RECORD_DEATH)
    assert [view.kind for view in opened(cast, cast.lead)] == ["approval_given"]


def test_other_leads_are_asked_where_the_case_is_to_go(cast: Cast):
    case, near, far = cast.case("taken"), cast.lead_of(FORCE), cast.far_lead
    asked(cast, case, Event.TRANSFER, by=near, queue=OTHER_FORCE)
    assert listed(cast, near) == []
    assert [view.queue for view in listed(cast, far)] == [OTHER_FORCE]


def test_nobody_asks_for_what_is_not_theirs(cast: Cast):
    case = cast.case("solicitor_assigned")
    with pytest.raises(Malformed):
        asked(cast, case, Event.TAKE)
    for actor, event in (
        (cast.caseworker, Event.RECORD_DEATH),
        (cast.solicitor, LOSE),
        (cast.auditor, LOSE),
    ):
        with pytest.raises(NotPermitted):
            asked(cast, case, event, by=actor)
    with pytest.raises(Refused):
        asked(cast, case, Event.GIVE_UP_CONTACT)
    with pytest.raises(NotFound):
        asked(cast, case, by=cast.rival)
    with pytest.raises(Stale):
        asked(cast, case, version=1)
    asked(cast, case)
    with pytest.raises(NotPermitted):
        declined(cast, case, by=cast.caseworker)
    with pytest.raises(Malformed):
        declined(cast, case, Event.TAKE)
    for actor in (cast.caseworker, cast.auditor, cast.administrator):
        with pytest.raises(NotPermitted):
            listed(cast, actor)


def test_a_case_in_conflict_asks_nobody_who_may_not_know_of_it(cast: Cast):
    asked(cast, cast.case("contacted"))
    people.list_associates(cast.db, cast.lead.reference, [dict(RESPONDENT)])
    assert listed(cast, cast.again(cast.lead)) == []
    assert len(listed(cast, cast.other_lead)) == 1


def test_pages_of_sign_offs_follow_each_other(cast: Cast):
    for case in (cast.case("contacted"), cast.case("contacted")):
        asked(cast, case)
    whole = queries.sign_offs(cast.db, cast.lead, cast.at).items
    first = queries.sign_offs(cast.db, cast.lead, cast.at, limit=1)
    rest = queries.sign_offs(cast.db, cast.lead, cast.at, limit=1, cursor=first.next_cursor)
    assert (*first.items, *rest.items) == whole
    assert rest.next_cursor is None
