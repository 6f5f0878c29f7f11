"""Delivery at its desk: claimed before it is sent, judged inside the claim, and found again after a crash."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notifications.channels import (
    Addressee,
    Carrier,
    Known,
    Result,
    accepted,
    failed,
    in_doubt,
    not_arrived,
)
from notifications.channels.file import FileCarrier
from notifications.channels.memory import MemoryCarrier
from notifications.courier import Courier
from notifications.delivery import IN_DOUBT_AFTER, deliver, look_back
from notifications.desk import Claimed
from notifications.loop import Loop, Round
from notifications.rendering import Message
from notifications.safety import Ruling, Verdict, judge
from states.vocabulary import Channel, Event, NoticeEvent
from tests.workflow.cast import EMAIL, PHONE, SAID, Cast
from workflow import claiming
from workflow.desk import OutboxDesk
from workflow.notices import move
from workflow.tables import from_micros, to_micros

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@dataclass
class Watching:
    """A carrier that does what it is told, after looking at the row of what it is to carry."""

    cast: Cast
    answer: Result | Exception = field(default_factory=accepted)
    known: Result | None = None
    addressed: bool = True
    seen: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[str | None] = field(default_factory=list)

    def send(self, message: Message, to: Addressee, reference: str) -> Result:
        self.seen.append((reference, self.cast.row("notices", reference=reference)["state"]))
        self.addresses.append(to.address)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def lookup(self, known: Known) -> Result | None:
        return self.known


@pytest.fixture
def desk(cast: Cast) -> OutboxDesk:
    # Chance in the middle: a wait is neither drawn out nor cut short.
    return OutboxDesk(cast.db, SAID, chance=lambda: 0.5)


@pytest.fixture
def hers(cast: Cast) -> str:
    """A message to her that is due."""
    cast.case("consented")
    return str(cast.row("notices", recipient="survivor")["reference"])


@pytest.fixture
def theirs(cast: Cast) -> str:
    """A message to somebody of the panel that is due."""
    cast.case("offered")
    return str(cast.row("notices", recipient="firm")["reference"])


def by(carrier: Carrier) -> Mapping[Channel, Carrier]:
    return {Channel.SMS: carrier, Channel.EMAIL: carrier}


def at_work(cast: Cast, carrier: Carrier) -> Courier:
    return Courier(OutboxDesk(cast.db, SAID), by(carrier), lambda: cast.at)


def row(cast: Cast, notice: str) -> dict[str, Any]:
    return cast.row("notices", reference=notice)


def events(cast: Cast, notice: str) -> list[str]:
    return [entry["event"] for entry in cast.rows("entries", subject=notice)]


def wanted(cast: Cast) -> set[str]:
    """What is to be sent: her consent does not let the referrer hear how it goes on."""
    return {row["reference"] for row in cast.rows("notices") if row["rule"] != "make_contact/referrer"}


def night(cast: Cast) -> datetime:
    return cast.at.replace(hour=22)


# The claim


def test_a_claim_is_committed_before_any_carrier_is_called(cast, hers):
    carrier = Watching(cast)
    at_work(cast, carrier).sweep()
    assert {state for _, state in carrier.seen} == {"sending"}
    assert hers in dict(carrier.seen)
    assert row(cast, hers)["claimed_at"] == to_micros(cast.at)
    assert events(cast, hers) == ["claim", "reveal", "accept", "expire_receipt"]


def test_a_claimed_notice_is_nobody_elses_to_send(cast, desk, hers):
    assert desk.claim(hers, cast.at) is not None
    assert desk.claim(hers, cast.at) is None
    assert desk.due(10, cast.at + SECOND).count(hers) == 0


def test_a_notice_goes_to_the_carrier_whatever_is_planned_after_it(cast, desk, theirs):
    claimed = desk.claim(theirs, cast.at)
    assert isinstance(claimed, Claimed)
    held = row(cast, theirs)
    assert (claimed.reference, claimed.recipient, claimed.recipient_ref) == (
        theirs,
        held["recipient"],
        held["recipient_ref"],
    )
    assert (claimed.channel, claimed.rule) == (held["channel"], held["rule"])
    assert claimed.message.subject


def test_due_notices_come_oldest_first_and_none_before_its_time(cast, desk):
    cast.case("order_sought")
    due = desk.due(100, cast.at)
    rows = {held["reference"]: held["not_before"] for held in cast.rows("notices")}
    assert set(due) == set(rows)
    assert [rows[reference] for reference in due] == sorted(rows.values())
    assert desk.due(1, cast.at) == due[:1]
    assert desk.due(100, from_micros(min(rows.values())) - SECOND) == ()


def test_a_claim_of_nothing_takes_nothing(desk, cast):
    assert desk.claim_many([], cast.at) == ()


def test_a_reference_that_no_notice_bears_is_nobodys_to_send(desk, cast):
    assert desk.claim("N-00000000", cast.at) is None
    desk.settle_many([("N-00000000", accepted())], cast.at)
    desk.heard("N-00000000", None, cast.at)


# Judged inside the claim


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        (Event.SET_SAFETY, {"safety": "safe", "channels": ["phone"], "withheld_number": True}),
        (Event.SET_SAFETY, {"safety": "unknown", "channels": ["sms"]}),
        (
            Event.SET_SAFETY,
            {
                "safety": "restricted",
                "channels": ["sms"],
                "windows": [{"days": ["mon"], "from": "09:00", "to": "17:00"}],
                "withheld_number": True,
            },
        ),
    ],
    ids=["the channel was named no more", "not known to be safe", "a window"],
)
def test_what_became_unsafe_after_planning_is_never_sent(cast, hers, monkeypatch, event, payload):
    monkeypatch.setattr("workflow.outbox.cancel_hers", lambda *_, **__: None)
    cast.do(cast.caseworker, cast.found(hers).reference, event, payload)
    carrier = MemoryCarrier()
    at_work(cast, carrier).sweep()
    assert hers not in carrier.sent
    assert row(cast, hers)["state"] == "held"
    task = cast.row("tasks", subject=hers)
    assert (task["kind"], task["role"], task["done_at"]) == ("call_her", "caseworker", None)
    assert events(cast, hers) == ["hold"]


def test_a_text_that_was_queued_is_not_sent_at_night_but_becomes_a_call_of_the_morning(cast, desk, hers):
    assert desk.claim(hers, night(cast)) is None
    assert row(cast, hers)["state"] == "held"
    due = from_micros(cast.row("tasks", subject=hers)["due_at"])
    assert due.date() > night(cast).date()
    assert due.hour == 8


def test_nothing_goes_to_her_after_her_death_even_if_it_was_not_cancelled(cast, desk, hers, monkeypatch):
    case = cast.found(hers).reference
    monkeypatch.setattr("workflow.outbox.cancel_hers", lambda *_, **__: None)
    approval = cast.approval(case, Event.RECORD_DEATH)
    cast.do(cast.lead, case, Event.RECORD_DEATH, {"approval": approval})
    assert desk.claim(hers, cast.at) is None
    held = row(cast, hers)
    assert (held["state"], held["settled_at"]) == ("cancelled", to_micros(cast.at))
    assert "closed" in held["reason"] or "died" in held["reason"]
    assert cast.rows("tasks", subject=hers) == []


def test_who_may_no_longer_be_told_is_not(cast, desk):
    case = cast.case("contacted")
    told = cast.row("notices", rule="make_contact/referrer")["reference"]
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT, {"asked_safely": True, "under_pressure": "no"})
    assert desk.claim(told, cast.at) is None
    assert row(cast, told)["state"] == "cancelled"


def test_a_notice_that_is_claimed_before_its_time_waits_and_stays_planned(cast, desk, theirs):
    later = cast.at + timedelta(hours=1)
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(f"UPDATE notices SET not_before = {to_micros(later)}")
    assert desk.claim(theirs, cast.at) is None
    held = row(cast, theirs)
    assert (held["state"], held["not_before"]) == ("planned", to_micros(later))
    assert events(cast, theirs) == []


def test_a_verdict_to_wait_for_nobody_knows_how_long_goes_to_a_person(cast, desk, theirs, monkeypatch):
    monkeypatch.setattr(claiming, "judge", lambda *_: Verdict(Ruling.WAIT, "for no time"))
    assert desk.claim(theirs, cast.at) is None
    assert row(cast, theirs)["state"] == "held"


def test_what_a_person_released_is_judged_afresh(cast, desk, hers):
    assert desk.claim(hers, night(cast)) is None
    morning = night(cast) + timedelta(hours=12)
    move(cast.db, hers, NoticeEvent.RELEASE, {}, actor=cast.caseworker, at=morning)
    assert desk.claim(hers, morning) is not None


# Addresses


def test_her_address_is_opened_at_the_last_moment_and_on_the_trail_first(cast, desk, hers):
    carrier = Watching(cast)
    deliver(desk, by(carrier), hers, cast.at)
    assert carrier.addresses == [PHONE]
    (entry,) = [entry for entry in cast.rows("entries", subject=hers) if entry["event"] == "reveal"]
    assert (entry["role"], entry["at"]) == ("system", to_micros(cast.at))
    assert "survivor.phone" in entry["body"]
    assert PHONE not in entry["body"]


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        (Event.SET_SAFETY, {"safety": "unsafe"}),
        (Event.UPDATE_DETAILS, {"survivor": {"phone": "07700 900777"}}),
    ],
    ids=["unsafe", "another number"],
)
def test_what_became_unsafe_after_the_claim_opens_no_address(cast, desk, hers, event, payload):
    claimed = desk.claim(hers, cast.at)
    cast.do(cast.caseworker, cast.found(hers).reference, event, payload)
    assert desk.address(claimed) is None
    assert "reveal" not in events(cast, hers)


def test_nobody_is_asked_to_call_her_who_died_while_her_notice_was_sent(cast, desk, hers):
    case = cast.found(hers).reference
    desk.claim(hers, cast.at)
    approval = cast.approval(case, Event.RECORD_DEATH)
    cast.do(cast.lead, case, Event.RECORD_DEATH, {"approval": approval})
    desk.settle(hers, failed("no such number"), cast.at)
    assert (row(cast, hers)["state"], cast.rows("tasks", subject=hers)) == ("cancelled", [])
    assert events(cast, hers)[-2:] == ["fail", "cancel"]


def test_a_professional_is_written_to_at_their_own_address_and_nothing_is_revealed(cast, desk):
    cast.case("contacted")
    notice = cast.row("notices", rule="make_contact/referrer")["reference"]
    claimed = desk.claim(notice, cast.at)
    email = cast.row("people", reference=cast.officer.reference)["email"]
    to = desk.address(claimed)
    assert (to.recipient, to.recipient_ref, to.address) == ("referrer", cast.officer.reference, email)
    assert email not in repr(to)
    assert events(cast, notice) == ["claim"]


def test_a_firm_or_queue_has_no_address_of_its_own(cast, desk, theirs):
    assert desk.address(desk.claim(theirs, cast.at)) is None


def test_a_channel_that_no_machine_uses_has_no_address(cast, desk, hers):
    claimed = desk.claim(hers, cast.at)
    assert desk.address(replace(claimed, channel=Channel.IN_PERSON)) is None


def test_a_carrier_that_needs_no_address_has_none_opened(cast, desk, hers):
    deliver(desk, by(Watching(cast, addressed=False)), hers, cast.at)
    assert "reveal" not in events(cast, hers)


def test_an_address_that_is_not_held_fails_the_notice_and_asks_somebody_to_call_her(cast, desk):
    cast.case("consented", survivor={"name": "Ada Fictional"})
    notice = cast.row("notices", recipient="survivor")["reference"]
    deliver(desk, by(MemoryCarrier()), notice, cast.at)
    assert row(cast, notice)["state"] == "failed"
    assert cast.row("tasks", subject=notice)["kind"] == "call_her"


# What became of it


@pytest.mark.parametrize(
    ("result", "state", "left"),
    [
        (accepted("ref-1", receipts=True), "accepted", ["claim", "reveal", "accept"]),
        (accepted("ref-1"), "unconfirmed", ["claim", "reveal", "accept", "expire_receipt"]),
        (in_doubt("a time-out"), "in_doubt", ["claim", "reveal", "doubt"]),
        (not_arrived("refused"), "planned", ["claim", "reveal", "retry"]),
        (failed("no such number"), "failed", ["claim", "reveal", "fail"]),
        (RuntimeError("secret"), "in_doubt", ["claim", "reveal", "doubt"]),
    ],
    ids=["accepted", "accepted without receipts", "in doubt", "not arrived", "failed", "broken"],
)
def test_what_became_of_a_notice_is_recorded_by_its_chart(cast, desk, hers, result, state, left):
    deliver(desk, by(Watching(cast, result)), hers, cast.at)
    held = row(cast, hers)
    assert (held["state"], events(cast, hers)) == (state, left)
    assert held["version"] == 1 + len([event for event in left if event != "reveal"])
    if state in {"accepted", "unconfirmed"}:
        assert (held["provider_ref"], held["settled_at"]) == ("ref-1", to_micros(cast.at))
    tasks = cast.rows("tasks", subject=hers)
    assert [task["kind"] for task in tasks] == (["call_her"] if state == "failed" else [])
    assert "secret" not in str(held)


def test_a_receipt_is_the_providers_word_and_the_rest_the_systems(cast, desk, hers, theirs):
    deliver(desk, by(Watching(cast, accepted(receipts=True))), hers, cast.at)
    deliver(desk, by(Watching(cast, addressed=False)), theirs, cast.at)
    roles = {
        notice: {
            entry["role"] for entry in cast.rows("entries", subject=notice) if entry["event"] == "accept"
        }
        for notice in (hers, theirs)
    }
    assert roles == {hers: {"provider"}, theirs: {"system"}}


def test_what_certainly_never_left_is_tried_again_later_and_counted(cast, desk, theirs):
    deliver(desk, by(Watching(cast, not_arrived("refused"), addressed=False)), theirs, cast.at)
    held = row(cast, theirs)
    assert (held["state"], held["attempts"], held["claimed_at"]) == ("planned", 1, None)
    assert held["not_before"] > to_micros(cast.at)
    assert desk.claim(theirs, cast.at + timedelta(hours=1)) is not None


def test_each_further_try_waits_twice_as_long_up_to_half_an_hour(cast, desk, theirs):
    waits = []
    for _ in range(7):
        desk.claim(theirs, cast.at)
        desk.settle(theirs, not_arrived("refused"), cast.at)
        waits.append(from_micros(row(cast, theirs)["not_before"]) - cast.at)
        cast.at += waits[-1]
    assert [wait / MINUTE for wait in waits] == [1, 2, 4, 8, 16, 32, 32]


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 0.8), (1.0, 1.2)])
def test_what_failed_together_does_not_come_back_together(cast, theirs, chance, wait):
    desk = OutboxDesk(cast.db, SAID, chance=lambda: chance)
    desk.claim(theirs, cast.at)
    desk.settle(theirs, not_arrived("refused"), cast.at)
    assert from_micros(row(cast, theirs)["not_before"]) - cast.at == wait * MINUTE


@pytest.mark.parametrize("wait", [timedelta(), timedelta(seconds=50), timedelta(hours=3)])
def test_nothing_is_tried_again_before_its_provider_allows_it(cast, desk, theirs, wait):
    desk.claim(theirs, cast.at)
    desk.settle(theirs, not_arrived("too many", not_before=cast.at + wait), cast.at)
    assert from_micros(row(cast, theirs)["not_before"]) - cast.at == max(wait, MINUTE)


def test_a_failed_notice_to_a_professional_makes_no_call_task(cast, desk, theirs):
    deliver(desk, by(Watching(cast, failed("no such address"))), theirs, cast.at)
    assert row(cast, theirs)["state"] == "failed"
    assert cast.rows("tasks", subject=theirs) == []


def test_whoever_was_faster_to_settle_a_notice_stands(cast, desk, theirs):
    desk.claim(theirs, cast.at)
    desk.settle(theirs, accepted("first"), cast.at)
    before = (row(cast, theirs), events(cast, theirs))
    for late in (accepted("second"), failed("late"), in_doubt("late"), not_arrived("late")):
        desk.settle(theirs, late, cast.at + SECOND)
    assert (row(cast, theirs), events(cast, theirs)) == before


def test_a_delivery_of_what_is_not_planned_calls_no_carrier(cast, desk, theirs):
    carrier = MemoryCarrier()
    assert deliver(desk, by(carrier), theirs, cast.at) is not None
    assert deliver(desk, by(carrier), theirs, cast.at) is None
    assert len(carrier.sent) == 0 or list(carrier.sent) == [theirs]


# After a crash


def crashed(cast: Cast, desk: OutboxDesk, notice: str) -> datetime:
    """Claim, and never settle; return when that is in doubt."""
    assert desk.claim(notice, cast.at) is not None
    return cast.at + IN_DOUBT_AFTER + SECOND


def test_a_claim_that_stands_too_long_is_looked_up_and_found_is_done(cast, desk, theirs):
    late = crashed(cast, desk, theirs)
    look_back(desk, by(Watching(cast, known=accepted("found"))), late)
    assert (row(cast, theirs)["state"], row(cast, theirs)["provider_ref"]) == ("unconfirmed", "found")
    assert events(cast, theirs) == ["claim", "doubt", "accept", "expire_receipt"]


def test_what_its_carrier_never_had_goes_to_a_professional_again(cast, desk, theirs):
    late = crashed(cast, desk, theirs)
    look_back(desk, by(Watching(cast)), late)
    assert row(cast, theirs)["state"] == "planned"
    assert desk.claim(theirs, late + MINUTE) is not None


def test_what_its_carrier_never_had_goes_to_her_only_by_a_persons_word(cast, desk, hers):
    late = crashed(cast, desk, hers)
    for _ in range(2):
        look_back(desk, by(Watching(cast)), late)
    assert row(cast, hers)["state"] == "in_doubt"
    assert cast.row("tasks", subject=hers)["kind"] == "notice_in_doubt"
    assert desk.due(10, late).count(hers) == 0


def test_after_a_persons_word_a_notice_that_is_in_doubt_again_is_looked_for_again(cast, desk, hers):
    late = crashed(cast, desk, hers)
    look_back(desk, by(Watching(cast)), late)
    morning = late + timedelta(days=1)
    move(cast.db, hers, NoticeEvent.RETRY, {"certain": True}, actor=cast.caseworker, at=morning)
    assert desk.claim(hers, morning) is not None
    later = morning + IN_DOUBT_AFTER + SECOND
    assert [claimed.reference for claimed in desk.unsettled(later - IN_DOUBT_AFTER, 10)] == [hers]
    look_back(desk, by(Watching(cast)), later)
    (open_task,) = [task for task in cast.rows("tasks", subject=hers) if task["done_at"] is None]
    assert open_task["kind"] == "notice_in_doubt"


def test_whoever_looks_back_never_undoes_a_claim_that_is_newer(cast, desk, theirs):
    late = crashed(cast, desk, theirs)
    look_back(desk, by(Watching(cast)), late)
    again = from_micros(row(cast, theirs)["not_before"])
    assert desk.claim(theirs, again) is not None
    for said in (in_doubt("slow"), not_arrived("slow"), accepted("slow")):
        desk.settle(theirs, said, again, late - IN_DOUBT_AFTER)
    assert row(cast, theirs)["state"] == "sending"
    desk.settle(theirs, in_doubt("slow"), again, again + SECOND)
    assert row(cast, theirs)["state"] == "in_doubt"


def test_a_claim_is_left_alone_until_it_is_old_enough(cast, desk, theirs):
    crashed(cast, desk, theirs)
    look_back(desk, by(Watching(cast)), cast.at + IN_DOUBT_AFTER)
    assert row(cast, theirs)["state"] == "sending"


def test_a_notice_is_held_for_a_person_once(cast, desk, hers):
    for _ in range(2):
        desk.hold_as_task(hers, "a reason", cast.at)
    assert row(cast, hers)["state"] == "held"
    assert row(cast, hers)["reason"] == "a reason"
    task = cast.row("tasks", subject=hers)
    assert (task["kind"], from_micros(task["due_at"])) == ("call_her", cast.at)


def test_a_notice_in_doubt_stays_so_and_is_asked_about_once(cast, desk, hers):
    desk.claim(hers, cast.at)
    desk.settle(hers, in_doubt("a time-out"), cast.at)
    for _ in range(2):
        desk.hold_as_task(hers, "a reason", cast.at)
    assert row(cast, hers)["state"] == "in_doubt"
    assert cast.row("tasks", subject=hers)["kind"] == "notice_in_doubt"


def test_holding_what_is_not_there_or_has_moved_on_does_nothing(cast, desk, theirs):
    deliver(desk, by(Watching(cast, addressed=False)), theirs, cast.at)
    for notice in ("N-00000000", theirs):
        desk.hold_as_task(notice, "a reason", cast.at)
    assert cast.rows("tasks") == []
    assert row(cast, theirs)["state"] == "unconfirmed"


# The whole loop


def test_the_loop_writes_one_file_a_notice_and_none_twice(cast, tmp_path: Path):
    cast.case("order_sought")
    folder = tmp_path / "notices"
    loop = at_work(cast, FileCarrier(folder))
    assert loop.sweep() == len(wanted(cast))
    assert loop.sweep() == 0
    assert {file.stem for file in folder.iterdir()} == wanted(cast)
    assert {row(cast, notice)["state"] for notice in wanted(cast)} == {"unconfirmed"}
    for file in folder.iterdir():
        assert PHONE not in file.read_text()
        assert EMAIL not in file.read_text()


def test_a_running_loop_sends_what_a_command_plans_as_soon_as_it_is_committed(cast):
    carrier = MemoryCarrier(addressed=False)
    rounds = [Round("deliver", timedelta(), at_work(cast, carrier).sweep)]
    loop = Loop(rounds, lambda: cast.at, timedelta(minutes=10))
    cast.db.on_commit(loop.wake)
    loop.start()
    try:
        done = cast.do(cast.caseworker, cast.case("contacted"), Event.GIVE_CONSENT)
        wanted = {notice.reference for notice in done.notices}
        for _ in range(200):
            if wanted <= set(carrier.sent):
                break
            loop._thread.join(0.05)
        assert wanted <= set(carrier.sent)
    finally:
        assert loop.stop(10)


def test_two_loops_at_one_database_send_nothing_twice(cast):
    cast.case("order_sought")
    carriers = [Watching(cast, addressed=False), Watching(cast, addressed=False)]
    sent = sum(at_work(cast, carrier).sweep() for carrier in carriers)
    everything = [reference for carrier in carriers for reference, _ in carrier.seen]
    assert sent == len(everything)
    assert sorted(everything) == sorted(wanted(cast))


def test_one_notice_that_cannot_be_judged_stops_no_other(cast, monkeypatch):
    cast.case("order_sought")
    broken = min(wanted(cast))

    def stumble(contact, notice, at):
        if notice.reference == broken:
            raise ValueError
        return judge(contact, notice, at)

    monkeypatch.setattr(claiming, "judge", stumble)
    carrier = MemoryCarrier(addressed=False)
    at_work(cast, carrier).sweep()
    assert set(carrier.sent) == wanted(cast) - {broken}
