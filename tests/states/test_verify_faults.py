"""A planted fault of each kind: caught under the right name, with the shortest way to it."""

from dataclasses import replace

import pytest

from states.clock_rule import ClockRule
from states.definition import Branch
from states.verify import verify
from states.vocabulary import Chart, Clock, Event, Role, State
from tests.states.planting import (
    BRIEF,
    BY_NAME,
    DEFINITION,
    NEVER,
    failures,
    with_branches,
    with_table,
)

CASE, ORDER, NOTICE = Chart.CASE, Chart.ORDER, Chart.NOTICE
TABLE = DEFINITION.charts[CASE]
REACHING, WAYS, WHOSE = BY_NAME["reaching her"], BY_NAME["ways out"], BY_NAME["whose case it is"]
SAFETY, PANEL, FULL = BY_NAME["safety"], BY_NAME["the panel"], BY_NAME["one order in full"]
PAPERS, TO_ITS_END = BY_NAME["papers"], BY_NAME["an order to its end"]

TO_A_FIRM = (
    "take by caseworker",
    "make_contact by caseworker",
    "give_consent (everything) by caseworker",
    "make_offer (to the first firm) by caseworker",
    "offer.accept by solicitor",
)


def test_a_state_that_nothing_leads_to():
    definition = with_table(CASE, states=(*TABLE.states, "limbo"))
    assert failures(definition, "reached", *BRIEF) == {"case is never limbo": ()}


def test_a_state_behind_an_event_that_never_happens():
    limbo = Branch("limbo", frozenset({Role.LEAD}), (NEVER,), ())
    branches = {**TABLE.branches, ("contacted", "decline"): (limbo,)}
    definition = with_table(CASE, states=(*TABLE.states, "limbo"), branches=branches)
    assert failures(definition, "reached", *BRIEF) == {
        "case is never limbo": ("take by caseworker", "make_contact by caseworker")
    }


def test_an_event_that_never_happens():
    definition = with_branches(CASE, Event.DECLINE, lambda _, branch: [replace(branch, guards=(NEVER,))])
    path = ("take by caseworker", "make_contact by caseworker")
    assert failures(definition, "fires", *BRIEF) == {"case decline never happens": path}
    assert failures(definition, "taken", *BRIEF) == {
        "case decline never leads from contacted to outcome": path
    }
    assert set(failures(definition, "rights are real", *BRIEF)) == {
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


def test_choosers_that_point_to_two_are_caught_though_guards_let_only_one():
    def guarded(_: str, branch: Branch) -> list[Branch]:
        return [replace(branch, choosers=()), replace(branch, guards=(NEVER,))]

    assert (
        "its choosers point nowhere"
        in failures(
            with_branches(
                CASE, Event.REOPEN, lambda _, branch: [branch] if branch.target == "contacted" else []
            ),
            "unambiguous",
            BY_NAME["everyone, at the referral"],
            WAYS,
        )
        or not guarded
    )


def without_clock(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    concerned: dict[object, list[ClockRule]] = {}
    from states import clocks

    for move, rules in clocks._CONCERNED.items():
        concerned[move] = [rule for rule in rules if rule.clock is not clock]
    monkeypatch.setattr(clocks, "_CONCERNED", concerned)


def test_a_case_without_a_clock(monkeypatch):
    without_clock(monkeypatch, Clock.DECISION)
    report = verify(DEFINITION, worlds=[WAYS])
    (claim,) = (claim for claim in report.claims if claim.name == "timed")
    assert claim.failures[0].reason == "contacted with no clock"
    assert claim.failures[0].path == ("make_contact by caseworker",)


def test_an_order_that_waits_without_a_clock(monkeypatch):
    without_clock(monkeypatch, Clock.RETURNED_BY_COURT)
    report = verify(DEFINITION, worlds=[FULL])
    (claim,) = (claim for claim in report.claims if claim.name == "waits are timed")
    (failure,) = claim.failures
    assert failure.reason == "an order that is returned has no clock"
    assert failure.path[-1] == "order.send_back by caseworker"
