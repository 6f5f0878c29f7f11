"""Working: a process beside those that serve, which delivers notices and watches clocks, on PostgreSQL."""

import logging

from api.clock import now
from api.commands.console import load_settings
from api.delivering import SWEEP_EVERY, courier, looping
from api.logs import write_json_lines
from api.settings import FICTIONAL, FICTIONAL_NUMBER, Settings
from api.starting import opened
from workflow.engines import file_of, parse
from workflow.faults import ConfigurationFault
from workflow.serving import serving

log = logging.getLogger(__name__)


def work() -> None:
    """Deliver notices and watch clocks beside the processes that serve, until told to stop. Needs PostgreSQL."""
    # The job engine takes a while to load, and no other command needs it.
    from workflow.worker import Worker

    settings = load_settings()
    refuse_file(settings)
    write_json_lines(settings.log_level)
    # Its lines would name every job twice, and say no more than the trail does.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    with opened(settings) as db:
        if settings.call_back_number == FICTIONAL_NUMBER:
            log.warning(FICTIONAL)
        made = courier(settings, db, now)
        worker = Worker(
            settings.database, made.deliver, made.stop, hands=settings.hands, stop_within=settings.stop_within
        )
        with looping(settings, db, made, now, sweep_every=SWEEP_EVERY):
            log.info("working", extra={"fields": {"hands": settings.hands}})
            worker.run()


def refuse_file(settings: Settings) -> None:
    """Refuse a SQLite file, naming the process that serves it if one does."""
    made = parse(settings.database)
    if made.get_backend_name() != "sqlite":
        return
    if file_of(made).exists():
        with serving(settings.database):
            pass
    message = (
        "a SQLite file has no workers: `rowan serve` delivers its notices itself. "
        "For workers, set ROWAN_DATABASE_URL to a PostgreSQL database"
    )
    raise ConfigurationFault(message)
