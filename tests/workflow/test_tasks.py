"""What steps ask of people: raised once, in time, for whoever has the case, and done by what shows them done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from states.position import moment, parsed
from states.vocabulary import Channel, Event, OfferEvent, Role
from tests.workflow.cast import AT, FORCE, HAWTHORN, OTHER_FORCE, ROWE, THIRD, Cast
from workflow import queries
from workflow.actors import Actor
from workflow.doing import hand, take
from workflow.finding import load
from workflow.queries import Part
from workflow.reaching import MOVED, NO_PHONE, NO_WAY
from workflow.tables import from_micros
from workflow.task_rules import DONE_BY, TASK_RULES
from workflow.task_scenes import AT_ONCE, SOON
from workflow.task_words import WORDS
from workflow.tasks import COMPLETING, Work, complete_of_clock, raise_task

HOUR = timedelta(hours=1)
AGAINST = {"channel": "email", "result": "no_answer"}
SAFE = {
    "safety": "safe",
    "channels": ["phone", "sms"],
    "windows": [],
    "voicemail": False,
    "withheld_number": True,
}
UNSAFE = SAFE | {"safety": "unsafe", "channels": []}


def tasks(cast: Cast, kind: str | None = None, *, is_open: bool = True) -> list[dict[str, Any]]:
    rows = cast.rows("tasks")
    return [
        row for row in rows if (row["done_at"] is None) is is_open and (kind is None or row["kind"] == kind)
    ]


def task(cast: Cast, kind: str) -> dict[str, Any]:
    (found,) = tasks(cast, kind)
    return found


def attempt(cast: Cast, case: str, **changes: Any) -> None:
    given = {"channel": "phone", "result": "no_answer", "at": moment(cast.at)}
    cast.do(changes.pop("by", cast.caseworker), case, Event.LOG_ATTEMPT, given | changes)


def decline(cast: Cast, case: str, *firms: str) -> None:
    for firm in firms:
        offers = cast.facts(case)["offers"].items()
        offer = next(ref for ref, held in offers if held["firm"] == firm)
        who = next(actor for actor in cast.everybody if actor.firm == firm)
        cast.move(who, OfferEvent.DECLINE, offer)


def test_every_rule_says_what_to_do_and_what_shows_it_done():
    assert len({rule.kind for rule in TASK_RULES}) == len(TASK_RULES)
    for rule in TASK_RULES:
        assert rule.says == WORDS[rule.kind].says
        assert rule.moves
        assert rule.completes_on or rule.by_hand
        for event in rule.completes_on:
            assert rule in DONE_BY[event]
            assert Event(event)
    assert set(Event) >= COMPLETING


def test_a_step_that_asks_nothing_of_anybody_raises_no_task(cast):
    cast.case("order_sought")
    assert tasks(cast) == []


# Withdrawals


@pytest.mark.parametrize(
    ("asked", "is_pressed"),
    [
        ({}, True),
        ({"asked_safely": True}, True),
        ({"asked_safely": True, "under_pressure": "yes"}, True),
        ({"asked_safely": False, "under_pressure": "no"}, True),
        ({"asked_safely": True, "under_pressure": "no"}, False),
    ],
)
def test_anything_but_a_clear_free_withdrawal_asks_a_lead_for_a_safe_call(cast, asked, is_pressed):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT, asked)
    raised = tasks(cast, "safe_call")
    assert [row["role"] for row in raised] == ["lead"] * is_pressed
    assert [from_micros(row["due_at"]) for row in raised] == [cast.at + SOON] * is_pressed


# Attempts


def test_an_attempt_against_her_rules_asks_a_lead_to_see_whether_she_is_safe(cast):
    case = cast.case("taken")
    attempt(cast, case)
    assert tasks(cast) == []
    attempt(cast, case, **AGAINST)
    assert from_micros(task(cast, "against_safety")["due_at"]) == cast.at + AT_ONCE
    # Hers to answer who leads, or whose case it is: not whoever else hears of her.
    for somebody in (cast.colleague, cast.officer):
        cast.do(somebody, case, Event.SET_SAFETY, UNSAFE)
        assert task(cast, "against_safety")
    cast.do(cast.caseworker, case, Event.SET_SAFETY)
    assert tasks(cast, "against_safety") == []
    attempt(cast, case, **AGAINST)
    cast.do(cast.lead, case, Event.SET_SAFETY)
    assert tasks(cast, "against_safety") == []


@pytest.mark.parametrize(
    ("result", "back", "raised"), [("call_back_agreed", True, 1), ("no_answer", True, 0)]
)
def test_a_call_that_she_agreed_to_becomes_a_task_for_that_time(cast, result, back, raised):
    case, later = cast.case("taken"), cast.at + 5 * HOUR
    attempt(cast, case, result=result, call_back_at=moment(later))
    assert [from_micros(row["due_at"]) for row in tasks(cast, "call_back")] == [later] * raised


def test_a_call_that_she_agreed_to_is_made_by_the_phone_that_she_named(cast):
    case = cast.case("taken")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    assert (task(cast, "call_back")["way"], task(cast, "call_back")["reason"]) == ("phone", None)


def test_a_call_agreed_for_an_hour_outside_her_windows_is_made_in_the_next_of_them(cast):
    case = cast.case("taken", windows=[{"days": ["wed"], "from": "14:00", "to": "15:00"}])
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    wednesday = datetime(2026, 11, 25, 14, tzinfo=UTC)
    assert from_micros(task(cast, "call_back")["due_at"]) == wednesday
    assert (task(cast, "call_back")["way"], task(cast, "call_back")["reason"]) == ("phone", MOVED)


@pytest.mark.parametrize("rules", [{"safety": "unsafe"}, {"channels": ["sms"]}, {"routes": {"email": True}}])
def test_a_call_back_to_her_who_may_not_be_phoned_says_so_and_names_no_way(cast, rules):
    case = cast.case("taken", **rules)
    agreed = cast.at + HOUR
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(agreed))
    raised = task(cast, "call_back")
    assert (raised["way"], raised["reason"]) == (None, NO_PHONE)
    assert from_micros(raised["due_at"]) == agreed


def test_a_call_that_was_agreed_is_timed_anew_when_her_hours_change(cast):
    case = cast.case("taken")
    agreed = cast.at + 3 * HOUR
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(agreed))
    windows = [{"days": ["tue"], "from": "09:00", "to": "10:00"}]
    cast.do(cast.caseworker, case, Event.SET_SAFETY, SAFE | {"windows": windows})
    tuesday = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert from_micros(task(cast, "call_back")["due_at"]) == tuesday
    cast.do(cast.officer, case, Event.SET_SAFETY, UNSAFE)
    raised = task(cast, "call_back")
    assert (raised["way"], raised["reason"], from_micros(raised["due_at"])) == (None, NO_PHONE, tuesday)
    cast.do(cast.caseworker, case, Event.SET_SAFETY, SAFE | {"spoke_at": moment(cast.at)})
    raised = task(cast, "call_back")
    assert (raised["way"], raised["reason"], from_micros(raised["due_at"])) == ("phone", None, tuesday)


def test_a_call_that_is_late_stays_late_while_her_hours_allow_it(cast):
    case = cast.case("taken")
    agreed = cast.at + HOUR
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(agreed))
    later = cast.at + 2 * HOUR
    cast.do(cast.caseworker, case, Event.SET_SAFETY, SAFE | {"channels": ["phone"]}, at=later)
    assert from_micros(task(cast, "call_back")["due_at"]) == agreed


def test_the_way_to_her_for_any_task_follows_what_she_says(cast):
    case = cast.case("taken")
    why, now = "nothing is sent to her at night", cast.at + HOUR
    with cast.db.transaction() as tx:
        found = load(tx, case, lock=True)
        for way in (Channel.PHONE, Channel.SMS):
            raise_task(tx, found, Work("call_her", Role.CASEWORKER, now, way=way, reason=why), at=cast.at)
    cast.do(cast.caseworker, case, Event.SET_SAFETY, SAFE | {"voicemail": False, "channels": ["sms"]})
    assert {(row["way"], row["reason"]) for row in tasks(cast)} == {("sms", why), (None, NO_WAY)}
    cast.do(cast.officer, case, Event.SET_SAFETY, UNSAFE)
    assert {row["way"] for row in tasks(cast)} == {"through_officer"}


def test_an_attempt_of_her_firm_keeps_no_promise_of_ours(cast):
    case = cast.case("solicitor_assigned")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    attempt(cast, case, by=cast.solicitor)
    assert task(cast, "call_back")


def test_a_call_back_without_a_time_is_no_task(cast):
    case = cast.case("taken")
    attempt(cast, case, result="call_back_agreed")
    assert tasks(cast) == []


def test_the_next_attempt_shows_a_call_back_done_and_may_agree_on_another(cast):
    case = cast.case("taken")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + 3 * HOUR))
    assert len(tasks(cast, "call_back")) == len(tasks(cast, is_open=False)) == 1
    cast.do(cast.caseworker, case, Event.MAKE_CONTACT)
    assert tasks(cast) == []


@pytest.mark.parametrize(("late", "is_kept"), [(-2 * HOUR, False), (21 * HOUR, False), (23 * HOUR, True)])
def test_an_attempt_of_another_hour_keeps_no_promise_to_call_her_back(cast, late, is_kept):
    case = cast.case("taken")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + 24 * HOUR))
    attempt(cast, case, result="no_answer", at=moment(cast.at + late))
    assert (tasks(cast, "call_back") == []) is is_kept


def test_nobody_is_asked_to_call_her_back_after_her_death(cast):
    case = cast.case("taken")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    approval = cast.approval(case, Event.RECORD_DEATH)
    cast.do(cast.lead, case, Event.RECORD_DEATH, {"approval": approval})
    assert tasks(cast, "call_back") == []


def test_nobody_is_asked_to_call_her_back_after_she_withdrew(cast):
    case = cast.case("taken")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    cast.do(cast.officer, case, Event.WITHDRAW_CONSENT, {})
    assert [row["kind"] for row in tasks(cast)] == ["safe_call"]


def test_a_closed_case_asks_nothing_of_anybody(cast):
    case, other = cast.case("contacted"), cast.case("contacted")
    for reference in (case, other):
        cast.do(cast.caseworker, reference, Event.WITHDRAW_CONSENT, {})
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'cancelled' WHERE state = 'planned'")
    cast.do(cast.caseworker, case, Event.CLOSE)
    assert [row["case_id"] for row in tasks(cast)] == [cast.found(other).id]
    (done,) = tasks(cast, is_open=False)
    assert done["done_by"] == cast.caseworker.person_id


def test_who_did_what_shows_a_task_done_is_kept(cast):
    case = cast.case("taken")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    cast.do(cast.lead, case, Event.MAKE_CONTACT)
    (done,) = tasks(cast, is_open=False)
    assert (done["done_by"], from_micros(done["done_at"])) == (cast.lead.person_id, cast.at)


def test_a_number_that_leads_to_a_stranger_is_put_right_before_anybody_calls_it_again(cast):
    case = cast.case("taken")
    attempt(cast, case, result="wrong_number")
    assert from_micros(task(cast, "find_her_number")["due_at"]) == cast.at + AT_ONCE
    cast.do(cast.caseworker, case, Event.UPDATE_DETAILS, {"language": "pl"})
    assert task(cast, "find_her_number")
    cast.do(cast.caseworker, case, Event.UPDATE_DETAILS, {"survivor": {"phone": "07700 900555"}})
    assert tasks(cast, "find_her_number") == []


def test_where_she_could_not_talk_her_rules_are_looked_at(cast):
    case = cast.case("taken")
    attempt(cast, case, result="no_answer")
    assert tasks(cast, "ask_when_to_call") == []
    attempt(cast, case, result="not_safe_to_talk")
    assert from_micros(task(cast, "ask_when_to_call")["due_at"]) == cast.at + SOON
    cast.do(cast.caseworker, case, Event.SET_SAFETY)
    assert tasks(cast, "ask_when_to_call") == []


# Messages that reach her no more, and her language


def test_messages_that_come_back_ask_for_another_way_until_she_may_be_sent_to_again(cast):
    case = cast.case("taken")
    cast.do(cast.system, case, Event.STOP_MESSAGES, {"reason": "bounced"})
    raised = task(cast, "find_another_way")
    assert (raised["role"], raised["owner_id"], raised["way"]) == (
        "caseworker",
        cast.caseworker.person_id,
        "phone",
    )
    cast.do(cast.officer, case, Event.SET_SAFETY, UNSAFE)
    assert task(cast, "find_another_way")["way"] == "through_officer"
    cast.do(cast.caseworker, case, Event.SET_SAFETY, SAFE | {"spoke_at": moment(cast.at)})
    assert tasks(cast, "find_another_way") == []


@pytest.mark.parametrize("event", [Event.UPDATE_DETAILS, Event.CORRECT])
def test_an_interpreter_is_booked_once_where_she_needs_one_and_not_where_she_does_not(cast, event):
    def say(needed: bool) -> None:
        given = {"interpreter": needed}
        correction = {"reason": "misheard", "facts": given}
        cast.do(cast.lead, case, event, correction if event is Event.CORRECT else given)

    case = cast.case("taken")
    for _ in range(2):
        say(True)
        assert from_micros(task(cast, "book_interpreter")["due_at"]) <= cast.at + SOON
    cast.do(cast.caseworker, case, Event.MAKE_CONTACT)
    assert task(cast, "book_interpreter")
    say(False)
    assert tasks(cast, "book_interpreter") == []


def test_nobody_books_an_interpreter_or_seeks_a_way_after_her_death(cast):
    case = cast.case("taken", interpreter=True)
    cast.do(cast.system, case, Event.STOP_MESSAGES, {"reason": "opted_out"})
    assert {row["kind"] for row in tasks(cast)} == {"book_interpreter", "find_another_way"}
    cast.do(cast.lead, case, Event.RECORD_DEATH, {"approval": cast.approval(case, Event.RECORD_DEATH)})
    assert tasks(cast) == []


# Offers


def test_three_offers_that_end_unaccepted_go_to_a_lead(cast):
    case = cast.case("offered")
    for firm in (ROWE, THIRD):
        cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": firm})
    decline(cast, case, HAWTHORN, ROWE)
    assert tasks(cast) == []
    decline(cast, case, THIRD)
    raised = task(cast, "offers_declined")
    assert (raised["role"], from_micros(raised["due_at"])) == ("lead", cast.at + SOON)


def test_the_firm_that_accepts_after_all_shows_it_done(cast):
    case = cast.case("offered")
    for firm in (ROWE, THIRD):
        cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": firm})
    decline(cast, case, HAWTHORN, ROWE, THIRD)
    cast.firm("last")
    cast.do(cast.lead, case, Event.MAKE_OFFER, {"firm": "last"})
    assert task(cast, "offers_declined")
    cast.accept(case, "last")
    assert tasks(cast) == []


# Danger


def test_a_breach_is_a_task_for_a_lead_within_the_hour(cast):
    case = cast.case("taken")
    cast.do(cast.officer, case, Event.REPORT_BREACH)
    assert from_micros(task(cast, "breach")["due_at"]) == cast.at + AT_ONCE


@pytest.mark.parametrize("given", [{"grade": "high"}, {"flags": ["strangulation"]}])
def test_a_referral_at_high_risk_is_a_task_for_a_lead_within_the_hour(cast, given):
    case = cast.case(**given)
    raised = task(cast, "threat_to_life")
    assert raised["role"] == "lead"
    assert from_micros(raised["due_at"]) == parsed(cast.facts(case)["clocks"]["threat_to_life"]["due"])
    assert (raised["queue"], raised["owner_id"]) == (FORCE, None)


@pytest.mark.parametrize(
    ("event", "given"),
    [
        (Event.ASSESS_RISK, {"tool": "dash", "version": "2009", "grade": "high"}),
        (Event.CORRECT, {"reason": "misread", "facts": {"grade": "high"}}),
    ],
)
def test_a_risk_that_rises_later_is_one_too(cast, event, given):
    case = cast.case("taken")
    cast.do(cast.lead, case, event, given)
    assert task(cast, "threat_to_life")
    cast.do(cast.lead, case, event, given)
    assert len(tasks(cast, "threat_to_life")) == 1


@pytest.mark.parametrize("event", [Event.ADD_NOTE, Event.LOG_ATTEMPT])
def test_only_a_lead_shows_done_what_a_lead_is_asked(cast, event):
    case = cast.case("solicitor_assigned")
    cast.do(cast.officer, case, Event.ASSESS_RISK, {"tool": "dash", "version": "2009", "grade": "high"})
    for who in (cast.caseworker, cast.solicitor):
        cast.do(who, case, event)
        assert task(cast, "threat_to_life")
        assert "threat_to_life" in cast.facts(case)["clocks"]
    cast.do(cast.lead, case, event)
    assert tasks(cast, "threat_to_life") == []
    assert "threat_to_life" not in cast.facts(case)["clocks"]


# Whose tasks they are


def test_a_task_is_the_owners_and_goes_with_the_case_to_the_next_owner(cast):
    case = cast.case("taken")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    assert task(cast, "call_back")["owner_id"] == cast.caseworker.person_id
    cast.do(cast.lead, case, Event.REASSIGN)
    assert task(cast, "call_back")["owner_id"] == cast.colleague.person_id


def test_a_task_of_a_case_that_nobody_owns_waits_in_its_queue_until_somebody_takes_it(cast):
    case = cast.case()
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    raised = task(cast, "call_back")
    assert (raised["owner_id"], raised["queue"], raised["role"]) == (None, FORCE, "caseworker")
    cast.do(cast.colleague, case, Event.TAKE)
    assert task(cast, "call_back")["owner_id"] == cast.colleague.person_id


def test_a_transferred_case_takes_its_tasks_to_the_receiving_queue_and_leads_keep_theirs_unowned(cast):
    case = cast.case("taken", grade="high")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    approval = cast.approval(case, Event.TRANSFER, by=cast.far_lead)
    cast.do(cast.lead, case, Event.TRANSFER, {"force": OTHER_FORCE, "approval": approval})
    assert {(row["queue"], row["owner_id"]) for row in tasks(cast)} == {(OTHER_FORCE, None)}
    assert {row["kind"] for row in tasks(cast)} == {"call_back", "threat_to_life"}


def test_what_is_done_stays_with_whoever_had_it(cast):
    case = cast.case("taken")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    attempt(cast, case)
    cast.do(cast.lead, case, Event.REASSIGN)
    (done,) = tasks(cast, is_open=False)
    assert done["owner_id"] == cast.caseworker.person_id


def test_the_tasks_of_another_case_stay_as_they_are(cast):
    one, other = cast.case("taken"), cast.case("taken")
    for case in (one, other):
        attempt(cast, case, result="call_back_agreed", call_back_at=moment(AT + 9 * HOUR))
    cast.do(cast.lead, one, Event.REASSIGN)
    cast.do(cast.colleague, one, Event.MAKE_CONTACT)
    (left,) = tasks(cast)
    assert (left["case_id"], left["owner_id"]) == (cast.found(other).id, cast.caseworker.person_id)


def test_a_task_that_was_given_to_somebody_else_stays_theirs_when_the_case_changes_hands(cast):
    case = cast.case("taken", grade="high")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    hand(
        cast.db, task(cast, "call_back")["reference"], cast.other_lead.reference, actor=cast.lead, at=cast.at
    )
    take(cast.db, task(cast, "threat_to_life")["reference"], actor=cast.lead, at=cast.at)
    cast.do(cast.lead, case, Event.REASSIGN)
    owners = {row["kind"]: row["owner_id"] for row in tasks(cast)}
    assert owners == {"call_back": cast.other_lead.person_id, "threat_to_life": cast.lead.person_id}
    approval = cast.approval(case, Event.TRANSFER, by=cast.far_lead)
    cast.do(cast.lead, case, Event.TRANSFER, {"force": OTHER_FORCE, "approval": approval})
    assert {(row["queue"], row["owner_id"]) for row in tasks(cast)} == {(OTHER_FORCE, None)}


def test_the_tasks_of_a_case_that_becomes_sensitive_leave_whoever_may_not_see_it(cast):
    case = cast.case("taken")
    attempt(cast, case, result="call_back_agreed", call_back_at=moment(cast.at + HOUR))
    hand(cast.db, task(cast, "call_back")["reference"], cast.colleague.reference, actor=cast.lead, at=cast.at)
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    assert task(cast, "call_back")["owner_id"] == cast.caseworker.person_id


def test_what_a_clock_raised_is_done_when_it_stops_and_not_by_closing_the_case(cast):
    case = cast.case("contacted")
    with cast.db.transaction() as tx:
        found = load(tx, case, lock=True)
        for key in ("service:O-1", "service:O-2"):
            raise_task(
                tx, found, Work("due_service", Role.SOLICITOR, cast.at, key[8:], deadline=key), at=cast.at
            )
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT, {"asked_safely": True, "under_pressure": "no"})
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'cancelled' WHERE state = 'planned'")
    cast.do(cast.caseworker, case, Event.CLOSE)
    assert len(tasks(cast, "due_service")) == 2
    with cast.db.transaction() as tx:
        complete_of_clock(tx, found.id, "service:O-1", by="system", at=cast.at)
    (left,) = tasks(cast, "due_service")
    assert left["subject"] == "O-2"


def test_what_a_firm_was_to_do_about_an_order_goes_to_the_firm_that_takes_it_over(cast):
    case = cast.case("order_sought")
    order = cast.order(case)
    with cast.db.transaction() as tx:
        work = Work("due_hearing", Role.SOLICITOR, cast.at, order, firm=HAWTHORN, deadline=f"hearing:{order}")
        raise_task(tx, load(tx, case, lock=True), work, at=cast.at)
    cast.do(cast.lead, case, Event.RELEASE_FIRM)
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": ROWE})
    assert task(cast, "due_hearing")["firm"] == HAWTHORN
    cast.accept(case, ROWE)
    assert task(cast, "due_hearing")["firm"] == cast.facts(case)["orders"][order]["firm"] == ROWE


def test_a_part_of_the_tasks_is_listed_and_counted_alone(cast: Cast, monkeypatch):
    case = cast.case("taken")
    free = cast.case()
    near = cast.lead_of(FORCE)
    made = {}
    with cast.db.transaction() as tx:
        for name, of, role in (
            ("mine", case, Role.CASEWORKER),
            ("waits", free, Role.CASEWORKER),
            ("leads", free, Role.LEAD),
        ):
            made[name] = raise_task(tx, load(tx, of), Work("ask", role, cast.at + HOUR), at=cast.at)

    def listed(actor: Actor, part: Part | None) -> set[str]:
        page = queries.tasks(cast.db, actor, cast.at, part=part)
        return {name for name, task in made.items() if task in {view.reference for view in page.items}}

    def counted(actor: Actor, **given: Any) -> int:
        return queries.count_tasks(cast.db, actor, cast.at, **given)

    assert listed(cast.caseworker, Part.MINE) == {"mine"}
    assert listed(cast.caseworker, Part.WAITING) == {"waits"}
    assert listed(cast.caseworker, None) == {"mine", "waits"}
    # A caseworker is called by their own tasks, a lead by what waits for any lead, too.
    assert [counted(cast.caseworker), counted(cast.colleague), counted(cast.lead), counted(near)] == [
        1,
        0,
        1,
        1,
    ]
    assert [counted(cast.lead, part=Part.WAITING), counted(cast.lead, part=Part.MINE)] == [2, 0]
    assert counted(cast.caseworker, due_before=cast.at + HOUR) == 0
    assert counted(cast.caseworker, due_before=cast.at + 2 * HOUR) == 1
    assert listed(cast.solicitor, Part.WAITING) == set()
    assert counted(cast.administrator) == 0
    monkeypatch.setattr("workflow.queries.task_lists.MOST_COUNTED", 1)
    assert counted(cast.lead, part=Part.WAITING) == 1
