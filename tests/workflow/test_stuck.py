"""Nothing waits unseen: what is in doubt, failed, held or late is on a lead's list until somebody moves it on."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from states.errors import Malformed, NotPermitted
from states.vocabulary import Event, NoticeEvent, NoticeState
from tests.workflow.cast import FORCE, OTHER_FORCE, RESPONDENT, Cast
from workflow import people
from workflow.actors import Actor
from workflow.notices import move
from workflow.stuck import LATE_AFTER, MOST_COUNTED, StuckView, Why, count, stuck
from workflow.tables import to_micros

MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(cast: Cast) -> str:
    """A case of which several notices were planned just now."""
    return cast.case("solicitor_assigned")


def stand(cast: Cast, notice: str, state: NoticeState, **columns: Any) -> str:
    """Have a notice stand somewhere since some time."""
    held = {"state": state.value, "since": to_micros(cast.at), **columns}
    said = ", ".join(f"{name} = :{name}" for name in held)
    with cast.db.transaction() as tx:
        tx.connection.execute(
            text(f"UPDATE notices SET {said} WHERE reference = :ref"), held | {"ref": notice}
        )
    return notice


def planned(cast: Cast) -> list[str]:
    return sorted(row["reference"] for row in cast.rows("notices"))


def listed(cast: Cast, actor: Actor | None = None, **given: Any) -> tuple[StuckView, ...]:
    return stuck(cast.db, actor or cast.lead, given.pop("at", cast.at), **given).items


def number(cast: Cast, actor: Actor) -> int:
    with cast.db.reading() as tx:
        return count(tx, actor, cast.at)


def test_what_is_planned_and_not_late_waits_for_nobody(cast, case):
    assert planned(cast)
    assert listed(cast) == ()
    assert number(cast, cast.lead) == 0


@pytest.mark.parametrize("state", [NoticeState.IN_DOUBT, NoticeState.FAILED, NoticeState.HELD])
def test_what_a_person_must_decide_is_listed_at_once(cast, case, state):
    notice = stand(cast, planned(cast)[0], state, reason="its carrier broke: ConnectTimeout", attempts=2)
    (seen,) = listed(cast)
    assert (seen.reference, seen.case, seen.why, seen.state) == (notice, case, state.value, state.value)
    assert (seen.since, seen.attempts, seen.reason) == (cast.at, 2, "its carrier broke: ConnectTimeout")
    row = cast.row("notices", reference=notice)
    assert (seen.rule, seen.recipient, seen.recipient_ref) == (
        row["rule"],
        row["recipient"],
        row["recipient_ref"],
    )
    assert (seen.channel, seen.version) == (row["channel"], row["version"])


def test_what_is_due_or_on_its_way_is_listed_once_it_is_late(cast, case):
    due, sending, *rest = planned(cast)
    for notice in rest:
        stand(cast, notice, NoticeState.ACCEPTED)
    stand(cast, due, NoticeState.PLANNED, not_before=to_micros(cast.at))
    stand(cast, sending, NoticeState.SENDING)
    assert listed(cast, at=cast.at + LATE_AFTER - MINUTE) == ()
    late = listed(cast, at=cast.at + LATE_AFTER)
    assert {(seen.reference, seen.why, seen.since) for seen in late} == {
        (due, "late", cast.at),
        (sending, "late", cast.at),
    }


def test_what_waits_for_its_next_try_is_not_late_however_long_ago_it_was_planned(cast, case):
    for notice in planned(cast):
        stand(cast, notice, NoticeState.PLANNED, not_before=to_micros(cast.at + timedelta(hours=2)))
    assert listed(cast, at=cast.at + timedelta(hours=1)) == ()


def test_what_has_ended_or_was_accepted_waits_for_nobody(cast, case):
    ended = (NoticeState.ACCEPTED, NoticeState.DELIVERED, NoticeState.UNCONFIRMED, NoticeState.CANCELLED)
    for place, notice in enumerate(planned(cast)):
        stand(cast, notice, ended[place % len(ended)])
    assert listed(cast, at=cast.at + timedelta(days=30)) == ()


def test_it_says_what_a_lead_may_do(cast, case):
    hers = cast.rows("notices", recipient="survivor")[0]["reference"]
    stand(cast, hers, NoticeState.FAILED)
    (seen,) = listed(cast)
    assert {event for event, refusals in seen.events.items() if not refusals} == {"retry", "cancel"}


def test_the_longest_waiting_come_first_and_pages_follow_each_other(cast, case):
    notices = planned(cast)
    for place, notice in enumerate(notices):
        state = (NoticeState.FAILED, NoticeState.HELD, NoticeState.IN_DOUBT)[place % 3]
        stand(cast, notice, state, since=to_micros(cast.at - (place // 2) * MINUTE))
    seen: list[StuckView] = []
    cursor = None
    while True:
        page = stuck(cast.db, cast.lead, cast.at, cursor=cursor, limit=2)
        seen += page.items
        if (cursor := page.next_cursor) is None:
            break
    assert sorted(view.reference for view in seen) == notices
    places = [(view.since, view.reference) for view in seen]
    assert places == sorted(places)
    assert tuple(seen) == listed(cast)


def test_one_kind_may_be_asked_for_alone(cast, case):
    failed, held, *_ = planned(cast)
    stand(cast, failed, NoticeState.FAILED)
    stand(cast, held, NoticeState.HELD)
    assert [view.reference for view in listed(cast, why=Why.FAILED)] == [failed]
    assert [view.reference for view in listed(cast, why=Why.HELD)] == [held]
    assert listed(cast, why=Why.LATE) == ()


def test_it_is_for_leads_alone(cast, case):
    stand(cast, planned(cast)[0], NoticeState.FAILED)
    for actor in cast.everybody:
        if actor.role.value == "lead":
            continue
        with pytest.raises(NotPermitted):
            stuck(cast.db, actor, cast.at)
        assert number(cast, actor) == 0
    assert {entry["event"] for entry in cast.rows("entries", stream="access")} == {"not_permitted"}


def test_a_lead_of_one_force_has_its_own_list(cast, case):
    stand(cast, planned(cast)[0], NoticeState.FAILED)
    near, far = cast.lead_of(FORCE), cast.lead_of(OTHER_FORCE)
    assert (len(listed(cast, near)), number(cast, near)) == (1, 1)
    assert (listed(cast, far), number(cast, far)) == ((), 0)


def test_a_case_in_conflict_is_on_nobodys_list(cast, case):
    stand(cast, planned(cast)[0], NoticeState.FAILED)
    people.list_associates(cast.db, cast.lead.reference, [dict(RESPONDENT)])
    assert listed(cast, cast.again(cast.lead)) == ()
    assert number(cast, cast.again(cast.lead)) == 0
    assert len(listed(cast, cast.other_lead)) == 1


def test_a_sensitive_case_is_a_leads_to_see(cast, case):
    stand(cast, planned(cast)[0], NoticeState.FAILED)
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    assert len(listed(cast)) == 1


def test_it_counts_what_it_lists_and_no_more_than_is_worth_counting(cast, case, monkeypatch):
    for notice in planned(cast):
        stand(cast, notice, NoticeState.HELD)
    assert number(cast, cast.lead) == len(listed(cast)) > 1
    assert number(cast, cast.lead) < MOST_COUNTED
    monkeypatch.setattr("workflow.stuck.MOST_COUNTED", 1)
    assert number(cast, cast.lead) == 1


def test_a_cursor_of_another_list_is_malformed(cast):
    for given in ({"cursor": "AAAA"}, {"limit": 0}):
        with pytest.raises(Malformed):
            stuck(cast.db, cast.lead, cast.at, **given)


def test_what_was_moved_on_is_on_the_list_no_more(cast, case):
    notice = planned(cast)[0]
    move(cast.db, notice, NoticeEvent.HOLD, {}, actor=cast.lead, at=cast.at)
    assert [view.why for view in listed(cast)] == ["held"]
    move(cast.db, notice, NoticeEvent.CANCEL, {}, actor=cast.lead, at=cast.at)
    assert listed(cast) == ()
