import itertools

import pytest

from states.definitions import CURRENT, DEFINITIONS
from states.proof.evidence import Claim, Failure
from states.proof.exploration import REPORTED
from states.verify import CLAIMS, Report, verify
from tests.states.planting import BY_NAME, DEFINITION


# Proofs of single worlds count what this reaches: it takes twelve seconds, and half a minute counted.
@pytest.mark.no_cover
@pytest.mark.slow
def test_every_claim_is_asked_and_holds_in_a_proof_that_is_no_small_sample():
    report = verify(DEFINITION)
    assert [claim.name for claim in report.claims] == [name for name, _ in CLAIMS]
    assert [claim.name for claim in report.claims if not claim.checked] == []
    assert {claim.name: claim.failures for claim in report.claims if claim.failures} == {}
    assert report.positions > 15_000
    assert report.steps > 100_000
    assert report.version == CURRENT
    assert report.holds


def test_a_definition_holds_when_every_claim_does():
    held = Claim("timed", "it has a clock", 2)
    broken = Claim("owned", "somebody owns it", 3, (Failure("nobody does", ("take by lead",)),))
    assert Report("1", 1, 1, (held,)).holds
    assert not Report("1", 1, 1, (held, broken)).holds


def test_what_was_never_asked_does_not_hold():
    assert not Claim("owned", "somebody owns it", 0).holds


def test_every_claim_has_a_name_of_its_own_and_a_sentence():
    names = [name for name, _ in CLAIMS]
    assert len(set(names)) == len(names)
    assert all(says for _, says in CLAIMS)


@pytest.mark.whole
@pytest.mark.no_cover
def test_every_published_version_is_proved():
    # The current one is proved above. Older ones never change: they were proved when they were published.
    for version in DEFINITIONS.keys() - {CURRENT}:
        assert verify(DEFINITIONS[version]).holds


def test_a_report_tells_the_way_to_a_failure():
    broken = Claim(
        "owned", "somebody owns it", 1234, (Failure("nobody does", ("take by lead", "8 days pass")),)
    )
    told = Report("1", 5678, 9, (Claim("timed", "it has a clock", 2), broken), 1.25).text()
    assert told.splitlines() == [
        "Definition 1: 5,678 positions, 9 steps in 1.2 s",
        "holds          2  it has a clock",
        "FAILS      1,234  somebody owns it",
        "       because nobody does, after:",
        "         1. take by lead",
        "         2. 8 days pass",
    ]


def test_a_report_without_a_timer_tells_no_seconds():
    first, *_ = verify(DEFINITION, worlds=[]).text().splitlines()
    assert first == f"Definition {CURRENT}: 18 positions, 106 steps"


def test_progress_is_heard_and_seconds_come_from_the_timer():
    heard: list[tuple[str, int, int]] = []
    ticks = itertools.count(10.0, 2.5)
    world = BY_NAME["no safe route"]
    timed = verify(
        DEFINITION, worlds=[world], progress=lambda *told: heard.append(told), timer=lambda: next(ticks)
    )
    assert timed.seconds == 2.5
    assert [done for _, done, _ in heard] == [
        REPORTED * times for times in range(1, (timed.positions - 18) // REPORTED + 1)
    ]
    assert {name for name, _, _ in heard} == {world.name}


def test_the_same_definition_gives_the_same_report():
    worlds = [BY_NAME["reaching her"]]
    assert verify(DEFINITION, worlds=worlds) == verify(DEFINITION, worlds=worlds)
