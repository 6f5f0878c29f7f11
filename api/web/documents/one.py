"""One document: what is known of it, handing it out for a purpose, and marking it as stored by mistake."""

from fastapi.responses import Response

from api import errors
from api.attachments import attachment
from api.dependencies import Reference
from api.web.case_page.frame import WHOLE, known, look
from api.web.documents.told import line
from api.web.pages import Here, Visit, pages
from api.web.words.documents import PURPOSES
from states.errors import Malformed
from states.permissions import Place
from workflow.documents import open_document, void
from workflow.queries.documents import document

router = pages(Place.CASES, prefix="/documents")

#: What stands for a purpose that is typed.
OTHER = "other"


@router.get("/{reference}")
def show_document(here: Here, reference: Reference) -> Response:
    """Show what is known of a document, and ask why it is to be opened."""
    return _page(here, reference)


@router.post("/{reference}/content")
def open_it(here: Here, reference: Reference) -> Response:
    """Hand the document out as a file; where its entry cannot be written, nothing leaves."""
    chosen = here.form.get("purpose")
    purpose = here.form.get("because") if chosen == OTHER else PURPOSES.get(chosen, "")
    try:
        opened = open_document(here.db, reference, purpose, actor=here.actor, at=here.at)
    except Malformed:
        return _page(here, reference, {"purpose": "Say why you open it"})
    return attachment(opened)


@router.get("/{reference}/content")
def back(here: Here, reference: Reference) -> Response:
    """Lead to the document: it leaves only for who says why."""
    return here.go(f"/documents/{reference}")


@router.post("/{reference}/void")
def void_it(here: Here, reference: Reference) -> Response:
    """Mark it as stored by mistake."""
    found = document(here.db, reference, here.actor, here.at)
    try:
        void(here.db, reference, here.form.get("reason"), actor=here.actor, at=here.at)
    except Malformed as refusal:
        return _page(here, reference, {"reason": refusal.problems[0].message})
    return here.go(f"/cases/{found.case}/documents", done="document_void")


@router.get("/{reference}/void")
def back_again(here: Here, reference: Reference) -> Response:
    """Lead to the document."""
    return here.go(f"/documents/{reference}")


def _page(here: Visit, reference: str, wrong: dict[str, str] | None = None) -> Response:
    found = document(here.db, reference, here.actor, here.at)
    view, problems = look(here, found.case), wrong or {}
    # A firm that only owes something is not told who works on the case now.
    people = known(here, view, found.stored_by) if view.sight == WHOLE else {}
    return here.show(
        "case/document.html",
        status=errors.MALFORMED.status if problems else errors.DONE,
        one=line(found, people),
        purposes=PURPOSES,
        chosen=here.form.get("purpose"),
        because=here.form.get("because"),
        reason=here.form.get("reason"),
        wrong=problems,
        summary=[
            {"text": f"{words[:1].upper()}{words[1:]}", "href": f"#{name}"}
            for name, words in problems.items()
        ],
    )
