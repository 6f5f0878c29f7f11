"""An application opened or made for somebody who may open what leads to her. Start here.

Each time is a reveal: its entry says what was opened, for which document and why, and is committed before a value
leaves this module; if it cannot be written, nothing is shown. Counting how far an application has come opens
nothing to anybody, and writes no entry.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import bindparam, select

from states.errors import Malformed, NotPermitted, Problem
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.cover import stands_in
from workflow.db import Database, Tx
from workflow.details import open_details
from workflow.finding import Case
from workflow.glass import open_until
from workflow.keys import Keys
from workflow.looking import found, shown
from workflow.pack.contract import SECTIONS
from workflow.pack.prefill import READ, Source
from workflow.pack.standing import Pack, judged
from workflow.prepared import Prepared
from workflow.reveals import LONGEST, REVEAL, may_reveal, opens
from workflow.rows import Note, note
from workflow.tables import FirmRow
from workflow.vault import seal_payload

FIRMS = FirmRow.__table__

SELECT_FIRM = Prepared(select(FIRMS.c.name).where(FIRMS.c.code == bindparam("firm")))


class Opened(StrEnum):
    """What of an application is opened: the form as a machine takes it, two printed documents, or a section to fill in."""

    FORM = "form"
    FL401 = "fl401"
    C8 = "c8"
    SECTION = "section"


def make(db: Database, reference: str, what: Opened, purpose: str, *, actor: Actor, at: datetime) -> Pack:
    """Judge an application for one of its documents, and write down that it was made.

    Raises Malformed for a purpose that is none, NotFound, NotPermitted, and StorageUnavailable where the entry
    cannot be written.
    """
    return judged(open_application(db, reference, what, purpose, actor=actor, at=at))


def open_application(
    db: Database, reference: str, what: Opened, purpose: str, *, actor: Actor, at: datetime, section: str = ""
) -> Source:
    """Open what an application is made from. Raises as `make()` does."""
    if not purpose.strip() or len(purpose) > LONGEST:
        problem = Problem("purpose", f"must say why, in at most {LONGEST} characters")
        raise Malformed("the application is not opened without a purpose", [problem])
    with denials(db, actor, REVEAL, reference, at), db.transaction() as tx:
        case = found(tx, reference, actor, at, lock=True)
        covers = stands_in(tx, case, actor, at)
        broken = not covers and open_until(tx, case, actor, at) is not None
        if set(READ) - set(may_reveal(case, actor, READ, opened=covers or broken)):
            message = "an application is opened for those who may open how she is reached"
            raise NotPermitted(message)
        source = _source(tx, db.keys, case, at)
        body: dict[str, Any] = {"fields": sorted(READ), "application": what.value}
        body |= {"section": section} if section in SECTIONS else {}
        body |= {"covers_for": case.position.facts["owner"]} if covers else {}
        body |= {"glass": True} if broken else {}
        why = seal_payload(case.key(db.keys), case.head.seq + 1, orjson.dumps({"purpose": purpose.strip()}))
        note(tx, case, Note(REVEAL, body), by=actor, at=at, hidden=why)
    return source


def may_open(db: Database, reference: str, actor: Actor, at: datetime) -> bool:
    """Say whether the actor may open this application. Raises NotFound."""
    with denials(db, actor, REVEAL, reference, at), db.reading() as tx:
        case = found(tx, reference, actor, at)
        return len(may_reveal(case, actor, READ, opened=opens(tx, case, actor, at))) == len(READ)


def how_far(db: Database, reference: str, actor: Actor, at: datetime) -> Pack:
    """Judge an application for who works on the case, to count with: none of its values is to be shown.

    Raises NotFound, and NotPermitted for who sees no whole case.
    """
    with denials(db, actor, "application", reference, at), db.reading() as tx:
        case = shown(found(tx, reference, actor, at))
        return judged(_source(tx, db.keys, case, at))


def known_before(db: Database, reference: str, actor: Actor, at: datetime) -> Mapping[str, Any]:
    """Return what the case knows without the application: what is saved only as it was prefilled is not saved.

    Nothing of it is shown. Raises as `how_far()` does.
    """
    with denials(db, actor, "application", reference, at), db.reading() as tx:
        case = shown(found(tx, reference, actor, at))
        return _source(tx, db.keys, case, at).known


def _source(tx: Tx, keys: Keys, case: Case, at: datetime) -> Source:
    facts = case.position.facts
    row = tx.one(SELECT_FIRM, firm=facts["firm"]) if facts["firm"] else None
    return Source(facts, open_details(tx, keys, case, READ), row[0] if row else None, at)
