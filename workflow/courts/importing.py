"""Importing a list of courts: the file is taken whole, and again adds nothing.

Rows that cannot be taken are written with their reason to FILE.rejected and stop no other. What an earlier list
named and this one does not stays, unless the file is said to be the whole list.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, select, update

from workflow.actors import Actor
from workflow.courts.reading import Line, Lines, Listed
from workflow.db import Database, Tx
from workflow.importing.csv_rows import guarded
from workflow.prepared import Prepared, insertion
from workflow.tables import CouncilRow, CourtPostcodeRow, CourtRow, to_micros
from workflow.trail import SETTINGS, Entry, append_to

COURTS, COUNCILS, POSTCODES = CourtRow.__table__, CouncilRow.__table__, CourtPostcodeRow.__table__

#: The entry's event in the trail of settings.
IMPORT = "import_courts"
#: What is kept of a court beside its code.
KEPT = ("name", "address", "area", "region", "open")

INSERT_COURT, INSERT_COUNCIL = insertion(COURTS), insertion(COUNCILS)
INSERT_POSTCODE = insertion(POSTCODES)
SELECT_COURT = Prepared(select(*(COURTS.c[name] for name in KEPT)).where(COURTS.c.code == bindparam("court")))
UPDATE_COURT = Prepared(
    update(COURTS)
    .where(COURTS.c.code == bindparam("court"))
    .values({name: bindparam(name) for name in (*KEPT, "updated_at")})
)
SELECT_PAIRS = Prepared(select(COUNCILS.c.council, COUNCILS.c.court, COUNCILS.c.only, COUNCILS.c.never))
DELETE_COUNCIL = Prepared(
    delete(COUNCILS).where(COUNCILS.c.council == bindparam("of"), COUNCILS.c.court == bindparam("by"))
)
DELETE_POSTCODES = Prepared(
    delete(POSTCODES).where(POSTCODES.c.council == bindparam("of"), POSTCODES.c.court == bindparam("by"))
)

#: The letters, number and last letter of the first half of a postcode.
SPLIT = re.compile(r"([A-Z]+)([0-9]{1,2})([A-Z]?)")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CourtReport:
    """What became of the rows of a list. `gone` were taken away, because the file is the whole list."""

    courts: int = 0
    added: int = 0
    changed: int = 0
    already: int = 0
    gone: int = 0
    rejected: int = 0
    rejected_file: Path | None = None


def import_courts(
    db: Database, path: Path | str, *, actor: Actor, at: datetime, whole: bool = False
) -> CourtReport:
    """Take a list of courts. `whole` takes away what the file does not name, unless a row was rejected.

    Raises Malformed, before anything is taken, for a file that is no such list.
    """
    lines = Lines(Path(path))
    taken, rejected = _parted(lines)
    pairs = _pairs(listed for listed in taken)
    courts = _named(taken)
    with db.transaction() as tx:
        moved = sum(_keep_court(tx, court, at) for court in courts.values())
        report = _keep_councils(tx, pairs, gone=whole and not rejected)
        if moved or report.added or report.changed or report.gone:
            said = {"courts": moved, "added": report.added, "changed": report.changed, "gone": report.gone}
            entry = Entry(at, actor.reference, actor.role.value, SETTINGS, IMPORT, "", 0, said)
            append_to(tx, SETTINGS, entry)
    repeated = len(taken) - len(pairs)
    kept = _write_rejected(Path(path), lines.heading, rejected)
    return replace(
        report,
        courts=len(courts),
        already=report.already + repeated,
        rejected=len(rejected),
        rejected_file=kept,
    )


def _parted(lines: Lines) -> tuple[list[Listed], list[Line]]:
    """Part the rows into those that can be taken and the rest, among them a code that is given to two courts.

    A court that was renamed goes by two names at one address; two addresses are two courts.
    """
    taken: list[Listed] = []
    rejected: list[Line] = []
    first: dict[str, Listed] = {}
    for line in lines:
        if line.listed is None:
            rejected.append(line)
            continue
        known = first.setdefault(line.listed.code, line.listed)
        if known.court != line.listed.court and known.address != line.listed.address:
            rejected.append(Line(line.cells, reason="a row above gives this code to another court"))
        else:
            taken.append(line.listed)
    return taken, rejected


def _named(taken: Iterable[Listed]) -> dict[str, Listed]:
    """Return each court by its code, under the name by which most rows call it."""
    rows: dict[str, list[Listed]] = {}
    for one in taken:
        rows.setdefault(one.code, []).append(one)
    often = {code: Counter(one.court for one in found).most_common(1)[0][0] for code, found in rows.items()}
    return {code: next(one for one in found if one.court == often[code]) for code, found in rows.items()}


def _pairs(taken: Iterable[Listed]) -> dict[Pair, Listed]:
    """Join rows of the same council and court: one that names no postcode hears all of the council."""
    pairs: dict[Pair, Listed] = {}
    for one in taken:
        pair = regular(one.council), one.code
        before = pairs.get(pair, one)
        only = before.only | one.only if before.only and one.only else frozenset()
        pairs[pair] = replace(one, only=only, never=before.never | one.never)
    return pairs


def regular(name: str) -> str:
    """Return a council's name as it is compared."""
    return " ".join(name.casefold().replace("&", " and ").split())


def _keep_court(tx: Tx, court: Listed, at: datetime) -> bool:
    said = {
        "name": court.court,
        "address": court.address,
        "area": court.area,
        "region": court.region,
        "open": court.open,
    }
    row = tx.one(SELECT_COURT, court=court.code)
    if row is None:
        tx.run(INSERT_COURT, code=court.code, updated_at=to_micros(at), **said)
        return True
    if dict(zip(KEPT, row, strict=True)) == said:
        return False
    tx.run(UPDATE_COURT, court=court.code, updated_at=to_micros(at), **said)
    return True


def _keep_councils(tx: Tx, pairs: Mapping[Pair, Listed], *, gone: bool) -> CourtReport:
    held = {(council, court): (only, never) for council, court, only, never in tx.rows(SELECT_PAIRS)}
    added = changed = 0
    for (council, court), one in pairs.items():
        said = _written(one)
        before = held.get((council, court))
        if before == (said["only"], said["never"]):
            continue
        added, changed = added + (before is None), changed + (before is not None)
        _forget(tx, council, court)
        tx.run(INSERT_COUNCIL, council=council, court=court, name=one.council, **said)
        tx.run_many(
            INSERT_POSTCODE, [{"part": part, "council": council, "court": court} for part in sorted(one.only)]
        )
    lost = held.keys() - pairs.keys() if gone else set()
    for council, court in lost:
        _forget(tx, council, court)
    return CourtReport(added=added, changed=changed, already=len(pairs) - added - changed, gone=len(lost))


def _written(one: Listed) -> dict[str, Any]:
    return {name: orjson.dumps(sorted(getattr(one, name), key=_place)).decode() for name in ("only", "never")}


def _place(part: str) -> tuple[str, int, str]:
    """Return where a part of a postcode stands among others: N2 before N10."""
    found = SPLIT.fullmatch(part)
    return (part, 0, "") if found is None else (found[1], int(found[2]), found[3])


def _forget(tx: Tx, council: str, court: str) -> None:
    tx.run(DELETE_POSTCODES, of=council, by=court)
    tx.run(DELETE_COUNCIL, of=council, by=court)


def _write_rejected(path: Path, heading: tuple[str, ...], rejected: list[Line]) -> Path | None:
    if not rejected:
        return None
    kept = path.with_name(f"{path.name}.rejected")
    with kept.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["reason", *heading])
        writer.writerows([line.reason, *map(guarded, line.cells)] for line in rejected)
    return kept
