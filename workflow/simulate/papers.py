"""Fictional documents: a page of PDF that says what it would be, small enough to be made by the thousand."""

from datetime import datetime

from states.vocabulary import DocumentKind
from workflow.actors import Actor
from workflow.db import Database
from workflow.documents import Upload, store

#: What the page of each kind says. Nobody is named in it.
SAYS = {
    DocumentKind.ORDER: "Fictional court order. Sealed by nobody.",
    DocumentKind.PROOF_OF_SERVICE: "Fictional certificate of service.",
    DocumentKind.STATEMENT: "Fictional statement.",
    DocumentKind.LETTER: "Fictional letter.",
}


def pdf(says: str) -> bytes:
    """Write a PDF of one page with one line on it, which holds neither brackets nor backslashes."""
    drawn = f"BT /F1 14 Tf 72 760 Td ({says}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Font << /F1 5 0 R >> >>",
    )
    body, places = "%PDF-1.4\n", []
    for number, said in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{said}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")


def store_page(
    db: Database, case: str, kind: DocumentKind, order: str | None, *, by: Actor, at: datetime
) -> str:
    """Store a fictional document with a case; return its reference."""
    return store(db, case, Upload(kind.value, pdf(SAYS[kind]), order), actor=by, at=at)
