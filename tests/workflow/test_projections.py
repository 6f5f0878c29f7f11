"""Projections say what the facts say: deadlines, offers and orders, after every step of a long life."""

from datetime import timedelta
from typing import Any

import pytest

from states.facts import protected_at
from states.timers import timers
from states.vocabulary import Chart, Event, OfferEvent, OrderEvent
from tests.workflow.cast import HAWTHORN, ROWE, THIRD, Cast
from workflow.projections import micros
from workflow.replay import check_case
from workflow.tables import from_micros, to_micros

DAYS = ("made_on", "expires_on", "return_day")


def holds(cast: Cast, case: str) -> None:
    """Hold every projection of a case equal to its facts, worked out here anew."""
    facts, mine = cast.facts(case), {"case_id": cast.found(case).id}
    deadlines = {
        row["key"]: (row["clock"], row["subject"], row["due_at"], row["escalates_at"])
        for row in cast.rows("deadlines", **mine)
    }
    assert deadlines == {
        key: (timer.clock, timer.subject, micros(timer.due), micros(timer.escalates))
        for key, timer in timers(facts).items()
    }
    offers = {row["reference"]: row for row in cast.rows("offers", **mine)}
    assert offers.keys() == facts["offers"].keys()
    for reference, offer in facts["offers"].items():
        row, clock = offers[reference], facts["clocks"].get(f"offer:{reference}")
        assert (row["firm"], row["state"]) == (offer["firm"], offer["state"])
        assert row["made_at"] == micros(offer["made_at"])
        assert row["due_at"] == (micros(clock["due"]) if clock else None)
        assert (row["ended_at"] is None) is (offer["state"] in {"offered", "accepted"})
    orders = {row["reference"]: row for row in cast.rows("orders", **mine)}
    assert orders.keys() == facts["orders"].keys()
    for reference, order in facts["orders"].items():
        row = orders[reference]
        for name in ("type", "state", "service", "copy", "firm", *DAYS):
            assert row[name] == order[name]
        since = protected_at(order, from_micros(row["updated_at"]))
        assert row["protected_at"] == (micros(since) if since else None)
        own = [clock["due"] for name, clock in facts["clocks"].items() if name.endswith(f":{reference}")]
        assert row["due_at"] == (min(map(micros, own)) if own else None)
    assert check_case(cast.db, case) == ()


def live(cast: Cast, case: str, *events: tuple[str, ...]) -> None:
    """Ask one thing after the other, and look at the projections after each."""
    for who, event, *rest in events:
        actor, chart = getattr(cast, who), Chart(rest[0]) if rest else Chart.CASE
        if chart is Chart.CASE:
            cast.do(actor, case, event)
        else:
            cast.move(actor, event, cast.order(case), chart=chart)
        holds(cast, case)


def test_the_projections_hold_all_the_way_to_protection_and_beyond(cast):
    case = cast.case("order_sought")
    holds(cast, case)
    live(
        cast,
        case,
        ("solicitor", OrderEvent.SEND_BACK, "order"),
        ("solicitor", OrderEvent.RESUBMIT, "order"),
        ("solicitor", OrderEvent.LIST_HEARING, "order"),
        ("solicitor", OrderEvent.GRANT_INTERIM, "order"),
        ("solicitor", "serve", "service"),
        ("solicitor", "send", "police_copy"),
        ("caseworker", "acknowledge", "police_copy"),
        ("solicitor", OrderEvent.MAKE_ORDER, "order"),
        ("solicitor", "fail", "service"),
        ("solicitor", "fall_due", "service"),
        ("solicitor", "dispense", "service"),
        ("solicitor", "send", "police_copy"),
        ("system", "bounce", "police_copy"),
        ("solicitor", "send", "police_copy"),
        ("solicitor", OrderEvent.VARY, "order"),
        ("solicitor", "serve", "service"),
        ("caseworker", Event.RECORD_OUTCOME),
        ("solicitor", OrderEvent.DISCHARGE, "order"),
        ("caseworker", Event.WITHDRAW_CONSENT),
    )
    assert cast.facts(case)["disposition"] == "order_made"


def test_the_projections_hold_while_firms_come_and_go(cast):
    case = cast.case("offered")
    for firm in (ROWE, THIRD):
        cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": firm})
        holds(cast, case)
    offers = {held["firm"]: ref for ref, held in cast.facts(case)["offers"].items()}
    cast.move(cast.solicitor, OfferEvent.DECLINE, offers[HAWTHORN])
    holds(cast, case)
    late = cast.at + timedelta(days=5)
    cast.move(cast.system, OfferEvent.LAPSE, offers[ROWE], at=late)
    holds(cast, case)
    cast.accept(case, THIRD)
    holds(cast, case)
    assert cast.row("offers", reference=offers[THIRD])["ended_at"] is None
    cast.do(cast.third, case, Event.SEEK_ORDER)
    holds(cast, case)
    cast.do(cast.lead, case, Event.RELEASE_FIRM)
    holds(cast, case)
    assert cast.row("offers", reference=offers[THIRD])["ended_at"] == to_micros(cast.at)


def test_a_step_that_changes_no_clock_writes_no_deadline_anew(cast):
    case = cast.case("taken")
    before = cast.rows("deadlines")
    cast.do(cast.caseworker, case, Event.ADD_NOTE)
    assert cast.rows("deadlines") == before


def test_a_deadline_bears_the_version_that_set_it(cast):
    case = cast.case()
    assert cast.row("deadlines")["version"] == 1
    done = cast.do(cast.caseworker, case, Event.REQUEST_INFORMATION)
    versions = {row["clock"]: row["version"] for row in cast.rows("deadlines")}
    assert versions == {"first_contact": 1, "information_asked": done.version}


def test_a_step_touches_only_the_orders_that_it_changes(cast):
    case = cast.case("solicitor_assigned")
    sought = {"type": "other", "court": "Leeds", "applied_on": "2026-11-23"}
    cast.do(
        cast.solicitor,
        case,
        Event.SEEK_ORDER,
        {"orders": [sought, sought], "confidential_address_protected": True},
    )
    one, other = sorted(cast.facts(case)["orders"])
    before = cast.row("orders", reference=other)
    cast.move(cast.solicitor, OrderEvent.LIST_HEARING, one)
    assert cast.row("orders", reference=other) == before
    assert cast.row("orders", reference=one)["updated_at"] == to_micros(cast.at)
    holds(cast, case)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:01.000002Z", 1_000_002)],
)
def test_a_moment_of_the_facts_is_microseconds_in_a_column(text: str, expected: Any):
    assert micros(text) == expected
