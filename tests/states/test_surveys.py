from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from notifications.safety import MACHINE_CHANNELS, Contact, Ruling, may_send
from states.definitions import CURRENT, DEFINITIONS
from states.errors import NotPermitted, Refused
from states.surveys import asked, machine_may_write, open_wave
from states.vocabulary import Role
from tests.states.building import AT, DAY, SYSTEM, WORKER, Walk, facts
from tests.states.generated import some_facts

EVERYTHING = ["instruct_firm", "tell_force", "survey"]
WEEKS = timedelta(weeks=1)
HOURS = timedelta(hours=3)
#: A moment at which texts leave.
NOON = AT.replace(hour=12)


def ended(**referral: Any):
    """A case that ended with advice, whose survivor agreed to be asked how it went."""
    walk = Walk(DEFINITIONS[CURRENT], **referral).to("contacted").do("give_consent", scope=EVERYTHING)
    return walk.do("give_advice_only")


def invited(**referral: Any):
    return ended(**referral).wait(5 * WEEKS + HOURS).do("invite_to_survey", SYSTEM)


def test_who_is_asked_for_a_survey_is_asked_by_a_link_where_a_machine_may_write():
    walk = invited()
    assert asked(walk.facts) == {
        "first": {"way": "link", "invited_at": "2026-12-28T12:00:00Z", "answered_at": None}
    }


@pytest.mark.parametrize(
    ("referral", "found"),
    [
        ({"channels": ["phone"]}, {}),
        ({"windows": [{"days": ["mon"], "from": "10:00", "to": "11:00"}]}, {}),
        ({"messages_stopped": "bounced"}, {}),
        ({}, {"survey_address": False}),
    ],
    ids=["phone alone", "hours", "a bounce", "nowhere to answer"],
)
def test_where_no_machine_may_write_a_person_calls_her(referral, found):
    walk = ended(**referral).wait(5 * WEEKS + HOURS).do("invite_to_survey", SYSTEM, found=found)
    assert asked(walk.facts)["first"]["way"] == "phone"


@given(some_facts())
def test_a_machine_may_write_exactly_where_the_safe_contact_policy_lets_one_send(held):
    held = {**held, "deceased": False, "closed_at": None}
    lets = any(
        may_send(Contact.of(held), channel, at=NOON).ruling is Ruling.SEND for channel in MACHINE_CHANNELS
    )
    assert machine_may_write(held) is lets


def test_each_survey_is_asked_once_and_the_clock_ends_with_the_second():
    walk = invited()
    assert walk.clocks["survey"]["due"] == walk.clocks["survey"]["escalates"] == "2027-05-24T10:00:00Z"
    with pytest.raises(Refused, match="due"):
        walk.do("invite_to_survey", SYSTEM)
    walk.wait(22 * WEEKS).do("invite_to_survey", SYSTEM)
    assert set(asked(walk.facts)) == {"first", "second"}
    assert "survey" not in walk.clocks
    with pytest.raises(Refused, match="may still be answered"):
        walk.do("close", SYSTEM)
    walk.wait(3 * WEEKS).do("close", SYSTEM)


def test_where_nobody_asked_for_half_a_year_only_the_second_survey_is_asked():
    walk = ended().wait(27 * WEEKS).do("invite_to_survey", SYSTEM)
    assert set(asked(walk.facts)) == {"second"}
    assert "survey" not in walk.clocks


def test_a_person_may_ask_again_until_she_has_answered():
    walk = invited(channels=["phone"]).wait(DAY).do("invite_to_survey", WORKER)
    assert asked(walk.facts)["first"]["invited_at"] == "2026-12-29T12:00:00Z"
    walk.do("record_survey", WORKER, way="phone")
    with pytest.raises(Refused, match="due"):
        walk.do("invite_to_survey", WORKER)


@pytest.mark.parametrize(("by", "way"), [(Role.SURVIVOR, "link"), (WORKER, "phone")])
def test_an_answer_is_recorded_once_and_never_what_it_was(by, way):
    walk = invited().wait(DAY).do("record_survey", by, way=way)
    assert asked(walk.facts)["first"]["answered_at"] == "2026-12-29T12:00:00Z"
    assert walk.moves[-1].step.payload == {"way": way, "contact_me": False}
    assert open_wave(walk.facts) is None
    with pytest.raises(Refused, match="waits"):
        walk.do("record_survey", by, way=way)


def test_nobody_says_that_she_answered_without_the_answers():
    with pytest.raises(Refused, match="answers"):
        invited().do("record_survey", WORKER, way="phone", found={"answers_kept": False})


def test_nobody_but_her_and_who_works_for_her_answers():
    with pytest.raises(NotPermitted):
        invited().do("record_survey", Role.SOLICITOR)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("set_safety", {"safety": "unsafe"}),
        ("change_consent", {"scope": ["instruct_firm"]}),
        ("withdraw_consent", {}),
        ("record_death", {}),
    ],
)
def test_what_makes_it_unsafe_or_unwanted_voids_it_at_once(event, said):
    walk = invited().do(event, **said)
    assert "survey" not in walk.clocks
    for by in (Role.SURVIVOR, WORKER):
        with pytest.raises(Refused, match="agreed"):
            walk.do("record_survey", by)


def test_a_case_that_is_opened_again_begins_anew():
    walk = invited().do("reopen")
    assert asked(walk.facts) == {}
    with pytest.raises(Refused):
        walk.do("record_survey", WORKER)


def test_a_case_from_before_surveys_were_recorded_is_asked_by_a_task_and_keeps_its_facts():
    walk = Walk(DEFINITIONS["1"]).to("contacted").do("give_consent", scope=EVERYTHING).do("give_advice_only")
    with pytest.raises(Refused, match="no such event"):
        walk.wait(5 * WEEKS + HOURS).do("invite_to_survey", SYSTEM)
    assert "surveys" not in walk.do("reopen").facts
    assert asked(facts()) == {}
