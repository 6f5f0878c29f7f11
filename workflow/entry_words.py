"""What somebody wrote with a step: a note, a reason, a question, opened again for those who work on the case.

What leads to a person is never opened so, only by `reveal()`: nor is what was said with anything but a step. The
entry of the reading is committed before a word leaves this module.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, select

from states.errors import NotFound, NotPermitted
from states.payloads import PAYLOADS
from states.payloads.fields import sealed_fields
from states.permissions import Sight, masks_contact
from states.vocabulary import Chart, Role
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.db import Database, Tx
from workflow.looking import found
from workflow.prepared import Prepared
from workflow.reveals import OPENERS, REVEAL, opens
from workflow.rows import Note, note
from workflow.tables import EntryRow, PersonRow, SealedPayloadRow
from workflow.vault import SealedPayload, open_payload

ENTRIES, PAYLOAD_ROWS, PEOPLE = EntryRow.__table__, SealedPayloadRow.__table__, PersonRow.__table__

#: What leads to a person, or proves to her that it is us.
NEVER = frozenset({"survivor", "respondent", "code_word", "instructions"})
#: What may say where she lives, how she is reached or what she lives on: for those whose reveals open that.
LEADING = frozenset({"application", "answers", "other_terms", "gross_income"})
#: By chart and event what is opened.
WRITTEN: Mapping[tuple[str, str], frozenset[str]] = {
    (chart.value, str(event)): fields
    for chart, events in PAYLOADS.items()
    for event, model in events.items()
    if chart is not Chart.NOTICE and (fields := sealed_fields(model) - NEVER)
}
#: What the entry of a reading says was opened, and what for.
OPENED = {"fields": ["words"], "purpose": "to read what was written"}

SELECT_WRITTEN = Prepared(
    select(ENTRIES.c.chart, ENTRIES.c.event, ENTRIES.c.actor, ENTRIES.c.digest, PAYLOAD_ROWS.c.sealed)
    .join(PAYLOAD_ROWS, (PAYLOAD_ROWS.c.stream == ENTRIES.c.stream) & (PAYLOAD_ROWS.c.seq == ENTRIES.c.seq))
    .where(ENTRIES.c.stream == bindparam("stream"), ENTRIES.c.seq == bindparam("number"))
)
SELECT_FIRM = Prepared(select(PEOPLE.c.firm).where(PEOPLE.c.reference == bindparam("writer")))


def is_readable(chart: str, event: str) -> bool:
    """Say whether something may have been written with such a step that those who work on the case may read."""
    return (chart, event) in WRITTEN


def entry_words(db: Database, reference: str, seq: int, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return what was written with entry `seq` of a case, by field.

    A caseworker or a lead reads it of any case that they see, a firm what its own people wrote; what may say how she
    is reached, only who may open that. Raises NotFound, also where nothing was written, NotPermitted, and
    StorageUnavailable where the entry cannot be written.
    """
    with denials(db, actor, "written", reference, at), db.transaction() as tx:
        case = found(tx, reference, actor, at, lock=True)
        if case.sight is not Sight.CASE or actor.role not in OPENERS:
            message = "what was written is shown to those who work on the case"
            raise NotPermitted(message)
        row = tx.one(SELECT_WRITTEN, stream=case.head.stream, number=seq)
        fields = None if row is None else WRITTEN.get((row[0], row[1]))
        if row is None or fields is None:
            raise NotFound("entry")
        _, _, writer, digest, sealed = row
        if actor.role is Role.SOLICITOR and not _is_colleague(tx, writer, actor):
            raise NotFound("entry")
        if fields & LEADING and masks_contact(actor, case.position.facts) and not opens(tx, case, actor, at):
            message = (
                "this may say how she is reached, or what she lives on: it is shown to the owner of the case"
            )
            raise NotPermitted(message)
        said = orjson.loads(open_payload(case.key(db.keys), seq, SealedPayload(digest, sealed)))
        note(tx, case, Note(REVEAL, {**OPENED, "entry": seq}), by=actor, at=at)
    return {name: value for name, value in said.items() if name in fields}


def _is_colleague(tx: Tx, writer: str, actor: Actor) -> bool:
    row = tx.one(SELECT_FIRM, writer=writer)
    return row is not None and row[0] is not None and row[0] == actor.firm
