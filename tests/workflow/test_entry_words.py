"""What was written with a step, read again by those who work on the case."""

import orjson
import pytest

from states.errors import NotFound, NotPermitted
from states.vocabulary import Event
from tests.workflow.cast import NAME, Cast
from workflow.entry_words import entry_words, is_readable

NOTE = f"{NAME} fears that he reads her letters"


@pytest.fixture
def case(cast: Cast) -> str:
    made = cast.case("taken")
    cast.do(cast.caseworker, made, Event.ADD_NOTE, {"note": NOTE})
    return made


def last(cast: Cast, case: str) -> int:
    return int(cast.entries(case)[-1]["seq"])


def read(cast: Cast, case: str, actor, seq: int):
    return entry_words(cast.db, case, seq, actor=actor, at=cast.at)


def test_those_who_work_on_the_case_read_a_note_and_the_reading_is_on_the_trail(cast: Cast, case):
    seq = last(cast, case)
    for actor in (cast.caseworker, cast.colleague, cast.lead):
        assert read(cast, case, actor, seq) == {"note": NOTE}
        entry = cast.entries(case)[-1]
        assert (entry["event"], entry["actor"]) == ("reveal", actor.reference)
        assert orjson.loads(entry["body"])["entry"] == seq
        assert NAME not in repr(entry)


def test_nobody_else_reads_it(cast: Cast, case):
    seq = last(cast, case)
    with pytest.raises(NotPermitted):
        read(cast, case, cast.auditor, seq)
    with pytest.raises(NotFound):
        read(cast, case, cast.officer, seq)
    with pytest.raises(NotFound):
        read(cast, case, cast.solicitor, seq)
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    with pytest.raises(NotFound):
        read(cast, case, cast.colleague, seq)


def test_what_leads_to_her_is_not_opened_so(cast: Cast, case):
    cast.do(cast.caseworker, case, Event.UPDATE_DETAILS, {"survivor": {"phone": "07700 900555"}})
    with pytest.raises(NotFound):
        read(cast, case, cast.caseworker, last(cast, case))
    assert not is_readable("case", Event.SET_SAFETY)
    assert is_readable("case", Event.ADD_NOTE)


def test_what_may_say_where_she_lives_is_for_who_may_open_that(cast: Cast):
    case = cast.case("consented")
    application = {"fl401": {"situation": {"additionalDetailsForCourt": "1 Mill Lane, CB1 2AB"}}}
    cast.do(cast.caseworker, case, Event.RECORD_APPLICATION, {"application": application})
    seq = last(cast, case)
    assert read(cast, case, cast.caseworker, seq) == {"application": application}
    for actor in (cast.colleague, cast.lead):
        with pytest.raises(NotPermitted, match="how she is reached"):
            read(cast, case, actor, seq)


def test_an_entry_with_nothing_written_or_none_at_all_is_not_there(cast: Cast, case):
    for seq in (1, 2, 999):
        with pytest.raises(NotFound):
            read(cast, case, cast.caseworker, seq)


def test_a_firm_reads_what_its_own_people_wrote(cast: Cast):
    case = cast.case("solicitor_assigned")
    cast.do(cast.caseworker, case, Event.ADD_NOTE, {"note": "between us"})
    ours = last(cast, case)
    cast.do(cast.solicitor, case, Event.ADD_NOTE, {"note": "filed tomorrow"})
    assert read(cast, case, cast.solicitor, last(cast, case)) == {"note": "filed tomorrow"}
    with pytest.raises(NotFound):
        read(cast, case, cast.solicitor, ours)
