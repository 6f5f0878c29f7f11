"""What a copy for the police still lacks: the document to upload before it can be sent."""

from collections.abc import Mapping

from states.vocabulary import Chart, CopyEvent, DocumentKind
from workflow.queries import CaseView

#: What is uploaded where a guard finds nothing stored, and what doing so is called.
LACKING: Mapping[str, tuple[DocumentKind, str]] = {
    "sealed_order_is_stored": (DocumentKind.ORDER, "Upload the sealed order"),
    "proof_is_stored": (DocumentKind.PROOF_OF_SERVICE, "Upload the proof of service"),
}


def lacking(view: CaseView, order: str | None) -> tuple[str, str] | None:
    """Return where the first document is uploaded that the copy of an order lacks, and what doing so is called.

    Nothing, where the copy could be sent or something else stands against it.
    """
    found = next((one for one in view.orders if one.reference == order), None)
    asked = {} if found is None else found.events.get(Chart.POLICE_COPY, {})
    guards = [refusal.guard for refusal in asked.get(CopyEvent.SEND, ())]
    if not guards or not LACKING.keys() >= {*guards}:
        return None
    kind, says = LACKING[guards[0]]
    return f"/cases/{view.reference}/documents?kind={kind}&order={order}#upload", says
