"""Where a benchmark plays: a database of one engine, filled with cases, and copies of it that start alike."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import psycopg

from tests.databases import for_sqlalchemy
from workflow import people
from workflow.actors import Actor
from workflow.db import Database
from workflow.engines import MODES
from workflow.intake import take_referral
from workflow.keys import Keys
from workflow.migrations import migrate

Bare = Callable[[Sequence[Sequence[tuple[str, Sequence[Any]]]]], float]

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


def referral(number: int) -> dict[str, Any]:
    """Return a plain referral of a survivor of her own."""
    return {
        "force": "cambridgeshire",
        "referrer": {"role": "officer", "collar_number": "1234"},
        "survivor": {
            "name": f"Fictional Person {number}",
            "date_of_birth": "1990-02-03",
            "phone": f"07700 {900000 + number % 1000}",
        },
        "safe_contact": {"safety": "safe", "channels": ["phone"], "voicemail": False},
        "respondent": {"name": f"Fictional Respondent {number}", "date_of_birth": "1988-05-06"},
        "consent": {"to_referral": True, "given_at": "2026-11-23T08:00:00Z", "tell_force": True},
    }


class Stage:
    """One engine's databases in one folder. PostgreSQL is reached by the URL of a durable server."""

    def __init__(
        self, folder: Path, kind: Literal["sqlite", "postgresql"], server: str | None = None
    ) -> None:
        self.kind = kind
        self.label = "SQLite FULL" if kind == "sqlite" else "PostgreSQL"
        self.references: list[str] = []
        self._folder, self._server, self._copies = folder, server, 0
        self._keys = Keys.create(folder / f"{kind}-keys.json")
        self.caseworker: Actor

    def populated(self, cases: int) -> str:
        """Make a database with that many received cases; return its URL."""
        url = self._new("base")
        migrate(url)
        db = self.open(url)
        people.add_force(db, "cambridgeshire", "Cambridgeshire Constabulary")
        self.caseworker = self._person(db, "caseworker")
        for number in range(cases):
            taken = take_referral(
                db, referral(number), actor=self.caseworker, key=f"stage-{number}", at=START
            )
            assert taken.case_reference is not None
            self.references.append(taken.case_reference)
        db.close()
        return url

    def _person(self, db: Database, role: str, force: str | None = None) -> Actor:
        reference = people.add_person(db, name=f"Bench {role}", role=role, force=force, at=START)
        actor = people.authenticate(db, people.issue_token(db, reference, at=START), at=START)
        assert actor is not None
        return actor

    def open(self, url: str) -> Database:
        """Open a database of this stage."""
        return Database(url, keys=self._keys)

    def copy_of(self, url: str) -> str:
        """Return the URL of a copy that starts exactly like it."""
        self._copies += 1
        if self.kind == "sqlite":
            copy = self._folder / f"copy-{self._copies}.db"
            file = Path(url.removeprefix("sqlite:///"))
            with sqlite3.connect(file) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(file, copy)
            return f"sqlite:///{copy}"
        return self._new(f"copy_{self._copies}", template=url.rpartition("/")[2].partition("?")[0])

    def _new(self, name: str, template: str = "template1") -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        assert self._server is not None
        with psycopg.connect(_plain(self._server), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "bench_{name}" TEMPLATE "{template}"'.encode())
        return for_sqlalchemy(self._server, database=f"bench_{name}")

    @contextmanager
    def bare(self, url: str) -> Iterator[Bare]:
        """Yield what executes recorded steps on the bare driver, one commit a step, and times them."""
        if self.kind == "sqlite":
            connection = sqlite3.connect(
                url.removeprefix("sqlite:///"), isolation_level=None, cached_statements=512
            )
            for mode, value in MODES.items():
                connection.execute(f"PRAGMA {mode} = {value}")
            yield lambda steps: _timed(connection.cursor(), steps, "BEGIN IMMEDIATE")
            connection.close()
        else:
            with psycopg.connect(_plain(url), autocommit=True) as postgres:
                yield lambda steps: _timed(postgres.cursor(), steps, "BEGIN")


def _timed(cursor: Any, steps: Sequence[Sequence[tuple[str, Sequence[Any]]]], begin: str) -> float:
    start = time.perf_counter()
    for step in steps:
        cursor.execute(begin)
        for text, values in step:
            cursor.execute(text, values)
        cursor.execute("COMMIT")
    return time.perf_counter() - start


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")
