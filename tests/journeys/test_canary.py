"""No personal data in addresses, logs, errors, measures, the trail, subjects or file names: a served process proves it.

A value that occurs nowhere else stands in every personal field; then everything that was kept or shown is read.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import orjson
import psycopg
import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from api.cli import app
from api.settings import PREFIX, Settings
from states.payloads import PAYLOADS
from states.payloads.fields import sealed_fields
from states.vocabulary import Chart, Role
from tests.databases import Kind
from tests.journeys.asking import Asker
from tests.journeys.canaries import Canaries, found_in, values_in
from tests.journeys.kept import BROKEN, Place, columns, database_files, files, leaks
from tests.journeys.lives import live
from tests.journeys.wrong_places import (
    ask_everything,
    misuse_every_route,
    read_everything,
    routes,
    send_nonsense,
)
from workflow import people
from workflow.command import Command
from workflow.commands import perform
from workflow.db import Database
from workflow.details import FIELDS, HAND_OVER, REPLIES
from workflow.intake import take_referral
from workflow.keys import Keys
from workflow.tables import METADATA

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
#: What no referral holds: it is written by whoever carries on, and by her.
OF_LATER = {HAND_OVER, REPLIES}
EVENTS = {(chart, str(event)) for chart, models in PAYLOADS.items() for event in models}
#: Events that carry something sealed and that no person can bring about here: the file channel settles a notice as it
#: takes it, so that none is ever on its way or in doubt; and she is lost only a week after she last answered.
BY_NOBODY = {(Chart.NOTICE, event) for event in ("accept", "doubt", "retry", "deliver", "fail", "hold")} | {
    (Chart.CASE, "lose_contact")
}


class Setting:
    """One installation: its home, its database, and those who work with it."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url, self.canaries = home, url, Canaries()
        self.tokens: dict[str, str] = {}
        self.people: dict[str, str] = {}
        #: What processes and commands have said.
        self.said: list[Place] = []
        self.environment = {"ROWAN_HOME": str(home), "ROWAN_DATABASE_URL": url, "ROWAN_LOG_LEVEL": "debug"}

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

            # Whoever must never meet them in a case: known by their digests alone.
            known = self.canaries.referral()["survivor"]
            near = {name: known[name] for name in ("name", "date_of_birth", "phone", "email")}
            people.list_associates(db, self.people["administrator"], [near])

    @contextmanager
    def served(self) -> Iterator[Asker]:
        """Serve in a process of its own; all that it logs is kept."""
        streams = [self.home.parent / name for name in ("output.log", "errors.log")]
        with streams[0].open("wb") as output, streams[1].open("wb") as errors:
            process = subprocess.Popen(
                [ROWAN, "serve", "--port", "0"],
                env={**os.environ, **self.environment},
                stdout=output,
                stderr=errors,
            )
            try:
                address = listening(process, streams[1])
                with httpx2.Client(base_url=address, timeout=PATIENCE) as client:
                    yield Asker(client, self.tokens, self.canaries)
                process.send_signal(signal.SIGTERM)
                assert process.wait(PATIENCE) == 0
            finally:
                process.kill()
                process.wait()
        self.said += [Place(f"the server's {stream.name}", stream.read_bytes()) for stream in streams]

    def rowan(self, *words: str, code: int = 0) -> str:
        """Give one command, as one gives it at a prompt; what it printed."""
        done = CliRunner().invoke(app, list(words))
        assert done.exit_code == code, done.output
        self.said.append(
            Place(f"rowan {' '.join(words[:2])}", done.output.encode() + repr(done.exception).encode())
        )
        return done.stdout

    def kept(self, *left_out: Path) -> list[str]:
        """Look everywhere, at what was said since the last time; what stands where it must not."""
        said, self.said = self.said, []
        places = [*said, *columns(self.url), *database_files(self.url), *files(self.home, *left_out)]
        return leaks(places, self.canaries)

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


def listening(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait for the address that a process says it listens on."""
    deadline = datetime.now(UTC) + timedelta(seconds=PATIENCE)
    while datetime.now(UTC) < deadline and process.poll() is None:
        for line in log.read_bytes().splitlines():
            told = orjson.loads(line)
            if told["message"] == "listening":
                httpx2.get(f"{told['address']}/readyz", timeout=PATIENCE)
                return str(told["address"])
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.fixture
def setting(
    database_kind: Kind, fresh_database: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Setting:
    """An installation over a database of each kind in turn."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "notices").mkdir(mode=0o700)
    Keys.create(home / "keys.json")
    made = Setting(home, fresh_database(database_kind, migrated=True))
    if database_kind == "sqlite":
        Path(str(make_url(made.url).database)).chmod(0o600)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    made.employ()
    return made


@pytest.mark.slow
def test_nothing_personal_is_kept_or_shown_where_it_must_not_be(setting: Setting):
    with setting.served() as asker:
        case = live(asker, setting.people)
        shows_what_is_revealed(asker)
        ask_everything(asker, case)
        assert asker.asked == EVENTS
        sealing = {(chart, event) for chart, event in EVENTS if sealed_fields(PAYLOADS[chart][event])}
        assert sealing - asker.accepted == BY_NOBODY
        assert misuse_every_route(asker) == {f"{method} {path}" for method, path, _ in routes(asker)}
        send_nonsense(asker, case)
        imports(setting)
        read_everything(asker, [case, *references(setting)])
        breaks(setting, asker)
        assert {200, 201, 401, 403, 404, 405, 409, 413, 422, 500} <= asker.statuses
        setting.said += [Place(f"the answer to {what}", answer) for what, answer in asker.answers]
        # While it serves, so that the write-ahead log is there to be read.
        assert setting.kept(*rejects(setting)) == []
    lose_contact(setting)
    commands(setting, case)
    assert setting.kept(*rejects(setting)) == []
    assert len(list((setting.home / "notices").iterdir())) > 30
    looked_at = {place.name for place in columns(setting.url)}
    assert {str(column) for table in METADATA.sorted_tables for column in table.columns} <= looked_at
    assert finds_what_is_planted(setting)


def shows_what_is_revealed(asker: Asker) -> None:
    """What is opened for a purpose is shown to whoever may see it: so these are values that could leak."""
    sent = asker.canaries.referral()
    answer = asker.post("caseworker", "/referrals", sent)
    case = answer.json()["case"]
    asker.do("caseworker", case, "take")
    asker.do("caseworker", case, "add_note", hand_over=True)
    does_a_task(asker, case)
    shown = asker.reveal("caseworker", case, list(FIELDS))
    assert shown.keys() == set(FIELDS)
    assert found_in(orjson.dumps(shown[HAND_OVER]))
    for field, value in shown.items():
        if field in OF_LATER:
            continue
        group, _, name = field.partition(".")
        assert set(values_in(sent[group][name] if name else sent[group])) <= set(values_in(value)), field
    assert len(found_in(orjson.dumps(shown))) > len(FIELDS)


def does_a_task(asker: Asker, case: str) -> None:
    """Say by hand that a task is done: with a note, which names people."""
    body = {"event": "update_details", "payload": {"interpreter": True}}
    assert asker.post("caseworker", f"/cases/{case}/events", body).status_code == 200
    tasks = asker.get("lead", f"/cases/{case}").json()["tasks"]
    by_hand = [task["reference"] for task in tasks if task["kind"] == "book_interpreter"]
    said = {"note": asker.canaries.named("note of a task")}
    answer = asker.post("lead", f"/tasks/{by_hand[0]}/done", said)
    assert answer.status_code == 200, answer.text


def references(setting: Setting) -> list[str]:
    """One of everything that has a reference."""
    found = {
        place.name: place.content.decode().split("\n")[0]
        for place in columns(setting.url)
        if _is_named(place)
    }
    assert len(found) == 7
    return list(found.values())


def _is_named(place: Place) -> bool:
    tables = ("cases", "referrals", "orders", "offers", "notices", "tasks", "approvals")
    return place.name in {f"{table}.reference" for table in tables}


def rejects(setting: Setting) -> list[Path]:
    """The files that a sender gave, and what they get back of them."""
    return [file for file in setting.home.iterdir() if file.name.startswith("sent.")]


def imports(setting: Setting) -> None:
    """Import good and bad rows; the bad ones come back to their sender, and to nobody else."""
    canaries, lines = setting.canaries, setting.home / "sent.jsonl"
    bad = [
        canaries.referral(force=canaries.word("a force")),
        {canaries.named("a field"): canaries.word("a field")},
        canaries.referral(safe_contact=None),
    ]
    rows = [orjson.dumps(row) for row in (canaries.referral(), *bad)]
    lines.write_bytes(b"\n".join([*rows, f'{{"survivor": "{canaries.word("half a row")}'.encode(), b""]))
    setting.rowan("import", str(lines), code=1)
    sent_back = found_in((setting.home / "sent.jsonl.rejected").read_bytes())
    assert sent_back == found_in(b"\n".join([*rows[1:], lines.read_bytes().splitlines()[-1]]))
    table = setting.home / "sent.csv"
    heading = "force,survivor.name,survivor.phone,safe_contact.safety,consent.to_referral,incident.summary"
    good = f"cambridgeshire,{canaries.word('a cell')},07700 900123,safe,yes,{canaries.word('a cell')}"
    worse = f"nowhere,{canaries.word('a cell')},{canaries.word('a cell')},{canaries.word('a cell')},no,="
    table.write_text("\n".join([heading, good, worse, f'"{canaries.word("a quote")},x', ""]))
    setting.rowan("import", str(table), "--json", code=1)
    (setting.home / "sent.without-heading.csv").write_text(f"{good}\n{good}\n")
    setting.rowan("import", str(setting.home / "sent.without-heading.csv"), code=2)


def breaks(setting: Setting, asker: Asker) -> None:
    """Faults of ours, at places where what they stumble over is a person."""
    sent = asker.canaries.referral()
    case = asker.post("caseworker", "/referrals", sent).json()["case"]
    asker.do("caseworker", case, "take")
    for column in ("facts", "definition"):
        ((held,),) = setting.database(f"SELECT {column} FROM cases WHERE reference = '{case}' ")
        broken = f'{{"{asker.canaries.word(BROKEN)}'
        setting.database(f"UPDATE cases SET {column} = '{broken}' WHERE reference = '{case}'")
        assert asker.get("caseworker", f"/cases/{case}").status_code == 500
        assert asker.ask("caseworker", case, "add_note").status_code == 500
        setting.database(f"UPDATE cases SET {column} = '{held}' WHERE reference = '{case}'")


def lose_contact(setting: Setting) -> None:
    """What takes a week of silence."""
    at, canaries = datetime.now(UTC), setting.canaries
    with setting.opened() as db:
        worker = people.authenticate(db, setting.tokens["caseworker"], at=at)
        assert worker is not None

        def do(event: str, on: datetime, **payload: Any) -> None:
            said = canaries.payload(Chart.CASE, event, **payload)
            perform(db, Command(case, event, said), actor=worker, at=on)

        taken = take_referral(db, canaries.referral(), actor=worker, key="later", at=at)
        case = str(taken.case_reference)
        do("take", at)
        do("make_contact", at)
        for days in (1, 5, 9):
            on = (at + timedelta(days=days)).replace(hour=9 + days)
            do("log_attempt", on, at=on.isoformat())
        do("lose_contact", at + timedelta(days=10))


def commands(setting: Setting, case: str) -> None:
    """Every command that reads what is kept."""
    setting.rowan("people", "token", setting.canaries.word("a colleague's name"), "--role", "lead")
    for words in (("trail", "verify"), ("trail", "replay", case), ("doctor",), ("keys", "rotate")):
        setting.rowan(*words)
        setting.rowan(*words, "--json")
    setting.rowan("trail", "verify", setting.canaries.word("a stream"), code=2)
    setting.rowan("trail", "replay", setting.canaries.word("a case"), code=2)
    setting.rowan("people", "disable", setting.canaries.word("a person"), code=2)
    copy = setting.home.parent / "backup file"
    setting.rowan("backup", str(copy))
    setting.said += [Place("backup file", copy.read_bytes()), *columns(f"sqlite:///{copy}")]


def finds_what_is_planted(setting: Setting) -> bool:
    """The search finds what is there: in a column, in a file, in a file's name, in a log, and in disguise."""
    planted = setting.canaries.word("planted on purpose")
    setting.database(f"UPDATE tasks SET queue = '{planted}'")
    (setting.home / "notices" / f"{planted}.txt").write_text(f"Subject: {planted.upper()}")
    setting.said.append(Place("a log", planted.encode().hex().encode()))
    told = setting.kept(*rejects(setting))
    places = {leak.partition(":")[0] for leak in told}
    return places >= {"a log", "a file's name", f"file notices/{planted}.txt", "tasks.queue"}
