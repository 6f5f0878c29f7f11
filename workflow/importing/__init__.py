"""Importing a file of referrals, one a row: start here.

A row that cannot be taken is written with its reason to FILE.rejected and never stops the rest. A row that was
taken before, by this file or another, is not taken again: so a file may be imported again after anything.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Self, TextIO

from sqlalchemy import bindparam, select

from states.errors import Malformed, NotPermitted, RowanError
from workflow.access_log import refused
from workflow.actors import Actor
from workflow.arrival import Arrival
from workflow.db import Database
from workflow.faults import NotUnique, StorageUnavailable
from workflow.importing.csv_rows import CsvRows
from workflow.importing.json_rows import JsonRows
from workflow.importing.rows import Row, Rows, is_json
from workflow.intake import REFERRERS, arrive, lock_intake, take
from workflow.prepared import Prepared
from workflow.tables import ForceRow, ReferralRow

FORCES, REFERRALS = ForceRow.__table__, ReferralRow.__table__

#: Referrals of one transaction: enough to share the wait for the disk, few enough to keep nobody else waiting.
BATCH = 100

SELECT_FORCES = Prepared(select(FORCES.c.code))
SELECT_TAKEN = Prepared(select(REFERRALS.c.id).where(REFERRALS.c.digest == bindparam("digest")).limit(1))

#: Told after each batch: the bytes read so far, and those of the whole file.
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of a file. `taken` counts those that joined a case too."""

    taken: int = 0
    joined: int = 0
    already: int = 0
    rejected: int = 0
    rejected_file: Path | None = None


def import_file(
    db: Database, path: Path | str, *, actor: Actor, at: datetime, progress: Progress | None = None
) -> ImportReport:
    """Take every referral of a file, CSV or JSON lines, as this person.

    Many rows are one transaction; the rest of the file is not in memory. Raises Malformed, before anything is
    taken, for a file that cannot be read at all, and NotPermitted where this person may not refer.
    """
    if actor.role not in REFERRERS:
        refusal = NotPermitted("referring is not for this role")
        refused(db, actor, "import", None, refusal, at)
        raise refusal
    with opened(Path(path)) as file:
        rows: Rows = JsonRows(file) if is_json(file) else CsvRows(file)
        with Rejected.beside(Path(path), rows) as rejected:
            importer = _Import(db, actor, at, rejected)
            size = os.fstat(file.fileno()).st_size
            for batch in importer.batches(rows):
                importer.commit(batch)
                if progress is not None:
                    progress(file.tell(), size)
    kept = rejected.path if rejected.count else None
    return ImportReport(importer.taken, importer.joined, importer.already, rejected.count, kept)


class Rejected:
    """The file of rows that were not taken; there is none unless there are some."""

    def __init__(self, path: Path, file: TextIO, rows: Rows) -> None:
        self.path = path
        self.count = 0
        self._file = file
        self._rows = rows

    @classmethod
    @contextmanager
    def beside(cls, path: Path, rows: Rows) -> Iterator[Self]:
        """Open FILE.rejected beside the file, for its owner alone: it holds what the file holds."""
        beside = path.with_name(f"{path.name}.rejected")
        try:
            beside.unlink(missing_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise Malformed(f"FILE.rejected cannot be written beside the file: {error.strerror}") from None
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            rejected = cls(beside, file, rows)
            yield rejected
        if not rejected.count:
            beside.unlink()

    def add(self, row: Row, reason: str) -> None:
        """Write a row and why it was not taken."""
        if not self.count:
            self._file.write(self._rows.heading())
        self._file.write(self._rows.rejection(row, f"line {row.line}: {reason}"))
        self.count += 1


class _Import:
    """One import while it runs: what was taken so far."""

    def __init__(self, db: Database, actor: Actor, at: datetime, rejected: Rejected) -> None:
        self._db, self._actor, self._at, self._rejected = db, actor, at, rejected
        with db.reading() as tx:
            self._forces = {code for (code,) in tx.rows(SELECT_FORCES)}
        self.taken = self.joined = self.already = 0

    def batches(self, rows: Rows) -> Iterator[list[Arrival]]:
        """Read the rows; reject those that cannot be taken and yield the others, many at a time."""
        batch: list[Arrival] = []
        for row in rows:
            arrival = self._arrival(row)
            if arrival is not None:
                batch.append(arrival)
            if len(batch) == BATCH:
                yield batch
                batch = []
        yield batch

    def commit(self, batch: list[Arrival]) -> None:
        """Take a batch in one transaction."""
        try:
            counts = self._once(batch)
        except (NotUnique, StorageUnavailable):
            # A random reference was taken, or two waited for each other: the second try draws and waits anew.
            counts = self._once(batch)
        taken, joined = counts
        self.taken += taken
        self.joined += joined
        self.already += len(batch) - taken

    def _arrival(self, row: Row) -> Arrival | None:
        """Read a row; what cannot be taken is rejected here, so that no transaction fails for one of many."""
        if row.sent is None:
            self._rejected.add(row, row.fault)
            return None
        try:
            arrival = arrive(self._db.keys, row.sent, actor=self._actor, as_sent=row.content)
        except RowanError as error:
            self._rejected.add(row, reason_of(error))
            return None
        if arrival.referral.force not in self._forces:
            self._rejected.add(row, "force: is not the code of a force")
            return None
        return arrival

    def _once(self, batch: list[Arrival]) -> tuple[int, int]:
        """Return how many were taken, and how many of those joined a case."""
        taken = joined = 0
        with self._db.transaction() as tx:
            lock_intake(tx, (arrival.referral.force for arrival in batch))
            for arrival in batch:
                # By content, whoever imports it: the same row twice counts once.
                if tx.one(SELECT_TAKEN, digest=arrival.digest) is not None:
                    continue
                done = take(tx, self._db.keys, arrival, actor=self._actor, at=self._at)
                taken += 1
                joined += done.joined
            tx.after_commit(self._db.wake)
        return taken, joined


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file to import. Raises Malformed where it cannot be read."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Malformed(f"the file cannot be read: {error.strerror}") from None
    with file:
        yield file


def reason_of(error: RowanError) -> str:
    """Say why, naming fields and never what they hold."""
    problems = error.problems if isinstance(error, Malformed) else ()
    return "; ".join(f"{problem.field}: {problem.message}" for problem in problems) or error.detail
