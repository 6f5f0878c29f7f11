"""Lives by the million: every row is one that the engine would have written, and nobody is somebody else."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select, text

from states.errors import Conflict
from tests import bulked
from workflow import blind
from workflow.counting.recount import compare, kept
from workflow.db import Database
from workflow.doctor import examine
from workflow.keys import Keys
from workflow.simulate import courses, play, write_lives
from workflow.simulate.bulk import anew, found, loading, templates
from workflow.simulate.bulk.lives import Reader
from workflow.simulate.cast import gather
from workflow.simulate.courses import Courses, Others, place_of
from workflow.simulate.playing import SPAN
from workflow.tables import METADATA, CaseRow, PersonRow
from workflow.trail_check import verify

AT = datetime.fromisoformat("2026-11-23T10:00:00+00:00")
SEED = 7


class Pair(NamedTuple):
    """The same lives twice: played one by one, and written by the block."""

    played: Database
    written: Database
    lives: int


def pair_of(databases: Any, folder: Path, lives: int, different: int) -> Iterator[Pair]:
    keys = Keys.create(folder / "keys.json")
    urls = [databases.create("sqlite", migrated=True)]
    db = Database(urls[0], keys=keys)
    # The same colleagues in both: they are no part of a life.
    gather(db, AT - SPAN)
    db.close()
    with closing(sqlite3.connect(urls[0].removeprefix("sqlite:///"))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    urls.append(f"sqlite:///{folder / 'written.db'}")
    shutil.copyfile(*(url.removeprefix("sqlite:///") for url in urls))
    told: list[int] = []
    made = write_lives(urls[1], keys, lives, SEED, AT, lambda done, _: told.append(done), Courses(different))
    assert told[-1] == lives
    assert all(one <= other for one, other in pairwise(told))
    played, written = (Database(url, keys=keys) for url in urls)
    play(played, lives, SEED, AT, courses=Courses(different))
    with written.reading() as tx:
        assert len(tx.connection.execute(select(CaseRow.__table__.c.id)).all()) == made.played + made.written
    yield Pair(played, written, lives)
    played.close()
    written.close()


@pytest.fixture(scope="module")
def pair(databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(courses, "SHARING", 2)
        monkeypatch.setattr("workflow.simulate.bulk.writing.SHARING", 2)
        monkeypatch.setattr("workflow.simulate.bulk.counts.SHARING", 2)
        monkeypatch.setattr("workflow.simulate.bulk.writing.BATCH", 9)
        yield from pair_of(databases, tmp_path_factory.mktemp("bulk"), 52, 12)


def test_every_row_is_one_that_the_engine_would_have_written(pair: Pair):
    assert [*bulked.differences(bulked.read(pair.played), bulked.read(pair.written))] == []
    print(f"{pair.lives} lives are equal, played and written")


@pytest.mark.whole
@pytest.mark.no_cover
def test_a_thousand_lives_are_equal(databases: Any, tmp_path: Path):
    for pair in pair_of(databases, tmp_path, 1000, 150):
        assert [*bulked.differences(bulked.read(pair.played), bulked.read(pair.written))] == []
        print(f"{pair.lives} lives are equal, played and written")


def test_the_comparison_sees_one_letter(pair: Pair):
    one = bulked.read(pair.written)
    other = {**one, "tasks": [{**one["tasks"][0], "kind": "asc"}, *one["tasks"][1:]]}
    assert len([*bulked.differences(one, other)]) == 1
    assert len([*bulked.differences(one, {**one, "orders": []})]) == 1


def test_what_is_counted_is_what_a_recount_gives(pair: Pair):
    counts = []
    for db in (pair.played, pair.written):
        many, different = compare(db)
        assert (many > 50, different) == (True, {})
        with db.reading() as tx:
            counts.append({place: times for place, times in kept(tx).items() if times})
    assert counts[0] == counts[1]


def test_the_trail_holds_and_the_doctor_finds_nothing(pair: Pair):
    with pair.written.reading() as tx:
        assert verify(tx, keys=pair.written.keys) == []
    played, written = (
        {check.name: check.holds for check in examine(db, at=AT)} for db in (pair.played, pair.written)
    )
    assert written == played


def test_the_schema_is_as_it_was(pair: Pair):
    asked = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
    played, written = (db_rows(db, asked) for db in (pair.played, pair.written))
    assert played == written
    assert db_rows(pair.written, "PRAGMA journal_mode") == [("wal",)]
    assert db_rows(pair.written, "PRAGMA foreign_key_check") == []


def db_rows(db: Database, asked: str) -> list[Any]:
    with db.reading() as tx:
        return [tuple(row) for row in tx.connection.exec_driver_sql(asked)]


def test_nobody_has_the_key_number_or_name_of_another(pair: Pair):
    assert bulked.sealed_under_other_keys(pair.written)
    indexes = db_rows(
        pair.written, "SELECT kind, value, count(*) FROM blind_indexes WHERE party = 'pair' GROUP BY 1, 2"
    )
    assert max(count for *_, count in indexes) <= 2
    wrapped = db_rows(pair.written, "SELECT wrapped_key FROM cases")
    assert len(set(wrapped)) == len(wrapped)


def test_blocks_share_officers_and_have_others_in_turn(pair: Pair):
    people = PersonRow.__table__
    with pair.written.reading() as tx:
        rows = tx.connection.execute(select(people.c.name, people.c.force).where(people.c.role == "officer"))
        officers = [tuple(row) for row in rows]
    assert len(set(officers)) == len(officers)
    assert {len(name) for name, _ in officers} == {len("Officer 1234"), len("Officer 11234")}


def test_a_database_with_cases_is_left_alone(pair: Pair, tmp_path: Path):
    with pytest.raises(Conflict, match="a database of its own"):
        write_lives(
            f"sqlite:///{db_rows(pair.written, 'PRAGMA database_list')[0][2]}", pair.written.keys, 20, 1, AT
        )


def test_fewer_lives_than_courses_are_played(migrated_database_url: str, tmp_path: Path):
    keys = Keys.create(tmp_path / "keys.json")
    made = write_lives(migrated_database_url, keys, 2, SEED, AT, courses=Courses(3, "surrey"))
    assert (made.played >= 2, made.written) == (True, 0)
    db = Database(migrated_database_url, keys=keys)
    with db.reading() as tx:
        forces = tx.connection.scalars(select(CaseRow.__table__.c.force).order_by(CaseRow.__table__.c.id))
        assert next(forces) == "surrey"
    db.close()


def test_what_names_no_case_is_left_and_what_does_not_fit_is_refused(databases: Any, tmp_path: Path):
    keys = Keys.create(tmp_path / "keys.json")
    db = Database(databases.create("sqlite", migrated=True), keys=keys)
    play(db, 2, SEED, AT, courses=Courses(2))
    with db.transaction() as tx:
        tx.connection.execute(
            text("INSERT INTO tasks (reference, kind, due_at, created_at) VALUES ('T-0', 'away', 1, 1)")
        )
    lives = Reader(db, SEED, 2).read()
    tasks = [template.fixed for case in lives.cases for table, template in case.rows if table == "tasks"]
    assert "T-0" not in {row[0] for row in tasks}
    with db.transaction() as tx:
        tx.connection.execute(text("UPDATE blind_indexes SET value = zeroblob(16) WHERE kind = 'name'"))
    with pytest.raises(ValueError, match="an index of kind name"):
        Reader(db, SEED, 2).read()
    db.close()


def test_postgresql_takes_them_too(fresh_database: Callable[..., str], tmp_path: Path):
    keys = Keys.create(tmp_path / "keys.json")
    url = fresh_database("postgresql", migrated=True)
    told: list[int] = []
    made = write_lives(url, keys, 7, SEED, AT, courses=Courses(3), progress=lambda done, _: told.append(done))
    db = Database(url, keys=keys)
    with db.reading() as tx:
        assert verify(tx, keys=keys) == []
        assert len(tx.connection.execute(select(CaseRow.__table__.c.id)).all()) == made.played + made.written
    assert told[-1] == 7
    # Numbers go on after those that were written, and the trail is watched again.
    play(db, 8, SEED, AT, courses=Courses(3))
    with db.reading() as tx:
        guarded = tx.connection.exec_driver_sql(
            "SELECT tgname FROM pg_trigger WHERE tgname = 'entries_follow' AND tgenabled = 'A'"
        ).all()
        assert len(guarded) == 1
    db.close()


def test_a_load_that_breaks_off_leaves_the_database_as_it_was(
    migrated_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    keys = Keys.create(tmp_path / "keys.json")
    monkeypatch.setattr(loading, "_insert", broken)
    monkeypatch.setattr(loading, "_copy", broken)
    with pytest.raises(OSError, match="full"):
        write_lives(migrated_database_url, keys, 4, SEED, AT, courses=Courses(2))
    db = Database(migrated_database_url, keys=keys)
    play(db, 3, SEED, AT, courses=Courses(2))
    with db.reading() as tx:
        assert verify(tx, keys=keys) == []
    db.close()


# What the copying is made of


def test_each_table_is_copied_or_says_why_not():
    known = set(templates.of_cases()) | templates.BY_RULE | set(templates.NOT_OF_A_CASE)
    known |= set(templates.BESIDE)
    assert set(METADATA.tables) == known
    assert not (set(templates.of_cases()) | templates.BY_RULE) & set(templates.NOT_OF_A_CASE)


def test_people_of_different_blocks_are_different_and_of_one_as_alike_as_they_were():
    blocks = [Others(block) for block in (0, 1, 2, 84, 85, 86, 675, 676, 2703)]
    for said, word in (("name", "Alderwick"), ("phone", "07700 900123"), ("postcode", "ZZ1 2AB")):
        assert len({getattr(others, said)(word) for others in blocks}) == len(blocks)
    assert len({blocks[3].phone(f"07700 900{number:03}") for number in range(1000)}) == 1000
    assert blocks[1].phone("020 7946 0123") != blocks[1].phone("07700 900123")
    with pytest.raises(ValueError, match="no more"):
        place_of(courses.MOST * 10, 10)


def test_numbers_and_postcodes_read_in_indexes_as_they_are_put_there():
    others = Others(3)
    assert others.dialled("+447700900123") == blind.regular_phone(others.phone("07700 900123"))
    assert others.postcode("ZZ12AB") == blind.regular_postcode(others.postcode("ZZ1 2AB"))
    assert others.name("elin alderwick") == blind.regular_name(others.name("Elin Alderwick"))


def test_references_never_repeat_and_keep_their_order():
    drawing = anew.References([])
    drawn = [one for _ in range(20) for one in drawing.draw("N", 500)]
    assert len(set(drawn)) == len(drawn)
    assert drawn[:500] == sorted(drawn[:500])
    again = anew.References(drawn)
    again._start, again._factor = drawing._start, drawing._factor
    assert not set(again.draw("N", 2000)) & set(drawn)


def test_what_is_not_known_of_two_people_is_in_no_index():
    assert found.texts_of({"name": "Elin"}, {}) == {("survivor", "name"): "elin"}


def test_a_chance_is_thrown_again():
    table = METADATA.tables["survey_invitations"]
    row = dict.fromkeys(table.c.keys()) | {"hash": bytes(32)}
    typist = templates.Typist(anew.Cut({}, []), None, {})  # type: ignore[arg-type] # Nothing is opened.
    ((_, cell),) = typist.template(table, row).cells
    assert len(cell(None)) == 32  # type: ignore[arg-type] # It looks at nobody.


def test_bytes_that_no_rule_knows_are_refused():
    table = METADATA.tables["sessions"]
    row = dict.fromkeys(table.c.keys()) | {"hash": b"1"}
    typist = templates.Typist(anew.Cut({}, []), None, {})  # type: ignore[arg-type] # Nothing is opened.
    with pytest.raises(TypeError, match=r"sessions\.hash"):
        typist.template(table, row)
