"""Where its maker chose so, an offer that comes to nothing is followed by one to the next firm, in the same step."""

from typing import NoReturn

import pytest

from states.errors import Refused
from states.position import parsed
from states.vocabulary import Chart, Event, OfferEvent, OfferState, Role
from tests.workflow.cast import HAWTHORN, ROWE, THIRD, Cast
from workflow.finding import load
from workflow.firms import add_conflict
from workflow.panel.cascade import END_RANKING, go_on
from workflow.replay import check_case
from workflow.timers import sweep

DOWN = {"firm": HAWTHORN, "down_the_ranking": True}


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


def live(cast: Cast, case: str) -> tuple[str, str]:
    """The one offer that waits, and its firm."""
    ((offer, firm),) = (
        (reference, held["firm"])
        for reference, held in cast.facts(case)["offers"].items()
        if held["state"] == OfferState.OFFERED
    )
    return offer, firm


def waits(cast: Cast, case: str) -> list[str]:
    return [one["firm"] for one in cast.facts(case)["offers"].values() if one["state"] == OfferState.OFFERED]


def decline(cast: Cast, case: str, reason: str = "capacity") -> None:
    offer, firm = live(cast, case)
    who = next(actor for actor in cast.everybody if actor.firm == firm)
    cast.move(who, OfferEvent.DECLINE, offer, {"reason": reason})


def test_a_decline_offers_the_case_to_the_next_firm_and_the_trail_says_by_whom(cast: Cast):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, DOWN)
    decline(cast, case)
    assert live(cast, case)[1] == ROWE
    first, second = cast.entries(case)[-2:]
    assert [(one["actor"], one["event"], one["at"]) for one in (first, second)] == [
        (cast.solicitor.reference, "decline", first["at"]),
        ("system", "make_offer", first["at"]),
    ]
    assert {row["firm"]: row["answer"] for row in cast.rows("firm_answers")} == {HAWTHORN: "declined"}
    assert check_case(cast.db, case) == ()


def test_an_offer_that_lapses_goes_on_too(cast: Cast):
    case = cast.case("consented", urgent=True)
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, DOWN)
    offer, _ = live(cast, case)
    due = cast.facts(case)["clocks"][f"offer:{offer}"]["due"]
    sweep(cast.db, parsed(due))
    assert cast.facts(case)["offers"][offer]["state"] == OfferState.LAPSED
    assert live(cast, case)[1] == ROWE
    assert cast.row("firm_answers")["minutes"] == 240


def test_after_three_firms_a_lead_is_asked_and_no_fourth_is(cast: Cast):
    cast.firm("fourth")
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, DOWN)
    asked = []
    for _ in range(3):
        asked.append(live(cast, case)[1])
        decline(cast, case)
    assert len({*asked}) == 3
    assert waits(cast, case) == []
    (task,) = cast.rows("tasks", kind="offers_declined")
    assert (task["role"], task["done_at"]) == (Role.LEAD, None)
    assert cast.rows("tasks", kind="no_firm_left") == []


def test_nothing_goes_on_unless_it_was_chosen_or_while_another_offer_waits(cast: Cast):
    plain, both = cast.case("consented"), cast.case("consented", survivor={"name": "Another"})
    cast.do(cast.caseworker, plain, Event.MAKE_OFFER, {"firm": HAWTHORN})
    decline(cast, plain)
    assert waits(cast, plain) == []
    cast.do(cast.caseworker, both, Event.MAKE_OFFER, DOWN)
    cast.do(cast.caseworker, both, Event.MAKE_OFFER, {"firm": THIRD})
    (offer,) = (ref for ref, held in cast.facts(both)["offers"].items() if held["firm"] == HAWTHORN)
    cast.move(cast.solicitor, OfferEvent.DECLINE, offer, {"reason": "other"})
    assert waits(cast, both) == [THIRD]


def test_a_withdrawn_offer_does_not_go_on(cast: Cast):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, DOWN)
    cast.move(cast.caseworker, OfferEvent.WITHDRAW, live(cast, case)[0])
    assert waits(cast, case) == []
    assert cast.rows("firm_answers") == []


def test_where_no_firm_is_left_a_lead_is_asked_until_one_is_found(cast: Cast):
    case = cast.case("consented")
    for firm in (ROWE, THIRD):
        _list_her(cast, firm)
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, DOWN)
    decline(cast, case)
    last = cast.entries(case)[-1]
    assert (last["event"], last["chart"], last["actor"]) == (END_RANKING, Chart.OFFER, "system")
    (task,) = cast.rows("tasks", kind="no_firm_left")
    assert (task["role"], task["done_at"]) == (Role.LEAD, None)
    cast.firm("fourth")
    cast.do(cast.lead, case, Event.MAKE_OFFER, {"firm": "fourth"})
    assert cast.row("tasks", kind="no_firm_left")["done_at"] is not None
    assert check_case(cast.db, case) == ()


def test_where_the_case_refuses_the_next_firm_a_lead_is_asked_and_nothing_else_happens(cast: Cast):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": HAWTHORN})
    (offer,) = cast.facts(case)["offers"]
    cast.move(cast.solicitor, OfferEvent.DECLINE, offer, {"reason": "other"})
    steps = cast.version(case)

    def refuses(*_: object) -> NoReturn:
        raise Refused(Event.MAKE_OFFER, [])

    with cast.db.transaction() as tx:
        found = load(tx, case, lock=True)
        found.position.facts["offers"][offer]["down_the_ranking"] = True
        go_on(tx, cast.db.keys, found, offer, at=cast.at, act=refuses)
    assert (cast.version(case), waits(cast, case)) == (steps, [])
    assert cast.row("tasks", kind="no_firm_left")["done_at"] is None


def test_a_dry_run_of_a_decline_offers_nothing(cast: Cast):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, DOWN)
    offer, _ = live(cast, case)
    cast.move(cast.solicitor, OfferEvent.DECLINE, offer, {"reason": "other"}, dry_run=True)
    assert live(cast, case) == (offer, HAWTHORN)
    assert cast.rows("firm_answers") == []


def test_an_answer_says_how_and_how_fast_and_a_conflict_is_kept_apart(cast: Cast):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, DOWN)
    decline(cast, case, "conflict")
    cast.at = cast.at.replace(hour=12, minute=30)
    cast.accept(case, live(cast, case)[1])
    kept = {row["firm"]: (row["answer"], row["minutes"]) for row in cast.rows("firm_answers")}
    assert kept[HAWTHORN] == ("conflict", 1)
    assert kept[ROWE][0] == "accepted"
    assert 120 < kept[ROWE][1] < 180


def _list_her(cast: Cast, firm: str) -> None:
    who = next(actor for actor in cast.everybody if actor.firm == firm)
    add_conflict(cast.db, {"name": "Ada Fictional"}, "M/1", actor=who, at=cast.at)
