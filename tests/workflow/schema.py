"""Writes the first migration's SQL from the tables: `python -m tests.workflow.schema`, until the first release."""

from pathlib import Path

from sqlalchemy import create_mock_engine

import workflow.migrations
from workflow.tables import METADATA

VERSIONS = Path(workflow.migrations.__file__).with_name("versions")


def declared(dialect: str) -> str:
    """What `create_all` would run, statements apart by a blank line."""
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
    return "\n\n".join(others + indexes) + "\n"


if __name__ == "__main__":
    for dialect in ("sqlite", "postgresql+psycopg"):
        (VERSIONS / f"0001_{dialect.partition('+')[0]}.sql").write_text(declared(dialect))
