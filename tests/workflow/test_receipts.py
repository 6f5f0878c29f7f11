"""A provider's word of a notice moves it once, and what is not ours, or over, it moves not at all."""

from collections.abc import Callable

import pytest

from notifications.channels import Result, accepted, arrived, failed, in_doubt, not_arrived
from notifications.rendering import PLACEHOLDERS, STANDING
from states.vocabulary import Event
from tests.workflow.cast import Cast, dump
from workflow.desk import OutboxDesk
from workflow.notices import move
from workflow.receipts import HAD_ARRIVED, take_receipt

THERE = "11111111-2222-3333-4444-555555555555"
EARLIER = "99999999-2222-3333-4444-555555555555"
SAID = {name: PLACEHOLDERS[name] for name in STANDING}

Bring = Callable[..., str]


@pytest.fixture
def desk(cast: Cast) -> OutboxDesk:
    return OutboxDesk(cast.db, SAID)


@pytest.fixture
def hers(cast: Cast, desk: OutboxDesk) -> str:
    """A text to her that its provider accepted."""
    cast.case("solicitor_assigned")
    return sent(cast, desk, "assign_solicitor/survivor")


@pytest.fixture
def theirs(cast: Cast, desk: OutboxDesk) -> str:
    """A message to a firm that its provider accepted."""
    cast.case("offered")
    return sent(cast, desk, "make_offer/firm")


def sent(cast: Cast, desk: OutboxDesk, rule: str, result: Result | None = None) -> str:
    reference = str(cast.row("notices", rule=rule)["reference"])
    assert desk.claim(reference, cast.at)
    desk.settle(reference, result or accepted(THERE, receipts=True), cast.at)
    return reference


def state(cast: Cast, notice: str) -> str:
    return str(cast.row("notices", reference=notice)["state"])


def hear(cast: Cast, notice: str, result: Result) -> str:
    take_receipt(cast.db, notice, result, at=cast.at)
    return state(cast, notice)


def tasks(cast: Cast) -> set[str]:
    return {task["kind"] for task in cast.rows("tasks", done_at=None)}


def test_a_notice_that_arrived_is_delivered_by_the_provider(cast, hers):
    assert hear(cast, hers, arrived(THERE)) == "delivered"
    entry = cast.rows("entries", subject=hers)[-1]
    assert (entry["event"], entry["actor"], entry["role"]) == ("deliver", "provider", "provider")


@pytest.mark.parametrize("again", [arrived(THERE), failed("late", provider_ref=THERE), accepted(THERE)])
def test_what_is_said_again_or_late_of_a_notice_that_is_over_changes_nothing(cast, hers, again):
    hear(cast, hers, arrived(THERE))
    before = dump(cast.db)
    assert hear(cast, hers, again) == "delivered"
    assert dump(cast.db) == before


@pytest.mark.parametrize(
    "reference",
    ["N-00000000", "", "N-", "someone else's", "' OR 1=1", "N-0000000O", "C-00000000", "x" * 1000],
)
def test_what_is_not_ours_changes_nothing(cast, hers, reference):
    before = dump(cast.db)
    take_receipt(cast.db, reference, arrived(THERE), at=cast.at)
    take_receipt(cast.db, cast.found(hers).reference, arrived(THERE), at=cast.at)
    assert dump(cast.db) == before


def test_a_message_to_her_that_bounced_stops_every_other_and_asks_for_a_call(cast, hers):
    assert hear(cast, hers, failed("its recipient cannot be reached", bounced=True)) == "failed"
    assert cast.facts(cast.found(hers).reference)["messages_stopped"] == "bounced"
    assert {"call_her", "find_another_way"} <= tasks(cast)


@pytest.mark.parametrize(
    "said", [["deliver"], ["fail"], ["fail", "cancel"], ["fail", "retry"], ["fail", "retry", None]]
)
def test_a_bounce_stops_messages_whatever_became_of_its_own_meanwhile(cast, desk, hers, said):
    for event in said:
        if event is None:
            assert desk.claim(hers, cast.at)
        else:
            move(cast.db, hers, event, {}, actor=cast.caseworker, at=cast.at)
    before = state(cast, hers)
    bounced = failed("its recipient cannot be reached", bounced=True, provider_ref=THERE)
    assert hear(cast, hers, bounced) == before
    assert cast.facts(cast.found(hers).reference)["messages_stopped"] == "bounced"
    assert "find_another_way" in tasks(cast)


def test_a_message_to_a_firm_that_bounced_stops_nothing(cast, theirs):
    assert hear(cast, theirs, failed("its recipient cannot be reached", bounced=True)) == "failed"
    assert cast.facts(cast.found(theirs).reference)["messages_stopped"] is None


def test_word_of_an_earlier_try_says_nothing_of_the_last(cast, theirs):
    assert hear(cast, theirs, failed("late", provider_ref=EARLIER, bounced=True)) == "accepted"
    assert hear(cast, theirs, failed("late", provider_ref=THERE)) == "failed"


def test_that_an_earlier_try_arrived_is_enough(cast, theirs):
    assert hear(cast, theirs, arrived(EARLIER)) == "delivered"


def test_what_was_in_doubt_is_settled_by_the_provider(cast, desk):
    cast.case("offered")
    notice = sent(cast, desk, "make_offer/firm", in_doubt("nothing was heard"))
    assert hear(cast, notice, arrived(THERE)) == "delivered"


def test_what_was_to_be_sent_again_and_had_arrived_is_not(cast, desk):
    cast.case("solicitor_assigned")
    notice = sent(cast, desk, "assign_solicitor/survivor", in_doubt("nothing was heard"))
    move(cast.db, notice, "retry", {}, actor=cast.caseworker, at=cast.at)
    assert state(cast, notice) == "planned"
    assert hear(cast, notice, arrived(THERE)) == "cancelled"
    assert cast.row("notices", reference=notice)["reason"] == HAD_ARRIVED
    assert desk.claim(notice, cast.at) is None


def test_that_an_earlier_try_failed_does_not_keep_the_next_from_being_sent(cast, desk):
    cast.case("offered")
    notice = sent(cast, desk, "make_offer/firm", not_arrived("refused"))
    assert hear(cast, notice, failed("late")) == "planned"


def test_what_is_still_on_its_way_to_the_carrier_waits_for_its_answer(cast, desk):
    cast.case("offered")
    notice = str(cast.row("notices", rule="make_offer/firm")["reference"])
    assert desk.claim(notice, cast.at)
    assert hear(cast, notice, arrived(THERE)) == "sending"
    desk.settle(notice, accepted(THERE, receipts=True), cast.at)
    assert hear(cast, notice, arrived(THERE)) == "delivered"


def test_a_receipt_after_her_death_moves_its_notice_and_raises_nothing(cast, hers):
    case = cast.found(hers).reference
    cast.do(cast.lead, case, Event.RECORD_DEATH, {"approval": cast.approval(case, Event.RECORD_DEATH)})
    before = tasks(cast)
    assert hear(cast, hers, failed("its recipient cannot be reached", bounced=True)) == "cancelled"
    assert tasks(cast) <= before
