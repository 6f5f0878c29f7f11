"""What the role that commands run as may do on PostgreSQL, where the owner of the tables is another.

SQLite has no roles: there the authorizer of every connection says no.
"""

from sqlalchemy import text

from workflow.engines import owner
from workflow.faults import ConfigurationFault, translated
from workflow.tables import METADATA

#: The job engine's tables, which are made and changed by the library alone.
JOBS = text(
    r"SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'procrastinate\_%'"
)
#: What may be done to a table that is not kept.
FREELY = "SELECT, INSERT, UPDATE, DELETE"
#: Tables that are never changed, and what may be done with them; all others may be written freely.
KEPT = {"entries": "SELECT, INSERT", "sealed_payloads": "SELECT, INSERT, DELETE"}


def grant(url: str, role: str) -> None:
    """Let `role`, which must exist, run Rowan on the database at `url` without owning it. As its owner."""
    with translated(), owner(url).begin() as connection:
        if connection.dialect.name != "postgresql":
            raise ConfigurationFault("only PostgreSQL has roles")
        quoted = connection.dialect.identifier_preparer.quote_identifier(role)
        ours = [table.name for table in METADATA.sorted_tables]
        for table in (*ours, *connection.scalars(JOBS)):
            name = connection.dialect.identifier_preparer.quote_identifier(table)
            connection.execute(text(f"REVOKE ALL ON {name} FROM {quoted}"))
            connection.execute(text(f"GRANT {KEPT.get(table, FREELY)} ON {name} TO {quoted}"))
        connection.execute(text(f"GRANT SELECT ON alembic_version TO {quoted}"))
        connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}"))
