"""The processes that send are killed while they send; then nobody was told twice, and nobody was forgotten.

Cases are taken to their survivors' consent all the while, so that there is always something on its way. What is in
doubt is looked up once it has stood for a few seconds; what is hers and unknown to the provider waits for a
person, who says here that it did not arrive.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from states.vocabulary import NoticeEvent, NoticeState, Recipient
from tests.faults.forks import Clock, Fork
from tests.provider.notify import Provider, running
from tests.provider.plan import Fault, Plan
from tests.sending import Office, environment, notices
from workflow.db import Database
from workflow.desk import DECIDE
from workflow.keys import Keys
from workflow.migrations import migrate
from workflow.notices import move
from workflow.tables import to_micros

#: Seconds after which a claim that nobody settled is looked up, unless fewer are asked for: as far beyond the
#: provider's slowness as fifteen minutes are beyond a real one's.
IN_DOUBT = 3
#: Seconds that the provider takes to answer, and half of the time even to keep a message, whoever was killed
#: meanwhile: whoever looks it up too soon sends it twice.
SLOW = 0.15
#: Seconds between two kills.
LIFE = (0.15, 0.6)
#: Notices that wait at most before more cases are taken.
BACKLOG = 60
#: Processes of `rowan worker` on PostgreSQL.
WORKERS = 3
#: Seconds that delivery has to come to an end when nobody is killed any more.
PATIENCE = 120

OPEN = (NoticeState.PLANNED.value, NoticeState.SENDING.value)
HURRY = text("UPDATE notices SET not_before = :at WHERE state = 'planned' AND not_before > :at")
DOUBTED = text("SELECT COUNT(DISTINCT subject) FROM entries WHERE chart = 'notice' AND event = 'doubt'")
UNDECIDED = text(
    "SELECT n.reference, EXISTS (SELECT 1 FROM tasks t WHERE t.subject = n.reference AND t.kind = :kind "
    "AND t.done_at IS NULL) FROM notices n WHERE n.state = 'in_doubt'"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found when delivery had come to its end; everything but the counts must be nothing."""

    kills: int
    notices: int
    hers: int
    kept: int
    #: Notices that were in doubt after a kill, and how often a person had to decide.
    doubted: int
    decided: int
    hers_twice: int
    theirs_twice: int
    lost: int
    unfinished: int

    @property
    def wrong(self) -> int:
        """Count all that must not be."""
        return self.hers_twice + self.theirs_twice + self.lost + self.unfinished


class Feeder(threading.Thread):
    """Takes cases to their survivors' consent, as fast as notices leave."""

    def __init__(self, office: Office, clock: Clock) -> None:
        super().__init__(name="feeder")
        self._office, self._clock = office, clock
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()
        self.join()

    def run(self) -> None:
        number = 0
        while not self._stopping.is_set():
            if _waiting(self._office.db) >= BACKLOG:
                self._stopping.wait(0.05)
                continue
            self._office.case(number, self._clock())
            number += 1


def run(
    home: Path,
    database: str | None,
    kills: int,
    progress: Callable[[int], None] = lambda _: None,
    in_doubt: int = IN_DOUBT,
) -> Found:
    """Kill a process that sends, that often: `rowan serve` on SQLite, one of three workers on PostgreSQL."""
    home.mkdir(parents=True)
    url = database or f"sqlite:///{home / 'rowan.db'}"
    migrate(url)
    db = Database(url, keys=Keys.create(home / "keys.json"))
    clock = Clock()
    plan = Plan(seed=kills, weights={Fault.SLOW.value: 1, Fault.TARDY.value: 1}, slow=SLOW)
    with running(plan) as provider:
        settings = environment(home, url, provider) | {"ROWAN_IN_DOUBT_AFTER": f"PT{in_doubt}S"}
        senders = _started(home, settings, clock, on_file=database is None)
        feeder = Feeder(Office.at(db, clock()), clock)
        feeder.start()
        try:
            _kill(senders, kills, progress)
            feeder.stop()
            decided = _finish(db, clock)
        finally:
            feeder.stop()
            for sender in senders:
                sender.end()
        found = _examined(db, provider, kills, decided)
    db.close()
    return found


def _started(home: Path, settings: dict[str, str], clock: Clock, *, on_file: bool) -> list[Fork]:
    words = [["serve", "--port", "0"]] if on_file else [["worker"]] * WORKERS
    senders = [
        Fork(each, settings, home / f"{each[0]}-{number}.log", clock) for number, each in enumerate(words)
    ]
    for sender in senders:
        sender.start()
    return senders


def _kill(senders: list[Fork], kills: int, progress: Callable[[int], None]) -> None:
    chance = random.Random(kills)
    for number in range(kills):
        sender = chance.choice(senders)
        sender.wait_until_working()
        time.sleep(chance.uniform(*LIFE))
        sender.kill()
        sender.start()
        progress(number + 1)


def _finish(db: Database, clock: Clock) -> int:
    """Let delivery come to its end; return how many notices a person had to decide about."""
    decided, until = 0, time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with db.transaction() as tx:
            # What is to be tried again later is tried at once: there is nothing left that it could wait for.
            tx.connection.execute(HURRY, {"at": to_micros(clock())})
            undecided = [tuple(row) for row in tx.connection.execute(UNDECIDED, {"kind": DECIDE})]
        for reference, is_a_task in undecided:
            if is_a_task:
                actor = Office.at(db, clock()).caseworker
                move(db, reference, NoticeEvent.RETRY, {}, actor=actor, at=clock())
                decided += 1
        if not undecided and not _waiting(db):
            break
        time.sleep(0.1)
    return decided


def _doubted(db: Database) -> int:
    with db.reading() as tx:
        return int(tx.connection.execute(DOUBTED).scalar_one())


def _waiting(db: Database) -> int:
    return sum(state in OPEN for _, _, state in notices(db))


def _examined(db: Database, provider: Provider, kills: int, decided: int) -> Found:
    book, rows = provider.book, notices(db)
    hers = {reference for reference, recipient, _ in rows if recipient == Recipient.SURVIVOR}
    twice = set(book.twice())
    return Found(
        kills=kills,
        notices=len(rows),
        hers=len(hers),
        kept=len(book.kept),
        doubted=_doubted(db),
        decided=decided,
        hers_twice=len(twice & hers),
        theirs_twice=len(twice - hers),
        lost=sum(reference not in book.by_reference for reference, _, _ in rows),
        unfinished=sum(state in (*OPEN, NoticeState.IN_DOUBT.value) for _, _, state in rows),
    )
