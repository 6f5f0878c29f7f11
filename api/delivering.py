"""What is done without being asked: notices go out, and clocks are watched, by a few threads of a process.

The process that serves runs it on SQLite; on PostgreSQL the processes of `rowan worker` do, unless settings say
otherwise. Every round may be run by any number of processes at once: rows are claimed, never shared out.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from api.courtesy import CourteousDesk, InHand
from api.settings import Settings
from api.starting import carriers
from notifications.courier import BATCH, Courier
from notifications.delivery import IN_DOUBT_AFTER, Carriers
from notifications.loop import Loop, Round
from workflow import absence, counting, dashboard, jobs, timers
from workflow.db import Database
from workflow.desk import OutboxDesk
from workflow.engines import parse
from workflow.faults import ConfigurationFault

log = logging.getLogger(__name__)

#: How often workers look for notices of which no job told them: jobs that were lost, and tries whose time came (I).
SWEEP_EVERY = timedelta(seconds=5)
#: How often clocks are looked at, in seconds: the shortest of them is an hour (I).
CLOCKS_EVERY = timedelta(seconds=10)
#: How often receipts are asked for: a bounce is to be known within a minute (I).
RECEIPTS_EVERY = timedelta(seconds=10)
#: How often lost claims are looked back at, absences begun and ended, and old jobs dropped (I).
MINUTE = timedelta(minutes=1)
#: Notices claimed together where all commands share one writer: none waits for more than some milliseconds (I).
FILE_BATCH = 8
#: Cases whose timers one sweep sees to before it looks again.
TIMERS_AT_ONCE = 100
#: Such sweeps in one turn: after a long outage a process that is told to stop still stops soon.
SWEEPS = 5

Clock = Callable[[], datetime]


def is_here(settings: Settings) -> bool:
    """Say whether the process that serves delivers too. Raises ConfigurationFault where nobody could."""
    on_file = parse(settings.database).get_backend_name() == "sqlite"
    if settings.deliver == "worker" and on_file:
        message = (
            "ROWAN_DELIVER=worker needs PostgreSQL: the process that serves a SQLite file delivers itself"
        )
        raise ConfigurationFault(message)
    return settings.deliver == "here" or (settings.deliver == "auto" and on_file)


def courier(
    settings: Settings,
    db: Database,
    clock: Clock,
    by: Carriers | None = None,
    in_hand: InHand | None = None,
) -> Courier:
    """Return what delivers from that database as settings say, by these carriers or by those of the settings.

    Where requests may be in hand it gives way to them.
    """
    if settings.in_doubt_after < IN_DOUBT_AFTER:
        log.warning("ROWAN_IN_DOUBT_AFTER is below 15 minutes: a slow provider may send a message twice")
    standing = settings.standing
    return Courier(
        OutboxDesk(db, standing) if in_hand is None else CourteousDesk(db, standing, in_hand),
        carriers(settings, clock) if by is None else by,
        clock,
        hands=settings.hands,
        batch=FILE_BATCH if db.dialect == "sqlite" else BATCH,
        in_doubt_after=settings.in_doubt_after,
    )


class Loops(NamedTuple):
    """What runs in this process: a thread each, because neither a backlog nor a slow provider may hide a clock."""

    notices: Loop
    answers: Loop
    clocks: Loop


@contextmanager
def looping(
    settings: Settings, db: Database, made: Courier, clock: Clock, *, sweep_every: timedelta = timedelta()
) -> Iterator[Loops]:
    """Run the loops until the block ends; each commit of this process wakes delivery."""
    loops = Loops(
        Loop((Round("notices", sweep_every, made.sweep),), clock, settings.delivery_interval),
        Loop(_asking(settings, made), clock),
        Loop(_watching(db, clock), clock),
    )
    db.on_commit(loops.notices.wake)
    for loop in loops:
        loop.start()
    try:
        yield loops
    finally:
        made.stop()
        for loop in loops:
            loop.stop(timeout=settings.stop_within)


def _asking(settings: Settings, made: Courier) -> Sequence[Round]:
    return (
        Round("lost claims", min(MINUTE, settings.in_doubt_after / 4), made.look_back),
        Round("receipts", RECEIPTS_EVERY, made.poll),
    )


def _watching(db: Database, clock: Clock) -> Sequence[Round]:
    return (
        Round("clocks", CLOCKS_EVERY, lambda: _see_to_clocks(db, clock)),
        Round("absences", MINUTE, lambda: absence.move_tasks(db, clock())),
        Round("old jobs", MINUTE, lambda: jobs.drop_old(db, clock())),
        Round("counts", CLOCKS_EVERY, lambda: _fold(db)),
        Round("snapshots", MINUTE, lambda: dashboard.freeze(db, clock())),
    )


def _fold(db: Database) -> None:
    for _ in range(SWEEPS):
        if counting.fold(db) < counting.AT_ONCE:
            return


def _see_to_clocks(db: Database, clock: Clock) -> None:
    for _ in range(SWEEPS):
        if timers.sweep(db, clock(), TIMERS_AT_ONCE) < TIMERS_AT_ONCE:
            return
