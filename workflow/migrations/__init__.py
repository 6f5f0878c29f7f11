"""The schema's history: numbered, forward only, the same for both engines."""

from pathlib import Path

#: The newest revision. Known here so that opening a database need not load Alembic.
HEAD = "0004"


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema; a SQLite file is made, for its owner alone.

    All of it happens, or none. Raises `ConfigurationFault` for a database from a newer Rowan.
    """
    from workflow.migrations.run import upgrade

    upgrade(url, Path(__file__).parent, newest=HEAD)
