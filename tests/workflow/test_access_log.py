import logging

import pytest

from states.errors import Malformed, NotFound, NotPermitted
from states.vocabulary import Event
from tests.workflow.cast import Cast
from workflow import access_log, queries
from workflow.faults import StorageUnavailable
from workflow.trail import ACCESS


def stream(cast: Cast):
    return [
        (row["event"], row["actor"], row["subject"], row["body"])
        for row in cast.rows("entries", stream=ACCESS)
    ]


def test_who_asks_for_what_they_may_not_have_is_on_the_access_stream_and_not_on_the_cases(cast: Cast):
    case = cast.case()
    before = len(cast.entries(case))
    with pytest.raises(NotPermitted):
        cast.do(cast.caseworker, case, Event.MARK_SENSITIVE)
    with pytest.raises(NotFound):
        cast.do(cast.rival, case, Event.ADD_NOTE)
    assert stream(cast) == [
        ("not_permitted", cast.caseworker.reference, case, '{"what":"case.mark_sensitive"}'),
        ("not_found", cast.rival.reference, case, '{"what":"case.add_note"}'),
    ]
    assert len(cast.entries(case)) == before


def test_an_order_or_offer_that_was_asked_is_named(cast: Cast):
    case = cast.case("offered")
    (offer,) = cast.facts(case)["offers"]
    with pytest.raises(NotFound):
        cast.move(cast.rival, "accept", offer)
    assert stream(cast)[-1][2:] == (offer, f'{{"what":"offer.accept of {offer}"}}')


def test_a_reading_that_was_refused_is_there_too(cast: Cast):
    case = cast.case()
    with pytest.raises(NotFound):
        queries.case_view(cast.db, case, cast.analyst, cast.at)
    with pytest.raises(NotPermitted):
        queries.case_list(cast.db, cast.officer, cast.at)
    assert stream(cast) == [
        ("not_found", cast.analyst.reference, case, '{"what":"case"}'),
        ("not_permitted", cast.officer.reference, None, '{"what":"cases"}'),
    ]


def test_what_was_typed_in_place_of_a_reference_is_not_kept(cast: Cast):
    with pytest.raises(NotFound):
        queries.case_view(cast.db, "C-Ada Fictional", cast.lead, cast.at)
    assert stream(cast) == [("not_found", cast.lead.reference, "unreadable", '{"what":"case"}')]


def test_what_does_not_fit_leaves_nothing(cast: Cast):
    with pytest.raises(Malformed):
        queries.case_list(cast.db, cast.officer, cast.at, cursor="!")
    assert stream(cast) == []


@pytest.fixture
def unwritable(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    def fail(*_: object):
        raise StorageUnavailable("the disk is full")

    monkeypatch.setattr(access_log, "append_to", fail)
    return cast


def test_a_refusal_is_answered_though_the_stream_cannot_be_written(unwritable: Cast, caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(NotFound):
        queries.case_view(unwritable.db, "C-00000000", unwritable.lead, unwritable.at)
    assert "could not be written" in caplog.text


def test_an_auditor_is_shown_nothing_where_the_reading_cannot_be_written(unwritable: Cast):
    case = unwritable.case()
    with pytest.raises(StorageUnavailable):
        queries.case_view(unwritable.db, case, unwritable.auditor, unwritable.at)
    with pytest.raises(StorageUnavailable):
        queries.case_list(unwritable.db, unwritable.auditor, unwritable.at)
