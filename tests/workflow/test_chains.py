import pytest

from states.errors import Malformed, NotFound, NotPermitted
from states.vocabulary import Role
from tests.workflow.cast import SURVIVOR, Cast
from tests.workflow.test_trail import tamper
from workflow import people, queries, trail_check
from workflow.queries import chains
from workflow.queries.chains import chain_status, walk_chains


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two entries a page, four a part."""
    monkeypatch.setattr(trail_check, "PAGE", 2)
    monkeypatch.setattr(chains, "MOST_WALKED", 4)


def walk(cast: Cast, actor=None, stream: str | None = None):
    """All parts of a walk."""
    parts = [walk_chains(cast.db, actor or cast.auditor, cast.at, stream=stream)]
    while (cursor := parts[-1].next_cursor) is not None:
        parts.append(walk_chains(cast.db, actor or cast.auditor, cast.at, stream=stream, cursor=cursor))
    return parts


def test_all_chains_are_walked_in_parts_and_each_entry_once(cast: Cast, small_parts):
    cases = [cast.case("contacted") for _ in range(4)]
    entries = len(cast.rows("entries"))
    parts = walk(cast)
    assert len(parts) > 3
    assert [part.faults for part in parts] == [()] * len(parts)
    # A part's own entry stands on the stream that was walked first.
    assert parts[-1].walked == entries
    assert [part.walked for part in parts] == sorted(part.walked for part in parts)
    status = chain_status(cast.db, cast.auditor, cast.at)
    assert status.cases == len(cases)
    assert status.streams["exports"] == 0
    assert status.last is not None
    assert (status.last.actor, status.last.found, status.last.entries) == (cast.auditor.reference, 0, entries)


def test_a_fault_is_found_in_whatever_part_it_lies_and_named_by_its_case(cast: Cast, small_parts):
    cases = [cast.case("consented") for _ in range(3)]
    numbers = [cast.found(case).id for case in cases]
    tamper(
        cast.db,
        f"UPDATE entries SET actor = 'P-00000000' WHERE stream = 'case:{numbers[0]}' AND seq = 3",
        f"DELETE FROM entries WHERE stream = 'case:{numbers[1]}' AND seq = 4",
        f"DELETE FROM entries WHERE stream = 'case:{numbers[2]}'",
    )
    parts = walk(cast)
    found = {(fault.case, fault.seq, fault.says) for part in parts for fault in part.faults}
    assert found == {
        (cases[0], 3, "is not what was written"),
        (cases[1], 4, "is missing"),
        (cases[2], 1, "is missing"),
    }
    assert parts[-1].faults_before + len(parts[-1].faults) == 3
    status = chain_status(cast.db, cast.auditor, cast.at)
    assert status.last is not None
    assert status.last.found == 3


def test_a_part_that_goes_on_after_what_is_gone_finds_that(cast: Cast, small_parts):
    case = cast.case("solicitor_assigned")
    first = walk_chains(cast.db, cast.auditor, cast.at)
    assert first.next_cursor is not None
    tamper(cast.db, f"DELETE FROM entries WHERE stream = 'case:{cast.found(case).id}' AND seq = 4")
    rest = walk_chains(cast.db, cast.auditor, cast.at, cursor=first.next_cursor)
    assert [(fault.case, fault.says) for fault in rest.faults] == [
        (case, "does not follow the one before it")
    ]


def test_one_stream_is_walked_alone(cast: Cast, small_parts):
    case = cast.case("received")
    for _ in range(3):
        with pytest.raises(NotFound):
            queries.case_view(cast.db, case, cast.rival, cast.at)
    (part,) = walk(cast, stream="access")
    assert (part.stream, part.walked, part.faults) == ("access", 3, ())
    assert chain_status(cast.db, cast.auditor, cast.at).last is None
    with pytest.raises(Malformed):
        walk_chains(cast.db, cast.auditor, cast.at, stream="case:1")


def test_what_belongs_to_no_case_that_is_known_is_named_by_its_stream(cast: Cast):
    case = cast.found(cast.case("received")).id
    tamper(cast.db, f"UPDATE entries SET stream = 'case:99' WHERE stream = 'case:{case}'")
    faults = {(fault.case, fault.stream) for part in walk(cast) for fault in part.faults}
    assert (None, "case:99") in faults


def test_a_chain_of_a_case_in_conflict_is_not_told_of(cast: Cast):
    case = cast.case("contacted")
    tamper(cast.db, "UPDATE entries SET actor = 'P-00000000' WHERE seq = 2")
    assert [fault.case for fault in walk(cast)[0].faults] == [case]
    people.list_associates(cast.db, cast.auditor.reference, [SURVIVOR])
    assert walk(cast, cast.again(cast.auditor))[0].faults == ()


def test_only_auditors_walk_and_each_part_is_on_the_trail(cast: Cast):
    for actor in cast.everybody:
        if actor.role is not Role.AUDITOR:
            for ask in (chain_status, walk_chains):
                with pytest.raises(NotPermitted):
                    ask(cast.db, actor, cast.at)
    walk(cast)
    last = cast.rows("entries", stream="access")[-1]
    assert (last["event"], last["actor"], last["subject"]) == ("verify", cast.auditor.reference, None)
    assert '"complete":1' in last["body"]
