from itertools import product

import pytest

from states.definitions import DEFINITIONS
from states.permissions import (
    ASKS_OF,
    ENTERS,
    OF_PEOPLE,
    Place,
    Sight,
    Viewer,
    masks_contact,
    may_ask,
    may_enter,
    owes,
    sight,
)
from states.vocabulary import Chart, Role
from tests.states.building import AT, DAY, facts, offer, order

ME, OTHER = "P-00000001", "P-00000002"
INSTRUCTED = {"scope": ["instruct_firm"], "at": "2026-11-23T09:00:00Z"}
CASES = {
    "in a queue": facts(),
    "mine": facts(owner=ME),
    "another's": facts(owner=OTHER),
    "sensitive and mine": facts(owner=ME, sensitive=True),
    "sensitive and another's": facts(owner=OTHER, sensitive=True),
    "sensitive in a queue": facts(sensitive=True),
    "referred by me": facts(referrers=[OTHER, ME]),
    "sensitive, referred by me": facts(referrers=[ME], sensitive=True),
}
SENSITIVE = {name for name in CASES if name.startswith("sensitive")}


def seen(role, case, *, firm=None, conflict=False, at=AT):
    return sight(Viewer(ME, role, firm=firm), case, conflict=conflict, at=at)


@pytest.mark.parametrize(("role", "name"), list(product(Role, CASES)))
def test_everybody_sees_what_the_table_of_people_says_and_no_more(role, name):
    case = CASES[name]
    expected = {
        Role.LEAD: Sight.CASE,
        Role.SYSTEM: Sight.CASE,
        Role.PROVIDER: Sight.CASE,
        Role.AUDITOR: Sight.HISTORY,
        Role.CASEWORKER: Sight.NOTHING if name in SENSITIVE - {"sensitive and mine"} else Sight.CASE,
        Role.OFFICER: Sight.STATUS if "referred by me" in name else Sight.NOTHING,
    }
    assert seen(role, case) is expected.get(role, Sight.NOTHING)


@pytest.mark.parametrize(("role", "name"), list(product(Role, CASES)))
def test_nobody_sees_a_case_in_which_they_or_theirs_are_a_party(role, name):
    assert seen(role, CASES[name], firm="hawthorn", conflict=True) is Sight.NOTHING


def test_every_place_of_the_pages_says_who_enters_and_no_machine_does():
    assert set(ENTERS) == set(Place)
    # Behind her link nobody is looked for: her place is the one that no role enters.
    assert [place for place, roles in ENTERS.items() if not roles] == [Place.SURVEY]
    assert all(roles <= OF_PEOPLE for roles in ENTERS.values())


@pytest.mark.parametrize("role", sorted(OF_PEOPLE))
def test_administrators_and_auditors_never_enter_where_cases_are_worked_on(role):
    entered = {place for place in Place if may_enter(Viewer(ME, role), place)} - {Place.ANYONE, Place.ACCOUNT}
    alone = {
        Role.ADMINISTRATOR: {Place.ADMINISTRATION},
        Role.AUDITOR: {Place.AUDIT},
        Role.ANALYST: {Place.ANALYSIS},
        Role.SOLICITOR: {Place.CASES, Place.FIRM},
        Role.OFFICER: {Place.REFERRING, Place.ORDER_CARD},
        Role.CASEWORKER: {Place.REFERRING, Place.CASES, Place.QUEUE},
        Role.LEAD: {Place.REFERRING, Place.CASES, Place.QUEUE, Place.LEADING},
    }
    assert entered == alone[role]


FIRM_CASES = {
    "offered": (facts(offers={"F-1": offer()}), Sight.SUMMARY),
    "offered to another": (facts(offers={"F-1": offer(firm="oak")}), Sight.NOTHING),
    "declined": (facts(offers={"F-1": offer("declined")}), Sight.NOTHING),
    "acting": (facts(firm="hawthorn", consent=INSTRUCTED), Sight.CASE),
    "acting, consent withdrawn": (facts(firm="hawthorn"), Sight.NOTHING),
    "another acting": (facts(firm="oak", consent=INSTRUCTED), Sight.NOTHING),
    "pending": (facts(orders={"O-1": order("applied")}), Sight.DUTIES),
    "pending, another acting": (
        facts(firm="oak", consent=INSTRUCTED, orders={"O-1": order("listed")}),
        Sight.DUTIES,
    ),
    "taken over": (facts(orders={"O-1": order("applied", firm="oak")}), Sight.NOTHING),
    "made, unserved": (facts(orders={"O-1": order("made", service="failed")}), Sight.DUTIES),
    "made, served": (facts(orders={"O-1": order("made", service="served")}), Sight.NOTHING),
    "expired, unserved": (
        facts(orders={"O-1": order("made", service="due", expires_on="2026-11-22")}),
        Sight.NOTHING,
    ),
    "undertaking": (facts(orders={"O-1": order("undertaking")}), Sight.NOTHING),
    "pending and offered again": (
        facts(orders={"O-1": order("applied")}, offers={"F-1": offer()}),
        Sight.DUTIES,
    ),
}


@pytest.mark.parametrize("name", FIRM_CASES)
def test_a_firm_sees_her_only_while_it_acts_with_her_consent_then_what_it_owes(name):
    case, expected = FIRM_CASES[name]
    assert seen(Role.SOLICITOR, case, firm="hawthorn") is expected
    assert seen(Role.SOLICITOR, case) is Sight.NOTHING


def test_what_a_firm_owes_ends_with_the_order():
    held = order("made", service="due", expires_on="2026-11-23")
    assert owes(held, "hawthorn", AT)
    assert not owes(held, "hawthorn", AT + DAY)
    assert not owes(held, "oak", AT)


@pytest.mark.parametrize(("how", "chart"), list(product(Sight, Chart)))
def test_what_is_seen_bounds_what_may_be_asked(how, chart):
    case = facts(offers={"X-1": offer()}, orders={"X-1": order()})
    for role in Role:
        viewer = Viewer(ME, role, firm="hawthorn")
        assert may_ask(viewer, how, chart, "X-1", case) == (chart in ASKS_OF[how])


def test_nothing_is_asked_of_what_is_not_seen_or_only_read():
    assert not ASKS_OF[Sight.NOTHING]
    assert not ASKS_OF[Sight.HISTORY]
    assert set(ASKS_OF) == set(Sight)


@pytest.mark.parametrize(
    ("chart", "subject", "allowed"),
    [
        (Chart.OFFER, "F-1", True),
        (Chart.OFFER, "F-2", False),
        (Chart.OFFER, "F-3", False),
        (Chart.ORDER, "O-1", True),
        (Chart.SERVICE, "O-2", False),
        (Chart.POLICE_COPY, "O-9", False),
        (Chart.CASE, None, True),
    ],
)
def test_a_firm_moves_only_the_offers_made_to_it_and_the_orders_it_sought(chart, subject, allowed):
    case = facts(
        offers={"F-1": offer(), "F-2": offer(firm="oak")},
        orders={"O-1": order(), "O-2": order(firm="oak")},
    )
    assert may_ask(Viewer(ME, Role.SOLICITOR, firm="hawthorn"), Sight.CASE, chart, subject, case) is allowed


@pytest.mark.parametrize("role", Role)
def test_contact_details_are_for_the_owner_and_the_acting_firm_alone(role):
    mine = facts(owner=ME, firm="hawthorn", consent=INSTRUCTED)
    opens = {Role.CASEWORKER, Role.LEAD, Role.SOLICITOR}
    assert masks_contact(Viewer(ME, role, firm="hawthorn"), mine) is (role not in opens)
    assert masks_contact(Viewer(OTHER, role, firm="oak"), mine)
    assert masks_contact(Viewer(OTHER, role, firm="hawthorn"), mine | {"consent": None})


def test_every_event_is_for_a_role_that_can_see_the_case():
    blind = {Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR, Role.SURVIVOR}
    for table in DEFINITIONS["1"].charts.values():
        for branches in table.branches.values():
            assert not any(branch.asks & blind for branch in branches)
