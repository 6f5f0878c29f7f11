"""What the way from consent to protection keeps: panel, courts, documents, surveys, and counts of cases."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    script = Path(__file__).with_name(f"0004_{dialect}.sql").read_text()
    for statement in script.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
