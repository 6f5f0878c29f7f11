import pytest

from states.coupling import COUPLINGS
from states.errors import Refused
from states.vocabulary import Chart
from tests.states.building import (
    COPY,
    DAY,
    FIRM,
    LEAD,
    OFFER,
    ORDER,
    SERVICE,
    Walk,
)


def steps(walk):
    return [(step.chart.value, step.event, step.subject) for step in walk.moves[-1].steps]


def offered(*firms: str):
    walk = Walk().to("consented")
    for number, firm in enumerate(firms, 1):
        walk.do("make_offer", firm=firm, found={"offer": f"F-0000000{number}"})
    return walk


def test_an_accepted_offer_assigns_the_firm_and_withdraws_the_other_live_ones():
    walk = offered("hawthorn", "oak", "yew").do("decline", FIRM, chart=OFFER, subject="F-00000003")
    walk.do("accept", FIRM, chart=OFFER, subject="F-00000002")
    assert steps(walk) == [
        ("offer", "accept", "F-00000002"),
        ("case", "assign_solicitor", None),
        ("offer", "withdraw", "F-00000001"),
    ]
    assert walk.state == "solicitor_assigned"
    assert walk.facts["firm"] == "oak"
    assert [offer["state"] for offer in walk.facts["offers"].values()] == [
        "withdrawn",
        "accepted",
        "declined",
    ]


def test_if_the_case_refuses_the_acceptance_all_is_refused():
    walk = offered("hawthorn")
    before = walk.position
    with pytest.raises(Refused) as refused:
        walk.do("accept", FIRM, chart=OFFER, found={"firm_conflict": True})
    assert [refusal.guard for refusal in refused.value.refusals] == ["firm_has_no_conflict"]
    assert walk.position == before
    assert walk.facts["offers"]["F-00000001"]["state"] == "offered"


def test_leaving_consented_by_a_side_exit_withdraws_live_offers():
    walk = offered("hawthorn", "oak").do("give_advice_only")
    assert steps(walk)[1:] == [("offer", "withdraw", "F-00000001"), ("offer", "withdraw", "F-00000002")]


def test_staying_in_consented_leaves_live_offers_alone():
    assert steps(offered("hawthorn").do("add_note")) == [("case", "add_note", None)]


@pytest.mark.parametrize(
    ("event", "by"),
    [("release_firm", FIRM), ("withdraw_consent", FIRM), ("lose_contact", LEAD), ("record_death", LEAD)],
)
def test_parting_from_the_firm_ends_its_accepted_offer(event, by):
    walk = Walk().to("solicitor_assigned")
    if event == "lose_contact":
        for _ in range(3):
            walk.wait(4 * DAY).do("log_attempt", at=walk.at.isoformat())
    walk.do(event, by)
    assert ("offer", "end", "F-00000001") in steps(walk)
    assert walk.facts["firm"] is None
    assert walk.facts["offers"]["F-00000001"]["state"] == "ended"


@pytest.mark.parametrize("event", ["reopen", "close"])
def test_beginning_again_or_closing_ends_the_accepted_offer(event):
    walk = Walk().to("outcome").do("end", chart=ORDER, reason="replaced").do(event)
    assert steps(walk) == [("case", event, None), ("offer", "end", "F-00000001")]
    assert walk.facts["firm"] is None


def test_recording_the_outcome_keeps_the_firm_for_what_is_left_to_serve():
    walk = Walk().to("outcome")
    assert walk.facts["firm"] == "hawthorn"
    assert walk.facts["offers"]["F-00000001"]["state"] == "accepted"


def test_seeking_orders_drafts_and_applies_for_each():
    sought = {"type": "occupation", "court": "Leeds", "applied_on": "2026-11-23"}
    found = {"orders": ["O-00000001", "O-00000002"]}
    walk = Walk().to("solicitor_assigned").do("seek_order", FIRM, orders=[sought, sought], found=found)
    assert steps(walk)[1:] == [("order", "apply", "O-00000001"), ("order", "apply", "O-00000002")]
    assert {order["state"] for order in walk.facts["orders"].values()} == {"applied"}


def test_orders_still_pending_need_no_new_application():
    walk = Walk().to("order_sought").do("release_firm", FIRM)
    walk.do("make_offer", firm="oak", found={"offer": "F-00000002"})
    walk.do("accept", FIRM, chart=OFFER, subject="F-00000002")
    walk.do("seek_order", FIRM, orders=[], found={"orders": []})
    assert steps(walk) == [("case", "seek_order", None)]
    assert walk.order()["firm"] == "oak"


@pytest.mark.parametrize("event", ["grant_interim", "make_order"])
def test_a_newly_sealed_order_makes_service_fall_due(event):
    walk = Walk().to("order_sought").do(event, FIRM, chart=ORDER)
    assert steps(walk)[1:] == [("service", "fall_due", "O-00000001")]


def test_an_undertaking_is_served_on_nobody():
    walk = Walk().to("order_sought").do("take_undertaking", FIRM, chart=ORDER)
    assert steps(walk) == [("order", "take_undertaking", "O-00000001")]


def test_a_failed_service_falls_due_again_with_a_newly_sealed_order():
    walk = Walk().to("order_sought").do("grant_interim", FIRM, chart=ORDER).do("fail", FIRM, chart=SERVICE)
    assert walk.do("make_order", FIRM, chart=ORDER).order()["service"] == "due"


@pytest.mark.parametrize("event", ["serve", "dispense"])
def test_a_served_order_makes_its_police_copy_fall_due(event):
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER).do(event, FIRM, chart=SERVICE)
    assert steps(walk)[1:] == [("police_copy", "fall_due", "O-00000001")]


def known_to_the_police():
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER).do("serve", FIRM, chart=SERVICE)
    return walk.do("send", FIRM, chart=COPY).do("acknowledge", FIRM, chart=COPY)


@pytest.mark.parametrize(
    ("event", "brought"),
    [
        ("vary", [("service", "fall_due", "O-00000001"), ("police_copy", "fall_due", "O-00000001")]),
        ("extend", [("service", "fall_due", "O-00000001"), ("police_copy", "fall_due", "O-00000001")]),
        ("discharge", [("police_copy", "fall_due", "O-00000001")]),
    ],
)
def test_what_changes_an_order_that_the_police_know_is_copied_to_them_again(event, brought):
    walk = known_to_the_police().do(event, FIRM, chart=ORDER)
    assert steps(walk)[1:] == brought
    assert walk.order()["copy"] == "due"
    assert walk.order()["copied_at"] is None


def test_an_order_that_the_police_never_knew_is_discharged_without_them():
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER).do("discharge", FIRM, chart=ORDER)
    assert steps(walk) == [("order", "discharge", "O-00000001")]


def test_every_coupling_says_what_it_brings():
    assert all(coupling.says and coupling.chart in Chart for coupling in COUPLINGS)
