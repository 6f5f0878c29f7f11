"""The stream "access": who asked for what they may not have, what auditors read, and how people searched.

It names persons by reference and never says what a case holds. What was typed in the place of a reference is
kept only where it is one: people type names into addresses.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from states.errors import NotFound, NotPermitted, RowanError
from workflow.actors import Actor
from workflow.command import Command
from workflow.db import Database, Tx
from workflow.faults import StorageUnavailable
from workflow.trail import ACCESS, Entry, append_to

log = logging.getLogger(__name__)

REFERENCE = re.compile(r"[A-Z]-[0-9A-HJKMNP-TV-Z]{8}", re.ASCII)
#: What stands for a reference that is none.
UNREADABLE = "unreadable"

NOT_FOUND, NOT_PERMITTED, READ, SEARCHED = "not_found", "not_permitted", "read", "search"


def denied(db: Database, command: Command, refusal: RowanError, *, actor: Actor, at: datetime) -> None:
    """Leave an entry of a command that was refused because of who asked.

    If it cannot be written, the log says so and the caller goes on to answer the refusal: nothing was shown.
    """
    subject = f" of {_named(command.subject)}" if command.subject else ""
    refused(db, actor, f"{command.chart}.{command.event}{subject}", command.case, refusal, at)


def refused(
    db: Database, actor: Actor, what: str, subject: str | None, refusal: RowanError, at: datetime
) -> None:
    """Leave an entry of anything else that was refused so. `what` is a word of ours, never the caller's."""
    event = NOT_PERMITTED if isinstance(refusal, NotPermitted) else NOT_FOUND
    try:
        _write(db, actor, event, what, subject, at)
    except StorageUnavailable:
        log.exception("a refusal could not be written to the access stream")


def read(db: Database, actor: Actor, what: str, subject: str | None, at: datetime) -> None:
    """Leave an entry of what is about to be shown. If it cannot be written, nothing may be shown.

    Raises StorageUnavailable.
    """
    _write(db, actor, READ, what, subject, at)


def searched(db: Database, actor: Actor, kind: str, found: int, subject: str | None, at: datetime) -> None:
    """Leave an entry of a search before its results are shown: its kind and how many, never what was typed.

    Raises StorageUnavailable.
    """
    _write(db, actor, SEARCHED, kind, subject, at, found=found)


@contextmanager
def denials(db: Database, actor: Actor, what: str, subject: str | None, at: datetime) -> Iterator[None]:
    """Leave an entry of each refusal because of who asked, and let it pass. No transaction may be open around it."""
    try:
        yield
    except (NotFound, NotPermitted) as refusal:
        refused(db, actor, what, subject, refusal, at)
        raise


def write(
    tx: Tx, actor: Actor, event: str, what: str, subject: str | None, at: datetime, **more: int
) -> None:
    """Leave an entry inside a transaction that is open; locks on cases are taken before it."""
    entry = Entry(
        at=at,
        actor=actor.reference,
        role=actor.role.value,
        chart=ACCESS,
        event=event,
        definition="",
        version=0,
        body={"what": what, **more},
        subject=None if subject is None else _named(subject),
    )
    append_to(tx, ACCESS, entry)


def _write(
    db: Database, actor: Actor, event: str, what: str, subject: str | None, at: datetime, **more: int
) -> None:
    with db.transaction() as tx:
        write(tx, actor, event, what, subject, at, **more)


def _named(reference: str) -> str:
    return reference if REFERENCE.fullmatch(reference) else UNREADABLE
