"""A million lives: those of the first block are played through the engine, all others are written as rows.

Whoever lives a course again has references, keys, seals, numbers and names of their own, and otherwise the rows that
the engine would have written: a test plays the same lives and compares. Tables are found by their declarations, so
that a new one is copied or says why not (`templates.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from states.errors import Conflict
from workflow.counting import fold
from workflow.db import Database
from workflow.keys import Keys
from workflow.simulate.bulk.lives import Reader
from workflow.simulate.bulk.loading import load
from workflow.simulate.bulk.surveys import Listener
from workflow.simulate.bulk.writing import Writer
from workflow.simulate.courses import ALL, Courses, place_of
from workflow.simulate.playing import play
from workflow.tables import CaseRow

CASES = CaseRow.__table__

#: Told after each batch: how many lives there are, of how many.
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: cases played through the engine, and cases written as rows."""

    played: int
    written: int


def write_lives(
    url: str,
    keys: Keys,
    cases: int,
    seed: int,
    at: datetime,
    progress: Progress | None = None,
    courses: Courses = ALL,
) -> Written:
    """Write that many lives into a database without a case, which nobody else uses meanwhile.

    The rest is as `play()` takes it. Raises Conflict where there are cases.
    """
    last = place_of(cases - 1, courses.most)
    db = Database(url, keys=keys)
    try:
        if _count(db):
            raise Conflict("there are cases in this database already: give this one a database of its own")
        listener = Listener(db)
        play(db, min(cases, courses.most), seed, at, _hearing(listener, cases, progress), courses)
        played = _count(db)
        lives = Reader(db, seed, courses.most).read() if last.block else None
    finally:
        db.close()
    if lives is None:
        return Written(played, 0)
    batches = Writer(lives, keys, listener).batches(last.block, last.course + 1)
    told = _Told(played, courses.most, cases, progress)
    load(url, batches, told.add)
    told.end()
    db = Database(url, keys=keys)
    try:
        while fold(db):
            pass
    finally:
        db.close()
    return Written(played, told.written)


def _hearing(listener: Listener, cases: int, progress: Progress | None) -> Progress:
    """Listen after each life that is played, and say how many there are."""

    def hear(done: int, _: int) -> None:
        listener.hear()
        if progress is not None:
            progress(done, cases)

    return hear


class _Told:
    """Says how many lives there are, of which most are one case and a few are two."""

    def __init__(self, played: int, courses: int, cases: int, progress: Progress | None) -> None:
        self.written = 0
        self._share, self._courses, self._cases, self._progress = courses / played, courses, cases, progress

    def add(self, written: int) -> None:
        """Say so after so many more cases."""
        self.written += written
        self._tell(min(self._courses + round(self.written * self._share), self._cases))

    def end(self) -> None:
        """Say that all of them are there."""
        self._tell(self._cases)

    def _tell(self, done: int) -> None:
        if self._progress is not None:
            self._progress(done, self._cases)


def _count(db: Database) -> int:
    with db.reading() as tx:
        return tx.connection.execute(select(func.count()).select_from(CASES)).scalar_one()
