"""What runs out is known from the facts alone, and what becomes of it then from one table."""

from datetime import date, timedelta

import pytest

from states.clocks import RULES
from states.definitions import CURRENT, DEFINITIONS
from states.errors import Refused
from states.moves import Ask
from states.payloads import read
from states.position import moment, parsed
from states.timers import ORDER_END, PAUSE, TIMERS, Timer, timers
from states.vocabulary import Chart, Clock, Role
from tests.states.building import (
    APPROVED,
    AT,
    DAY,
    FIRM,
    HOUR,
    OFFER,
    OFFICER,
    ORDER,
    SYSTEM,
    WORKER,
    Walk,
    facts,
    order,
)

ORDER_ONE = "O-00000001"


def at(walk, name):
    return parsed(timers(walk.facts)[name].due)


def asked_of_the_system(walk, name):
    """Let the system ask what is due at a timer, as the sweep does."""
    timer = timers(walk.facts)[name]
    rule = TIMERS[timer.clock]
    assert rule.then
    chart, event = rule.then
    said, _ = read(chart, event, rule.said)
    found = {"notices_moving": 0}
    ask = Ask(event, Role.SYSTEM, parsed(timer.due), "", said, found, chart, timer.subject)
    return DEFINITIONS[CURRENT].decide(walk.position, ask).after


# The table


def test_every_clock_and_whatever_else_runs_out_has_a_rule():
    assert set(TIMERS) == {clock.value for clock in Clock} | {PAUSE, ORDER_END}
    for name, rule in TIMERS.items():
        assert rule.name == name
        assert rule.says
        assert rule.asks


def test_a_clock_says_the_same_in_both_tables():
    for name, clock in RULES.items():
        rule = TIMERS[name]
        assert (rule.says, rule.asks, rule.asks_of) == (clock.says, clock.asks, clock.asks_of)
        assert (rule.escalates, rule.then, rule.repeats) == (clock.escalates, clock.then, clock.repeats)


def test_only_people_are_asked_and_only_those_of_the_design_hear():
    assert {rule.asks_of for rule in TIMERS.values()} <= {Role.CASEWORKER, Role.LEAD, Role.SOLICITOR}
    heard = {name: set(rule.escalates) for name, rule in TIMERS.items()}
    assert heard == {
        "first_contact": {"lead"},
        "information_asked": {"caseworker"},
        "decision": {"lead"},
        "preparation": {"lead"},
        "offer": {"lead"},
        "firm_calls_her": {"lead"},
        "filing": {"lead"},
        "returned_by_court": {"firm", "lead"},
        "court_answer": {"firm", "lead"},
        "outcome_to_record": {"lead"},
        "hearing": {"firm"},
        "service": {"firm", "lead", "force"},
        "police_copy": {"firm", "lead"},
        "expiry": {"firm", "caseworker"},
        "survey": set(),
        "closing": {"caseworker"},
        "threat_to_life": {"lead"},
        PAUSE: {"caseworker"},
        ORDER_END: {"lead"},
    }


def test_what_the_system_asks_by_itself_its_charts_let_it_ask():
    by_itself = {name: rule.then for name, rule in TIMERS.items() if rule.then}
    assert by_itself == {
        "offer": (Chart.OFFER, "lapse"),
        "expiry": (Chart.ORDER, "warn"),
        "survey": (Chart.CASE, "invite_to_survey"),
        "closing": (Chart.CASE, "close"),
        PAUSE: (Chart.CASE, "resume"),
        ORDER_END: (Chart.ORDER, "end"),
    }
    for chart, event in by_itself.values():
        branches = DEFINITIONS[CURRENT].charts[chart].branches.items()
        assert any(Role.SYSTEM in way.asks for (_, name), ways in branches if name == event for way in ways)


def test_a_survey_is_asked_by_phone_and_only_if_it_is_safe():
    assert "by phone, if it is safe" in TIMERS["survey"].asks
    assert TIMERS["survey"].asks_of is Role.CASEWORKER


# What runs


def test_every_running_clock_is_a_timer():
    walk = Walk(grade="high").do("request_information")
    assert set(timers(walk.facts)) == {"first_contact", "information_asked", "threat_to_life"}
    assert timers(walk.facts)["first_contact"] == Timer(
        "first_contact", None, moment(AT + DAY), moment(AT + 4 * HOUR)
    )


def test_a_clock_of_an_order_or_an_offer_names_it():
    walk = Walk().to("consented").do("make_offer")
    assert timers(walk.facts)["offer:F-00000001"].subject == "F-00000001"
    walk.do("accept", FIRM, chart=OFFER).to("order_sought")
    assert timers(walk.facts)[f"court_answer:{ORDER_ONE}"].subject == ORDER_ONE


def test_nothing_runs_out_in_a_case_that_waits_for_nothing():
    assert timers(facts()) == {}


# A pause


def test_a_pause_runs_out_and_its_clock_never_before_it():
    walk = Walk().to("contacted").do("pause")
    assert timers(walk.facts)[PAUSE] == Timer(PAUSE, None, moment(AT + 7 * DAY), moment(AT + 7 * DAY))
    assert at(walk, "decision") == AT + 14 * DAY


def test_a_clock_that_was_overdue_when_it_was_paused_waits_for_the_end_of_the_pause():
    walk = Walk().to("contacted").wait(10 * DAY).do("pause", until=moment(AT + 20 * DAY))
    assert parsed(walk.clocks["decision"]["due"]) < AT + 20 * DAY
    waiting = timers(walk.facts)["decision"]
    assert parsed(waiting.due) == parsed(waiting.escalates) == AT + 20 * DAY
    # It was three days late then, and is three days late again.
    resumed = walk.wait(5 * DAY).do("resume")
    assert at(resumed, "decision") == AT + 12 * DAY


def test_the_first_of_two_times_waits_as_well():
    paused = {"clock": "survey", "until": "2026-12-01T09:00:00Z", "at": "2026-11-23T09:00:00Z"}
    clock = {
        "due": "2026-11-25T09:00:00Z",
        "escalates": "2026-11-24T09:00:00Z",
        "since": "2026-11-20T09:00:00Z",
    }
    held = facts(paused=paused, clocks={"survey": clock | {"paused_until": paused["until"]}})
    assert timers(held)["survey"] == Timer("survey", None, paused["until"], paused["until"])


def test_a_pause_stops_no_other_clock():
    walk = Walk(flags=["weapon"]).to("contacted").do("request_information")
    before = timers(walk.facts)
    after = timers(walk.do("pause", clock="information_asked").facts)
    assert {name for name in before if before[name] != after[name]} == {"information_asked"}


def test_the_system_ends_a_pause_and_the_clock_runs_on():
    walk = Walk().to("contacted").do("pause")
    after = asked_of_the_system(walk, PAUSE)
    assert after.facts["paused"] is None
    assert timers(after.facts)["decision"].due == moment(AT + 14 * DAY)


# An order at its end


@pytest.mark.parametrize("event", ["make_order", "take_undertaking"])
def test_an_order_ends_with_the_day_on_which_it_expires(event):
    walk = Walk().to("order_sought").do(event, chart=ORDER, expires_on="2027-06-30")
    name = f"{ORDER_END}:{ORDER_ONE}"
    over = parsed(timers(walk.facts)[name].due)
    after = asked_of_the_system(walk, name)
    assert after.facts["orders"][ORDER_ONE]["state"] == "ended"
    assert name not in timers(after.facts)
    before = Ask("end", SYSTEM, over - timedelta(seconds=1), payload={"reason": "expired"}, chart=ORDER)
    ways = DEFINITIONS[CURRENT].possible(
        walk.position, Ask("", SYSTEM, before.at, "", {}, {}, ORDER, ORDER_ONE)
    )
    assert [refusal.guard for refusal in ways["end"]] == ["expired_if_system"]


def test_what_became_of_an_interim_order_that_expired_only_a_person_says():
    walk = Walk().to("order_sought").do("grant_interim", chart=ORDER)
    name = f"{ORDER_END}:{ORDER_ONE}"
    assert at(walk, name) == AT + 15 * DAY - 9 * HOUR
    with pytest.raises(Refused, match="only a person can say what became of an interim order"):
        asked_of_the_system(walk, name)
    # The court made the order on the interim one's last day, and its firm records that a day late.
    made = walk.wait(16 * DAY).do(
        "make_order", FIRM, chart=ORDER, made_on="2026-12-07", expires_on="2027-12-07"
    )
    assert made.order()["state"] == "made"
    ended = Walk().to("order_sought").do("grant_interim", chart=ORDER).do("end", WORKER, chart=ORDER)
    assert name not in timers(ended.facts)


def test_its_day_is_over_at_midnight_in_london():
    held = facts(orders={"O-1": order("made", expires_on="2027-06-30")})
    assert timers(held) == {
        "order_end:O-1": Timer(ORDER_END, "O-1", "2027-06-30T23:00:00Z", "2027-06-30T23:00:00Z")
    }
    winter = facts(orders={"O-1": order("interim", expires_on=date(2026, 12, 31).isoformat())})
    assert timers(winter)["order_end:O-1"].due == "2027-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("state", "expires_on"), [("made", None), ("ended", "2027-06-30"), ("applied", "2027-06-30")]
)
def test_an_order_that_does_not_expire_or_does_not_bind_has_no_end_to_wait_for(state, expires_on):
    assert timers(facts(orders={"O-1": order(state, expires_on=expires_on)})) == {}


# What the system does by itself


def test_an_offer_that_nobody_answers_lapses():
    walk = Walk().to("consented").do("make_offer")
    after = asked_of_the_system(walk, "offer:F-00000001")
    assert after.facts["offers"]["F-00000001"]["state"] == "lapsed"
    assert "preparation" in timers(after.facts)


def test_an_order_is_called_expiring_and_its_second_warning_stays():
    walk = Walk().to("order_sought").do("make_order", chart=ORDER)
    after = asked_of_the_system(walk, f"expiry:{ORDER_ONE}")
    assert after.facts["orders"][ORDER_ONE]["state"] == "expiring"
    assert timers(after.facts)[f"expiry:{ORDER_ONE}"] == timers(walk.facts)[f"expiry:{ORDER_ONE}"]


def test_a_case_closes_ninety_days_after_its_outcome():
    walk = Walk().to("contacted").do("decline")
    assert asked_of_the_system(walk, "closing").state == "closed"


def test_a_threat_stands_whatever_becomes_of_the_case():
    walk = Walk(flags=["strangulation"])
    since = timers(walk.facts)["threat_to_life"]
    for event in ("make_contact", "give_consent", "withdraw_consent", "record_death"):
        walk.do(event)
        assert timers(walk.facts)["threat_to_life"] == since
    walk.do("reopen", found=APPROVED).do("assess_risk", OFFICER).do("set_safety", WORKER)
    assert timers(walk.facts)["threat_to_life"] == since
