from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError

from tests.databases import KINDS, Databases, Kind, new_run, start_postgres, stop_postgres


def _make_table(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE told (id INTEGER PRIMARY KEY)"))
    engine.dispose()


def _tables(url: str) -> list[str]:
    engine = create_engine(url)
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def test_a_test_gets_an_empty_database_of_its_own(fresh_database, database_kind):
    first, second = fresh_database(database_kind), fresh_database(database_kind)
    _make_table(first)
    assert _tables(first) == ["told"]
    assert _tables(second) == []


def test_the_database_url_names_our_drivers(database_url):
    assert make_url(database_url).drivername in {"sqlite", "postgresql+psycopg"}
    assert ":memory:" not in database_url


@pytest.mark.parametrize("kind", KINDS)
def test_a_migrated_database_is_a_copy_and_migration_ran_once(kind: Kind, postgres_url, tmp_path):
    migrated: list[str] = []

    def migrate(url: str) -> None:
        migrated.append(url)
        _make_table(url)

    databases = Databases(tmp_path, lambda: postgres_url, migrate)
    urls = [databases.create(kind, migrated=True) for _ in range(3)]
    assert [_tables(url) for url in urls] == [["told"]] * 3
    assert len(migrated) == 1
    for url in urls:
        databases.drop(url)
    databases.close()


def test_a_connected_database_can_still_be_dropped(databases: Databases, database_kind):
    url = databases.create(database_kind)
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        databases.drop(url)
        connection.invalidate()
    engine.dispose()


def test_workers_may_start_the_same_postgresql_together(postgres_url, databases: Databases):
    with ThreadPoolExecutor(4) as pool:
        urls = list(pool.map(lambda _: databases.create("postgresql"), range(4)))
    assert len(set(urls)) == 4
    for url in urls:
        databases.drop(url)


def test_what_a_killed_run_left_is_stopped_and_removed():
    run = new_run()
    # Linux gives no process a number this high.
    left = run.with_name("rowan-tests-4999999-killed")
    url = start_postgres(left, durable=True)
    postmaster = psutil.Process(int((left / "data" / "postmaster.pid").read_text().split()[0]))
    stop_postgres(run)
    stop_postgres(new_run())
    assert not left.exists()
    assert not postmaster.is_running()
    with pytest.raises(OperationalError):
        _tables(url)


def test_a_postgresql_for_faults_keeps_its_promises():
    run = new_run()
    try:
        engine = create_engine(start_postgres(run, durable=True))
        with engine.connect() as connection:
            modes = {
                name: connection.execute(text(f"SHOW {name}")).scalar()
                for name in ("fsync", "full_page_writes")
            }
        engine.dispose()
    finally:
        stop_postgres(run)
    assert modes == {"fsync": "on", "full_page_writes": "on"}
