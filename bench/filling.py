"""Many cases out of few: the rows of played lives copied, so that tables are as large as ten thousand lives leave them.

A copy has references and indexes of its own, and is otherwise as it was played: its state, its clocks, its trail's
length. What is sealed is not copied: nobody looks at a copy itself, only past it.
"""

from sqlalchemy import Connection, TextClause, func, select, text

from workflow.db import Database
from workflow.tables import METADATA, CaseRow

CASES = CaseRow.__table__

#: Tables whose rows name their case, and which of their columns must differ from row to row.
COPIED = {
    "referrals": ("reference", "receipt"),
    "orders": ("reference",),
    "offers": ("reference",),
    "notices": ("reference",),
    "tasks": ("reference",),
    "deadlines": (),
    "blind_indexes": (),
}
#: A reference of its own: the letter of its kind, which copy it is, and which row of its table.
ANEW = {
    "reference": "substr(reference, 1, 2) || printf('%03d%05d', :copy, row_number() OVER (ORDER BY reference))",
    "receipt": "printf('receipt %03d %05d', :copy, row_number() OVER (ORDER BY reference))",
    # Else every copy would be found by the name of the one that was played.
    "blind_indexes.value": "randomblob(16)",
}


def fill(db: Database, cases: int) -> int:
    """Copy every case until there are at least so many; return how many there are. On SQLite alone."""
    with db.transaction() as tx:
        played, last = tx.connection.execute(select(func.count(), func.max(CASES.c.id))).one()
        for copy in range(1, -(-cases // played)):
            _copy(tx.connection, copy, last)
        return tx.connection.execute(select(func.count()).select_from(CASES)).scalar_one()


def _copy(connection: Connection, copy: int, last: int) -> None:
    given = {"copy": copy, "far": copy * last, "last": last}
    connection.execute(_statement("cases", ("reference",), {"id": "id + :far"}, "id"), given)
    for table, columns in COPIED.items():
        connection.execute(_statement(table, columns, {"case_id": "case_id + :far"}, "case_id"), given)
    streams = {"stream": "'case:' || (CAST(substr(stream, 6) AS INTEGER) + :far)"}
    of_case = "stream LIKE 'case:%' AND CAST(substr(stream, 6) AS INTEGER)"
    # A trail grows by its end alone, also that of a copy.
    connection.execute(_statement("entries", (), streams, of_case, "ORDER BY stream, seq"), given)


def _statement(
    table: str, anew: tuple[str, ...], moved: dict[str, str], of_case: str, order: str = ""
) -> TextClause:
    columns = [
        column.name
        for column in METADATA.tables[table].columns
        if table != "referrals" or column.name != "id"
    ]
    said = {name: ANEW[name] for name in anew} | moved
    values = [said.get(name) or ANEW.get(f"{table}.{name}") or f'"{name}"' for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    return text(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} "  # noqa: S608 - Names of ours.
        f"WHERE {of_case} <= :last {order}"
    )
