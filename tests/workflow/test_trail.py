"""The trail says what happened, in order, and finds whoever makes it say something else."""

import hashlib
import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.workflow.stored import AT, MOVE_HEAD, add_entry, add_rows, an_entry, store_case
from workflow import trail_check
from workflow.db import Database
from workflow.engines import owner
from workflow.tables import METADATA
from workflow.trail import (
    ACCESS,
    NOTHING,
    Head,
    append,
    append_to,
    chained,
    entries,
    sealed_payload,
    start,
    stream_of,
)
from workflow.trail_check import WORDS, Finding, Problem, verify
from workflow.vault import SealedPayload, open_payload


def check(database: Database, stream: str | None = None, **given: Any) -> list[Finding]:
    with database.reading() as tx:
        return verify(tx, stream, **given)


def test_an_entry_comes_back_as_it_was_written(database, keys):
    entry = an_entry(subject="O-00000001", body={"b": [1, None, True], "a": {"ö": "€"}})
    with database.transaction() as tx:
        case = store_case(tx, keys, entries=1)
        head = append(tx, case.head, entry)
        first, second = entries(tx, case.head.stream)
    assert second.entry == entry
    assert (second.seq, second.previous, second.hash) == (2, first.hash, head.hash)
    assert (first.previous, first.entry.at.tzinfo) == (NOTHING, AT.tzinfo)


def test_a_long_history_is_read_page_by_page(database, keys):
    with database.transaction() as tx:
        case = store_case(tx, keys, entries=7)
    with database.reading() as tx:
        page = entries(tx, case.head.stream, most=3)
        rest = entries(tx, case.head.stream, after=page[-1].seq)
    assert [entry.seq for entry in page + rest] == [1, 2, 3, 4, 5, 6, 7]


def test_what_an_entry_says_about_a_person_is_sealed_beside_it(database, keys):
    with database.transaction() as tx:
        case = store_case(tx, keys, entries=1)
        head = append(tx, case.head, an_entry())
        (first, second) = entries(tx, case.head.stream)
        sealed = sealed_payload(tx, case.head.stream, 1)
        assert sealed_payload(tx, case.head.stream, head.seq) is None
    assert second.digest is None
    assert sealed is not None
    assert first.digest is not None
    assert open_payload(case.key, 1, SealedPayload(first.digest, sealed)) == b"what C-00000001 said in 1"


def test_a_stream_of_no_case_keeps_its_own_head(database):
    with database.transaction() as tx:
        heads = [append_to(tx, ACCESS, an_entry()) for _ in range(3)]
    with database.reading() as tx:
        assert [entry.hash for entry in entries(tx, ACCESS)] == [head.hash for head in heads]
    assert check(database) == []


def test_the_body_is_written_in_one_way_only(database):
    with database.transaction() as tx:
        append_to(tx, ACCESS, an_entry(body={"b": 1, "a": 2}))
        assert tx.connection.scalar(text("SELECT body FROM entries")) == '{"a":2,"b":1}'


VALUES = {
    "stream": "case:1",
    "seq": 1,
    "at": 0,
    "actor": "P-1",
    "role": "lead",
    "chart": "case",
    "subject": None,
    "event": "take",
    "definition": "1",
    "version": 1,
    "body": "{}",
    "digest": None,
}


def test_the_hash_is_the_one_that_an_outsider_would_compute():
    values = VALUES | {"actor": "Zoë", "digest": b"\x01\xff", "body": '{"a":"ö"}'}
    line = json.dumps(values | {"digest": "01ff"}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert chained(b"x" * 32, values) == hashlib.sha256(b"x" * 32 + line.encode()).digest()
    # A change of this number would make every trail that was ever written look forged.
    assert (
        chained(NOTHING, VALUES).hex() == "682a9cffd2bdb9ac1180924be5ca4e9a752356cd3f4d1b4434de25174831bdee"
    )


@pytest.mark.parametrize("column", VALUES)
def test_no_column_can_change_without_the_hash(column):
    changed = VALUES | {column: b"x" if column == "digest" else "x"}
    assert chained(NOTHING, changed) != chained(NOTHING, VALUES)
    assert chained(b"x" * 32, VALUES) != chained(NOTHING, VALUES)


@given(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))
def test_words_moved_from_one_column_to_the_next_change_the_hash(body, chart, other_body, other_chart):
    one = chained(NOTHING, VALUES | {"body": body, "chart": chart})
    other = chained(NOTHING, VALUES | {"body": other_body, "chart": other_chart})
    assert (one == other) == ((body, chart) == (other_body, other_chart))


# Verification


@pytest.fixture
def three(database, keys):
    """Three cases of four entries each, and four entries of access."""
    with database.transaction() as tx:
        cases = [store_case(tx, keys, f"C-{number:08}", entries=4) for number in range(3)]
        for _ in range(4):
            append_to(tx, ACCESS, an_entry())
    return cases


def tamper(database: Database, *statements: str) -> None:
    """What somebody could do who owns the tables, or holds the file."""
    if database.dialect == "sqlite":
        with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"))) as raw, raw:
            for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                raw.execute(f"DROP TRIGGER {trigger}")
            for statement in statements:
                raw.execute(statement)
    else:
        with owner(database.url).begin() as connection:
            for table in ("entries", "sealed_payloads"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            for statement in statements:
                connection.execute(text(statement))


def test_a_whole_trail_has_no_findings(database, three, keys):
    heard: list[int] = []
    assert check(database, progress=heard.append) == []
    assert check(database, keys=keys) == []
    assert heard == [16]


def test_pages_make_no_difference(database, three, keys, monkeypatch):
    for size in (1, 3, 4, 5):
        monkeypatch.setattr(trail_check, "PAGE", size)
        assert check(database, keys=keys) == []


COPY = "INSERT INTO entries SELECT stream, {seq}, at, actor, role, chart, subject, event, definition, version, body, digest, {previous}, hash FROM entries WHERE stream = '{stream}' AND seq = {of}"


@pytest.mark.parametrize("page", [1, 3, 1000])
@pytest.mark.parametrize(
    ("statements", "seq", "problem"),
    [
        (["UPDATE entries SET actor = 'P-00000009' WHERE {at} = 2"], 2, Problem.EDITED),
        (["UPDATE entries SET at = at + 1 WHERE {at} = 4"], 4, Problem.EDITED),
        (["""UPDATE entries SET body = '{{"state": "received"}}' WHERE {at} = 1"""], 1, Problem.EDITED),
        (["UPDATE entries SET subject = '' WHERE {at} = 3"], 3, Problem.EDITED),
        (["UPDATE entries SET digest = NULL WHERE {at} = 3"], 3, Problem.EDITED),
        (["UPDATE entries SET hash = previous WHERE {at} = 3"], 3, Problem.EDITED),
        (["UPDATE entries SET previous = hash WHERE {at} = 3"], 3, Problem.UNLINKED),
        (["DELETE FROM entries WHERE {at} = 1"], 1, Problem.MISSING),
        (["DELETE FROM entries WHERE {at} = 3"], 3, Problem.MISSING),
        (["DELETE FROM entries WHERE {at} = 4"], 4, Problem.MISSING),
        (["DELETE FROM entries WHERE {at} > 0"], 1, Problem.MISSING),
        (
            [
                "UPDATE entries SET seq = 20 WHERE {at} = 2",
                "UPDATE entries SET seq = 2 WHERE {at} = 3",
                "UPDATE entries SET seq = 3 WHERE {at} = 20",
            ],
            2,
            Problem.UNLINKED,
        ),
        ([COPY.replace("{seq}", "5").replace("{of}", "4")], 5, Problem.UNLINKED),
        (["UPDATE entries SET seq = seq + 10 WHERE {at} > 2", "UPDATE entries SET seq = seq - 9 WHERE {at} > 10"], 3, Problem.MISSING),
        (["UPDATE cases SET seq = 3, head = (SELECT hash FROM entries WHERE {at} = 3) WHERE id = {id}"], 4, Problem.SURPLUS),
        (["UPDATE cases SET head = (SELECT hash FROM entries WHERE {at} = 3) WHERE id = {id}"], 4, Problem.EDITED),
        (["UPDATE cases SET seq = 9 WHERE id = {id}"], 5, Problem.MISSING),
        (["DELETE FROM cases WHERE id = {id}"], 1, Problem.UNOWNED),
    ],
)  # fmt: skip
def test_the_first_bad_entry_of_a_chain_is_named(
    database, three, monkeypatch, page, statements, seq, problem
):
    monkeypatch.setattr(trail_check, "PAGE", page)
    stream, case_id = three[1].head.stream, three[1].id
    here = {"at": f"stream = '{stream}' AND seq", "id": case_id, "stream": stream, "previous": "previous"}
    tamper(database, *(statement.format(**here) for statement in statements))
    assert check(database) == [Finding(stream, seq, problem)]
    assert check(database, stream) == [Finding(stream, seq, problem)]
    assert check(database, three[0].head.stream) == []


def test_an_entry_forged_with_its_own_right_hash_breaks_the_link_after_it(database, three):
    with database.reading() as tx:
        second = (
            tx.connection.execute(
                METADATA.tables["entries"]
                .select()
                .where(text(f"stream = '{three[0].head.stream}' AND seq = 2"))
            )
            .mappings()
            .one()
        )
    forged = {name: value for name, value in second.items() if name not in {"previous", "hash"}}
    forged["actor"] = "P-00000009"
    own = chained(second["previous"], forged).hex()
    literal = f"x'{own}'" if database.dialect == "sqlite" else f"'\\x{own}'"
    tamper(
        database,
        f"UPDATE entries SET actor = 'P-00000009', hash = {literal} WHERE stream = '{three[0].head.stream}' AND seq = 2",
    )
    assert check(database) == [Finding(three[0].head.stream, 3, Problem.UNLINKED)]


def test_every_broken_chain_is_found_and_no_other(database, three):
    tamper(
        database,
        "UPDATE entries SET actor = 'x' WHERE seq = 2 AND stream <> 'case:2'",
        "DELETE FROM entries WHERE seq > 2",
    )
    assert {finding.stream for finding in check(database)} == {ACCESS, *(case.head.stream for case in three)}


def test_a_stream_of_nobody_s_is_found(database, three):
    with database.transaction() as tx:
        append(tx, start("case:x"), an_entry())
        append(tx, start("gossip"), an_entry())
    assert [str(finding) for finding in check(database)] == [
        "Entry 1 of case:x belongs to no case and to no stream that we know",
        "Entry 1 of gossip belongs to no case and to no stream that we know",
    ]


def test_a_stream_emptied_whole_is_found(database, three):
    tamper(database, "DELETE FROM entries WHERE stream = 'access'")
    assert check(database) == check(database, ACCESS) == [Finding(ACCESS, 1, Problem.MISSING)]


def test_what_is_newer_than_the_head_that_the_case_remembers_is_found(database, keys):
    with database.transaction() as tx:
        case = add_entry(tx, store_case(tx, keys, entries=1), "the last word")
        tx.run(MOVE_HEAD, case=case.id, seq=1, head=entries(tx, case.head.stream)[0].hash)
    assert check(database) == [Finding(case.head.stream, 2, Problem.SURPLUS)]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM sealed_payloads WHERE stream = '{stream}' AND seq = 2",
        """UPDATE sealed_payloads SET sealed = (
            SELECT sealed FROM sealed_payloads WHERE stream = '{stream}' AND seq = 1
        ) WHERE stream = '{stream}' AND seq = 2""",
    ],
)
def test_a_sealed_payload_lost_or_exchanged_is_found_by_who_holds_the_keys(database, three, keys, statement):
    stream = three[1].head.stream
    tamper(database, statement.format(stream=stream))
    assert check(database) == []
    assert check(database, keys=keys) == [Finding(stream, 2, Problem.PAYLOAD)]


def test_a_key_that_was_changed_makes_every_payload_of_its_case_unreadable(database, three, keys):
    tamper(database, f"UPDATE cases SET wrapped_key = head WHERE id = {three[1].id}")
    assert check(database, keys=keys) == [Finding(three[1].head.stream, 1, Problem.PAYLOAD)]


def test_every_problem_has_its_words():
    assert set(WORDS) == set(Problem)
    assert json.dumps([*Problem])


def test_a_trail_of_nothing_is_whole(database):
    assert check(database) == []
    assert Head("case:1", 0, NOTHING) == start(stream_of(1))


def test_rows_beside_the_trail_may_come_and_go(database, three):
    with database.transaction() as tx:
        add_rows(tx, "forces", {"code": "a", "name": "A"})
    assert check(database) == []
