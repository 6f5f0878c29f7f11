"""What waits is read from the rows, so that nobody who should have seen to it can hide it."""

from datetime import timedelta

import pytest

from states.vocabulary import NoticeState
from tests.workflow.cast import Cast
from workflow.stuck import LATE_AFTER, Why
from workflow.tables import NoticeRow, to_micros
from workflow.waiting import delivery_lag, waiting

NOTICES = NoticeRow.__table__
SECOND = timedelta(seconds=1)


@pytest.fixture
def notice(cast: Cast) -> str:
    """The one notice of its database that is planned, and due."""
    cast.case("consented")
    (first, *others) = cast.rows("notices")
    for other in others:
        change(cast, other["reference"], state="cancelled")
    return str(first["reference"])


def change(cast: Cast, notice: str, **columns: object) -> None:
    with cast.db.transaction() as tx:
        tx.connection.execute(NOTICES.update().where(NOTICES.c.reference == notice).values(columns))


def test_delivery_is_behind_by_the_age_of_the_oldest_notice_that_is_due(cast, notice):
    due = cast.row("notices", reference=notice)["not_before"]
    assert delivery_lag(cast.db, cast.at) == (to_micros(cast.at) - due) / 1_000_000
    assert delivery_lag(cast.db, cast.at + 90 * SECOND) == delivery_lag(cast.db, cast.at) + 90


def test_what_is_not_due_or_not_planned_holds_nothing_up(cast, notice):
    change(cast, notice, not_before=to_micros(cast.at + SECOND))
    assert delivery_lag(cast.db, cast.at) == 0
    change(cast, notice, not_before=0, state="held")
    assert waiting(cast.db, cast.at).delivery == 0


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (NoticeState.IN_DOUBT, Why.IN_DOUBT),
        (NoticeState.FAILED, Why.FAILED),
        (NoticeState.HELD, Why.HELD),
        (NoticeState.SENDING, Why.LATE),
        (NoticeState.PLANNED, Why.LATE),
    ],
)
def test_what_waits_for_a_person_is_counted(cast, notice, state, why):
    since = to_micros(cast.at)
    change(cast, notice, state=state.value, since=since, not_before=since)
    found = waiting(cast.db, cast.at + LATE_AFTER + SECOND).stuck
    assert found == dict.fromkeys(Why, 0) | {why: 1}
    early = waiting(cast.db, cast.at + SECOND).stuck
    assert early[Why.LATE] == 0


def test_clocks_that_ran_out_are_counted_and_aged(cast):
    cast.case("received")
    clocks = cast.rows("deadlines")
    assert waiting(cast.db, cast.at).overdue == 0
    last = max(clock["due_at"] for clock in clocks)
    ages = [last + 1_000_000 - clock["next_at"] for clock in clocks if clock["next_at"] is not None]
    found = waiting(cast.db, cast.at + timedelta(microseconds=last + 1_000_000 - to_micros(cast.at)))
    assert found.overdue == len(clocks) > 0
    assert found.timers == max(ages) / 1_000_000
