"""What is looked up for a command: clear, enough to decide and to replay, and a no where nothing is found."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from states.payloads import read
from states.vocabulary import Chart, Event, OfferEvent, OrderEvent
from tests.workflow.cast import (
    EMAIL,
    FORCE,
    HAWTHORN,
    HIS_PHONE,
    OTHER_FORCE,
    PHONE,
    ROWE,
    SHUT,
    Cast,
    dump,
)
from workflow import people
from workflow.command import Command
from workflow.findings import APPROVAL_LASTS, Look, look_up, use_up

HIS_EMAIL = "bert@example.org"


def found(cast: Cast, case: str, event: str, payload: Any = None, **parts: Any) -> dict[str, Any]:
    """Look up what this command needs."""
    chart, actor = parts.pop("chart", Chart.CASE), parts.pop("actor", cast.caseworker)
    given = cast.payload(chart, event) if payload is None else payload
    clear, sealed = read(chart, event, given)
    command = Command(case, event, given, chart=chart, **parts)
    with cast.db.transaction(keep=False) as tx:
        return look_up(Look(tx, cast.db.keys, cast.found(case), command, clear, sealed, actor, cast.at))


@pytest.mark.parametrize("event", [Event.TAKE, Event.ADD_NOTE, Event.MAKE_CONTACT, Event.SET_SAFETY])
def test_most_events_need_nothing_beside_their_case(cast, event):
    assert found(cast, cast.case(), event) == {}


def test_looking_up_changes_nothing(cast):
    case = cast.case("consented")
    before = dump(cast.db)
    for event in (Event.REASSIGN, Event.MAKE_OFFER, Event.CLOSE, Event.UPDATE_DETAILS, Event.MARK_DUPLICATE):
        found(cast, case, event)
    assert dump(cast.db) == before


def test_what_was_found_is_on_the_trail_so_that_a_replay_looks_nothing_up(cast):
    case = cast.case("offered")
    body = orjson.loads(cast.entries(case)[-1]["body"])
    assert body["found"]["firm_active"] is True
    assert body["found"]["offer"] == cast.row("offers")["reference"]


# Owners


def test_a_new_owner_is_a_caseworker_or_lead_who_may_still_sign_in(cast):
    case = cast.case()

    def owner(actor) -> dict[str, Any]:
        return found(cast, case, Event.REASSIGN, {"owner": actor.reference, "reason": "x"}, actor=cast.lead)

    free = {"owner_active": True, "owner_conflict": False}
    assert owner(cast.colleague) == owner(cast.lead) == free
    assert owner(cast.officer) == owner(cast.solicitor) == free | {"owner_active": False}
    people.list_associates(cast.db, cast.colleague.reference, [{"phone": HIS_PHONE}])
    assert owner(cast.colleague) == free | {"owner_conflict": True}
    people.disable(cast.db, cast.lead.reference, at=cast.at)
    assert owner(cast.lead) == free | {"owner_active": False}


def test_an_owner_who_is_not_there_is_not_found(cast):
    case = cast.case()
    assert found(cast, case, Event.REASSIGN, {"owner": "P-00000000", "reason": "x"}) == {}


# Duplicates


def duplicate(cast: Cast, case: str, other: str) -> dict[str, Any]:
    return found(cast, case, Event.MARK_DUPLICATE, {"case": other})


def test_the_case_that_a_duplicate_joins_is_open_or_not_and_of_the_same_force_or_not(cast):
    case, ended = cast.case(), cast.case("contacted")
    assert duplicate(cast, case, ended) == {"duplicate": {"open": True, "same_force": True}}
    cast.do(cast.caseworker, ended, Event.DECLINE)
    assert duplicate(cast, case, ended) == {"duplicate": {"open": False, "same_force": True}}
    elsewhere = cast.case(force=OTHER_FORCE)
    assert duplicate(cast, case, elsewhere) == {"duplicate": {"open": True, "same_force": False}}


def test_a_duplicate_joins_neither_itself_nor_nothing_nor_a_referral(cast):
    case, other = cast.case(), cast.case()
    referral = cast.row("referrals", case_id=cast.found(other).id)["reference"]
    for reference in (case, "C-00000000", referral):
        assert duplicate(cast, case, reference) == {}


# Firms


@pytest.mark.parametrize(("firm", "active"), [(HAWTHORN, True), (SHUT, False), ("nobody", False)])
def test_a_firm_is_active_only_on_the_panel(cast, firm, active):
    looked_up = found(cast, cast.case("consented"), Event.MAKE_OFFER, {"firm": firm})
    assert (looked_up["firm_active"], looked_up["firm_conflict"]) == (active, False)
    assert looked_up["offer"].startswith("F-")


def test_a_firm_has_a_conflict_if_anybody_of_it_has(cast):
    case = cast.case("consented")
    people.list_associates(cast.db, cast.solicitor.reference, [{"phone": PHONE}])
    assert found(cast, case, Event.MAKE_OFFER)["firm_conflict"] is True
    assert found(cast, case, Event.MAKE_OFFER, {"firm": ROWE})["firm_conflict"] is False


def test_a_conflict_is_looked_for_again_when_the_firm_accepts(cast):
    case = cast.case("offered")
    (offer,) = cast.facts(case)["offers"]
    accept: dict[str, Any] = {"chart": Chart.OFFER, "subject": offer, "actor": cast.solicitor}
    assert found(cast, case, OfferEvent.ACCEPT, **accept) == {"firm_conflict": False}
    people.list_associates(cast.db, cast.solicitor.reference, [{"phone": HIS_PHONE}])
    assert found(cast, case, OfferEvent.ACCEPT, **accept) == {"firm_conflict": True}
    assert found(cast, case, OfferEvent.ACCEPT, **accept | {"subject": "F-00000000"}) == {}


# Orders, notices, routes


def test_each_order_that_is_sought_gets_a_reference_of_its_own(cast):
    case = cast.case("solicitor_assigned")
    sought = {"type": "other", "court": "Leeds", "applied_on": "2026-11-23"}
    for number in (0, 1, 3):
        payload = {"orders": [sought] * number, "confidential_address_protected": True}
        orders = found(cast, case, Event.SEEK_ORDER, payload)["orders"]
        assert len(set(orders)) == len(orders) == number


def test_an_order_event_looks_nothing_up(cast):
    case = cast.case("order_sought")
    parts: dict[str, Any] = {"chart": Chart.ORDER, "subject": cast.order(case)}
    assert found(cast, case, OrderEvent.SEND_BACK, {"reason": "x"}, **parts) == {}


def test_the_notices_of_this_case_that_are_on_their_way_are_counted(cast):
    case = cast.case("contacted")
    cast.case("contacted")
    planned = len(cast.rows("notices", case_id=cast.found(case).id, state="planned"))
    assert found(cast, case, Event.CLOSE) == {"notices_moving": planned}
    assert planned > 0


@pytest.mark.parametrize(
    ("survivor", "changed", "is_his"),
    [
        ({"phone": "07700 900777"}, {"phone": True}, False),
        ({"phone": None}, {"phone": False}, False),
        ({"phone": "nonsense"}, {"phone": False}, False),
        ({"phone": HIS_PHONE}, {"phone": True}, True),
        ({"phone": "+44 7700 900 999"}, {"phone": True}, True),
        ({"email": "BERT@example.org"}, {"email": True}, True),
        ({"email": EMAIL, "phone": PHONE}, {"email": True, "phone": True}, False),
        ({"address": {"lines": ["1 Lane"], "postcode": None}}, {"in_person": True}, False),
        ({"name": "Ada"}, {}, False),
    ],
    ids=[
        "another number",
        "none any more",
        "no number at all",
        "his number",
        "his number, written otherwise",
        "his e-mail",
        "her own",
        "an address",
        "a name",
    ],
)
def test_which_routes_change_and_whether_one_is_his(cast, survivor, changed, is_his):
    case = cast.case(respondent={"name": "Bert", "phone": HIS_PHONE, "email": HIS_EMAIL})
    looked_up = found(cast, case, Event.UPDATE_DETAILS, {"survivor": survivor})
    assert looked_up == {"routes": changed, "route_is_respondents": is_his}


def test_what_changes_about_him_alone_is_no_route_to_her(cast):
    looked_up = found(cast, cast.case(), Event.UPDATE_DETAILS, {"respondent": {"phone": "07700 900555"}})
    assert looked_up == {"routes": {}, "route_is_respondents": False}


@pytest.mark.parametrize(
    ("change", "is_his"),
    [
        ({"survivor": {"phone": "07700 900555"}, "respondent": {"phone": "+44 7700 900555"}}, True),
        ({"respondent": {"phone": PHONE}}, True),
        ({"respondent": {"email": EMAIL}}, True),
        ({"survivor": {"phone": "07700 900555"}, "respondent": {"phone": PHONE}}, False),
        ({"survivor": {"phone": "07700 900555"}, "respondent": {"phone": "07700 900556"}}, False),
    ],
    ids=["one number for both", "her number for him", "her e-mail for him", "her old number", "two numbers"],
)
def test_no_change_leaves_her_a_route_that_leads_to_him(cast, change, is_his):
    assert found(cast, cast.case(), Event.UPDATE_DETAILS, change)["route_is_respondents"] is is_his


# Approvals


def test_an_approval_says_who_gave_it_and_for_which_force_they_speak(cast):
    case = cast.case("taken")
    approval = cast.approval(case, Event.TRANSFER, by=cast.far_lead)
    payload = {"force": OTHER_FORCE, "approval": approval}
    assert found(cast, case, Event.TRANSFER, payload, actor=cast.lead) == {
        "approval": {"reference": approval, "by": cast.far_lead.reference, "force": OTHER_FORCE}
    }


def test_a_transfer_wants_the_word_of_the_receiving_side(cast):
    case = cast.case("taken")
    approval = cast.approval(case, Event.TRANSFER, by=cast.lead_of(FORCE))
    with pytest.raises(Exception, match="receiving side"):
        cast.do(cast.lead, case, Event.TRANSFER, {"force": OTHER_FORCE, "approval": approval})


def test_an_approval_that_is_too_old_is_none(cast):
    case = cast.case("taken")
    approval = cast.approval(case, Event.RECORD_DEATH)
    cast.at += APPROVAL_LASTS
    assert found(cast, case, Event.RECORD_DEATH, {"approval": approval}, actor=cast.lead)
    cast.at += timedelta(microseconds=1)
    assert found(cast, case, Event.RECORD_DEATH, {"approval": approval}, actor=cast.lead) == {}


def test_using_an_approval_up_marks_it_once_and_nothing_else(cast):
    case = cast.case("taken")
    approval, other = cast.approval(case, Event.RECORD_DEATH), cast.approval(case, Event.REOPEN)
    with cast.db.transaction() as tx:
        use_up(tx, {}, cast.at)
        use_up(tx, {"approval": {"reference": approval}}, cast.at)
    assert cast.row("approvals", reference=approval)["used_at"] is not None
    assert cast.row("approvals", reference=other)["used_at"] is None
    assert found(cast, case, Event.RECORD_DEATH, {"approval": approval}, actor=cast.lead) == {}
