"""The command line: what it prints, what it exits with, and what it refuses in one sentence."""

import json
import os
import re
import sqlite3
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.clock import now
from api.commands.demo import _introduce
from api.settings import PREFIX, Settings
from states.definitions import CURRENT
from states.proof.worlds import WORLDS
from states.verify import verify
from states.vocabulary import Chart, Role
from tests.api.world import referral
from workflow import invitations, people
from workflow.db import Database
from workflow.migrations import HEAD

Rowan = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def rowan(home: Path, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    """`rowan("people", "token", …)` in a home of its own; nothing else of the environment counts."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        if name.removeprefix(PREFIX).lower() in Settings.model_fields:
            monkeypatch.delenv(name)
    monkeypatch.setenv("ROWAN_HOME", str(home))

    def run(*words: str, code: int = 0) -> Result:
        done = CliRunner().invoke(app, list(words))
        assert done.exit_code == code, (done.exit_code, done.output, done.exception)
        return done

    return run


def told(done: Result) -> Any:
    return json.loads(done.stdout)


def is_one_sentence(done: Result) -> None:
    assert done.stdout == ""
    assert re.fullmatch(r"rowan: [^\n]+\n", done.stderr), done.stderr


@pytest.fixture
def database(rowan: Rowan, home: Path):
    """What is in the home, opened."""
    rowan("migrate")
    settings = Settings(home=home)
    opened = Database(settings.database, keys=settings.held_keys())
    yield opened
    opened.close()


def test_alone_it_lists_what_it_can_be_asked(rowan):
    text = rowan(code=2).output
    for command in ("serve", "demo", "migrate", "import", "simulate", "states", "trail", "people", "firms"):
        assert f"  {command} " in text
    for command in ("keys", "notices", "backup", "restore", "doctor"):
        assert f"  {command} " in text


def test_a_first_start_makes_home_database_and_keys_for_their_owner_alone(rowan, home):
    assert rowan("migrate").stdout == f"The database is at schema {HEAD}.\n"
    for file in ("rowan.db", "keys.json"):
        assert stat.S_IMODE((home / file).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert told(rowan("migrate", "--json")) == {"schema": HEAD}


@pytest.mark.parametrize(
    ("role", "where"),
    [
        ("officer", ("--force", "cambridgeshire")),
        ("caseworker", ()),
        ("lead", ()),
        ("solicitor", ("--firm", "hart")),
        ("analyst", ("--force", "essex")),
        ("auditor", ()),
        ("administrator", ()),
    ],
)
def test_a_token_is_printed_alone_and_its_person_made_once(rowan, database, role, where, clock):
    first, second = (
        rowan("people", "token", "Ann Other", "--role", role, *where).stdout.strip() for _ in range(2)
    )
    assert re.fullmatch(r"rowan_[\w-]{43}", first)
    assert first != second
    actors = [people.authenticate(database, token, at=clock()) for token in (first, second)]
    assert actors[0] == actors[1]
    assert actors[0] is not None
    assert actors[0].role is Role(role)


def test_a_firm_that_is_new_is_remarked_beside_the_token(rowan):
    done = rowan("people", "token", "Sol", "--role", "solicitor", "--firm", "hart")
    assert len(done.stdout.splitlines()) == 1
    assert "hart is new on the panel" in done.stderr


def test_a_token_may_end_and_a_person_be_shut_out(rowan, database, clock):
    made = told(rowan("people", "token", "Ann", "--role", "lead", "--days", "1", "--json"))
    assert people.authenticate(database, made["token"], at=clock()) is not None
    rowan("people", "disable", made["person"])
    assert people.authenticate(database, made["token"], at=clock()) is None
    is_one_sentence(rowan("people", "disable", "P-00000000", code=2))


def test_the_first_administrator_is_invited_on_the_machine(rowan, database):
    added = ("people", "add", "Ada", "--role", "administrator", "--email", "ada@rowan.example")
    person = rowan(*added).stdout.strip()
    code = rowan("people", "invite", person).stdout.strip()
    invited = invitations.find(database, code, at=now())
    assert invited is not None
    assert invited.person == person
    is_one_sentence(rowan("people", "invite", "P-00000000", code=2))


def test_a_panel_comes_from_a_file_and_what_cannot_be_taken_comes_back(rowan, tmp_path):
    file = tmp_path / "offices.csv"
    file.write_text(
        "office,firm,town,postcode,latitude,longitude,colour\n1,Oak,Ely,CB7 4AA,52.4,0.26,green\n"
    )
    done = rowan("firms", "import", str(file))
    assert "1 offices added, 0 changed, 0 were there already, 0 rejected; 1 firms are new" in done.stdout
    assert "Columns that say nothing here: colour." in done.stdout
    assert told(rowan("firms", "import", str(file), "--json"))["already"] == 1
    file.write_text("firm,capacity\nOak,many\n")
    assert f"{file}.rejected says why." in rowan("firms", "import", str(file), code=1).stdout
    assert "capacity: must be a whole number" in (tmp_path / "offices.csv.rejected").read_text()


def test_people_and_firms_are_added(rowan):
    assert rowan("people", "add", "Ann", "--role", "lead").stdout.startswith("P-")
    assert told(rowan("people", "add", "Ben", "--role", "lead", "--email", "b@rowan.example", "--json"))[
        "person"
    ]
    assert "hart" in rowan("firms", "add", "hart", "Hart and Co").stdout
    assert told(rowan("firms", "add", "hart", "Hart and Co", "--inactive", "--json")) == {"firm": "hart"}


@pytest.mark.parametrize(
    "words",
    [
        ("people", "token", "Ann", "--role", "king"),
        ("people", "token", "Ann"),
        ("people", "token", "Ann", "--role", "lead", "--days", "999999999"),
        ("trail", "replay"),
        ("simulate", "--cases", "0", "--output", "x"),
        ("simulate", "--cases", "1"),
        ("import", "no-such-file.csv"),
        ("states", "show", "weather"),
        ("notices", "preview", "no_such_event"),
        ("notices", "preview", "--language", "tlh"),
        ("no-such-command",),
    ],
)
def test_misuse_exits_with_2(rowan, words):
    rowan(*words, code=2)


@pytest.mark.parametrize(
    "words",
    [
        ("people", "token", "Ann", "--role", "solicitor"),
        ("people", "token", "Ann", "--role", "system"),
        ("people", "token", "Ann", "--role", "solicitor", "--firm", ""),
        ("people", "token", "Ann", "--role", "officer", "--force", "two words"),
        ("people", "add", "Ann", "--role", "lead", "--email", "nowhere"),
        ("firms", "add", "../hart", "Hart and Co"),
        ("firms", "add", "hart", " "),
        ("trail", "verify", "acess"),
        ("trail", "replay", "C-00000000"),
        ("trail", "verify", "C-00000000"),
        ("states", "diff", "99"),
        ("backup", "/no/such/folder/file"),
        ("restore", "/no/such/file"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(rowan, words):
    rowan("migrate")
    is_one_sentence(rowan(*words, code=2))


@pytest.mark.parametrize("words", [("trail", "verify"), ("backup", "b.db"), ("keys", "rotate")])
def test_what_needs_a_database_says_so_where_there_is_none(rowan, home, words):
    is_one_sentence(rowan(*words, code=2))
    assert not (home / "rowan.db").exists()


def test_a_setting_that_does_not_fit_is_named_and_not_repeated(rowan, monkeypatch):
    monkeypatch.setenv("ROWAN_PORT", "secret")
    done = rowan("migrate", code=2)
    is_one_sentence(done)
    assert "ROWAN_PORT" in done.stderr
    assert "secret" not in done.stderr


def test_a_home_that_cannot_be_made_is_told(rowan, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ROWAN_HOME", str(tmp_path / "file" / "home"))
    is_one_sentence(rowan("migrate", code=2))


def test_keys_of_another_database_are_refused_and_none_are_left_behind(rowan, home):
    rowan("migrate")
    (home / "keys.json").rename(home / "kept.json")
    is_one_sentence(rowan("people", "add", "Ann", "--role", "lead", code=2))
    assert not (home / "keys.json").exists()
    (home / "kept.json").rename(home / "keys.json")
    rowan("people", "add", "Ann", "--role", "lead")


def test_a_wrong_key_file_is_named(rowan, home, tmp_path, monkeypatch):
    rowan("simulate", "--cases", "1", "--play")
    monkeypatch.setenv("ROWAN_KEY_FILE", str(tmp_path / "other.json"))
    rowan("keys", "init")
    done = rowan("trail", "verify", code=2)
    is_one_sentence(done)
    assert str(tmp_path / "other.json") in done.stderr


def test_keys_in_the_environment_that_are_none_are_not_repeated(rowan, monkeypatch):
    monkeypatch.setenv("ROWAN_KEYS", "c2VjcmV0LWtleQ")
    done = rowan("trail", "verify", code=2)
    is_one_sentence(done)
    assert "ROWAN_KEYS" in done.stderr
    assert "c2VjcmV0" not in done.stderr


def test_a_database_of_somebody_else_is_left_alone(rowan, home):
    home.mkdir()
    tamper(home, "CREATE TABLE entries (theirs TEXT)")
    is_one_sentence(rowan("migrate", code=2))
    told_tables = sqlite3.connect(home / "rowan.db").execute("SELECT name FROM sqlite_master").fetchall()
    assert told_tables == [("entries",)]


def test_the_doctor_says_that_a_file_is_no_database(rowan, home):
    rowan("keys", "init")
    (home / "rowan.db").write_text("no database" * 100)
    assert "SQLITE_NOTADB" in rowan("doctor", code=1).stdout


def test_keys_are_made_once_and_rotated(rowan, home, monkeypatch):
    first = told(rowan("keys", "init", "--json"))["current"]
    is_one_sentence(rowan("keys", "init", code=2))
    rowan("migrate")
    rowan("simulate", "--cases", "3", "--play")
    done = told(rowan("keys", "rotate", "--json"))
    assert done["current"] != first
    assert done["cases"] >= 3
    assert "wrapped under" in rowan("keys", "rotate").stdout
    assert told(rowan("trail", "verify", "--json"))["holds"] is True
    monkeypatch.setenv("ROWAN_KEYS", (home / "keys.json").read_text())
    is_one_sentence(rowan("keys", "rotate", code=2))


def test_a_referral_file_is_taken_once_and_what_cannot_be_taken_is_told(rowan, tmp_path):
    file = tmp_path / "referrals.jsonl"
    rows = [referral(), referral(), referral(force="nowhere")]
    file.write_text("\n".join(map(json.dumps, rows)) + "\n")
    first = told(rowan("import", str(file), "--json", code=1))
    assert (first["taken"], first["already"], first["rejected"]) == (2, 0, 1)
    assert "force" in Path(first["rejected_file"]).read_text()
    again = rowan("import", str(file), code=1)
    assert again.stdout.startswith("0 taken (0 joined a case), 2 were there already, 1 rejected.")
    good = tmp_path / "good.jsonl"
    good.write_text(json.dumps(referral()) + "\n")
    assert "1 taken" in rowan("import", str(good)).stdout


def test_simulated_referrals_are_the_same_for_the_same_seed_and_can_be_imported(rowan, tmp_path):
    files = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv")]
    for file, seed in zip(files, ("1", "1", "2"), strict=True):
        done = rowan("simulate", "--cases", "5", "--seed", seed, "--output", str(file))
        assert "5 referrals" in done.stdout
    assert files[0].read_bytes() == files[1].read_bytes() != files[2].read_bytes()
    is_one_sentence(rowan("simulate", "--cases", "5", "--output", str(files[0]), code=2))
    made = told(rowan("simulate", "--cases", "2", "--output", str(tmp_path / "d.jsonl"), "--json"))
    assert made["referrals"] == 2
    report = told(rowan("import", str(files[0]), "--json"))
    assert report["taken"] == 5


def test_lives_are_written_into_a_database_without_cases(rowan, tmp_path):
    assert "2 were played, 0 written" in rowan("simulate", "--cases", "2", "--seed", "3", "--bulk").stdout
    assert "say one of" in rowan("simulate", "--cases", "2", "--bulk", "--play", code=2).stderr


def test_played_lives_pass_every_check(rowan, home):
    assert "cases in" in rowan("simulate", "--cases", "4", "--seed", "3", "--play").stdout
    assert told(rowan("simulate", "--cases", "4", "--seed", "3", "--play", "--json"))["already"] >= 4
    assert "a database of its own" in rowan("simulate", "--cases", "4", "--bulk", code=2).stderr
    checks = told(rowan("doctor", "--json"))
    assert checks["holds"] is True
    assert {check["name"] for check in checks["checks"]} >= {
        "files",
        "carriers",
        "packages",
        "modes",
        "replay",
        "trail",
    }
    assert "FAILS" not in rowan("doctor").stdout


def a_case(home: Path) -> str:
    with sqlite3.connect(home / "rowan.db") as connection:
        (reference,) = connection.execute("SELECT reference FROM cases ORDER BY id LIMIT 1").fetchone()
    connection.close()
    return str(reference)


def test_a_trail_is_verified_and_replayed(rowan, home):
    rowan("simulate", "--cases", "2", "--play")
    case = a_case(home)
    whole = told(rowan("trail", "verify", "--json"))
    assert (whole["holds"], whole["findings"]) == (True, [])
    one = told(rowan("trail", "verify", case, "--json"))
    assert 0 < one["entries"] < whole["entries"]
    for stream in ("access", "exports", "settings"):
        assert "0 chains broken" in rowan("trail", "verify", stream).stdout
    is_one_sentence(rowan("trail", "verify", case.lower(), code=2))
    now = told(rowan("trail", "replay", case, "--json"))
    assert now["holds"] is True
    assert now["differ"] == []
    assert "owner" in rowan("trail", "replay", case).stdout
    is_one_sentence(rowan("trail", "replay", case, "--at", "2001-01-01T00:00:00Z", code=2))
    opened = now["facts"]["referred_at"]
    then = told(rowan("trail", "replay", case, "--at", opened, "--json"))
    assert then["state"] == "received"
    assert "holds" not in then


def tamper(home: Path, *statements: str) -> None:
    connection = sqlite3.connect(home / "rowan.db")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_changed_entry_is_named_and_a_changed_row_is_found(rowan, home):
    rowan("simulate", "--cases", "2", "--play")
    case = a_case(home)
    tamper(home, "UPDATE cases SET sensitive = 1 - sensitive WHERE id = 1")
    assert told(rowan("trail", "replay", case, "--json", code=1))["differ"]
    assert "rows differ" in rowan("trail", "replay", case, code=1).stdout
    assert "FAILS  replay" in rowan("doctor", code=1).stdout
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'"
    with sqlite3.connect(home / "rowan.db") as connection:
        drops = [f"DROP TRIGGER {name}" for (name,) in connection.execute(triggers)]
    connection.close()
    tamper(home, *drops, "UPDATE entries SET actor = 'P-00000000' WHERE stream = 'case:1' AND seq = 2")
    assert "Entry 2 of case:1 is not what was written." in rowan("trail", "verify", code=1).stdout
    bad = told(rowan("trail", "verify", case, "--json", code=1))["findings"]
    assert bad == [{"stream": "case:1", "seq": 2, "problem": "edited"}]


def test_a_backup_restores_elsewhere(rowan, home, tmp_path, monkeypatch):
    rowan("simulate", "--cases", "2", "--play")
    file = tmp_path / "backup.db"
    assert told(rowan("backup", str(file), "--json"))["bytes"] > 0
    is_one_sentence(rowan("backup", str(file), code=2))
    monkeypatch.setenv("ROWAN_DATABASE_URL", f"sqlite:///{tmp_path}/restored.db")
    assert "is restored" in rowan("restore", str(file)).stdout
    assert told(rowan("doctor", "--json"))["holds"] is True
    monkeypatch.setenv("ROWAN_DATABASE_URL", f"sqlite:///{tmp_path}/again.db")
    assert told(rowan("restore", str(file), "--json")) == {"restored": str(file)}
    assert "bytes, without the keys" in rowan("backup", str(tmp_path / "second.db")).stdout


def test_a_postgresql_database_is_brought_up_used_examined_and_backed_up(
    rowan, home, tmp_path, monkeypatch, fresh_database
):
    monkeypatch.setenv("ROWAN_DATABASE_URL", fresh_database("postgresql"))
    is_one_sentence(rowan("people", "add", "Ann", "--role", "lead", code=2))
    assert not (home / "keys.json").exists()
    assert told(rowan("migrate", "--json")) == {"schema": HEAD}
    assert not (home / "rowan.db").exists()
    rowan("people", "token", "Ann", "--role", "lead")
    rowan("simulate", "--cases", "2", "--play")
    assert told(rowan("doctor", "--json"))["holds"] is True
    assert told(rowan("trail", "verify", "--json"))["holds"] is True
    rowan("backup", str(tmp_path / "backup.db"))
    is_one_sentence(rowan("demo", "--port", "0", code=2))


def test_the_doctor_says_what_keeps_a_database_closed(rowan, home):
    checks = told(rowan("doctor", "--json", code=1))["checks"]
    assert checks[-1]["name"] == "database"
    rowan("migrate")
    (home / "rowan.db").chmod(0o644)
    assert "others may look into" in rowan("doctor", code=1).stdout


def test_the_doctor_remarks_that_messages_name_a_fictional_number(rowan, monkeypatch):
    rowan("migrate")
    assert "ROWAN_CALL_BACK_NUMBER" in rowan("doctor").stderr
    monkeypatch.setenv("ROWAN_CALL_BACK_NUMBER", "01223 000000")
    assert rowan("doctor").stderr == ""


def test_charts_are_shown_drawn_and_compared(rowan, tmp_path):
    text = rowan("states", "show").stdout
    assert "give_consent" in text
    assert "bounce" in text
    assert "bounce" not in rowan("states", "show", "offer").stdout
    (frozen,) = told(rowan("states", "show", "offer", "--json"))
    assert frozen["chart"] == "offer"
    assert rowan("states", "diagram").stdout.startswith("stateDiagram")
    rowan("states", "diagram", "order", "--svg", str(tmp_path / "order.svg"))
    assert "<svg" in (tmp_path / "order.svg").read_text()


def test_a_claim_that_does_not_hold_is_told_with_the_way_to_it(rowan, monkeypatch):
    # One world alone does not reach everything, which is one of the claims.
    monkeypatch.setattr("api.commands.states.verify", partial(verify, worlds=WORLDS[:1]))
    assert "FAILS" in rowan("states", "verify", code=1).stdout
    report = told(rowan("states", "verify", "--json", code=1))
    assert report["holds"] is False
    assert report["positions"] > 0
    assert {"name", "says", "checked"} <= report["claims"][0].keys()


def test_the_charts_of_this_program_are_those_that_were_published(rowan):
    assert rowan("states", "diff", CURRENT).stdout == "They are the same.\n"


def test_the_demonstration_introduces_itself(capsys):
    _introduce("http://127.0.0.1:8000", {Role.CASEWORKER: "rowan_1", Role.LEAD: "rowan_2"})
    text = capsys.readouterr().out
    assert "fictional people" in text
    assert 'curl -H "Authorization: Bearer rowan_1" http://127.0.0.1:8000/api/v1/cases' in text


def test_every_chart_can_be_drawn(rowan):
    for chart in Chart:
        assert rowan("states", "diagram", chart.value).stdout.startswith("stateDiagram")


def test_messages_are_shown_as_they_are_sent(rowan):
    everything = told(rowan("notices", "preview", "--json"))
    assert len(everything) > 20
    text = rowan("notices", "preview", "make_contact").stdout
    assert "Subject: " in text
    assert "make_contact/referrer" in text
