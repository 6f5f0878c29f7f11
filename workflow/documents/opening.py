"""Handing a document to who works on its case: for a purpose, and on the trail before it leaves this module."""

from datetime import datetime

import orjson

from states.errors import Conflict, Malformed, NotPermitted, Problem
from workflow.access_log import denials
from workflow.actors import Actor
from workflow.db import Database
from workflow.documents.finding import Opened, find, opened, opens_it
from workflow.rows import Note, note
from workflow.vault import seal_payload

#: The entry's event.
OPEN_DOCUMENT = "open_document"
#: Longest purpose, in characters.
LONGEST = 500


def open_document(db: Database, document: str, purpose: str, *, actor: Actor, at: datetime) -> Opened:
    """Open a document for a purpose, which is sealed with its entry.

    Raises Malformed, NotFound, NotPermitted, Conflict for one that is void, and StorageUnavailable where the entry
    cannot be written: then nothing is handed out.
    """
    if not purpose.strip() or len(purpose) > LONGEST:
        problem = Problem("purpose", f"say why you open it, in at most {LONGEST} characters")
        raise Malformed("the document is not opened without a purpose", [problem])
    with denials(db, actor, OPEN_DOCUMENT, document, at), db.transaction() as tx:
        case, held = find(tx, document, actor, at, lock=True)
        if not opens_it(tx, case, held.kind, actor, at):
            message = "this may say how she is reached: it is opened by the owner of the case"
            raise NotPermitted(message)
        if held.voided_at is not None:
            raise Conflict("the document was marked as not valid: open the one that replaces it")
        found = opened(tx, db.keys, case, held)
        why = orjson.dumps({"purpose": purpose.strip()})
        hidden = seal_payload(case.key(db.keys), case.head.seq + 1, why)
        body = {"document": held.reference, "kind": held.kind, "order": held.order}
        note(tx, case, Note(OPEN_DOCUMENT, body), by=actor, at=at, hidden=hidden)
    return found
