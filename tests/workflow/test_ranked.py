"""What a ranking reads of a case and of the panel, and what it says of her to whom."""

from datetime import timedelta

import pytest

from states.errors import NotFound, NotPermitted
from states.vocabulary import Event, OfferEvent
from tests.workflow.cast import AT, HAWTHORN, HIS_PHONE, ROWE, SHUT, THIRD, Cast
from workflow import people, queries
from workflow.actors import Actor
from workflow.db import Database
from workflow.firms import Hours, add_conflict, set_hours
from workflow.importing.offices import import_offices
from workflow.panel.offering import Factor, Ranked
from workflow.panel.profiles import Profile, save_profile
from workflow.panel.standing import on_duty
from workflow.queries.ranked import RankingView, ranking
from workflow.simulate.panel import furnish

ADDRESS = {"lines": ["1 Hidden Lane", "Secretham"], "postcode": "CB1 7ZZ"}
HERS = {"name": "Petra Canary", "phone": "07700 900456", "address": ADDRESS}
#: Everything that is hers and must not be read.
CANARIES = ("Canary", "Hidden", "Secretham", "7ZZ", "900456")
OFFICES = (
    "firm,code,office,postcode,latitude,longitude\n"
    "Hawthorn,hawthorn,1,CB1 1AA,52.20,0.13\n"
    "Hawthorn,hawthorn,2,LS1 1AA,53.80,-1.55\n"
    "Rowe,rowe,1,CB7 4AA,,\n"
    "Rowe,rowe,2,CB1 2AA,,\n"
    "Rowe,rowe,3,,,\n"
)


@pytest.fixture
def panel(cast: Cast, tmp_path) -> Cast:
    path = tmp_path / "offices.csv"
    path.write_text(OFFICES)
    import_offices(cast.db, path, actor=cast.system, at=AT)
    return cast


def of(cast: Cast, case: str, actor: Actor | None = None, **parts: int) -> RankingView:
    return ranking(cast.db, case, actor or cast.caseworker, cast.at, **parts)


def one(found: RankingView, code: str) -> Ranked:
    return next(firm for firm in found.ranked if firm.code == code)


def left_out(found: RankingView) -> dict[str, str]:
    return {firm.code: firm.reasons[0].says for firm in found.excluded}


def test_a_firm_is_as_near_as_its_nearest_office_and_the_owner_reads_from_where(panel: Cast):
    found = of(panel, panel.case("consented", survivor=HERS))
    assert (found.first, found.of, found.excluded_of) == (1, 3, 1)
    assert one(found, HAWTHORN).reasons[0].says == "Within 5 miles from CB1"
    # Without positions of its own it stands where the other offices of its outward code do.
    assert one(found, ROWE).miles == 5
    assert one(found, THIRD).miles is None
    assert left_out(found) == {SHUT: "Takes no cases now"}
    assert not [secret for secret in CANARIES if secret in repr(found)]


def test_who_may_not_open_her_address_reads_its_area_alone(panel: Cast):
    found = of(panel, panel.case("consented", survivor=HERS), panel.colleague)
    assert one(found, HAWTHORN).reasons[0].says == "Within 5 miles from CB"


def test_where_she_lives_unknown_or_elsewhere_no_distance_is_said(panel: Cast):
    for survivor in ({"name": "Ann"}, {"name": "Ann", "address": {"postcode": "ZZ9 9ZZ"}}):
        found = of(panel, panel.case("consented", survivor=survivor))
        assert {firm.miles for firm in found.ranked} == {None}


def test_a_part_of_a_ranking_is_told_with_how_much_there_is(panel: Cast):
    case = panel.case("consented", survivor=HERS)
    whole = of(panel, case)
    part = of(panel, case, first=2, most=1)
    assert (part.first, part.of, part.ranked) == (2, 3, whole.ranked[1:2])
    assert of(panel, case, first=99).ranked == whole.ranked[2:]
    assert of(panel, case, first=0).ranked == whole.ranked


def test_a_conflict_is_found_by_either_party_and_by_people_of_the_firm(cast: Cast):
    case = cast.case("consented")
    people.list_associates(cast.db, cast.third.reference, [{"phone": HIS_PHONE}])
    add_conflict(cast.db, {"name": "Ada Fictional"}, "M/1", actor=cast.rival, at=AT)
    found = of(cast, case)
    assert [firm.code for firm in found.ranked] == [HAWTHORN]
    not_free = "Not free to act in this case"
    assert left_out(found) == {ROWE: not_free, SHUT: "Takes no cases now", THIRD: not_free}


def test_at_urgent_cases_a_firm_is_asked_only_while_it_is_on_duty(cast: Cast):
    open_now, shut_now = (Hours("mon", 9 * 60, 17 * 60),), (Hours("tue", 9 * 60, 17 * 60),)
    set_hours(cast.db, open_now, actor=cast.solicitor, at=AT)
    set_hours(cast.db, shut_now, actor=cast.rival, at=AT)
    found = of(cast, cast.case("consented", urgent=True))
    assert [firm.code for firm in found.ranked] == [HAWTHORN, THIRD]
    assert left_out(found)[ROWE] == "Off duty now, and the case is urgent"
    assert ROWE in [firm.code for firm in of(cast, cast.case("consented", survivor={"name": "Bea"})).ranked]


def test_duty_is_told_by_the_london_clock():
    hours = [("oak", "mon", 600, 660), ("oak", "tue", 0, 1440), ("elm", "sun", 0, 1440)]
    assert on_duty(hours, AT) == {"oak": True, "elm": False}
    assert on_duty(hours, AT + timedelta(hours=1)) == {"oak": False, "elm": False}
    # Eleven at night in winter's time is midnight in summer's.
    assert on_duty(hours, AT.replace(month=6, day=22, hour=23)) == {"oak": True, "elm": False}
    assert on_duty((), AT) == {}


def test_what_a_firm_was_offered_and_how_it_answered_is_counted_since_its_share_began(cast: Cast):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": HAWTHORN})
    (offer,) = cast.facts(case)["offers"]
    cast.move(cast.solicitor, OfferEvent.DECLINE, offer, {"reason": "capacity"})
    again = cast.case("consented", survivor={"name": "Bea"})
    cast.do(cast.caseworker, again, Event.MAKE_OFFER, {"firm": ROWE})
    cast.accept(again, ROWE)
    other = cast.case("consented", survivor={"name": "Cleo"})
    said = {reason.factor: reason.says for reason in one(of(cast, other), HAWTHORN).reasons}
    assert said[Factor.SHARE] == "Was offered 1 case in the last half year"
    assert said[Factor.DECLINES] == "Did not take 1 of its last 1 offers"
    assert said[Factor.SPEED] == "Answers within an hour on average"
    save_profile(cast.db, ROWE, Profile(capacity=1), active=True, actor=cast.lead, at=cast.at)
    assert left_out(of(cast, other))[ROWE] == "Full: it carries 1 cases and takes 1 at a time"
    cast.at += timedelta(minutes=1)
    save_profile(cast.db, HAWTHORN, Profile(weight=2), active=True, actor=cast.lead, at=cast.at)
    said = {reason.factor: reason.says for reason in one(of(cast, other), HAWTHORN).reasons}
    assert said[Factor.SHARE] == "Was offered 0 cases in the last half year, with a weight of 2"


def test_an_offer_declined_for_a_conflict_is_neither_a_turn_nor_a_refusal(cast: Cast):
    case, other = cast.case("consented"), cast.case("consented", survivor={"name": "Bea"})
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": HAWTHORN})
    (offer,) = cast.facts(case)["offers"]
    cast.move(cast.solicitor, OfferEvent.DECLINE, offer, {"reason": "conflict"})
    said = {reason.factor: reason.says for reason in one(of(cast, other), HAWTHORN).reasons}
    assert said[Factor.SHARE] == "Was offered 0 cases in the last half year"
    assert Factor.DECLINES not in said
    assert "conflict" not in left_out(of(cast, case))[HAWTHORN].casefold()


def test_the_demonstrations_firms_are_furnished_once_and_one_says_nothing(cast: Cast):
    firms = [HAWTHORN, ROWE, THIRD]
    furnish(cast.db, firms, AT)
    offices = cast.rows("firm_offices")
    furnish(cast.db, firms, AT)
    assert cast.rows("firm_offices") == offices
    assert {row["firm"] for row in offices} == {HAWTHORN, ROWE}
    hers = {"name": "Ann", "address": {"postcode": "ZZ1 1AA"}}
    found = of(cast, cast.case("consented", survivor=hers))
    assert {firm.code: firm.miles is None for firm in found.ranked} == {
        HAWTHORN: False,
        ROWE: False,
        THIRD: True,
    }


def test_nobody_else_sees_a_ranking(cast: Cast):
    case = cast.case("solicitor_assigned")
    for actor in (cast.solicitor, cast.auditor):
        with pytest.raises(NotPermitted):
            of(cast, case, actor)
    for actor in (cast.rival, cast.officer):
        with pytest.raises((NotFound, NotPermitted)):
            of(cast, case, actor)
    assert of(cast, case, cast.lead).refusals


def test_a_firm_and_a_profile_are_for_leads_and_the_firm_itself(cast: Cast):
    with pytest.raises(NotPermitted):
        save_profile(cast.db, ROWE, Profile(), actor=cast.caseworker, at=AT)
    with pytest.raises(NotFound):
        save_profile(cast.db, ROWE, Profile(), actor=cast.solicitor, at=AT)
    before = len(cast.rows("entries", event="save_profile"))
    save_profile(cast.db, ROWE, Profile(), active=True, actor=cast.lead, at=AT)
    assert len(cast.rows("entries", event="save_profile")) == before


def test_what_a_firm_is_told_before_it_accepts_names_nobody(cast: Cast, database: Database):
    case = cast.case("consented", survivor=HERS)
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": HAWTHORN})
    (offer,) = queries.offers(database, cast.solicitor, cast.at).items
    assert (offer.summary["near"], offer.summary["children"]) == ("CB", None)
    asked = queries.case_view(database, offer.reference, cast.solicitor, cast.at)
    assert asked.offers[0].summary == offer.summary
    for secret in (*CANARIES, case, "CB1"):
        assert secret not in repr(offer)
        assert secret not in repr(asked)
    (theirs,) = queries.offers(database, cast.caseworker, cast.at).items
    assert "near" not in theirs.summary
