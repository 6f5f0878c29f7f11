"""Writes the newest migration's SQL from the tables: `python -m tests.workflow.schema`.

What earlier migrations make already is left as it is; the newest one holds what they lack, until it is released.
"""

from pathlib import Path

from sqlalchemy import create_mock_engine

import workflow.migrations
from workflow.tables import METADATA

VERSIONS = Path(workflow.migrations.__file__).with_name("versions")
#: Migrations that are written from the tables; the last one may still change.
EARLIER, NEWEST = ("0001", "0003"), "0004"
#: What an earlier migration made and a later one takes away.
DROPPED = frozenset({"CREATE INDEX ix_entries_at ON entries (at)"})


def declared(dialect: str) -> list[str]:
    """What `create_all` would run."""
    statements: list[str] = []

    def write(statement, *_: object):
        text = str(statement.compile(dialect=engine.dialect))
        lines = [line.replace("\t", "    ").rstrip() for line in text.strip().splitlines()]
        statements.append("\n".join(line for line in lines if line))

    engine = create_mock_engine(f"{dialect}://", write)
    METADATA.create_all(engine, checkfirst=False)
    # SQLAlchemy keeps a table's indexes in a set.
    indexes = sorted(statement for statement in statements if "INDEX" in statement.splitlines()[0])
    others = [statement for statement in statements if statement not in indexes]
    return others + indexes


def written(revision: str, dialect: str) -> list[str]:
    """The statements of one migration, as they stand in its file."""
    return (VERSIONS / f"{revision}_{dialect.partition('+')[0]}.sql").read_text().strip().split("\n\n")


def lacking(dialect: str) -> list[str]:
    """What the tables declare and no earlier migration makes."""
    made = {statement for revision in EARLIER for statement in written(revision, dialect)}
    return [statement for statement in declared(dialect) if statement not in made]


if __name__ == "__main__":
    for dialect in ("sqlite", "postgresql+psycopg"):
        path = VERSIONS / f"{NEWEST}_{dialect.partition('+')[0]}.sql"
        path.write_text("\n\n".join(lacking(dialect)) + "\n")
