"""The samples are complete, and what they carry is what a real payload carries."""

import itertools

import pytest

from states.payloads import read
from states.proof.exploration import OPENS, START
from states.proof.order_asks import NOTICE_ASKS
from states.proof.sample import ACTORS, NOTHING, Need, Sample
from states.proof.worlds import ASKS, WORLDS, called, of
from states.vocabulary import Chart, Event, Role
from tests.states.building import facts, sent
from tests.states.planting import BRIEF, DEFINITION

SAMPLES = (*ASKS.values(), *NOTICE_ASKS)


def rights() -> set[tuple[Chart, str, Role]]:
    return {
        (chart, event, role)
        for chart, table in DEFINITION.charts.items()
        for (_, event), branches in table.branches.items()
        for branch in branches
        for role in branch.asks
    }


def test_every_event_is_sampled_for_every_role_that_may_ask_for_it():
    sampled = {(sample.chart, sample.event, role) for sample in SAMPLES for role in sample.roles}
    assert rights() <= sampled


def test_no_sample_asks_what_no_chart_lets_its_role_ask():
    sampled = {(sample.chart, sample.event, role) for sample in SAMPLES for role in sample.roles}
    assert sampled <= rights()


def test_samples_have_names_of_their_own():
    assert len({sample.name for sample in SAMPLES}) == len(SAMPLES)
    # A path parts its steps by commas.
    assert not [sample.name for sample in SAMPLES if "," in sample.name]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.chart} {sample.name}")
def test_a_sample_carries_what_a_real_payload_carries(sample):
    ask = sample.ask(facts(**OPENS), START, sample.roles[0])
    clear, _ = read(sample.chart, sample.event, sent(sample.chart, sample.event) | ask.payload)
    assert clear == ask.payload


def test_worlds_have_names_of_their_own():
    assert len({world.name for world in WORLDS}) == len(WORLDS)


def test_everyone_asks_everything_somewhere():
    for world in BRIEF:
        assert list(world.samples) == list(ASKS.values())


def test_every_event_is_asked_in_a_world_that_is_followed_to_its_end():
    followed = [world for world in WORLDS if not world.brief]
    parts = [part for world in followed for part in itertools.chain(world.samples, *world.courses)]
    asked = {(part.chart, part.event) for part in parts if isinstance(part, Sample)}
    assert asked == {(sample.chart, sample.event) for sample in ASKS.values()}


def test_a_name_that_no_sample_has_is_an_error():
    with pytest.raises(KeyError):
        called("take a holiday")


def test_samples_are_found_by_their_event():
    assert {sample.event for sample in of("give_consent", "take")} == {Event.GIVE_CONSENT, Event.TAKE}


def test_what_a_firm_asks_needs_the_firm():
    note = ASKS["add_note"]
    assert note.needs_of(Role.SOLICITOR) == {Need.FIRM}
    assert note.needs_of(Role.LEAD) == NOTHING
    assert note.only(Role.LEAD).roles == (Role.LEAD,)


def test_only_her_word_her_death_and_uncertain_truths_are_marked():
    marked = {need: {sample.event for sample in ASKS.values() if need in sample.needs} for need in Need}
    assert marked[Need.DEATH] == {Event.RECORD_DEATH}
    assert marked[Need.TRUTH] == {"mark_duplicate", "find_ineligible", "refer_elsewhere", "withdraw", "end"}
    assert {"make_contact", "give_consent", "withdraw_consent", "decline"} <= marked[Need.HER]


def test_everyone_who_asks_is_somebody():
    assert {role for sample in SAMPLES for role in sample.roles} <= ACTORS.keys()
