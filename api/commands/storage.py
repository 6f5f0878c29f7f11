"""The database and its keys: migrating, backing up, restoring, and changing the key that wraps."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.console import AsJson, counting, load_settings, say, tell
from api.starting import make_home, opened, prepared
from workflow.backup import backup, restore
from workflow.faults import ConfigurationFault
from workflow.keys import Keys
from workflow.migrations import HEAD, migrate
from workflow.rotation import rotate

keys = typer.Typer(help="The keys that everything sealed hangs on.", no_args_is_help=True)

NewFile = Annotated[Path, typer.Argument(help="The file to write; one that is there is refused.")]
BackupFile = Annotated[Path, typer.Argument(help="A backup that `rowan backup` wrote.")]


def bring_up(*, as_json: AsJson = False) -> None:
    """Bring the database to this version's schema, making it where there is none."""
    settings = load_settings()
    make_home(settings)
    migrate(settings.database)
    with prepared(settings):
        pass
    tell({"schema": HEAD}) if as_json else say(f"The database is at schema {HEAD}.")


def back_up(file: NewFile, *, as_json: AsJson = False) -> None:
    """Write a backup of the database while it serves. The keys are not in it: keep them apart."""
    with counting("Copying"):
        backup(load_settings().database, file)
    size = file.stat().st_size
    tell({"file": str(file), "bytes": size}) if as_json else say(
        f"{file} holds {size:,} bytes, without the keys."
    )


def bring_back(file: BackupFile, *, as_json: AsJson = False) -> None:
    """Fill a new, empty database from a backup, and see that the keys open it."""
    settings = load_settings()
    make_home(settings)
    with counting("Restoring"):
        restore(file, settings.database)
    with opened(settings):
        tell({"restored": str(file)}) if as_json else say(f"{file} is restored.")


@keys.command("init")
def start_keys(*, as_json: AsJson = False) -> None:
    """Make the key file, for its owner alone. One that is there is refused."""
    settings = load_settings()
    make_home(settings)
    made = Keys.create(settings.key_path)
    told = {"file": str(settings.key_path), "current": made.current}
    tell(told) if as_json else say(f"{settings.key_path} is made: keep a copy away from the database.")


@keys.command("rotate")
def rotate_keys(*, as_json: AsJson = False) -> None:
    """Make a new key the current one, and wrap every case's key under it. The old keys stay."""
    settings = load_settings()
    if settings.keys is not None:
        message = "the keys are in ROWAN_KEYS: rotate them in a key file"
        raise ConfigurationFault(message)
    # Opened before anything is changed: keys of another database must not be renewed for this one.
    with opened(settings):
        renewed = Keys.renew(settings.key_path)
    with opened(settings) as db, counting("Wrapping") as count:
        cases = rotate(db, progress=count)
    told = {"current": renewed.current, "cases": cases}
    tell(told) if as_json else say(
        f"{cases} cases are wrapped under {renewed.current}. Keep the old keys for old backups."
    )
