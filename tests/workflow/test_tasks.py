"""What steps ask of people: raised once, in time, for whoever has the case, and done by what shows them done."""

from datetime import timedelta
from typing import Any

import pytest

from states.position import moment, parsed
from states.vocabulary import Event, OfferEvent
from tests.workflow.cast import AT, FORCE, HAWTHORN, OTHER_FORCE, ROWE, THIRD, Cast
from workflow.task_words import SAYS
from workflow.tables import from_micros
from workflow.task_rules import AT_ONCE, DONE_BY, SOON, TASK_RULES
from workflow.tasks import COMPLETING

HOUR = timedelta(hours=1)
AGAINST = {"channel": "email", "result": "no_answer"}


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
        assert rule.says == SAYS[rule.kind]
        assert rule.moves
        assert rule.completes_on
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
    cast.do(cast.caseworker, case, Event.SET_SAFETY)
    assert tasks(cast, "against_safety") == []


@pytest.mark.parametrize(
    ("result", "back", "raised"), [("call_back_agreed", True, 1), ("no_answer", True, 0)]
)
def test_a_call_that_she_agreed_to_becomes_a_task_for_that_time(cast, result, back, raised):
    case, later = cast.case("taken"), cast.at + 5 * HOUR
    attempt(cast, case, result=result, call_back_at=moment(later))
    assert [from_micros(row["due_at"]) for row in tasks(cast, "call_back")] == [later] * raised


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
