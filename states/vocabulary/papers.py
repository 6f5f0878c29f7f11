"""The domain's words for documents: what is stored of a case, and what the police are sent of it."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document is."""

    ORDER = "order"
    PROOF_OF_SERVICE = "proof_of_service"
    STATEMENT = "statement"
    LETTER = "letter"


#: What belongs to one order, and goes to the police with it.
OF_AN_ORDER = frozenset({DocumentKind.ORDER, DocumentKind.PROOF_OF_SERVICE})
