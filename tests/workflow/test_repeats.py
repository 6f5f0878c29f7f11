"""She is not asked the same several times within hours: the first goes, and those after it are cancelled."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.channels import Result, accepted, failed, in_doubt, not_arrived
from notifications.rendering import render
from notifications.rules import BY_NAME
from states.position import moment
from states.vocabulary import Channel, Event, NoticeEvent, OrderEvent
from tests.workflow.cast import SAID, Cast
from workflow import repeats
from workflow.desk import OutboxDesk
from workflow.notices import move
from workflow.repeats import MAY_HAVE_REACHED, REPEATED, SAME_WITHIN

MINUTE = timedelta(minutes=1)
ASKS = {"assign_solicitor/survivor", "order.list_hearing/survivor", "order.grant_interim/survivor"}


@pytest.fixture
def desk(cast: Cast) -> OutboxDesk:
    return OutboxDesk(cast.db, SAID, chance=lambda: 0.5)


@pytest.fixture
def case(cast: Cast) -> str:
    return cast.case("order_sought")


@pytest.fixture
def first(cast: Cast, case: str) -> str:
    """A text that asks her to call: her case has a solicitor."""
    return str(cast.row("notices", rule="assign_solicitor/survivor")["reference"])


@pytest.fixture
def turn(cast: Cast, case: str) -> Callable[[timedelta], str]:
    """Let her case take its next turn so much later; the text that it brings."""
    events = iter((OrderEvent.LIST_HEARING, OrderEvent.GRANT_INTERIM))

    def take(later: timedelta = MINUTE) -> str:
        event = next(events)
        cast.move(cast.solicitor, event, cast.order(case), at=cast.at + later)
        return str(cast.row("notices", rule=f"order.{event}/survivor")["reference"])

    return take


def stands(cast: Cast, notice: str) -> tuple[str, str | None]:
    row = cast.row("notices", reference=notice)
    return row["state"], row["reason"]


def send(desk: OutboxDesk, cast: Cast, notice: str, result: Result) -> None:
    """Claim one, and say what became of it."""
    assert desk.claim(notice, cast.at) is not None
    desk.settle(notice, result, cast.at)


REACHING = {
    "accepted": accepted(receipts=True),
    "unconfirmed": accepted(),
    "delivered": accepted(delivered=True),
    "in doubt: it may have arrived, and a person hears of it": in_doubt("nobody knows"),
}


@pytest.mark.parametrize("result", REACHING.values(), ids=REACHING)
def test_what_she_was_asked_within_hours_is_not_asked_again(desk, cast, first, turn, result):
    send(desk, cast, first, result)
    again = turn()
    assert desk.claim(again, cast.at) is None
    assert stands(cast, again) == ("cancelled", REPEATED)
    assert cast.rows("tasks", subject=again) == []
    (entry,) = cast.rows("entries", subject=again)
    assert (entry["event"], entry["role"]) == ("cancel", "system")


def test_what_is_being_sent_is_not_sent_again_beside_it(desk, cast, first, turn):
    assert desk.claim(first, cast.at) is not None
    again = turn()
    assert desk.claim(again, cast.at) is None
    assert stands(cast, again) == ("cancelled", REPEATED)


def test_of_several_in_one_batch_one_goes(desk, cast, first, turn):
    turns = [first, turn(), turn()]
    (claimed,) = desk.claim_many(turns, cast.at)
    assert claimed.reference == first
    assert [stands(cast, notice) for notice in turns[1:]] == [("cancelled", REPEATED)] * 2


def test_one_batch_holds_the_cases_of_many_women_apart(desk, cast, first):
    others = cast.case("order_sought")
    hers = cast.row("notices", rule="assign_solicitor/survivor", case_id=cast.found(others).id)["reference"]
    assert len(desk.claim_many([first, hers], cast.at)) == 2


def test_after_four_hours_she_is_asked_again(desk, cast, first, turn):
    send(desk, cast, first, accepted())
    again = turn(SAME_WITHIN)
    assert desk.claim(again, cast.at) is not None
    last = turn(SAME_WITHIN - MINUTE)
    assert desk.claim(last, cast.at) is None


MISSED = {
    "failed": failed("it cannot be sent"),
    "to be tried again": not_arrived("its provider takes nothing just now"),
}


@pytest.mark.parametrize("result", MISSED.values(), ids=MISSED)
def test_what_did_not_reach_her_does_not_keep_the_next_from_her(desk, cast, first, turn, result):
    send(desk, cast, first, result)
    assert desk.claim(turn(), cast.at) is not None


def test_the_next_try_of_one_that_did_not_arrive_is_a_repeat_of_what_went_meanwhile(desk, cast, first, turn):
    send(desk, cast, first, not_arrived("its provider takes nothing just now"))
    assert desk.claim(turn(), cast.at) is not None
    assert desk.claim(first, cast.at + 2 * MINUTE) is None
    assert stands(cast, first) == ("cancelled", REPEATED)


def test_a_held_or_cancelled_one_does_not_keep_the_next_from_her(desk, cast, first, turn):
    move(cast.db, first, NoticeEvent.HOLD, {}, actor=cast.caseworker, at=cast.at)
    again = turn()
    move(cast.db, again, NoticeEvent.CANCEL, {}, actor=cast.caseworker, at=cast.at)
    assert desk.claim(turn(), cast.at) is not None


def test_where_one_that_counted_fails_later_a_person_calls_her(desk, cast, first, turn):
    send(desk, cast, first, accepted("the provider's", receipts=True))
    assert desk.claim(turn(), cast.at) is None
    desk.heard(first, failed("it could not be delivered in time"), cast.at)
    assert cast.row("tasks", subject=first)["kind"] == "call_her"


def test_once_she_was_spoken_to_the_next_goes(desk, cast, case, first, turn):
    send(desk, cast, first, accepted())
    at = cast.at + MINUTE
    said = {"safety": "safe", "channels": ["phone", "sms"], "voicemail": False, "withheld_number": True}
    cast.do(cast.caseworker, case, Event.SET_SAFETY, said | {"spoke_at": moment(at)}, at=at)
    again = turn()
    assert desk.claim(again, cast.at) is not None
    assert desk.claim(turn(), cast.at) is None


def test_other_words_go(desk, cast, case, first):
    thanks = cast.row("notices", rule="give_consent/survivor")["reference"]
    assert len(desk.claim_many([thanks, first], cast.at)) == 2


def test_the_same_by_another_channel_or_in_another_language_goes(desk, cast, case, first, turn):
    send(desk, cast, first, accepted())
    again = turn()
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(
            "UPDATE notices SET language = 'cy', digest = 'y' WHERE digest IS NOT NULL"
        )
    assert desk.claim(again, cast.at) is not None


def test_a_message_that_carries_something_of_its_case_always_goes(desk, cast, first, turn, monkeypatch):
    rule = BY_NAME["order.list_hearing/survivor"]
    telling = {**BY_NAME, rule.name: replace(rule, values=("call_back_number", "reference"))}
    monkeypatch.setattr(repeats, "BY_NAME", telling)
    send(desk, cast, first, accepted())
    assert desk.claim(turn(), cast.at) is not None


def test_professionals_are_told_each_time_whatever_they_are_told(desk, cast, case, monkeypatch):
    plain = {name: replace(rule, values=()) for name, rule in BY_NAME.items()}
    monkeypatch.setattr(repeats, "BY_NAME", plain)
    told = cast.rows("notices", rule="receive_referral/caseworker")
    assert len(told) > 1
    assert len(desk.claim_many([row["reference"] for row in told], cast.at)) == len(told)


def test_the_words_that_ask_her_to_call_are_the_same_whatever_happened():
    for language in ("en", "cy"):
        messages = [render(name, Channel.SMS, language, SAID) for name in sorted(ASKS)]
        assert len({(message.body, message.digest) for message in messages}) == 1


def test_each_state_of_a_notice_counts_or_does_not_for_a_reason():
    assert {state.value for state in MAY_HAVE_REACHED} == {
        "sending",
        "in_doubt",
        "accepted",
        "delivered",
        "unconfirmed",
    }
