"""What no document holds, whatever its kind: markup that a browser runs, and the signs of another kind of file.

Nothing here shows a file to anybody. It is looked for all the same, because whoever is handed a document opens it
with whatever they have.
"""

import re

from workflow.documents.faulty import ACTIVE, TWO_IN_ONE, Unfit

#: Markup that acts, and what stands at the beginning of a page. Long enough not to come about by chance.
MARKUP = re.compile(rb"<(?:script|html|iframe|svg|\?php|!doctype)[\s>/]|javascript:", re.IGNORECASE)
#: A reader of PDF takes a file whose header stands among the first so many bytes.
PDF_WITHIN = 1024
#: An archive says at its end what it holds, before a comment of at most 65,535 bytes.
ARCHIVE, ARCHIVE_END, END_WITHIN = b"PK\x03\x04", b"PK\x05\x06", 65_557


def check_inert(content: bytes) -> None:
    """Refuse markup that acts. Raises Unfit."""
    if MARKUP.search(content):
        raise Unfit(ACTIVE)


def check_single(content: bytes) -> None:
    """Refuse a file that another program would take for another kind. Raises Unfit."""
    if b"%PDF-" in content[1 : PDF_WITHIN + 5]:
        raise Unfit(TWO_IN_ONE)
    if ARCHIVE in content and ARCHIVE_END in content[-END_WITHIN:]:
        raise Unfit(TWO_IN_ONE)
