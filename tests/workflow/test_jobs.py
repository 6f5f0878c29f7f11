"""A job is deferred in the transaction of its notices, through our own line, exactly as the library would."""

import contextlib
from datetime import UTC, datetime, timedelta

import procrastinate
from sqlalchemy import text

from workflow import jobs

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
JOBS = text(
    "SELECT queue_name, task_name, priority, lock, queueing_lock, args, status::text, scheduled_at, attempts, "
    "abort_requested, worker_id FROM procrastinate_jobs ORDER BY id"
)


def stored(database):
    with database.reading() as tx:
        return [tuple(row) for row in tx.connection.execute(JOBS)]


def test_a_job_is_what_the_library_itself_defers(postgres_database):
    app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
    deliver = app.task(name=jobs.DELIVER, queue=jobs.QUEUE)(print)
    with postgres_database.transaction() as tx:
        jobs.defer(tx, ["N-00000001", "N-00000002"])
        driver = tx.connection.connection.driver_connection
        deliver.configure(connection=driver).defer(notices=["N-00000001", "N-00000002"])
    ours, theirs = stored(postgres_database)
    assert ours == theirs
    assert ours[5] == {"notices": ["N-00000001", "N-00000002"]}


def test_a_transaction_that_is_undone_leaves_no_job(postgres_database):
    with postgres_database.transaction(keep=False) as tx:
        jobs.defer(tx, ["N-00000001"])
    with contextlib.suppress(ZeroDivisionError), postgres_database.transaction() as tx:
        jobs.defer(tx, ["N-00000001"])
        raise ZeroDivisionError
    assert stored(postgres_database) == []


def test_no_notices_are_no_job(postgres_database):
    with postgres_database.transaction() as tx:
        jobs.defer(tx, [])
    assert stored(postgres_database) == []


def test_sqlite_has_no_jobs(sqlite_database):
    with sqlite_database.transaction() as tx:
        jobs.defer(tx, ["N-00000001"])
    with sqlite_database.reading() as tx:
        tables = tx.connection.execute(
            text("SELECT name FROM sqlite_master WHERE name LIKE 'procrastinate%'")
        )
        assert tables.all() == []


def test_what_nobody_took_in_an_hour_is_dropped(postgres_database):
    with postgres_database.transaction() as tx:
        jobs.defer(tx, ["N-00000001"])
        jobs.defer(tx, ["N-00000002"])
        move = text(
            "UPDATE procrastinate_events SET at = CAST(:at AS timestamptz) + job_id * interval '1 hour'"
        )
        tx.connection.execute(move, {"at": AT.isoformat()})
    assert jobs.drop_old(postgres_database, AT + 2 * jobs.WORTH) == 0
    assert jobs.drop_old(postgres_database, AT + 2 * jobs.WORTH + timedelta(seconds=1)) == 1
    ((_, _, _, _, _, left, *_),) = stored(postgres_database)
    assert left == {"notices": ["N-00000002"]}


def test_sqlite_has_none_to_drop(sqlite_database):
    assert jobs.drop_old(sqlite_database, AT) == 0
