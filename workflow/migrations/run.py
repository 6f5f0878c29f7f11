"""Runs Alembic without its ini file, on a connection that may change the schema."""

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from workflow.engines import file_of, owner, parse
from workflow.faults import ConfigurationFault, translated

#: Names the lock under which PostgreSQL is migrated: two servers may start at once.
LOCK = 0x526F77616E


def upgrade(url: str, scripts: Path, *, newest: str) -> None:
    """Apply what is missing, in one transaction."""
    made = parse(url)
    if made.get_backend_name() == "sqlite":
        file = file_of(made)
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    with translated(), owner(url).connect() as connection:
        if connection.dialect.name == "sqlite":
            # Kept by the file itself; it cannot be changed inside a transaction.
            connection.connection.cursor().execute("PRAGMA journal_mode = wal")
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            found = MigrationContext.configure(connection).get_current_revision()
            if found is not None and found > newest:
                raise ConfigurationFault(
                    f"the database is at schema {found}, newer than this Rowan's {newest}"
                )
            if found is None and inspect(connection).get_table_names():
                raise ConfigurationFault(
                    "the database holds tables that are not of Rowan's making: give Rowan a database of its own"
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
