"""Rows for tests of what lies beneath commands: a case with its trail, and nothing it does not need."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, update

from states.definitions import CURRENT
from workflow.db import Database, Tx
from workflow.keys import Keys
from workflow.prepared import Prepared, insertion
from workflow.tables import METADATA, CaseRow
from workflow.trail import Entry, Head, append, start, stream_of
from workflow.vault import DataKey, seal_payload

CASES = CaseRow.__table__
INSERT_CASE = insertion(CASES, CASES.c.id)
MOVE_HEAD = Prepared(
    update(CASES).where(CASES.c.id == bindparam("case")).values(seq=bindparam("seq"), head=bindparam("head"))
)
AT = datetime(2026, 11, 20, 21, 10, tzinfo=UTC)


class Stored(NamedTuple):
    id: int
    reference: str
    key: DataKey
    head: Head


def an_entry(**given: Any) -> Entry:
    values: dict[str, Any] = {
        "at": AT,
        "actor": "P-00000001",
        "role": "caseworker",
        "chart": "case",
        "event": "add_note",
        "definition": CURRENT,
        "version": 1,
        "body": {"state": "received"},
    }
    return Entry(**(values | given))


def store_case(
    tx: Tx, keys: Keys, reference: str = "C-00000001", *, entries: int = 0, **given: Any
) -> Stored:
    """A case with that many entries, each with a sealed payload."""
    made = keys.new(reference)
    values = {
        "reference": reference,
        "definition": CURRENT,
        "state": "received",
        "version": 0,
        "seq": 0,
        "head": bytes(32),
        "force": "cambridgeshire",
        "queue": "cambridgeshire",
        "owner_id": None,
        "firm": None,
        "sensitive": False,
        "disposition": None,
        "due_at": None,
        "created_at": 0,
        "updated_at": 0,
        "facts": "{}",
        "key_id": made.key_id,
        "wrapped_key": made.wrapped,
    }
    found = tx.one(INSERT_CASE, **(values | given))
    assert found is not None
    stored = Stored(found[0], reference, made.key, start(stream_of(found[0])))
    for number in range(1, entries + 1):
        stored = add_entry(tx, stored, f"what {reference} said in {number}")
    return stored


def add_entry(tx: Tx, stored: Stored, said: str, **given: Any) -> Stored:
    seq = stored.head.seq + 1
    entry = an_entry(at=AT + timedelta(minutes=seq), version=seq, **given)
    head = append(tx, stored.head, entry, seal_payload(stored.key, seq, said.encode()))
    tx.run(MOVE_HEAD, case=stored.id, seq=head.seq, head=head.hash)
    return stored._replace(head=head)


def store_force(tx: Tx, code: str) -> None:
    """The smallest row there is."""
    tx.run(INSERT_FORCE, code=code, name=code)


INSERT_FORCE = insertion(METADATA.tables["forces"])


def count(database: Database, table: str) -> int:
    with database.reading() as tx:
        return int(tx.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def add_rows(tx: Tx, table: str, *rows: dict[str, Any]) -> None:
    tx.connection.execute(insert(METADATA.tables[table]), [*rows])
