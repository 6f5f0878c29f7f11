"""The outbox: what a step tells anybody is written with the step, once a rule and recipient, and never to her in vain."""

import orjson
import pytest

from notifications.planning import notices_for
from notifications.rules import BY_NAME
from states.position import moment
from states.vocabulary import Event, OfferEvent, OrderEvent
from tests.workflow.cast import FORCE, HAWTHORN, REFERRED, ROWE, Cast
from workflow import outbox
from workflow.tables import to_micros

TIGHTER = {"safety": "unsafe"}
#: The rules that a case of the cast opens with, said again.
SAME = {name: REFERRED[name] for name in ("safety", "channels", "voicemail", "withheld_number")}
LOOSER = {
    "safety": "safe",
    "channels": ["phone", "sms", "email"],
    "withheld_number": True,
    "voicemail": False,
}


def hers(cast: Cast, case: str) -> list[str]:
    rows = cast.rows("notices", case_id=cast.found(case).id, recipient="survivor")
    return [row["state"] for row in rows]


def told(cast: Cast, case: str) -> set[tuple[str, str, str]]:
    return {
        (row["rule"], row["recipient"], row["recipient_ref"])
        for row in cast.rows("notices", case_id=cast.found(case).id)
    }


def values(row) -> dict[str, str]:
    return orjson.loads(row["values"])  # type: ignore[no-any-return] # JSON


def test_a_step_writes_its_notices_planned_and_named_after_the_entry_that_caused_them(cast):
    case = cast.case("contacted")
    done = cast.do(cast.caseworker, case, Event.GIVE_CONSENT)
    rows = {row["reference"]: row for row in cast.rows("notices", cause_seq=done.seq)}
    assert set(rows) == {notice.reference for notice in done.notices}
    assert rows
    for notice in done.notices:
        row = rows[notice.reference]
        assert (row["state"], row["version"], row["attempts"]) == ("planned", 1, 0)
        assert row["rule"] in BY_NAME
        assert row["template"] == row["rule"]
        assert row["planned_at"] == to_micros(cast.at)
        assert notice.not_before == moment(cast.at)
        assert {row[name] for name in ("claimed_at", "settled_at", "provider_ref", "reason", "sealed")} == {
            None
        }


def test_the_entry_of_a_step_names_the_notices_that_it_planned(cast):
    case = cast.case("contacted")
    done = cast.do(cast.caseworker, case, Event.GIVE_CONSENT)
    body = orjson.loads(cast.entries(case)[-1]["body"])
    assert body["notices"] == [notice.reference for notice in done.notices]


def test_one_step_makes_one_notice_for_a_rule_and_recipient_whatever_it_brings_with_it(cast):
    case = cast.case("offered")
    for firm in (ROWE, "third"):
        cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": firm})
    cast.accept(case)
    for entry in cast.entries(case):
        caused = [
            (row["rule"], row["recipient"], row["recipient_ref"])
            for row in cast.rows("notices", case_id=cast.found(case).id, cause_seq=entry["seq"])
        ]
        assert len(set(caused)) == len(caused)


def test_the_same_notice_planned_twice_in_one_step_is_written_once(cast, monkeypatch):
    case = cast.case("contacted")
    monkeypatch.setattr(outbox, "notices_for", lambda *about: notices_for(*about) * 2)
    done = cast.do(cast.caseworker, case, Event.GIVE_CONSENT)
    assert len({notice.rule for notice in done.notices}) == len(done.notices) > 0


def test_a_coupled_step_tells_its_own_recipients(cast):
    case = cast.case("offered")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": ROWE})
    cast.accept(case)
    assert ("offer.withdraw/firm", "firm", ROWE) in told(cast, case)


# By what reference a recipient knows the case


def test_professionals_of_the_case_get_its_reference_and_referrers_their_referrals(cast):
    case = cast.case("taken")
    cast.do(cast.lead, case, Event.REASSIGN)
    cast.do(cast.caseworker, case, Event.REQUEST_INFORMATION)
    referral = cast.row("referrals")["reference"]
    for row in cast.rows("notices"):
        if "reference" in values(row):
            expected = referral if row["recipient"] in {"referrer", "force"} else case
            assert values(row)["reference"] == expected, row["rule"]
    assert {"referrer", "caseworker"} <= {row["recipient"] for row in cast.rows("notices")}


def test_whoever_referred_twice_gets_the_newest_of_their_referrals(cast):
    case = cast.case("taken")
    with cast.db.transaction() as tx:
        newest = cast._refer(tx, cast.found(case))
    cast.do(cast.caseworker, case, Event.REQUEST_INFORMATION)
    asked = cast.row("notices", rule="request_information/referrer")
    assert values(asked) == {"reference": newest}


def test_a_referrer_without_a_referral_of_their_own_gets_the_first_of_the_case(cast):
    case = cast.case("taken")
    cast.do(cast.lead, case, Event.CORRECT)
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(f"UPDATE referrals SET referrer_id = {cast.other_officer.person_id}")
    cast.do(cast.caseworker, case, Event.REQUEST_INFORMATION)
    asked = cast.row("notices", rule="request_information/referrer")
    assert values(asked) == {"reference": cast.row("referrals")["reference"]}


def test_a_case_without_a_referral_has_none_to_name(cast):
    case = cast.case("taken", referred=False, referrers=[cast.officer.reference])
    cast.do(cast.caseworker, case, Event.REQUEST_INFORMATION)
    assert values(cast.row("notices", rule="request_information/referrer")) == {"reference": ""}


def test_a_firm_that_is_offered_the_case_gets_the_offers_reference_and_never_the_cases(cast):
    case = cast.case("offered")
    offer = cast.row("offers")
    (row,) = [row for row in cast.rows("notices") if row["recipient_ref"] == HAWTHORN]
    assert values(row)["reference"] == offer["reference"]
    assert case not in row["values"]


def test_whoever_referred_a_duplicate_learns_nothing_of_it(cast):
    joined, duplicate = cast.case("taken"), cast.case()
    before = len(cast.rows("notices", recipient="referrer"))
    cast.do(cast.lead, duplicate, Event.MARK_DUPLICATE, {"case": joined})
    assert cast.entries(joined)[-1]["event"] == "join_referral"
    assert len(cast.rows("notices", recipient="referrer")) == before
    joined_notices = cast.rows("notices", case_id=cast.found(joined).id, rule="join_referral/caseworker")
    assert len(joined_notices) == 1


# What voids a notice to her


@pytest.fixture
def waiting(cast: Cast) -> str:
    """A case with a message to her that waits to be sent."""
    case = cast.case("consented")
    assert hers(cast, case) == ["planned"]
    return case


@pytest.mark.parametrize(
    ("who", "event", "payload"),
    [
        ("officer", Event.SET_SAFETY, TIGHTER),
        ("caseworker", Event.UPDATE_DETAILS, {"survivor": {"phone": "07700 900777"}}),
        ("caseworker", Event.UPDATE_DETAILS, {"survivor": {"phone": None}}),
        ("caseworker", Event.WITHDRAW_CONSENT, {"asked_safely": True, "under_pressure": "no"}),
    ],
    ids=["tightened", "another number", "no number", "withdrawn"],
)
def test_what_was_planned_for_her_before_is_cancelled(cast, waiting, who, event, payload):
    before = cast.rows("notices", recipient="survivor")
    cast.do(getattr(cast, who), waiting, event, payload)
    for notice in before:
        row = cast.row("notices", reference=notice["reference"])
        assert (row["state"], row["reason"]) == ("cancelled", "a later step made it void")
        assert row["settled_at"] == to_micros(cast.at)


def test_her_death_cancels_what_was_planned_for_her(cast, waiting):
    approval = cast.approval(waiting, Event.RECORD_DEATH)
    cast.do(cast.lead, waiting, Event.RECORD_DEATH, {"approval": approval})
    assert hers(cast, waiting) == ["cancelled"]


def test_closing_cancels_what_was_held_for_her(cast):
    case = cast.case("consented")
    cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT, {"asked_safely": True, "under_pressure": "no"})
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'held' WHERE recipient = 'survivor'")
        tx.connection.exec_driver_sql("UPDATE notices SET state = 'cancelled' WHERE state = 'planned'")
    cast.do(cast.caseworker, case, Event.CLOSE)
    assert set(hers(cast, case)) == {"cancelled"}


@pytest.mark.parametrize(
    ("who", "event", "payload"),
    [
        ("caseworker", Event.SET_SAFETY, LOOSER | {"spoke_at": "2026-11-23T10:00:00Z"}),
        ("caseworker", Event.SET_SAFETY, SAME),
        ("caseworker", Event.UPDATE_DETAILS, {"language": "cy"}),
        ("caseworker", Event.UPDATE_DETAILS, {"respondent": {"phone": "07700 900555"}}),
        ("caseworker", Event.ADD_NOTE, {"note": "x"}),
        ("lead", Event.REASSIGN, None),
    ],
    ids=["loosened", "confirmed", "another language", "his number", "a note", "another owner"],
)
def test_what_changes_no_way_to_her_cancels_nothing(cast, waiting, who, event, payload):
    cast.do(getattr(cast, who), waiting, event, payload)
    assert "cancelled" not in hers(cast, waiting)


def test_a_referral_that_joins_and_changes_no_rule_of_hers_cancels_nothing(cast, waiting):
    cast.do(cast.caseworker, cast.case(), Event.MARK_DUPLICATE, {"case": waiting})
    assert cast.entries(waiting)[-1]["event"] == "join_referral"
    assert hers(cast, waiting) == ["planned"]


def test_a_referral_that_joins_and_tightens_cancels_what_was_planned_for_her(cast, waiting):
    duplicate = cast.case(safety="unsafe", channels=[])
    cast.do(cast.caseworker, duplicate, Event.MARK_DUPLICATE, {"case": waiting})
    assert hers(cast, waiting) == ["cancelled"]


def test_what_happens_to_an_order_or_an_offer_cancels_nothing(cast):
    case = cast.case("order_sought")
    before = hers(cast, case)
    cast.move(cast.solicitor, OrderEvent.LIST_HEARING, cast.order(case))
    other = cast.case("offered")
    (offer,) = cast.facts(other)["offers"]
    cast.move(cast.solicitor, OfferEvent.DECLINE, offer)
    assert hers(cast, case)[: len(before)] == before
    assert "cancelled" not in hers(cast, case) + hers(cast, other)


def test_notices_to_professionals_outlive_what_voids_hers(cast, waiting):
    cast.do(cast.officer, waiting, Event.SET_SAFETY, TIGHTER)
    others = [row for row in cast.rows("notices") if row["recipient"] != "survivor"]
    assert others
    assert {row["state"] for row in others} == {"planned"}


def test_a_refused_step_plans_and_cancels_nothing(cast, waiting):
    before = cast.rows("notices")
    with pytest.raises(Exception, match="only a caseworker who has spoken"):
        cast.do(cast.officer, waiting, Event.SET_SAFETY, LOOSER)
    assert cast.rows("notices") == before


def test_the_force_of_the_referral_is_named_by_its_code(cast):
    case = cast.case("order_sought")
    cast.move(cast.solicitor, OrderEvent.MAKE_ORDER, cast.order(case))
    assert FORCE in {row["recipient_ref"] for row in cast.rows("notices", case_id=cast.found(case).id)}
