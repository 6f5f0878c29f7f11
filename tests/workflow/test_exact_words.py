"""An auditor sees the exact words that were sent, however the wording has changed since; and every reading is kept."""

from typing import Any

import orjson
import pytest

from notifications import rendering
from notifications.rendering import PLACEHOLDERS, STANDING, digest_of, file_name
from states.errors import NotFound, NotPermitted
from states.vocabulary import Channel, Event
from tests.workflow.cast import Cast
from workflow.desk import OutboxDesk
from workflow.exact_words import WordsView, exact_words
from workflow.faults import StorageUnavailable

SAID = {name: PLACEHOLDERS[name] for name in STANDING}


@pytest.fixture
def case(cast: Cast) -> str:
    return cast.case("solicitor_assigned")


@pytest.fixture
def hers(cast: Cast, case: str) -> str:
    """What went to her."""
    return claimed(cast, cast.rows("notices", rule="assign_solicitor/survivor"))


@pytest.fixture
def theirs(cast: Cast, case: str) -> str:
    """What went to somebody of the panel."""
    return claimed(cast, cast.rows("notices", recipient="firm"))


def claimed(cast: Cast, rows: list[dict[str, Any]]) -> str:
    reference = str(rows[0]["reference"])
    assert OutboxDesk(cast.db, SAID).claim(reference, cast.at)
    return reference


def read(cast: Cast, notice: str, actor=None) -> WordsView:
    return exact_words(cast.db, notice, actor=actor or cast.auditor, at=cast.at)


def reveals(cast: Cast, notice: str) -> list[str]:
    return [
        entry["actor"]
        for entry in cast.rows("entries", subject=notice, event="reveal", stream=stream(cast, notice))
    ]


def stream(cast: Cast, notice: str) -> str:
    return f"case:{cast.found(notice).id}"


def test_what_was_sent_is_read_word_by_word(cast, case, hers):
    told = read(cast, hers)
    assert (told.reference, told.case, told.rule) == (hers, case, "assign_solicitor/survivor")
    assert (told.channel, told.language, told.subject) == ("sms", "en", None)
    assert told.body is not None
    assert SAID["call_back_number"] in told.body
    assert told.digest == digest_of(file_name("assign_solicitor/survivor", Channel.SMS, "en"))
    assert told.body not in repr(told)


def test_a_wording_that_changed_since_changes_nothing_that_was_sent(cast, theirs, monkeypatch):
    before = read(cast, theirs)
    monkeypatch.setattr(rendering, "_environment", None)
    assert read(cast, theirs) == before


def test_of_what_was_not_claimed_nothing_was_written_yet(cast, case):
    planned = cast.rows("notices", recipient="firm")[0]["reference"]
    told = read(cast, planned)
    assert (told.state, told.channel) == ("planned", "email")
    assert (told.digest, told.subject, told.body) == (None, None, None)


def test_the_owner_leads_and_auditors_read_it_and_nobody_else(cast, hers):
    for actor in (cast.caseworker, cast.lead, cast.other_lead, cast.auditor):
        assert read(cast, hers, actor).body
    for actor in (cast.colleague, cast.solicitor):
        with pytest.raises(NotPermitted):
            read(cast, hers, actor)
    for actor in (cast.rival, cast.officer, cast.analyst, cast.administrator, cast.survivor):
        with pytest.raises(NotFound):
            read(cast, hers, actor)


def test_nobody_owns_a_case_without_an_owner(cast):
    cast.case()
    theirs = claimed(cast, cast.rows("notices", recipient="referrer"))
    with pytest.raises(NotPermitted):
        read(cast, theirs, cast.caseworker)


def test_a_case_that_nobody_may_see_has_no_words(cast, case, theirs):
    cast.do(cast.lead, case, Event.MARK_SENSITIVE)
    with pytest.raises(NotFound):
        read(cast, theirs, cast.colleague)


def test_reading_hers_is_on_the_trail_of_her_case(cast, hers, theirs):
    for actor in (cast.caseworker, cast.lead):
        read(cast, hers, actor)
    assert reveals(cast, hers) == [cast.caseworker.reference, cast.lead.reference]
    entry = cast.rows("entries", subject=hers, event="reveal")[-1]
    assert orjson.loads(entry["body"])["fields"] == ["words"]
    read(cast, theirs, cast.lead)
    assert reveals(cast, theirs) == []


def test_what_an_auditor_reads_is_on_the_access_stream_and_changes_no_case(cast, hers):
    before = cast.found(hers).head
    read(cast, hers)
    assert cast.found(hers).head == before
    (entry,) = cast.rows("entries", stream="access")
    assert (entry["event"], entry["subject"], entry["actor"]) == ("read", hers, cast.auditor.reference)


def test_where_the_entry_cannot_be_written_nothing_is_shown(cast, hers, monkeypatch):
    def fail(*_: object, **__: object):
        raise StorageUnavailable("full")

    monkeypatch.setattr("workflow.exact_words.note", fail)
    with pytest.raises(StorageUnavailable):
        read(cast, hers, cast.lead)


def test_a_reference_of_anything_else_leads_to_no_words(cast, case):
    for reference in (case, "N-00000000", cast.rows("referrals")[0]["reference"]):
        with pytest.raises(NotFound):
            read(cast, reference, cast.lead)
