"""What perform() promises: one step, all of it or none, its entry with it, and the same answer for the same request."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from states.definitions import CURRENT, DEFINITIONS
from states.errors import KeyReused, Malformed, NotFound, NotPermitted, Refused, RowanError, Stale
from states.position import moment
from states.vocabulary import Chart, Event, OfferEvent, OrderEvent, Role, State
from tests.states.second_version import SECOND, second_version
from tests.workflow.cast import (
    AT,
    EMAIL,
    FORCE,
    HAWTHORN,
    HIS_NAME,
    HIS_PHONE,
    NAME,
    OTHER_FORCE,
    PHONE,
    ROWE,
    SHUT,
    THIRD,
    Cast,
    dump,
)
from workflow import answers, commands, finding, people, references
from workflow.command import Command, Done
from workflow.commands import perform
from workflow.db import Database
from workflow.faults import NotUnique
from workflow.replay import check_case

#: What the one entry of a refusal moves, and the stored answer that goes with it.
REFUSAL_LEAVES = ("entries", "cases.seq", "cases.head", "answers")
REFERRAL_OF_NOBODY = "R-00000000"
SAFE = {"safety": "safe", "channels": ["phone", "sms"], "spoke_at": None}


@contextmanager
def unchanged(db: Database, *but: str) -> Iterator[None]:
    """Hold that nothing is written but for what is named."""
    before = dump(db, *but)
    yield
    assert dump(db, *but) == before


@contextmanager
def refused(cast: Cast, case: str, *guards: str) -> Iterator[None]:
    """Hold that these guards refuse, in one entry, and that nothing else is written."""
    before = len(cast.entries(case))
    with unchanged(cast.db, *REFUSAL_LEAVES), pytest.raises(Refused) as refusal:
        yield
    assert tuple(found.guard for found in refusal.value.refusals) == guards
    entries = cast.entries(case)
    assert len(entries) == before + 1
    for guard in guards:
        assert f'"guard":"{guard}"' in entries[-1]["body"]


def accesses(cast: Cast) -> list[dict[str, Any]]:
    return cast.rows("entries", stream="access")


# Accepted


def test_an_accepted_command_moves_the_case_by_one_version_and_leaves_one_entry(cast):
    case = cast.case("taken")
    before = cast.row("cases", reference=case)
    done = cast.do(cast.caseworker, case, Event.MAKE_CONTACT)
    after = cast.row("cases", reference=case)
    assert (before["state"], after["state"]) == ("received", "contacted") == (done.source, done.state)
    assert after["version"] == before["version"] + 1 == done.version
    assert after["seq"] == before["seq"] + 1 == done.seq == len(cast.entries(case))
    assert after["head"].hex() == done.hash


def test_an_entry_says_who_did_what_when_and_on_which_definition(cast):
    case = cast.case("taken")
    done = cast.do(cast.caseworker, case, Event.MAKE_CONTACT)
    entry = cast.entries(case)[-1]
    said = {name: entry[name] for name in ("actor", "role", "chart", "event", "definition", "version")}
    assert said == {
        "actor": cast.caseworker.reference,
        "role": "caseworker",
        "chart": "case",
        "event": "make_contact",
        "definition": CURRENT,
        "version": done.version,
    }
    assert entry["hash"].hex() == done.hash
    assert entry["previous"] == cast.entries(case)[-2]["hash"]


def test_an_answer_names_the_notices_clocks_and_orders_that_the_step_brought(cast):
    case = cast.case("solicitor_assigned")
    done = cast.do(cast.solicitor, case, Event.SEEK_ORDER)
    planned = {row["reference"]: row for row in cast.rows("notices")}
    for notice in done.notices:
        row = planned[notice.reference]
        assert (row["rule"], row["recipient"], row["channel"]) == (
            notice.rule,
            notice.recipient,
            notice.channel,
        )
    assert done.notices
    assert done.clocks == cast.facts(case)["clocks"]
    assert done.created == (cast.order(case),)


def test_a_command_may_name_the_case_by_a_referral_an_order_an_offer_or_a_notice(cast):
    case = cast.case("order_sought")
    referral = cast.row("referrals")["reference"]
    notice = cast.rows("notices")[0]["reference"]
    offer = cast.row("offers")["reference"]
    for reference in (referral, cast.order(case), offer, notice):
        assert cast.do(cast.caseworker, reference, Event.ADD_NOTE).case == case


def test_a_command_without_a_version_is_for_the_case_as_it_stands(cast):
    case = cast.case()
    assert cast.do(cast.caseworker, case, Event.TAKE, version=1).version == 2
    assert cast.do(cast.caseworker, case, Event.ADD_NOTE).version == 3


def test_delivery_is_woken_after_the_commit_and_never_before(cast):
    case, seen = cast.case(), []
    cast.db.on_commit(lambda: seen.append(cast.version(case)))
    cast.do(cast.caseworker, case, Event.TAKE)
    assert seen == [2]


def test_nobody_is_woken_by_a_dry_run(cast):
    case, woken = cast.case(), []
    cast.db.on_commit(lambda: woken.append(case))
    cast.do(cast.caseworker, case, Event.TAKE, dry_run=True)
    assert woken == []


# Refused


def test_a_refusal_leaves_one_entry_and_changes_nothing_else(cast):
    case = cast.case("contacted")
    consent = {"privacy_notice_given": False, "has_capacity": False, "scope": []}
    with refused(cast, case, "privacy_notice_is_given", "she_has_capacity", "covers_a_firm"):
        cast.do(cast.caseworker, case, Event.GIVE_CONSENT, consent)


def test_an_event_that_the_state_does_not_know_is_refused_with_an_entry(cast):
    case = cast.case()
    with refused(cast, case, "state_allows_it"):
        cast.do(cast.caseworker, case, Event.GIVE_CONSENT)


def test_a_refusal_never_makes_a_screen_stale(cast):
    case = cast.case("contacted")
    version = cast.version(case)
    with pytest.raises(Refused):
        cast.do(cast.caseworker, case, Event.MAKE_CONTACT, version=version)
    assert cast.do(cast.caseworker, case, Event.ADD_NOTE, version=version).version == version + 1


def test_what_a_refused_person_typed_is_kept_nowhere(cast):
    case = cast.case("contacted")
    with pytest.raises(Refused):
        cast.do(cast.caseworker, case, Event.DECLINE, {"reason": "her own words", "door_open_advice": False})
    assert cast.entries(case)[-1]["digest"] is None
    assert "her own words" not in str(dump(cast.db))


# Malformed and stale


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        (Event.MAKE_CONTACT, {"channel": "carrier pigeon"}),
        (Event.ADD_NOTE, {"note": "seen", "mood": "good"}),
        ("dance", {}),
    ],
    ids=["a value that does not fit", "an unknown field", "an unknown event"],
)
def test_a_malformed_command_leaves_nothing(cast, event, payload):
    case = cast.case("taken")
    with unchanged(cast.db), pytest.raises(Malformed):
        cast.do(cast.caseworker, case, event, payload, key="k")


@pytest.mark.parametrize("version", [1, 99])
def test_a_stale_command_leaves_nothing(cast, version):
    case = cast.case("contacted")
    with unchanged(cast.db), pytest.raises(Stale) as stale:
        cast.do(cast.caseworker, case, Event.GIVE_CONSENT, version=version, key="k")
    assert (stale.value.expected, stale.value.actual) == (version, 3)


def test_a_withdrawal_is_taken_from_however_old_a_screen(cast):
    case = cast.case("consented")
    assert cast.do(cast.caseworker, case, Event.WITHDRAW_CONSENT, version=1).state == "outcome"


# Not permitted and not found


def test_who_may_not_ask_leaves_an_entry_in_the_access_stream_and_none_on_the_case(cast):
    case = cast.case("contacted")
    with unchanged(cast.db, "entries", "streams"), pytest.raises(NotPermitted):
        cast.do(cast.officer, case, Event.GIVE_CONSENT, key="k")
    assert len(cast.entries(case)) == 3
    (entry,) = accesses(cast)
    assert (entry["event"], entry["actor"], entry["subject"]) == (
        "not_permitted",
        cast.officer.reference,
        case,
    )


def test_a_role_that_may_ask_nothing_of_this_chart_is_not_permitted(cast):
    case = cast.case("order_sought")
    with pytest.raises(NotPermitted):
        cast.move(cast.officer, OrderEvent.SEND_BACK, cast.order(case))
    with pytest.raises(NotPermitted):
        cast.do(cast.auditor, case, Event.ADD_NOTE)
    assert {entry["event"] for entry in accesses(cast)} == {"not_permitted"}


@pytest.mark.parametrize("reference", ["C-00000000", "R-00000000", "O-00000000", "X-00000000", "", "ada"])
def test_what_is_not_there_is_not_found_and_on_the_access_stream(cast, reference):
    with pytest.raises(NotFound):
        cast.do(cast.caseworker, reference, Event.TAKE)
    (entry,) = accesses(cast)
    assert entry["event"] == "not_found"
    assert entry["subject"] in (reference, "unreadable")


def test_whoever_may_not_see_a_case_is_told_that_there_is_none(cast):
    case = cast.case("taken")
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    hidden_from = [cast.colleague, cast.other_officer, cast.rival, cast.analyst, cast.administrator]
    for actor in [*hidden_from, cast.survivor]:
        with unchanged(cast.db, "entries", "streams"), pytest.raises(NotFound):
            cast.do(actor, case, Event.ADD_NOTE)
    assert len(accesses(cast)) == 6
    assert cast.do(cast.caseworker, case, Event.ADD_NOTE).state == "received"


def test_nobody_with_a_conflict_of_interest_finds_the_case(cast):
    case = cast.case()
    people.list_associates(cast.db, cast.lead.reference, [{"phone": HIS_PHONE}])
    with pytest.raises(NotFound):
        cast.do(cast.again(cast.lead), case, Event.TAKE)
    assert cast.do(cast.again(cast.other_lead), case, Event.TAKE).state == "received"


def test_an_order_or_offer_of_another_case_is_not_found(cast):
    one, other = cast.case("order_sought"), cast.case("offered")
    for subject in (*cast.facts(other)["offers"], None):
        with pytest.raises(NotFound):
            cast.do(cast.lead, one, OfferEvent.WITHDRAW, {"reason": "x"}, chart=Chart.OFFER, subject=subject)


# The same request again


def test_the_same_request_has_the_effect_of_one_and_gets_the_stored_answer(cast):
    case = cast.case()
    first = cast.do(cast.caseworker, case, Event.TAKE, key="k")
    cast.do(cast.caseworker, case, Event.ADD_NOTE)
    with unchanged(cast.db):
        assert cast.do(cast.caseworker, case, Event.TAKE, key="k") == first


def test_a_refusal_is_remembered_too_even_when_its_guard_would_hold_by_now(cast):
    case = cast.case("contacted")
    for number in range(2):
        if number:
            cast.do(cast.lead, case, Event.RETRACT_CONTACT)
        before = len(cast.entries(case))
        with pytest.raises(Refused) as refusal:
            cast.do(cast.caseworker, case, Event.MAKE_CONTACT, key="k")
        assert [found.guard for found in refusal.value.refusals] == ["state_allows_it"]
        assert refusal.value.event == "make_contact"
        assert len(cast.entries(case)) == before + 1 - number
    assert cast.state(case) == "received"


@pytest.mark.parametrize(
    "other",
    [
        {"event": Event.ADD_NOTE, "payload": {"note": "another"}},
        {"version": 1},
        {"dry_run": True},
        {"chart": Chart.OFFER, "event": OfferEvent.WITHDRAW, "payload": {"reason": "x"}, "subject": "F-0"},
    ],
    ids=["event", "version", "dry run", "chart"],
)
def test_a_key_that_was_used_for_another_request_is_refused_and_changes_nothing(cast, other):
    case = cast.case()
    command = Command(case, Event.TAKE, {}, key="k")
    perform(cast.db, command, actor=cast.caseworker, at=AT)
    with unchanged(cast.db), pytest.raises(KeyReused):
        perform(cast.db, replace(command, **other), actor=cast.caseworker, at=AT)


def test_a_key_is_of_one_actor_alone(cast):
    one, other = cast.case(), cast.case()
    cast.do(cast.caseworker, one, Event.TAKE, key="k")
    cast.do(cast.colleague, other, Event.TAKE, key="k")
    assert cast.facts(other)["owner"] == cast.colleague.reference
    with pytest.raises(KeyReused):
        cast.do(cast.caseworker, other, Event.ADD_NOTE, key="k")


def test_what_was_not_permitted_or_stale_is_not_remembered(cast):
    case = cast.case("contacted")
    with pytest.raises(NotPermitted):
        cast.do(cast.officer, case, Event.GIVE_CONSENT, key="k")
    with pytest.raises(Stale):
        cast.do(cast.caseworker, case, Event.GIVE_CONSENT, key="k", version=1)
    assert cast.rows("answers") == []
    assert cast.do(cast.caseworker, case, Event.GIVE_CONSENT, key="k").state == "consented"


def test_a_request_that_loses_a_race_for_its_key_gets_the_stored_answer(cast, monkeypatch):
    case = cast.case()
    first = cast.do(cast.caseworker, case, Event.ADD_NOTE, key="k")
    recalls: list[Any] = [answers.recall, lambda *_: None]

    def recall(*asked: Any) -> Any:
        return recalls.pop()(*asked)

    monkeypatch.setattr(commands, "recall", recall)
    with unchanged(cast.db):
        assert cast.do(cast.caseworker, case, Event.ADD_NOTE, key="k") == first
    assert recalls == []


def test_a_random_reference_that_is_taken_is_drawn_again(cast, monkeypatch):
    taken = cast.facts(cast.case("offered"))["offers"]
    case, drawn, new = cast.case("consented"), [*taken], references.new
    monkeypatch.setattr(
        references, "new", lambda kind: drawn.pop() if kind == references.OFFER and drawn else new(kind)
    )
    cast.do(cast.caseworker, case, Event.MAKE_OFFER)
    assert drawn == []
    assert cast.facts(case)["offers"].keys().isdisjoint(taken)
    assert len(cast.entries(case)) == 5


def test_a_reference_that_is_taken_twice_is_told_as_it_is(cast, monkeypatch):
    (taken,) = cast.facts(cast.case("offered"))["offers"]
    case, new = cast.case("consented"), references.new
    monkeypatch.setattr(references, "new", lambda kind: taken if kind == references.OFFER else new(kind))
    with unchanged(cast.db), pytest.raises(NotUnique):
        cast.do(cast.caseworker, case, Event.MAKE_OFFER)


def test_a_second_try_that_is_denied_is_on_the_access_stream_like_a_first(cast, monkeypatch):
    case = cast.case()
    cast.do(cast.caseworker, case, Event.ADD_NOTE, key="k")
    monkeypatch.setattr(commands, "recall", lambda *_: None)
    load, loads = finding.load, [REFERRAL_OF_NOBODY, case]
    monkeypatch.setattr(commands, "load", lambda tx, _, *, lock: load(tx, loads.pop(), lock=lock))
    with pytest.raises(NotFound):
        cast.do(cast.caseworker, case, Event.ADD_NOTE, key="k")
    assert [entry["event"] for entry in accesses(cast)] == ["not_found"]


# Dry runs


def alike(done: Done) -> Done:
    """An answer without what is drawn at random, or hashed from it."""
    notices = tuple(replace(notice, reference="N") for notice in done.notices)
    clocks = {name.partition(":")[0]: clock for name, clock in done.clocks.items()}
    return replace(
        done, hash="", notices=notices, clocks=clocks, created=tuple(name[0] for name in done.created)
    )


@pytest.mark.parametrize(
    ("state", "who", "event"),
    [
        ("received", "caseworker", Event.TAKE),
        ("taken", "caseworker", Event.MAKE_CONTACT),
        ("contacted", "caseworker", Event.GIVE_CONSENT),
        ("consented", "caseworker", Event.MAKE_OFFER),
        ("solicitor_assigned", "solicitor", Event.SEEK_ORDER),
        ("order_sought", "caseworker", Event.WITHDRAW_CONSENT),
        ("order_sought", "lead", Event.RELEASE_FIRM),
    ],
)
def test_a_dry_run_writes_nothing_and_says_what_the_command_then_says(cast, state, who, event):
    case, actor = cast.case(state), getattr(cast, who)
    at = cast.at + timedelta(minutes=1)
    with unchanged(cast.db):
        told = cast.do(actor, case, event, dry_run=True, at=at)
    assert alike(told) == alike(cast.do(actor, case, event, at=at))


def test_a_dry_run_is_refused_like_the_command_and_leaves_no_entry(cast):
    case, guards = cast.case("contacted"), []
    for dry_run in (True, False):
        left = () if dry_run else REFUSAL_LEAVES
        with unchanged(cast.db, *left), pytest.raises(Refused) as refusal:
            cast.do(cast.caseworker, case, Event.MAKE_CONTACT, dry_run=dry_run)
        guards.append(refusal.value.refusals)
    assert guards[0] == guards[1]


def test_a_dry_run_stores_no_answer_under_its_key(cast):
    case = cast.case()
    cast.do(cast.caseworker, case, Event.TAKE, key="k", dry_run=True)
    assert cast.rows("answers") == []
    assert cast.do(cast.caseworker, case, Event.TAKE, key="k").version == 2


def test_who_asks_a_dry_run_of_what_they_may_not_see_is_on_the_access_stream(cast):
    case = cast.case()
    with unchanged(cast.db, "entries", "streams"), pytest.raises(NotFound):
        cast.do(cast.rival, case, Event.ADD_NOTE, dry_run=True)
    assert len(accesses(cast)) == 1


# Several charts at once


def test_accepting_an_offer_assigns_the_firm_and_withdraws_every_other_offer_in_one_entry(cast):
    case = cast.case("offered")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": ROWE})
    cast.do(cast.system, case, Event.MAKE_OFFER, {"firm": THIRD})
    before = len(cast.entries(case))
    cast.accept(case, ROWE)
    row = cast.row("cases", reference=case)
    assert (row["state"], row["firm"]) == ("solicitor_assigned", ROWE)
    assert {offer["firm"]: offer["state"] for offer in cast.rows("offers")} == {
        HAWTHORN: "withdrawn",
        ROWE: "accepted",
        THIRD: "withdrawn",
    }
    assert len(cast.entries(case)) == before + 1


def test_if_the_case_refuses_an_accepted_offer_all_is_refused(cast):
    case = cast.case("offered")
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": ROWE})
    people.list_associates(cast.db, cast.rival.reference, [{"phone": HIS_PHONE}])
    with refused(cast, case, "firm_has_no_conflict"):
        cast.accept(case, ROWE)
    assert {offer["state"] for offer in cast.rows("offers")} == {"offered"}


def test_a_firm_answers_only_the_offer_that_was_made_to_it(cast):
    case = cast.case("offered")
    (offer,) = cast.facts(case)["offers"]
    with pytest.raises(NotFound):
        cast.move(cast.rival, OfferEvent.ACCEPT, offer)
    cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": ROWE})
    with pytest.raises(NotPermitted):
        cast.move(cast.rival, OfferEvent.ACCEPT, offer)


@pytest.mark.parametrize(
    ("who", "event", "payload"),
    [
        ("lead", Event.RELEASE_FIRM, None),
        ("caseworker", Event.WITHDRAW_CONSENT, None),
    ],
)
def test_what_parts_a_case_from_its_firm_ends_the_accepted_offer_with_it(cast, who, event, payload):
    case = cast.case("order_sought")
    cast.do(getattr(cast, who), case, event, payload)
    assert cast.row("offers")["state"] == "ended"
    assert cast.row("cases", reference=case)["firm"] is None
    assert cast.order(case)


def test_one_application_drafts_and_applies_for_every_order_that_it_names(cast):
    case = cast.case("solicitor_assigned")
    sought = [
        {"type": kind, "court": "Leeds", "applied_on": "2026-11-23"} for kind in ("occupation", "other")
    ]
    done = cast.do(
        cast.solicitor, case, Event.SEEK_ORDER, {"orders": sought, "confidential_address_protected": True}
    )
    orders = cast.rows("orders")
    assert {(order["type"], order["state"], order["firm"]) for order in orders} == {
        ("occupation", "applied", HAWTHORN),
        ("other", "applied", HAWTHORN),
    }
    assert set(done.created) == {order["reference"] for order in orders}


def test_a_sealed_order_makes_service_fall_due_and_service_the_police_copy(cast):
    case = cast.case("order_sought")
    order = cast.order(case)
    cast.move(cast.solicitor, OrderEvent.MAKE_ORDER, order)
    assert cast.row("orders")["service"] == "due"
    cast.move(cast.solicitor, "serve", order, chart=Chart.SERVICE)
    assert (cast.row("orders")["service"], cast.row("orders")["copy"]) == ("served", "due")
    assert cast.row("orders")["protected_at"] is None
    cast.move(cast.solicitor, "send", order, chart=Chart.POLICE_COPY)
    assert cast.row("orders")["protected_at"] is not None


# Whose case it is


def test_taking_reassigning_and_transferring_move_the_owner_and_the_queue(cast):
    case = cast.case()
    cast.do(cast.caseworker, case, Event.TAKE)
    assert cast.row("cases", reference=case)["owner_id"] == cast.caseworker.person_id
    cast.do(cast.lead, case, Event.REASSIGN)
    assert cast.row("cases", reference=case)["owner_id"] == cast.colleague.person_id
    approval = cast.approval(case, Event.TRANSFER, by=cast.far_lead)
    cast.do(cast.lead, case, Event.TRANSFER, {"force": OTHER_FORCE, "approval": approval})
    row = cast.row("cases", reference=case)
    assert (row["owner_id"], row["queue"], row["force"]) == (None, OTHER_FORCE, OTHER_FORCE)


def test_an_owned_case_is_taken_by_nobody_else(cast):
    case = cast.case("taken")
    with refused(cast, case, "unowned"):
        cast.do(cast.colleague, case, Event.TAKE)


def test_a_case_goes_only_to_an_active_person_without_conflict(cast):
    case = cast.case("taken")
    for owner in ("P-00000000", cast.officer.reference):
        with pytest.raises(Refused, match="no active account"):
            cast.do(cast.lead, case, Event.REASSIGN, {"owner": owner, "reason": "leave"})
    people.list_associates(cast.db, cast.colleague.reference, [{"name": HIS_NAME}])
    with refused(cast, case, "owner_has_no_conflict"):
        cast.do(cast.lead, case, Event.REASSIGN)
    people.disable(cast.db, cast.other_lead.reference, at=AT)
    with pytest.raises(Refused, match="no active account"):
        cast.do(cast.lead, case, Event.REASSIGN, {"owner": cast.other_lead.reference, "reason": "leave"})


# A second person's word


def give_up(cast: Cast, case: str, approval: str | None, **parts: Any) -> Done:
    return cast.do(cast.lead, case, Event.RECORD_DEATH, {"approval": approval}, **parts)


def test_a_second_leads_word_lets_the_step_through_and_is_used_up_with_it(cast):
    case = cast.case("taken")
    approval = cast.approval(case, Event.RECORD_DEATH)
    done = give_up(cast, case, approval)
    assert done.state == "outcome"
    assert cast.row("approvals")["used_at"] is not None
    cast.do(cast.lead, case, Event.REOPEN, {"reason": "error", "approval": cast.approval(case, Event.REOPEN)})
    with refused(cast, case, "another_lead_approves"):
        give_up(cast, case, approval)


def test_without_an_approval_there_is_no_second_word(cast):
    case = cast.case("taken")
    for approval in (None, "A-00000000"):
        with refused(cast, case, "another_lead_approves"):
            give_up(cast, case, approval)


def test_a_refused_step_uses_no_approval_up(cast):
    case = cast.case("contacted")
    approval = cast.approval(case, Event.GIVE_UP_CONTACT)
    with refused(cast, case, "state_allows_it"):
        cast.do(cast.lead, case, Event.GIVE_UP_CONTACT, {"reason": "none", "approval": approval})
    assert cast.row("approvals")["used_at"] is None


def test_nobody_approves_for_themselves(cast):
    case = cast.case("taken")
    approval = cast.approval(case, Event.RECORD_DEATH, by=cast.lead)
    with refused(cast, case, "another_lead_approves"):
        give_up(cast, case, approval)


def test_an_approval_is_for_one_event_at_one_version_of_one_case(cast):
    case, other = cast.case("taken"), cast.case("taken")
    for_another_event = cast.approval(case, Event.REOPEN)
    for_another_case = cast.approval(other, Event.RECORD_DEATH)
    for_an_older_version = cast.approval(case, Event.RECORD_DEATH)
    cast.do(cast.caseworker, case, Event.ADD_NOTE)
    for approval in (for_another_event, for_another_case, for_an_older_version):
        with refused(cast, case, "another_lead_approves"):
            give_up(cast, case, approval)


@pytest.mark.parametrize(
    ("after", "is_good"),
    [(timedelta(hours=24), True), (timedelta(hours=24, microseconds=1), False), (-timedelta(1), False)],
)
def test_an_approval_lasts_a_day(cast, after, is_good):
    case = cast.case("taken")
    given = cast.at + timedelta(hours=1)
    approval = cast.approval(case, Event.RECORD_DEATH, at=given)
    if is_good:
        assert give_up(cast, case, approval, at=given + after).state == "outcome"
    else:
        with refused(cast, case, "another_lead_approves"):
            give_up(cast, case, approval, at=given + after)


def test_the_word_of_somebody_who_was_shut_out_since_counts_no_more(cast):
    case = cast.case("taken")
    approval = cast.approval(case, Event.RECORD_DEATH)
    people.disable(cast.db, cast.other_lead.reference, at=AT)
    with refused(cast, case, "another_lead_approves"):
        give_up(cast, case, approval)


def test_the_word_of_somebody_with_a_conflict_counts_for_nothing(cast):
    case = cast.case("taken")
    approval = cast.approval(case, Event.RECORD_DEATH)
    people.list_associates(cast.db, cast.other_lead.reference, [{"phone": HIS_PHONE}])
    with refused(cast, case, "another_lead_approves"):
        give_up(cast, case, approval)


# Duplicates


def test_the_referrals_of_a_duplicate_follow_it_to_the_case_that_it_joins(cast):
    joined, duplicate = cast.case("taken"), cast.case(referrers=[], grade="high")
    done = cast.do(cast.caseworker, duplicate, Event.MARK_DUPLICATE, {"case": joined})
    assert (done.state, cast.facts(duplicate)["duplicate_of"]) == ("outcome", joined)
    assert {row["case_id"] for row in cast.rows("referrals")} == {cast.found(joined).id}
    assert cast.entries(joined)[-1]["event"] == "join_referral"
    assert cast.facts(joined)["grade"] == "high"
    for referral in cast.rows("referrals"):
        assert cast.found(referral["reference"]).reference == joined


def test_a_duplicate_across_forces_is_for_a_lead(cast):
    joined = cast.case("taken", force=OTHER_FORCE)
    duplicate = cast.case()
    with refused(cast, duplicate, "same_force_or_lead"):
        cast.do(cast.caseworker, duplicate, Event.MARK_DUPLICATE, {"case": joined})
    assert cast.do(cast.lead, duplicate, Event.MARK_DUPLICATE, {"case": joined}).state == "outcome"


def test_a_case_joins_neither_itself_nor_what_is_not_open_nor_what_is_not_there(cast):
    duplicate, ended = cast.case(), cast.case("contacted")
    cast.do(cast.caseworker, ended, Event.DECLINE)
    for case in (duplicate, ended, "C-00000000"):
        with pytest.raises(Refused, match="not an open one"):
            cast.do(cast.lead, duplicate, Event.MARK_DUPLICATE, {"case": case})


def test_a_case_that_the_asker_may_not_see_is_none_to_join(cast):
    sensitive, duplicate = cast.case("taken"), cast.case()
    cast.do(cast.lead, sensitive, Event.MARK_SENSITIVE)
    with pytest.raises(Refused, match="not an open one"):
        cast.do(cast.colleague, duplicate, Event.MARK_DUPLICATE, {"case": sensitive})
    assert cast.do(cast.caseworker, duplicate, Event.MARK_DUPLICATE, {"case": sensitive}).state == "outcome"


# What is known about persons


def test_what_an_event_says_about_persons_is_sealed_and_reads_nowhere_in_the_file(
    sqlite_database, sqlite_file
):
    cast = Cast(sqlite_database)
    case = cast.case("taken")
    cast.do(cast.caseworker, case, Event.ADD_NOTE, {"note": "Her sister Zelda Seeded lives near"})
    cast.do(
        cast.caseworker,
        case,
        Event.UPDATE_DETAILS,
        {
            "survivor": {
                "phone": "07700 900777",
                "address": {"lines": ["9 Seeded Lane"], "postcode": "CB1 9ZZ"},
            }
        },
        key="07700 900777",
    )
    cast.do(cast.caseworker, case, Event.SET_SAFETY, SAFE | {"safety": "unsafe", "code_word": "blue seeded"})
    with pytest.raises(Refused):
        cast.do(cast.caseworker, case, Event.DECLINE, {"reason": "typed seeded", "door_open_advice": True})
    cast.db.close()
    with sqlite3.connect(sqlite_file) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.close()
    written = b"".join(
        path.read_bytes() for path in Path(sqlite_file).parent.glob(f"{Path(sqlite_file).name}*")
    )
    seeded = [NAME, PHONE, EMAIL, HIS_NAME, HIS_PHONE, "Zelda", "Seeded", "seeded", "CB1 9ZZ"]
    for secret in [*seeded, PHONE.replace(" ", ""), "447700900123", "CB19ZZ"]:
        assert secret.encode() not in written.replace(b"07700 900777\x00", b""), secret
    assert case.encode() in written


def test_an_entry_keeps_the_digest_of_what_was_sealed_and_its_body_only_what_is_clear(cast):
    case = cast.case("contacted")
    cast.do(
        cast.caseworker,
        case,
        Event.DECLINE,
        {"reason": "her own words", "door_open_advice": True},
    )
    entry = cast.entries(case)[-1]
    assert entry["digest"] is not None
    assert "door_open_advice" in entry["body"]
    assert "her own words" not in entry["body"]
    assert len(cast.rows("sealed_payloads", stream=entry["stream"], seq=entry["seq"])) == 1


# Who asks for what looks beyond the case


@pytest.mark.parametrize(
    ("firm", "guard"),
    [(SHUT, "firm_is_eligible"), ("nobody", "firm_is_eligible"), (HAWTHORN, "firm_is_not_waiting")],
)
def test_an_offer_goes_only_to_an_active_firm_that_is_not_waiting_already(cast, firm, guard):
    case = cast.case("offered")
    with refused(cast, case, guard):
        cast.do(cast.caseworker, case, Event.MAKE_OFFER, {"firm": firm})


def test_a_firm_with_a_conflict_is_never_offered_the_case(cast):
    case = cast.case("consented")
    people.list_associates(cast.db, cast.solicitor.reference, [{"phone": PHONE}])
    with refused(cast, case, "firm_has_no_conflict"):
        cast.do(cast.caseworker, case, Event.MAKE_OFFER)


def test_a_route_that_leads_to_the_respondent_is_refused(cast):
    case = cast.case("taken")
    with refused(cast, case, "route_is_hers"):
        cast.do(cast.caseworker, case, Event.UPDATE_DETAILS, {"survivor": {"phone": "+44 7700 900999"}})


def test_a_case_is_not_closed_while_a_notice_is_on_its_way(cast):
    case = cast.case("contacted")
    cast.do(cast.caseworker, case, Event.DECLINE)
    assert cast.rows("notices", state="planned")
    with refused(cast, case, "no_notice_moves"):
        cast.do(cast.caseworker, case, Event.CLOSE)


def test_a_new_route_to_her_is_known_by_its_channel_and_a_new_version(cast):
    case = cast.case("taken", routes={})
    cast.do(
        cast.caseworker, case, Event.UPDATE_DETAILS, {"survivor": {"phone": "07700 900777", "email": None}}
    )
    facts = cast.facts(case)
    assert (facts["routes"], facts["route_version"]) == ({"phone": True, "email": False}, 2)


# Two versions of the charts in one database


def test_each_case_keeps_to_the_version_it_started_on(cast, monkeypatch):
    monkeypatch.setitem(DEFINITIONS, SECOND, second_version())
    first, second = cast.case("consented"), cast.case("consented", definition=SECOND)
    with refused(cast, first, "state_allows_it"):
        cast.do(cast.caseworker, first, Event.DECLINE)
    assert cast.do(cast.caseworker, second, Event.DECLINE).state == "outcome"
    unowned = cast.case("received", definition=SECOND)
    cast.do(cast.caseworker, unowned, Event.MAKE_CONTACT)
    with refused(cast, unowned, "somebody_owns_it"):
        cast.do(cast.caseworker, unowned, Event.GIVE_CONSENT)
    for case, version in ((first, CURRENT), (second, SECOND), (unowned, SECOND)):
        assert {entry["definition"] for entry in cast.entries(case)} == {version}
        assert check_case(cast.db, case) == ()


def test_every_error_of_a_command_belongs_to_the_tree_of_refusals():
    for kind in (Malformed, Stale, KeyReused, Refused, NotFound, NotPermitted):
        assert issubclass(kind, RowanError)


def test_the_main_path_leads_from_the_doorstep_to_the_court(cast):
    case = cast.case("order_sought")
    assert cast.state(case) == State.ORDER_SOUGHT
    steps = [(entry["event"], Role(entry["role"])) for entry in cast.entries(case)]
    assert steps[0] == ("receive_referral", Role.OFFICER)
    assert steps[-1] == ("seek_order", Role.SOLICITOR)
    assert cast.facts(case)["referred_at"] == moment(AT)
    assert cast.row("cases", reference=case)["force"] == FORCE


def test_what_was_asked_says_nothing_when_it_is_printed():
    asked = commands.Payload({"channel": "phone"}, {"note": "She is at her sister's."})
    command = Command("C-00000001", Event.ADD_NOTE.value, {"note": "She is at her sister's."})
    assert "sister" not in f"{asked!r} {asked} {command!r} {command}"
