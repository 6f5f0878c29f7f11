"""`rowan import` as a person runs it: a file of simulated referrals, once, again, and a large one."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure


def measure(folder: Path, referrals: int, rows: int) -> Iterator[Figure]:
    """Import a file twice, then a larger one, each in a process of its own; SQLite."""
    file = _simulated(folder, "referrals.jsonl", referrals)
    first, seconds, _ = _imported(folder, "home", file)
    settled = first["taken"] + first["already"] + first["rejected"]
    of = f"{first['taken']} taken, {first['already']} already there, {first['rejected']} listed with a reason"
    yield Figure(
        "import: rows taken or listed",
        settled,
        "rows",
        f"{referrals} rows",
        settled / referrals,
        f"{of}, of {referrals} rows",
    )
    yield Figure(
        "import: rate, SQLite", round(referrals / seconds), "rows/s", "none asked", None, f"{referrals} rows"
    )
    again, _, _ = _imported(folder, "home", file)
    yield Figure("import again: rows added", again["taken"], "rows", "0", None, f"{referrals} rows")
    large = _simulated(folder, "large.jsonl", rows)
    _, _, peak = _imported(folder, "large", large)
    yield Figure(
        "import: peak memory", round(peak / 1024), "MiB", "under 300 MiB", None, f"one process, {rows} rows"
    )


def _simulated(folder: Path, name: str, cases: int) -> Path:
    file = folder / name
    _run(folder, ["simulate", "--cases", str(cases), "--seed", "7", "--output", str(file)])
    return file


def _imported(folder: Path, home: str, file: Path) -> tuple[dict[str, int], float, int]:
    """Return the report, the seconds it took, and the peak resident memory in KiB."""
    start = time.perf_counter()
    said, peak = _run(folder, ["import", str(file), "--json"], ROWAN_HOME=str(folder / home))
    return json.loads(said), time.perf_counter() - start, peak


def _run(folder: Path, arguments: list[str], **environment: str) -> tuple[str, int]:
    """Run `rowan` with those arguments; return what it printed and the peak resident memory in KiB."""
    watched = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=sys.stdout, check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
    )
    rowan = str(Path(sys.executable).with_name("rowan"))
    settings = {**os.environ, "ROWAN_HOME": str(folder / "home"), **environment}
    done = subprocess.run(
        [sys.executable, "-c", watched, rowan, *arguments],
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"rowan {arguments[0]} failed:\n{done.stderr}")
    peaks = re.findall(r"^(\d+)$", done.stderr, re.MULTILINE)
    return done.stdout, int(peaks[-1])
