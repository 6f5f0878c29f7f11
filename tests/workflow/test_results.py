"""What a carrier says of a notice: receipts, bounces, tries that did not arrive, and what a person is asked to do."""

import threading
from datetime import datetime, timedelta
from typing import Self

import pytest

from notifications.channels import Result, accepted, arrived, failed, in_doubt, not_arrived
from notifications.courier import Courier
from notifications.safety import Contact as Rules
from states.errors import Refused
from states.vocabulary import Channel, Event, NoticeEvent, Recipient
from tests.workflow.cast import SAID, Cast
from tests.workflow.test_desk import MINUTE, SECOND, Watching, by, desk, events, hers, row, theirs
from workflow import results
from workflow.answers import remember
from workflow.contacts import Contact, set_contact
from workflow.desk import OutboxDesk
from workflow.finding import load
from workflow.notices import move
from workflow.receipts import take_receipt
from workflow.tables import from_micros, to_micros

__all__ = ["desk", "hers", "theirs"]

BOUNCED = failed("no such number", bounced=True)


@pytest.fixture
def sent(cast: Cast, desk: OutboxDesk, hers: str) -> str:
    """A message to her that its provider accepted, and of which a receipt is still to come."""
    return accept(cast, desk, hers)


def accept(cast: Cast, desk: OutboxDesk, notice: str) -> str:
    assert desk.claim(notice, cast.at) is not None
    desk.settle(notice, accepted("ref-1", receipts=True), cast.at)
    assert row(cast, notice)["state"] == "accepted"
    return notice


def look_at(cast: Cast, notice: str) -> timedelta:
    """How long it is until the receipt of a notice is asked for."""
    return from_micros(row(cast, notice)["look_at"]) - cast.at


def open_tasks(cast: Cast, **where: object) -> list[str]:
    return sorted(task["kind"] for task in cast.rows("tasks", **where) if task["done_at"] is None)


# Receipts


def test_a_receipt_is_asked_for_within_a_minute_and_then_ever_more_rarely(cast, desk, sent):
    begun, looks = cast.at, []
    for _ in range(14):
        looks.append(look_at(cast, sent))
        assert desk.unreceipted(cast.at + looks[-1] - SECOND, 10) == ()
        cast.at += looks[-1]
        (known,) = desk.unreceipted(cast.at, 10)
        assert (known.reference, known.recipient, known.channel, known.provider_ref) == (
            sent,
            Recipient.SURVIVOR,
            Channel.SMS,
            "ref-1",
        )
        desk.heard(sent, None, cast.at)
    assert looks[0] == 30 * SECOND
    assert looks == sorted(looks)
    assert looks[-1] == timedelta(hours=6)
    assert cast.at - begun < timedelta(hours=72)


def test_a_message_without_a_receipt_is_unconfirmed_after_three_days_and_not_before(cast, desk, sent):
    desk.heard(sent, None, cast.at + timedelta(hours=72) - SECOND)
    assert from_micros(row(cast, sent)["look_at"]) == cast.at + timedelta(hours=72)
    desk.heard(sent, accepted(receipts=True), cast.at + timedelta(hours=72))
    held = row(cast, sent)
    assert (held["state"], held["look_at"]) == ("unconfirmed", None)
    assert open_tasks(cast, subject=sent) == []


@pytest.mark.parametrize("news", [None, accepted(receipts=True), in_doubt("?"), not_arrived("?")])
def test_no_news_changes_nothing_but_when_it_is_asked_for_next(cast, desk, sent, news):
    before = row(cast, sent)
    desk.heard(sent, news, cast.at + MINUTE)
    assert {**row(cast, sent), "look_at": None} == {**before, "look_at": None}
    assert look_at(cast, sent) == 2 * MINUTE


def test_a_receipt_is_the_providers_word_and_is_not_asked_for_again(cast, desk, sent):
    desk.heard(sent, arrived("ref-1"), cast.at + MINUTE)
    held = row(cast, sent)
    assert (held["state"], held["look_at"]) == ("delivered", None)
    assert from_micros(held["settled_at"]) == cast.at + MINUTE
    (entry,) = [entry for entry in cast.rows("entries", subject=sent) if entry["event"] == "deliver"]
    assert entry["role"] == "provider"
    assert desk.unreceipted(cast.at + timedelta(days=9), 10) == ()


def test_a_receipt_that_comes_while_it_is_in_doubt_settles_it(cast, desk, hers):
    desk.claim(hers, cast.at)
    desk.heard(hers, None, cast.at)
    desk.settle(hers, in_doubt("a time-out"), cast.at)
    desk.heard(hers, arrived(), cast.at)
    assert row(cast, hers)["state"] == "delivered"


def test_an_answer_that_is_its_own_receipt_delivers_at_once(cast, desk, theirs):
    desk.claim(theirs, cast.at)
    desk.settle(theirs, accepted(delivered=True), cast.at)
    assert row(cast, theirs)["state"] == "delivered"
    assert events(cast, theirs) == ["claim", "accept", "deliver"]


def test_what_a_person_says_arrived_is_asked_for_and_ends(cast, desk, hers):
    desk.claim(hers, cast.at)
    desk.settle(hers, in_doubt("a time-out"), cast.at)
    move(cast.db, hers, NoticeEvent.ACCEPT, {}, actor=cast.caseworker, at=cast.at)
    assert [known.reference for known in desk.unreceipted(cast.at, 10)] == [hers]
    desk.heard(hers, None, cast.at + timedelta(hours=72))
    assert row(cast, hers)["state"] == "unconfirmed"


def test_after_it_was_accepted_only_its_receipt_says_that_it_failed(cast, desk, sent):
    desk.settle(sent, failed("there is no address to send it to"), cast.at)
    assert row(cast, sent)["state"] == "accepted"
    desk.heard(sent, failed("it could not be delivered"), cast.at)
    assert row(cast, sent)["state"] == "failed"
    assert open_tasks(cast, subject=sent) == ["call_her"]


# What came back


@pytest.mark.parametrize("when", ["while it is sent", "by its receipt", "after it was given up"])
def test_what_came_back_from_her_stops_every_further_message(cast, desk, hers, when):
    if when == "while it is sent":
        desk.claim(hers, cast.at)
        desk.settle(hers, BOUNCED, cast.at)
    else:
        accept(cast, desk, hers)
        if when == "after it was given up":
            desk.heard(hers, None, cast.at + timedelta(hours=72))
        desk.heard(hers, BOUNCED, cast.at + timedelta(hours=73))
    case = cast.found(hers)
    facts = case.position.facts
    assert facts["messages_stopped"] == "bounced"
    (entry,) = [entry for entry in cast.entries(case.reference) if entry["event"] == "stop_messages"]
    assert entry["role"] == ("system" if when == "while it is sent" else "provider")
    assert hers in entry["body"]
    assert open_tasks(cast, kind="find_another_way")
    if when != "after it was given up":
        task = cast.row("tasks", subject=hers)
        assert (task["kind"], task["way"], task["reason"]) == ("call_her", "phone", "no such number")


def test_the_next_message_to_her_becomes_a_call_once_one_came_back(cast, desk):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER)
    cast.accept(case)
    first, second = (held["reference"] for held in cast.rows("notices", recipient="survivor"))
    desk.claim(first, cast.at)
    desk.settle(first, BOUNCED, cast.at)
    assert desk.claim(second, cast.at) is None
    assert row(cast, second)["state"] == "held"
    assert "came back" in cast.row("tasks", subject=second)["reason"]


def test_she_is_called_even_if_her_case_takes_no_step(cast, desk, hers, monkeypatch):
    def refused(*_: object) -> None:
        raise Refused("stop_messages", [])

    monkeypatch.setattr(results, "act", refused)
    desk.claim(hers, cast.at)
    desk.settle(hers, BOUNCED, cast.at)
    assert row(cast, hers)["state"] == "failed"
    assert open_tasks(cast, subject=hers) == ["call_her"]


def test_a_batch_whose_first_message_came_back_sees_it_at_the_second(cast, desk):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER)
    cast.accept(case)
    both = [held["reference"] for held in cast.rows("notices", recipient="survivor")]
    assert len(desk.claim_many(both, cast.at)) == 2
    desk.settle_many([(notice, BOUNCED) for notice in both], cast.at)
    assert [row(cast, notice)["state"] for notice in both] == ["failed", "failed"]
    entries = cast.entries(case)
    assert [entry["event"] for entry in entries].count("stop_messages") == 1
    assert entries[-1]["seq"] == cast.row("cases", reference=case)["seq"] == len(entries)


def test_what_came_back_from_a_professional_stops_nothing_and_stays_to_be_seen(cast, desk, theirs):
    desk.claim(theirs, cast.at)
    desk.settle(theirs, BOUNCED, cast.at)
    assert row(cast, theirs)["state"] == "failed"
    assert cast.found(theirs).position.facts["messages_stopped"] is None
    assert cast.rows("tasks", subject=theirs) == []


def test_nothing_is_stopped_for_her_who_died(cast, desk, sent):
    case = cast.found(sent).reference
    approval = cast.approval(case, Event.RECORD_DEATH)
    cast.do(cast.lead, case, Event.RECORD_DEATH, {"approval": approval})
    desk.heard(sent, BOUNCED, cast.at)
    assert (row(cast, sent)["state"], open_tasks(cast, subject=sent)) == ("cancelled", [])
    assert cast.facts(case)["messages_stopped"] is None


def test_a_receipt_may_be_settled_inside_another_transaction(cast, sent):
    with cast.db.transaction() as tx:
        for reference in (sent, "N-00000000"):
            results.settle(tx, cast.db.keys, reference, arrived(), cast.at)
    assert row(cast, sent)["state"] == "delivered"


# What did not arrive


def test_a_third_try_that_did_not_arrive_becomes_a_call(cast, desk, hers):
    for tries in (1, 2, 3):
        assert desk.claim(hers, cast.at) is not None
        desk.settle(hers, not_arrived("refused"), cast.at)
        assert row(cast, hers)["state"] == ("held" if tries == results.TRIES else "planned")
        cast.at = from_micros(row(cast, hers)["not_before"])
    task = cast.row("tasks", subject=hers)
    assert (task["kind"], task["way"]) == ("call_her", "phone")
    assert events(cast, hers)[-2:] == ["retry", "hold"]


def test_a_text_that_its_provider_would_take_too_late_becomes_a_call_at_once(cast, desk, hers):
    desk.claim(hers, cast.at)
    desk.settle(hers, not_arrived("too many", not_before=cast.at + timedelta(hours=2)), cast.at)
    assert row(cast, hers)["state"] == "held"
    assert open_tasks(cast, subject=hers) == ["call_her"]


def test_a_text_that_waited_for_an_hour_is_not_pushed_through_late(cast, desk, hers):
    assert desk.claim(hers, cast.at + timedelta(hours=1, minutes=2)) is None
    assert row(cast, hers)["state"] == "held"
    assert "too late" in row(cast, hers)["reason"]


def test_a_text_that_a_person_releases_has_its_hour_and_its_tries_again(cast, desk, hers):
    late = cast.at + timedelta(hours=2)
    assert desk.claim(hers, late) is None
    move(cast.db, hers, NoticeEvent.RELEASE, {}, actor=cast.caseworker, at=late)
    assert desk.claim(hers, late) is not None
    desk.settle(hers, not_arrived("refused"), late)
    assert row(cast, hers)["state"] == "planned"


def test_a_call_that_is_made_instead_waits_for_her_hours(cast, desk, hers):
    evening = cast.at.replace(hour=18, minute=59)
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(f"UPDATE notices SET planned_at = {to_micros(evening)}")
    assert desk.claim(hers, evening) is not None
    night = evening.replace(hour=23)
    desk.settle(hers, failed("no such number"), night)
    due = from_micros(cast.row("tasks", subject=hers)["due_at"])
    assert (due.hour, due.date()) == (8, (night + timedelta(days=1)).date())


def test_what_is_in_doubt_goes_to_her_again_by_no_carriers_word(cast, desk, hers):
    desk.claim(hers, cast.at)
    desk.settle(hers, in_doubt("a time-out"), cast.at)
    before = row(cast, hers), events(cast, hers)
    desk.settle(hers, not_arrived("its carrier knows nothing of it"), cast.at)
    assert (row(cast, hers), events(cast, hers)) == before


def test_nobody_is_to_call_her_who_died_while_a_message_was_on_its_way(cast, desk, hers):
    assert desk.claim(hers, cast.at) is not None
    case = cast.found(hers).reference
    cast.do(cast.lead, case, Event.RECORD_DEATH, {"approval": cast.approval(case, Event.RECORD_DEATH)})
    desk.settle(hers, not_arrived("too many", not_before=cast.at + timedelta(hours=2)), cast.at)
    assert (row(cast, hers)["state"], open_tasks(cast, subject=hers)) == ("cancelled", [])


def test_what_never_reaches_a_professional_is_seen_after_some_hours(cast, desk, theirs):
    begun = cast.at
    while row(cast, theirs)["state"] == "planned":
        assert desk.claim(theirs, cast.at) is not None
        desk.settle(theirs, not_arrived("refused"), cast.at)
        cast.at = from_micros(row(cast, theirs)["not_before"])
    assert row(cast, theirs)["state"] == "held"
    assert open_tasks(cast, subject=theirs) == ["notice_held"]
    assert timedelta(hours=3) < cast.at - begun <= timedelta(hours=5)


# An earlier try


EARLIER, LAST = "ref-1", "ref-2"
FAILED = failed("not in time", provider_ref=EARLIER)


@pytest.fixture
def again(cast: Cast, desk: OutboxDesk, sent: str) -> str:
    """A message to her that failed after it was accepted, and that is on its way again by a person's word."""
    desk.heard(sent, FAILED, cast.at)
    move(cast.db, sent, NoticeEvent.RETRY, {}, actor=cast.caseworker, at=cast.at)
    assert desk.claim(sent, cast.at) is not None
    return sent


def test_a_lost_try_is_looked_up_by_our_name_alone_never_by_that_of_an_earlier_one(cast, desk, again):
    (known,) = desk.unsettled(cast.at + MINUTE, 10)
    assert (known.reference, known.provider_ref) == (again, None)


@pytest.mark.parametrize("answer", [in_doubt("a time-out"), accepted(LAST, receipts=True), None])
def test_that_an_earlier_try_failed_says_nothing_of_the_last_however_it_is_heard(cast, desk, again, answer):
    if answer is not None:
        desk.settle(again, answer, cast.at)
    before = row(cast, again)
    desk.heard(again, FAILED, cast.at)
    take_receipt(cast.db, again, FAILED, at=cast.at)
    assert {**row(cast, again), "look_at": None} == {**before, "look_at": None}
    desk.heard(again, failed("not in time", provider_ref=LAST), cast.at)
    assert row(cast, again)["state"] == "failed"


@pytest.mark.parametrize("whose", ["hers", "theirs"])
def test_a_claim_that_was_settled_opens_no_address_though_it_was_claimed_anew(
    cast, desk, hers, theirs, whose
):
    notice = {"hers": hers, "theirs": theirs}[whose]
    firm = Contact(Recipient.FIRM, row(cast, theirs)["recipient_ref"], Channel.EMAIL, "a@example.org", "en")
    set_contact(cast.db, firm, by=cast.administrator, at=cast.at)
    first = desk.claim(notice, cast.at)
    for event in (NoticeEvent.FAIL, NoticeEvent.RETRY):
        move(cast.db, notice, event, {}, actor=cast.caseworker, at=cast.at)
    second = desk.claim(notice, cast.at + SECOND)
    assert (desk.address(first) is None, desk.address(second) is None) == (True, False)


# Held once


@pytest.mark.parametrize("stands", ["planned", "in_doubt"])
@pytest.mark.parametrize("whose", ["hers", "theirs"])
def test_holding_twice_is_holding_once(cast, desk, hers, theirs, whose, stands):
    notice = {"hers": hers, "theirs": theirs}[whose]
    if stands == "in_doubt":
        desk.claim(notice, cast.at)
        desk.settle(notice, in_doubt("a time-out"), cast.at)
    desk.hold_as_task(notice, "a reason", cast.at)
    before = row(cast, notice), events(cast, notice), cast.rows("tasks", subject=notice)
    desk.hold_as_task(notice, "another", cast.at + MINUTE)
    assert (row(cast, notice), events(cast, notice), cast.rows("tasks", subject=notice)) == before
    kinds = {"in_doubt": "notice_in_doubt", "planned": {"hers": "call_her", "theirs": "notice_held"}[whose]}
    assert open_tasks(cast, subject=notice) == [kinds[stands]]
    assert before[2][0]["way"] == ("phone" if kinds[stands] == "call_her" else None)


# Others at the same cases


class Holding(threading.Thread):
    """Another worker, who holds the case of a notice until it is let go."""

    def __init__(self, cast: Cast, notice: str) -> None:
        super().__init__(daemon=True)
        self.cast, self.notice = cast, notice
        self.held, self.let_go = threading.Event(), threading.Event()

    def run(self) -> None:
        with self.cast.db.transaction() as tx:
            load(tx, self.notice, lock=True)
            self.held.set()
            assert self.let_go.wait(20)

    def __enter__(self) -> Self:
        self.start()
        assert self.held.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go.set()
        self.join(20)


@pytest.fixture
def two(postgres_database) -> tuple[Cast, str, str]:
    """Two cases on PostgreSQL, each with a message to her that is due."""
    cast = Cast(postgres_database)
    for _ in range(2):
        cast.case("consented")
    first, second = (held["reference"] for held in cast.rows("notices", recipient="survivor"))
    return cast, first, second


def test_a_case_that_another_worker_holds_is_left_alone_and_not_waited_for(two):
    cast, first, second = two
    desk = OutboxDesk(cast.db, SAID)
    with Holding(cast, first):
        assert [claimed.reference for claimed in desk.claim_many([first, second], cast.at)] == [second]
        assert row(cast, first)["state"] == "planned"
    assert desk.claim(first, cast.at) is not None


def test_what_was_sent_is_recorded_though_somebody_holds_its_case(two):
    cast, first, second = two
    desk = OutboxDesk(cast.db, SAID)
    assert len(desk.claim_many([first, second], cast.at)) == 2
    with Holding(cast, first) as other:
        threading.Timer(0.2, other.let_go.set).start()
        desk.settle_many([(first, accepted("a")), (second, accepted("b"))], cast.at)
    assert [row(cast, notice)["state"] for notice in (first, second)] == ["unconfirmed"] * 2


def test_two_workers_that_settle_the_same_cases_the_other_way_round_never_stand_still(two):
    cast, first, second = two
    desk = OutboxDesk(cast.db, SAID)
    wrong: list[Exception] = []

    def work(order: list[str]) -> None:
        for _ in range(20):
            try:
                claimed = desk.claim_many(order, cast.at)
                desk.settle_many([(one.reference, not_arrived("refused")) for one in claimed], cast.at)
            except Exception as error:  # noqa: BLE001 - whatever it is, the test names it.
                wrong.append(error)

    workers = [threading.Thread(target=work, args=(order,)) for order in ([first, second], [second, first])]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert wrong == []
    assert not any(worker.is_alive() for worker in workers)


def test_each_case_of_a_batch_is_read_once_whatever_is_done_with_its_notices(cast, desk, monkeypatch):
    cast.case("order_sought")
    asked: list[int] = []
    real = Rules.of

    def counted(facts):
        asked.append(1)
        return real(facts)

    monkeypatch.setattr("workflow.batch.Contact.of", counted)
    due = desk.due(100, cast.at)
    assert len(due) > 3
    desk.claim_many(due, cast.at)
    assert len(asked) == 1


def test_a_move_whose_answer_another_request_stored_first_is_answered_by_it(cast, theirs, monkeypatch):
    def first_of_all(tx, keys, command, actor, outcome, at: datetime):
        monkeypatch.setattr("workflow.notices.remember", remember)
        for _ in range(2):
            remember(tx, keys, command, actor, outcome, at)

    monkeypatch.setattr("workflow.notices.remember", first_of_all)
    done = move(cast.db, theirs, NoticeEvent.HOLD, {}, actor=cast.lead, at=cast.at, key="k")
    assert (done.state, row(cast, theirs)["state"]) == ("held", "held")
    assert events(cast, theirs) == ["hold"]


def test_everything_that_a_provider_may_say_comes_to_an_end_or_to_a_person(cast, desk):
    """A courier's whole round: the trail of the case stays whole whatever was said."""
    case = cast.case("order_sought")
    said: list[Result] = [BOUNCED, failed("no"), not_arrived("no"), in_doubt("?"), accepted("a")]
    for number, notice in enumerate(held["reference"] for held in cast.rows("notices")):
        carrier = Watching(cast, said[number % len(said)], addressed=False)
        Courier(desk, by(carrier), lambda: cast.at).deliver([notice])
    states = {held["state"] for held in cast.rows("notices")}
    assert states <= {"failed", "planned", "in_doubt", "unconfirmed", "cancelled", "held"}
    entries = cast.entries(case)
    assert cast.row("cases", reference=case)["seq"] == len(entries)
