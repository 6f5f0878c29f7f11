"""A database of each kind in turn, opened, with its keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflow.cast import Cast
from workflow.db import Database
from workflow.keys import Keys


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def keys(key_file: Path) -> Keys:
    return Keys.create(key_file)


@pytest.fixture
def database(migrated_database_url: str, keys: Keys) -> Iterator[Database]:
    opened = Database(migrated_database_url, keys=keys)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_file(fresh_database) -> Path:
    """A migrated SQLite file."""
    return Path(fresh_database("sqlite", migrated=True).removeprefix("sqlite:///"))


@pytest.fixture
def sqlite_database(sqlite_file: Path, keys: Keys) -> Iterator[Database]:
    opened = Database(f"sqlite:///{sqlite_file}", keys=keys)
    yield opened
    opened.close()


@pytest.fixture
def postgres_database(fresh_database, keys: Keys) -> Iterator[Database]:
    opened = Database(fresh_database("postgresql", migrated=True), keys=keys)
    yield opened
    opened.close()


@pytest.fixture
def cast(database: Database) -> Cast:
    """Somebody of every role at that database."""
    return Cast(database)
