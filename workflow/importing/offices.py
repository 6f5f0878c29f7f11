"""Importing a file of offices of firms, one a row, onto the panel: as it is, with whatever columns it has.

A row that cannot be taken is written with its reason to FILE.rejected and never stops the rest. Running it again
adds nothing. What a file does not say stays as it is, so that nothing that a lead or a firm said is lost.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import bindparam, select, update

from states.errors import Malformed, Problem, RowanError
from workflow import settings_log
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.firms import DELETE_HOURS, INSERT_HOURS, SELECT_HOURS, Hours
from workflow.importing import BATCH, Progress, Rejected, opened, reason_of
from workflow.importing.csv_rows import CsvRows
from workflow.importing.office_columns import READ, Office, cells_of, check_heading, code_of, office_of
from workflow.importing.rows import REASON, Row, is_json
from workflow.panel.profiles import SET_ACTIVE, check, join, keep, profile_of
from workflow.people import put_firm
from workflow.prepared import Prepared, insertion
from workflow.tables import FirmOfficeRow, FirmRow

FIRMS, OFFICES = FirmRow.__table__, FirmOfficeRow.__table__

PLACE = ("town", "postcode", "latitude", "longitude")
INSERT_OFFICE = insertion(OFFICES)
_ONE = (OFFICES.c.firm == bindparam("of"), OFFICES.c.office == bindparam("known_by"))
SELECT_OFFICE = Prepared(select(*(OFFICES.c[name] for name in PLACE)).where(*_ONE))
UPDATE_OFFICE = Prepared(update(OFFICES).where(*_ONE).values({name: bindparam(name) for name in PLACE}))
SELECT_FIRM = Prepared(select(FIRMS.c.name, FIRMS.c.active).where(FIRMS.c.code == bindparam("code")))
RENAME_FIRM = Prepared(update(FIRMS).where(FIRMS.c.code == bindparam("of")).values(name=bindparam("name")))


@dataclass(frozen=True, slots=True)
class OfficesReport:
    """What became of the rows of a file. `ignored` names the columns that say nothing here."""

    added: int = 0
    changed: int = 0
    already: int = 0
    rejected: int = 0
    firms: int = 0
    ignored: tuple[str, ...] = ()
    rejected_file: Path | None = None


class _Became(Enum):
    ADDED = "added"
    CHANGED = "changed"
    ALREADY = "already"


def import_offices(
    db: Database, path: Path | str, *, actor: Actor, at: datetime, progress: Progress | None = None
) -> OfficesReport:
    """Put every office of a CSV file, and its firm, onto the panel. Raises Malformed for a file that is none."""
    with opened(Path(path)) as file:
        if is_json(file):
            raise Malformed("the file cannot be read: offices come as CSV, with a heading")
        columns: list[str] = []
        rows = CsvRows(file, lambda heading: _checked(heading, columns), cells_of)
        with Rejected.beside(Path(path), rows) as rejected:
            importer = _Import(db, actor, at, rejected)
            for batch in _batches(rows):
                importer.take(batch)
                _tell(progress, file)
    counts = importer.counts
    return OfficesReport(
        counts[_Became.ADDED],
        counts[_Became.CHANGED],
        counts[_Became.ALREADY],
        rejected.count,
        importer.firms,
        tuple(sorted({*columns} - READ.keys())),
        rejected.path if rejected.count else None,
    )


class _Import:
    """One import while it runs. What a firm is said to take is remembered by line: a file must not say both."""

    def __init__(self, db: Database, actor: Actor, at: datetime, rejected: Rejected) -> None:
        self._db, self._actor, self._at, self._rejected = db, actor, at, rejected
        self._said: dict[tuple[str, str], tuple[object, int]] = {}
        self.counts = dict.fromkeys(_Became, 0)
        self.firms = 0

    def take(self, batch: list[Row]) -> None:
        """Take a batch in one transaction, with one entry where it changed anything."""
        before, firms = dict(self.counts), self.firms
        with self._db.transaction() as tx:
            for row in batch:
                self._row(tx, row)
            did = {became.value: self.counts[became] - before[became] for became in _Became}
            if did["added"] or did["changed"]:
                body = {"added": did["added"], "changed": did["changed"], "firms": self.firms - firms}
                settings_log.write(tx, "import_offices", "panel", body, by=self._actor, at=self._at)

    def _row(self, tx: Tx, row: Row) -> None:
        if row.sent is None:
            self._rejected.add(row, row.fault)
            return
        try:
            office = office_of(row.sent)
            code = self._firm(tx, office)
            self._agrees(code, office, row.line)
            became = self._put(tx, code, office)
        except RowanError as error:
            self._rejected.add(row, reason_of(error))
            return
        self.counts[became] += 1

    def _firm(self, tx: Tx, office: Office) -> str:
        """Return the code of the row's firm. Raises Malformed where it would be that of another."""
        code = office.code or code_of(office.firm)
        if not code:
            raise Malformed("the firm has no code", [Problem("code", "must be given for this name")])
        held = tx.one(SELECT_FIRM, code=code)
        if held is not None and held[0] != office.firm and office.code is None:
            raise Malformed(
                "the firm has no code", [Problem("code", "must be given: another firm has the name's")]
            )
        return code

    def _agrees(self, code: str, office: Office, line: int) -> None:
        """Refuse a row that says of its firm what an earlier row of the file denies. Raises Malformed."""
        told = {**office.said, "hours": office.hours, "active": office.active}
        told = {name: value for name, value in told.items() if value is not None}
        for name, value in told.items():
            said, where = self._said.setdefault((code, name), (value, line))
            if said != value:
                raise Malformed(
                    "the rows disagree", [Problem(name, f"is said otherwise of the firm on line {where}")]
                )

    def _put(self, tx: Tx, code: str, office: Office) -> _Became:
        profile = replace(profile_of(tx, code), **office.said)
        # Before anything is written: a row is taken whole or not at all.
        check(profile)
        held = tx.one(SELECT_FIRM, code=code)
        changed = False
        if held is None:
            put_firm(tx, code, office.firm, active=office.active is not False)
            join(tx, code, self._at)
            self.firms += 1
        else:
            changed = self._renamed(tx, code, office, *held)
        changed |= bool(keep(tx, code, profile, anew=False, at=self._at)) if office.said else False
        changed |= _set_hours(tx, code, office.hours)
        became = _put_office(tx, code, office)
        return _Became.CHANGED if changed and became is _Became.ALREADY else became

    def _renamed(self, tx: Tx, code: str, office: Office, name: str, active: bool) -> bool:  # noqa: FBT001 - a row.
        if name != office.firm:
            tx.run(RENAME_FIRM, of=code, name=office.firm)
        switched = office.active is not None and office.active != bool(active)
        if switched:
            tx.run(SET_ACTIVE, of=code, active=office.active)
            if office.active:
                keep(tx, code, profile_of(tx, code), anew=True, at=self._at)
        return switched or name != office.firm


def _put_office(tx: Tx, code: str, office: Office) -> _Became:
    place = {name: getattr(office, name) for name in PLACE}
    held = tx.one(SELECT_OFFICE, of=code, known_by=office.office)
    if held is None:
        tx.run(INSERT_OFFICE, firm=code, office=office.office, **place)
        return _Became.ADDED
    # What the file does not say of an office stays as it is.
    wanted = {
        name: old if place[name] is None else place[name] for name, old in zip(PLACE, held, strict=True)
    }
    if tuple(wanted.values()) == tuple(held):
        return _Became.ALREADY
    tx.run(UPDATE_OFFICE, of=code, known_by=office.office, **wanted)
    return _Became.CHANGED


def _set_hours(tx: Tx, code: str, hours: tuple[Hours, ...] | None) -> bool:
    if hours is None or {*hours} == {Hours(*row) for row in tx.rows(SELECT_HOURS, firm=code)}:
        return False
    tx.run(DELETE_HOURS, of=code)
    for found in hours:
        tx.run(INSERT_HOURS, firm=code, day=found.day, opens=found.opens, closes=found.closes)
    return True


def _checked(heading: list[str], columns: list[str]) -> None:
    check_heading(heading)
    columns += [column for column in heading if column != REASON]


def _batches(rows: CsvRows) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _tell(progress: Progress | None, file: BinaryIO) -> None:
    if progress is not None:
        progress(file.tell(), os.fstat(file.fileno()).st_size)
