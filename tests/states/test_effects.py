from typing import Any

import pytest

from states.deeds import DEEDS
from states.definitions import DEFINITIONS
from states.effects import EFFECTS, effect
from states.errors import Refused
from states.facts import (
    accepted_offer,
    bound,
    hearing_within,
    is_in_force,
    is_unsettled,
    live_offers,
    protected_at,
)
from states.position import moment, parsed
from states.vocabulary import Chart
from tests.states.building import (
    AT,
    COPY,
    DAY,
    FIRM,
    HOUR,
    LEAD,
    OFFER,
    OFFICER,
    ORDER,
    PROVIDER,
    SERVICE,
    SYSTEM,
    WORKER,
    Walk,
    facts,
    offer,
    order,
)

NOW, LATER = "2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z"


def test_every_deed_is_done_by_some_event():
    done = {
        said.of[0] for events in EFFECTS.values() for said in sum(events.values(), ()) if said.word == "do"
    }
    assert done == set(DEEDS)


def test_an_effect_is_found_again_by_its_word():
    for events in EFFECTS.values():
        for said in sum(events.values(), ()):
            assert effect(said.word, list(said.of)) == said


def test_an_effect_reads_as_the_reference_writes_it():
    (put,) = EFFECTS[Chart.CASE]["mark_sensitive"]
    assert put.text() == "put sensitive True"


@pytest.mark.parametrize(("word", "of"), [("forget", ["owner"]), ("do", ["nothing"])])
def test_an_unknown_effect_is_a_key_error(word, of):
    with pytest.raises(KeyError):
        effect(word, of)


# Whose case it is


def test_whoever_takes_a_case_owns_it():
    assert Walk().do("take", WORKER, actor="P-00000005").facts["owner"] == "P-00000005"


def test_a_reassigned_case_is_its_new_owners():
    assert Walk().do("reassign").facts["owner"] == "P-00000003"


def test_a_transfer_leaves_the_case_in_the_queue_of_the_receiving_side():
    walk = Walk().do("take").do("transfer")
    assert [walk.facts[name] for name in ("owner", "force", "queue", "service")] == [
        None,
        "essex",
        "essex",
        None,
    ]
    walk.do("transfer", force=None, service="refuge")
    assert [walk.facts[name] for name in ("force", "queue", "service")] == ["essex", "refuge", "refuge"]


def test_a_referral_that_joins_never_loosens_and_never_replaces_a_route():
    walk = Walk(safety="restricted", channels=["phone"], tell_force=False)
    contact = {"safety": "safe", "channels": ["phone", "email"], "voicemail": True}
    walk.do("join_referral", SYSTEM, contact=contact)
    assert walk.facts["channels"] == ["phone"]
    assert walk.facts["voicemail"] is None
    assert walk.facts["routes"] == {"phone": True}
    assert walk.facts["tell_force"] is False
    assert walk.facts["referrers"] == ["P-00000008", "P-00000009"]
    assert (walk.facts["grade"], walk.facts["flags"], walk.facts["incidents"]) == ("medium", ["weapon"], 1)


def test_a_referral_that_joins_never_lowers_the_risk():
    walk = Walk(grade="high", flags=["strangulation"]).do("join_referral", SYSTEM)
    assert (walk.facts["grade"], walk.facts["flags"]) == ("high", ["strangulation", "weapon"])


def test_what_she_said_herself_of_the_force_outlasts_another_referral():
    walk = Walk().to("contacted").do("give_consent", scope=["instruct_firm", "tell_force"])
    assert walk.do("join_referral", SYSTEM, tell_force=False).facts["tell_force"] is True
    assert Walk().do("join_referral", SYSTEM, tell_force=False).facts["tell_force"] is False


# Reaching her


def attempt(walk, **about: str):
    return walk.do("log_attempt", **({"at": walk.at.isoformat()} | about))


def test_attempts_are_counted_with_their_times():
    walk = attempt(attempt(Walk()).wait(10 * HOUR))
    assert walk.facts["attempts"] == {
        "count": 2,
        "first": NOW,
        "last": "2026-11-23T19:00:00Z",
        "times": ["evening", "morning"],
    }


def test_an_attempt_that_is_logged_late_counts_from_when_it_was_made():
    walk = attempt(attempt(Walk().wait(DAY)), at=NOW)
    assert walk.facts["attempts"]["first"] == NOW
    assert walk.facts["attempts"]["last"] == "2026-11-24T09:00:00Z"


@pytest.mark.parametrize("against", [{"channel": "email"}, {"at": "2026-11-22T22:30:00Z"}])
def test_an_attempt_against_her_rules_is_recorded_and_does_not_count(against):
    walk = attempt(Walk(), **against)
    assert walk.facts["attempts"] is None
    assert walk.facts["against_safety"] == 1


@pytest.mark.parametrize(("allowed", "against"), [(True, 0), (False, 1), (None, 1)])
def test_a_message_left_where_she_allowed_none_is_against_her_rules(allowed, against):
    walk = attempt(Walk(voicemail=allowed), result="voicemail_left")
    assert walk.facts["against_safety"] == against
    assert (walk.facts["attempts"] is None) is bool(against)


def test_a_message_left_with_the_officer_is_not_against_her_rules():
    walk = attempt(Walk(safety="unsafe"), channel="through_officer", result="voicemail_left")
    assert walk.facts["against_safety"] == 0


def test_an_attempt_that_has_not_happened_yet_does_not_count():
    assert attempt(Walk(), at="2026-11-23T10:00:00Z").facts["attempts"] is None


def test_an_attempt_before_she_answered_does_not_count():
    walk = attempt(Walk().wait(HOUR).to("contacted"), at=NOW)
    assert walk.facts["attempts"] is None


def test_a_call_back_that_she_agreed_is_an_answer_once_she_is_known():
    agreed = {"result": "call_back_agreed", "call_back_at": "2026-11-25T09:00:00Z"}
    walk = attempt(attempt(Walk().to("contacted").wait(HOUR)).wait(HOUR), **agreed)
    assert walk.facts["attempts"] is None
    assert walk.facts["answered_at"] == "2026-11-23T11:00:00Z"
    assert walk.facts["call_back_at"] == "2026-11-25T09:00:00Z"
    # Before, nobody knows that it was her.
    assert attempt(Walk(), **agreed).facts["attempts"]["count"] == 1


def test_questions_to_the_referrer_are_counted():
    walk = Walk().do("request_information").wait(DAY).do("request_information")
    assert walk.facts["asks"] == {"count": 2, "first": NOW, "last": "2026-11-24T09:00:00Z"}


def test_reaching_her_starts_every_count_again():
    walk = attempt(Walk()).do("request_information").wait(HOUR).to("contacted")
    assert [walk.facts[name] for name in ("attempts", "asks", "call_back_at")] == [None] * 3
    assert walk.facts["contacted_at"] == walk.facts["answered_at"] == "2026-11-23T10:00:00Z"
    assert walk.do("retract_contact").facts["contacted_at"] is None


def test_what_a_stranger_said_of_her_safety_is_not_kept():
    spoke: Any = {"safety": "safe", "channels": ["sms"], "spoke_at": NOW}
    walk = Walk(safety="unsafe", channels=[]).to("contacted").do("set_safety", WORKER, **spoke)
    walk.do("retract_contact")
    assert (walk.facts["safety"], walk.facts["spoke_at"]) == ("unknown", None)


def test_a_contact_that_is_retracted_leaves_the_rules_that_others_gave():
    assert Walk(safety="restricted").to("contacted").do("retract_contact").facts["safety"] == "restricted"


# Her decision


def test_consent_holds_what_she_said_and_since_when():
    walk = Walk(tell_force=True).to("consented")
    assert walk.facts["consent"] == {"scope": ["instruct_firm"], "at": NOW}
    assert walk.facts["tell_force"] is False
    walk.wait(DAY).do("change_consent", scope=["tell_force", "instruct_firm"])
    assert walk.facts["consent"] == {"scope": ["instruct_firm", "tell_force"], "at": NOW}
    assert walk.facts["tell_force"] is True


def test_her_word_that_the_force_may_be_told_ends_with_the_consent_that_held_it():
    consent: Any = {"scope": ["instruct_firm", "tell_force"]}
    walk = Walk().to("contacted").do("give_consent", **consent).do("refer_elsewhere").do("reopen")
    assert (walk.facts["consent"], walk.facts["tell_force"]) == (None, False)
    # What the referrer understood stands until she says herself.
    walk = Walk(tell_force=True).to("contacted").do("decline").do("reopen")
    assert walk.facts["tell_force"] is True


def test_a_scope_may_change_after_consent_ended():
    walk = Walk().to("consented").do("withdraw_consent").wait(DAY).do("change_consent", scope=["survey"])
    assert walk.facts["consent"] == {"scope": ["survey"], "at": "2026-11-24T09:00:00Z"}


@pytest.mark.parametrize(
    ("said", "pressed"),
    [
        ({"asked_safely": True, "under_pressure": "no"}, False),
        ({"asked_safely": True, "under_pressure": "unknown"}, True),
        ({"asked_safely": False, "under_pressure": "no"}, True),
        ({}, True),
    ],
)
def test_anything_but_a_clear_and_free_withdrawal_is_marked(said, pressed):
    walk = Walk().to("order_sought").do("withdraw_consent", FIRM, **said)
    assert walk.facts["pressed"] is pressed
    assert (walk.facts["consent"], walk.facts["tell_force"], walk.facts["firm"]) == (None, False, None)
    assert walk.facts["disposition"] == "consent_withdrawn"


def test_a_withdrawal_in_the_outcome_keeps_the_disposition():
    assert Walk().to("outcome").do("withdraw_consent").facts["disposition"] == "order_made"


def test_safety_is_replaced_whole_and_a_blank_is_no():
    walk = Walk(voicemail=True, withheld_number=True).do("set_safety", OFFICER, spoke_at=NOW)
    assert [walk.facts[name] for name in ("safety", "channels", "voicemail", "withheld_number")] == [
        "unsafe",
        [],
        None,
        None,
    ]
    assert walk.facts["spoke_at"] is None


def test_a_caseworker_who_spoke_to_her_has_been_answered():
    walk = attempt(Walk().to("contacted").wait(HOUR)).wait(HOUR)
    walk.do("set_safety", WORKER, safety="safe", channels=["email"], spoke_at="2026-11-23T10:30:00Z")
    assert walk.facts["spoke_at"] == walk.facts["answered_at"] == "2026-11-23T10:30:00Z"
    assert walk.facts["attempts"] is None


@pytest.mark.parametrize("spoke_at", ["2026-11-24T09:00:00Z", "2026-11-23T08:00:00Z"])
def test_a_moment_still_to_come_or_before_she_answered_is_no_newer_answer(spoke_at):
    walk = attempt(Walk().to("contacted").wait(HOUR))
    tried = walk.facts["attempts"]
    walk.do("set_safety", WORKER, spoke_at=spoke_at)
    assert (walk.facts["answered_at"], walk.facts["attempts"]) == (NOW, tried)


def test_a_changed_route_is_a_new_version_of_her_routes():
    walk = Walk().do("update_details", OFFICER, found={"routes": {"email": True}}, interpreter=True)
    assert walk.facts["routes"] == {"phone": True, "email": True}
    assert (walk.facts["route_version"], walk.facts["language"], walk.facts["interpreter"]) == (2, "cy", True)
    assert walk.do("update_details", FIRM).facts["route_version"] == 2


def test_flags_are_added_and_only_a_correction_takes_them_away():
    walk = Walk(flags=["weapon"]).do("assess_risk", OFFICER, flags=["strangulation"])
    assert walk.facts["flags"] == ["strangulation", "weapon"]
    assert (walk.facts["grade"], walk.facts["risk_tool"]) == ("medium", "dash 2009")
    walk.do("correct", facts={"flags": ["weapon"], "grade": "standard"})
    assert (walk.facts["flags"], walk.facts["grade"], walk.facts["language"]) == (
        ["weapon"],
        "standard",
        "en",
    )


def test_incidents_and_breaches_are_counted():
    walk = Walk().do("add_incident", OFFICER).do("report_breach", OFFICER)
    assert (walk.facts["incidents"], walk.facts["breaches"]) == (1, 1)


def test_a_sensitive_case_stays_so():
    assert Walk().do("mark_sensitive").facts["sensitive"] is True


def test_what_was_prepared_is_dated():
    walk = Walk().to("consented").do("record_means").do("record_statement").do("record_application")
    days = [walk.facts[name] for name in ("means_on", "statement_on", "application_on")]
    assert days == ["2026-11-23"] * 3


# A firm


@pytest.mark.parametrize(("event", "by"), [("decline", FIRM), ("lapse", SYSTEM)])
def test_a_firm_that_did_not_take_the_case_is_not_offered_it_again(event, by):
    walk = Walk().to("consented").do("make_offer").wait(DAY).do(event, by, chart=OFFER)
    assert (walk.facts["excluded_firms"], walk.facts["declines"]) == (["hawthorn"], 1)


def test_a_released_firm_leaves_pending_orders_and_haste():
    walk = Walk().to("order_sought").do("release_firm", FIRM)
    assert (walk.facts["firm"], walk.facts["excluded_firms"]) == (None, ["hawthorn"])
    assert (walk.order()["firm"], walk.facts["urgent"]) == ("hawthorn", True)
    assert Walk().to("solicitor_assigned").do("release_firm").facts["urgent"] is False


def test_the_next_firm_takes_over_what_is_pending_or_in_force():
    walk = Walk().to("order_sought").do("seek_order", FIRM, found={"orders": ["O-00000002"]})
    walk.do("refuse", FIRM, chart=ORDER).do("make_order", FIRM, chart=ORDER, subject="O-00000002")
    walk.do("release_firm").do("make_offer", firm="oak", found={"offer": "F-00000002"})
    walk.do("accept", FIRM, chart=OFFER, subject="F-00000002")
    assert (walk.order()["firm"], walk.order("O-00000002")["firm"]) == ("hawthorn", "oak")


# Orders


def test_a_final_order_forgets_the_days_of_the_interim_one():
    walk = Walk().to("order_sought").do("grant_interim", FIRM, chart=ORDER)
    assert (walk.order()["expires_on"], walk.order()["return_day"]) == ("2026-12-07", "2026-12-07")
    walk.do("list_hearing", FIRM, chart=ORDER).do("make_order", FIRM, chart=ORDER, expires_on=None)
    days = [walk.order()[name] for name in ("made_on", "expires_on", "return_day", "hearing_at")]
    assert days == ["2026-11-23", None, None, None]


def test_a_varied_or_extended_order_keeps_the_days_that_are_not_named():
    walk = Walk().to("outcome").do("vary", chart=ORDER, made_on="2026-11-25")
    assert (walk.order()["made_on"], walk.order()["expires_on"]) == ("2026-11-25", "2027-11-23")
    walk.do("extend", chart=ORDER, expires_on="2028-11-23")
    assert (walk.order()["made_on"], walk.order()["expires_on"]) == ("2026-11-25", "2028-11-23")


def test_an_extended_order_is_watched_again():
    walk = Walk().to("order_sought").do("make_order", FIRM, chart=ORDER, expires_on=None)
    walk.do("review", chart=ORDER, decision="release_from_watch")
    assert (walk.order()["released"], walk.order()["reviewed_at"]) == (True, NOW)
    assert walk.do("extend", chart=ORDER, expires_on="2027-11-23").order()["released"] is False


def test_an_undertaking_records_that_the_judge_was_shown_the_bar():
    walk = Walk().to("order_sought").do("take_undertaking", FIRM, chart=ORDER)
    assert (walk.order()["bar_shown"], walk.order()["undertaking"]) == (True, True)


def test_an_order_expires_the_day_after_its_last():
    walk = Walk().to("outcome").wait(324 * DAY).do("warn", SYSTEM, chart=ORDER).wait(42 * DAY)
    walk.do("end", SYSTEM, chart=ORDER)
    assert (walk.order()["state"], walk.order()["end_reason"]) == ("ended", "expired")


def test_service_and_copy_record_when():
    walk = Walk().to("outcome").do("serve", FIRM, chart=SERVICE).wait(HOUR).do("send", FIRM, chart=COPY)
    assert walk.order()["served_at"] == "2026-11-23T00:00:00Z"
    assert walk.order()["copied_at"] == "2026-11-23T10:00:00Z"
    walk.do("bounce", FIRM, chart=COPY)
    assert (walk.order()["copy"], walk.order()["copied_at"]) == ("due", None)


def test_a_dispensed_service_counts_from_the_leave():
    walk = Walk().to("outcome").wait(HOUR).do("dispense", FIRM, chart=SERVICE)
    assert walk.order()["served_at"] == "2026-11-23T10:00:00Z"


# The outcome


@pytest.mark.parametrize(
    ("state", "event", "payload", "disposition"),
    [
        ("received", "mark_duplicate", {}, "duplicate"),
        ("contacted", "decline", {}, "declined"),
        ("received", "find_ineligible", {}, "ineligible"),
        ("consented", "refer_elsewhere", {}, "referred_elsewhere"),
        ("contacted", "send_warning_letter", {}, "warning_letter_sent"),
        ("consented", "give_advice_only", {}, "advice_given"),
        ("contacted", "withdraw_consent", {}, "consent_withdrawn"),
        ("order_sought", "record_death", {}, "deceased"),
    ],
)
def test_every_exit_has_its_disposition(state, event, payload, disposition):
    walk = Walk().to(state).do(event, **payload)
    assert (walk.state, walk.facts["disposition"], walk.facts["outcome_at"]) == ("outcome", disposition, NOW)


def test_giving_up_and_losing_her_have_theirs():
    walk = Walk()
    for _ in range(3):
        attempt(walk.wait(4 * DAY + HOUR))
    attempt(walk.wait(8 * HOUR)).do("give_up_contact")
    assert walk.facts["disposition"] == "unable_to_contact"
    walk = Walk().to("consented")
    for _ in range(3):
        attempt(walk.wait(4 * DAY))
    assert walk.do("lose_contact").facts["disposition"] == "lost_contact"


def test_a_duplicate_names_the_case_that_it_joined():
    assert Walk().do("mark_duplicate").facts["duplicate_of"] == "C-00000002"


@pytest.mark.parametrize(
    ("event", "disposition"),
    [
        ("make_order", "order_made"),
        ("take_undertaking", "undertaking_given"),
        ("refuse", "order_refused"),
        ("withdraw", "application_withdrawn"),
    ],
)
def test_where_an_order_is_resolved_it_says_how_the_case_ended(event, disposition):
    walk = Walk().to("order_sought").do(event, FIRM, chart=ORDER).do("record_outcome", FIRM)
    assert walk.facts["disposition"] == disposition


@pytest.mark.parametrize(
    ("first", "last", "disposition"),
    [
        ("make_order", "discharge", "order_made"),
        ("make_order", "end", "order_made"),
        ("take_undertaking", "end", "undertaking_given"),
        ("take_undertaking", "discharge", "undertaking_given"),
        ("grant_interim", "end", "order_made"),
        ("grant_interim", "refuse", "order_refused"),
    ],
)
def test_an_order_that_is_over_counts_as_what_it_was(first, last, disposition):
    walk = Walk().to("order_sought").do(first, FIRM, chart=ORDER).do(last, FIRM, chart=ORDER)
    assert walk.do("record_outcome").facts["disposition"] == disposition


def test_the_best_order_wins_and_is_counted_again_with_each_event():
    walk = Walk().to("order_sought").do("seek_order", FIRM, found={"orders": ["O-00000002"]})
    walk.do("withdraw_consent", FIRM)
    assert walk.facts["disposition"] == "consent_withdrawn"
    assert walk.do("refuse", chart=ORDER).facts["disposition"] == "order_refused"
    walk.do("make_order", chart=ORDER, subject="O-00000002")
    assert walk.facts["disposition"] == "order_made"
    assert walk.do("record_death").facts["disposition"] == "deceased"


def test_before_the_outcome_there_is_no_disposition():
    assert Walk().to("order_sought").do("make_order", FIRM, chart=ORDER).facts["disposition"] is None


def test_a_reopened_case_keeps_its_orders_and_nothing_else_of_its_end():
    walk = Walk().to("outcome").wait(DAY).do("reopen")
    cleared = ("consent", "firm", "exit", "disposition", "outcome_at", "duplicate_of", "attempts", "asks")
    assert walk.state == "contacted"
    assert [walk.facts[name] for name in cleared] == [None] * len(cleared)
    assert walk.order()["state"] == "made"
    assert (
        Walk().do("record_death").do("reopen", found={"approval": {"by": "P-2"}}).facts["deceased"] is False
    )


def test_a_closed_case_says_when_and_has_no_firm():
    walk = Walk().to("outcome").do("end", chart=ORDER).wait(HOUR).do("close")
    assert (walk.facts["closed_at"], walk.facts["firm"]) == ("2026-11-23T10:00:00Z", None)


def test_a_pause_is_recorded_until_it_is_resumed():
    walk = Walk().to("contacted").do("pause")
    assert walk.facts["paused"] == {"clock": "decision", "until": "2026-11-30T09:00:00Z", "at": NOW}
    assert walk.do("resume").facts["paused"] is None


def test_a_note_for_whoever_carries_on_says_when_it_was_left():
    walk = Walk().do("add_note", WORKER)
    assert walk.facts["handed_over_at"] is None
    assert walk.wait(HOUR).do("add_note", WORKER, hand_over=True).facts["handed_over_at"] == LATER
    assert walk.wait(HOUR).do("add_note", WORKER).facts["handed_over_at"] == LATER


def test_a_firms_note_is_no_hand_over_between_workers():
    walk = Walk().to("solicitor_assigned").do("add_note", FIRM, hand_over=True)
    assert walk.facts["handed_over_at"] is None


# Messages that stop


def stopped(reason: str = "opted_out") -> Walk:
    return Walk().to("contacted").wait(HOUR).do("stop_messages", PROVIDER, reason=reason)


@pytest.mark.parametrize("reason", ["bounced", "opted_out", "she_asked"])
@pytest.mark.parametrize("by", [PROVIDER, SYSTEM, WORKER])
def test_messages_stop_with_their_reason_and_since_when(reason, by):
    walk = Walk().to("outcome").wait(HOUR).do("stop_messages", by, reason=reason, notice="N-00000001")
    assert (walk.facts["messages_stopped"], walk.facts["messages_stopped_at"]) == (reason, LATER)
    assert walk.state == "outcome"


SPOKE: dict[str, Any] = {"safety": "safe", "channels": ["phone", "sms"]}


@pytest.mark.parametrize("reason", ["bounced", "opted_out", "she_asked"])
def test_her_word_to_a_caseworker_lets_messages_go_again(reason):
    walk = stopped(reason).wait(HOUR).do("set_safety", WORKER, **SPOKE, spoke_at=LATER)
    assert (walk.facts["messages_stopped"], walk.facts["messages_stopped_at"]) == (None, None)


@pytest.mark.parametrize(
    ("by", "spoke_at"),
    [
        (WORKER, None),
        (WORKER, "2026-11-23T09:59:59Z"),
        (WORKER, "2026-11-23T12:00:00Z"),
        (OFFICER, LATER),
        (FIRM, LATER),
    ],
)
def test_what_was_said_before_or_by_anybody_else_does_not(by, spoke_at):
    walk = stopped().wait(HOUR).do("set_safety", by, spoke_at=spoke_at)
    assert walk.facts["messages_stopped"] == "opted_out"


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        ("opted_out", "bounced", "opted_out"),
        ("she_asked", "bounced", "she_asked"),
        ("bounced", "opted_out", "opted_out"),
        ("bounced", "bounced", "bounced"),
    ],
)
def test_a_bounce_never_takes_the_place_of_her_word_to_stop(first, second, left):
    walk = stopped(first).wait(HOUR).do("stop_messages", WORKER, reason=second)
    assert walk.facts["messages_stopped"] == left
    assert parsed(walk.facts["messages_stopped_at"]) == walk.at


@pytest.mark.parametrize(("reason", "left"), [("bounced", None), ("opted_out", "opted_out")])
def test_another_way_to_her_cures_a_bounce_and_no_opt_out(reason, left):
    walk = stopped(reason).do("update_details", OFFICER, found={"routes": {"email": True}})
    assert walk.facts["messages_stopped"] == left
    assert (walk.facts["messages_stopped_at"] is None) == (left is None)


def test_details_that_change_no_way_to_her_let_nothing_go():
    assert stopped("bounced").do("update_details", WORKER).facts["messages_stopped"] == "bounced"


@pytest.mark.parametrize(
    ("stood", "brought", "left"),
    [
        (None, "opted_out", "opted_out"),
        ("bounced", "opted_out", "opted_out"),
        ("opted_out", "bounced", "opted_out"),
        ("opted_out", None, "opted_out"),
        (None, None, None),
    ],
)
def test_a_duplicate_brings_along_that_she_wants_no_messages(stood, brought, left):
    walk = (stopped(stood) if stood else Walk().wait(HOUR)).do(
        "join_referral", SYSTEM, messages_stopped=brought
    )
    assert walk.facts["messages_stopped"] == left
    assert walk.facts["messages_stopped_at"] == (LATER if left else None)


def test_a_case_that_is_reopened_is_still_not_written_to():
    walk = stopped().do("decline").do("reopen")
    assert walk.facts["messages_stopped"] == "opted_out"


# What guards and pages ask of the facts


def test_an_order_binds_until_the_end_of_its_last_day():
    held = order("made", expires_on="2026-11-23")
    assert is_in_force(held, AT)
    assert not is_in_force(held, AT + DAY)
    assert is_in_force(order("undertaking"), AT)
    assert not is_in_force(order("listed"), AT)


def test_a_case_is_bound_by_what_is_pending_or_in_force():
    assert bound(facts(orders={"O-1": order("listed")}), AT)
    assert not bound(facts(orders={"O-1": order("refused")}), AT)


def test_an_order_without_expiry_is_settled_once_it_is_released():
    assert is_unsettled(order("made"), AT)
    assert not is_unsettled(order("made", released=True), AT)
    assert is_unsettled(order("made", released=True, expires_on="2027-01-01"), AT)
    assert is_unsettled(order("interim", released=True), AT)


def test_she_is_protected_from_the_latest_of_order_service_and_copy():
    held = order(
        "made",
        service="served",
        copy="sent",
        served_at="2026-11-24T00:00:00Z",
        copied_at="2026-11-24T15:00:00Z",
    )
    assert protected_at(held, AT) == "2026-11-24T15:00:00Z"
    assert protected_at(held | {"made_at": "2026-11-25T09:00:00Z"}, AT) == "2026-11-25T09:00:00Z"


@pytest.mark.parametrize(
    "lacking",
    [{"service": "due"}, {"copy": "due"}, {"state": "undertaking"}, {"expires_on": "2026-11-22"}],
)
def test_she_is_not_protected_while_anything_is_lacking(lacking):
    held = order("made", service="dispensed", copy="acknowledged", served_at=NOW, copied_at=NOW)
    assert protected_at(held, AT) == NOW
    assert protected_at(held | lacking, AT) is None


def test_a_hearing_counts_while_its_order_is_pending():
    held = {"O-1": order("listed", hearing_at="2026-12-01T10:00:00Z")}
    assert hearing_within(facts(orders=held), AT, 8 * DAY)
    assert not hearing_within(facts(orders=held), AT, 7 * DAY)


def test_an_offer_is_live_until_it_is_answered():
    held = facts(offers={"F-1": offer("lapsed"), "F-2": offer(), "F-3": offer("accepted")})
    assert list(live_offers(held)) == ["F-2"]
    assert accepted_offer(held) == "F-3"
    assert accepted_offer(facts()) is None
    assert Walk().do("take", LEAD).facts["offers"] == {}


def test_what_she_said_before_her_rules_were_tightened_permits_nothing_more():
    walk = Walk().to("contacted").do("set_safety", OFFICER, safety="unsafe")
    tightened = walk.facts["tightened_at"]
    assert tightened == moment(walk.at)
    free: dict[str, Any] = {"safety": "safe", "channels": ["phone"]}
    with pytest.raises(Refused):
        walk.do("set_safety", spoke_at=moment(walk.at - DAY), **free)
    walk.wait(DAY).do("set_safety", spoke_at=moment(walk.at), **free)
    assert (walk.facts["safety"], walk.facts["tightened_at"]) == ("safe", tightened)


def test_an_order_keeps_what_it_says_of_him_until_it_is_made_whole_anew():
    walk = Walk().to("order_sought")
    # Before a court said anything there is no such fact: what was recorded earlier is replayed exactly.
    assert not {"terms", "power_of_arrest"} & set(walk.order())
    walk.do("grant_interim", FIRM, chart=ORDER, terms=["not_to_contact"])
    assert walk.order()["terms"] == ["not_to_contact"]
    walk.do("make_order", FIRM, chart=ORDER, terms=["not_to_harass"])
    walk.do("vary", FIRM, chart=ORDER)
    assert walk.order()["terms"] == ["not_to_harass"]
    walk.do("extend", FIRM, chart=ORDER, terms=["not_to_harass", "not_to_publish"])
    assert walk.order()["terms"] == ["not_to_harass", "not_to_publish"]


def test_a_final_order_that_is_not_coded_takes_the_terms_of_the_interim_one_away():
    walk = Walk().to("order_sought").do("grant_interim", FIRM, chart=ORDER, terms=["not_to_contact"])
    walk.do("make_order", FIRM, chart=ORDER)
    assert walk.order()["terms"] is None


def test_what_is_said_of_legal_aid_and_evidence_is_a_fact_once_it_is_said():
    walk = Walk(DEFINITIONS["2"]).to("consented").do("record_means").do("record_statement")
    assert not {"legal_aid_needed", "evidence"} & set(walk.facts)
    walk.do("record_means", legal_aid_needed=True).do("record_statement", evidence=["photographs"])
    walk.do("record_means").do("record_statement")
    assert walk.facts["legal_aid_needed"] is True
    assert walk.facts["evidence"] == ["photographs"]
