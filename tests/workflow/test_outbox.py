"""The outbox: what a step tells anybody is written with the step, once a rule and recipient, and never to her in vain."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from notifications.planning import notices_for
from notifications.rules import BY_NAME
from states.position import Step, moment
from states.vocabulary import Channel, Chart, Event, NoticeEvent, OfferEvent, OrderEvent, Recipient, Role
from tests.workflow.cast import FORCE, HAWTHORN, OTHER_FORCE, REFERRED, ROWE, Cast, _person
from workflow import outbox
from workflow.contacts import Contact, set_contact
from workflow.notices import move
from workflow.people import INSERT_ASSOCIATE
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


# Teams


def of_team(cast: Cast, case: str, rule: str) -> set[str]:
    return {ref for name, _, ref in told(cast, case) if name == rule}


@pytest.fixture
def unowned(cast: Cast) -> str:
    """A case that nobody has taken, of which its whole queue is told."""
    return cast.case()


def joined(cast: Cast, case: str) -> set[str]:
    """Let another referral join it, and return who of its queue hears of that."""
    cast.do(cast.lead, cast.case(), Event.MARK_DUPLICATE, {"case": case})
    return of_team(cast, case, "join_referral/caseworker")


def test_a_team_is_told_person_by_person(cast, unowned):
    assert joined(cast, unowned) == {cast.caseworker.reference, cast.colleague.reference}


@pytest.mark.parametrize(
    "change",
    ["active = false", "email = NULL", f"force = '{OTHER_FORCE}'", "role = 'analyst'"],
)
def test_who_is_not_of_a_team_or_cannot_be_reached_is_not_told(cast, unowned, change):
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(f"UPDATE people SET {change} WHERE id = {cast.colleague.person_id}")
    assert joined(cast, unowned) == {cast.caseworker.reference}


def test_a_team_with_a_mailbox_is_told_by_it_alone(cast, unowned):
    box = Contact(Recipient.CASEWORKER, FORCE, Channel.EMAIL, "team@example.org", "en")
    set_contact(cast.db, box, by=cast.administrator, at=cast.at)
    assert joined(cast, unowned) == {FORCE}


def test_where_nobody_of_a_team_can_be_told_the_queue_is_and_that_is_seen_to_fail(cast, unowned):
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql("UPDATE people SET email = NULL WHERE role = 'caseworker'")
    assert joined(cast, unowned) == {FORCE}


def test_nobody_is_told_of_a_case_in_which_they_or_somebody_close_is_a_party(cast, unowned):
    with cast.db.transaction() as tx:
        (index,) = tx.connection.exec_driver_sql(
            f"SELECT kind, value FROM blind_indexes WHERE case_id = {cast.found(unowned).id} LIMIT 1"
        ).fetchall()
        tx.run(INSERT_ASSOCIATE, person_id=cast.colleague.person_id, kind=index[0], value=bytes(index[1]))
    assert joined(cast, unowned) == {cast.caseworker.reference}


def test_what_only_leads_may_see_only_leads_are_told_of_and_not_who_did_it(cast, unowned):
    cast.do(cast.lead, unowned, Event.MARK_SENSITIVE)
    assert joined(cast, unowned) == {cast.other_lead.reference}


def test_both_teams_of_a_queue_are_found_by_one_question(cast, monkeypatch):
    asked = []
    found = outbox._team

    def counted(*given: Any):
        asked.append(given)
        return found(*given)

    monkeypatch.setattr(outbox, "_team", counted)
    case = cast.case(grade="high")
    assert of_team(cast, case, "receive_referral/caseworker") == {
        cast.caseworker.reference,
        cast.colleague.reference,
    }
    assert of_team(cast, case, "receive_referral/lead") == {cast.lead.reference, cast.other_lead.reference}
    assert len(asked) == 1


def test_a_large_team_is_told_no_further_than_its_first_fifty(cast, unowned):
    with cast.db.transaction() as tx:
        for _ in range(outbox.TEAM):
            _person(tx, Role.CASEWORKER)
    assert len(joined(cast, unowned)) == outbox.TEAM


def test_a_step_that_tells_no_team_asks_for_none(cast, monkeypatch):
    case = cast.case("contacted")
    monkeypatch.setattr(outbox, "SELECT_TEAMS", None)
    assert cast.do(cast.caseworker, case, Event.GIVE_CONSENT).notices


@pytest.mark.parametrize("event", [NoticeEvent.RELEASE, NoticeEvent.RETRY])
def test_what_a_person_sends_after_all_is_planned_at_that_moment(cast, waiting, event):
    notice = cast.row("notices", recipient="survivor")["reference"]
    state = {NoticeEvent.RELEASE: "held", NoticeEvent.RETRY: "failed"}[event]
    with cast.db.transaction() as tx:
        tx.connection.exec_driver_sql(f"UPDATE notices SET state = '{state}', attempts = 2")
    at = cast.at + timedelta(hours=3)
    move(cast.db, notice, event, {}, actor=cast.caseworker, at=at)
    row = cast.row("notices", reference=notice)
    assert (row["state"], row["attempts"]) == ("planned", 0)
    assert row["planned_at"] == row["not_before"] == to_micros(at)


def test_a_deadline_has_its_notices_written_by_its_own_entry(cast, unowned):
    case = cast.found(unowned)
    made = Step(Chart.CASE, None, Event.REOPEN, "outcome", "received", {}, cast.at, Role.SYSTEM, "system")
    facts = case.position.facts
    with cast.db.transaction() as tx:
        written = outbox.plan_notices(tx, case, made, notices_for(made, facts, facts), case.head.seq)
    rows = [cast.row("notices", reference=notice.reference) for notice in written]
    assert rows
    assert {row["cause_seq"] for row in rows} == {case.head.seq}
    assert {row["recipient_ref"] for row in rows} >= {cast.caseworker.reference, cast.colleague.reference}
