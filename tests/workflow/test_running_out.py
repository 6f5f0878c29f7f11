"""What running out means for people: pauses, offers, orders, closings, and a life in danger."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import pytest

from states.position import LONDON, moment
from states.timers import ORDER_END, PAUSE
from states.vocabulary import Chart, Clock, Event, OfferEvent, OrderEvent, Role, State
from tests.workflow.cast import FORCE, HAWTHORN, ROWE, THIRD, Cast
from tests.workflow.clockwork import (
    DAY,
    HIGH,
    HOUR,
    SCENES,
    TICK,
    Scene,
    asked,
    come,
    deadline,
    quiet,
    reached,
    swept,
    tasks,
    told,
)
from workflow.queries import as_at, history
from workflow.replay import check_case
from workflow.tables import to_micros
from workflow.timers import REACH

#: How each state is come to from the one named, and by whom.
BEYOND: Mapping[str, tuple[str, str, str]] = {State.OUTCOME: ("contacted", "caseworker", Event.DECLINE)}


def midnight(day: str) -> datetime:
    """Return when that day begins in London."""
    return datetime.combine(date.fromisoformat(day), time(), LONDON).astimezone(UTC)


def rules_of(cast: Cast, case: str) -> list[str]:
    return [row["rule"] for row in cast.rows("notices", case_id=cast.found(case).id)]


# Pauses


@pytest.mark.parametrize(("named", "other"), [("filing", "firm_calls_her"), ("firm_calls_her", "filing")])
def test_a_pause_stops_exactly_the_clock_that_it_names(cast: Cast, named: str, other: str):
    case = cast.case("solicitor_assigned")
    scene, beside = Scene(case, named), Scene(case, other)
    due, stays = come(cast, scene), come(cast, beside)
    began, until = cast.at + timedelta(minutes=1), cast.at + 20 * DAY
    cast.do(cast.lead, case, Event.PAUSE, {"clock": named, "reason": "away", "until": moment(until)})
    assert come(cast, beside) == stays
    assert come(cast, scene) == due + (until - began)
    swept(cast, max(due, stays))
    assert len(reached(cast, beside)) == 1
    assert (tasks(cast, scene), reached(cast, scene)) == ([], [])
    swept(cast, until - TICK)
    assert cast.facts(case)["paused"] is not None
    swept(cast, until)
    assert (cast.facts(case)["paused"], deadline(cast, Scene(case, PAUSE))) == (None, None)
    assert rules_of(cast, case).count("resume/caseworker") == 1
    assert (told(cast, Scene(case, PAUSE)), tasks(cast, Scene(case, PAUSE))) == (set(), [])
    assert tasks(cast, scene) == []
    swept(cast, due + (until - began))
    assert len(reached(cast, scene)) == 1
    assert check_case(cast.db, case) == ()


def test_a_pause_that_somebody_ends_is_no_deadline_any_more(cast: Cast):
    scene = SCENES[PAUSE](cast)
    at = come(cast, scene)
    cast.do(cast.caseworker, scene.case, Event.RESUME)
    assert deadline(cast, scene) is None
    swept(cast, at)
    assert "resume/caseworker" not in [rule for rule in rules_of(cast, scene.case) if "clock" in rule]


def test_a_pause_is_over_though_its_clock_runs_anew_and_changes_by_nothing(cast: Cast):
    case = cast.case("consented")
    until = cast.at + 20 * DAY
    said = {"clock": "preparation", "reason": "away", "until": moment(until)}
    cast.do(cast.caseworker, case, Event.PAUSE, said)
    cast.do(cast.caseworker, case, Event.MAKE_OFFER)
    (offer,) = cast.facts(case)["offers"]
    cast.move(cast.solicitor, OfferEvent.DECLINE, offer)
    clocks = cast.facts(case)["clocks"]
    swept(cast, until)
    assert (cast.facts(case)["paused"], cast.facts(case)["clocks"]) == (None, clocks)
    assert deadline(cast, Scene(case, PAUSE)) is None
    assert check_case(cast.db, case) == ()


# Offers


def test_an_offer_lapses_by_itself_and_after_three_a_lead_has_the_task(cast: Cast):
    case = cast.case("offered")
    for number, firm in enumerate((ROWE, THIRD, None)):
        (offer,) = (ref for ref, held in cast.facts(case)["offers"].items() if held["state"] == "offered")
        scene = Scene(case, f"offer:{offer}")
        at = come(cast, scene)
        swept(cast, at - TICK)
        assert cast.facts(case)["offers"][offer]["state"] == "offered"
        assert cast.rows("tasks", kind="offers_declined") == []
        swept(cast, at)
        assert cast.facts(case)["offers"][offer]["state"] == "lapsed"
        assert cast.facts(case)["declines"] == number + 1
        assert deadline(cast, Scene(case, "preparation")) is not None
        if firm:
            cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": firm}, at=at)
    (task,) = cast.rows("tasks", kind="offers_declined")
    assert (task["role"], task["done_at"]) == (Role.LEAD, None)
    assert "offer.lapse/lead" in rules_of(cast, case)
    assert not any(rule.startswith("clock.offer/") for rule in rules_of(cast, case))
    assert cast.entries(case)[-1]["actor"] == "system"


def test_an_offer_that_was_answered_does_not_lapse(cast: Cast):
    scene = SCENES[Clock.OFFER](cast)
    at = come(cast, scene)
    cast.accept(scene.case)
    swept(cast, at)
    assert {held["state"] for held in cast.facts(scene.case)["offers"].values()} == {"accepted"}


# Orders


def test_an_order_ends_by_itself_with_the_day_on_which_it_expires(cast: Cast):
    scene = SCENES[ORDER_END](cast)
    order = cast.order(scene.case)
    expires = cast.facts(scene.case)["orders"][order]["expires_on"]
    over = midnight((date.fromisoformat(expires) + DAY).isoformat())
    assert come(cast, scene) == over
    swept(cast, over - TICK)
    assert cast.facts(scene.case)["orders"][order]["state"] == "expiring"
    swept(cast, over)
    assert cast.facts(scene.case)["orders"][order]["state"] == "ended"
    assert {"order.end/caseworker", "order.end/firm"} <= set(rules_of(cast, scene.case))
    assert (told(cast, scene), deadline(cast, scene)) == (set(), None)
    assert check_case(cast.db, scene.case) == ()


def test_of_an_interim_order_that_has_expired_people_are_asked_what_the_court_decided(cast: Cast):
    case = cast.case("order_sought")
    order = cast.order(case)
    cast.move(cast.solicitor, OrderEvent.GRANT_INTERIM, order)
    scene = Scene(case, f"{ORDER_END}:{order}")
    swept(cast, come(cast, scene))
    assert cast.facts(case)["orders"][order]["state"] == "interim"
    assert asked(cast, scene) == {("due_order_end", "caseworker"), ("overdue_order_end", "lead")}
    assert told(cast, scene) == {"clock.order_end/caseworker", "clock.order_end/lead"}
    cast.move(cast.solicitor, OrderEvent.REFUSE, order)
    assert tasks(cast, scene) == []


def test_an_order_that_was_extended_does_not_end(cast: Cast):
    scene = SCENES[ORDER_END](cast)
    order, at = cast.order(scene.case), come(cast, scene)
    extended = {"made_on": "2027-11-01", "expires_on": "2028-11-23"}
    cast.move(cast.solicitor, OrderEvent.EXTEND, order, extended, at=datetime(2027, 11, 1, 12, tzinfo=UTC))
    swept(cast, at)
    assert cast.facts(scene.case)["orders"][order]["state"] in {"made", "expiring"}
    assert come(cast, scene) == midnight("2028-11-24")


def test_an_order_that_was_discharged_does_not_end_though_no_clock_of_its_ran(cast: Cast):
    case = cast.case("order_sought")
    order = cast.order(case)
    cast.move(cast.solicitor, OrderEvent.TAKE_UNDERTAKING, order)
    cast.move(cast.solicitor, OrderEvent.REVIEW, order, {"decision": "let_end", "reason": "she asked"})
    cast.do(cast.caseworker, case, Event.RECORD_OUTCOME)
    clocks, scene = cast.facts(case)["clocks"], Scene(case, f"{ORDER_END}:{order}")
    assert deadline(cast, scene) is not None
    cast.move(cast.solicitor, OrderEvent.DISCHARGE, order)
    assert cast.facts(case)["clocks"] == clocks
    assert deadline(cast, scene) is None


def test_an_order_is_warned_of_at_42_days_and_again_at_14_days(cast: Cast):
    scene = SCENES[Clock.EXPIRY](cast)
    order = cast.order(scene.case)
    first = midnight("2027-10-12")
    assert come(cast, scene) == first
    swept(cast, first)
    assert cast.facts(scene.case)["orders"][order]["state"] == "expiring"
    rules = rules_of(cast, scene.case)
    assert [rules.count(f"order.warn/{who}") for who in ("survivor", "caseworker", "firm")] == [1, 1, 1]
    # The step has told them: they are asked, and not told twice.
    assert told(cast, scene) == set()
    (task,) = tasks(cast, scene)
    again = midnight("2027-11-09")
    assert (task["kind"], task["role"], task["subject"]) == ("due_expiry", "caseworker", order)
    assert task["due_at"] == to_micros(again)
    swept(cast, again - TICK)
    assert len(reached(cast, scene)) == 1
    swept(cast, again)
    assert told(cast, scene) == {"clock.expiry/caseworker", "clock.expiry/firm"}
    assert asked(cast, scene) == {("due_expiry", "caseworker"), ("overdue_expiry", "solicitor")}
    (firms,) = (task for task in tasks(cast, scene) if task["role"] == "solicitor")
    assert (firms["firm"], firms["owner_id"]) == (HAWTHORN, None)
    cast.move(cast.solicitor, OrderEvent.REVIEW, order, {"decision": "let_end", "reason": "she asked"})
    assert tasks(cast, scene) == []


def test_service_escalates_to_the_firm_a_lead_and_the_force(cast: Cast):
    scene = SCENES[Clock.SERVICE](cast)
    swept(cast, come(cast, scene))
    assert asked(cast, scene) == {("due_service", "solicitor")}
    assert told(cast, scene) == {"clock.service/firm"}
    swept(cast, come(cast, scene))
    assert asked(cast, scene) == {("due_service", "solicitor"), ("overdue_service", "lead")}
    assert told(cast, scene) == {f"clock.service/{who}" for who in ("firm", "lead", "force")}
    rows = cast.rows("notices", case_id=cast.found(scene.case).id, rule="clock.service/force")
    assert [row["recipient_ref"] for row in rows] == [FORCE]
    cast.move(cast.solicitor, "serve", cast.order(scene.case), chart=Chart.SERVICE)
    assert tasks(cast, scene) == []


def test_where_the_firm_is_gone_the_owner_is_asked_as_well(cast: Cast):
    scene = SCENES[Clock.HEARING](cast)
    cast.do(cast.lead, scene.case, Event.RELEASE_FIRM)
    at = come(cast, scene)
    swept(cast, at)
    assert asked(cast, scene) == {("due_hearing", "solicitor"), ("due_hearing", "caseworker")}
    assert told(cast, scene) == {"clock.hearing/firm", "clock.hearing/caseworker"}


def test_an_order_outlives_its_case_and_people_are_asked_though_nobody_is_written_to(cast: Cast):
    case = cast.case("order_sought")
    order, court = cast.order(case), {"made_on": "2026-11-23", "expires_on": None}
    cast.move(cast.solicitor, OrderEvent.MAKE_ORDER, order, court)
    cast.move(cast.solicitor, "serve", order, chart=Chart.SERVICE)
    cast.move(cast.solicitor, "send", order, chart=Chart.POLICE_COPY)
    cast.move(cast.lead, OrderEvent.REVIEW, order, {"decision": "release_from_watch", "reason": "quiet"})
    cast.do(cast.caseworker, case, Event.RECORD_OUTCOME)
    closing = come(cast, Scene(case, "closing"))
    swept(cast, closing - TICK)
    quiet(cast)
    swept(cast, closing)
    assert cast.state(case) == State.CLOSED
    cast.move(cast.lead, OrderEvent.DISCHARGE, order)
    before, scene = rules_of(cast, case), Scene(case, f"police_copy:{order}")
    swept(cast, come(cast, scene))
    assert asked(cast, scene) == {
        ("due_police_copy", "solicitor"),
        ("due_police_copy", "caseworker"),
        ("overdue_police_copy", "lead"),
    }
    assert rules_of(cast, case) == before
    cast.move(cast.lead, "send", order, chart=Chart.POLICE_COPY)
    assert tasks(cast, scene) == []
    assert check_case(cast.db, case) == ()


def test_the_history_shows_what_came_and_makes_no_screen_stale(cast: Cast):
    scene = SCENES[Clock.SERVICE](cast)
    version, order = cast.version(scene.case), cast.order(scene.case)
    swept(cast, come(cast, scene))
    assert cast.version(scene.case) == version
    items = history(cast.db, scene.case, cast.lead, cast.at, limit=200).items
    (item,) = (item for item in items if item.event == REACH and item.subject == order)
    assert (item.actor, item.role, item.version) == ("system", "system", version)
    assert as_at(cast.db, scene.case, cast.lead, cast.at, cast.at).state == State.ORDER_SOUGHT


# Closing and surveys


def test_a_case_is_closed_by_itself_when_it_may_be(cast: Cast):
    scene = SCENES[Clock.CLOSING](cast)
    quiet(cast)
    at = come(cast, scene)
    swept(cast, at)
    assert cast.state(scene.case) == State.CLOSED
    assert (tasks(cast, scene), told(cast, scene)) == ([], set())
    (closed,) = (entry for entry in cast.entries(scene.case) if entry["event"] == "close")
    assert (closed["actor"], closed["role"]) == ("system", "system")


def test_closing_repeats_monthly_until_the_case_may_be_closed(cast: Cast):
    scene = SCENES[Clock.CLOSING](cast)
    first = come(cast, scene)
    for month in range(3):
        at = first + month * 30 * DAY
        assert come(cast, scene) == at
        swept(cast, at)
        # A notice still moves: the owner is asked once, and told each time.
        assert asked(cast, scene) == {("due_closing", "caseworker")}
        rows = cast.rows("notices", case_id=cast.found(scene.case).id, rule="clock.closing/caseworker")
        assert len(rows) == month + 1
    assert [entry["stages"] for entry in reached(cast, scene)] == [
        ["due", "escalates"],
        ["repeats"],
        ["repeats"],
    ]
    assert not any("refused" in entry["body"] for entry in cast.entries(scene.case))
    quiet(cast)
    swept(cast, first + 90 * DAY)
    assert cast.state(scene.case) == State.CLOSED
    assert (tasks(cast, scene), deadline(cast, scene)) == ([], None)


def test_a_threat_to_life_is_said_again_each_hour_until_a_lead_has_acted(cast: Cast):
    scene = SCENES[Clock.THREAT_TO_LIFE](cast)
    first = come(cast, scene)
    for hour in range(3):
        assert come(cast, scene) == first + hour * HOUR
        swept(cast, first + hour * HOUR)
        rows = cast.rows("notices", case_id=cast.found(scene.case).id, rule="clock.threat_to_life/lead")
        assert len({row["cause_seq"] for row in rows}) == hour + 1
    assert asked(cast, scene) == {("overdue_threat_to_life", "lead")}
    cast.do(cast.lead, scene.case, Event.ADD_NOTE)
    assert (tasks(cast, scene), deadline(cast, scene)) == ([], None)


def test_a_survey_is_asked_again_after_six_months_and_no_lead_hears_of_it(cast: Cast):
    scene = SCENES[Clock.SURVEY](cast)
    swept(cast, come(cast, scene))
    swept(cast, come(cast, scene))
    assert set(cast.facts(scene.case)["surveys"]) == {"first", "second"}
    assert deadline(cast, scene) is None
    assert told(cast, scene) == set()
    first, second = sorted(cast.rows("tasks", kind="ask_survey"), key=lambda task: task["due_at"])
    assert (first["role"], first["done_at"] is None, second["done_at"] is None) == ("caseworker", False, True)


# First contact, and a threat to life


def test_at_high_risk_a_lead_hears_after_four_hours_and_the_owner_after_a_day(cast: Cast):
    case = cast.case(grade="high")
    scene, referred = Scene(case, "first_contact"), cast.at
    swept(cast, referred + 4 * HOUR - TICK)
    assert reached(cast, scene) == []
    swept(cast, referred + 4 * HOUR)
    assert asked(cast, scene) == {("overdue_first_contact", "lead")}
    assert told(cast, scene) == {"clock.first_contact/lead"}
    swept(cast, referred + 24 * HOUR)
    assert asked(cast, scene) == {("overdue_first_contact", "lead"), ("due_first_contact", "caseworker")}
    assert [entry["stages"] for entry in reached(cast, scene)] == [["escalates"], ["due"]]


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
def test_a_threat_to_life_reaches_the_leads_within_the_hour_whatever_the_state(cast: Cast, state: State):
    start, *way = BEYOND.get(state, (state.value,))
    case = cast.case(start)
    if way:
        cast.do(getattr(cast, way[0]), case, way[1])
    assert cast.state(case) == state
    cast.do(cast.caseworker, case, Event.ASSESS_RISK, HIGH)
    scene, raised = Scene(case, "threat_to_life"), cast.at
    assert come(cast, scene) == raised + HOUR
    # What others do stops nothing.
    cast.do(cast.caseworker, case, Event.ADD_NOTE)
    swept(cast, raised + HOUR)
    assert asked(cast, scene) == {("overdue_threat_to_life", "lead")}
    assert told(cast, scene) == {"clock.threat_to_life/lead"}
    # Every lead of the queue, and no lead of another force.
    rows = cast.rows("notices", case_id=cast.found(case).id, rule="clock.threat_to_life/lead")
    leads = [cast.lead.reference, cast.other_lead.reference]
    assert sorted(row["recipient_ref"] for row in rows) == sorted(leads)
    cast.do(cast.lead, case, Event.ADD_NOTE)
    assert tasks(cast, scene) == []
    assert check_case(cast.db, case) == ()
