from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.planning import VALUES, Named, Planned, notices_for
from notifications.rendering import CLAIMED, PLACEHOLDERS, STANDING, render
from notifications.rules import BY_EVENT, BY_NAME, NOBODY_IS_TOLD, RULES, Rule
from notifications.safety import MACHINE_CHANNELS
from states.facts import blank
from states.moves import opened
from states.position import Step
from states.timetable import RECEIVE
from states.vocabulary import (
    Channel,
    Chart,
    CopyEvent,
    Event,
    NoticeEvent,
    OfferEvent,
    OrderEvent,
    OrderState,
    Recipient,
    Role,
    ServiceEvent,
    State,
)
from tests.notifications.builders import NOON, ORDER, facts, london, step

STEPS = [
    *((Chart.CASE, event.value) for event in Event),
    (Chart.CASE, RECEIVE),
    *((Chart.ORDER, event.value) for event in OrderEvent),
    *((Chart.SERVICE, event.value) for event in ServiceEvent),
    *((Chart.POLICE_COPY, event.value) for event in CopyEvent),
    *((Chart.OFFER, event.value) for event in OfferEvent),
    *((Chart.NOTICE, event.value) for event in NoticeEvent),
]
each_step = pytest.mark.parametrize(("chart", "event"), STEPS, ids=str)

some_facts = st.fixed_dictionaries(
    {},
    optional={
        "owner": st.sampled_from([None, "P-OWNER", "P-OTHER", "P-LEAD"]),
        "queue": st.sampled_from([None, "cambridgeshire"]),
        "firm": st.sampled_from([None, "oak"]),
        "referrers": st.lists(st.sampled_from(["P-OFFICER", "P-OTHER"]), max_size=2),
        "tell_force": st.booleans(),
        "consent": st.sampled_from([None, {"scope": ["survey"]}, {"scope": ["instruct_firm"]}]),
        "safety": st.sampled_from(["safe", "unsafe", "unknown"]),
        "channels": st.lists(st.sampled_from(["sms", "email", "phone"]), unique=True),
        "windows": st.sampled_from([[], [{"days": ["mon"], "from": "10:00", "to": "11:00"}]]),
        "deceased": st.booleans(),
        "closed_at": st.sampled_from([None, "2026-11-24T12:00:00Z"]),
        "grade": st.sampled_from(["standard", "high"]),
        "declines": st.integers(0, 4),
        "pressed": st.booleans(),
    },
).map(lambda changed: facts(**changed))
steps = st.builds(
    lambda named, by, source, hours: step(
        named[1], named[0], by=by, source=source, at=NOON + timedelta(hours=hours)
    ),
    st.sampled_from(STEPS),
    st.sampled_from(Role),
    st.sampled_from([State.RECEIVED, State.OUTCOME, OrderState.INTERIM, OrderState.LISTED]),
    st.integers(0, 23),
)


def made_for(rule: Rule, **changed: Any) -> Step:
    """Make the step of a rule, about an order where it names one."""
    if "order" in rule.values:
        changed["subject"] = "O-1"
    return step(rule.event, rule.chart, **changed)


def told(event, chart=Chart.CASE, *, before=None, after=None, **changed: Any) -> set[str]:
    """Who is told of a step, as "recipient reference"."""
    after = facts() if after is None else after
    planned = notices_for(step(event, chart, **changed), after, before or after)
    return {f"{notice.recipient} {notice.recipient_ref}".rstrip() for notice in planned}


# What must always hold


@given(steps, some_facts, some_facts)
def test_one_step_makes_at_most_one_notice_for_a_rule_and_recipient(moved, after, before):
    planned = notices_for(moved, after, before)
    assert len({(notice.rule, notice.recipient, notice.recipient_ref) for notice in planned}) == len(planned)


@given(steps, some_facts, some_facts)
def test_nothing_is_planned_for_her_once_the_case_is_closed_or_she_has_died(moved, after, before):
    if after["closed_at"] or after["deceased"]:
        planned = notices_for(moved, after, before)
        assert Recipient.SURVIVOR not in {notice.recipient for notice in planned}


@given(steps, some_facts, some_facts)
def test_a_referrer_and_a_force_learn_nothing_between_without_her_word(moved, after, before):
    planned = notices_for(moved, {**after, "tell_force": False}, before)
    outsiders = [
        notice.rule for notice in planned if notice.recipient in (Recipient.REFERRER, Recipient.FORCE)
    ]
    assert all(BY_NAME[rule].needs == "nothing" for rule in outsiders)


@given(steps, some_facts, some_facts)
def test_nobody_is_told_of_what_they_did_themselves(moved, after, before):
    planned = notices_for(moved, after, before)
    receipts = {f"{RECEIVE}/referrer", "join_referral/referrer"}
    for notice in planned:
        assert notice.recipient_ref != moved.actor or notice.rule in receipts
        assert (notice.recipient_ref == "") == (notice.recipient is Recipient.SURVIVOR)


@given(steps, some_facts, some_facts)
def test_what_the_outbox_adds_completes_the_placeholders_of_the_rule(moved, after, before):
    for notice in notices_for(moved, after, before):
        added = {"reference"} if notice.reference_of else set()
        added |= CLAIMED & set(BY_NAME[notice.rule].values)
        assert set(notice.values) | added | STANDING >= set(BY_NAME[notice.rule].values)
        assert not set(notice.values) & added
        filled = {**{name: PLACEHOLDERS[name] for name in STANDING | added}, **notice.values}
        if notice.channel in MACHINE_CHANNELS:
            assert render(notice.template, notice.channel, notice.language, filled).body


@each_step
def test_every_step_either_may_tell_somebody_or_says_why_not(chart, event):
    rules = {rule.name for rule in BY_EVENT.get((chart, event), ())}
    planned = {notice.rule for notice in notices_for(step(event, chart), facts(), facts())}
    assert planned <= rules
    assert bool(rules) != ((chart, event) in NOBODY_IS_TOLD)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_comes_to_tell_somebody(rule):
    before = facts(force="kent")
    # The case's firm is gone, so that whoever stands in for it is told as well.
    asked = {"first": {"way": "link", "invited_at": "2026-11-24T12:00:00Z", "answered_at": None}}
    after = facts(safety="unsafe", grade="high", declines=3, pressed=True, surveys=asked)
    if rule.event.startswith("clock.") and rule.recipient is Recipient.CASEWORKER:
        after["orders"]["O-1"]["firm"] = "elm"
    night = {**step("close").payload, "at": "2026-11-24T23:00:00Z"}
    moved = made_for(rule, source=State.RECEIVED, payload=night)
    if rule.chart is Chart.ORDER:
        moved = replace(moved, source=OrderState.INTERIM)
    assert rule.name in {notice.rule for notice in notices_for(moved, after, before)}


def test_every_placeholder_is_filled_in_by_the_step_the_outbox_or_a_setting():
    used = {name for rule in RULES for name in rule.values}
    assert used == set(PLACEHOLDERS) == {"reference"} | set(VALUES) | STANDING | CLAIMED


# Who is meant


def test_the_owner_is_told_and_the_queue_where_nobody_owns_it():
    assert "caseworker P-OWNER" in told(Event.RETRACT_CONTACT)
    assert told(Event.RETRACT_CONTACT, after=facts(owner=None)) == {"caseworker cambridgeshire"}
    assert told(Event.RETRACT_CONTACT, actor="P-OWNER") == set()


def test_both_owners_are_told_of_a_new_one():
    found = told(Event.REASSIGN, before=facts(owner="P-OLD"), after=facts(owner="P-NEW"))
    assert found == {"caseworker P-OLD", "caseworker P-NEW"}


def test_both_forces_are_told_of_a_transfer_if_she_agreed():
    before, after = facts(), facts(force="kent", queue="kent", owner=None)
    people = {"caseworker P-OWNER", "caseworker kent", "lead kent"}
    assert told(Event.TRANSFER, before=before, after=after) == people | {"force cambridgeshire", "force kent"}
    assert told(Event.TRANSFER, before=before, after={**after, "tell_force": False}) == people


def test_every_referrer_of_a_case_is_told_that_it_has_ended():
    found = told(Event.DECLINE, after=facts(referrers=["P-ONE", "P-TWO"], tell_force=False))
    assert found == {"referrer P-ONE", "referrer P-TWO"}


def test_an_officer_who_withdraws_it_is_not_told_that_it_has_ended():
    after = facts(firm=None, pressed=True, tell_force=False)
    found = told(
        Event.WITHDRAW_CONSENT, after=after, by=Role.OFFICER, actor="P-OFFICER", source=State.RECEIVED
    )
    assert found == {"caseworker P-OWNER", "lead cambridgeshire"}


def receipt_of(moved, after):
    found = [
        notice for notice in notices_for(moved, after, blank()) if notice.recipient is Recipient.REFERRER
    ]
    assert len(found) == 1
    return found[0]


def test_a_case_that_is_opened_sends_a_receipt_to_its_referrer():
    said = {
        "referrers": ["P-OFFICER"],
        "queue": "kent",
        "force": "kent",
        "referred_at": "2026-11-24T12:00:00Z",
    }
    move = opened(said, at=NOON, by=Role.OFFICER, actor="P-OFFICER")
    receipt = receipt_of(move.step, move.after.facts)
    assert (receipt.recipient_ref, receipt.values, receipt.reference_of) == ("P-OFFICER", {}, Named.REFERRAL)
    people = {
        f"{each.recipient} {each.recipient_ref}" for each in notices_for(move.step, move.after.facts, blank())
    }
    assert people == {"referrer P-OFFICER", "caseworker kent"}


def test_a_referral_that_joins_sends_a_receipt_for_itself_to_whoever_sent_it():
    after = facts(referrers=["P-FIRST", "P-OFFICER"], tell_force=False)
    receipt = receipt_of(step(Event.JOIN_REFERRAL, by=Role.OFFICER, actor="P-OFFICER"), after)
    assert (receipt.recipient_ref, receipt.values, receipt.reference_of) == (
        "P-OFFICER",
        {"reference": "R-1"},
        None,
    )


def test_a_referral_from_nobody_who_can_sign_in_gets_no_receipt():
    found = told(RECEIVE, before=blank(), after=facts(owner=None, referrers=[]))
    assert found == {"caseworker cambridgeshire"}


def test_a_lead_hears_at_once_of_a_risk_that_rose_and_of_no_other():
    for raised in ({"grade": "high"}, {"flags": ["weapon"]}):
        assert "lead cambridgeshire" in told(Event.ASSESS_RISK, before=facts(), after=facts(**raised))
        assert "lead cambridgeshire" not in told(Event.ASSESS_RISK, after=facts(**raised))


def test_a_lead_hears_of_a_call_against_her_rules():
    night = {**step("close").payload, "at": "2026-11-24T23:00:00Z"}
    assert "lead cambridgeshire" in told(Event.LOG_ATTEMPT, payload=night)
    assert "lead cambridgeshire" not in told(Event.LOG_ATTEMPT)


def test_a_referrer_is_asked_for_another_way_only_where_that_tells_nothing():
    before, after = facts(), facts(safety="unsafe", tell_force=False)
    asked = "referrer P-OFFICER"
    assert asked in told(Event.SET_SAFETY, before=before, after=after, source=State.RECEIVED)
    assert asked not in told(Event.SET_SAFETY, before=before, after=after)
    assert asked in told(Event.SET_SAFETY, before=before, after=facts(safety="unsafe"))
    assert asked not in told(Event.SET_SAFETY, source=State.RECEIVED)


def test_a_firm_is_not_told_of_what_it_did_nor_of_what_she_withdrew():
    assert "firm oak" in told(Event.UPDATE_DETAILS)
    assert "firm oak" not in told(Event.UPDATE_DETAILS, by=Role.SOLICITOR)
    assert "firm oak" not in told(Event.UPDATE_DETAILS, after=facts(consent=None))


def test_the_firm_that_parts_is_told_though_the_step_has_parted_it():
    found = told(
        Event.WITHDRAW_CONSENT, before=facts(), after=facts(firm=None, consent=None, tell_force=False)
    )
    assert "firm oak" in found


def test_the_firm_that_sought_an_order_is_told_of_it_after_it_has_left():
    assert "firm oak" in told(ServiceEvent.FALL_DUE, Chart.SERVICE, after=facts(firm="elm"))


def test_a_new_offer_tells_its_firm_its_own_reference_and_nothing_else():
    offers = {"F-0": {"firm": "ash", "state": "declined"}, "F-1": {"firm": "elm", "state": "offered"}}
    (notice,) = notices_for(step(Event.MAKE_OFFER), facts(offers=offers), facts())
    assert (notice.recipient_ref, notice.values, notice.reference_of) == ("elm", {"reference": "F-1"}, None)


def test_a_firm_hears_that_its_offer_is_withdrawn_when_another_firm_accepted():
    accepted = step(OfferEvent.WITHDRAW, Chart.OFFER, by=Role.SOLICITOR)
    (notice,) = notices_for(accepted, facts(), facts())
    assert (notice.recipient_ref, notice.values) == ("elm", {"reference": "F-1"})


def test_three_declines_go_to_the_lead():
    for event in (OfferEvent.DECLINE, OfferEvent.LAPSE):
        assert "lead cambridgeshire" not in told(event, Chart.OFFER, after=facts(declines=2))
        assert "lead cambridgeshire" in told(event, Chart.OFFER, after=facts(declines=3))


def test_a_breach_names_the_order_to_the_police():
    planned = notices_for(step(Event.REPORT_BREACH), facts(tell_force=False), facts())
    notice = next(notice for notice in planned if notice.recipient is Recipient.FORCE)
    assert (notice.values, notice.reference_of) == ({"order": "O-1"}, None)


def test_the_police_hear_of_an_order_that_binds_without_her_word_and_of_an_undertaking_only_with_it():
    silent = facts(tell_force=False)
    force = "force cambridgeshire"
    assert force in told(OrderEvent.MAKE_ORDER, Chart.ORDER, after=silent)
    assert force in told(OrderEvent.REFUSE, Chart.ORDER, after=silent, source=OrderState.INTERIM)
    assert force not in told(OrderEvent.REFUSE, Chart.ORDER, after=silent, source=OrderState.LISTED)
    assert force in told(OrderEvent.REFUSE, Chart.ORDER, source=OrderState.LISTED)
    assert force not in told(OrderEvent.TAKE_UNDERTAKING, Chart.ORDER, after=silent)
    assert told(CopyEvent.SEND, Chart.POLICE_COPY, after=silent) == {"order_desk cambridgeshire"}


def test_whoever_sent_a_referral_never_reads_the_reference_of_its_case():
    for rule in RULES:
        if rule.recipient in (Recipient.REFERRER, Recipient.FORCE, Recipient.ORDER_DESK):
            for notice in notices_for(made_for(rule), facts(grade="high"), facts(force="kent")):
                if notice.recipient is rule.recipient:
                    assert notice.reference_of is not Named.CASE


# After the end


def test_the_step_that_records_a_death_tells_professionals_and_never_her():
    found = told(Event.RECORD_DEATH, before=facts(), after=facts(deceased=True, firm=None))
    assert found == {
        "caseworker P-OWNER",
        "lead cambridgeshire",
        "firm oak",
        "force cambridgeshire",
        "referrer P-OFFICER",
    }


def test_after_a_death_only_closing_and_reopening_tell_anybody():
    died = facts(deceased=True)
    speaking = {(chart, event) for chart, event in STEPS if notices_for(step(event, chart), died, died)}
    assert speaking == {(Chart.CASE, "close"), (Chart.CASE, "reopen")}


@each_step
def test_nothing_is_told_of_a_case_that_was_closed_before(chart, event):
    closed = facts(closed_at="2026-11-24T12:00:00Z")
    assert notices_for(step(event, chart), closed, closed) == ()


def test_a_case_that_ended_before_does_not_end_again_for_its_referrer():
    for event in (Event.WITHDRAW_CONSENT, Event.RECORD_DEATH):
        assert "referrer P-OFFICER" in told(event)
        assert "referrer P-OFFICER" not in told(event, source=State.OUTCOME)


# How she is told


def hers(**changed: Any) -> Planned:
    moved = step(Event.ASSIGN_SOLICITOR, at=changed.pop("at", NOON))
    planned = notices_for(moved, facts(**changed), facts())
    return next(notice for notice in planned if notice.recipient is Recipient.SURVIVOR)


def test_she_is_told_by_what_she_named_texts_first():
    routes = {"phone": True, "email": True}
    assert hers(channels=["email", "sms"], routes=routes).channels == (Channel.SMS, Channel.EMAIL)
    assert hers(channels=["email"], routes=routes).channels == (Channel.EMAIL,)
    assert hers().channel is Channel.SMS


def test_what_no_machine_may_send_is_planned_for_a_person():
    assert hers(windows=[{"days": ["mon"], "from": "10:00", "to": "11:00"}]).channels == (Channel.PHONE,)
    assert hers(at=london("2026-11-24T22:00")).channels == (Channel.PHONE,)
    assert hers(safety="unsafe").channels == (Channel.THROUGH_OFFICER,)
    assert hers(channels=[]).channels == (Channel.THROUGH_OFFICER,)


def test_her_notice_remembers_the_route_it_was_planned_for_and_holds_no_value():
    planned = hers(route_version=7)
    assert (planned.route_version, planned.values, planned.reference_of) == (7, {}, None)
    assert planned.not_before == NOON


def test_a_language_without_templates_is_written_in_english_and_welsh_in_welsh():
    assert hers(language="cy").language == "cy"
    assert hers(language="pl").language == "en"
    assert hers(language=None).language == "en"


def test_news_becomes_a_call_task_where_her_consent_is_not_in_force():
    planned = notices_for(step(OrderEvent.END, Chart.ORDER), facts(consent=None), facts())
    assert Recipient.SURVIVOR in {notice.recipient for notice in planned}


# What the step itself says


def test_the_police_read_when_the_order_runs_out():
    for expires, words in (("2027-05-02", "2027-05-02"), (None, "")):
        after = facts(orders={"O-1": {**ORDER, "expires_on": expires}})
        planned = notices_for(step(ServiceEvent.SERVE, Chart.SERVICE), after, after)
        notice = next(notice for notice in planned if notice.recipient is Recipient.FORCE)
        assert notice.values == {"order": "O-1", "expires_on": words}


# Teams


def test_a_queue_is_told_as_a_team_and_its_owner_as_one():
    owned = notices_for(step(Event.REOPEN), facts(), facts())
    unowned = notices_for(step(Event.REOPEN), facts(owner=None), facts(owner=None))
    for planned, together in ((owned, False), (unowned, True)):
        teams = {
            notice.recipient_ref: notice.to_team
            for notice in planned
            if notice.recipient is Recipient.CASEWORKER
        }
        assert teams == {"cambridgeshire" if together else "P-OWNER": together}


def test_nobody_but_caseworkers_and_leads_is_a_team():
    for rule in RULES:
        for notice in notices_for(made_for(rule), facts(), facts()):
            assert notice.to_team == (
                notice.recipient in {Recipient.CASEWORKER, Recipient.LEAD}
                and notice.recipient_ref == "cambridgeshire"
            )
