"""Two databases read as one would read them who cannot tell one random word from another.

References, receipts and persons are named by their place; what is sealed is opened; hashes, nonces, salts and keys
are left out, because they say no more than that somebody threw dice, and are checked by whoever walks the chains.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import select, text

from workflow.db import Database, Tx
from workflow.faults import Unreadable
from workflow.sealed import Sealed
from workflow.simulate.bulk.templates import BESIDE, BOUND, BY_RULE, of_cases
from workflow.surveys.keeping import KEY_OF_COMMENTS, field_of
from workflow.tables import METADATA
from workflow.vault import SALT, DataKey

Read = dict[str, list[Any]]

#: Columns that hold nothing but chance, or what hangs on it.
CHANCE = frozenset({"head", "wrapped_key", "key_id", "hash", "previous"})
RANDOM = re.compile(r"(?<!\w)(?:[A-Z]-[0-9A-Z]{8}|[0-9a-f]{20})(?!\w)")


def read(db: Database) -> Read:
    """Return the rows of every table that belongs to lives, such that equal lives read alike."""
    with db.reading() as tx:
        return _Reading(db, tx).read()


class _Reading:
    def __init__(self, db: Database, tx: Tx) -> None:
        self.db, self.tx = db, tx
        rows = {name: self._rows(name) for name in ("cases", "people")}
        self.keys: dict[int, DataKey] = {
            row["id"]: db.keys.unwrap(row["reference"], row["key_id"], row["wrapped_key"])
            for row in rows["cases"]
        }
        self.owners = {
            row["reference"]: row["case_id"] for table in BESIDE.values() for row in self._rows(table)
        }
        self.names: dict[str, str] = {}
        for table in METADATA.sorted_tables:
            columns = [name for name in ("reference", "receipt") if name in table.c]
            if columns:
                self._name(table.name, columns)

    def _name(self, table: str, columns: list[str]) -> None:
        """Name each by its place in its table: case by case, and there in the order in which they were written."""
        owner = "case_id, " if "case_id" in METADATA.tables[table].c else ""
        rows = self.tx.connection.execute(
            text(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {owner}rowid")
        )
        for place, row in enumerate(rows):
            for column, value in zip(columns, row, strict=True):
                # Delivery raises tasks in the order of the notices' references; nothing refers to a task.
                self.names[value] = f"<{table} {column} {'' if table == 'tasks' else place}>"

    def _rows(self, table: str) -> list[Mapping[str, Any]]:
        return [dict(row._mapping) for row in self.tx.connection.execute(select(METADATA.tables[table]))]

    def read(self) -> Read:
        found: Read = {}
        for table in [*of_cases(), *BY_RULE, *BESIDE]:
            if table not in {"entries", "sealed_payloads", "survey_comments", "tally_changes"}:
                found[table] = sorted((self._plain(table, row) for row in self._rows(table)), key=repr)
        found["survey_comments"] = sorted(self._comment(row) for row in self._rows("survey_comments"))
        return found | self._trails()

    def _comment(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        own = self.db.keys.unwrap(KEY_OF_COMMENTS, row["key_id"], row["wrapped_key"])
        clear = own.open(field_of(row["id"]), row["comment"]).decode()
        return row["force"], row["month"], row["wave"], clear

    def _plain(self, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        held = {
            name: value
            for name, value in row.items()
            if name not in CHANCE and (table, name) != ("survey_answers", "id")
        }
        for name, value in held.items():
            if isinstance(value, Sealed):
                field = BOUND[table, name](row)
                owner = row["case_id"] if "case_id" in row else self.owners[row["reference"]]
                clear = self.keys[owner].open(field, value)
                held[name] = self._said(clear.decode(errors="backslashreplace"))
            elif isinstance(value, str):
                held[name] = self._said(value)
        return held

    def _said(self, said: str) -> Any:
        if said[:1] in ("{", "["):
            return orjson.dumps(self._put(orjson.loads(said)), option=orjson.OPT_SORT_KEYS).decode()
        return self._put(said)

    def _put(self, value: Any) -> Any:
        match value:
            case dict():
                return {self._put(name): self._put(inner) for name, inner in value.items()}
            case list():
                return [self._put(inner) for inner in value]
            case str():
                return RANDOM.sub(lambda found: self.names.get(found[0], found[0]), value)
            case _:
                return value

    def _trails(self) -> Read:
        """Read each trail: what moved the case in order; what became of each notice in order, notice by notice.

        Delivery takes the notices of one case in the order of their references, which are random.
        """
        sealed = {(row["stream"], row["seq"]): row["sealed"] for row in self._rows("sealed_payloads")}
        trails: dict[str, list[Any]] = defaultdict(list)
        entries = [row for row in self._rows("entries") if row["stream"].startswith("case:")]
        for row in sorted(entries, key=lambda row: (row["stream"], row["seq"])):
            held = sealed.get((row["stream"], row["seq"]))
            plain = {
                name: self._said(value) if isinstance(value, str) else value
                for name, value in row.items()
                if name not in {*CHANCE, "digest", "seq"}
            }
            plain["sealed"] = held and self._opened(row, held)
            named = plain["subject"] if row["chart"] == "notice" else ""
            trails[f"{row['stream']} {named}"].append(plain)
        return {f"trail of {name}": said for name, said in trails.items()}

    def _opened(self, row: Mapping[str, Any], held: Sealed) -> Any:
        key = self.keys[int(row["stream"].removeprefix("case:"))]
        return self._said(key.open(f"entry.{row['seq']}", held)[SALT:].decode())


def differences(one: Read, other: Read) -> Iterator[str]:
    """Yield in words whatever is in one and not in the other."""
    for name in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(name, []), other.get(name, [])
        if len(mine) != len(theirs):
            yield f"{name}: {len(mine)} rows, {len(theirs)} rows"
        for left, right in zip(mine, theirs, strict=False):
            if left != right:
                yield f"{name}: {left} is not {right}"
                break


def sealed_under_other_keys(db: Database) -> bool:
    """Say whether no case's key opens what is sealed in another."""
    with db.reading() as tx:
        reading = _Reading(db, tx)
        details = reading._rows("details")
    for row in details[:200]:
        other = max(number for number in reading.keys if number != row["case_id"])
        try:
            reading.keys[other].open(row["field"], row["sealed"])
        except Unreadable:
            continue
        return False
    return True
