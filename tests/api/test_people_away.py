"""Absences by the command line: planned, listed, ended, and refused in one sentence."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.commands import people as commands

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def rowan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("ROWAN_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("ROWAN_DATABASE_URL", raising=False)
    monkeypatch.setattr(commands, "now", lambda: NOW)

    def run(*words: str, code: int = 0) -> Result:
        done = CliRunner().invoke(app, list(words))
        assert done.exit_code == code, (done.output, done.exception)
        return done

    return run


@pytest.fixture
def pair(rowan) -> tuple[str, str]:
    """A caseworker and another, by reference."""
    one, other = (
        rowan("people", "add", name, "--role", "caseworker").stdout.strip() for name in ("Una", "Ivo")
    )
    return one, other


def test_an_absence_is_planned_listed_and_ended_by_the_command_line(rowan, pair):
    one, other = pair
    absence = rowan(
        "people", "away", one, "--cover", other, "--from", "2027-07-01", "--until", "2027-07-05T13:00"
    ).stdout.strip()
    (listed,) = rowan("people", "absences").stdout.splitlines()
    assert listed == (
        f"{absence}  {one} from 2027-07-01 00:00+01:00 until 2027-07-05 13:00+01:00, covered by {other}"
    )
    (told,) = json.loads(rowan("people", "absences", "--json").stdout)
    assert (told["begins_at"], told["ends_at"]) == ("2027-06-30T23:00:00Z", "2027-07-05T12:00:00Z")
    assert rowan("people", "back", absence).stdout == f"{one} is back.\n"
    assert rowan("people", "absences").stdout == ""
    assert json.loads(rowan("people", "back", absence, "--json").stdout)["ended_at"] == "2026-11-23T10:00:00Z"


def test_an_absence_begins_now_where_nobody_says(rowan, pair):
    one, other = pair
    made = json.loads(
        rowan(
            "people", "away", one, "--cover", other, "--until", "2026-11-24T09:00:00+00:00", "--json"
        ).stdout
    )
    assert (made["begins_at"], made["ends_at"]) == ("2026-11-23T10:00:00Z", "2026-11-24T09:00:00Z")


def test_many_absences_are_listed_to_the_last(rowan, pair, monkeypatch):
    one, other = pair
    monkeypatch.setattr(commands, "MOST", 2)
    for week in range(1, 4):
        day = (NOW + timedelta(weeks=week)).date()
        until = (day + timedelta(days=2)).isoformat()
        rowan("people", "away", one, "--cover", other, "--from", day.isoformat(), "--until", until)
    assert len(rowan("people", "absences").stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--until", "Friday"), "--until must be a day or a moment"),
        (("--until", "2026-11-01"), "ends_at must come after"),
        (("--until", "2026-12-01", "--from", "x"), "--from must be"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_in_one_sentence(rowan, pair, words, named):
    done = rowan("people", "away", pair[0], "--cover", pair[1], *words, code=2)
    assert done.stdout == ""
    assert named in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_absence_that_is_none_cannot_be_ended(rowan):
    assert "absence" in rowan("people", "back", "L-ZZZZZZZZ", code=2).stderr
