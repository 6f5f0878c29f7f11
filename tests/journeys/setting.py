"""One installation: its database, those who work with it, and its processes with all that they say."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import orjson
import psutil
import psycopg
import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from api.cli import app
from states.vocabulary import Role
from tests.databases import uncounted
from tests.journeys.asking import Asker
from tests.journeys.canaries import Canaries
from tests.journeys.kept import CONTACT, Place, columns, database_files, files, leaks, told
from tests.journeys.outside import CALLBACK_TOKEN, CALLBACKS, Outside, reached
from tests.provider.notify import Callback
from tests.provider.plan import Plan
from workflow import people
from workflow.db import Database
from workflow.keys import Keys

ROWAN = Path(sys.executable).with_name("rowan")
#: Seconds that a process has to start or to stop, on a busy machine.
PATIENCE = 90
ROLES: dict[str, tuple[Role, str | None, str | None]] = {
    "officer": (Role.OFFICER, "cambridgeshire", None),
    "other_officer": (Role.OFFICER, "essex", None),
    "caseworker": (Role.CASEWORKER, None, None),
    "other_caseworker": (Role.CASEWORKER, None, None),
    "lead": (Role.LEAD, None, None),
    "other_lead": (Role.LEAD, None, None),
    "solicitor": (Role.SOLICITOR, None, "hart"),
    "other_solicitor": (Role.SOLICITOR, None, "reed"),
    "analyst": (Role.ANALYST, "cambridgeshire", None),
    "auditor": (Role.AUDITOR, None, None),
    "administrator": (Role.ADMINISTRATOR, None, None),
}


class Setting:
    """One installation: its home, its database, and those who work with it."""

    def __init__(self, home: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.url, self.canaries = home, url, Canaries()
        self._monkeypatch = monkeypatch
        self.tokens: dict[str, str] = {}
        self.people: dict[str, str] = {}
        #: What processes and commands have said.
        self.said: list[Place] = []
        #: What nobody may be told who is not given it.
        self.secrets: set[bytes] = set()
        self.equip({"ROWAN_HOME": str(home), "ROWAN_DATABASE_URL": url, "ROWAN_LOG_LEVEL": "debug"})

    @property
    def is_file(self) -> bool:
        """Whether the database is a file, whose server delivers too."""
        return self.url.startswith("sqlite")

    def equip(self, environment: dict[str, str]) -> None:
        """Set something for all processes and commands from now on."""
        for name, value in environment.items():
            self._monkeypatch.setenv(name, value)

    @contextmanager
    def opened(self) -> Iterator[Database]:
        database = Database(self.url, keys=Keys.load(self.home / "keys.json"))
        yield database
        database.close()

    def employ(self) -> None:
        """Add somebody of every role, with a name and an address that are canaries too."""
        at = datetime.now(UTC)
        with self.opened() as db:
            for code in ("hart", "reed"):
                people.add_firm(db, code, code.title())
            for who, (role, force, firm) in ROLES.items():
                name = self.canaries.word("a colleague's name")
                email = self.canaries.word("a colleague's e-mail") + "@rowan.example"
                added = people.add_person(
                    db, name=name, role=role, force=force, firm=firm, email=email, at=at
                )
                self.people[who], self.tokens[who] = added, people.issue_token(db, added, at=at)
            self.secrets |= {token.encode() for token in self.tokens.values()}
            # Whoever must never meet them in a case: known by their digests alone.
            known = self.canaries.referral()["survivor"]
            near = {name: known[name] for name in ("name", "date_of_birth", "phone", "email")}
            people.list_associates(db, self.people["administrator"], [near])

    @contextmanager
    def served(self) -> Iterator[Asker]:
        """Serve in a process of its own, and on PostgreSQL deliver in another; all that they say is kept."""
        with ExitStack() as stack:
            outside = stack.enter_context(reached(self.home.parent / "outside", Plan(settles=0.5)))
            self.equip(outside.environment("smtp" if self.is_file else "notify"))
            self.reach(outside)
            log = stack.enter_context(self._running("serve", "--port", "0"))
            if not self.is_file:
                stack.enter_context(self._running("worker"))
            address = said_by(log, "listening")["address"]
            client = stack.enter_context(httpx2.Client(base_url=address, timeout=PATIENCE))
            client.get("/readyz")
            outside.notify.callback = Callback(f"{address}{CALLBACKS}", CALLBACK_TOKEN)
            yield Asker(client, self.tokens, self.canaries, outside)
            self.said += outside.shown()

    def reach(self, outside: Outside) -> None:
        """Say where notices for those go who are no single person."""
        for kind in ("caseworker", "force"):
            hook = f"{outside.force.url}/{self.canaries.word(CONTACT)}"
            words = ("contacts", "set", kind, "cambridgeshire", hook, "--channel", "webhook", "--json")
            outside.force.secret = orjson.loads(self.rowan(*words))["secret"].encode()
            self.secrets.add(outside.force.secret)
        for kind, code in (("order_desk", "cambridgeshire"), ("firm", "hart")):
            self.rowan("contacts", "set", kind, code, f"{self.canaries.word(CONTACT)}@rowan.example")
        self.secrets |= outside.secrets

    @contextmanager
    def _running(self, *words: str) -> Iterator[Path]:
        """Run one command until it is told to stop; yield where it logs."""
        streams = [self.home.parent / f"{words[0]}.{name}.log" for name in ("output", "errors")]
        with streams[0].open("wb") as output, streams[1].open("wb") as errors:
            process = subprocess.Popen([ROWAN, *words], env=uncounted(), stdout=output, stderr=errors)
            try:
                yield streams[1]
                begun = " ".join(psutil.Process(process.pid).cmdline())
                self.said.append(Place("the arguments of a process", begun.encode()))
                process.send_signal(signal.SIGTERM)
                assert process.wait(PATIENCE) == 0
            finally:
                process.kill()
                process.wait()
        self.said += [Place(f"what {stream.name} holds", stream.read_bytes()) for stream in streams]

    def rowan(self, *words: str, code: int | None = 0) -> str:
        """Give one command, as one gives it at a prompt; what it printed. Without a `code` it may hold or fail."""
        done = CliRunner().invoke(app, list(words))
        assert done.exit_code in ({0, 1} if code is None else {code}), done.output
        self.said.append(
            Place(f"rowan {' '.join(words[:2])}", done.output.encode() + repr(done.exception).encode())
        )
        return done.stdout

    def kept(self, *left_out: Path) -> list[str]:
        """Look everywhere, at what was said since the last time; what stands where it must not."""
        said, self.said = self.said, []
        places = [*said, *columns(self.url), *database_files(self.url), *files(self.home, *left_out)]
        return [*leaks(places, self.canaries), *told(places, self.secrets)]

    def database(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database, beside Rowan."""
        made = make_url(self.url)
        if made.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(str(made.database))) as connection, connection:
                return connection.execute(statement).fetchall()
        with psycopg.connect(
            made.set(drivername="postgresql").render_as_string(hide_password=False)
        ) as server:
            cursor = server.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


def said_by(log: Path, message: str) -> dict[str, Any]:
    """Wait for a line of a process, and return it."""
    deadline = datetime.now(UTC) + timedelta(seconds=PATIENCE)
    while datetime.now(UTC) < deadline:
        for line in log.read_bytes().splitlines():
            told: dict[str, Any] = orjson.loads(line)
            if told["message"] == message:
                return told
        time.sleep(0.05)
    raise AssertionError(log.read_text())
