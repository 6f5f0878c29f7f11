from datetime import timedelta
from typing import Any

import pytest

from states.definitions import CURRENT, DEFINITIONS
from states.measures import (
    DAY,
    LONGEST,
    STAGES,
    WEEK,
    Measure,
    Stage,
    bucket,
    firm_of,
    measures,
    month_of,
    refusals,
)
from states.position import Position
from tests.states.building import COPY, FIRM, HOUR, OFFER, ORDER, SERVICE, SYSTEM, WORKER, Walk

#: The papers that a copy to the police carries.
PAPERS = {"copy": {"order": "D-00000001", "proof": "D-00000002"}}


def walk(version: str = CURRENT, **referral: Any) -> Walk:
    return Walk(DEFINITIONS[version], **referral)


def buckets(held: Walk, measure: Measure) -> set[str]:
    return {name for of, name in measures(held.position) if of == measure}


def stage(held: Walk) -> str:
    (reached,) = buckets(held, Measure.REACHED)
    return reached


@pytest.mark.parametrize("version", sorted(DEFINITIONS))
def test_each_step_of_the_main_way_comes_to_its_stage(version):
    held = walk(version)
    reached = [stage(held)]
    onward = ("contacted", "consented", "solicitor_assigned", "order_sought")
    reached += [stage(held.to(state)) for state in onward]
    court = ((ORDER, "make_order"), (SERVICE, "serve"), (COPY, "send"))
    reached += [stage(held.do(event, chart=chart, found=PAPERS)) for chart, event in court]
    assert reached == list(STAGES)


def test_what_she_came_to_no_later_step_takes_away():
    held = walk().to("order_sought").do("make_order", chart=ORDER)
    held.do("serve", chart=SERVICE).do("send", chart=COPY, found=PAPERS)
    first = held.order()
    held.do("vary", chart=ORDER)
    assert held.order()["service"] == "due"
    assert stage(held) == Stage.PROTECTED
    held.wait(HOUR).do("serve", chart=SERVICE).do("send", chart=COPY, found=PAPERS)
    kept = ("first_served_at", "first_protected_at")
    assert [held.order()[name] for name in kept] == [first[name] for name in kept]
    assert stage(held.do("discharge", chart=ORDER)) == Stage.PROTECTED


def test_an_order_that_ends_before_its_copy_leaves_protected_nobody():
    held = walk().to("order_sought").do("make_order", chart=ORDER).do("serve", chart=SERVICE)
    held.do("discharge", chart=ORDER).do("send", chart=COPY, found=PAPERS)
    assert stage(held) == Stage.SERVED


def test_an_application_without_notice_is_marked():
    held = walk().to("solicitor_assigned")
    sought = {"type": "occupation", "court": "Leeds", "applied_on": "2026-11-23", "without_notice": True}
    held.do("seek_order", FIRM, orders=[sought | {"without_notice_grounds": ["significant_harm"]}])
    assert buckets(held, Measure.MARK) == {"without_notice"}


def test_a_withdrawal_after_consent_leaves_it_counted():
    held = walk().to("consented").do("withdraw_consent")
    assert (held.facts["consent"], stage(held)) == (None, Stage.CONSENTED)
    assert buckets(held, Measure.ENDED) == {"consent_withdrawn"}


def test_contact_that_was_not_hers_counts_no_more():
    assert stage(walk().to("contacted").do("retract_contact")) == Stage.RECEIVED


def test_an_undertaking_is_no_order():
    held = walk().to("order_sought").do("take_undertaking", chart=ORDER)
    assert stage(held) == Stage.FILED
    assert buckets(held, Measure.MARK) == {"undertaking"}
    assert buckets(held, Measure.MADE) == set()


def test_courts_make_interim_and_final_orders_and_refuse():
    held = walk().to("order_sought").do("grant_interim", chart=ORDER)
    assert buckets(held, Measure.MARK) == {"interim"}
    assert stage(held) == Stage.MADE
    assert buckets(held.do("make_order", chart=ORDER), Measure.MARK) == {"interim", "final"}
    assert buckets(walk().to("order_sought").do("refuse", chart=ORDER), Measure.MARK) == {"refused"}


def test_a_duplicate_counts_for_nothing_else():
    held = walk().do("mark_duplicate", found={"case": {"open": True, "same_force": True}})
    assert dict(measures(held.position)) == {(Measure.DUPLICATES.value, ""): 1}


def test_a_repeat_and_a_released_suspect_are_counted():
    held = walk(repeat_of="C-00000009", flags=["suspect_released"])
    assert buckets(held, Measure.MARK) == {"repeat"}
    assert buckets(held, Measure.RELEASED) == {"received"}


def test_nothing_is_counted_before_a_case_is_opened():
    assert measures(Position("", walk().facts)) == {}


def test_spans_are_from_the_referral_from_consent_and_from_the_first_order():
    held = walk().wait(HOUR * 2).to("contacted").do("give_consent").do("make_offer")
    held.wait(HOUR * 3).do("accept", FIRM, chart=OFFER).to("order_sought")
    held.do("make_order", chart=ORDER).wait(HOUR * 30).do("dispense", chart=SERVICE)
    spans = {of: name for of, name in measures(held.position) if of in ("contact", "assign", "serve")}
    assert spans == {"contact": "8", "assign": "12", "serve": "120"}


def test_of_a_service_whose_day_alone_is_known_no_span_is_too_short():
    held = walk().to("order_sought").do("make_order", chart=ORDER)
    day = held.at.date()
    held.wait(timedelta(days=3)).do("serve", chart=SERVICE, served_on=day.isoformat())
    # Made at nine in the morning in London, served by midnight.
    assert buckets(held, Measure.SERVE) == {"60"}


@pytest.mark.parametrize(
    ("span", "quarters"),
    [
        (timedelta(seconds=-1), 1),
        (timedelta(0), 1),
        (timedelta(minutes=15), 1),
        (timedelta(minutes=15, seconds=1), 2),
        (timedelta(hours=24), DAY),
        (timedelta(hours=24, seconds=1), DAY + 4),
        (timedelta(days=7), WEEK),
        (timedelta(days=7, seconds=1), WEEK + DAY),
        (timedelta(days=400), LONGEST),
    ],
)
def test_a_span_stands_in_the_bucket_by_whose_end_it_was_over(span, quarters):
    assert bucket(span) == str(quarters)


def test_a_case_counts_for_the_firm_that_accepted_last():
    held = walk().to("solicitor_assigned")
    assert firm_of(held.position) == held.facts["firm"]
    assert firm_of(held.do("release_firm").position) is not None
    assert firm_of(walk().position) is None


def test_firms_that_turned_it_down_are_counted_by_reason():
    held = walk().to("consented").do("make_offer").do("decline", FIRM, chart=OFFER, reason="capacity")
    (firm,) = (offer["firm"] for offer in held.facts["offers"].values())
    assert dict(refusals(held.position)) == {(firm, "capacity"): 1}
    lapsed = walk().to("consented").do("make_offer").wait(HOUR * 200).do("lapse", SYSTEM, chart=OFFER)
    assert dict(refusals(lapsed.position)) == {(firm, "lapsed"): 1}


def test_the_cohort_is_the_month_in_london():
    # Half past eleven at night in UTC is past midnight there, in summer.
    assert month_of(walk(referred_at="2026-06-30T23:30:00Z").position) == "2026-07"


def test_a_worker_cannot_change_what_is_counted_by_a_note():
    held = walk().to("contacted")
    before = measures(held.position)
    assert measures(held.do("add_note", WORKER).position) == before
