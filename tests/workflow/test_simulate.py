"""Fictional referrals and lives: the same for the same seed, and such as the engine would take from people."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pytest

from states.vocabulary import Disposition, State
from tests.workflow.cast import Cast
from workflow.db import Database
from workflow.forces import FORCES
from workflow.importing.columns import COLUMNS as KNOWN
from workflow.importing.columns import check_columns
from workflow.keys import Keys
from workflow.referral import read_referral
from workflow.replay import check_case
from workflow.simulate import Played, play, referrals, write_file
from workflow.simulate.cast import CASEWORKERS, LEADS, gather
from workflow.simulate.exits import EXITS
from workflow.simulate.files import COLUMNS
from workflow.simulate.mix import MIX
from workflow.simulate.names import HIS_NUMBERS, NUMBERS
from workflow.simulate.playing import SCRIPTS
from workflow.simulate.referrals import again, alike, referral

#: The present of these lives.
AT = datetime.fromisoformat("2026-11-23T10:00:00+00:00")


def test_the_forces_are_the_43_and_the_british_transport_police():
    assert len(FORCES) == 44
    assert FORCES["btp"] == "British Transport Police"
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in FORCES)


# Referrals


def test_the_same_seed_gives_the_same_referrals_and_another_gives_others():
    assert list(referrals(50, 1)) == list(referrals(50, 1))
    assert list(referrals(50, 1)) == list(islice(referrals(500, 1), 50))
    assert list(referrals(50, 1)) != list(referrals(50, 2))


def test_every_referral_can_be_taken_and_nobody_in_it_exists():
    for sent in referrals(400, 4):
        read = read_referral(sent)
        assert "survivor.phone" not in read.asks
        phones = [person["phone"] for person in (sent["survivor"], sent["respondent"]) if person["phone"]]
        assert all(
            phone.startswith((*NUMBERS, *HIS_NUMBERS)) and len(re.sub(r"\D", "", phone)) in (10, 11)
            for phone in phones
        )
        assert (sent["survivor"]["email"] or "@rowan.example").endswith("@rowan.example")
        assert (sent["survivor"]["address"] or {"postcode": "ZZ"})["postcode"].startswith("ZZ")


def test_no_number_is_hers_and_his():
    assert not set(NUMBERS) & set(HIS_NUMBERS)


def test_all_that_may_be_missing_or_unsafe_occurs():
    sent = list(referrals(400, 4))
    assert {row["safe_contact"]["safety"] for row in sent} == {"safe", "restricted", "unsafe", "unknown"}
    assert {row["risk"]["grade"] if row["risk"] else None for row in sent} == {
        "standard",
        "medium",
        "high",
        None,
    }
    for path in ("survivor.date_of_birth", "survivor.phone", "survivor.address", "respondent.date_of_birth"):
        group, name = path.split(".")
        assert {row[group][name] is None for row in sent} == {True, False}, path
    assert {row["consent"]["to_referral"] for row in sent} == {True, False}
    assert len({row["force"] for row in sent}) > 30


def test_some_people_are_referred_again():
    pairs = Counter((row["survivor"]["name"], row["respondent"]["name"]) for row in referrals(400, 4))
    assert 5 < sum(count - 1 for count in pairs.values()) < 40


def test_another_officer_says_the_same_of_the_two_and_somebody_who_knows_less_says_less():
    sent = referral(1, 7, at=AT)
    for name in ("survivor", "respondent", "force", "safe_contact"):
        assert again(sent, 1, 7)[name] == sent[name]
    assert alike(sent, 1, 7)["respondent"]["date_of_birth"] is None
    assert alike(sent, 1, 7)["survivor"]["phone"] is None


# Files


@pytest.mark.parametrize("name", ["file.csv", "file.CSV", "file.jsonl", "file"])
def test_a_file_is_the_same_for_the_same_seed(tmp_path: Path, name):
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        assert write_file(tmp_path / place / name, 20, seed=3) == 20
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_file_of_csv_has_a_row_a_referral_and_json_lines_the_referral_itself(tmp_path: Path):
    write_file(tmp_path / "file.csv", 20, seed=3)
    write_file(tmp_path / "file.jsonl", 20, seed=3)
    with (tmp_path / "file.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    sent = [orjson.loads(line) for line in (tmp_path / "file.jsonl").read_bytes().splitlines()]
    assert sent == list(referrals(20, 3))
    assert [row["survivor.name"] for row in rows] == [referral["survivor"]["name"] for referral in sent]


def test_the_columns_of_a_file_are_those_that_are_imported():
    check_columns(COLUMNS)
    assert set(COLUMNS) <= set(KNOWN)


def test_no_file_is_written_over(tmp_path: Path):
    (tmp_path / "file.csv").write_text("somebody's work")
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "file.csv", 1, seed=1)


# Lives


def test_the_mix_has_every_end_and_about_one_order_in_twelve():
    assert sum(MIX.values()) == 1000
    assert set(MIX) == set(Disposition)
    assert set(SCRIPTS) == set(Disposition) - {Disposition.DUPLICATE}
    assert 1000 / 15 <= MIX[Disposition.ORDER_MADE] <= 1000 / 10
    assert sum(MIX[end] for end in (*EXITS, Disposition.DUPLICATE)) > 850


LIVES, SEED = 170, 7
REFERENCE = r"[A-Z]-[0-9A-Z]{8}"


def at_database(db: Database) -> Cast:
    """Look at a database without putting anybody into it."""
    cast = Cast.__new__(Cast)
    cast.db = db
    return cast


@pytest.fixture(scope="session")
def played(databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cast, Played]]:
    """Enough lives that nearly every path of every script is lived once."""
    keys = Keys.create(tmp_path_factory.mktemp("keys") / "keys.json")
    db = Database(databases.create("sqlite", migrated=True), keys=keys)
    told: list[tuple[int, int]] = []
    lived = play(db, LIVES, SEED, AT, lambda done, of: told.append((done, of)))
    assert told == [(number, LIVES) for number in range(1, LIVES + 1)]
    yield at_database(db), lived
    db.close()


def test_lives_end_as_they_were_meant_to(played):
    cast, lived = played
    assert lived.already == 0
    ends = Counter(row["disposition"] for row in cast.rows("cases", state=State.CLOSED.value))
    assert sum(ends.values()) == lived.finished > LIVES / 2
    assert all(count <= lived.meant[end] for end, count in ends.items())


def test_every_state_and_a_life_still_open_occur(played):
    cast, _ = played
    assert {row["state"] for row in cast.rows("cases")} >= {"received", "outcome", "closed"}


def test_nothing_happens_after_the_present_and_nothing_is_refused(played):
    cast, _ = played
    entries = [entry for entry in cast.rows("entries") if entry["stream"].startswith("case:")]
    present = (AT - datetime.fromisoformat("1970-01-01T00:00:00+00:00")) // timedelta(microseconds=1)
    assert max(entry["at"] for entry in entries) <= present
    assert not [entry for entry in entries if "refused" in orjson.loads(entry["body"])]
    assert len([entry for entry in entries if "steps" in orjson.loads(entry["body"])]) >= len(entries) / 4


def test_orders_are_served_copied_and_run_out(played):
    cast, _ = played
    orders = cast.rows("orders")
    assert {"ended", "made"} <= {order["state"] for order in orders}
    assert {"served"} <= {order["service"] for order in orders}
    assert {"acknowledged"} <= {order["copy"] for order in orders}


def test_no_attempt_was_against_her_rules_and_no_threat_was_left_alone(played):
    cast, _ = played
    assert not cast.rows("tasks", kind="against_safety")
    assert all(orjson.loads(row["facts"])["against_safety"] == 0 for row in cast.rows("cases"))


def test_every_played_case_is_what_its_trail_says(played):
    cast, _ = played
    for row in cast.rows("cases"):
        assert check_case(cast.db, row["reference"]) == ()


def test_playing_it_again_adds_nothing(played):
    cast, _ = played
    before = len(cast.rows("entries")), len(cast.rows("people"))
    lived = play(cast.db, LIVES, SEED, AT)
    assert (lived.already, lived.steps) == (LIVES, 0)
    later = play(cast.db, LIVES, SEED, AT + timedelta(days=1))
    assert (later.already, later.steps) == (LIVES, 0)
    assert (len(cast.rows("entries")), len(cast.rows("people"))) == before


def without_references(value: Any) -> Any:
    """Put "-" for what is random; what is held under a reference keeps its order by what it is."""
    if isinstance(value, dict):
        held = {re.sub(REFERENCE, "-", name): without_references(inner) for name, inner in value.items()}
        return sorted(map(without_references, value.values()), key=repr) if "-" in held else held
    if isinstance(value, list):
        return [without_references(inner) for inner in value]
    return re.sub(REFERENCE, "-", value) if isinstance(value, str) else value


def test_the_same_seed_lives_the_same_lives(played, database: Database):
    cast, _ = played
    play(database, 12, SEED, AT)
    mine, theirs = (
        [without_references(orjson.loads(row["facts"])) for row in who.rows("cases")]
        for who in (cast, at_database(database))
    )
    assert mine[: len(theirs)] == theirs


@pytest.mark.parametrize("end", Disposition)
def test_every_end_can_be_lived(database: Database, monkeypatch: pytest.MonkeyPatch, end: Disposition):
    mix = {end: 1000, Disposition.ADVICE_GIVEN: 1} if end is Disposition.DUPLICATE else {end: 1}
    monkeypatch.setattr("workflow.simulate.playing.MIX", mix)
    lived = play(database, 2, 11, AT)
    assert lived.meant[end] == 2
    rows = at_database(database).rows("cases")
    assert end in {row["disposition"] for row in rows}


def test_a_life_that_has_only_just_begun_is_left_as_it_stands(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("workflow.simulate.playing.SPAN", timedelta(minutes=8))
    monkeypatch.setattr(
        "workflow.simulate.playing.MIX", {Disposition.DUPLICATE: 1000, Disposition.DECLINED: 1}
    )
    lived = play(database, 3, 1, AT)
    assert (lived.finished, lived.steps) == (0, 0)
    assert {row["state"] for row in at_database(database).rows("cases")} == {"received"}


def test_those_who_play_are_gathered_once(database: Database):
    first, second = gather(database, AT), gather(database, AT)
    assert first == second
    assert (len(first.caseworkers), len(first.leads)) == (CASEWORKERS, LEADS)
    assert {actor.firm for actor in first.solicitors.values()} == set(first.solicitors)
