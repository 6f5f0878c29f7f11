"""A planted fault of each kind: caught under the right name, with the shortest way to it.

Proofs that take long run uncounted where shorter ones reach the same lines.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from states import clocks, moves, permissions, timers
from states.coupling import Call, brought_by
from states.definition import Branch
from states.effects import put, stamp
from states.permissions import Sight, Viewer
from states.position import Facts, Position, Step
from states.proof import order_claims, timer_claims
from states.proof.watching import ambiguity
from states.proof.worlds import SPINE, TRIED
from states.timers import Timer
from states.vocabulary import Chart, Clock, Event, OfferEvent, OrderEvent, Role, ServiceEvent, State
from tests.states.building import asked
from tests.states.planting import (
    BRIEF,
    BY_NAME,
    DEFINITION,
    NEVER,
    a_world,
    failures,
    only_by,
    with_branches,
    with_effects,
    with_table,
    without,
)

CASE, ORDER, NOTICE = Chart.CASE, Chart.ORDER, Chart.NOTICE
TABLE = DEFINITION.charts[CASE]
REACHING, WAYS, WHOSE = BY_NAME["reaching her"], BY_NAME["ways out"], BY_NAME["whose case it is"]
PANEL, BEFORE_A_COURT = BY_NAME["the panel"], BY_NAME["everyone, before a court"]
#: An order that comes to protect her, and what happens to it then.
PROTECTING = a_world(
    BEFORE_A_COURT,
    "order.send_back",
    "order.make_order (with an expiry)",
    "order.vary (with an expiry)",
    "service.serve",
    "police_copy.send",
    "record_outcome",
)
COPY = DEFINITION.charts[Chart.POLICE_COPY]
MESSAGES, RISK = BY_NAME["messages"], BY_NAME["risk"]
PAUSES = a_world(BY_NAME["everyone, once contacted"], "request_information", "pause (decision)", "resume")
OFFERED = a_world(BY_NAME["everyone, with an offer"], "add_note")

TO_A_FIRM = (
    "take by caseworker",
    "make_contact by caseworker",
    "give_consent (everything) by caseworker",
    "make_offer (to the first firm) by caseworker",
    "offer.accept by solicitor",
)


def test_a_state_that_nothing_leads_to():
    definition = with_table(CASE, states=(*TABLE.states, "limbo"))
    assert failures(definition, "reached", *BRIEF, rest=DEFINITION) == {"case is never limbo": ()}


def test_a_state_behind_an_event_that_never_happens():
    limbo = Branch("limbo", frozenset({Role.LEAD}), (NEVER,), ())
    branches = {**TABLE.branches, ("contacted", "decline"): (limbo,)}
    definition = with_table(CASE, states=(*TABLE.states, "limbo"), branches=branches)
    assert failures(definition, "reached", *BRIEF, rest=DEFINITION) == {
        "case is never limbo": ("make_contact by caseworker",)
    }


@pytest.mark.no_cover
def test_an_event_that_never_happens():
    definition = with_branches(CASE, Event.DECLINE, lambda _, branch: [replace(branch, guards=(NEVER,))])
    path = ("make_contact by caseworker",)
    assert failures(definition, "fires", *BRIEF, rest=DEFINITION) == {"case decline never happens": path}
    assert failures(definition, "taken", *BRIEF, rest=DEFINITION) == {
        "case decline never leads from contacted to outcome": path
    }
    assert set(failures(definition, "rights are real", *BRIEF, rest=DEFINITION)) == {
        "the caseworker can never ask case for decline",
        "the lead can never ask case for decline",
    }


def test_an_event_that_leads_to_two_states():
    definition = with_branches(
        CASE, Event.DECLINE, lambda _, branch: [branch, replace(branch, target=State.CONSENTED)]
    )
    assert failures(definition, "unambiguous", WAYS) == {
        "it leads to outcome and to consented": ("make_contact by caseworker", "decline by caseworker")
    }


@pytest.mark.parametrize(
    ("expected", "reason"), [(True, "its choosers point to two"), (False, "its choosers point nowhere")]
)
def test_choosers_that_do_not_point_to_one(expected, reason):
    def same(_: str, branch: Branch) -> list[Branch]:
        name, choose, _expected = branch.choosers[0]
        return [replace(branch, choosers=((name, choose, expected),))]

    found = failures(with_branches(CASE, Event.REOPEN, same), "unambiguous", WAYS)
    assert found[reason][-1] == "reopen by lead"


def test_choosers_that_both_point_are_caught_though_a_guard_stops_one():
    leads = frozenset({Role.LEAD})
    pointing = (("was_contacted", lambda _: True, True),)
    branches = (Branch("received", leads, (), pointing), Branch("contacted", leads, (NEVER,), pointing))
    assert ambiguity(branches, asked("outcome", by=Role.LEAD)) == "its choosers point to two"


def without_clock(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    concerned = {
        move: [rule for rule in rules if rule.clock is not clock] for move, rules in clocks._CONCERNED.items()
    }
    monkeypatch.setattr(clocks, "_CONCERNED", concerned)


def test_a_case_without_a_clock(monkeypatch):
    without_clock(monkeypatch, Clock.DECISION)
    found = failures(DEFINITION, "timed", WAYS)
    assert found["contacted with no clock"] == ("make_contact by caseworker",)


def test_an_order_that_waits_without_a_clock(monkeypatch):
    without_clock(monkeypatch, Clock.RETURNED_BY_COURT)
    found = failures(DEFINITION, "waits are timed", PROTECTING)
    assert list(found) == ["an order that is returned has no clock"]
    assert found["an order that is returned has no clock"][-1] == "order.send_back by caseworker"


def test_an_order_that_was_released_waits_for_nothing():
    unserved = ("order.make_order (without expiry)", "order.review (release_from_watch)")
    assert failures(DEFINITION, "waits are timed", a_world(BEFORE_A_COURT, *unserved)) == {}


@pytest.mark.parametrize(
    ("clock", "reason"),
    [
        (Clock.SERVICE, "an order whose service is due has no clock"),
        (Clock.POLICE_COPY, "an order whose police copy is due has no clock"),
    ],
)
def test_a_service_or_a_copy_that_waits_without_a_clock(monkeypatch, clock, reason):
    without_clock(monkeypatch, clock)
    assert reason in failures(DEFINITION, "waits are timed", PROTECTING)


@pytest.mark.no_cover
def test_an_offer_that_waits_without_a_clock(monkeypatch):
    without_clock(monkeypatch, Clock.OFFER)
    found = failures(DEFINITION, "waits are timed", PANEL)
    assert found["an offer that waits has no clock"][-1] == "make_offer (to the first firm) by caseworker"


@pytest.mark.no_cover
def test_a_case_that_nobody_owns():
    definition = with_effects(CASE, Event.TRANSFER, put("owner", None), put("queue", None))
    assert failures(definition, "owned", WHOSE) == {
        "neither a person nor a queue owns it": ("transfer (to another force) by lead",)
    }


def blind(monkeypatch: pytest.MonkeyPatch, sees: Callable[..., Sight | None]) -> None:
    """Let `sees` say what somebody sees, where it says anything."""
    real = permissions.sight

    def sight(viewer: Viewer, facts: Facts, *, conflict: bool, at: datetime) -> Sight:
        return sees(viewer, facts) or real(viewer, facts, conflict=conflict, at=at)

    monkeypatch.setattr(permissions, "sight", sight)


def test_a_state_that_nobody_sees(monkeypatch):
    blind(monkeypatch, lambda _, facts: Sight.NOTHING if facts["consent"] else None)
    found = failures(DEFINITION, "seen", WAYS)
    assert found["nobody sees it while it is consented"] == (
        "make_contact by caseworker",
        "give_consent (a firm) by caseworker",
    )


def test_a_state_that_no_person_can_leave():
    definition = without(NOTICE, "release")
    definition = only_by(NOTICE, "cancel", Role.SYSTEM, of=definition)
    assert failures(definition, "left", rest=DEFINITION) == {
        "no person can leave notice held": ("plan a notice to the survivor", "hold by caseworker")
    }


def test_a_case_before_a_court_without_consent():
    definition = with_branches(CASE, Event.CHANGE_CONSENT, lambda _, branch: [replace(branch, guards=())])
    found = failures(definition, "consent in force", BY_NAME["everyone, with a firm"])
    assert found == {
        "solicitor_assigned without consent in force": (
            *TO_A_FIRM,
            "change_consent (a survey alone) by caseworker",
        )
    }


def test_a_firm_that_sees_her_before_it_accepts(monkeypatch):
    def early(viewer: Viewer, facts: Facts) -> Sight | None:
        live = any(offer["firm"] == viewer.firm for offer in facts["offers"].values())
        return Sight.CASE if viewer.firm and live else None

    blind(monkeypatch, early)
    found = failures(DEFINITION, "firms learn late", PANEL)
    assert found["the first firm sees the case and has not accepted it"] == (*TO_A_FIRM[:4],)


def test_a_firm_that_learns_more_after_consent_is_withdrawn(monkeypatch):
    def late(viewer: Viewer, facts: Facts) -> Sight | None:
        return Sight.SUMMARY if viewer.firm in facts["excluded_firms"] else None

    blind(monkeypatch, late)
    found = failures(DEFINITION, "firms learn late", PANEL)
    path = found["the first firm sees more than its duties without consent in force"]
    assert path[-1] == "withdraw_consent (nothing known) by caseworker"


def test_a_case_that_only_she_can_end():
    definition = without(CASE, Event.LOSE_CONTACT, Event.RETRACT_CONTACT)
    found = failures(definition, "a way out without her", WAYS)
    assert found == {"from here, contacted, there is none": ("make_contact by caseworker",)}
    assert failures(definition, "a way out without a firm", WAYS) == {}


def test_a_case_in_which_nobody_can_log_an_attempt():
    definition = with_branches(CASE, Event.LOG_ATTEMPT, lambda _, branch: [replace(branch, guards=(NEVER,))])
    assert failures(definition, "a way out without her", WAYS)["from here, received, there is none"] == ()


def test_a_case_that_only_a_firm_can_end():
    definition = without(CASE, Event.WITHDRAW_CONSENT)
    for event in (Event.RELEASE_FIRM, Event.RECORD_OUTCOME):
        definition = only_by(CASE, event, Role.SOLICITOR, of=definition)
    court = a_world(BY_NAME["everyone, with a firm"], *(sample.name for sample in SPINE), courses=(TRIED,))
    found = failures(definition, "a way out without a firm", court)
    assert found == {
        "from here, order_sought, there is none": (*TO_A_FIRM, "seek_order (with notice) by solicitor")
    }
    assert failures(definition, "a way out without her", court) == {}


@pytest.mark.parametrize("last", [Event.RECORD_DEATH, Event.FIND_INELIGIBLE, Event.MARK_DUPLICATE])
def test_a_case_that_only_a_death_or_a_false_reason_can_end(last):
    exits = {
        Event.GIVE_UP_CONTACT,
        Event.MARK_DUPLICATE,
        Event.FIND_INELIGIBLE,
        Event.RECORD_DEATH,
        Event.WITHDRAW_CONSENT,
        Event.MAKE_CONTACT,
    }
    definition = without(CASE, *exits - {last})
    for claim in ("a way out without her", "a way out without a firm"):
        assert failures(definition, claim, WAYS) == {"from here, received, there is none": ()}


def test_a_closed_case_in_which_something_is_possible():
    branches = {**TABLE.branches, ("closed", "add_note"): TABLE.branches[("outcome", "add_note")]}
    found = failures(with_table(CASE, branches=branches), "closed is still", WAYS)
    assert found["add_note is still possible"][-1] == "close by caseworker"


def test_a_closed_case_with_a_clock(monkeypatch):
    monkeypatch.setattr(clocks, "_belongs", lambda *_: True)
    found = failures(DEFINITION, "closed is still", WAYS)
    assert any(reason.startswith("the clock ") for reason in found)


@pytest.mark.no_cover
def test_a_closed_case_that_a_firm_still_holds(monkeypatch):
    monkeypatch.setattr(moves, "brought_by", lambda step, before, after: iter(_kept(step, before, after)))
    assert "a firm still holds it" in failures(DEFINITION, "closed is still", WHOSE)


def _kept(step: Step, before: Position, after: Position) -> Iterator[Call]:
    """What a step brings with it, but for the end of the accepted offer."""
    return (call for call in brought_by(step, before, after) if call.event != OfferEvent.END)


def test_a_survey_after_her_death(monkeypatch):
    without_needs = replace(
        clocks.RULES[Clock.SURVEY], needs=lambda _: True, due=clocks.RULES[Clock.CLOSING].due
    )
    concerned = {
        move: [without_needs if rule.clock is Clock.SURVEY else rule for rule in rules]
        for move, rules in clocks._CONCERNED.items()
    }
    monkeypatch.setattr(clocks, "_CONCERNED", concerned)
    monkeypatch.setattr(clocks, "RULES", {**clocks.RULES, Clock.SURVEY: without_needs})
    found = failures(DEFINITION, "the dead are left alone", WAYS)
    assert found["a survey is due after her death"] == ("record_death by lead",)


@pytest.mark.no_cover
def test_a_case_that_goes_on_after_her_death():
    definition = with_branches(
        CASE, Event.RECORD_DEATH, lambda _, branch: [replace(branch, target=State.CONTACTED)]
    )
    found = failures(definition, "the dead are left alone", WAYS)
    assert found["the case is contacted after her death"] == ("record_death by lead",)


def test_a_death_that_is_forgotten():
    definition = with_effects(CASE, Event.CHANGE_CONSENT, put("deceased", False))
    found = failures(definition, "a recorded death stays", WAYS)
    assert found["her death was forgotten"][0] == "record_death by lead"


def test_protection_that_begins_before_the_copy_is_sent():
    definition = with_effects(
        Chart.SERVICE, ServiceEvent.SERVE, stamp("served_at"), stamp("copied_at"), put("copy", "sent")
    )
    # The copy that falls due with the service would undo it.
    falls = {**COPY.effects, "fall_due": (stamp("copied_at"),)}
    sent = with_branches(Chart.POLICE_COPY, "fall_due", lambda _, branch: [replace(branch, target="sent")])
    copied = replace(sent.charts[Chart.POLICE_COPY], effects=falls)
    definition = replace(definition, charts={**definition.charts, Chart.POLICE_COPY: copied})
    found = failures(definition, "protected last by the copy", PROTECTING)
    assert found["she became protected though no copy was sent"][-1] == "service.serve by caseworker"


def test_protection_that_outlives_a_new_seal(monkeypatch):
    monkeypatch.setattr(moves, "brought_by", lambda step, before, after: iter(_unserved(step, before, after)))
    found = failures(DEFINITION, "protected last by the copy", PROTECTING)
    assert found["a newly sealed order protects her before it is served"][-1].startswith("order.")


def _unserved(step: Step, before: Position, after: Position) -> Iterator[Call]:
    """What a step brings with it, but for the service of an order that was served before."""
    order = after.facts["orders"].get(step.subject)
    served = order is not None and order["service"] == "served" and step.chart is ORDER
    return (call for call in brought_by(step, before, after) if not served)


def test_protection_that_is_only_said(monkeypatch):
    monkeypatch.setattr(order_claims, "protected_at", lambda *_: "2026-03-02T12:00:00Z")
    found = failures(DEFINITION, "protected in truth", PROTECTING)
    assert found["she counts as protected by an order that is not made, served and copied"] == (
        *TO_A_FIRM,
        "seek_order (with notice) by solicitor",
    )


def test_protection_without_the_moments_that_prove_it():
    definition = with_effects(Chart.POLICE_COPY, "send")
    found = failures(definition, "protected in truth", PROTECTING)
    (reason,) = found
    assert reason == "an order lacks the moments that prove since when it protects her"
    assert found[reason][-1] == "police_copy.send by caseworker"


def test_protection_that_is_never_said(monkeypatch):
    monkeypatch.setattr(order_claims, "protected_at", lambda *_: None)
    found = failures(DEFINITION, "protected in truth", PROTECTING)
    (reason,) = found
    assert reason == "she does not count as protected by an order that is made, served and copied"
    assert found[reason][-1] == "police_copy.send by caseworker"


def test_a_withdrawal_that_is_refused():
    definition = with_branches(
        CASE, Event.WITHDRAW_CONSENT, lambda _, branch: [replace(branch, guards=(NEVER,))]
    )
    found = failures(definition, "withdrawal is free", REACHING)
    assert found["a withdrawal is refused to the caseworker while it is received"] == ()
    assert found["it is refused"] == ("withdraw_consent by caseworker",)


def test_a_withdrawal_that_a_firm_may_not_pass_on():
    definition = only_by(CASE, Event.WITHDRAW_CONSENT, Role.CASEWORKER, Role.LEAD, Role.OFFICER)
    found = failures(definition, "withdrawal is free", REACHING)
    assert found["a withdrawal is refused to the solicitor while it is received"] == ()


def test_an_outcome_without_a_name():
    definition = with_effects(CASE, Event.DECLINE, stamp("outcome_at"))
    found = failures(definition, "outcomes are named", WAYS)
    assert found["it has no disposition"][-1] == "decline by caseworker"


def test_a_death_that_is_not_the_disposition():
    definition = with_effects(
        CASE, Event.RECORD_DEATH, put("deceased", True), put("disposition", "declined"), stamp("outcome_at")
    )
    found = failures(definition, "outcomes are named", WAYS)
    assert found["her death is not the disposition"] == ("record_death by lead",)


def test_an_order_that_was_made_and_does_not_count():
    definition = with_effects(
        CASE, Event.RECORD_OUTCOME, put("disposition", "order_refused"), stamp("outcome_at")
    )
    found = failures(definition, "outcomes are named", PROTECTING)
    assert found["an order was made, and the disposition says otherwise"][-1].startswith("record_outcome")


def test_a_right_that_nobody_can_use():
    definition = with_branches(
        CASE, Event.TAKE, lambda _, branch: [replace(branch, asks=branch.asks | {Role.ANALYST})]
    )
    assert failures(definition, "rights are real", *BRIEF, rest=DEFINITION) == {
        "the analyst can never ask case for take": ()
    }


def test_a_bounce_that_cannot_stop_messages():
    definition = only_by(CASE, Event.STOP_MESSAGES, Role.SYSTEM, Role.LEAD)
    found = failures(definition, "stopping is free", MESSAGES)
    assert found["the provider cannot stop messages to her while it is received"] == ()
    definition = with_branches(
        CASE, Event.STOP_MESSAGES, lambda state, branch: [] if state == State.OUTCOME else [branch]
    )
    found = failures(definition, "stopping is free", MESSAGES)
    assert list(found) == ["the provider cannot stop messages to her while it is outcome"]


LET_GO = (put("messages_stopped", None), put("messages_stopped_at", None))


@pytest.mark.no_cover
def test_messages_that_go_on_though_she_said_nothing():
    definition = with_effects(CASE, Event.MAKE_CONTACT, *TABLE.effects[Event.MAKE_CONTACT], *LET_GO)
    assert failures(definition, "stopped messages stay stopped", MESSAGES) == {
        "make_contact lets messages to her go on": (
            "stop_messages (bounced) by provider",
            "make_contact by caseworker",
        )
    }


@pytest.mark.no_cover
def test_messages_that_go_on_by_an_officers_word(monkeypatch):
    definition = with_effects(CASE, Event.SET_SAFETY, *TABLE.effects[Event.SET_SAFETY], *LET_GO)
    found = failures(definition, "stopped messages stay stopped", MESSAGES)
    assert found["set_safety lets messages to her go on"][-1] == "set_safety (unsafe) by caseworker"


@pytest.mark.no_cover
def test_an_opt_out_that_a_new_number_takes_back():
    definition = with_effects(CASE, Event.UPDATE_DETAILS, *TABLE.effects[Event.UPDATE_DETAILS], *LET_GO)
    found = failures(definition, "stopped messages stay stopped", MESSAGES)
    assert found["update_details lets messages to her go on"][0] == "stop_messages (opted_out) by provider"


@pytest.mark.parametrize(
    ("chart", "event", "world", "what"),
    [
        (Chart.OFFER, OfferEvent.LAPSE, OFFERED, "offer"),
        (CASE, Event.RESUME, PAUSES, "pause"),
        (ORDER, OrderEvent.END, PROTECTING, "order_end"),
    ],
)
def test_a_timer_at_which_the_system_can_do_nothing(chart, event, world, what):
    definition = with_branches(
        chart, event, lambda _, branch: [replace(branch, asks=branch.asks - {Role.SYSTEM})]
    )
    reason = f"the system can do nothing when {what} has run out"
    assert list(failures(definition, "timers can act", world)) == [reason]


def test_a_timer_that_runs_on_though_the_system_acted():
    definition = with_effects(CASE, Event.RESUME)
    found = failures(definition, "timers can act", PAUSES)
    assert list(found) == ["the system can do nothing when pause has run out"]


def test_a_timer_that_nothing_is_to_become_of(monkeypatch):
    rule = replace(timers.TIMERS["pause"], then=None)
    monkeypatch.setattr(timer_claims, "TIMERS", {**timers.TIMERS, "pause": rule})
    found = failures(DEFINITION, "timers can act", PAUSES)
    assert list(found) == ["the system can do nothing when pause has run out"]


def test_a_paused_clock_that_runs_out_meanwhile(monkeypatch):
    monkeypatch.setattr(timer_claims, "timers", lambda facts: dict(_unpaused(facts)))
    found = failures(DEFINITION, "pauses hold", PAUSES)
    assert "decision runs out while it is paused" in found


def _unpaused(facts: Facts) -> Iterator[tuple[str, Timer]]:
    """What runs out where a pause puts nothing off."""
    for name, timer in timers.timers(facts).items():
        since = facts["clocks"].get(name, {}).get("since", timer.due)
        yield name, replace(timer, due=since)


def test_a_clock_that_stands_still_without_a_pause(monkeypatch):
    monkeypatch.setattr(clocks, "_shift", _marked_for_ever)
    found = failures(DEFINITION, "pauses hold", PAUSES)
    assert found["decision stands still, and no pause says so"][-1] == "resume by caseworker"


def _marked_for_ever(running: dict[str, Any], _: Facts | None, after: Facts | None, __: datetime) -> None:
    """Mark paused clocks, and never take the mark away."""
    for name, clock in running.items():
        if after is not None and name == after["clock"]:
            running[name] = clock | {"paused_until": after["until"]}


def test_a_threat_that_has_no_hour(monkeypatch):
    without_clock(monkeypatch, Clock.THREAT_TO_LIFE)
    found = failures(DEFINITION, "threats reach a lead", RISK)
    assert found["assess_risk leaves a threat without a clock"] == ("assess_risk (high) by caseworker",)


@pytest.mark.no_cover
def test_a_threat_that_anybody_may_put_away(monkeypatch):
    anybodys = replace(clocks.RULES[Clock.THREAT_TO_LIFE], stopped_by=None)
    concerned = {
        move: [anybodys if rule.clock is Clock.THREAT_TO_LIFE else rule for rule in rules]
        for move, rules in clocks._CONCERNED.items()
    }
    monkeypatch.setattr(clocks, "_CONCERNED", concerned)
    found = failures(DEFINITION, "threats reach a lead", RISK)
    assert found["add_note leaves a threat without a clock"][-1] == "add_note by caseworker"


@pytest.mark.no_cover
def test_a_threat_that_another_puts_off(monkeypatch):
    renewed = replace(clocks.RULES[Clock.THREAT_TO_LIFE], renews=True)
    concerned = {
        move: [renewed if rule.clock is Clock.THREAT_TO_LIFE else rule for rule in rules]
        for move, rules in clocks._CONCERNED.items()
    }
    monkeypatch.setattr(clocks, "_CONCERNED", concerned)
    (reason,) = failures(DEFINITION, "threats reach a lead", RISK)
    assert reason == "assess_risk puts a threat off"


def test_a_case_that_is_closed_over_a_threat():
    definition = with_branches(
        CASE,
        Event.CLOSE,
        lambda _, branch: [
            replace(branch, guards=tuple(guard for guard in branch.guards if guard.name != "no_threat_waits"))
        ],
    )
    found = failures(definition, "threats reach a lead", RISK)
    assert found["the case is closed though a threat waits for a lead"][-1].startswith("close")


def test_a_world_that_can_no_longer_begin():
    definition = without(CASE, Event.GIVE_CONSENT)
    found = failures(definition, "worlds begin", PANEL)
    (reason,) = found
    assert reason.startswith("give_consent (everything) by caseworker is refused: ")
    assert found[reason] == ("take by caseworker", "make_contact by caseworker")


def test_a_machine_that_sends_to_her_again():
    definition = with_branches(NOTICE, "retry", lambda _, branch: [replace(branch, guards=())])
    found = failures(definition, "never twice to her")
    assert found["the system sends it to her again"][0] == "plan a notice to the survivor"


def test_a_notice_that_waits_for_its_provider():
    definition = only_by(NOTICE, "deliver", Role.PROVIDER)
    definition = only_by(NOTICE, "fail", Role.PROVIDER, of=definition)
    definition = without(NOTICE, "expire_receipt", of=definition)
    found = failures(definition, "notices settle")
    assert found["a notice that is accepted waits for a provider"][0] == "plan a notice to the survivor"


def test_a_notice_that_may_go_two_ways():
    definition = with_branches(
        NOTICE, "hold", lambda _, branch: [branch, replace(branch, target="cancelled")]
    )
    found = failures(definition, "unambiguous")
    assert found["it leads to held and to cancelled"] == (
        "plan a notice to the survivor",
        "hold by caseworker",
    )
