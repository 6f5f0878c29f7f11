"""The first schema, as it was, for each engine in its own words; statements stand apart by a blank line."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    script = Path(__file__).with_name(f"0001_{dialect}.sql").read_text()
    for statement in script.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
