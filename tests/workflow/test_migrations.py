"""Migrating gives exactly the schema that the tables declare, and a trail that nobody can rewrite by accident."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from tests.workflow.schema import DROPPED, EARLIER, NEWEST, declared, written
from tests.workflow.stored import add_entry, an_entry, store_case, store_force
from workflow import jobs, migrations
from workflow.engines import owner, parse
from workflow.faults import ConfigurationFault
from workflow.migrations import HEAD, migrate
from workflow.migrations.grants import grant
from workflow.tables import METADATA
from workflow.trail import ENTRIES, append_to

COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
WHERE table_schema = 'public' AND table_name <> 'alembic_version'
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'
"""
CATALOGUE = {
    "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version'"],
    "postgresql": [
        COLUMNS,
        CONSTRAINTS,
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
        "SELECT pg_get_triggerdef(oid), tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ],
}


def catalogue(url: str) -> list[str]:
    """Every object of the schema on a line of its own."""
    with owner(url).connect() as connection:
        queries = CATALOGUE[connection.dialect.name]
        rows = [row for query in queries for row in connection.execute(text(query))]
    return sorted(" ".join("|".join(map(str, row)).split()).replace(" )", ")") for row in rows)


def test_migrated_equals_freshly_created(database_kind, fresh_database):
    migrated, created = fresh_database(database_kind, migrated=True), fresh_database(database_kind)
    if database_kind == "sqlite":
        Path(created.removeprefix("sqlite:///")).touch()
    with owner(created).begin() as connection:
        METADATA.create_all(connection)
        if database_kind == "postgresql":
            connection.connection.cursor().execute(SchemaManager.get_schema())
    assert catalogue(migrated) == catalogue(created)
    assert any("entries_follow" in line for line in catalogue(migrated))


def test_the_job_engine_brings_the_schema_that_the_migration_knows():
    # If this fails, a newer library was installed: keep the old schema's text, and write a migration of ours
    # from the library's own, which lie in SchemaManager.get_migrations_path().
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    known = scripts.get_revision("0002").module.KNOWN
    assert sha256(SchemaManager.get_schema().encode()).hexdigest() == known


def test_another_schema_of_the_job_engine_is_refused(fresh_database, monkeypatch):
    monkeypatch.setattr(SchemaManager, "get_schema", staticmethod(lambda: "SELECT 1"))
    with pytest.raises(ConfigurationFault, match="procrastinate is not of the release"):
        migrate(fresh_database("postgresql"))


def test_a_database_from_before_the_first_release_is_refused(migrated_database_url):
    with owner(migrated_database_url).begin() as connection:
        connection.execute(text("DROP INDEX ix_notices_since"))
        connection.execute(text("ALTER TABLE notices DROP COLUMN since"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(ConfigurationFault, match="from before its first release"):
        migrate(migrated_database_url)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_migrations_together_are_what_the_tables_declare(dialect):
    made = [statement for revision in (*EARLIER, NEWEST) for statement in written(revision, dialect)]
    assert sorted(set(made) - DROPPED) == sorted(declared(dialect))
    assert set(made) >= DROPPED


def test_the_newest_revision_is_the_one_that_is_known_without_alembic():
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == HEAD
    assert all(
        len(script.revision) == 4 and script.revision.isdecimal() for script in scripts.walk_revisions()
    )


def test_migrating_twice_changes_nothing(migrated_database_url):
    before = catalogue(migrated_database_url)
    migrate(migrated_database_url)
    assert catalogue(migrated_database_url) == before


def test_two_servers_may_start_at_once(database_url):
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(migrate, database_url) for _ in range(2)]:
            done.result()


def test_a_newer_schema_is_left_alone(migrated_database_url):
    with owner(migrated_database_url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationFault, match="at schema 9999, newer than this Rowan's"):
        migrate(migrated_database_url)


def test_a_migration_that_fails_leaves_nothing(database_url):
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).touch()
    with owner(database_url).begin() as connection:
        # In the way of the last table but not of the first; a table would be refused before anything is made.
        connection.execute(text("CREATE VIEW tasks AS SELECT 1 AS id"))
    with pytest.raises(Exception, match="tasks"):
        migrate(database_url)
    with owner(database_url).connect() as connection:
        for table in ("forces", "alembic_version"):
            assert not connection.dialect.has_table(connection, table)


def test_a_new_file_is_for_its_owner_alone(tmp_path):
    migrate(f"sqlite:///{tmp_path}/home/rowan.db")
    assert stat.S_IMODE((tmp_path / "home/rowan.db").stat().st_mode) == 0o600


def test_the_scripts_may_lie_in_a_folder_of_any_name(tmp_path):
    migrate(f"sqlite:///{tmp_path}/100%/rowan.db")
    assert (tmp_path / "100%/rowan.db").exists()


# The trail's guards, met by somebody who holds the file or the owner's password.


@pytest.fixture
def trail(database, keys):
    """An owner's connection to a database with a trail of two entries in each of two streams."""
    with database.transaction() as tx:
        stored = store_case(tx, keys, entries=2)
        append_to(tx, "access", an_entry())
        append_to(tx, "access", an_entry())
    with owner(database.url).connect() as connection:
        yield connection, stored


REFUSALS = "append-only|never changed|must follow|ConstraintViolation"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET actor = 'P-00000002' WHERE seq = 1",
        "DELETE FROM entries WHERE seq = 2",
        "INSERT INTO entries SELECT * FROM entries WHERE seq = 2",
        "UPDATE sealed_payloads SET sealed = hash FROM entries",
    ],
)
def test_the_trail_cannot_be_rewritten(trail, statement):
    connection, _ = trail
    with pytest.raises(Exception, match=REFUSALS):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 2},
        {"seq": 4},
        {"seq": 0},
        {"seq": 3, "previous": bytes(32)},
        {"stream": "case:77", "seq": 2},
        {"stream": "case:77", "seq": 1, "previous": b"x" * 32},
    ],
    ids=str,
)
def test_an_entry_must_follow_the_last_one(trail, change):
    connection, stored = trail
    last = (
        connection.execute(ENTRIES.select().where(ENTRIES.c.stream == stored.head.stream))
        .mappings()
        .all()[-1]
    )
    entry = {**last, "previous": last["hash"], "seq": 3} | change
    with pytest.raises(Exception, match=REFUSALS), connection.begin_nested():
        connection.execute(ENTRIES.insert(), entry)
    connection.execute(ENTRIES.insert(), {**last, "previous": last["hash"], "seq": 3})


def test_a_sealed_payload_may_be_erased(trail):
    connection, _ = trail
    gone = connection.execute(text("DELETE FROM sealed_payloads WHERE seq = 1"))
    assert gone.rowcount == 1


@pytest.mark.parametrize("triggers", ["0", "1"])
@pytest.mark.parametrize("table", ["entries", "sealed_payloads"])
def test_sqlite_cannot_replace_a_row_unseen(sqlite_database, keys, table, triggers):
    with sqlite_database.transaction() as tx:
        store_case(tx, keys, entries=2)
    with closing(sqlite3.connect(sqlite_database.url.removeprefix("sqlite:///"))) as raw:
        raw.execute(f"PRAGMA recursive_triggers = {triggers}")
        for seq in (1, 2):
            with pytest.raises(sqlite3.IntegrityError, match=REFUSALS):
                raw.execute(f"REPLACE INTO {table} SELECT * FROM {table} WHERE seq = {seq}")


@pytest.fixture
def owned(postgres_database, keys):
    with postgres_database.transaction() as tx:
        store_case(tx, keys, entries=1)
    plain = parse(postgres_database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        yield connection


def test_postgresql_keeps_the_trail_from_truncation_and_from_replicas(owned):
    owned.execute("SET session_replication_role = replica")
    for statement in ("TRUNCATE entries", "UPDATE entries SET seq = 7", "UPDATE sealed_payloads SET seq = 7"):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            owned.execute(statement)
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        owned.execute("INSERT INTO entries SELECT * FROM entries")


def test_the_role_of_commands_can_do_its_work_and_not_touch_the_trail(owned, postgres_database, keys):
    role = f"clerk_{parse(postgres_database.url).database}"
    owned.execute(f"CREATE ROLE {role} LOGIN")
    try:
        grant(postgres_database.url, role)
        owned.execute(f"SET SESSION AUTHORIZATION {role}")
        for forbidden in (
            "UPDATE entries SET actor = 'x'",
            "DELETE FROM entries",
            "TRUNCATE entries",
            "ALTER TABLE entries DISABLE TRIGGER ALL",
            "DROP TABLE sealed_payloads",
            "UPDATE sealed_payloads SET seq = 2",
            "UPDATE alembic_version SET version_num = '0'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owned.execute(forbidden)
        owned.execute("RESET SESSION AUTHORIZATION")
        with postgres_database.transaction() as tx:
            tx.connection.exec_driver_sql(f"SET LOCAL SESSION AUTHORIZATION {role}")
            add_entry(tx, store_case(tx, keys, "C-00000002"), "what was said")
            append_to(tx, "access", an_entry())
            store_force(tx, "one")
            jobs.defer(tx, ["N-00000001"])
            # What a worker does with a job: take it, finish it, and let it go.
            tx.connection.execute(text("SELECT procrastinate_register_worker_v1()"))
            (job,) = tx.connection.execute(
                text("SELECT id FROM procrastinate_fetch_job_v2(ARRAY['delivery'], 1)")
            ).one()
            tx.connection.execute(
                text("SELECT procrastinate_finish_job_v1(:job, 'succeeded', true)"), {"job": job}
            )
            assert tx.connection.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
    finally:
        owned.execute("RESET SESSION AUTHORIZATION")
        owned.execute(f"DROP OWNED BY {role}")
        owned.execute(f"DROP ROLE {role}")


def test_sqlite_has_no_roles_to_grant_to(sqlite_database):
    with pytest.raises(ConfigurationFault, match="only PostgreSQL"):
        grant(sqlite_database.url, "clerk")
