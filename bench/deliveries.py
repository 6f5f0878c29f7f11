"""How soon and how fast notices leave: real processes, a real database, and a provider that answers at once.

The provider is a stand-in that speaks GOV.UK Notify's API over HTTP, in this process; who sends are processes of
`rowan serve` or `rowan worker`, as people start them.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from api.delivering import FILE_BATCH
from bench.figures import Figure
from notifications.channels.memory import MemoryCarrier
from notifications.courier import Courier
from notifications.rendering import STANDING
from states.vocabulary import Channel, Recipient
from tests.faults.forks import Clock, Fork
from tests.provider.notify import Provider, running
from tests.sending import A_CASE, READY, Account, Office, environment, notices
from workflow import people
from workflow.db import Database
from workflow.desk import OutboxDesk
from workflow.keys import Keys
from workflow.migrations import migrate

#: Processes of `rowan worker` that drain together.
WORKERS = 3
#: Seconds between two commands on an idle system.
PAUSE = 0.1
#: Seconds that the slowest of anything here may take.
PATIENCE = 300


@dataclass(frozen=True)
class Scene:
    """One database with its office, the account at a provider, and the folder of the processes that send."""

    folder: Path
    url: str
    db: Database
    office: Office
    account: Account
    clock: Clock

    def start(self, *words: str, number: int = 0) -> Fork:
        """Start `rowan WORDS`; whoever started it ends it."""
        settings = environment(self.folder, self.url, self.account)
        made = Fork(list(words), settings, self.folder / f"{words[0]}-{number}.log", self.clock)
        made.start()
        made.wait_until_working()
        return made

    def token(self) -> str:
        """A token of the caseworker."""
        return people.issue_token(self.db, self.office.caseworker.reference, at=self.clock())

    def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        until = time.monotonic() + PATIENCE
        while any(state in {"planned", "sending"} for _, _, state in notices(self.db)):
            assert time.monotonic() < until
            time.sleep(0.1)


@contextmanager
def scene(folder: Path, account: Account, url: str | None = None) -> Iterator[Scene]:
    """Settle in a new database, of a file where no other is given."""
    folder.mkdir()
    url = url or f"sqlite:///{folder / 'rowan.db'}"
    migrate(url)
    db = Database(url, keys=Keys.create(folder / "keys.json"))
    clock = Clock()
    yield Scene(folder, url, db, Office.at(db, clock()), account, clock)
    db.close()


def latency(folder: Path, label: str, url: str | None, commands: int) -> Figure:
    """Measure how long after its command a text reaches the provider, on a system that does nothing else.

    From the moment the command is sent, which is before its commit: the latency from the commit is less.
    """
    with running() as provider, scene(folder, provider, url) as stage:
        cases = [stage.office.contacted(number, stage.clock()) for number in range(commands)]
        senders = [stage.start("serve", "--port", "0")]
        if url is not None:
            senders.append(stage.start("worker"))
        try:
            stage.settle()
            seconds = sorted(_one_by_one(stage, provider, senders[0].address, cases))
        finally:
            for sender in senders:
                sender.end()
    soonest, worst = statistics.median(seconds), seconds[int(len(seconds) * 0.99) - 1]
    return Figure(
        f"delivery latency, {label}: p50",
        round(soonest * 1000, 1),
        "ms",
        "under 1000 ms" if url is None else "under 100 ms",
        None,
        f"{len(seconds)} commands over HTTP to a served process, each {PAUSE} s after the last; from sending the "
        f"command, commit included, to the provider's hearing of it; p99 {worst * 1000:.1f} ms",
    )


def _one_by_one(stage: Scene, provider: Provider, address: str, cases: Sequence[str]) -> Iterator[float]:
    """Give consent in each case, and yield how long its text took."""
    event, payload = READY[-1]
    head = {"Authorization": f"Bearer {stage.token()}"}
    with httpx2.Client(headers=head, timeout=PATIENCE) as client:
        for case in cases:
            time.sleep(PAUSE)
            began = datetime.now(UTC)
            answer = client.post(
                f"{address}/api/v1/cases/{case}/events",
                json={"event": event, "payload": payload},
                headers={"Idempotency-Key": case},
            )
            (hers,) = [each for each in answer.json()["notices"] if each["recipient"] == Recipient.SURVIVOR]
            yield (_heard_of(provider, hers["reference"]) - began).total_seconds()


def _heard_of(provider: Provider, reference: str) -> datetime:
    until = time.monotonic() + PATIENCE
    while not (kept := provider.book.by_reference.get(reference)):
        assert time.monotonic() < until
        time.sleep(0.005)
    return kept[0].at


def drain_by_workers(folder: Path, url: str, wanted: int) -> Figure:
    """Measure how fast three workers on PostgreSQL send what waits, from the first message to the last."""
    with running() as provider, scene(folder, provider, url) as stage:
        stage.office.plan(wanted // A_CASE, stage.clock())
        senders = [stage.start("worker", number=number) for number in range(WORKERS)]
        try:
            stage.settle()
        finally:
            for sender in senders:
                sender.end()
        kept = [each.at for each in provider.book.kept]
        twice = len(provider.book.twice())
    rate = len(kept) / (max(kept) - min(kept)).total_seconds()
    return Figure(
        f"drained, PostgreSQL, {WORKERS} workers",
        round(rate, 1),
        "notices/s",
        "at least 100 notices/s",
        None,
        f"{len(kept)} notices over HTTP to a provider that answers at once, from the first to the last; {twice} twice",
    )


def drain_in_process(folder: Path, wanted: int) -> Figure:
    """Measure how fast the loop of a process sends what waits in a file, by a carrier that takes no time."""
    with running() as provider, scene(folder, provider) as stage:
        stage.office.plan(wanted // A_CASE, stage.clock())
        carrier = MemoryCarrier()
        courier = Courier(
            OutboxDesk(stage.db, dict.fromkeys(STANDING, "020 7946 0000")),
            dict.fromkeys((Channel.SMS, Channel.EMAIL), carrier),
            stage.clock,
            batch=FILE_BATCH,
        )
        began = time.perf_counter()
        sent = courier.sweep()
        seconds = time.perf_counter() - began
    return Figure(
        "drained, SQLite, memory channel",
        round(sent / seconds, 1),
        "notices/s",
        "at least 500 notices/s",
        None,
        f"{sent} notices in one sweep, claimed and settled on disk, a quarter of them with an address opened",
    )


def measure(folder: Path, database: Callable[[str], str], commands: int, wanted: int) -> Iterator[Figure]:
    """Yield each figure as it is measured; `database` makes an empty one on PostgreSQL under a name."""
    yield latency(folder / "latency-sqlite", "SQLite", None, commands)
    yield latency(folder / "latency-postgresql", "PostgreSQL", database("bench_latency"), commands)
    yield drain_in_process(folder / "drain-sqlite", wanted)
    yield drain_by_workers(folder / "drain-postgresql", database("bench_drain"), wanted)
