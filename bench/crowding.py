"""Commands while delivery drains a backlog, against the same commands while nothing is delivered; SQLite.

One process serves and sends, as on one machine. Both halves of a pair post the same commands over HTTP, one after
the other; before the second half a backlog becomes due that lasts longer than they do. The halves take turns to come
first, so that a noisy machine is as unkind to both.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import httpx2
from sqlalchemy import text

from bench.deliveries import PATIENCE, Scene, scene
from bench.figures import Figure
from tests.sending import A_CASE
from workflow.tables import NoticeRow, to_micros

NOTICES = NoticeRow.__table__
PAIRS = 5
#: Seconds between two commands: a busy office, not a flood.
PAUSE = 0.005
#: Cases whose notices are copied until there are enough: planning each for itself would take longer than all else.
CASES = 100
#: Notices that become due before the second half, for each command of it.
FOR_EACH = 10
NOTE = {"event": "add_note", "payload": {"note": "She asks to be called before ten."}}

COLUMNS = [f'"{column.name}"' for column in NOTICES.c if column.name not in {"reference", "cause_seq"}]
COPY = text(
    f"INSERT INTO notices (reference, cause_seq, {', '.join(COLUMNS)}) "  # noqa: S608 - Names of ours.
    f"SELECT reference || '-' || :copy, cause_seq + 1000 * :copy, {', '.join(COLUMNS)} FROM notices "
    "WHERE reference NOT LIKE '%-%-%'"
)
#: What is planned waits; it is released by setting it due.
HOLD = text("UPDATE notices SET not_before = :at WHERE state = 'planned'")
RELEASE = text(
    "UPDATE notices SET not_before = planned_at WHERE state = 'planned' AND reference IN "
    "(SELECT reference FROM notices WHERE state = 'planned' ORDER BY reference LIMIT :most)"
)
DUE = text(
    "SELECT COUNT(*) FROM notices WHERE (state = 'planned' AND not_before <= :at) OR state = 'sending'"
)


def measure(folder: Path, commands: int) -> Figure:
    """Measure the 99th percentile of that many commands with and without delivery, pair by pair."""
    with _provider() as account, scene(folder, account) as stage:
        quiet = stage.office.contacted(0, stage.clock())
        stage.office.plan(CASES, stage.clock(), first=1)
        _multiply(stage, 1 + PAIRS * FOR_EACH * commands // (CASES * A_CASE))
        server = stage.start("serve", "--port", "0")
        try:
            pairs = [_pair(stage, server.address, quiet, commands, first) for first in range(PAIRS)]
        finally:
            server.end()
    ratios = [crowded / idle for idle, crowded in pairs]
    without, beside = (statistics.median(half) for half in zip(*pairs, strict=True))
    return Figure(
        "command p99 while delivering, SQLite",
        round(beside * 1000, 1),
        "ms",
        "at most twice that without",
        round(statistics.median(ratios), 2),
        f"{PAIRS} interleaved pairs of {commands} commands over HTTP; without {without * 1000:.1f} ms; "
        f"pairs {', '.join(f'{ratio:.2f}' for ratio in ratios)}",
    )


class Apart(NamedTuple):
    """A provider in a process of its own: in this one it would hold up the clock that commands are taken by."""

    url: str
    api_key: str


@contextmanager
def _provider() -> Iterator[Apart]:
    words = [sys.executable, "-m", "tests.provider"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Apart(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()


def _multiply(stage: Scene, times: int) -> None:
    with stage.db.transaction() as tx:
        tx.connection.execute(HOLD, {"at": to_micros(stage.clock() + timedelta(days=1))})
        for copy in range(1, times):
            tx.connection.execute(COPY, {"copy": copy})


def _pair(stage: Scene, address: str, case: str, commands: int, first: int) -> tuple[float, float]:
    """Return the percentile without delivery and that with it; the halves take turns to be first."""
    halves: list[Callable[[], float]] = [
        lambda: _idle(stage, address, case, commands),
        lambda: _crowded(stage, address, case, commands),
    ]
    found = [half() for half in (halves if first % 2 else reversed(halves))]
    idle, crowded = found if first % 2 else reversed(found)
    return idle, crowded


def _idle(stage: Scene, address: str, case: str, commands: int) -> float:
    until = time.monotonic() + PATIENCE
    while _due(stage):
        assert time.monotonic() < until
        time.sleep(0.1)
    return _posted(stage, address, case, commands)


def _crowded(stage: Scene, address: str, case: str, commands: int) -> float:
    with stage.db.transaction() as tx:
        tx.connection.execute(RELEASE, {"most": FOR_EACH * commands})
    found = _posted(stage, address, case, commands)
    assert _due(stage), "the backlog was over before the commands were"
    return found


def _due(stage: Scene) -> int:
    with stage.db.reading() as tx:
        return int(tx.connection.execute(DUE, {"at": to_micros(stage.clock())}).scalar_one())


def _posted(stage: Scene, address: str, case: str, commands: int) -> float:
    """Post them one after the other; return the 99th percentile of what they took, in seconds."""
    seconds = []
    with httpx2.Client(headers={"Authorization": f"Bearer {stage.token()}"}, timeout=PATIENCE) as client:
        for _ in range(commands):
            time.sleep(PAUSE)
            began = time.perf_counter()
            answer = client.post(f"{address}/api/v1/cases/{case}/events", json=NOTE)
            seconds.append(time.perf_counter() - began)
            assert answer.status_code == httpx2.codes.OK, answer.text
    return sorted(seconds)[int(commands * 0.99) - 1]
