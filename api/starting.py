"""From settings to an open database: what a first start makes by itself, and what it refuses to guess.

Keys are made only together with what they are to seal: a key file that is missing beside a database that
has keys already is a fault to mend, never a reason to make others.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from api import carrying
from api.clock import now
from api.settings import Settings
from notifications.channels import Carrier
from states.vocabulary import Channel
from workflow.db import Database
from workflow.engines import file_of, parse
from workflow.faults import ConfigurationFault
from workflow.forces import FORCES
from workflow.keys import Keys
from workflow.marks import mark, set_mark
from workflow.migrations import migrate
from workflow.people import add_force
from workflow.surveys.inviting import ADDRESS

#: Nobody but the owner of the process looks into the home.
HOME_MODE = 0o700
#: Marks a database that was told of the forces once; what was changed since stays changed.
FORCES_KNOWN = "forces_known"


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Open what is there already, for as long as it is used. Raises ConfigurationFault."""
    db = Database(settings.database, keys=settings.held_keys())
    try:
        yield db
    finally:
        db.close()


@contextmanager
def prepared(settings: Settings) -> Iterator[Database]:
    """Open the database after making what a first start needs: home, keys, a new SQLite file, the forces."""
    make_home(settings)
    if is_new_file(settings):
        migrate(settings.database)
    keys, made = _keys(settings)
    try:
        db = Database(settings.database, keys=keys)
    except ConfigurationFault:
        if made:
            settings.key_path.unlink()
        raise
    try:
        _know_forces(db)
        yield db
    finally:
        db.close()


def know_address(db: Database, settings: Settings) -> None:
    """Have the database know the public address, so that whoever delivers makes the same links."""
    if (mark(db, ADDRESS) or None) != settings.public_url:
        set_mark(db, ADDRESS, settings.public_url or "")


def make_home(settings: Settings) -> None:
    """Make the home, for its owner alone."""
    try:
        settings.home.mkdir(mode=HOME_MODE, parents=True, exist_ok=True)
    except OSError as error:
        message = f"the home {settings.home} cannot be made: {error.strerror}"
        raise ConfigurationFault(message) from None


def carriers(settings: Settings, clock: Callable[[], datetime] = now) -> Mapping[Channel, Carrier]:
    """Return what takes notices out, by channel. Raises ConfigurationFault, naming the setting."""
    return carrying.carriers(settings, clock)


def private_files(settings: Settings) -> list[Path]:
    """Return the files that nobody else may look into."""
    made = parse(settings.database)
    files = [settings.notices, *([] if settings.keys else [settings.key_path])]
    return [*files, file_of(made)] if made.get_backend_name() == "sqlite" else files


def _know_forces(db: Database) -> None:
    """Tell a new database which forces there are: a referral to any other is a slip of the pen."""
    if mark(db, FORCES_KNOWN) is None:
        for code, name in FORCES.items():
            add_force(db, code, name)
        set_mark(db, FORCES_KNOWN, "1")


def is_new_file(settings: Settings) -> bool:
    """Say whether the database is a SQLite file that is not there yet."""
    made = parse(settings.database)
    return made.get_backend_name() == "sqlite" and not file_of(made).exists()


def _keys(settings: Settings) -> tuple[Keys, bool]:
    if settings.keys is not None or settings.key_path.exists():
        return settings.held_keys(), False
    return Keys.create(settings.key_path), True
