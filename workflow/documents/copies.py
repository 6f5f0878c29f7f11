"""What the copy for the police carries: the order as the court last sealed it, and what proves that it was served.

A document stored before the order was last sealed belongs to what it said before: it is not sent any more.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, desc, select

from states.guards import needs_proof
from states.position import Facts, parsed
from states.vocabulary import DocumentKind
from workflow.db import Tx
from workflow.prepared import Prepared
from workflow.tables import DocumentRow, to_micros

DOCUMENTS = DocumentRow.__table__

SELECT_NEWEST = Prepared(
    select(DOCUMENTS.c.reference)
    .where(
        DOCUMENTS.c.of_order == bindparam("order"),
        DOCUMENTS.c.kind == bindparam("kind"),
        DOCUMENTS.c.voided_at.is_(None),
        DOCUMENTS.c.stored_at >= bindparam("since"),
    )
    .order_by(desc(DOCUMENTS.c.seq))
    .limit(1)
)
SELECT_VALID = Prepared(
    select(DOCUMENTS.c.reference).where(
        DOCUMENTS.c.reference == bindparam("reference"),
        DOCUMENTS.c.of_order == bindparam("order"),
        DOCUMENTS.c.kind == DocumentKind.PROOF_OF_SERVICE.value,
        DOCUMENTS.c.voided_at.is_(None),
    )
)


def looked_up(tx: Tx, orders: Mapping[str, Facts], reference: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a step of an order's service or copy has to know of documents; `said` is what it carries."""
    if "document" in said:
        named = said["document"]
        found = proof_named(tx, reference, named) if named else None
        return {"document": found} if found else {}
    return {"copy": carried(tx, reference, orders[reference])} if reference in orders else {}


def proof_named(tx: Tx, order: str, document: str) -> str | None:
    """Return the document if it is a proof of service of that order, and valid."""
    row = tx.one(SELECT_VALID, reference=document, order=order)
    return None if row is None else str(row[0])


def carried(tx: Tx, reference: str, order: Facts) -> dict[str, str | None]:
    """Return the documents that a copy of an order carries; None for one that is not stored, or not needed.

    The proof is the one that its service names, else the last one stored.
    """
    if order["made_at"] is None:
        return {"order": None, "proof": None}
    sealed = {"order": reference, "since": to_micros(parsed(order["made_at"]))}
    proof = None
    if needs_proof(order):
        named = order.get("proof")
        proof = (named and proof_named(tx, reference, named)) or _newest(
            tx, DocumentKind.PROOF_OF_SERVICE, sealed
        )
    return {"order": _newest(tx, DocumentKind.ORDER, sealed), "proof": proof}


def _newest(tx: Tx, kind: DocumentKind, sealed: Mapping[str, Any]) -> str | None:
    row = tx.one(SELECT_NEWEST, kind=kind.value, **sealed)
    return None if row is None else str(row[0])
