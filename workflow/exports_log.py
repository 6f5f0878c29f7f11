"""The stream "exports": who took what out of Rowan as a file. It holds the file's digest, never what is in it.

Whoever finds a file somewhere can tell by its digest who took it, and when.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from workflow.actors import Actor
from workflow.db import Database
from workflow.trail import EXPORTS, Entry, append_to

#: The event of every entry here.
EXPORT = "export"


def exported(
    db: Database, actor: Actor, what: str, file: bytes, told: Mapping[str, str | None], at: datetime
) -> None:
    """Leave an entry of a file that is about to be handed over. If it cannot be written, nothing may be.

    `what` and `told` are words and codes of ours, nothing personal. Raises StorageUnavailable.
    """
    body = {"what": what, "sha256": hashlib.sha256(file).hexdigest(), "bytes": len(file), **told}
    with db.transaction() as tx:
        entry = Entry(
            at=at,
            actor=actor.reference,
            role=actor.role.value,
            chart=EXPORTS,
            event=EXPORT,
            definition="",
            version=0,
            body=body,
        )
        append_to(tx, EXPORTS, entry)
