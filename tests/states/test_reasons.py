from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.definitions import DEFINITIONS
from states.errors import NotFound, NotPermitted, Refused
from states.moves import Ask, opened
from states.reasons import Read, reasons
from states.vocabulary import Chart, Role
from tests.states.building import AT, FIRST_REFERRAL, Walk
from tests.states.test_moves import asks

DEFINITION = DEFINITIONS["1"]


@given(st.data())
def test_the_reasons_of_a_command_are_those_by_which_it_was_decided(data):
    at, position = AT, opened(FIRST_REFERRAL, at=AT, by=Role.OFFICER, actor="P-00000008").after
    for number in range(data.draw(st.integers(1, 15))):
        at += data.draw(st.sampled_from([timedelta(0), timedelta(hours=5), timedelta(days=4)]))
        ask = data.draw(asks(position, at, number))
        told = list(reasons(DEFINITION, position, ask))
        failing = [weighed.guard.name for weighed in told[-1].guards if not weighed.holds]
        try:
            move = DEFINITION.decide(position, ask)
        except NotPermitted:
            assert not told[-1].permitted
            continue
        except Refused as refused:
            names = [refusal.guard for refusal in refused.refusals]
            assert names == failing or (told[-1].target is None and names == ["state_allows_it"])
            continue
        assert all(one.holds for one in told)
        steps = [(step.chart, step.subject, step.event, step.source, step.target) for step in move.steps]
        assert [(one.chart, one.subject, one.event, one.source, one.target) for one in told] == steps
        position = move.after


def reasons_of(walk: Walk, event: str, by: Role = Role.CASEWORKER, **payload: object):
    ask = Ask(event, by, walk.at, "P-00000001", payload)
    return list(reasons(DEFINITION, walk.position, ask))


def test_a_guard_says_what_it_looked_at_to_hold_or_to_refuse():
    (told,) = reasons_of(
        Walk().do("make_contact"), "give_consent", privacy_notice_given=True, has_capacity=False, scope=[]
    )
    read = {weighed.guard.name: (weighed.holds, weighed.read) for weighed in told.guards}
    assert (True, (Read("said", "privacy_notice_given", True),)) in read.values()
    assert (False, (Read("said", "has_capacity", False),)) in read.values()
    assert not told.holds
    assert told.target == "consented"


def test_guards_that_hold_are_told_too_and_facts_are_named():
    walk = Walk()
    (told,) = reasons_of(walk, "give_up_contact", reason="no_answer")
    facts = {
        read.name: read.value for weighed in told.guards for read in weighed.read if read.among == "fact"
    }
    assert facts["attempts"] == walk.facts["attempts"]
    assert {read.among for weighed in told.guards for read in weighed.read} <= {"fact", "said", "found"}


def test_what_the_state_does_not_know_has_no_way_and_what_brings_another_step_tells_that_too():
    (told,) = reasons_of(Walk(), "seek_order", Role.SOLICITOR)
    assert (told.target, told.guards, told.permitted, told.holds) == (None, (), False, False)
    walk = Walk().to("solicitor_assigned")
    move = walk.moves[-1]
    ask = Ask(
        move.step.event,
        move.step.by,
        move.step.at,
        move.step.actor,
        move.step.payload,
        move.step.found,
        Chart.OFFER,
        move.step.subject,
    )
    accepted, assigned = list(reasons(DEFINITION, move.before, ask))[:2]
    assert (accepted.coupled, assigned.coupled, assigned.event) == (False, True, "assign_solicitor")
    assert assigned.asks == ()
    assert assigned.permitted


def test_a_condition_that_only_chooses_tells_its_answer():
    told = reasons_of(Walk().to("outcome"), "reopen", Role.LEAD, reason="she asked")
    assert [chosen.name for one in told for chosen in one.chosen]
    with pytest.raises(NotFound):
        list(
            reasons(
                DEFINITION,
                Walk().position,
                Ask("accept", Role.SOLICITOR, AT, chart=Chart.OFFER, subject="F-1"),
            )
        )
