"""A question reaches the officer whom it is asked of, and nobody else."""

import orjson
import pytest

from states.errors import NotFound
from states.vocabulary import Event
from tests.workflow.cast import Cast
from workflow import questions
from workflow.faults import StorageUnavailable
from workflow.questions import is_asked, read_questions

ASKED = {"questions": ["Does Bert hold a key?", "Is Ada's sister safe to call?"]}


@pytest.fixture
def referral(cast: Cast) -> str:
    """A referral to a case that its caseworker has taken."""
    cast.case("taken")
    return str(cast.row("referrals")["reference"])


def ask(cast: Cast, referral: str, *words: str) -> None:
    cast.do(cast.caseworker, referral, Event.REQUEST_INFORMATION, {"questions": words} if words else ASKED)


def reads(cast: Cast, referral: str, actor=None) -> tuple[str, ...]:
    who = actor or cast.officer
    read = read_questions(cast.db, referral, actor=who, at=cast.at)
    assert bool(read) == is_asked(cast.db, referral, actor=who, at=cast.at)
    return read


def test_the_officer_reads_what_they_were_asked_and_the_trail_says_so(cast: Cast, referral: str):
    assert reads(cast, referral) == ()
    ask(cast, referral)
    ask(cast, referral, "Was she hurt?")
    asked = [entry["seq"] for entry in cast.entries(referral)[-2:]]
    assert reads(cast, referral) == (*ASKED["questions"], "Was she hurt?")
    entry = cast.entries(referral)[-1]
    assert (entry["event"], entry["actor"]) == ("read_questions", cast.officer.reference)
    assert orjson.loads(entry["body"]) == {"asked": asked}


def test_what_was_answered_is_closed_and_what_is_asked_next_is_open(cast: Cast, referral: str):
    ask(cast, referral)
    cast.do(cast.officer, referral, Event.SUPPLY_INFORMATION)
    entries = cast.entries(referral)
    assert reads(cast, referral) == ()
    assert cast.entries(referral) == entries
    ask(cast, referral, "And now?")
    assert reads(cast, referral) == ("And now?",)


def test_who_was_not_asked_reads_nothing(cast: Cast, referral: str):
    ask(cast, referral)
    joined = {
        "referral": "R-00000001",
        "referrer": cast.other_officer.reference,
        "contact": {"safety": "safe", "channels": ["phone"]},
        "tell_force": True,
        "grade": "medium",
    }
    cast.do(cast.system, referral, Event.JOIN_REFERRAL, joined)
    case = cast.found(referral).reference
    for reference, actor in (
        (referral, cast.other_officer),
        (case, cast.officer),
        (referral, cast.solicitor),
    ):
        with pytest.raises(NotFound):
            read_questions(cast.db, reference, actor=actor, at=cast.at)
        with pytest.raises(NotFound):
            is_asked(cast.db, reference, actor=actor, at=cast.at)
    # Who sees the case reads its questions there, if at all.
    assert reads(cast, referral, cast.lead) == ()


def test_nothing_is_shown_that_could_not_be_written(cast: Cast, referral: str, monkeypatch):
    ask(cast, referral)

    def fail(*_: object, **__: object):
        raise StorageUnavailable("the disk is full")

    monkeypatch.setattr(questions, "note", fail)
    with pytest.raises(StorageUnavailable):
        read_questions(cast.db, referral, actor=cast.officer, at=cast.at)
