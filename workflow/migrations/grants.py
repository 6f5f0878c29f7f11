"""What the role that commands run as may do on PostgreSQL, where the owner of the tables is another.

SQLite has no roles: there the authorizer of every connection says no.
"""

from sqlalchemy import text

from workflow.engines import owner
from workflow.faults import ConfigurationFault, translated
from workflow.tables import METADATA

#: Tables that are never changed, and what may be done with them; all others may be written freely.
KEPT = {"entries": "SELECT, INSERT", "sealed_payloads": "SELECT, INSERT, DELETE"}


def grant(url: str, role: str) -> None:
    """Let `role`, which must exist, run Rowan on the database at `url` without owning it. As its owner."""
    with translated(), owner(url).begin() as connection:
        if connection.dialect.name != "postgresql":
            raise ConfigurationFault("only PostgreSQL has roles")
        quoted = connection.dialect.identifier_preparer.quote_identifier(role)
        for table in METADATA.sorted_tables:
            name = connection.dialect.identifier_preparer.format_table(table)
            rights = KEPT.get(table.name, "SELECT, INSERT, UPDATE, DELETE")
            connection.execute(text(f"REVOKE ALL ON {name} FROM {quoted}"))
            connection.execute(text(f"GRANT {rights} ON {name} TO {quoted}"))
        connection.execute(text(f"GRANT SELECT ON alembic_version TO {quoted}"))
        connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}"))
