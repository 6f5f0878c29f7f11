"""What commands rely on: all or nothing, one writer, one moment, and words that say what is wrong."""

import contextlib
import logging
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from sqlalchemy import bindparam, exc, select, text, update
from sqlmodel import Session

from tests.workflow.stored import INSERT_FORCE, count, store_case, store_force
from workflow import engines, opening
from workflow.db import Database
from workflow.faults import ConfigurationFault, NotUnique, StorageUnavailable
from workflow.keys import Keys
from workflow.prepared import Prepared
from workflow.tables import METADATA, CaseRow

#: Each engine is asked in words of its own.
pytestmark = pytest.mark.both

CASES = CaseRow.__table__
FORCES = METADATA.tables["forces"]
READ_VERSION = Prepared(
    select(CASES.c.version).where(CASES.c.reference == bindparam("case")).with_for_update()
)
MOVE = Prepared(
    update(CASES)
    .where(CASES.c.reference == bindparam("case"), CASES.c.version == bindparam("was"))
    .values(version=bindparam("was") + 1)
)
SPAWN = multiprocessing.get_context("spawn")


class Oops(Exception):
    pass


def found(database: Database, *codes: str, then: Callable[[], object] = lambda: None) -> None:
    """One transaction that founds these forces, and then something."""
    with database.transaction() as tx:
        for code in codes:
            store_force(tx, code)
        then()


def fail(*_: object) -> NoReturn:
    raise Oops


def advance(database: Database, times: int) -> None:
    for _ in range(times):
        with database.transaction() as tx:
            ((version,),) = tx.rows(READ_VERSION, case="C-00000001")
            assert tx.run(MOVE, case="C-00000001", was=version) == 1


def advance_elsewhere(url: str, key_file: Path, times: int) -> None:
    database = Database(url, keys=Keys.load(key_file))
    advance(database, times)
    database.close()


def test_a_transaction_is_kept_whole_or_not_at_all(database):
    with database.transaction() as tx:
        store_force(tx, "one")
    with pytest.raises(Oops):
        found(database, "two", then=fail)
    assert count(database, "forces") == 1


def test_a_dry_run_sees_its_own_writes_and_leaves_none(database):
    called = []
    with database.transaction(keep=False) as tx:
        store_force(tx, "one")
        tx.after_commit(lambda: called.append(1))
        assert tx.connection.scalar(select(FORCES.c.code)) == "one"
    assert count(database, "forces") == 0
    assert not called


def test_a_call_after_the_commit_finds_it_durable(database):
    seen = []
    with database.transaction() as tx:
        store_force(tx, "one")
        tx.after_commit(lambda: seen.append(count(database, "forces")))
        assert not seen
    assert seen == [1]


def test_nothing_is_called_when_nothing_was_committed(database):
    called = []

    def call() -> None:
        with database.transaction() as tx:
            tx.after_commit(lambda: called.append(1))
            fail()

    with pytest.raises(Oops):
        call()
    assert not called


def test_a_call_that_fails_after_the_commit_is_logged_and_fails_nobody(database, caplog):
    seen = []
    with caplog.at_level(logging.ERROR), database.transaction() as tx:
        tx.after_commit(lambda: 1 / 0)
        tx.after_commit(lambda: seen.append(1))
    assert seen == [1]
    assert "a call after the commit failed" in caplog.text


def test_a_transaction_inside_a_transaction_is_refused_rather_than_waited_for(database):
    with database.transaction(), pytest.raises(RuntimeError), database.transaction():
        pass
    with database.transaction() as tx:
        store_force(tx, "one")


def test_a_reading_sees_one_moment_though_others_write(database):
    with database.reading() as reading:
        before = reading.rows(Prepared(select(FORCES.c.code)))
        with database.transaction() as tx:
            store_force(tx, "one")
        assert reading.rows(Prepared(select(FORCES.c.code))) == before == []
    assert count(database, "forces") == 1


def test_a_reader_never_waits_for_a_writer(database):
    with database.transaction() as tx, ThreadPoolExecutor() as pool:
        store_force(tx, "one")
        assert pool.submit(count, database, "forces").result(timeout=5) == 0


def test_a_reading_cannot_write(database):
    with (
        pytest.raises((sqlite3.OperationalError, StorageUnavailable, psycopg.Error)),
        database.reading() as tx,
    ):
        store_force(tx, "one")
    assert count(database, "forces") == 0


def test_threads_that_write_at_once_each_get_their_turn(database, keys):
    with database.transaction() as tx:
        store_case(tx, keys)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(advance, database, 10) for _ in range(4)]:
            done.result()
    with database.reading() as tx:
        assert tx.connection.scalar(select(CASES.c.version)) == 40


@pytest.mark.no_cover
def test_processes_that_write_at_once_each_get_their_turn(database, keys, key_file):
    with database.transaction() as tx:
        store_case(tx, keys)
    others = [SPAWN.Process(target=advance_elsewhere, args=(database.url, key_file, 25)) for _ in range(2)]
    for other in others:
        other.start()
    advance(database, 25)
    for other in others:
        other.join(60)
        assert other.exitcode == 0
    with database.reading() as tx:
        assert tx.connection.scalar(select(CASES.c.version)) == 75


def test_a_key_that_is_there_already_is_named_by_its_table_and_undoes_everything(database):
    with database.transaction() as tx:
        store_force(tx, "one")
    with pytest.raises(NotUnique) as caught:
        found(database, "two", "one")
    assert caught.value.table == "forces"
    assert "two" not in str(caught.value)
    assert count(database, "forces") == 1


def test_the_same_is_said_of_a_write_through_sqlalchemy(database):
    with pytest.raises(NotUnique), database.transaction() as tx:
        tx.connection.execute(
            FORCES.insert(), [{"code": code, "name": "x"} for code in ("one", "two", "one")]
        )
    assert count(database, "forces") == 0


def test_what_is_written_without_waiting_stays_in_order(database):
    with database.transaction() as tx:
        tx.write(INSERT_FORCE, code="one", name="one")
        tx.write(INSERT_FORCE, code="two", name="two")
        assert tx.rows(Prepared(select(FORCES.c.code).order_by(FORCES.c.code))) == [("one",), ("two",)]
        tx.write(INSERT_FORCE, code="three", name="three")
        assert tx.connection.scalar(text("SELECT count(*) FROM forces")) == 3
        tx.run_many(INSERT_FORCE, [{"code": str(number), "name": "x"} for number in range(5)])
        tx.write(INSERT_FORCE, code="four", name="four")
    assert count(database, "forces") == 9


def test_a_write_that_fails_as_late_as_the_commit_undoes_everything(database):
    def write(*codes: str) -> None:
        with database.transaction() as tx:
            for code in codes:
                tx.write(INSERT_FORCE, code=code, name=code)

    for _ in range(2):
        with pytest.raises(NotUnique):
            write("one", "one", "two")
    write("one")
    assert count(database, "forces") == 1


def test_what_waits_when_a_transaction_fails_is_forgotten(database):
    with contextlib.suppress(Oops), database.transaction() as tx:
        tx.write(INSERT_FORCE, code="one", name="one")
        raise Oops
    with database.transaction() as tx:
        store_force(tx, "two")
    assert count(database, "forces") == 1


def test_what_is_not_known_passes_as_it_is(database):
    with pytest.raises(exc.DBAPIError), database.transaction() as tx:
        tx.connection.execute(text("SELECT nothing FROM nowhere"))


def test_no_error_of_sqlalchemy_shows_a_value(database):
    with pytest.raises(exc.DBAPIError) as caught, database.transaction() as tx:
        tx.connection.execute(text("SELECT nothing FROM nowhere WHERE x = :x"), {"x": "Ann Example"})
    assert "Ann Example" not in str(caught.value)


def test_a_session_s_end_is_not_the_end_of_the_transaction(database):
    with database.transaction() as tx:
        store_force(tx, "one")
        with Session(tx.connection) as session:
            assert session.scalar(select(FORCES.c.code)) == "one"
            session.rollback()
        store_force(tx, "two")
        tx.connection.rollback()
        tx.connection.commit()
        store_force(tx, "three")
    with contextlib.suppress(Oops), database.transaction() as tx:
        store_force(tx, "four")
        tx.connection.commit()
        raise Oops
    assert count(database, "forces") == 3


def test_a_savepoint_may_be_undone_alone(database):
    with database.transaction() as tx:
        store_force(tx, "one")
        with contextlib.suppress(Oops), tx.connection.begin_nested():
            store_force(tx, "two")
            raise Oops
    assert count(database, "forces") == 1


# SQLite


def test_a_full_disk_is_said_so_and_leaves_the_database_consistent(sqlite_database, keys):
    with sqlite_database.transaction() as tx:
        store_case(tx, keys)
        driver = tx.connection.connection.driver_connection
    driver.set_authorizer(None)
    driver.execute("PRAGMA max_page_count = 1")

    def fill() -> None:
        with sqlite_database.transaction() as tx:
            store_force(tx, "one")
            for number in range(2, 200):
                store_case(tx, keys, f"C-{number:08}", facts="x" * 4000)

    with pytest.raises(StorageUnavailable, match="SQLITE_FULL"):
        fill()
    assert (count(sqlite_database, "cases"), count(sqlite_database, "forces")) == (1, 0)
    driver.execute("PRAGMA max_page_count = 1000000")
    with sqlite_database.transaction() as tx:
        store_case(tx, keys, "C-00000002")
        assert tx.connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_a_commit_that_fails_keeps_nothing_and_gives_the_turn_on(sqlite_database, monkeypatch):
    line_type = type(sqlite_database._writers._idle[0])

    def cannot_commit(line):
        line.driver.execute("ROLLBACK")
        fail()

    with monkeypatch.context() as patched:
        patched.setattr(line_type, "commit", cannot_commit)
        with pytest.raises(Oops):
            found(sqlite_database, "one")
    found(sqlite_database, "two")
    assert count(sqlite_database, "forces") == 1


def test_a_connection_that_cannot_even_undo_is_not_used_again(sqlite_database, monkeypatch):
    line_type = type(sqlite_database._writers._idle[0])

    def cannot_undo(line):
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(line_type, "rollback", cannot_undo)
        with pytest.raises(Oops):
            found(sqlite_database, "one", then=fail)
    assert count(sqlite_database, "forces") == 0
    found(sqlite_database, "two")


def test_another_process_that_writes_too_long_is_waited_for_and_then_reported(sqlite_file, keys, monkeypatch):
    monkeypatch.setattr(engines, "PATIENCE", 0.05)
    database = Database(f"sqlite:///{sqlite_file}", keys=keys)
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="SQLITE_BUSY"), database.transaction():
            pass
        other.execute("ROLLBACK")
    with database.transaction() as tx:
        store_force(tx, "one")
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE entries",
        "DROP TRIGGER entries_no_update",
        "DROP INDEX ix_entries_event",
        "ALTER TABLE entries RENAME TO old",
        "ATTACH ':memory:' AS other",
        "PRAGMA writable_schema = 1",
        "PRAGMA recursive_triggers = 0",
        "PRAGMA synchronous = 0",
    ],
)
def test_no_command_can_take_the_trail_apart(sqlite_database, statement):
    with pytest.raises(exc.DatabaseError, match="not authorized"), sqlite_database.transaction() as tx:
        tx.connection.exec_driver_sql(statement)


def test_questions_about_the_schema_are_answered(sqlite_database):
    with sqlite_database.reading() as tx:
        assert tx.connection.exec_driver_sql("PRAGMA table_info(entries)").all()
        assert tx.connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_a_file_opened_with_less_than_full_flushing_is_refused(sqlite_file, keys, monkeypatch):
    monkeypatch.setattr(engines, "MODES", engines.MODES | {"synchronous": "1"})
    with pytest.raises(ConfigurationFault, match="synchronous is 1 where Rowan needs 2"):
        Database(f"sqlite:///{sqlite_file}", keys=keys)


def test_a_file_that_is_not_there_is_not_made(tmp_path, keys):
    with pytest.raises(ConfigurationFault, match="rowan migrate"):
        Database(f"sqlite:///{tmp_path}/rowan.db", keys=keys)
    assert not (tmp_path / "rowan.db").exists()


def test_a_file_that_is_no_database_is_said_to_be_unreadable(tmp_path, keys):
    (tmp_path / "rowan.db").write_text("not a database, and long enough to be told from an empty one" * 50)
    with pytest.raises(StorageUnavailable, match="SQLITE_NOTADB"):
        Database(f"sqlite:///{tmp_path}/rowan.db", keys=keys)


SERVE = """
import sys
from pathlib import Path
from workflow.db import Database
from workflow.keys import Keys
with Database(sys.argv[1], keys=Keys.load(Path(sys.argv[2]))).serve_lock():
    print("serving", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_that_serves_a_file_is_refused_naming_the_first(sqlite_database, key_file):
    command = [sys.executable, "-c", SERVE, sqlite_database.url, key_file]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "serving\n"
        with pytest.raises(ConfigurationFault, match=f"process {first.pid}:"), sqlite_database.serve_lock():
            pass
        with sqlite_database.transaction() as tx:
            store_force(tx, "others may run beside it")
        # However it ends, its place is free.
        os.kill(first.pid, signal.SIGKILL)
    for _ in range(2):
        with sqlite_database.serve_lock():
            pass


# PostgreSQL


def hang_up(database: Database) -> None:
    with psycopg.connect(
        engines.parse(database.url).set(drivername="postgresql").render_as_string(False)
    ) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_any_number_may_serve_a_server(postgres_database):
    with postgres_database.serve_lock(), postgres_database.serve_lock():
        pass


def test_a_connection_lost_while_idle_is_replaced_and_nobody_notices(postgres_database):
    assert count(postgres_database, "forces") == 0
    hang_up(postgres_database)
    with postgres_database.transaction() as tx:
        store_force(tx, "one")
    assert count(postgres_database, "forces") == 1


def test_a_connection_lost_in_a_transaction_is_said_so_and_keeps_nothing(postgres_database):
    def read_on() -> None:
        with postgres_database.transaction() as tx:
            store_force(tx, "one")
            hang_up(postgres_database)
            store_force(tx, "two")

    with pytest.raises(StorageUnavailable):
        read_on()
    with pytest.raises(StorageUnavailable):
        found(postgres_database, "three", then=lambda: hang_up(postgres_database))
    found(postgres_database, "four")
    assert count(postgres_database, "forces") == 1


def test_a_connection_lost_before_writes_are_sent_keeps_none_of_them(postgres_database):
    def write() -> None:
        with postgres_database.transaction() as tx:
            tx.write(INSERT_FORCE, code="zero", name="zero")
            tx.write(INSERT_FORCE, code="one", name="one")
            tx.write(INSERT_FORCE, code="two", name="two")
            hang_up(postgres_database)

    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            write()
    found(postgres_database, "three")
    assert count(postgres_database, "forces") == 1


def test_text_that_the_server_would_cut_short_is_never_sent(postgres_database):
    with pytest.raises(psycopg.DataError, match="NUL"):
        found(postgres_database, "one\0two")
    assert count(postgres_database, "forces") == 0


def test_a_connection_lost_under_sqlalchemy_is_replaced_too(postgres_database):
    def read() -> None:
        with postgres_database.reading() as tx:
            hang_up(postgres_database)
            tx.connection.scalar(text("SELECT 1"))

    with pytest.raises(StorageUnavailable):
        read()
    assert count(postgres_database, "forces") == 0


def test_a_swallowed_failure_is_never_taken_for_a_commit(postgres_database):
    def swallow() -> None:
        with postgres_database.transaction() as tx:
            store_force(tx, "one")
            with contextlib.suppress(psycopg.errors.UniqueViolation):
                store_force(tx, "one")

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        swallow()
    assert count(postgres_database, "forces") == 0


def test_a_server_that_is_not_there_is_said_so(keys):
    with pytest.raises(StorageUnavailable, match="cannot be reached"):
        Database("postgresql://nobody:secret@127.0.0.1:1/rowan", keys=keys)


def test_a_server_that_forgets_what_it_answered_for_is_refused(fresh_database, keys):
    url = fresh_database("postgresql", migrated=True)
    plain = engines.parse(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{engines.parse(url).database}" SET synchronous_commit = off')
    with pytest.raises(ConfigurationFault, match="synchronous_commit is off"):
        Database(url, keys=keys)


def test_dry_runs_cost_no_statement_its_preparation(postgres_database):
    prepared = []
    for _ in range(3):
        with postgres_database.transaction(keep=False) as tx:
            store_force(tx, "one")
            prepared.append(
                tx.connection.scalar(text("SELECT min(prepare_time) FROM pg_prepared_statements"))
            )
    assert prepared == [prepared[0]] * 3


# Both


def test_an_empty_database_says_what_to_run(database_url, keys):
    if database_url.startswith("sqlite"):
        sqlite3.connect(database_url.removeprefix("sqlite:///")).close()
        Path(database_url.removeprefix("sqlite:///")).touch()
    with pytest.raises(ConfigurationFault, match="rowan migrate"):
        Database(database_url, keys=keys)


def test_an_older_schema_says_what_to_run(migrated_database_url, keys, monkeypatch):
    monkeypatch.setattr(opening, "HEAD", "9999")
    with pytest.raises(ConfigurationFault, match="Rowan at 9999: run `rowan migrate`"):
        Database(migrated_database_url, keys=keys)


def test_a_newer_schema_is_refused(migrated_database_url, keys, monkeypatch):
    monkeypatch.setattr(opening, "HEAD", "0000")
    with pytest.raises(ConfigurationFault, match="newer than this Rowan's 0000"):
        Database(migrated_database_url, keys=keys)


@pytest.mark.parametrize(
    "url", ["", "rowan.db", "mysql://user:secret@host/rowan", "sqlite://", "sqlite:///:memory:"]
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(url, keys):
    with pytest.raises(ConfigurationFault, match="ROWAN_DATABASE_URL") as caught:
        Database(url, keys=keys)
    assert "secret" not in str(caught.value)


def test_more_callers_than_lines_wait_their_turn(migrated_database_url, keys, monkeypatch):
    monkeypatch.setattr(engines, "MOST", 2)
    database = Database(migrated_database_url, keys=keys)
    together = threading.Barrier(2)

    def read() -> int:
        with database.reading() as tx:
            together.wait(10)
            return tx.connection.scalar(text("SELECT 1")) or 0

    with ThreadPoolExecutor(6) as pool:
        assert sum(done.result() for done in [pool.submit(read) for _ in range(6)]) == 6
    database.close()


def test_whoever_listens_hears_of_each_commit(database):
    heard = []
    database.on_commit(lambda: heard.append(count(database, "forces")))
    with database.transaction() as tx:
        store_force(tx, "one")
        tx.after_commit(database.wake)
    assert heard == [1]
