"""A backup is one moment, whole, checked, and good for either engine."""

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.workflow.stored import add_entry, add_rows, an_entry, count, store_case
from tests.workflow.test_prepared import a_notice
from workflow import backup as backups
from workflow.backup import backup, restore
from workflow.db import Database
from workflow.faults import ConfigurationFault, StorageUnavailable
from workflow.keys import Keys
from workflow.tables import METADATA
from workflow.trail import append_to
from workflow.trail_check import verify

#: Each engine is asked in words of its own.
pytestmark = pytest.mark.both


@pytest.fixture
def filled(database: Database, keys: Keys) -> Database:
    """A database with something in it of every type of column."""
    with database.transaction() as tx:
        add_rows(tx, "firms", {"code": "f", "name": "Firm | “one”\n\\N\t", "active": True})
        add_rows(tx, "firms", {"code": "g", "name": "", "active": False})
        for number in range(12):
            case = store_case(
                tx, keys, f"C-{number:08}", entries=number, due_at=number or None, sensitive=number % 2 == 0
            )
            sealed = case.key.seal("survivor.name", b"Ann")
            add_rows(tx, "details", {"case_id": case.id, "field": "survivor.name", "sealed": sealed})
            add_rows(tx, "notices", a_notice(case.id, reference=f"N-{number}", sealed=None))
        append_to(tx, "access", an_entry(body={"purpose": "“ö”"}))
    return database


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as tx:
        return {
            table.name: [
                tuple(row) for row in tx.connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in METADATA.sorted_tables
        }


def a_new_place(kind, fresh_database) -> str:
    url: str = fresh_database(kind)
    return url


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_what_is_restored_is_what_was_there_on_either_engine(filled, target, fresh_database, keys, tmp_path):
    backup(filled.url, tmp_path / "rowan.backup")
    url = a_new_place(target, fresh_database)
    restore(tmp_path / "rowan.backup", url)
    restored = Database(url, keys=keys)
    assert contents(restored) == contents(filled)
    with restored.reading() as tx:
        assert verify(tx, keys=keys) == []
    restored.close()


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_life_goes_on_in_a_restored_database(filled, target, fresh_database, keys, tmp_path):
    backup(filled.url, tmp_path / "rowan.backup")
    url = a_new_place(target, fresh_database)
    restore(tmp_path / "rowan.backup", url)
    restored = Database(url, keys=keys)
    with restored.transaction() as tx:
        last = tx.connection.scalar(text("SELECT max(id) FROM cases"))
        case = store_case(tx, keys, "C-NEW", entries=2)
        append_to(tx, "access", an_entry())
    assert case.id > (last or 0)
    with restored.reading() as tx:
        assert verify(tx) == []
    with pytest.raises(Exception, match=r"append-only|never changed"), restored.transaction() as tx:
        tx.connection.execute(text("DELETE FROM entries"))
    restored.close()


def test_an_empty_database_can_be_kept_and_restored_too(database, fresh_database, tmp_path):
    backup(database.url, tmp_path / "rowan.backup")
    for kind in ("sqlite", "postgresql"):
        restore(tmp_path / "rowan.backup", a_new_place(kind, fresh_database))


def test_a_backup_is_one_moment_though_others_write(filled, keys, tmp_path):
    stop = threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set():
            with filled.transaction() as tx:
                add_entry(tx, store_case(tx, keys, f"C-{number:08}", entries=2), "the last word")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            backup(filled.url, tmp_path / f"{number}.backup")
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        kept = Database(f"sqlite:///{tmp_path}/{number}.backup", keys=keys)
        with kept.reading() as tx:
            assert verify(tx) == []
        kept.close()


def test_a_backup_is_one_file_for_its_owner_alone(filled, tmp_path):
    backup(filled.url, tmp_path / "rowan.backup")
    assert stat.S_IMODE((tmp_path / "rowan.backup").stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} - {"keys.json"} == {"rowan.backup"}


def test_a_backup_holds_nobody_s_name(filled, tmp_path):
    backup(filled.url, tmp_path / "rowan.backup")
    assert b"Ann" not in (tmp_path / "rowan.backup").read_bytes()


def test_a_file_that_is_there_is_never_overwritten(filled, tmp_path):
    (tmp_path / "rowan.backup").write_text("precious")
    with pytest.raises(ConfigurationFault, match="is there already"):
        backup(filled.url, tmp_path / "rowan.backup")
    assert (tmp_path / "rowan.backup").read_text() == "precious"


def test_a_backup_that_fails_leaves_nothing_behind(filled, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
        raise error

    monkeypatch.setattr(backups, "_check", full)
    with pytest.raises(StorageUnavailable, match="SQLITE_FULL"):
        backup(filled.url, tmp_path / "rowan.backup")
    assert {path.name for path in tmp_path.iterdir()} <= {"keys.json"}


def test_a_database_that_holds_anything_is_never_restored_into(filled, database, tmp_path):
    backup(filled.url, tmp_path / "rowan.backup")
    with pytest.raises(ConfigurationFault, match=r"is there already|already holds"):
        restore(tmp_path / "rowan.backup", database.url)
    assert count(database, "cases") == 12


def test_a_restoration_that_fails_half_way_restores_nothing(filled, fresh_database, keys, tmp_path):
    file = tmp_path / "rowan.backup"
    backup(filled.url, file)
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("DROP TRIGGER entries_no_delete")
        # The guard of the target meets the gap.
        raw.execute("DELETE FROM entries WHERE seq = 3")
    url = fresh_database("postgresql")
    with pytest.raises(Exception, match="must follow the last one"):
        restore(file, url)
    restored = Database(url, keys=keys)
    assert not any(rows for name, rows in contents(restored).items() if name != "meta")
    restored.close()


@pytest.mark.parametrize("damage", ["DELETE FROM people", "DELETE FROM cases WHERE id = 3"])
def test_a_damaged_backup_is_refused(filled, tmp_path, damage, fresh_database):
    file = tmp_path / "rowan.backup"
    backup(filled.url, file)
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("INSERT INTO tokens VALUES (1, 77, x'00', 0, NULL, NULL)")
        raw.execute(damage)
    url = fresh_database("sqlite")
    with pytest.raises(ConfigurationFault, match="is damaged"):
        restore(file, url)
    assert not Path(url.removeprefix("sqlite:///")).exists()


def test_what_is_no_backup_is_not_restored(tmp_path, fresh_database):
    url = fresh_database("sqlite")
    with pytest.raises(ConfigurationFault, match="there is no backup"):
        restore(tmp_path / "rowan.backup", url)
    (tmp_path / "rowan.backup").write_text("a letter" * 1000)
    with pytest.raises(StorageUnavailable, match="SQLITE_NOTADB"):
        restore(tmp_path / "rowan.backup", url)


def test_a_backup_from_a_newer_rowan_is_refused(filled, tmp_path, fresh_database):
    backup(filled.url, tmp_path / "rowan.backup")
    with closing(sqlite3.connect(tmp_path / "rowan.backup")) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigurationFault, match="newer than this Rowan"):
        restore(tmp_path / "rowan.backup", fresh_database("sqlite"))
