"""What the pages keep: sign-in, sessions, what firms say of themselves, and glass that was broken."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    script = Path(__file__).with_name(f"0003_{dialect}.sql").read_text()
    for statement in script.strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)
    # By event and time instead: an index more would cost every command.
    op.drop_index("ix_entries_at", "entries")
