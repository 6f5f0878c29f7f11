from collections.abc import Mapping
from typing import Any

import pytest

from states.guarding import CASEWORKERS, GUARDS, by, guard
from states.guards.reaching import tried_again_enough
from states.position import Asked, moment
from states.vocabulary import Role
from tests.states.building import (
    APPROVED,
    AT,
    DAY,
    FIRM,
    HOUR,
    LEAD,
    OFFICER,
    SYSTEM,
    WORKER,
    asked,
    clear,
    offer,
    order,
)


def tries(count: int = 3, days: float = 7, times: int = 2) -> dict[str, Any]:
    names = ["evening", "morning", "afternoon"][:times]
    return {"count": count, "first": moment(AT - days * DAY), "last": moment(AT), "times": names}


def asks(count: int = 2, hours: float = 48) -> dict[str, Any]:
    return {"count": count, "first": moment(AT - hours * HOUR), "last": moment(AT)}


#: What is sent and how it may differ, by event.
said = clear
OWN_WORD = {"approval": {"reference": "A-00000001", "by": "P-00000001", "force": None}}
PAUSED = {"clock": "decision", "until": moment(AT + DAY), "at": moment(AT)}
WINDOW = {"days": ["mon"], "from": "10:00", "to": "12:00"}
NO_EXPIRY = {"O-1": order("made", expires_on=None)}
EXPIRED = {"O-1": order("made", expires_on="2026-11-22")}
PROOF = "D-00000002"
MADE = {"O-1": order("made", expires_on="2027-01-10")}
RUNNING = {"due": moment(AT + DAY), "escalates": moment(AT + 2 * DAY), "since": moment(AT)}
AGREED = {"scope": ["survey"], "at": moment(AT)}
WAITING = {"way": "link", "invited_at": moment(AT), "answered_at": None}
ANSWERED = {**WAITING, "answered_at": moment(AT)}
LONG_AGO, LATELY = moment(AT - 91 * DAY), moment(AT - 90 * DAY)

#: For each guard: where it refuses, and where it holds.
CASES: Mapping[str, tuple[list[Asked], list[Asked]]] = {
    "unowned": (
        [asked(owner="P-00000002"), asked(found={"queues": ["essex"]})],
        [asked(), asked(queue=None), asked(found={"queues": ["cambridgeshire"]})],
    ),
    "taker_has_no_conflict": ([asked(found={"actor_conflict": True})], [asked()]),
    "owner_is_active": ([asked()], [asked(found={"owner_active": True})]),
    "owner_has_no_conflict": (
        [asked(), asked(found={"owner_conflict": True})],
        [asked(found={"owner_conflict": False})],
    ),
    "receiving_lead_approves": (
        [
            asked(payload=said("case", "transfer")),
            asked(payload=said("case", "transfer"), found=OWN_WORD),
            asked(payload=said("case", "transfer"), found={"approval": {"by": "P-2", "force": "kent"}}),
        ],
        [
            asked(payload=said("case", "transfer"), found=APPROVED),
            asked(payload=said("case", "transfer"), found={"approval": {"by": "P-2", "force": "essex"}}),
            asked(payload=said("case", "transfer", force=None, service="refuge"), found=APPROVED),
        ],
    ),
    "identity_is_confirmed": (
        [asked(payload=said("case", "make_contact", identity_confirmed=False))],
        [asked(payload=said("case", "make_contact"))],
    ),
    "she_may_talk": (
        [asked(payload=said("case", "make_contact", safe_to_talk=False))],
        [asked(payload=said("case", "make_contact"))],
    ),
    "names_an_open_case": (
        [asked(), asked(found={"duplicate": {"open": False, "same_force": True}})],
        [asked(found={"duplicate": {"open": True, "same_force": False}})],
    ),
    "same_force_or_lead": (
        [asked(), asked(found={"duplicate": {"open": True, "same_force": False}})],
        [asked(found={"duplicate": {"open": True, "same_force": True}}), asked(by=LEAD)],
    ),
    "tried_enough": (
        [
            asked(),
            asked(attempts=tries(count=2)),
            asked(attempts=tries(days=6.9)),
            asked(attempts=tries(times=1)),
            asked(asks=asks()),
            asked(routes={}, asks=asks(count=1)),
            asked(routes={}, asks=asks(hours=47)),
            asked(routes={}),
        ],
        [asked(attempts=tries()), asked(routes={}, asks=asks())],
    ),
    "approved_if_never_tried": (
        [asked(routes={}, asks=asks()), asked(routes={}, asks=asks(), found=OWN_WORD)],
        [
            asked(),
            asked(routes={}, asks=asks(), attempts=tries()),
            asked(routes={}, asks=asks(), found=APPROVED),
        ],
    ),
    "tried_again_enough": (
        [asked(), asked(attempts=tries(count=2)), asked(attempts=tries(days=6.9))],
        [asked(attempts=tries(times=1))],
    ),
    "approved_if_high_risk": (
        [asked(grade="high"), asked(grade="high", found=OWN_WORD)],
        [asked(grade="medium"), asked(grade="high", found=APPROVED)],
    ),
    "no_hearing_near": (
        [
            asked(orders={"O-1": order("listed", hearing_at="2026-12-07")}),
            asked(orders={"O-1": order("interim", return_day="2026-11-23")}),
        ],
        [
            asked(),
            asked(orders={"O-1": order("listed", hearing_at="2026-12-08")}),
            asked(orders={"O-1": order("listed", hearing_at="2026-11-22T10:00:00Z")}),
            asked(orders={"O-1": order("refused", hearing_at="2026-11-24")}),
        ],
    ),
    "privacy_notice_is_given": (
        [asked(payload=said("case", "give_consent", privacy_notice_given=False))],
        [asked(payload=said("case", "give_consent"))],
    ),
    "she_has_capacity": (
        [asked(payload=said("case", "give_consent", has_capacity=False))],
        [asked(payload=said("case", "give_consent"))],
    ),
    "covers_a_firm": (
        [asked(payload=said("case", "give_consent", scope=["survey"]))],
        [asked(payload=said("case", "give_consent"))],
    ),
    "keeps_a_firm": (
        [
            asked(payload=said("case", "change_consent")),
            asked(
                payload=said("case", "change_consent", scope=["survey"]),
                consent={"scope": ["instruct_firm"], "at": moment(AT)},
            ),
        ],
        [
            asked(
                payload=said("case", "change_consent"), consent={"scope": ["instruct_firm"], "at": moment(AT)}
            ),
            asked(payload=said("case", "change_consent", scope=["survey"])),
        ],
    ),
    "consent_is_in_force": (
        [asked(), asked(consent={"scope": ["survey"], "at": moment(AT)})],
        [asked(consent={"scope": ["instruct_firm"], "at": moment(AT)})],
    ),
    "door_is_left_open": (
        [asked(payload=said("case", "decline", door_open_advice=False))],
        [asked(payload=said("case", "decline"))],
    ),
    "she_agrees": (
        [asked(payload=said("case", "send_warning_letter", agreed=False))],
        [asked(payload=said("case", "give_advice_only"))],
    ),
    "handed_over_if_high_risk": (
        [
            asked(payload=said("case", "find_ineligible"), grade="high"),
            asked(
                payload=said("case", "find_ineligible", hand_over={"service": "IDVA", "accepted": False}),
                grade="high",
            ),
        ],
        [
            asked(payload=said("case", "find_ineligible")),
            asked(
                payload=said("case", "find_ineligible", hand_over={"service": "IDVA", "accepted": True}),
                grade="high",
            ),
        ],
    ),
    "service_accepts": (
        [asked(payload=said("case", "refer_elsewhere", accepted=False))],
        [asked(payload=said("case", "refer_elsewhere"))],
    ),
    "no_order_binds": (
        [asked(orders={"O-1": order("returned")}), asked(orders=MADE), asked(orders=NO_EXPIRY)],
        [asked(), asked(orders=EXPIRED), asked(orders={"O-1": order("ended", expires_on="2027-01-10")})],
    ),
    "firm_is_eligible": (
        [
            asked(payload=said("case", "make_offer")),
            asked(payload=said("case", "make_offer"), found={"firm_active": False}),
            asked(
                payload=said("case", "make_offer"), found={"firm_active": True}, excluded_firms=["hawthorn"]
            ),
        ],
        [asked(payload=said("case", "make_offer"), found={"firm_active": True})],
    ),
    "firm_has_no_conflict": (
        [asked(), asked(found={"firm_conflict": True})],
        [asked(found={"firm_conflict": False})],
    ),
    "firm_is_not_waiting": (
        [asked(payload=said("case", "make_offer"), offers={"F-1": offer()})],
        [
            asked(payload=said("case", "make_offer")),
            asked(
                payload=said("case", "make_offer"), offers={"F-1": offer("lapsed"), "F-2": offer(firm="oak")}
            ),
        ],
    ),
    "offers_leave_room": (
        [asked(offers={"F-1": offer(), "F-2": offer(), "F-3": offer()})],
        [asked(offers={"F-1": offer(), "F-2": offer(), "F-3": offer("declined")})],
    ),
    "offer_is_accepted": (
        [asked(), asked(offers={"F-1": offer("ended"), "F-2": offer()})],
        [asked(offers={"F-1": offer("accepted")})],
    ),
    "an_order_is_sought": (
        [
            asked(payload=said("case", "seek_order", orders=[])),
            asked(payload=said("case", "seek_order", orders=[]), orders=MADE),
        ],
        [
            asked(payload=said("case", "seek_order")),
            asked(payload=said("case", "seek_order", orders=[]), orders={"O-1": order("interim")}),
        ],
    ),
    "grounds_are_given": (
        [
            asked(
                payload={"orders": [{"without_notice": True, "without_notice_grounds": []}]},
            )
        ],
        [
            asked(payload=said("case", "seek_order")),
            asked(
                payload={"orders": [{"without_notice": True, "without_notice_grounds": ["evading_service"]}]}
            ),
        ],
    ),
    "address_is_protected": (
        [asked(payload=said("case", "seek_order", confidential_address_protected=False))],
        [asked(payload=said("case", "seek_order"))],
    ),
    "an_order_was_sought": ([asked()], [asked(orders=EXPIRED)]),
    "every_order_is_resolved": (
        [asked(orders={"O-1": order("made"), "O-2": order("interim")})],
        [asked(orders={"O-1": order("made"), "O-2": order("refused")})],
    ),
    "tightens_or_spoke": (
        [
            asked(safety="unsafe", payload=said("case", "set_safety", safety="safe", channels=["phone"])),
            asked(
                by=OFFICER,
                safety="unsafe",
                payload=said("case", "set_safety", safety="safe", channels=["phone"], spoke_at=moment(AT)),
            ),
            asked(
                safety="unsafe",
                payload=said(
                    "case", "set_safety", safety="safe", channels=["phone"], spoke_at=moment(AT + DAY)
                ),
            ),
            # She said so before somebody found that it is not safe.
            asked(
                safety="unsafe",
                tightened_at=moment(AT - DAY),
                payload=said(
                    "case", "set_safety", safety="safe", channels=["phone"], spoke_at=moment(AT - 2 * DAY)
                ),
            ),
        ],
        [
            asked(by=OFFICER, payload=said("case", "set_safety")),
            asked(
                by=FIRM,
                payload=said("case", "set_safety", safety="safe", channels=["phone"], windows=[WINDOW]),
            ),
            asked(
                safety="unsafe",
                payload=said("case", "set_safety", safety="safe", channels=["phone"], spoke_at=moment(AT)),
            ),
        ],
    ),
    "route_is_hers": (
        [asked(), asked(found={"route_is_respondents": True})],
        [asked(found={"route_is_respondents": False})],
    ),
    "grade_is_not_lowered": (
        [
            asked(grade="high", payload=said("case", "assess_risk")),
            asked(payload=said("case", "assess_risk", score=14)),
            asked(payload=said("case", "assess_risk", tool="DASH 2009", score=20)),
        ],
        [
            asked(grade="medium", payload=said("case", "assess_risk")),
            asked(payload=said("case", "assess_risk", grade="high", score=14)),
            asked(payload=said("case", "assess_risk", score=13)),
            asked(payload=said("case", "assess_risk", tool="dara", score=20)),
        ],
    ),
    "breached_order_is_known": (
        [asked(payload=said("case", "report_breach", order="O-00000001"))],
        [
            asked(payload=said("case", "report_breach")),
            asked(payload=said("case", "report_breach", order="O-00000001"), orders={"O-00000001": order()}),
        ],
    ),
    "another_lead_approves": ([asked(), asked(found=OWN_WORD)], [asked(found=APPROVED)]),
    "clock_may_pause": (
        [
            asked(payload=said("case", "pause"), clocks={"filing": RUNNING}),
            asked(payload=said("case", "pause", clock="first_contact"), clocks={"first_contact": RUNNING}),
            asked(payload=said("case", "pause", clock="threat_to_life"), clocks={"threat_to_life": RUNNING}),
            asked(payload=said("case", "pause", clock="hearing"), clocks={"hearing:O-1": RUNNING}),
            asked(payload=said("case", "pause", clock="expiry"), clocks={"expiry:O-1": RUNNING}),
        ],
        [
            asked(payload=said("case", "pause"), clocks={"decision": RUNNING}),
            asked(payload=said("case", "pause", clock="court_answer"), clocks={"court_answer:O-1": RUNNING}),
        ],
    ),
    "no_clock_is_paused": ([asked(paused=PAUSED)], [asked()]),
    "pause_is_short": (
        [
            asked(payload=said("case", "pause", until=moment(AT))),
            asked(payload=said("case", "pause", until=moment(AT + 28 * DAY + HOUR))),
        ],
        [asked(payload=said("case", "pause", until=moment(AT + 28 * DAY)))],
    ),
    "a_clock_is_paused": ([asked()], [asked(paused=PAUSED)]),
    "may_still_reopen": (
        [
            asked("outcome", outcome_at=LONG_AGO),
            asked("outcome", outcome_at=LONG_AGO, orders={"O-1": order("applied")}),
            asked("outcome", outcome_at=LONG_AGO, orders=EXPIRED),
        ],
        [asked("outcome", outcome_at=LATELY), asked("outcome", outcome_at=LONG_AGO, orders=MADE)],
    ),
    "death_was_an_error": (
        [asked(deceased=True), asked(deceased=True, found=OWN_WORD)],
        [asked(), asked(deceased=True, found=APPROVED)],
    ),
    "time_has_passed": (
        [
            asked(by=SYSTEM, outcome_at=moment(AT - 89 * DAY)),
            asked(by=SYSTEM, outcome_at=LONG_AGO, clocks={"survey": RUNNING}),
        ],
        [
            asked(by=SYSTEM, outcome_at=LATELY),
            asked(by=SYSTEM, outcome_at=LATELY, clocks={"survey": RUNNING | {"escalates": moment(AT)}}),
            asked(outcome_at=moment(AT)),
        ],
    ),
    "she_may_be_surveyed": (
        [asked(), asked(consent=AGREED, safety="unsafe"), asked(consent=AGREED, deceased=True)],
        [asked(consent=AGREED, safety="restricted")],
    ),
    "a_survey_is_due": (
        [
            asked(),
            asked(by=SYSTEM, clocks={"survey": RUNNING}),
            asked(by=SYSTEM, surveys={"first": WAITING}),
            asked(surveys={"first": ANSWERED}),
        ],
        [
            asked(by=SYSTEM, clocks={"survey": RUNNING | {"due": moment(AT)}}),
            asked(surveys={"first": WAITING}),
        ],
    ),
    "a_survey_waits": (
        [asked(), asked(surveys={"first": ANSWERED}), asked(surveys={"first": WAITING, "second": ANSWERED})],
        [asked(surveys={"first": WAITING}), asked(surveys={"first": ANSWERED, "second": WAITING})],
    ),
    "no_survey_waits": (
        [
            asked(by=SYSTEM, clocks={"survey": RUNNING}),
            asked(by=SYSTEM, surveys={"second": WAITING}, at=AT + 20 * DAY),
        ],
        [
            asked(clocks={"survey": RUNNING}),
            asked(by=SYSTEM, surveys={"second": WAITING}, at=AT + 21 * DAY),
            asked(by=SYSTEM, surveys={"second": ANSWERED}),
        ],
    ),
    "answers_are_kept": (
        [asked(), asked(found={"answers_kept": "yes"})],
        [asked(found={"answers_kept": True})],
    ),
    "no_threat_waits": ([asked(clocks={"threat_to_life": RUNNING})], [asked(clocks={"survey": RUNNING})]),
    "no_offer_waits": ([asked(offers={"F-1": offer()})], [asked(offers={"F-1": offer("accepted")})]),
    "orders_are_settled": (
        [asked(orders={"O-1": order("applied")}), asked(orders=MADE), asked(orders=NO_EXPIRY)],
        [
            asked(),
            asked(orders=EXPIRED),
            asked(orders={"O-1": order("made", expires_on=None, released=True)}),
        ],
    ),
    "no_notice_moves": (
        [asked(), asked(found={"notices_moving": 1})],
        [asked(found={"notices_moving": 0})],
    ),
    "expiry_and_return_are_given": (
        [
            asked(payload=said("order", "grant_interim", expires_on=None)),
            asked(payload=said("order", "grant_interim", return_day=None)),
        ],
        [asked(payload=said("order", "grant_interim"))],
    ),
    "arrest_goes_with_occupation": (
        [
            asked(
                payload=said("order", event, power_of_arrest=True),
                orders={"O-1": order("applied")},
                subject="O-1",
            )
            for event in ("grant_interim", "make_order", "vary", "extend")
        ],
        [
            asked(
                payload=said("order", "make_order", power_of_arrest=True),
                orders={"O-1": order("applied", type="occupation")},
                subject="O-1",
            ),
            asked(
                payload=said("order", "make_order", power_of_arrest=False),
                orders={"O-1": order("applied")},
                subject="O-1",
            ),
            asked(payload=said("order", "make_order"), orders={"O-1": order("applied")}, subject="O-1"),
        ],
    ),
    "bar_was_shown": (
        [asked(payload=said("order", "take_undertaking", bar_shown=False))],
        [asked(payload=said("order", "take_undertaking"))],
    ),
    "lead_releases": (
        [asked(payload=said("order", "review", decision="release_from_watch"))],
        [
            asked(by=LEAD, payload=said("order", "review", decision="release_from_watch")),
            asked(payload=said("order", "review")),
        ],
    ),
    "release_is_for_orders_without_expiry": (
        [asked(payload=said("order", "review", decision="release_from_watch"), orders=MADE, subject="O-1")],
        [
            asked(
                payload=said("order", "review", decision="release_from_watch"),
                orders=NO_EXPIRY,
                subject="O-1",
            ),
            asked(payload=said("order", "review"), orders=MADE, subject="O-1"),
        ],
    ),
    "expired_if_system": (
        [
            asked(by=SYSTEM, orders=MADE, subject="O-1"),
            asked(by=SYSTEM, orders=NO_EXPIRY, subject="O-1"),
            asked(by=SYSTEM, orders={"O-1": order("made", expires_on="2026-11-23")}, subject="O-1"),
        ],
        [asked(by=SYSTEM, orders=EXPIRED, subject="O-1"), asked(orders=MADE, subject="O-1")],
    ),
    "a_person_ends_an_interim": ([asked(by=SYSTEM)], [asked(), asked(by=LEAD), asked(by=FIRM)]),
    "expiry_is_near": (
        [asked(orders=MADE, subject="O-1"), asked(orders=NO_EXPIRY, subject="O-1")],
        [asked(orders={"O-1": order("made", expires_on="2027-01-04")}, subject="O-1")],
    ),
    "server_is_not_the_applicant": (
        [asked(payload=said("service", "serve", served_by="applicant"))],
        [asked(payload=said("service", "serve"))],
    ),
    "service_has_happened": (
        [asked(payload=said("service", "serve", served_on="2026-11-24"))],
        [
            asked(payload=said("service", "serve", served_on="2026-11-22")),
            asked(payload=said("service", "serve", served_on="2026-11-23")),
        ],
    ),
    "proof_is_of_this_order": (
        [
            asked(payload=said("service", "serve", document=PROOF)),
            asked(payload=said("service", "serve", document=PROOF), found={"document": "D-00000009"}),
        ],
        [
            asked(payload=said("service", "serve")),
            asked(payload=said("service", "serve", document=PROOF), found={"document": PROOF}),
        ],
    ),
    "sealed_order_is_stored": (
        [asked(), asked(found={"copy": {"order": None, "proof": PROOF}})],
        [asked(found={"copy": {"order": "D-00000001", "proof": None}})],
    ),
    "proof_is_stored": (
        [
            asked(orders={"O-1": order("made", service="served")}, subject="O-1"),
            asked(
                orders={"O-1": order("made", service="served")},
                subject="O-1",
                found={"copy": {"order": "D-00000001", "proof": None}},
            ),
        ],
        [
            asked(orders={"O-1": order("made", service="dispensed")}, subject="O-1"),
            asked(
                orders={"O-1": order("made", service="served")},
                subject="O-1",
                found={"copy": {"order": None, "proof": PROOF}},
            ),
        ],
    ),
    "offer_has_run_out": (
        [
            asked(clocks={"offer:F-1": RUNNING}, subject="F-1"),
            asked(clocks={"offer:F-2": RUNNING | {"due": moment(AT)}}, subject="F-1"),
        ],
        [asked(clocks={"offer:F-1": RUNNING | {"due": moment(AT)}}, subject="F-1")],
    ),
    "certainly_did_not_arrive": (
        [asked(payload=said("notice", "retry"))],
        [asked(payload=said("notice", "retry", certain=True))],
    ),
    "a_person_decides_for_her": (
        [asked(by=SYSTEM, recipient="survivor"), asked(by=Role.PROVIDER, recipient="survivor")],
        [asked(by=SYSTEM, recipient="force"), asked(by=WORKER, recipient="survivor")],
    ),
    "receipt_is_overdue": ([asked()], [asked(found={"receipt_overdue": True})]),
}


def test_every_guard_is_shown_refusing_and_holding():
    # A guard of a second version is shown where that version is.
    assert set(CASES) == {
        name for name, guard in GUARDS.items() if guard.holds.__module__.startswith("states.")
    }
    assert all(refusing and holding for refusing, holding in CASES.values())


@pytest.mark.parametrize("name", CASES)
def test_a_guard_refuses_where_it_must_and_holds_elsewhere(name):
    refusing, holding = CASES[name]
    assert [GUARDS[name].holds(case) for case in refusing] == [False] * len(refusing)
    assert [GUARDS[name].holds(case) for case in holding] == [True] * len(holding)


@pytest.mark.parametrize("name", CASES)
def test_a_guard_says_no_in_words_fit_for_the_person_refused(name):
    refusal = GUARDS[name].refusal()
    assert refusal.guard == name
    assert refusal.reason[0].islower()
    assert not refusal.reason.endswith(".")
    assert refusal.remedy[0].isupper()
    assert refusal.who in set(Role)


def test_being_tried_again_needs_no_different_times():
    assert tried_again_enough(asked(attempts=tries(times=1)))


def test_two_guards_never_share_a_name():
    with pytest.raises(ValueError, match="two guards are called unowned"):

        @guard("it is taken", remedy="Choose another name")
        def unowned(_: Asked) -> bool:
            return False


def test_the_same_askers_are_one_condition():
    assert by(CASEWORKERS) is by(Role.LEAD, Role.CASEWORKER)


def test_nobody_may_ask_for_what_only_another_chart_brings():
    nobody = by()
    assert not any(nobody(asked(by=role)) for role in Role)
    assert nobody(asked(coupled=True))
