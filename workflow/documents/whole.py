"""Whether each document is still there whole: what stands in it, and the entry that stored it. For the doctor."""

from sqlalchemy import Text, and_, cast, func, literal, or_, select

from workflow.db import Tx
from workflow.tables import DocumentContentRow, DocumentRow, EntryRow

CONTENTS, DOCUMENTS, ENTRIES = DocumentContentRow.__table__, DocumentRow.__table__, EntryRow.__table__

#: The event of the entry that stored a document.
STORED = "store_document"


def torn(tx: Tx, most: int) -> tuple[int, int, tuple[str, ...]]:
    """Return how many documents there are, how many are not whole, and the references of some of those."""
    stream = literal("case:").concat(cast(DOCUMENTS.c.case_id, Text))
    entry = and_(ENTRIES.c.stream == stream, ENTRIES.c.seq == DOCUMENTS.c.seq, ENTRIES.c.event == STORED)
    apart = DOCUMENTS.outerjoin(CONTENTS, CONTENTS.c.reference == DOCUMENTS.c.reference).outerjoin(
        ENTRIES, entry
    )
    lacks = or_(CONTENTS.c.reference.is_(None), ENTRIES.c.seq.is_(None))
    of = tx.connection.scalar(select(func.count()).select_from(DOCUMENTS)) or 0
    wrong = tx.connection.scalar(select(func.count()).select_from(apart).where(lacks)) or 0
    some = select(DOCUMENTS.c.reference).select_from(apart).where(lacks).order_by(DOCUMENTS.c.reference)
    return of, wrong, tuple(tx.connection.scalars(some.limit(most)))
