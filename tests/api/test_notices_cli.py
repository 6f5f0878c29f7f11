"""Notices and contacts on the command line: whoever decides shows their token, and hears of each what became of it."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from api.cli import app
from api.settings import PREFIX, Settings
from notifications.rules import BY_NAME
from tests.workflow.cast import Cast
from workflow import people
from workflow.actors import Actor
from workflow.db import Database

Rowan = Callable[..., Result]
NOBODY = "N-00000000"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def rowan(home: Path, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    """`rowan("notices", "stuck", …)` in a home of its own; nothing else of the environment counts."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        if name.removeprefix(PREFIX).lower() in Settings.model_fields:
            monkeypatch.delenv(name)
    monkeypatch.setenv("ROWAN_HOME", str(home))

    def run(*words: str, code: int = 0, by: str | None = None, **more: Any) -> Result:
        done = CliRunner().invoke(app, list(words), env={"ROWAN_TOKEN": by}, **more)
        assert done.exit_code == code, (done.exit_code, done.output, done.exception)
        return done

    return run


@pytest.fixture
def database(rowan: Rowan, home: Path) -> Iterator[Database]:
    rowan("migrate")
    settings = Settings(home=home)
    opened = Database(settings.database, keys=settings.held_keys())
    yield opened
    opened.close()


@pytest.fixture
def cast(database: Database) -> Cast:
    return Cast(database)


@pytest.fixture
def lead(cast: Cast) -> str:
    """A lead's token."""
    return token(cast, cast.lead)


@pytest.fixture
def stuck(cast: Cast) -> list[str]:
    """Notices that failed, and one that waits."""
    cast.case("solicitor_assigned")
    notices = sorted(row["reference"] for row in cast.rows("notices"))
    with cast.db.transaction() as tx:
        # In 2020 and in 2096: commands look at the clock.
        later = text("UPDATE notices SET since = 1600000000000000, not_before = 4000000000000000")
        said = text("UPDATE notices SET state = 'failed', reason = 'a test' WHERE reference <> :one")
        tx.connection.execute(later)
        tx.connection.execute(said, {"one": notices[-1]})
    return notices


def token(cast: Cast, actor: Actor) -> str:
    return people.issue_token(cast.db, actor.reference, at=cast.at)


def told(done: Result) -> Any:
    return json.loads(done.stdout)


def test_what_is_stuck_is_listed_and_is_no_good_news(rowan, stuck, lead):
    listed = told(rowan("notices", "stuck", "--json", by=lead, code=1))
    assert [item["reference"] for item in listed["items"]] == stuck[:-1]
    assert (listed["more"], listed["items"][0]["reason"]) == (False, "a test")
    lines = rowan("notices", "stuck", "--limit", "2", by=lead, code=1)
    assert [line.split()[0] for line in lines.stdout.splitlines()] == stuck[:2]
    assert re.search(r"failed since 2020-09-13 12:26Z: \S+ by (sms|email), case C-\w+: a test", lines.stdout)
    assert "more than 2" in lines.stderr
    assert rowan("notices", "stuck", "--why", "held", by=lead).stdout == ""


def test_many_are_decided_at_once_and_each_is_reported(rowan, cast, stuck, lead):
    first, second, *_, planned = stuck
    done = rowan("notices", "retry", first, planned, NOBODY, by=lead, code=1).stdout.splitlines()
    assert done[0] == f"{first}  done: planned"
    assert done[1].startswith(f"{planned}  refused: ")
    assert done[2] == f"{NOBODY}  not found: there is no such case."
    reports = told(rowan("notices", "cancel", first, second, "--json", by=lead))
    assert [(report["outcome"], report["state"]) for report in reports] == [("done", "cancelled")] * 2
    assert cast.rows("entries", subject=second)[-1]["actor"] == cast.lead.reference


def test_what_is_held_goes_and_what_is_in_doubt_arrived(rowan, cast, stuck, lead):
    held, doubted, *_ = stuck
    with cast.db.transaction() as tx:
        for notice, state in ((held, "held"), (doubted, "in_doubt")):
            said = text("UPDATE notices SET state = :state WHERE reference = :notice")
            tx.connection.execute(said, {"state": state, "notice": notice})
    assert rowan("notices", "release", held, by=lead).stdout == f"{held}  done: planned\n"
    assert rowan("notices", "arrived", doubted, by=lead).stdout == f"{doubted}  done: delivered\n"


def test_what_is_no_reference_is_refused_and_not_repeated(rowan, stuck, lead):
    done = rowan("notices", "cancel", stuck[0], "Zelda Seeded", by=lead, code=2)
    assert "Zelda" not in done.output
    assert [
        item["reference"] for item in told(rowan("notices", "stuck", "--json", by=lead, code=1))["items"]
    ] == (stuck[:-1])


def test_more_than_one_request_holds_are_decided_all_the_same(rowan, stuck, lead):
    reports = told(rowan("notices", "release", *[NOBODY] * 101, "--json", by=lead, code=1))
    assert len(reports) == 101


@pytest.mark.parametrize(
    "words", [("stuck",), ("retry", NOBODY), ("test", "make_contact", "--recipient", "referrer")]
)
def test_nobody_decides_without_a_token_of_their_own(rowan, cast, words):
    for shown in ("rowan_guessed", token(cast, cast.officer)):
        done = rowan("notices", *words, by=shown, code=2)
        assert re.fullmatch(r"rowan: [^\n]+\n", done.stderr)
    asked = rowan("notices", *words, code=2, input="rowan_guessed\n")
    assert "rowan_guessed" not in asked.output
    assert "the token is not good" in asked.stderr


def test_a_message_goes_to_whoever_asks(rowan, cast, home, lead):
    words = ("notices", "test", "make_contact", "--recipient", "referrer", "--language", "cy")
    said = rowan(*words, by=lead).stdout
    (reference,) = re.findall(r"N-\w{8}", said)
    assert said == f"make_contact/referrer went to you as {reference}.\n"
    assert "Subject: Test: " in (home / "notices" / f"{reference}.txt").read_text()
    assert told(rowan(*words, "--json", by=lead))["language"] == "cy"


def test_messages_are_shown_in_every_language_and_of_a_case(rowan, cast, lead):
    everything = told(rowan("notices", "preview", "--json", "--language", "cy"))
    assert {item["name"] for item in everything} == set(BY_NAME)
    assert {item["language"] for item in everything} == {"cy"}
    one = rowan("notices", "preview", "assign_solicitor/survivor", "--channel", "sms").stdout
    assert one.startswith("── assign_solicitor/survivor, by sms\n")
    assert "Subject" not in one
    case = cast.case()
    assert case in rowan("notices", "preview", "reassign", "--case", case, by=lead).stdout
    assert case not in rowan("notices", "preview", "reassign").stdout


@pytest.mark.parametrize(
    "words", [("no_such_event",), ("make_contact/queen",), ("make_contact/survivor",), ("--language", "tlh")]
)
def test_what_no_message_is_called_is_misuse(rowan, words):
    assert "Invalid value" in rowan("notices", "preview", *words, code=2).stderr


def test_a_contact_is_set_listed_and_removed(rowan, database):
    words = ("contacts", "set", "force", "essex", "desk@essex.example")
    assert rowan(*words, "--language", "cy").stdout == "Notices to force essex go by email.\n"
    assert rowan("contacts", "list").stdout == "force essex: email desk@essex.example (cy)\n"
    (listed,) = told(rowan("contacts", "list", "--json"))
    assert (listed["kind"], listed["code"], listed["channel"]) == ("force", "essex", "email")
    assert rowan("contacts", "remove", "force", "essex").stdout == "force essex has no contact.\n"
    assert rowan("contacts", "list").stdout == ""
    assert rowan("contacts", "remove", "force", "essex", code=2).stderr == "rowan: there is no such contact\n"


def test_the_secret_of_a_webhook_is_printed_alone_and_another_each_time(rowan, database):
    words = ("contacts", "set", "force", "essex", "https://essex.example/rowan", "--channel", "webhook")
    first, second = rowan(*words), rowan(*words)
    secrets = {re.fullmatch(r"([0-9a-f]{64})\n", done.stdout)[1] for done in (first, second)}  # type: ignore[index]
    assert len(secrets) == 2
    assert "this once" in first.stderr
    third = told(rowan(*words, "--json"))
    assert third["secret"] not in secrets
    assert third["secret"] not in rowan("contacts", "list", "--json").stdout
    assert told(rowan("contacts", "remove", "force", "essex", "--json"))["removed"]["code"] == "essex"


def test_a_contact_that_leads_nowhere_is_refused_without_being_repeated(rowan, database):
    for words in (
        ("survivor", "essex", "desk@essex.example"),
        ("force", "essex", "Zelda Seeded"),
        ("force", "essex", "http://zelda.example", "--channel", "webhook"),
        ("force", "essex", "desk@essex.example", "--language", "tlh"),
    ):
        done = rowan("contacts", "set", *words, code=2)
        assert done.stdout == ""
        assert "elda" not in done.stderr
