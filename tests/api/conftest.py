"""A whole application over a database of each kind in turn, with somebody of every role to sign in as."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from starlette.routing import BaseRoute

from api.app import create_app
from api.settings import Settings
from states.vocabulary import Role
from tests.api.world import FIRM, FORCE, OTHER_FIRM, OTHER_FORCE, World
from workflow import people
from workflow.db import Database
from workflow.keys import Keys

#: A Monday at ten in London.
START = datetime(2026, 11, 23, 10, tzinfo=UTC)


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def on(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    return made


@pytest.fixture
def settings(home: Path, migrated_database_url: str) -> Settings:
    Keys.create(home / "keys.json")
    # On either engine, so that no test needs a worker beside it.
    return Settings(home=home, database_url=SecretStr(migrated_database_url), deliver="here")


@pytest.fixture
def sqlite_settings(home: Path, fresh_database) -> Settings:
    Keys.create(home / "keys.json")
    return Settings(home=home, database_url=SecretStr(fresh_database("sqlite", migrated=True)))


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database, keys=settings.held_keys())
    try:
        yield database
    finally:
        database.close()


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    with opened(settings) as database:
        yield database


@functools.cache
def routes() -> list[BaseRoute]:
    """The routes of an application that nobody asks anything: working out what they take is longer than most tests."""
    return create_app(Settings()).router.routes


@pytest.fixture
def app(settings: Settings, clock: Clock, db: Database) -> FastAPI:
    made = create_app(settings, clock=clock, db=db)
    made.router.routes[:] = routes()
    return made


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as running:
        yield running


@pytest.fixture
def tokens(db: Database, clock: Clock) -> dict[str, str]:
    return give_tokens(db, clock())


def give_tokens(db: Database, at: datetime) -> dict[str, str]:
    """Add somebody of every role, and strangers to them; return their tokens."""
    people.add_firm(db, FIRM, "Hart and Co")
    people.add_firm(db, OTHER_FIRM, "Reed LLP")
    members: dict[str, tuple[Role, str | None, str | None]] = {
        "officer": (Role.OFFICER, FORCE, None),
        "other_officer": (Role.OFFICER, OTHER_FORCE, None),
        "caseworker": (Role.CASEWORKER, None, None),
        "other_caseworker": (Role.CASEWORKER, None, None),
        "lead": (Role.LEAD, None, None),
        "other_lead": (Role.LEAD, None, None),
        "solicitor": (Role.SOLICITOR, None, FIRM),
        "other_solicitor": (Role.SOLICITOR, None, OTHER_FIRM),
        "analyst": (Role.ANALYST, FORCE, None),
        "auditor": (Role.AUDITOR, None, None),
        "administrator": (Role.ADMINISTRATOR, None, None),
    }
    return {
        name: people.issue_token(
            db, people.add_person(db, name=name, role=role, force=force, firm=firm, at=at), at=at
        )
        for name, (role, force, firm) in members.items()
    }


@pytest.fixture
def world(client: TestClient, tokens: dict[str, str], clock: Clock) -> World:
    """People who act on the application by HTTP."""
    return World(client, tokens, clock)


@pytest.fixture
def serve_app() -> Callable[..., FastAPI]:
    return create_app
