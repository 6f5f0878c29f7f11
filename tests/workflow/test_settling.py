"""Many notices at once: each is done or not by itself, and the report says which, in order."""

from datetime import timedelta
from typing import Any

import pytest

from states.errors import Malformed, NotPermitted
from states.vocabulary import NoticeEvent, Role
from tests.workflow.cast import Cast
from workflow import settling
from workflow.faults import NotUnique, StorageUnavailable
from workflow.notices import move
from workflow.settling import MOST, Outcome, Report, Wanted, settle_all

NOBODY = "N-00000000"


@pytest.fixture
def notices(cast: Cast) -> list[str]:
    cast.case("solicitor_assigned")
    return [row["reference"] for row in cast.rows("notices")]


def states(cast: Cast) -> dict[str, str]:
    return {row["reference"]: row["state"] for row in cast.rows("notices")}


def entries(cast: Cast) -> int:
    return len(cast.rows("entries"))


def ask(cast: Cast, *items: Wanted, key: str | None = None, actor=None) -> tuple[Report, ...]:
    return settle_all(cast.db, items, actor=actor or cast.lead, at=cast.at, key=key)


def test_each_is_reported_in_order_and_none_undoes_another(cast, notices):
    held, free, odd, *_ = notices
    move(cast.db, held, NoticeEvent.HOLD, {}, actor=cast.lead, at=cast.at)
    reports = ask(
        cast,
        Wanted(held, "release"),
        Wanted(free, "release"),
        Wanted(NOBODY, "cancel"),
        Wanted(odd, "cancel", {"nonsense": 1}),
        Wanted(free, "cancel", {"reason": "told her by phone"}),
    )
    assert [report.outcome for report in reports] == [
        Outcome.DONE,
        Outcome.REFUSED,
        Outcome.NOT_FOUND,
        Outcome.MALFORMED,
        Outcome.DONE,
    ]
    assert [report.reference for report in reports] == [held, free, NOBODY, odd, free]
    assert (reports[0].state, reports[0].detail) == ("planned", None)
    (refusal,) = reports[1].refusals
    assert (refusal.guard, reports[1].detail) == ("state_allows_it", refusal.reason)
    assert refusal.remedy
    assert refusal.who
    assert [problem.field for problem in reports[3].problems] == ["nonsense"]
    assert (reports[4].state, reports[4].version) == ("cancelled", 2)
    after = states(cast)
    assert (after[held], after[free], after[odd]) == ("planned", "cancelled", "planned")


def test_the_reason_given_is_in_no_report(cast, notices):
    (report,) = ask(cast, Wanted(notices[0], "hold", {"reason": "Zelda Seeded asked"}))
    assert "Seeded" not in repr(report)
    assert "Seeded" not in repr(Wanted(notices[0], "hold", {"reason": "Zelda Seeded asked"}))


def test_the_same_request_has_the_effect_of_one(cast, notices):
    first, second = notices[:2]
    items = (Wanted(first, "hold"), Wanted(second, "release"), Wanted(second, "cancel"))
    reports = ask(cast, *items, key="a-key")
    before = entries(cast)
    cast.at += timedelta(hours=1)
    assert ask(cast, *items, key="a-key") == reports
    assert entries(cast) == before
    (other,) = ask(cast, Wanted(first, "release"), key="a-key")
    assert (other.outcome, states(cast)[first]) == (Outcome.CONFLICT, "held")
    assert [report.outcome for report in ask(cast, *items)] == [Outcome.REFUSED] * 3


def test_only_those_who_work_on_cases_settle_notices(cast, notices):
    before = states(cast)
    for actor in cast.everybody:
        if actor.role in {Role.CASEWORKER, Role.LEAD}:
            continue
        with pytest.raises(NotPermitted):
            ask(cast, Wanted(notices[0], "cancel"), actor=actor)
    assert states(cast) == before
    (report,) = ask(cast, Wanted(notices[0], "cancel"), actor=cast.colleague)
    assert report.outcome is Outcome.DONE


def test_what_is_not_theirs_to_see_is_not_found_and_on_the_access_stream(cast, notices):
    case = cast.found(notices[0]).reference
    cast.do(cast.lead, case, "mark_sensitive")
    (report,) = ask(cast, Wanted(notices[0], "cancel"), actor=cast.colleague)
    assert report.outcome is Outcome.NOT_FOUND
    assert report.detail == ask(cast, Wanted(NOBODY, "cancel"))[0].detail
    assert cast.rows("entries", stream="access")[-1]["event"] == "not_found"


def test_too_many_are_refused_before_any_is_done(cast, notices):
    with pytest.raises(Malformed, match=str(MOST)):
        ask(cast, *[Wanted(notices[0], "hold")] * (MOST + 1))
    assert set(states(cast).values()) == {"planned"}


def test_once_the_database_is_gone_the_rest_is_reported_not_tried(cast, notices, monkeypatch):
    asked: list[str] = []

    def fail(db, reference, *rest: Any, **more: Any):
        asked.append(reference)
        if len(asked) == 2:
            raise StorageUnavailable("gone")
        return move(db, reference, *rest, **more)

    monkeypatch.setattr(settling, "move", fail)
    reports = ask(cast, *(Wanted(notice, "hold") for notice in notices[:4]))
    assert [report.outcome for report in reports] == [Outcome.DONE, *[Outcome.NOT_TRIED] * 3]
    assert asked == notices[:2]


def test_a_request_that_was_quicker_elsewhere_is_a_conflict(cast, notices, monkeypatch):
    def fail(*_: Any, **__: Any):
        raise NotUnique("answers")

    monkeypatch.setattr(settling, "move", fail)
    (report,) = ask(cast, Wanted(notices[0], "hold"), key="a")
    assert report.outcome is Outcome.CONFLICT
