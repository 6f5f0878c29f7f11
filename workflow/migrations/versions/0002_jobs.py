"""The job engine's tables on PostgreSQL, as the installed library makes them; SQLite needs none."""

from hashlib import sha256

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import inspect

from workflow.faults import ConfigurationFault

revision = "0002"
down_revision = "0001"

#: Of the schema of Procrastinate 3.10. Another one is another migration: the library's own, from this to that.
KNOWN = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"


def upgrade() -> None:
    connection = op.get_bind()
    columns = {column["name"] for column in inspect(connection).get_columns("notices")}
    if "since" not in columns:
        raise ConfigurationFault(
            "the database was made by a Rowan from before its first release: start again with a new one"
        )
    if connection.dialect.name == "sqlite":
        return
    schema = SchemaManager.get_schema()
    if sha256(schema.encode()).hexdigest() != KNOWN:
        raise ConfigurationFault("the installed procrastinate is not of the release that Rowan names: 3.10")
    # By the driver itself: the script is many statements, and a percent sign in it is none of ours.
    connection.connection.cursor().execute(schema)
