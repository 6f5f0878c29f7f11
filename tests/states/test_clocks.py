from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from states.clocks import CLOCKS, RULES, key
from states.position import parsed
from states.vocabulary import Chart, Clock, Event, OrderEvent, Role
from tests.states.building import (
    AT,
    COPY,
    DAY,
    FIRM,
    HOUR,
    LEAD,
    OFFER,
    OFFICER,
    ORDER,
    SERVICE,
    SYSTEM,
    WORKER,
    Walk,
)

ORDER_ONE = "O-00000001"
EVERYTHING: dict[str, Any] = {"scope": ["instruct_firm", "tell_force", "survey"]}


def due(walk, name):
    return parsed(walk.clocks[name]["due"])


def escalates(walk, name):
    return parsed(walk.clocks[name]["escalates"])


def test_every_clock_has_one_rule_and_says_what_it_is():
    assert [rule.clock for rule in CLOCKS] == list(Clock)
    assert set(RULES) == {clock.value for clock in Clock}
    assert all(rule.says and rule.starts and rule.runs_in for rule in CLOCKS)


def test_a_clock_of_an_order_is_named_after_it():
    assert key("filing") == "filing"
    assert key("service", ORDER_ONE) == f"service:{ORDER_ONE}"


# First contact


def test_she_is_called_within_a_day_of_the_referral():
    walk = Walk()
    assert due(walk, "first_contact") == escalates(walk, "first_contact") == AT + 24 * HOUR
    assert "first_contact" not in walk.to("contacted").clocks


def test_a_lead_hears_after_four_hours_at_high_risk():
    walk = Walk(grade="high")
    assert escalates(walk, "first_contact") == AT + 4 * HOUR
    later = Walk().wait(HOUR).do("assess_risk", grade="high")
    assert due(later, "first_contact") == AT + 24 * HOUR
    assert escalates(later, "first_contact") == AT + 4 * HOUR


def test_the_first_contact_clock_runs_on_from_its_first_start_after_a_retraction():
    walk = Walk().wait(HOUR).do("make_contact").wait(HOUR).do("retract_contact")
    assert due(walk, "first_contact") == AT + 24 * HOUR
    assert walk.clocks["first_contact"]["since"] == "2026-11-23T09:00:00Z"


def test_a_referral_that_waited_is_counted_from_when_it_was_made():
    walk = Walk(referred_at="2026-11-23T07:00:00Z")
    assert due(walk, "first_contact") == AT + 22 * HOUR


def test_a_case_reopened_before_any_contact_is_called_within_a_day():
    walk = Walk().do("withdraw_consent").wait(DAY).do("reopen")
    assert walk.state == "received"
    assert due(walk, "first_contact") == AT + 2 * DAY


def test_a_case_reopened_after_contact_keeps_when_it_was_first_referred():
    walk = Walk().to("contacted").do("decline").wait(DAY).do("reopen").do("retract_contact")
    assert due(walk, "first_contact") == AT + DAY


# Questions, decisions, preparation


def test_the_referrer_has_four_hours_to_answer():
    walk = Walk().do("request_information")
    assert due(walk, "information_asked") == AT + 4 * HOUR
    assert "information_asked" not in walk.do("supply_information", OFFICER).clocks


def test_asking_again_gains_no_time():
    walk = Walk().do("request_information").wait(3 * HOUR).do("request_information")
    assert due(walk, "information_asked") == AT + 4 * HOUR


def test_she_decides_within_five_working_days():
    walk = Walk().to("contacted")
    assert due(walk, "decision") == AT + 7 * DAY
    assert "decision" not in walk.do("give_consent").clocks
    reopened = Walk().to("contacted").do("decline").wait(DAY).do("reopen")
    assert due(reopened, "decision") == AT + 8 * DAY


def test_a_case_is_prepared_in_three_working_days():
    walk = Walk().to("consented")
    assert due(walk, "preparation") == AT + 3 * DAY
    assert "preparation" not in walk.do("make_offer").clocks


def test_preparation_starts_again_when_the_last_live_offer_ended_unaccepted():
    walk = Walk().to("consented").do("make_offer")
    walk.do("make_offer", firm="oak", found={"offer": "F-00000002"}).wait(HOUR)
    assert "preparation" not in walk.do("decline", FIRM, chart=OFFER).clocks
    walk.do("withdraw", chart=OFFER, subject="F-00000002")
    assert due(walk, "preparation") == AT + 3 * DAY + HOUR


def test_preparation_starts_again_when_the_firm_is_released():
    walk = Walk().to("solicitor_assigned").wait(DAY).do("release_firm", FIRM)
    assert due(walk, "preparation") == AT + 4 * DAY
    assert set(walk.clocks) == {"preparation"}


def test_a_firm_that_leaves_an_application_before_the_court_is_followed_the_same_day():
    walk = Walk().to("order_sought").do("list_hearing", FIRM, chart=ORDER, hearing_at="2026-12-10")
    walk.wait(HOUR).do("release_firm", FIRM)
    assert due(walk, "preparation") == datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
    # A lead hears at once, not when it is due.
    assert escalates(walk, "preparation") == AT + HOUR
    assert walk.facts["urgent"] is True
    assert walk.order()["hearing_at"] == "2026-12-10"


# Offers and the firm


def test_a_firm_answers_within_a_working_day_or_four_hours_if_urgent():
    assert due(Walk().to("consented").do("make_offer"), "offer:F-00000001") == AT + DAY
    urgent = Walk(grade="high").to("consented").do("make_offer")
    assert due(urgent, "offer:F-00000001") == AT + 4 * HOUR


def test_an_answer_stops_the_clock_of_the_offer():
    walk = Walk().to("consented").do("make_offer")
    assert "offer:F-00000001" not in walk.do("accept", FIRM, chart=OFFER).clocks


def test_an_offer_lapses_when_its_clock_has_run_out():
    walk = Walk().to("consented").do("make_offer").wait(DAY)
    assert "offer:F-00000001" not in walk.do("lapse", SYSTEM, chart=OFFER).clocks


def test_the_firm_calls_her_within_a_working_day():
    walk = Walk().to("solicitor_assigned")
    assert due(walk, "firm_calls_her") == AT + DAY
    assert "firm_calls_her" in walk.do("add_note").clocks
    assert "firm_calls_her" not in walk.do("log_attempt", FIRM).clocks


def test_the_firm_files_within_five_working_days_or_one_if_urgent():
    assert due(Walk().to("solicitor_assigned"), "filing") == AT + 7 * DAY
    urgent = Walk(grade="high").to("solicitor_assigned")
    assert due(urgent, "filing") == AT + DAY
    assert "filing" not in urgent.to("order_sought").clocks


# The court


def test_what_the_court_sent_back_is_mended_within_a_working_day():
    walk = Walk().to("order_sought").do("send_back", FIRM, chart=ORDER)
    assert due(walk, f"returned_by_court:{ORDER_ONE}") == AT + DAY
    assert f"court_answer:{ORDER_ONE}" not in walk.clocks
    walk.wait(HOUR).do("resubmit", FIRM, chart=ORDER)
    assert f"returned_by_court:{ORDER_ONE}" not in walk.clocks
    assert due(walk, f"court_answer:{ORDER_ONE}") == AT + 7 * DAY + HOUR


def test_the_court_answers_in_five_working_days_or_one_without_notice():
    assert due(Walk().to("order_sought"), f"court_answer:{ORDER_ONE}") == AT + 7 * DAY
    sought = {
        "type": "occupation",
        "court": "Leeds",
        "applied_on": "2026-11-23",
        "without_notice": True,
        "without_notice_grounds": ["significant_harm"],
    }
    walk = Walk().to("solicitor_assigned").do("seek_order", FIRM, orders=[sought])
    assert due(walk, f"court_answer:{ORDER_ONE}") == AT + DAY
    assert walk.facts["urgent"] is True


@pytest.mark.parametrize(
    "event", ["send_back", "list_hearing", "grant_interim", "make_order", "refuse", "withdraw"]
)
def test_any_word_of_the_court_stops_the_wait_for_it(event):
    walk = Walk().to("order_sought").do(event, FIRM, chart=ORDER)
    assert f"court_answer:{ORDER_ONE}" not in walk.clocks


def test_the_outcome_is_recorded_a_working_day_after_the_last_order_is_resolved():
    walk = Walk().to("order_sought")
    walk.do("seek_order", FIRM, found={"orders": ["O-00000002"]})
    assert "outcome_to_record" not in walk.do("refuse", FIRM, chart=ORDER).clocks
    walk.wait(HOUR).do("make_order", FIRM, chart=ORDER, subject="O-00000002")
    assert due(walk, "outcome_to_record") == AT + DAY + HOUR
    walk.wait(HOUR).do("discharge", FIRM, chart=ORDER, subject="O-00000002")
    assert due(walk, "outcome_to_record") == AT + DAY + HOUR
    assert "outcome_to_record" not in walk.do("record_outcome").clocks


def test_a_new_application_stops_the_wait_for_the_outcome():
    walk = Walk().to("order_sought").do("refuse", FIRM, chart=ORDER)
    walk.do("seek_order", FIRM, found={"orders": ["O-00000002"]})
    assert "outcome_to_record" not in walk.clocks


def test_the_firm_is_reminded_two_days_before_a_hearing():
    walk = Walk().to("order_sought").do("list_hearing", FIRM, chart=ORDER, hearing_at="2026-12-10T14:00:00Z")
    assert due(walk, f"hearing:{ORDER_ONE}") == datetime(2026, 12, 8, 14, tzinfo=UTC)
    walk.do("grant_interim", FIRM, chart=ORDER)
    assert due(walk, f"hearing:{ORDER_ONE}") == datetime(2026, 12, 5, tzinfo=UTC)
    assert f"hearing:{ORDER_ONE}" not in walk.do("make_order", FIRM, chart=ORDER).clocks


def test_an_order_is_served_within_a_day_and_lead_and_force_hear_after_two():
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER)
    assert due(walk, f"service:{ORDER_ONE}") == AT + 24 * HOUR
    assert escalates(walk, f"service:{ORDER_ONE}") == AT + 48 * HOUR


def test_another_try_to_serve_the_same_order_gains_no_time():
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER).wait(5 * HOUR)
    walk.do("fail", FIRM, chart=SERVICE)
    assert due(walk, f"service:{ORDER_ONE}") == AT + 24 * HOUR
    walk.wait(HOUR).do("fall_due", FIRM, chart=SERVICE)
    assert due(walk, f"service:{ORDER_ONE}") == AT + 24 * HOUR


def test_a_newly_sealed_order_is_served_within_a_day_of_its_own():
    walk = Walk().to("order_sought").do("grant_interim", FIRM, chart=ORDER).wait(5 * DAY)
    walk.do("make_order", FIRM, chart=ORDER)
    assert due(walk, f"service:{ORDER_ONE}") == AT + 6 * DAY


@pytest.mark.parametrize("event", ["serve", "dispense"])
def test_service_stops_its_clock_and_starts_that_of_the_police_copy(event):
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER).do(event, FIRM, chart=SERVICE)
    assert f"service:{ORDER_ONE}" not in walk.clocks
    assert due(walk, f"police_copy:{ORDER_ONE}") == datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
    assert f"police_copy:{ORDER_ONE}" not in walk.do("send", FIRM, chart=COPY).clocks


def test_a_copy_that_bounced_is_sent_again_the_same_day():
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER).do("serve", FIRM, chart=SERVICE)
    walk.do("send", FIRM, chart=COPY).wait(DAY).do("bounce", Role.PROVIDER, chart=COPY)
    assert due(walk, f"police_copy:{ORDER_ONE}") == datetime(2026, 11, 24, 23, 59, tzinfo=UTC)


def test_an_undertaking_waits_for_no_service():
    walk = Walk().to("order_sought").do("grant_interim", FIRM, chart=ORDER)
    assert f"service:{ORDER_ONE}" not in walk.do("take_undertaking", FIRM, chart=ORDER).clocks


# The end of an order


def test_an_expiry_is_announced_six_and_two_weeks_before():
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER)
    assert due(walk, f"expiry:{ORDER_ONE}") == datetime(2027, 10, 12, tzinfo=UTC) - HOUR
    assert escalates(walk, f"expiry:{ORDER_ONE}") == datetime(2027, 11, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "payload"),
    [("end", {"reason": "replaced"}), ("discharge", {}), ("review", {"decision": "let_end"})],
)
def test_an_order_that_ends_or_may_end_is_announced_no_more(step, payload):
    walk = Walk().to("outcome").do(step, chart=ORDER, **payload)
    assert f"expiry:{ORDER_ONE}" not in walk.clocks


def test_an_extended_order_is_announced_before_its_new_expiry():
    walk = Walk().to("outcome").do("extend", FIRM, chart=ORDER, expires_on="2028-11-23")
    assert due(walk, f"expiry:{ORDER_ONE}") == datetime(2028, 10, 12, tzinfo=UTC) - HOUR


def test_an_order_that_is_to_be_extended_keeps_its_second_warning():
    walk = Walk().to("outcome").wait(330 * DAY).do("review", chart=ORDER)
    assert due(walk, f"expiry:{ORDER_ONE}") == datetime(2027, 11, 9, tzinfo=UTC)


def test_an_order_without_expiry_is_reviewed_each_year_until_it_is_released():
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER, expires_on=None)
    assert due(walk, f"expiry:{ORDER_ONE}") == AT + 365 * DAY
    walk.wait(360 * DAY).do("review", chart=ORDER)
    assert due(walk, f"expiry:{ORDER_ONE}") == AT + 725 * DAY
    walk.do("review", chart=ORDER, decision="release_from_watch")
    assert f"expiry:{ORDER_ONE}" not in walk.clocks


def test_an_order_released_from_watch_waits_for_nothing_until_it_is_watched_again():
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER, expires_on=None)
    service, copy = f"service:{ORDER_ONE}", f"police_copy:{ORDER_ONE}"
    served_by = due(walk, service)
    walk.wait(DAY).do("review", chart=ORDER, decision="release_from_watch")
    assert not {service, copy} & set(walk.clocks)
    walk.wait(DAY).do("review", chart=ORDER)
    assert due(walk, service) == served_by
    walk.do("serve", FIRM, chart=SERVICE)
    copied_by = due(walk, copy)
    walk.do("review", chart=ORDER, decision="release_from_watch").wait(DAY).do("review", chart=ORDER)
    assert due(walk, copy) == copied_by
    assert service not in walk.clocks


def test_a_discharge_after_the_case_is_closed_still_brings_its_police_copy():
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER, expires_on=None)
    walk.do("serve", FIRM, chart=SERVICE).do("send", FIRM, chart=COPY)
    walk.do("review", chart=ORDER, decision="release_from_watch").do("record_outcome").do("close")
    assert walk.state == "closed"
    assert not walk.clocks
    walk.do("discharge", chart=ORDER)
    assert set(walk.clocks) == {f"police_copy:{ORDER_ONE}"}


# After the outcome


def test_she_is_asked_twice_how_it_went_if_she_agreed():
    walk = Walk().to("contacted").do("give_consent", **EVERYTHING).to("outcome")
    # At eleven in London: the later one falls into summer time.
    assert due(walk, "survey") == datetime(2026, 12, 28, 11, tzinfo=UTC)
    assert escalates(walk, "survey") == datetime(2027, 5, 24, 10, tzinfo=UTC)
    assert "survey" not in Walk().to("outcome").clocks


def test_no_survey_waits_for_her_once_it_is_not_safe():
    walk = Walk().to("contacted").do("give_consent", **EVERYTHING).to("outcome")
    assert "survey" not in walk.do("set_safety", OFFICER).clocks


def test_no_survey_waits_for_the_dead():
    walk = Walk().to("contacted").do("give_consent", **EVERYTHING).to("outcome").do("record_death")
    assert "survey" not in walk.clocks


def test_a_case_is_closed_after_ninety_days_then_monthly():
    walk = Walk().to("contacted").do("decline")
    assert due(walk, "closing") == AT + 90 * DAY
    assert RULES["closing"].repeats == timedelta(days=30)
    assert not Walk().to("contacted").do("decline").do("close").clocks


@pytest.mark.parametrize("event", ["withdraw_consent", "record_death"])
def test_what_happens_in_the_outcome_gains_no_time(event):
    walk = Walk().to("contacted").do("decline").wait(30 * DAY).do(event)
    assert due(walk, "closing") == AT + 90 * DAY
    assert walk.facts["outcome_at"] == "2026-11-23T09:00:00Z"


# A threat to life


@pytest.mark.parametrize("risk", [{"grade": "high"}, {"flags": ["weapon"]}, {"flags": ["forced_marriage"]}])
def test_a_lead_acts_within_the_hour_on_a_flag_or_a_high_grade(risk):
    assert due(Walk(**risk), "threat_to_life") == AT + HOUR
    walk = Walk().to("outcome").do("assess_risk", OFFICER, **risk)
    assert due(walk, "threat_to_life") == AT + HOUR


def test_only_a_lead_answers_a_threat_to_life():
    walk = Walk(flags=["strangulation"])
    assert "threat_to_life" in walk.do("add_note", WORKER).do("log_attempt", WORKER).clocks
    assert "threat_to_life" not in walk.do("add_note", LEAD).clocks


def test_a_threat_that_is_reported_again_gains_no_time():
    walk = Walk(grade="high").wait(HOUR / 2).do("assess_risk", grade="high")
    assert due(walk, "threat_to_life") == AT + HOUR


def test_a_calm_assessment_raises_no_alarm_for_what_was_answered():
    walk = Walk(flags=["weapon"]).do("add_note").do("assess_risk", OFFICER)
    assert "threat_to_life" not in walk.clocks


def test_a_corrected_grade_is_acted_on_within_the_hour():
    walk = Walk().do("correct", facts={"grade": "high"})
    assert due(walk, "threat_to_life") == AT + HOUR
    assert escalates(walk, "first_contact") == AT + 4 * HOUR


# Pauses


def test_a_pause_puts_its_clock_off_and_a_resume_gives_back_what_is_left():
    walk = Walk().to("contacted").wait(DAY).do("pause", until="2026-12-04T09:00:00Z")
    assert due(walk, "decision") == AT + 17 * DAY
    walk.wait(DAY).do("resume")
    assert due(walk, "decision") == AT + 8 * DAY
    assert "paused_until" not in walk.clocks["decision"]


def test_a_pause_that_ran_its_course_gives_nothing_back():
    walk = Walk().to("contacted").do("pause").wait(7 * DAY).do("resume", SYSTEM)
    assert due(walk, "decision") == AT + 14 * DAY


def test_a_pause_holds_every_clock_of_that_name():
    walk = Walk().to("order_sought").do("seek_order", FIRM, found={"orders": ["O-00000002"]})
    walk.do("pause", clock="court_answer")
    assert due(walk, f"court_answer:{ORDER_ONE}") == due(walk, "court_answer:O-00000002") == AT + 14 * DAY


def test_a_clock_that_started_anew_during_its_pause_is_left_alone():
    walk = Walk().do("request_information").do("pause", clock="information_asked")
    walk.do("supply_information", OFFICER).wait(DAY).do("request_information").do("resume")
    assert due(walk, "information_asked") == AT + DAY + 4 * HOUR


def test_an_event_that_moves_the_case_ends_the_pause():
    walk = Walk().do("request_information").do("pause", clock="information_asked").wait(DAY).to("contacted")
    assert walk.facts["paused"] is None
    assert due(walk, "information_asked") == AT + 4 * HOUR + DAY


def test_leaving_the_state_that_a_clock_belongs_to_stops_it():
    walk = Walk(flags=["weapon"]).do("request_information")
    assert set(walk.do("withdraw_consent").clocks) == {"threat_to_life", "closing"}


def test_every_clock_of_the_table_starts_on_a_step_that_exists():
    known = {(Chart.CASE, event.value) for event in Event} | {
        (Chart.ORDER, event.value) for event in OrderEvent
    }
    named = {
        move for rule in CLOCKS for move in rule.starts | rule.stops if move[0] in (Chart.CASE, Chart.ORDER)
    }
    assert {move for move in named if move[1] != "receive_referral"} <= known
