"""What documents are called, and what the pages of documents say."""

from collections.abc import Mapping

from states.vocabulary import DocumentKind
from workflow.documents import Media

KINDS: Mapping[str, str] = {
    DocumentKind.ORDER: "Court order",
    DocumentKind.PROOF_OF_SERVICE: "Proof of service",
    DocumentKind.STATEMENT: "Statement",
    DocumentKind.LETTER: "Letter",
}
MEDIA: Mapping[str, str] = {Media.PDF: "PDF", Media.JPEG: "JPEG picture", Media.PNG: "PNG picture"}
#: The fields of the form that uploads one.
FIELDS: Mapping[str, str] = {
    "kind": "What it is",
    "order": "The order that it belongs to",
    "file": "The file",
    "body": "The form",
}
UNCHOSEN = "choose the file"
TOO_BIG = "is larger than 10 MB: scan it in black and white, or send it in parts"
#: Whoever stored it, for who may not know their name.
SOMEBODY = "Somebody"
#: Why a document is opened.
PURPOSES: Mapping[str, str] = {
    "act": "I need what it says to act in the case",
    "check": "I check that it is the right document",
    "send": "I send it to somebody who may have it",
    "hearing": "I prepare for a hearing",
}
#: What the parts of the copy for the police are called, as the facts of an order name them.
COPY_PARTS: Mapping[str, str] = {"order": "Sealed order", "proof": "Proof of service"}
#: What a card says where nothing of the order can be downloaded.
NOT_SENT = "The police were not sent the order yet: it cannot be downloaded here."
SENT_ELSEWHERE = "The order went to the police by another way: ask your control room for it."
