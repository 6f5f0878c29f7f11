"""Two processes at the same cases at once: every step that was acknowledged is there, and no other."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import orjson
import pytest

from tests.workflow.cast import Cast
from workflow.db import Database
from workflow.keys import Keys
from workflow.replay import check_case
from workflow.trail_check import verify

ROOT = Path(__file__).parents[2]
#: Commands of each process, and the cases that both ask.
TIMES, CASES = 150, 3


def started(url: str, key_file: Path, cast: Cast, cases: list[str], seed: int) -> subprocess.Popen[str]:
    actor = (cast.lead, cast.other_lead)[seed]
    told = {"url": url, "keys": key_file, "actor": actor.reference, "person": actor.person_id}
    asked = [f"--{name}={value}" for name, value in {**told, "times": TIMES, "seed": seed}.items()]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.properties.hammering", *asked, *(f"--case={case}" for case in cases)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(
    "database_kind", [pytest.param("sqlite", marks=pytest.mark.whole), "postgresql"], indirect=True
)
def test_two_processes_lose_no_step_and_invent_none(migrated_database_url, tmp_path):
    key_file = tmp_path / "keys.json"
    db = Database(migrated_database_url, keys=Keys.create(key_file))
    cast = Cast(db)
    cases = [cast.case("taken") for _ in range(CASES)]
    processes = [started(migrated_database_url, key_file, cast, cases, seed) for seed in (0, 1)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told: Counter[str] = Counter()
    for process in processes:
        output, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        told.update(orjson.loads(output))
    assert sum(told.values()) == 2 * TIMES
    assert {answer.partition(" ")[2] for answer in told} == {"accepted", "refused", "stale"}
    for case in cases:
        row, entries = cast.row("cases", reference=case), cast.entries(case)
        assert row["version"] == 2 + told[f"{case} accepted"]
        assert row["seq"] == len(entries) == 2 + told[f"{case} accepted"] + told[f"{case} refused"]
        assert [entry["version"] for entry in entries] == sorted(entry["version"] for entry in entries)
        assert check_case(db, case) == ()
    with db.reading() as tx:
        assert verify(tx, keys=db.keys) == []
    db.close()
