"""Documents of a case: court orders, proofs of service, statements, letters. Kept sealed, never rendered, never deleted.

`checking` says what a file must be, `storing` keeps and voids it, `opening` hands it out to who works on the case,
`police` to officers, and `copies` says what the copy for the police carries.
"""

from workflow.documents.checking import MOST, Media, TooBig, check
from workflow.documents.finding import Opened
from workflow.documents.opening import OPEN_DOCUMENT, open_document
from workflow.documents.police import OPEN_COPY, open_copy
from workflow.documents.storing import STORE_DOCUMENT, VOID_DOCUMENT, Upload, store, void

__all__ = [
    "MOST",
    "OPEN_COPY",
    "OPEN_DOCUMENT",
    "STORE_DOCUMENT",
    "VOID_DOCUMENT",
    "Media",
    "Opened",
    "TooBig",
    "Upload",
    "check",
    "open_copy",
    "open_document",
    "store",
    "void",
]
